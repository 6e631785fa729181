import Machine

/// Looks for a thread that goes round for ever while nobody else can move.
///
/// From such a state every step that follows is that thread's, and none leads out: to an end, to a state in which
/// somebody else can move, or to one in which nobody can. A busy loop that waits for somebody who can still move is no
/// such round, and neither is one that a time-out may leave.
struct Rounds: ~Copyable {
  private var moves: Moves
  /// States that lead out, by their fingerprints.
  private var leadOut: Set<UInt64> = []
  private static let statesMax = 20_000

  init(_ program: Program) { moves = Moves(program, chains: false) }

  /// The thread that goes round for ever from a state; nil if there is none.
  mutating func thread(from start: UnsafePointer<UInt8>) -> Int? {
    // Mostly somebody else can move as well. To see that, nothing needs to be copied: where no steps are chained it is
    // the answer for most states, and copying took nearly half of the search.
    if !isOneThread(start) || leadOut.contains(moves.fingerprint(start)) { return nil }
    var seen: Set<UInt64> = []
    var waiting = [[UInt8](UnsafeBufferPointer(start: start, count: moves.size))]
    seen.insert(moves.fingerprint(start))
    // As long as no state had two ways on, all that were seen lead to the one that is looked at.
    var isStraight = true
    var only: Int?
    while let state = waiting.popLast() {
      let next = successors(of: state)
      let isOut =
        next.isEmpty || next.contains { $0.thread != next[0].thread } || (only ?? next[0].thread) != next[0].thread
      if isOut || next.contains(where: { leadOut.contains($0.fingerprint) }) {
        if isStraight { leadOut.formUnion(seen) }
        return nil
      }
      only = next[0].thread
      if next.count > 1 { isStraight = false }
      for (_, fingerprint, state) in next where seen.insert(fingerprint).inserted { waiting.append(state) }
      guard seen.count < Self.statesMax else { return nil }
    }
    return only
  }

  /// Whether just one thread can move.
  private mutating func isOneThread(_ state: UnsafePointer<UInt8>) -> Bool {
    if moves.hasStopped(state) { return false }
    moves.begin(state)
    var movers = 0
    for thread in 0..<moves.threads where movers < 2 {
      let alternatives = 0..<moves.alternatives(moves.counter(state, thread))
      let canMove = alternatives.contains { alternative in
        defer { moves.undo() }
        return moves.move(thread: thread, alternative: alternative)
      }
      if canMove { movers += 1 }
    }
    return movers == 1
  }

  private mutating func successors(of state: [UInt8]) -> [(thread: Int, fingerprint: UInt64, state: [UInt8])] {
    var result: [(thread: Int, fingerprint: UInt64, state: [UInt8])] = []
    state.withUnsafeBufferPointer { bytes in
      let state = bytes.baseAddress!
      guard !moves.hasStopped(state) else { return }
      moves.begin(state)
      for thread in 0..<moves.threads {
        for alternative in 0..<moves.alternatives(moves.counter(state, thread)) {
          guard moves.move(thread: thread, alternative: alternative) else { continue }
          let next = [UInt8](UnsafeBufferPointer(start: UnsafePointer(moves.next), count: moves.size))
          result.append((thread, moves.fingerprint(moves.next), next))
          moves.undo()
        }
      }
    }
    return result
  }
}
