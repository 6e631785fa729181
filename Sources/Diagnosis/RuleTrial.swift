import Explorer
import Kernel
import Machine
import Replay
import Scenarios
import Session

/// What a switch of the edition would have done for a run that breaks something.
public struct RuleTrial: Sendable {
  /// The switch: `B1`.
  public let name: String
  public let outcome: Outcome

  public enum Outcome: Sendable {
    /// With it nothing is broken in any order: none of so many states.
    case saves(states: Int, Rescue)
    /// With it this flaw is gone; another one stays, in words.
    case leaves(String, states: Int)
    /// With it the same flaw is found, after so many steps.
    case same(steps: Int)
    /// The bound was reached before an answer.
    case unknown(states: Int)
  }

  /// Where a switch makes the difference, and how it goes on then.
  public struct Rescue: Sendable {
    /// The step, from 1, whose outcome the switch changes: the last one where it would have saved the run.
    public let step: Int
    /// Why the choices cannot all be made with it; nil if they can, and break nothing.
    public let parting: String?
    /// The same scenario with the switch turned, its program, and the same choices as far as they go and on to an end
    /// at which nothing is wrong.
    public let scenario: Scenario
    public let program: Program
    public let twin: [Choice]
    /// How many steps of the twin are the old choices.
    public let shared: Int
  }

  /// Switches of the edition that the steps of a way touch: they change something in a procedure that it runs.
  public static func candidates(_ path: [Choice], _ scenario: Scenario, _ program: Program) -> [String] {
    var touched: Set<Int> = []
    var state = program.initialState()
    for choice in path {
      if let step = program.nextStep(state, choice.thread) { touched.insert(step.procedure) }
      state = program.move(state, choice) ?? state
    }
    var names: Set<String> = []
    for procedure in touched where procedure >= 0 {
      for row in program.procedures[procedure].rows {
        names.formUnion(row.switches.map(\.name))
        names.formUnion(row.others.map(\.name))
      }
    }
    let edition = scenario.world.edition
    return edition.bugs.filter { names.contains($0) && !edition.fixes.contains($0) }
  }

  /// Tries one switch; nil where the scenario cannot be read with it.
  public init?(
    _ name: String, _ violation: Violation, _ scenario: Scenario, _ program: Program, states bound: Int,
    interruption: Interruption? = nil
  ) {
    var edition = scenario.world.edition
    edition.fixes.insert(name)
    guard let other = try? scenario.with(edition), let mended = try? RunTimeline.compile(other) else { return nil }
    let old = Run(program)
    for choice in violation.path { old.append(choice) }
    let again = Rerun(old, on: mended, switches: [name])
    let key = program.key(of: violation.flaw)
    self.name = name
    if again.parting == nil, mended.shows(key, again.run.state(again.run.count)) {
      outcome = .same(steps: again.run.count)
      return
    }
    outcome = Self.explored(key, again, other, mended, old, bound, interruption)
  }

  private static func explored(
    _ key: String, _ again: Rerun, _ scenario: Scenario, _ program: Program, _ old: Run, _ bound: Int,
    _ interruption: Interruption?
  ) -> Outcome {
    for endsAtFirst in [true, false] {
      let findings = explore(program, Bounds(states: bound, endsAtFirstFlaw: endsAtFirst), interruption: interruption)
      if let same = findings.violations.first(where: { program.key(of: $0.flaw) == key }) {
        return .same(steps: same.path.count)
      }
      if findings.limit != nil { return .unknown(states: findings.states) }
      guard let first = findings.violations.first else {
        return rescue(again, scenario, program, old, bound, interruption).map {
          .saves(states: findings.states, $0)
        } ?? .unknown(states: findings.states)
      }
      if !endsAtFirst { return .leaves(program.sentence(first), states: findings.states) }
    }
    return .unknown(states: 0)
  }

  private static func rescue(
    _ again: Rerun, _ scenario: Scenario, _ program: Program, _ old: Run, _ bound: Int, _ interruption: Interruption?
  ) -> Rescue? {
    let run = again.run
    let outlook = program.outlook(
      from: run.state(run.count), last: run.choices.last?.thread, states: bound, interruption: interruption)
    guard case .endsWell(let rest) = outlook else { return nil }
    return Rescue(
      step: decision(again, old), parting: again.parting, scenario: scenario, program: program,
      twin: run.choices + rest, shared: run.count)
  }

  /// The last step whose outcome the switch changes: where the thread that parts has decided to go another way, or the
  /// step that cannot be made, or the last one.
  private static func decision(_ again: Rerun, _ old: Run) -> Int {
    guard again.parting != nil else { return old.count }
    let parting = again.places.count
    let thread = old.choice(parting).thread
    let earlier = (1..<parting).last { old.choice($0).thread == thread }
    let next = old.program.nextStep(old.state(parting - 1), thread)
    let now = again.run.program.nextStep(again.run.state(again.run.count), thread)
    let isElsewhere = next.map { old.program.label(of: $0) } != now.map { again.run.program.label(of: $0) }
    return isElsewhere ? earlier ?? parting : parting
  }
}

extension Program {
  /// A flaw by what it is, so that it can be known again in a program with other switches.
  func key(of flaw: Flaw) -> String {
    switch flaw {
    case .property(let number): properties[number].name
    case .fault(let fault, let counter): "\(fault) \(label(of: steps[counter]))"
    case .deadlock, .lostWakeUp: "stuck"
    case .livelock(let thread): "livelock \(thread)"
    case .bare(let counter): "bare \(label(of: steps[counter]))"
    case .circle(let counter): "circle \(label(of: steps[counter]))"
    }
  }

  /// Whether a state shows the flaw of this key.
  func shows(_ key: String, _ state: [UInt8]) -> Bool {
    if let fault = fault(state) {
      return self.key(of: .fault(fault.fault, counter: counter(state, fault.thread))) == key
    }
    if let number = properties.firstIndex(where: { $0.name == key }) {
      if properties[number].onlyAtEnd, !hasEnded(state) { return false }
      return !state.withUnsafeBufferPointer { holds(number, $0.baseAddress!) }
    }
    return key == "stuck" && isStuck(state)
  }
}
