import Machine

/// Looks at states for flaws. What a state shows by itself is told apart from what only trying to move it shows.
struct Judge: ~Copyable {
  private let program: Program
  /// Properties that were not yet seen violated: of every state, and of the end.
  private var doubts: Doubts
  private var atEnd: [Int]

  init(_ program: Program) {
    self.program = program
    doubts = Doubts(program)
    atEnd = program.properties.indices.filter { program.properties[$0].onlyAtEnd }
  }

  /// The flaws of a state that no move led to, other than that nobody can move; each property is answered but once.
  mutating func flaws(_ state: UnsafePointer<UInt8>, _ moves: borrowing Moves) -> [Flaw] {
    if moves.hasStopped(state) { return [Self.fault(state, moves)] }
    return told(doubts.broken(in: state), state, moves)
  }

  /// The flaws that are new in a state that a thread's move led to.
  @inline(__always)
  mutating func newFlaws(
    _ state: UnsafePointer<UInt8>, _ changes: UnsafeBufferPointer<Change>, mover: Int, _ moves: borrowing Moves
  ) -> [Flaw] {
    if moves.hasStopped(state) { return [Self.fault(state, moves)] }
    return told(doubts.broken(in: state, changes, mover: mover), state, moves)
  }

  @inline(__always)
  private mutating func told(
    _ broken: [Int], _ state: UnsafePointer<UInt8>, _ moves: borrowing Moves
  ) -> [Flaw] {
    let isEnd = !atEnd.isEmpty && moves.hasEnded(state)
    if broken.isEmpty, !isEnd { return [] }
    let all = broken + (isEnd ? atEnd.filter { !program.holds($0, state) } : [])
    for property in all { forget(.property(property)) }
    return all.map { .property($0) }
  }

  /// Does not look for a flaw again that somebody else has found.
  mutating func forget(_ flaw: Flaw) {
    guard case .property(let number) = flaw else { return }
    doubts.forget(number)
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
    case .bare(let counter):
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
