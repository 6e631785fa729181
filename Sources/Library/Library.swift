/// What ships with the program: scenarios, drivers, lessons, scripts, traces, by their paths in `Assets`.
///
/// Embedded in the program, so that it runs from any folder; or read from a folder while somebody writes a lesson.
public struct Library: Sendable {
  private let source: any Source

  /// The embedded tree, or the tree in a folder in its place: nothing of the two is mixed.
  public init(folder: String? = nil) {
    source = folder.map { FolderTree(root: $0) } ?? EmbeddedTree()
  }

  /// False when a folder was given and there is none.
  public var isThere: Bool { source.isThere }

  /// The bytes of a file; nil if there is none: `Library().bytes("Scripts/aba.tape")`.
  public func bytes(_ path: String) -> [UInt8]? {
    guard Self.isInside(path) else { return nil }
    return source.bytes(path)
  }

  /// A file as text; nil if there is none, or if it is not UTF-8.
  public func text(_ path: String) -> String? {
    bytes(path).flatMap { String(validating: $0, as: UTF8.self) }
  }

  /// The files in a folder and below it, as paths from that folder, sorted. `""` is the whole tree.
  public func names(in folder: String) -> [String] {
    let folder = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    guard folder.isEmpty || Self.isInside(folder) else { return [] }
    let prefix = folder.isEmpty ? "" : folder + "/"
    return source.paths().filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }.sorted()
  }

  /// A name that somebody typed must not lead out of the tree.
  private static func isInside(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." && !$0.utf8.contains(0) }
  }
}

/// Where the files come from.
protocol Source: Sendable {
  var isThere: Bool { get }
  /// Every file, in any order.
  func paths() -> [String]
  func bytes(_ path: String) -> [UInt8]?
}
