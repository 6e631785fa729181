import Machine

/// What can be wrong with a state. Two states with the same flaw are reported once, by the shortest way to one of them.
public enum Flaw: Hashable, Sendable {
  /// A property, by its number in `Program.properties`: one that must always hold, or one that must hold at the end.
  case property(Int)
  /// The machine has stopped; with the program counter of the step that stopped it.
  case fault(Fault, counter: Int)
  /// Some threads have not ended and none can move.
  case deadlock
  /// The same, and somebody sleeps on a wait queue: nobody is left who could wake it.
  case lostWakeUp
}

/// One flaw that a search found, and how to get there.
public struct Violation: Sendable {
  public let flaw: Flaw
  /// Steps from the first state; no state with this flaw is nearer.
  public let depth: Int
  /// A way of that length; of all that the search saw, to any state with this flaw, one with the fewest switches.
  public let path: [Choice]
  /// How often another thread goes on than the one that moved before.
  public let switches: Int
  /// The state that the path leads to.
  public let state: [UInt8]
  /// Who waits for what there; empty unless nobody can move.
  public let waits: WaitsFor
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
    case .deadlock: return "nobody can move: \(violation.waits.text)"
    case .lostWakeUp: return "nobody is left to wake who sleeps: \(violation.waits.text)"
    }
  }
}

/// Looks at states for flaws. What a state shows by itself is told apart from what only trying to move it shows.
struct Judge: ~Copyable {
  private let program: Program
  /// Properties that were not yet seen violated: of every state, and of the end.
  private var always: [Int]
  private var atEnd: [Int]

  init(_ program: Program) {
    self.program = program
    always = program.properties.indices.filter { !program.properties[$0].onlyAtEnd }
    atEnd = program.properties.indices.filter { program.properties[$0].onlyAtEnd }
  }

  /// The flaws that are new in this state, other than that nobody can move; each property is answered but once.
  mutating func newFlaws(_ state: UnsafePointer<UInt8>, _ moves: borrowing Moves) -> [Flaw] {
    if moves.hasStopped(state) { return [Self.fault(state, moves)] }
    var result: [Flaw] = []
    var position = 0
    while position < always.count {
      if program.holds(always[position], state) {
        position += 1
      } else {
        result.append(.property(always.remove(at: position)))
      }
    }
    guard !atEnd.isEmpty, moves.hasEnded(state) else { return result }
    result += atEnd.filter { !program.holds($0, state) }.map { .property($0) }
    atEnd.removeAll { result.contains(.property($0)) }
    return result
  }

  /// Whether a state has a flaw.
  static func has(_ flaw: Flaw, _ state: UnsafePointer<UInt8>, _ moves: borrowing Moves) -> Bool {
    switch flaw {
    case .property(let number):
      if moves.hasStopped(state) { return false }
      if moves.program.properties[number].onlyAtEnd, !moves.hasEnded(state) { return false }
      return !moves.program.holds(number, state)
    case .fault: return moves.hasStopped(state) && fault(state, moves) == flaw
    case .deadlock, .lostWakeUp:
      if moves.hasStopped(state) || moves.hasEnded(state) || moves.canMove(state) { return false }
      return stuck(state, moves) == flaw
    }
  }

  /// The flaw of a state in which nobody can move although not all have ended.
  static func stuck(_ state: UnsafePointer<UInt8>, _ moves: borrowing Moves) -> Flaw {
    for thread in 0..<moves.threads where moves.sleeps(state, thread) { return .lostWakeUp }
    return .deadlock
  }

  private static func fault(_ state: UnsafePointer<UInt8>, _ moves: borrowing Moves) -> Flaw {
    let thread = Int(state[Layout.faultThreadAddress]) - 1
    let fault = Fault(rawValue: state[Layout.faultAddress]) ?? .written
    return .fault(fault, counter: moves.counter(state, thread))
  }
}
