import Machine

/// Tries every interleaving of a program, breadth first, without any reduction: each state is kept whole and met once.
///
/// In every state it looks for properties that do not hold, a machine that stopped and threads of which none can move;
/// where all threads have ended, for properties of the end. Two states are one if all their bytes are equal. The answer
/// depends on nothing but the program and the bounds. Confessed: it is one core's work, and liveness is not looked at:
/// a loop that runs for ever is no flaw as long as somebody can move.
///
/// - Parameter progress: called now and then, from the caller's thread.
public func explore(
  _ program: Program, _ bounds: Bounds = Bounds(), interruption: Interruption? = nil,
  progress: (Progress) -> Void = { _ in }
) -> Findings {
  var search = Search(program, bounds)
  search.run(interruption, progress)
  return search.findings()
}

/// A search under way.
struct Search: ~Copyable {
  private let program: Program
  private let bounds: Bounds
  private let moves: Moves
  private var table: StateTable
  private var judge: Judge
  /// The first state of each layer: states as many steps away from the first one.
  private var layers: [Int] = [0]
  private var found: [(flaw: Flaw, depth: Int)] = []
  private var known: Set<Flaw> = []
  private var limit: Limit?
  private var transitions = 0
  private var expanded = 0
  private var endings = 0
  private var endingsDigest: UInt64 = 0
  /// Bytes of the cells, rounded up to words: where all have ended, what the threads have there is zero.
  private let cellBytes: Int
  private let taken: UnsafeMutablePointer<Bool>

  /// How many states are expanded between two looks at the interruption, and between two reports; powers of two.
  private static let statesBetweenLooks = 1024
  private static let statesBetweenReports = 65_536

  init(_ program: Program, _ bounds: Bounds) {
    self.program = program
    self.bounds = bounds
    moves = Moves(program)
    table = StateTable(size: program.size)
    judge = Judge(program)
    cellBytes = min(program.size, (program.layout.size + 7) & ~7)
    taken = .allocate(capacity: program.steps.count)
    taken.initialize(repeating: false, count: program.steps.count)
  }

  deinit {
    taken.deallocate()
  }

  private var depth: Int { layers.count - 1 }

  mutating func run(_ interruption: Interruption?, _ progress: (Progress) -> Void) {
    program.initialState().withUnsafeBufferPointer { add($0.baseAddress!, from: nil, depth: 0) }
    while expanded < table.count, !(bounds.endsAtFirstFlaw && !found.isEmpty) {
      if let depthMax = bounds.depth, depth == depthMax {
        limit = .depth(depthMax)
        return
      }
      let end = table.count
      while expanded < end {
        guard expand(expanded, depth: depth) else {
          limit = .states(bounds.states)
          close(end)
          return
        }
        expanded += 1
        if expanded % Self.statesBetweenLooks == 0, interruption?.isInterrupted == true {
          limit = .interrupted
          close(end)
          return
        }
        if expanded % Self.statesBetweenReports == 0 {
          progress(
            Progress(states: table.count, transitions: transitions, depth: depth, waiting: table.count - expanded))
        }
      }
      close(end)
    }
  }

  /// Begins the next layer, if there is anything in it.
  private mutating func close(_ end: Int) {
    if end < table.count { layers.append(end) }
  }

  /// Tries every move from a state; false if there was no room for what it led to.
  private mutating func expand(_ index: Int, depth: Int) -> Bool {
    let state = table.state(index)
    if moves.hasStopped(state) { return true }
    var isStuck = true
    var hasEnded = true
    for thread in 0..<moves.threads {
      let counter = moves.counter(state, thread)
      if counter == 0 { continue }
      var hasMoved = false
      for alternative in 0..<moves.alternatives(counter) {
        guard moves.move(state, thread: thread, alternative: alternative) else { continue }
        hasMoved = true
        transitions += 1
        taken[counter] = true
        guard table.count < bounds.states || table.find(moves.next) != nil else { return false }
        add(moves.next, from: state, depth: depth + 1)
      }
      if hasMoved { isStuck = false }
      if hasMoved || !moves.isRest(counter) { hasEnded = false }
    }
    if hasEnded {
      endings += 1
      endingsDigest &+= Program.fingerprint(state, cellBytes)
    } else if isStuck, !moves.isQuiet(state) {
      note(Judge.stuck(state, moves), depth)
    }
    return true
  }

  /// Keeps a state if it is new, and looks at it.
  @inline(__always)
  private mutating func add(_ state: UnsafePointer<UInt8>, from before: UnsafePointer<UInt8>?, depth: Int) {
    guard table.insert(state) != nil else { return }
    for flaw in judge.newFlaws(state, after: before, moves) { note(flaw, depth) }
  }

  private mutating func note(_ flaw: Flaw, _ depth: Int) {
    if known.insert(flaw).inserted { found.append((flaw, depth)) }
  }

  /// What was found; the paths are made only now.
  func findings() -> Findings {
    let nearest = found.map(\.depth).min() ?? 0
    let reported = bounds.endsAtFirstFlaw ? found.filter { $0.depth == nearest } : found
    let violations = reported.sorted { $0.depth < $1.depth }.map { violation($0.flaw, $0.depth) }
    return Findings(
      violations: violations, limit: violations.isEmpty || !bounds.endsAtFirstFlaw ? limit : nil,
      states: table.count, transitions: transitions, depth: depth, waiting: table.count - expanded,
      endings: endings, endingsDigest: endingsDigest,
      coverage: Coverage(wasTaken: program.steps.indices.map { taken[$0] }), stateBytes: program.size,
      memory: table.bytesMax)
  }

  private func violation(_ flaw: Flaw, _ depth: Int) -> Violation {
    let (path, switches) = fewestSwitches(to: flaw, depth: depth, table, layers, moves)
    var state = program.initialState()
    for choice in path { state = program.move(state, choice) ?? state }
    let isStuck = flaw == .deadlock || flaw == .lostWakeUp
    return Violation(
      flaw: flaw, depth: depth, path: path, switches: switches, state: state,
      waits: isStuck ? program.waitsFor(state) : .none)
  }
}
