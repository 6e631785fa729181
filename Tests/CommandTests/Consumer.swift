import Foundation
import Testing

/// Programs of the system that open what is exported: the tests with them are left out where they are missing.
enum Consumer: String, CaseIterable {
  case asciinema, xmllint
  case rsvg = "rsvg-convert"

  var path: String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
      .map { "\($0)/\(rawValue)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  static func areThere(_ wanted: Consumer...) -> Bool { wanted.allSatisfy { $0.path != nil } && Program.isThere }

  static let missing: Comment = "asciinema, xmllint, rsvg-convert or the built program is missing"

  /// What a shell prints that runs a line with these arguments as $1, $2…, and its status.
  static func shell(_ line: String, _ arguments: String...) throws -> (status: Int32, output: String) {
    let scratch = try Scratch()
    let file = scratch.url("out")
    try Data().write(to: file)
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", line, "sh"] + arguments
    process.environment = ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "xterm", "HOME": scratch.folder.path]
    process.currentDirectoryURL = scratch.folder
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: file)
    process.standardError = process.standardOutput
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: try Data(contentsOf: file), as: UTF8.self))
  }

  /// All that asciinema shows of a film; it wants a terminal, which script(1) lends it.
  static func played(_ cast: String) throws -> (status: Int32, output: String) {
    try shell("script -qec \"asciinema cat '$1'\" /dev/null", cast)
  }
}
