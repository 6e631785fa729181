import Foundation
import Testing

/// The built program, run as a person or a script would without a terminal.
enum Program {
  /// Beside the tests, or where HMMSCOPE says.
  static let path: String = {
    if let given = ProcessInfo.processInfo.environment["HMMSCOPE"] { return given }
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(filePath: tests).deletingLastPathComponent().appending(path: "hmmscope").path
  }()

  static var isThere: Bool { FileManager.default.isExecutableFile(atPath: path) }

  static let missing: Comment = "the program is not built; swift build builds it"

  /// The top of the checkout.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  struct Result: Equatable {
    var status: Int32
    var output: String
    var errors: String

    var lines: [String] { output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
  }

  /// Runs it to its end, with these bytes as standard input. The environment is not this one's.
  static func run(
    _ arguments: String..., input: [UInt8] = [], environment: [String: String] = [:], folder: URL? = nil
  ) throws -> Result {
    try run(arguments, input: input, environment: environment, folder: folder)
  }

  static func run(
    _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:], folder: URL? = nil
  ) throws -> Result {
    let scratch = try Scratch()
    let files = ["in", "out", "err"].map { scratch.url($0) }
    try Data(input).write(to: files[0])
    for file in files[1...] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "xterm-256color"]
      .merging(environment) { $1 }
    process.currentDirectoryURL = folder ?? scratch.folder
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    return Result(
      status: process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus,
      output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
  }
}

/// A folder of its own. It stays until the tests have ended: a value of this type may be gone long before its files
/// have been read.
final class Scratch: Sendable {
  let folder: URL

  private static let root: URL = {
    atexit { try? FileManager.default.removeItem(at: Scratch.root) }
    let process = ProcessInfo.processInfo.processIdentifier
    return FileManager.default.temporaryDirectory.appending(path: "hmmscope-tests-\(process)")
  }()

  init() throws {
    folder = Self.root.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func url(_ name: String) -> URL { folder.appending(path: name) }

  /// Writes a file; its path.
  func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: url(name))
    return url(name).path
  }

  func file(_ name: String, _ text: String) throws -> String { try file(name, Array(text.utf8)) }
}

/// Compares a text with the one kept under __Snapshots__; SNAPSHOTS=record writes it anew.
func expectSnapshot(_ text: String, named name: String, location: SourceLocation = #_sourceLocation) throws {
  let kept = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "__Snapshots__/\(name).txt")
  if ProcessInfo.processInfo.environment["SNAPSHOTS"] == "record" {
    try Data(text.utf8).write(to: kept)
    return
  }
  guard let expected = try? String(contentsOf: kept, encoding: .utf8) else {
    Issue.record("\(name) is not kept yet; SNAPSHOTS=record swift test keeps it", sourceLocation: location)
    return
  }
  guard text != expected else { return }
  let rows = { (text: String) in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
  let (drawn, old) = (rows(text), rows(expected))
  var different: [String] = drawn.count == old.count ? [] : ["\(drawn.count) rows in place of \(old.count)"]
  for (row, pair) in zip(drawn, old).enumerated() where pair.0 != pair.1 {
    different.append("row \(row + 1)\n  drawn \(pair.0)\n  kept  \(pair.1)")
  }
  Issue.record("\(name) differs:\n\(different.joined(separator: "\n"))", sourceLocation: location)
}
