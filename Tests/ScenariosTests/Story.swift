import Machine
import Replay
import Scenarios
import Session
import Testing

/// A shipped scenario along its own schedule, asked at steps by their names.
struct Story {
  let scenario: Scenario
  let timeline: RunTimeline

  init(_ name: String) throws {
    scenario = try Shipped.scenario(name)
    timeline = try RunTimeline.open(scenario)
  }

  private var run: Run { timeline.run }

  /// The moment after the nth step of this name that a thread took: `IS4`, `line 21`.
  func after(_ thread: String, _ step: String, _ nth: Int = 1) throws -> Int {
    let program = run.program
    let index = try #require(program.threads.firstIndex { $0.name == thread }, "no thread \(thread)")
    let moments = (1...run.count).filter { moment in
      guard run.choice(moment).thread == index else { return false }
      return program.nextStep(run.state(moment - 1), index).map { program.isNamed($0, step) } ?? false
    }
    return try #require(moments.dropFirst(nth - 1).first, "\(thread) takes \(step) only \(moments.count) times")
  }

  /// What does not hold of these predicates at a moment, with the values.
  func wrong(_ predicates: [String], at moment: Int) throws -> [String] {
    try predicates.compactMap { text in
      let condition = try Condition(text)
      if let name = condition.unknownName(timeline, at: moment) { return "\(text): nothing is called \(name)" }
      return condition.holds(timeline, at: moment) ? nil : "\(text): \(condition.values(timeline, at: moment))"
    }
  }
}

/// What must hold after a step of a scenario.
struct Fact: Sendable, CustomTestStringConvertible {
  let scenario: String
  let thread: String
  let step: String
  let nth: Int
  let predicates: [String]

  init(_ scenario: String, _ thread: String, _ step: String, nth: Int = 1, _ predicates: String...) {
    self.scenario = scenario
    self.thread = thread
    self.step = step
    self.nth = nth
    self.predicates = predicates
  }

  var testDescription: String { "\(scenario), \(thread) \(step)\(nth > 1 ? " again" : "")" }
}
