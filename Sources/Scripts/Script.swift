import Drivers

/// A script that has been read: what to do to a timeline and to the screen, one command a line.
///
/// The form is that of VHS tapes with verbs for the model. Nothing is looked up while reading: whether a scenario, a
/// thread or a name of a predicate exists shows when the script runs.
public struct Script: Sendable {
  /// The name that stands before line and column in messages.
  public let file: String
  public let commands: [Command]
  /// What was understood and ignored, each as it is to be printed.
  public let warnings: [String]

  /// Reads the bytes of a file. Throws every error of the text at once.
  public init(bytes: [UInt8], file: String = "script") throws(Diagnostics) {
    let text = try ScriptText(bytes, file: file)
    try self.init(text, part: text.lines.indices)
  }

  /// Reads a text. Throws every error of the text at once.
  public init(_ text: String, file: String = "script") throws(Diagnostics) {
    try self.init(bytes: Array(text.utf8), file: file)
  }

  /// Reads some lines of a larger text, counted from 0, such as a fence of a lesson; messages have the lines of the
  /// whole.
  public init(_ text: String, file: String, part: Range<Int>) throws(Diagnostics) {
    try self.init(ScriptText(Array(text.utf8), file: file), part: part)
  }

  private init(_ text: ScriptText, part: Range<Int>) throws(Diagnostics) {
    var parser = ScriptParser()
    for index in part.clamped(to: text.lines.indices) { parser.read(text.lines[index], line: index + 1) }
    parser.finish()
    guard !parser.problems.contains(where: { $0.severity == .error }) else {
      throw Diagnostics(file: text.file, lines: text.lines, all: parser.problems)
    }
    let warnings = Diagnostics(file: text.file, lines: text.lines, all: parser.problems)
    self.file = text.file
    self.warnings = warnings.all.map { warnings.text($0) }
    commands = parser.commands
  }
}

/// A text as lines, after it has been looked at for being a text at all.
struct ScriptText {
  let file: String
  let lines: [String]

  /// Longer files are no scripts.
  static let bytesMost = 1 << 20

  init(_ bytes: [UInt8], file: String) throws(Diagnostics) {
    func refuse(at offset: Int, _ message: String, _ hint: String) -> Diagnostics {
      let before = bytes[..<offset]
      let start = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
      let column = String(decoding: bytes[start..<offset], as: UTF8.self).count + 1
      let place = Position(line: before.count { $0 == 0x0a } + 1, column: column)
      return Diagnostics(
        file: file, lines: [], all: [Diagnostic(.error, Span(place, place), message, hint: hint)])
    }
    guard bytes.count <= Self.bytesMost else {
      throw refuse(at: 0, "\(bytes.count) bytes are too many for a script", "at most \(Self.bytesMost) bytes are read")
    }
    if let offset = bytes.firstIndex(of: 0) {
      throw refuse(at: offset, "a NUL byte: this is not a text", "a script is a text, one command a line")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw refuse(at: Self.firstInvalid(bytes), "this is not UTF-8", "save the script as UTF-8")
    }
    self.file = file
    let marked = text.unicodeScalars.first == "\u{FEFF}" ? text.unicodeScalars.dropFirst() : text.unicodeScalars[...]
    var lines = marked.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      String(String.UnicodeScalarView(line.last == "\r" ? line.dropLast() : line))
    }
    if lines.last == "" { lines.removeLast() }
    self.lines = lines
  }

  /// How many bytes from the start are good UTF-8.
  private static func firstInvalid(_ bytes: [UInt8]) -> Int {
    var good = 0
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while case .scalarValue(let scalar) = decoder.decode(&iterator) { good += UTF8.width(scalar) }
    return min(good, bytes.count - 1)
  }
}
