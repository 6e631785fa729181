import Explorer
import Machine
import Scenarios

/// Why a scenario breaks a law: who plays a part, until when it could have been saved, and by what.
public struct Diagnosis: Sendable {
  public let scenario: Scenario
  public let program: Program
  /// The violation, by a way without the threads that play no part in it.
  public let violation: Violation
  /// By thread.
  public let parts: [Part]
  /// Until when another order would have saved it.
  public let order: CriticalOrder
  /// What each switch would have done that changes one of the procedures on the way.
  public let rules: [RuleTrial]
  public let id: ShortID

  /// How many states each question may keep.
  public static let statesMax = 400_000

  /// - Parameter bound: how many states each question may keep.
  public init(
    _ violation: Violation, _ scenario: Scenario, _ program: Program, states bound: Int = Self.statesMax,
    interruption: Interruption? = nil
  ) {
    let cast = program.cast(of: violation, states: bound, interruption: interruption)
    self.scenario = scenario
    self.program = program
    self.violation = cast.violation
    parts = cast.parts
    order = program.criticalOrder(of: cast.violation.path, states: bound, interruption: interruption)
    rules = RuleTrial.candidates(cast.violation.path, scenario, program).compactMap {
      RuleTrial($0, cast.violation, scenario, program, states: bound, interruption: interruption)
    }
    id = ShortID(cast.violation.path, of: scenario, on: program)
  }

  /// The violation alone, with nothing asked about it.
  public init(unasked violation: Violation, _ scenario: Scenario, _ program: Program) {
    self.scenario = scenario
    self.program = program
    self.violation = violation
    parts = []
    order = .unknown(states: 0)
    rules = []
    id = ShortID(violation.path, of: scenario, on: program)
  }

  /// Whether anything was asked about the violation.
  var isAsked: Bool { !parts.isEmpty }

  /// The switches with which nothing is broken.
  public var saving: [(name: String, states: Int, rescue: RuleTrial.Rescue)] {
    rules.compactMap { trial in
      guard case .saves(let states, let rescue) = trial.outcome else { return nil }
      return (trial.name, states, rescue)
    }
  }

  /// The critical step by order; nil where there is none or it is not known.
  public var criticalByOrder: Int? {
    if case .step(let step, twin: _) = order { return step }
    return nil
  }

  /// The last step at which a switch would have saved the run.
  public var criticalByRule: Int? { saving.map(\.rescue.step).max() }
}
