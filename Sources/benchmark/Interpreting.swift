import Foundation
import Library
import Machine
import Replay
import Scenarios

/// The shipped scenarios as programs.
enum Shipped {
  static let files = Library()

  /// The names of all.
  static var scenarios: [String] { files.names(in: "Scenarios").map { String($0.prefix { $0 != "." }) } }

  /// The one with the largest state, by its name.
  static var largest: String? { scenarios.max { (program($0)?.size ?? 0) < (program($1)?.size ?? 0) } }

  static func program(_ name: String) -> Program? {
    guard let scenario = try? Scenario.shipped(name, file: files.bytes) else { return nil }
    return (try? scenario.setup()).map(Program.init)
  }
}

/// The interpreter without a screen: random runs from a seed, begun anew when they end.
enum Interpreting {
  static func rows() -> [Row] {
    ["retry-loop", Shipped.largest].compactMap(\.self).compactMap(row)
  }

  private static func row(_ name: String) -> Row? {
    guard let program = Shipped.program(name) else { return nil }
    var choices: [[Choice]] = []
    for seed in 0..<64 { choices.append(randomRun(program, UInt64(seed))) }
    let wanted = 2_000_000
    var done = 0
    let time = seconds {
      var state = program.initialState()
      let start = state
      while done < wanted {
        for run in choices {
          state.withUnsafeMutableBufferPointer { bytes in
            start.withUnsafeBufferPointer { bytes.baseAddress!.update(from: $0.baseAddress!, count: $0.count) }
            for choice in run {
              _ = program.step(bytes.baseAddress!, thread: choice.thread, alternative: choice.alternative)
            }
          }
          done += run.count
        }
      }
    }
    let rate = Double(done) / time / 1e6
    return Row(
      what: "interpreter, headless (\(name), \(program.size) B a state)",
      measured: String(format: "%.1f M steps/s", rate), wanted: "1 M steps/s")
  }

  static func randomRun(_ program: Program, _ seed: UInt64) -> [Choice] {
    var scheduler = Scheduler.random(SeededGenerator(seed: seed))
    var state = program.initialState()
    var result: [Choice] = []
    while result.count < 5000, let choice = scheduler.next(program, state, last: result.last),
      let next = program.move(state, choice)
    {
      result.append(choice)
      state = next
    }
    return result
  }
}
