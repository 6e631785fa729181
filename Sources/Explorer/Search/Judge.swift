import Machine

/// Looks at states for flaws. What a state shows by itself is told apart from what only trying to move it shows.
struct Judge: ~Copyable {
  private let program: Program
  /// Properties that were not yet seen violated: of every state, with what they look at, and of the end.
  private var always: [(number: Int, words: UInt64)]
  private var atEnd: [Int]

  init(_ program: Program) {
    self.program = program
    always = program.properties.indices.filter { !program.properties[$0].onlyAtEnd }.map {
      ($0, Footprint(program.properties[$0], program.layout).words)
    }
    atEnd = program.properties.indices.filter { program.properties[$0].onlyAtEnd }
  }

  /// The flaws that are new in this state, other than that nobody can move; each property is answered but once.
  ///
  /// - Parameter changed: the words in which it differs from the state that a move led from, all of them for the first
  ///   state. What held there and looks at nothing that has changed is not asked again.
  mutating func newFlaws(
    _ state: UnsafePointer<UInt8>, changed: UInt64, _ moves: borrowing Moves
  ) -> [Flaw] {
    if moves.hasStopped(state) { return [Self.fault(state, moves)] }
    var result: [Flaw] = []
    var position = 0
    while position < always.count {
      let property = always[position]
      let isAsked = changed == .max || property.words & changed != 0
      if !isAsked || program.holds(property.number, state) {
        position += 1
      } else {
        result.append(.property(property.number))
        always.remove(at: position)
      }
    }
    guard !atEnd.isEmpty, moves.hasEnded(state) else { return result }
    result += atEnd.filter { !program.holds($0, state) }.map { .property($0) }
    atEnd.removeAll { result.contains(.property($0)) }
    return result
  }

  /// Does not look for a flaw again that somebody else has found.
  mutating func forget(_ flaw: Flaw) {
    guard case .property(let number) = flaw else { return }
    always.removeAll { $0.number == number }
    atEnd.removeAll { $0 == number }
  }

  /// Whether a state has a flaw.
  static func has(_ flaw: Flaw, _ state: UnsafePointer<UInt8>, _ moves: inout Moves) -> Bool {
    switch flaw {
    case .property(let number):
      if moves.hasStopped(state) { return false }
      if moves.program.properties[number].onlyAtEnd, !moves.hasEnded(state) { return false }
      return !moves.program.holds(number, state)
    case .fault: return moves.hasStopped(state) && fault(state, moves) == flaw
    case .deadlock, .lostWakeUp:
      if moves.hasStopped(state) || moves.canMove(state) || moves.isQuiet(state) { return false }
      return stuck(state, moves) == flaw
    case .livelock(let thread):
      var rounds = Rounds(moves.program)
      return rounds.thread(from: state) == thread
    case .bare(let counter), .sleepForbidden(let counter):
      if moves.hasStopped(state) { return false }
      return (0..<moves.threads).contains {
        moves.counter(state, $0) == counter && Watch.flaws(moves.program, state, $0, counter).contains(flaw)
      }
    case .circle(let counter):
      if moves.hasStopped(state) { return false }
      for thread in 0..<moves.threads {
        moves.begin(state)
        moves.settle(thread: thread)
        if moves.circle == counter { return true }
      }
      return false
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
