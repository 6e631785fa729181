import Explorer
import Foundation
import Machine

/// Spin on the exported models, with its reduction, to the same verdict.
///
/// Its verifiers take a C compiler a minute or more each: they are kept in a folder for temporary files, by what they
/// are made of.
enum SpinRace {
  static func rows(_ print: (Row) -> Void) {
    for subject in Searching.subjects {
      let both = Manner(cores: ProcessInfo.processInfo.activeProcessorCount)
      var (findings, ours) = Searching.measured(subject.program, both)
      for _ in 0..<2 {
        let (again, cost) = Searching.measured(subject.program, both)
        findings = again
        ours.wall = min(ours.wall, cost.wall)
        ours.memory = max(ours.memory, cost.memory)
      }
      let passes = findings.verdict == .passes
      guard let race = race(subject.program) else {
        print(Row(what: "Spin on \(subject.name)", measured: "not installed, or too much for it", wanted: ""))
        continue
      }
      let agrees = race.passes == passes ? "" : ", which says otherwise"
      print(
        Row(
          what: "\(subject.name): time to the verdict",
          measured: String(format: "%.3f s, Spin %.2f s", ours.wall, race.wall) + agrees,
          wanted: "a sixth of Spin's: \(Searching.ratio(ours.wall / race.wall * 6))"))
      print(
        Row(
          what: "  memory", measured: "\(ours.memory >> 20) MiB, Spin \(race.memory >> 20) MiB",
          wanted: "a quarter of Spin's: \(Searching.ratio(Double(ours.memory) / Double(max(1, race.memory)) * 4))"))
    }
  }

  private struct Result {
    var wall: Double
    /// Bytes without the table of hashes.
    var memory: Int
    var passes: Bool
  }

  private static func race(_ program: Program) -> Result? {
    let model = promela(program, monitor: true)
    let hash = model.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    let folder = FileManager.default.temporaryDirectory.appending(path: "hmmscope-spin-\(String(hash, radix: 16))")
    let verifier = folder.appending(path: "pan")
    do {
      if !FileManager.default.isExecutableFile(atPath: verifier.path) {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(model.utf8).write(to: folder.appending(path: "model.pml"))
        try shell("spin -a model.pml && gcc -w -O3 -DSAFETY -DMEMLIM=16000 -o part pan.c && mv part pan", folder)
      }
      // The table is made to fit: as many slots as there are states, to the next power of two.
      let first = try run(folder, 20)
      let bits = max(18, Int.bitWidth - first.states.leadingZeroBitCount)
      var best = try run(folder, bits)
      for _ in 0..<2 { best.wall = min(best.wall, try run(folder, bits).wall) }
      return Result(wall: best.wall, memory: best.memory - 8 << bits, passes: best.errors == 0)
    } catch {
      return nil
    }
  }

  /// One run of the verifier.
  private static func run(_ folder: URL, _ bits: Int) throws -> (wall: Double, memory: Int, states: Int, errors: Int) {
    var output = ""
    let time = try ContinuousClock().measure { output = try shell("./pan -m20000 -n -w\(bits)", folder) }
    func number(before words: String) -> Double {
      guard let range = output.range(of: words) else { return 0 }
      let digits = output[..<range.lowerBound].reversed().drop { $0 == " " || $0 == "\t" }.prefix { !$0.isWhitespace }
      return Double(String(digits.reversed())) ?? 0
    }
    let errors = output.range(of: "errors: ").map { output[$0.upperBound...].prefix { $0.isNumber } }
    guard !output.contains("max search depth too small"), let errors = errors.flatMap({ Int($0) }) else {
      throw Failure()
    }
    return (
      Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18,
      Int(number(before: "total actual memory usage") * 1_048_576), Int(number(before: " states, stored")), errors
    )
  }

  private struct Failure: Error {}

  @discardableResult
  private static func shell(_ command: String, _ folder: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    process.currentDirectoryURL = folder
    let log = folder.appending(path: "log")
    try Data().write(to: log)
    let handle = try FileHandle(forWritingTo: log)
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    process.waitUntilExit()
    try handle.close()
    guard process.terminationStatus == 0 else { throw Failure() }
    return try String(contentsOf: log, encoding: .utf8)
  }
}
