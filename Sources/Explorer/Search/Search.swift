import Dispatch
import Machine
import Synchronization

/// Tries every interleaving of a program, breadth first.
///
/// In every state it looks for properties that do not hold, a machine that stopped and threads of which none can move;
/// where all threads have ended, for properties of the end. A layer is all states as many interleaving steps away from
/// the first one; only the layer under way and the one that it leads to are kept whole. The answer depends on nothing
/// but the program and the bounds: where a bound is hit, what was seen may differ with the number of cores.
///
/// - Parameters:
///   - manner: how to go about it; the verdict and the lengths are the same for all.
///   - progress: called now and then, from the caller's thread.
public func explore(
  _ program: Program, _ bounds: Bounds = Bounds(), _ manner: Manner = Manner(), interruption: Interruption? = nil,
  progress: (Progress) -> Void = { _ in }
) -> Findings {
  var search = Search(program, bounds, manner)
  search.run(interruption, progress)
  return search.findings()
}

/// The same, from where an earlier search was stopped, and keeping where this one is.
public func explore(
  _ program: Program, _ bounds: Bounds, _ manner: Manner, keeping: Keeping, interruption: Interruption? = nil,
  progress: (Progress) -> Void = { _ in }
) throws -> Findings {
  var search = Search(program, bounds, manner)
  if let start = keeping.start { try search.resume(SavedSearch.Reader(start, keeping.lines)) }
  search.run(interruption, progress)
  if let sink = keeping.sink, search.limit != nil { try search.save(SavedSearch.Writer(keeping.lines, sink)) }
  return search.findings()
}

/// A search under way.
struct Search: ~Copyable {
  let program: Program
  private let bounds: Bounds
  let manner: Manner
  let shared: UnsafeMutablePointer<Shared>
  let workers: [UnsafeMutablePointer<Worker>]
  private let alike: Alike
  /// The states of the layer under way that still wait; and of the next one, where the search stopped between.
  var layer: [Page] = []
  var ahead: [Page] = []
  /// Whether all states are in the layer that steps lead to that touch only their thread's own stack.
  var isSettled = false
  var depth = 0
  var found: [Flaw: Int] = [:]
  private(set) var limit: Limit?
  private var sinceReport = 0
  private var growth = Growth()
  /// Moves that one page of states can have.
  private let movesOfPage: Int

  /// States that are expanded between two reports.
  private static let statesBetweenReports = 65_536

  init(_ program: Program, _ bounds: Bounds, _ manner: Manner) {
    self.program = program
    self.bounds = bounds
    var manner = manner
    manner.cores = max(1, manner.cores)
    self.manner = manner
    shared = .allocate(capacity: 1)
    workers = (0..<manner.cores).map { _ in .inOwnLines(capacity: 1) }
    shared.initialize(to: Shared(Store(size: program.size, manner), cores: manner.cores))
    alike = manner.symmetry ? Alike(program) : Alike()
    for index in 0..<manner.cores { workers[index].initialize(to: Worker(program, manner, alike, core: index)) }
    let alternatives = program.steps.map(\.alternatives).max() ?? 1
    let page = Page(size: program.size)
    movesOfPage = page.capacity * max(1, alternatives) * program.threads.count
    page.free()
  }

  deinit {
    for page in layer + ahead { page.free() }
    for worker in workers {
      worker.deinitialize(count: 1)
      worker.deallocate()
    }
    shared.deinitialize(count: 1)
    shared.deallocate()
  }

  var states: Int { shared.pointee.states.load(ordering: .relaxed) }
  private var memory: Int { shared.pointee.store.bytes + shared.pointee.pageBytes.load(ordering: .relaxed) }

  var tally: Tally { (0..<manner.cores).reduce(Tally()) { $0 + workers[$1].pointee.tally } }

  mutating func run(_ interruption: Interruption?, _ progress: (Progress) -> Void) {
    if layer.isEmpty {
      workers[0].pointee.start(shared.pointee)
      collect()
      layer = workers[0].pointee.takePages()
    }
    while true {
      guard isSettled || settle(interruption, progress) else { return }
      growth.look(program, layer, states: states)
      if bounds.endsAtFirstFlaw, !found.isEmpty { return }
      if let depthMax = bounds.depth, depth >= depthMax {
        limit = .depth(depthMax)
        return
      }
      guard round(isLocal: false, 0, interruption, progress) else { return }
      layer = ahead + takePages()
      ahead = []
      isSettled = false
      if layer.isEmpty { return }
      depth += 1
    }
  }

  /// Adds to the layer what steps lead to that touch only their thread's own stack; false if the search stops.
  private mutating func settle(_ interruption: Interruption?, _ progress: (Progress) -> Void) -> Bool {
    // What a search that is resumed has settled already stands first.
    var from = layer.firstIndex { $0.first < $0.count } ?? layer.count
    // Where chains run there is hardly ever one, and all threads would be called for nothing.
    while layer[from...].contains(where: \.mayBeLocal) {
      let end = layer.count
      guard round(isLocal: true, from, interruption, progress) else { return false }
      layer += takePages()
      from = end
    }
    for index in layer.indices { layer[index].first = 0 }
    isSettled = true
    return true
  }

