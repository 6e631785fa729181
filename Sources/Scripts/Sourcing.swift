import Drivers

/// What `Source` finds: the bytes of a script that another one names.
public struct ScriptSources: Sendable {
  /// A script that was found: under what name messages speak of it, and what is in it. The name is the same for the
  /// same file, by whatever way it was named.
  public struct Found: Sendable {
    public var file: String
    public var bytes: [UInt8]

    public init(file: String, bytes: [UInt8]) {
      self.file = file
      self.bytes = bytes
    }
  }

  let find: @Sendable (_ name: String, _ from: String) -> Found?

  /// - Parameter find: looks a name up that stands in the script `from`; nil where there is no such file.
  public init(find: @escaping @Sendable (_ name: String, _ from: String) -> Found?) { self.find = find }
}

/// The scripts that are being read, each named by the one before.
final class Sourcing {
  private let sources: ScriptSources
  private(set) var open: [String]
  private var bytes = 0

  /// A script that names another one twice, which names a third twice, and so on, is soon without end.
  static let bytesMost = 16 << 20
  static let depthMost = 32

  init(_ sources: ScriptSources, from file: String) {
    self.sources = sources
    open = [file]
  }

  /// The script of a name. A circle is a problem of the line that closes it.
  func find(_ word: Words.Word, from file: String) throws(ScriptProblem) -> ScriptSources.Found {
    guard let found = sources.find(word.text, file) else {
      throw ScriptProblem(
        word.span, "there is no script \(word.text.prefix(80))", hint: "a file, as seen from this one or from here")
    }
    if let start = open.firstIndex(of: found.file) {
      let circle = (open[start...] + [found.file]).joined(separator: " → ")
      throw ScriptProblem(word.span, "this script would be its own part: \(circle)")
    }
    guard open.count <= Self.depthMost else {
      throw ScriptProblem(word.span, "more than \(Self.depthMost) scripts stand in one another")
    }
    bytes += found.bytes.count + 1000
    guard bytes <= Self.bytesMost else {
      throw ScriptProblem(word.span, "the scripts that name one another here are too long together")
    }
    return found
  }

  func begin(_ file: String) { open.append(file) }
  func end() { open.removeLast() }
}
