import Foundation

/// The bugs that have a page of their own, found by the program as a person runs it: from outside, with its start.
enum Headliners {
  static func rows(_ print: (Row) -> Void) {
    let program = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "hmmscope")
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      return print(Row(what: "a headline bug", measured: "no \(program.path)", wanted: "100 ms"))
    }
    for bug in ["H01", "H02", "H03", "H05", "H08"] {
      let times = (0..<5).compactMap { _ in time(program, ["check", "--bug", bug, "--quick"]) }
      let middle = times.middle ?? .infinity
      print(
        Row(
          what: "check --bug \(bug) --quick, with the mended form", measured: spread(times),
          wanted: "100 ms: \(Searching.ratio(middle / 0.1))"))
    }
  }

  /// Seconds until it has ended with the status of a bug that was found; nil if it has not.
  private static func time(_ program: URL, _ arguments: [String]) -> Double? {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    var time = 0.0
    time = seconds {
      try? process.run()
      process.waitUntilExit()
    }
    return process.terminationStatus == 1 ? time : nil
  }
}
