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
  private var queue: Queue
  private let symmetry: Symmetry
  private(set) var found: [(flaw: Flaw, depth: Int)] = []
  /// States that were met since the last page was counted.
  private var added = 0
  private(set) var tally = Tally()
  /// Whether a bound of states was hit.
  private(set) var isFull = false
  private var pageBytes = 0
  /// Bytes of the cells, rounded up to words: where all have ended, what the threads have there is zero.
  private let cellBytes: Int

  /// Which of the threads it is, from 0.
  private let core: Int

  init(_ program: Program, _ manner: Manner, _ alike: Alike, core: Int) {
    self.core = core
    moves = Moves(program, chains: manner.chains)
    judge = Judge(program)
    watch = Watch(program)
    rounds = Rounds(program)
    pages = Pages(size: program.size)
    queue = Queue(size: program.size)
    symmetry = Symmetry(program, alike)
    cellBytes = min(program.size, (program.layout.size + 7) & ~7)
  }

  /// Works at pages until none is left, the store is full, or somebody wants the search to stop.
  mutating func run(_ shared: borrowing Shared, _ interruption: Interruption?, afterPage: (Int) -> Void) {
    while shared.states.load(ordering: .relaxed) <= shared.statesMax {
      if interruption?.isInterrupted == true { shared.stop.store(true, ordering: .relaxed) }
      if shared.stop.load(ordering: .relaxed) { return }
      guard let number = shared.takePage(core: core) else { return }
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
    if shared.isLocal, !page.mayBeLocal {
      page.first = page.count
      return true
    }
    let depth = shared.isLocal ? shared.depth : shared.depth + 1
    for index in page.first..<page.count {
      let transitions = tally.transitions
      page.approach(index + 1)
      let isDone =
        shared.isLocal
        ? settle(page.state(index), page.fingerprint(index), shared)
        : expand(page.state(index), page.fingerprint(index), shared)
      guard isDone else {
        // All of its moves are tried again when the search goes on.
        page.first = index
        tally.transitions = transitions
        return false
      }
    }
    while !queue.isEmpty { _ = takeFirst(shared, depth) }
    page.first = page.count
    if !shared.isLocal { pages.reuse(page) }
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
      guard add(state, fingerprint, thread, shared, depth: shared.depth) else { return false }
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
          guard add(state, fingerprint, thread, shared, depth: shared.depth + 1) else { return false }
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

  /// Takes the last move back, and sees to it that what it led to is kept if it is new; false if there was no room.
  @inline(__always)
  private mutating func add(
    _ state: UnsafePointer<UInt8>, _ before: UInt64, _ thread: Int, _ shared: borrowing Shared, depth: Int
  ) -> Bool {
    let circle = moves.circle
    // While the state is there whole: most were met before, and need not be written anywhere then.
    let isItself = symmetry.isEmpty || shared.store.isExact
    let least = isItself ? UnsafePointer(moves.next) : symmetry.representative(of: moves.next)
    let isLeast = least == UnsafePointer(moves.next)
    let (count, change) = moves.undo(noting: queue.next)
    let fingerprint = before ^ change
    let known = isLeast ? fingerprint : moves.fingerprint(least)
    shared.store.approach(known)
    queue.add(
      Queue.Entry(
        before: state, fingerprint: fingerprint, known: known, count: count, thread: thread, circle: circle))
    // Near the bound it must be known at once whether there is room.
    if shared.bound > 0 { return takeFirst(shared, depth) }
    if queue.isFull { _ = takeFirst(shared, depth) }
    return true
  }

  /// Keeps the state that has waited longest if it is new, and looks at it; false if there was no room.
  private mutating func takeFirst(_ shared: borrowing Shared, _ depth: Int) -> Bool {
    let entry = queue.first
    let place = pages.next
    let isNeeded = shared.store.isExact
    if isNeeded { queue.write(entry, to: place) }
    let (known, fingerprint) =
      isNeeded ? representative(of: place, entry.fingerprint) : (UnsafePointer(place), entry.known)
    if shared.bound > 0, shared.states.load(ordering: .relaxed) + added >= shared.bound,
      !shared.store.contains(known, fingerprint)
    {
      isFull = true
      queue.removeAll()
      return false
    }
    if shared.store.insert(known, fingerprint) {
      if !isNeeded { queue.write(entry, to: place) }
      added += 1
      for flaw in judge.newFlaws(place, queue.changesOfFirst, mover: entry.thread, moves) { note(flaw, depth) }
      if entry.circle != 0 { note(.circle(counter: entry.circle), depth) }
      look(atNextStepOf: entry.thread, place, depth)
      pages.keep(entry.fingerprint, mayBeLocal: moves.mayBeLocal(place))
    }
    queue.removeFirst()
    return true
  }

  /// What stands in the store for a state.
  @inline(__always)
  private func representative(
    of state: UnsafePointer<UInt8>, _ fingerprint: UInt64
  ) -> (state: UnsafePointer<UInt8>, fingerprint: UInt64) {
    if symmetry.isEmpty { return (state, fingerprint) }
    let known = symmetry.representative(of: state)
    return (known, known == state ? fingerprint : moves.fingerprint(known))
  }

  /// Looks at the step that a thread stands before now: only its own moves change what is wrong with it.
  @inline(__always)
  private mutating func look(atNextStepOf thread: Int, _ state: UnsafePointer<UInt8>, _ depth: Int) {
    let counter = moves.counter(state, thread)
    guard watch.asks(counter), !moves.hasStopped(state) else { return }
    for flaw in watch.flaws(state, thread, counter) { note(flaw, depth) }
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
    let place = pages.next
    initial.withUnsafeBufferPointer { place.update(from: $0.baseAddress!, count: $0.count) }
    let fingerprint = moves.fingerprint(place)
    let known = representative(of: place, fingerprint)
    _ = shared.store.insert(known.state, known.fingerprint)
    added += 1
    for flaw in judge.flaws(place, moves) { note(flaw, 0) }
    for thread in 0..<moves.threads { look(atNextStepOf: thread, place, 0) }
    pages.keep(fingerprint, mayBeLocal: moves.mayBeLocal(place))
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

  /// Goes on counting where another search stopped.
  mutating func resume(_ tally: Tally, _ taken: [Bool]) {
    self.tally = tally
    for (counter, wasTaken) in taken.enumerated() where wasTaken { moves.taken[counter] = true }
  }

  /// Keeps a state that was written to the next place of the pages, and that was met before.
  mutating func keepRestored() { pages.keep(moves.fingerprint(pages.next), mayBeLocal: moves.mayBeLocal(pages.next)) }

  mutating func forget(_ flaw: Flaw) {
    judge.forget(flaw)
    watch.forget(flaw)
  }
}
