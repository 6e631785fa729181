import Explorer
import Foundation
import Machine

/// The checker without reduction, and Spin on the exported model beside it where Spin is installed.
enum Searching {
  static func rows() -> [Row] { ["retry-loop", "invalidate-before-lock", "two-sections"].flatMap(rows) }

  private static func rows(_ name: String) -> [Row] {
    guard let program = Shipped.program(name) else { return [] }
    var findings: Findings?
    let time = seconds { findings = explore(program, Bounds(endsAtFirstFlaw: false)) }
    guard let findings else { return [] }
    var bare = program.setup
    bare.properties = []
    let stripped = Program(bare)
    let bareTime = seconds { _ = explore(stripped, Bounds(endsAtFirstFlaw: false)) }
    let size = "\(findings.stateBytes) B a state, \(findings.bytesPerState) B kept"
    let rate = String(format: "%.2f M states/s", Double(findings.states) / time / 1e6)
    let bareRate = String(format: "%.2f M states/s", Double(findings.states) / bareTime / 1e6)
    return [
      Row(what: "exact search of \(name), \(findings.states) states", measured: rate, wanted: size),
      Row(what: "  without properties", measured: bareRate, wanted: "1 M states/s"),
      Row(what: "  Spin, unreduced", measured: spin(stripped, findings.states, isReduced: false), wanted: ""),
      Row(what: "  Spin, reduced", measured: spin(stripped, findings.states, isReduced: true), wanted: ""),
    ]
  }

  /// Spin's wall time for the search alone, and the states that it kept.
  private static func spin(_ program: Program, _ states: Int, isReduced: Bool) -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hmmscope-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let model = folder.appendingPathComponent("model.pml")
    let hash = max(18, Int.bitWidth - states.leadingZeroBitCount + 1)
    let flags = isReduced ? "" : "-DNOREDUCE"
    let merging = isReduced ? "" : "-o1 -o2 -o3"
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(promela(program, monitor: false).utf8).write(to: model)
      try shell("spin -a \(merging) model.pml && cc -w -O3 -DSAFETY -DMEMLIM=8192 \(flags) -o pan pan.c", folder)
      var output = ""
      let time = try wallTime({ output = try shell("./pan -m1000000 -n -E -w\(hash)", folder) })
      let kept = output.split(separator: "\n").first { $0.contains("states, stored") } ?? ""
      return String(format: "%.2f s, ", time) + kept.trimmingCharacters(in: .whitespaces)
    } catch {
      return "not installed"
    }
  }

  private struct Failure: Error {}

  @discardableResult
  private static func shell(_ command: String, _ folder: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = folder
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure() }
    return output
  }

  private static func wallTime(_ work: () throws -> Void) throws -> Double {
    let time = try ContinuousClock().measure(work)
    return Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
  }
}
