import Machine
import Replay

/// Any step of a run of a million steps.
enum Seeking {
  static func rows() -> [Row] {
    let count = 1_000_000
    let run = endless(count)
    var generator = SeededGenerator(seed: 1)
    var worst = 0.0
    var total = 0.0
    let seeks = 2000
    for _ in 0..<seeks {
      let target = Int.random(in: 0...count, using: &generator)
      let time = seconds { _ = run.state(target) }
      worst = max(worst, time)
      total += time
    }
    return [
      Row(
        what: "any step of a run of 1 M steps",
        measured: "\(milliseconds(total / Double(seeks))), worst \(milliseconds(worst))", wanted: "16 ms")
    ]
  }

  /// Two threads that take turns for ever.
  private static func endless(_ count: Int) -> Run {
    let cell = Pointer<Counter>(.named("counter", 1))
    let turns = Procedure("turns") {
      loop(true) {
        mutex_lock(cell.lock)
        cell.number <- (cell.number + 1) & 63
        mutex_unlock(cell.lock)
      }
    }
    var setup = Setup(records: [Counter.type], rows: ["counter": 1])
    setup.threads = [ThreadSetup(name: "a", procedure: turns), ThreadSetup(name: "b", procedure: turns)]
    let run = Run(Program(setup))
    while run.count < count {
      for thread in 0..<2 { for _ in 0..<4 { run.append(Choice(thread: thread)) } }
    }
    return run
  }

  private struct Counter: Record {
    static let schema = Counter()
    static let name = "counter"
    let lock = Field("lock", .mutex)
    let number = Field("number")
  }
}