  private func takePages() -> [Page] {
    var result: [Page] = []
    for index in 0..<manner.cores { result += workers[index].pointee.takePages() }
    return result
  }

  /// Tries moves of the layer's pages from one on; false if the search stops, with what waits then in `layer`.
  private mutating func round(
    isLocal: Bool, _ first: Int, _ interruption: Interruption?, _ progress: (Progress) -> Void
  ) -> Bool {
    shared.pointee.isLocal = isLocal
    shared.pointee.depth = depth
    shared.pointee.share(first..<layer.count)
    while true {
      guard makeRoom() else {
        limit = .memory(bounds.memory ?? 0)
        break
      }
      let reports = work(interruption, progress)
      collect()
      sinceReport = reports
      if shared.pointee.stop.load(ordering: .relaxed) {
        limit = workers[0].pointee.isFull ? .states(bounds.states) : .interrupted
        break
      }
      if shared.pointee.pagesLeft == 0 { return true }
    }
    if isLocal {
      layer += takePages()
    } else {
      layer = layer.filter { $0.first < $0.count }
      ahead += takePages()
    }
    return false
  }

  /// Lets the threads work until the layer is done, the store is full or something stops them.
  private mutating func work(_ interruption: Interruption?, _ progress: (Progress) -> Void) -> Int {
    let cores = manner.cores
    let margin = movesOfPage * cores
    // Near the bound one thread works alone, and counts exactly.
    let isNear = bounds.states - states <= margin
    let isAlone = cores == 1 || isNear || shared.pointee.pagesLeft < 2 * cores
    shared.pointee.bound = isNear ? bounds.states : 0
    let room = shared.pointee.store.room(beyond: 0)
    shared.pointee.statesMax = min(room, isNear ? .max : bounds.states) - margin
    if isNear { shared.pointee.statesMax = min(room - margin, .max) }
    var sinceReport = self.sinceReport
    let depth = depth
    // Taken out while it is worked at: the report needs the rest of this search.
    var pages = layer
    layer = []
    pages.withUnsafeMutableBufferPointer { pages in
      shared.pointee.pages = pages
      let tickets = (1..<(isAlone ? 1 : cores)).map { _ in Ticket() }
      nonisolated(unsafe) let (shared, workers) = (self.shared, self.workers)
      for (index, ticket) in tickets.enumerated() {
        DispatchQueue.global().async {
          guard ticket.take() else { return }
          workers[index + 1].pointee.run(shared.pointee, interruption) { _ in }
          ticket.isDone.signal()
        }
      }
      workers[0].pointee.run(shared.pointee, interruption) { states in
        sinceReport += states
        guard sinceReport >= Self.statesBetweenReports else { return }
        sinceReport = 0
        progress(report(depth))
      }
      // Who has not even begun when all is done is not waited for: others may use the machine as well.
      for ticket in tickets where !ticket.take() { ticket.isDone.wait() }
    }
    layer = pages
    return sinceReport
  }

  private func report(_ depth: Int) -> Progress {
    let tally = tally
    return Progress(
      states: states, transitions: tally.transitions, depth: depth, waiting: states - tally.expanded, memory: memory)
  }

  /// Lets the store grow until each thread can work at a page; false if that takes more memory than there may be.
  private func makeRoom() -> Bool {
    let margin = movesOfPage * manner.cores
    while shared.pointee.store.room(beyond: states) <= margin {
      if let most = bounds.memory, memory + shared.pointee.store.bytesToGrow > most { return false }
      shared.pointee.store.grow()
    }
    return bounds.memory.map { memory <= $0 } ?? true
  }

  /// Gathers what was found; nobody looks for it again.
  private mutating func collect() {
    for index in 0..<manner.cores {
      for (flaw, depth) in workers[index].pointee.takeFound() {
        found[flaw] = min(depth, found[flaw] ?? .max)
        for other in 0..<manner.cores { workers[other].pointee.forget(flaw) }
      }
    }
  }

  /// What was found; the paths are made only now.
  func findings() -> Findings {
    let nearest = found.values.min() ?? 0
    let reported = found.filter { !bounds.endsAtFirstFlaw || $0.value == nearest }
      .sorted { $0.value != $1.value ? $0.value < $1.value : $0.key.order.lexicographicallyPrecedes($1.key.order) }
    let violations = Retrace.violations(program, manner, reported.map { ($0.key, $0.value) })
    let tally = tally
    return Findings(
      violations: violations, limit: violations.isEmpty || !bounds.endsAtFirstFlaw ? limit : nil,
      states: states, transitions: tally.transitions, depth: depth, waiting: states - tally.expanded,
      endings: tally.endings, endingsDigest: tally.endingsDigest,
      coverage: Coverage(wasTaken: program.steps.indices.map { wasTaken($0) }), manner: manner,
      alike: alike.groups,
      stateBytes: program.size,
      growing: limit == nil ? [] : growth.growing(program),
      memory: max(memory, shared.pointee.store.bytesMax + shared.pointee.pageBytes.load(ordering: .relaxed)))
  }

  func wasTaken(_ counter: Int) -> Bool {
    (0..<manner.cores).contains { workers[$0].pointee.moves.taken[counter] }
  }
}
