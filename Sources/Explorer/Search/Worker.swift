import Machine
import Synchronization

/// What is counted while moves are tried.
struct Tally {
  var transitions = 0
  /// States whose moves were tried.
  var expanded = 0
  var endings = 0
  /// What cells hold in the states that are endings, as a sum.
  var endingsDigest: UInt64 = 0

  static func + (a: Tally, b: Tally) -> Tally {
    Tally(
      transitions: a.transitions + b.transitions, expanded: a.expanded + b.expanded, endings: a.endings + b.endings,
      endingsDigest: a.endingsDigest &+ b.endingsDigest)
  }
}

/// One thread's part of a search: it tries the moves of a page of states after the other, and keeps what is new.
struct Worker: ~Copyable {
  private(set) var moves: Moves
  private var judge: Judge
  private var watch: Watch
  private var rounds: Rounds
  /// Whether a round without end was found: then none is looked for any more.
  private var hasRound = false
  private(set) var pages: Pages
  private(set) var found: [(flaw: Flaw, depth: Int)] = []
  /// States that were met since the last page was counted.
  private var added = 0
  private(set) var tally = Tally()
  /// Whether a bound of states was hit.
  private(set) var isFull = false
  private var pageBytes = 0
  /// Bytes of the cells, rounded up to words: where all have ended, what the threads have there is zero.
  private let cellBytes: Int

  init(_ program: Program, _ manner: Manner) {
    moves = Moves(program, chains: manner.chains)
    judge = Judge(program)
    watch = Watch(program)
    rounds = Rounds(program)
    pages = Pages(size: program.size)
    cellBytes = min(program.size, (program.layout.size + 7) & ~7)
  }

  /// Works at pages until none is left, the store is full, or somebody wants the search to stop.
  mutating func run(_ shared: borrowing Shared, _ interruption: Interruption?, afterPage: (Int) -> Void) {
    while shared.states.load(ordering: .relaxed) <= shared.statesMax {
      if interruption?.isInterrupted == true { shared.stop.store(true, ordering: .relaxed) }
      if shared.stop.load(ordering: .relaxed) { return }
      let number = shared.nextPage.add(1, ordering: .relaxed).oldValue
      if number >= shared.end { return }
      let isDone = expand(&shared.pages[number], shared)
      shared.states.add(added, ordering: .relaxed)
      added = 0
      shared.pageBytes.add(pages.bytes - pageBytes, ordering: .relaxed)
      pageBytes = pages.bytes
      if !isDone {
        shared.stop.store(true, ordering: .relaxed)
        return
      }
      afterPage(shared.isLocal ? 0 : shared.pages[number].count)
    }
  }

  /// Tries the moves of a page's states; false if a bound was hit.
  private mutating func expand(_ page: inout Page, _ shared: borrowing Shared) -> Bool {
    for index in page.first..<page.count {
      let isDone =
        shared.isLocal
        ? settle(page.state(index), page.fingerprint(index), shared)
        : expand(page.state(index), page.fingerprint(index), shared)
      guard isDone else {
        // A layer that is not settled is settled again from its beginning.
        if !shared.isLocal { page.first = index }
        return false
      }
    }
    if !shared.isLocal {
      page.first = page.count
      pages.reuse(page)
    }
    return true
  }

  /// Tries the steps that touch only a thread's own stack; false if a bound was hit. Where the search chains there are
  /// hardly any.
  private mutating func settle(
    _ state: UnsafePointer<UInt8>, _ fingerprint: UInt64, _ shared: borrowing Shared
  ) -> Bool {
    if moves.hasStopped(state) { return true }
    var hasBegun = false
    for thread in 0..<moves.threads where moves.isLocal(moves.counter(state, thread)) {
      if !hasBegun { moves.begin(state) }
      hasBegun = true
      guard moves.move(thread: thread, alternative: 0) else { continue }
      tally.transitions += 1
      if moves.wentBack { look(forRoundFrom: state, shared.depth) }
      guard add(fingerprint, thread, shared, depth: shared.depth) else { return false }
    }
    return true
  }

