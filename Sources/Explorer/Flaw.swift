import Machine

/// What can be wrong with a state. Two states with the same flaw are reported once, by the shortest way to one of them.
public enum Flaw: Hashable, Sendable {
  /// A property, by its number in `Program.properties`: one that must always hold, or one that must hold at the end.
  case property(Int)
  /// The machine has stopped; with the program counter of the step that stopped it.
  case fault(Fault, counter: Int)
  /// Some threads have not ended and none can move; at least one of them waits for a lock or sleeps.
  case deadlock
  /// The same, and somebody sleeps on a wait queue: nobody is left who could wake it.
  case lostWakeUp
  /// A thread goes round for ever through steps that touch nothing but its own stack; with the lowest program counter
  /// of the circle.
  case circle(counter: Int)

  /// Flaws of one depth are told in this order.
  var order: [Int] {
    switch self {
    case .property(let number): [0, number]
    case .fault(let fault, let counter): [1, counter, Int(fault.rawValue)]
    case .deadlock: [2]
    case .lostWakeUp: [3]
    case .circle(let counter): [4, counter]
    }
  }

  /// The flaw that has this order; nil if none has.
  init?(order: [Int]) {
    switch (order.first, order.count) {
    case (0, 2): self = .property(order[1])
    case (1, 3):
      guard let code = UInt8(exactly: order[2]), let fault = Fault(rawValue: code) else { return nil }
      self = .fault(fault, counter: order[1])
    case (2, 1): self = .deadlock
    case (3, 1): self = .lostWakeUp
    case (4, 2): self = .circle(counter: order[1])
    default: return nil
    }
  }
}

/// One flaw that a search found, and how to get there.
public struct Violation: Sendable {
  public let flaw: Flaw
  /// Interleaving steps from the first state: steps that another thread could tell, for what a thread does on its own
  /// stack alone belongs to its step before. No state with this flaw is nearer.
  public let length: Int
  /// A way of that length, step by step; of all that the search saw, to any state with this flaw, one with the fewest
  /// switches.
  public let path: [Choice]
  /// How often another thread goes on than the one that moved before.
  public let switches: Int
  /// The state that the path leads to.
  public let state: [UInt8]
  /// Who waits for what there; empty unless nobody can move.
  public let waits: WaitsFor

  /// Whether it is known that no way is shorter: not where a walk at random came upon it.
  public var isShortest = true

  /// Steps of the way.
  public var depth: Int { path.count }
}

extension Program {
  /// A flaw as one sentence. Names of threads and cells are those of this program.
  public func sentence(_ violation: Violation) -> String {
    switch violation.flaw {
    case .property(let number): return "\(properties[number].name): \(properties[number].sentence)"
    case .fault(let fault, let counter):
      let thread = self.fault(violation.state).map { threads[$0.thread].name + ": " } ?? ""
      let step = steps[counter]
      let place = step.procedure < 0 ? "" : " in \(procedures[step.procedure].name), \(step.name ?? text(of: step))"
      return thread + fault.text + place
    case .circle(let counter):
      let step = steps[counter]
      return "a thread goes round in \(procedures[step.procedure].name) for ever and touches nothing: "
        + (step.name ?? text(of: step))
    case .deadlock: return "nobody can move: \(violation.waits.text)"
    case .lostWakeUp: return "nobody is left to wake who sleeps: \(violation.waits.text)"
    }
  }
}
