import Kernel
import Library
import Machine
import Replay
import Scenarios
import Testing

/// The scenarios that ship, as programs and runs.
enum Shipped {
  static let files = Library()
  static let names = files.names(in: "Scenarios").map { String($0.prefix { $0 != "." }) }
  /// Random schedules of each scenario.
  static let seeds: [UInt64] = Array(1...10)
  /// A random schedule is cut here if it has not ended before.
  static let longest = 1500

  static func scenario(_ name: String) throws -> Scenario {
    try #require(try Scenario.shipped(name, file: files.bytes))
  }

  static func program(_ name: String) throws -> Program { Program(try scenario(name).setup()) }

  /// The scenario's own schedule, and then whoever can go on.
  static func scheduled(_ name: String) throws -> Run {
    let scenario = try scenario(name)
    let run = Run(Program(try scenario.setup()))
    for choice in try run.program.choices(of: scenario.schedule) { run.append(choice) }
    finish(run, .steady)
    return run
  }

  static func random(_ program: Program, seed: UInt64) -> Run {
    let run = Run(program)
    finish(run, .random(SeededGenerator(seed: seed)))
    return run
  }

  private static func finish(_ run: Run, _ scheduler: Scheduler) {
    var scheduler = scheduler
    while run.count < longest,
      let choice = scheduler.next(run.program, run.state(run.count), last: run.choices.last)
    {
      run.append(choice)
    }
  }

  /// The schedule of the file and the random ones.
  static func runs(_ name: String) throws -> [Run] {
    let scheduled = try scheduled(name)
    return [scheduled] + seeds.map { random(scheduled.program, seed: $0) }
  }

  /// Every state of a run, made by the program alone, from the first step on.
  static func states(_ run: Run) throws -> [[UInt8]] {
    var states = [run.program.initialState()]
    for choice in run.choices {
      guard let next = run.program.move(states[states.count - 1], choice) else { throw Stuck() }
      states.append(next)
    }
    return states
  }

  struct Stuck: Error {}

  static func header(_ name: String) throws -> RecordingHeader {
    let scenario = try scenario(name)
    return RecordingHeader(
      title: scenario.title, scenario: KeptFile(name: name, text: scenario.text),
      drivers: scenario.drivers.map { KeptFile(name: $0.name, text: $0.text) },
      edition: scenario.world.edition.version, fixes: [], seed: nil, threads: [], procedures: [:])
  }
}