  /// Tries every other move from a state; false if a bound was hit.
  private mutating func expand(
    _ state: UnsafePointer<UInt8>, _ fingerprint: UInt64, _ shared: borrowing Shared
  ) -> Bool {
    if moves.hasStopped(state) {
      tally.expanded += 1
      return true
    }
    var isStuck = true
    var hasEnded = true
    var (movers, wentBack) = (0, false)
    moves.begin(state)
    for thread in 0..<moves.threads {
      let counter = moves.counter(state, thread)
      if counter == 0 { continue }
      var hasMoved = moves.isLocal(counter)
      if !hasMoved {
        for alternative in 0..<moves.alternatives(counter) {
          guard moves.move(thread: thread, alternative: alternative) else { continue }
          hasMoved = true
          tally.transitions += 1
          if moves.wentBack { wentBack = true }
          guard add(fingerprint, thread, shared, depth: shared.depth + 1) else { return false }
        }
      }
      if hasMoved {
        isStuck = false
        movers += 1
      }
      if hasMoved || !moves.isRest(counter) { hasEnded = false }
    }
    tally.expanded += 1
    if movers == 1, wentBack { look(forRoundFrom: state, shared.depth) }
    if hasEnded {
      tally.endings += 1
      tally.endingsDigest &+= Program.fingerprint(state, cellBytes)
    } else if isStuck, !moves.isQuiet(state) {
      note(Judge.stuck(state, moves), shared.depth)
    }
    return true
  }

  /// Keeps what the last move led to if it is new, looks at it and takes the move back; false if there was no room.
  @inline(__always)
  private mutating func add(_ before: UInt64, _ thread: Int, _ shared: borrowing Shared, depth: Int) -> Bool {
    let change = moves.change()
    let fingerprint = before ^ change.fingerprint
    if shared.bound > 0, shared.states.load(ordering: .relaxed) + added >= shared.bound,
      !shared.store.contains(moves.next, fingerprint)
    {
      isFull = true
      moves.undo()
      return false
    }
    if shared.store.insert(moves.next, fingerprint) {
      keep(fingerprint, changed: change.words, depth)
      look(atNextStepOf: thread, depth)
    }
    moves.undo()
    return true
  }

  private mutating func keep(_ fingerprint: UInt64, changed: UInt64, _ depth: Int) {
    added += 1
    pages.next.update(from: moves.next, count: moves.size)
    for flaw in judge.newFlaws(moves.next, changed: changed, moves) { note(flaw, depth) }
    if moves.circle != 0 { note(.circle(counter: moves.circle), depth) }
    pages.keep(fingerprint)
  }

  /// Looks at the step that a thread stands before now: only its own moves change what is wrong with it.
  @inline(__always)
  private mutating func look(atNextStepOf thread: Int, _ depth: Int) {
    let counter = moves.counter(moves.next, thread)
    guard watch.asks(counter), !moves.hasStopped(moves.next) else { return }
    for flaw in watch.flaws(moves.next, thread, counter) { note(flaw, depth) }
  }

  private mutating func look(forRoundFrom state: UnsafePointer<UInt8>, _ depth: Int) {
    guard !hasRound, let thread = rounds.thread(from: state) else { return }
    hasRound = true
    note(.livelock(thread: thread), depth)
  }

  /// Begins the search with the first state.
  mutating func start(_ shared: borrowing Shared) {
    let (initial, _, circles) = moves.start()
    for counter in circles { note(.circle(counter: counter), 0) }
    initial.withUnsafeBufferPointer { moves.begin($0.baseAddress!) }
    let fingerprint = moves.fingerprint(moves.next)
    _ = shared.store.insert(moves.next, fingerprint)
    keep(fingerprint, changed: .max, 0)
    for thread in 0..<moves.threads { look(atNextStepOf: thread, 0) }
    shared.states.add(added, ordering: .relaxed)
    added = 0
  }

  private mutating func note(_ flaw: Flaw, _ depth: Int) {
    if !found.contains(where: { $0.flaw == flaw && $0.depth <= depth }) { found.append((flaw, depth)) }
  }

  /// Hands over the pages that it filled.
  mutating func takePages() -> [Page] { pages.take() }

  /// Hands over what it found.
  mutating func takeFound() -> [(flaw: Flaw, depth: Int)] {
    defer { found = [] }
    return found
  }

  mutating func forget(_ flaw: Flaw) {
    judge.forget(flaw)
    watch.forget(flaw)
  }
}
