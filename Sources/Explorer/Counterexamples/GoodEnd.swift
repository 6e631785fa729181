import Machine

/// Whether things can still end well from a state.
public enum Outlook: Sendable, Equatable {
  /// Some order of the threads goes on from there to an end at which nothing is wrong, and nothing was on the way.
  case endsWell([Choice])
  /// No order does; so many states were looked at, which are all that can be reached without a flaw.
  case never(states: Int)
  /// The bound was reached before an answer.
  case unknown(states: Int)
}

extension Program {
  /// Looks for an order that ends well: all threads have ended, or are left with waiting for what may never come, and
  /// no property was broken on the way, that of the end included.
  ///
  /// Depth first, and the thread that ran last goes on while it can; a time-out is taken where nothing else helps. So
  /// the order that is found reads like one that a person would write.
  ///
  /// - Parameters:
  ///   - last: the thread that moved before.
  ///   - refused: a first choice that is not to be made.
  ///   - bound: how many states may be kept.
  public func outlook(
    from start: [UInt8], last: Int? = nil, refusing refused: Choice? = nil, states bound: Int,
    interruption: Interruption? = nil
  ) -> Outlook {
    var walk = GoodEndWalk(self, bound: bound)
    return walk.run(start, last: last ?? 0, refused, interruption)
  }
}

/// A depth-first walk for an end at which nothing is wrong.
private struct GoodEndWalk: ~Copyable {
  private var moves: Moves
  private let bound: Int
  private var table: StateTable
  private let doubts: Doubts
  private let atEnd: [Int]
  private var way: [Place] = []

  /// A state on the way, and which of its choices is tried next.
  private struct Place {
    var state: Int
    /// The thread that led here, which goes on first.
    var last: Int
    var next = 0
    var hasMoved = false
    var choice = Choice(thread: 0)
  }

  init(_ program: Program, bound: Int) {
    moves = Moves(program, chains: false)
    self.bound = bound
    table = StateTable(size: program.size)
    doubts = Doubts(program)
    atEnd = program.properties.indices.filter { program.properties[$0].onlyAtEnd }
  }

  mutating func run(_ start: [UInt8], last: Int, _ refused: Choice?, _ interruption: Interruption?) -> Outlook {
    let isFlawed = start.withUnsafeBufferPointer { bytes -> Bool in
      if moves.hasStopped(bytes.baseAddress!) || !doubts.broken(in: bytes.baseAddress!).isEmpty { return true }
      _ = table.insert(bytes.baseAddress!, moves.fingerprint(bytes.baseAddress!))
      return false
    }
    if isFlawed { return .never(states: 0) }
    way.append(Place(state: 0, last: last))
    var looks = 0
    while let place = way.last {
      looks &+= 1
      if looks & 1023 == 0, interruption?.isInterrupted == true { return .unknown(states: table.count) }
      switch advance(place, refused) {
      case .deeper, .again: break
      case .full: return .unknown(states: table.count)
      case .done:
        if !place.hasMoved, isGoodEnd(table.state(place.state)) { return .endsWell(way.dropLast().map(\.choice)) }
        way.removeLast()
      }
    }
    return .never(states: table.count)
  }

  private enum Advance { case deeper, again, done, full }

  /// Tries the next choice of the last state on the way.
  private mutating func advance(_ place: Place, _ refused: Choice?) -> Advance {
    let top = way.count - 1, threads = moves.threads
    let alternative = place.next / threads, rank = place.next % threads
    let thread = rank == 0 ? place.last : (rank <= place.last ? rank - 1 : rank)
    let state = table.state(place.state)
    if rank == 0, alternative > 0,
      !(0..<threads).contains(where: { moves.alternatives(moves.counter(state, $0)) > alternative })
    {
      return .done
    }
    way[top].next += 1
    guard alternative < moves.alternatives(moves.counter(state, thread)) else { return .again }
    let choice = Choice(thread: thread, alternative: alternative)
    moves.begin(state)
    guard moves.move(thread: thread, alternative: alternative) else { return .again }
    way[top].hasMoved = true
    if top == 0, choice == refused { return .again }
    if moves.hasStopped(moves.next) { return .again }
    let broken = moves.changes().withUnsafeBufferPointer { doubts.broken(in: moves.next, $0, mover: thread) }
    guard broken.isEmpty else { return .again }
    guard table.count < bound else { return .full }
    guard let index = table.insert(moves.next, moves.fingerprint(moves.next)) else { return .again }
    way[top].choice = choice
    way.append(Place(state: index, last: thread))
    return .deeper
  }

  private func isGoodEnd(_ state: UnsafePointer<UInt8>) -> Bool {
    guard moves.isQuiet(state) else { return false }
    return !moves.hasEnded(state) || !atEnd.contains { !moves.program.holds($0, state) }
  }
}
