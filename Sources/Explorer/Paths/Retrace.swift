import Machine

/// A second search, up to the depth of what was found, that keeps how states lead to each other; the ways to flaws are
/// read from it.
///
/// The first search forgets the states behind it. This one keeps of them only their moves: 8 bytes for one that leads
/// on to the next layer, or stays within its own.
struct Retrace: ~Copyable {
  private let program: Program
  private var moves: Moves
  private var met: Store
  private var count = 0
  private var rounds: Rounds
  /// Where a round without end is nearest: the first search sees it only when it has gone round.
  private var nearest: [Flaw: Int] = [:]
  /// Where states lead, layer by layer.
  private(set) var layers: [RecordedLayer] = []

  private init(_ program: Program, _ manner: Manner) {
    self.program = program
    moves = Moves(program, chains: manner.chains)
    rounds = Rounds(program)
    var manner = manner
    manner.cores = 1
    met = Store(size: program.size, manner)
  }

  /// Each flaw with a way to it.
  static func violations(_ program: Program, _ manner: Manner, _ flaws: [(flaw: Flaw, depth: Int)]) -> [Violation] {
    guard let depth = flaws.map(\.depth).max() else { return [] }
    var retrace = Retrace(program, manner)
    retrace.search(depth, flaws)
    return flaws.map { retrace.violation($0.flaw, retrace.nearest[$0.flaw] ?? $0.depth) }
  }

  /// Searches once more.
  private mutating func search(_ depth: Int, _ flaws: [(flaw: Flaw, depth: Int)]) {
    var here = StateTable(size: program.size)
    let start = moves.start().state
    start.withUnsafeBufferPointer {
      let fingerprint = moves.fingerprint($0.baseAddress!)
      _ = note($0.baseAddress!, fingerprint, &here)
    }
    for layer in 0...depth {
      var record = RecordedLayer()
      var index = 0
      while index < here.count {
        expand(here.state(index), areLocal: true, &here) { record.inside.add($0) }
        record.inside.close()
        index += 1
      }
      for (flaw, depth) in flaws {
        if case .livelock(let thread) = flaw {
          guard layer <= depth, nearest[flaw] == nil else { continue }
          let flawed = (0..<here.count).filter { rounds.thread(from: here.state($0)) == thread }
          if !flawed.isEmpty { (record.flawed[flaw], nearest[flaw]) = (flawed, layer) }
        } else if depth == layer {
          record.flawed[flaw] = (0..<here.count).filter { Judge.has(flaw, here.state($0), &moves) }
        }
      }
      var next = StateTable(size: program.size)
      if layer < depth {
        for index in 0..<here.count {
          expand(here.state(index), areLocal: false, &next) { record.onward.add($0) }
          record.onward.close()
        }
      }
      record.count = here.count
      layers.append(record)
      here = next
    }
  }

  /// Tries the moves of a state that do or do not stay within the layer, and keeps those that lead to a state of the
  /// table, or to one that is new.
  private mutating func expand(
    _ state: UnsafePointer<UInt8>, areLocal: Bool, _ table: inout StateTable, _ keep: (Edge) -> Void
  ) {
    if moves.hasStopped(state) { return }
    moves.begin(state)
    for thread in 0..<moves.threads {
      let counter = moves.counter(state, thread)
      if counter == 0 || moves.isLocal(counter) != areLocal { continue }
      for alternative in 0..<moves.alternatives(counter) {
        guard moves.move(thread: thread, alternative: alternative) else { continue }
        if let target = note(moves.next, moves.fingerprint(moves.next), &table) {
          keep(Edge(target: UInt32(target), thread: UInt8(thread), alternative: UInt16(alternative)))
        }
        moves.undo()
      }
    }
  }

  /// The number of a state in the table, to which it is added if it was not met at all; nil if it lies in a layer
  /// before.
  private mutating func note(
    _ state: UnsafePointer<UInt8>, _ fingerprint: UInt64, _ table: inout StateTable
  ) -> Int? {
    if let known = table.find(state, fingerprint) { return known }
    if met.room(beyond: count) < 1 { met.grow() }
    guard met.insert(state, fingerprint) else { return nil }
    count += 1
    return table.insert(state, fingerprint)
  }

  private mutating func violation(_ flaw: Flaw, _ depth: Int) -> Violation {
    let moves = fewestSwitches(to: flaw, depth: depth, layers, program.threads.count)
    let path = steps(moves, to: flaw)
    var state = program.initialState()
    for choice in path { state = program.move(state, choice) ?? state }
    let isStuck = flaw == .deadlock || flaw == .lostWakeUp
    return Violation(
      flaw: flaw, length: depth, path: path, switches: zip(path, path.dropFirst()).count { $0.thread != $1.thread },
      state: state, waits: isStuck ? program.waitsFor(state) : .none)
  }

  /// The steps of a way of moves, with those that ran on. Where only cells or a fault make the flaw, steps that nothing
  /// later depends on are left out.
  private mutating func steps(_ way: [Choice], to flaw: Flaw) -> [Choice] {
    var (state, waiting, _) = moves.start()
    var steps: [(choice: Choice, isLocal: Bool)] = []
    func runOn(_ thread: Int, _ count: Int) {
      steps += repeatElement((choice: Choice(thread: thread), isLocal: true), count: count)
    }
    for choice in way {
      runOn(choice.thread, waiting[choice.thread])
      waiting[choice.thread] = 0
      state.withUnsafeMutableBufferPointer { bytes in
        let isLocal = moves.isLocal(moves.counter(bytes.baseAddress!, choice.thread))
        moves.begin(bytes.baseAddress!)
        _ = moves.move(thread: choice.thread, alternative: choice.alternative)
        steps.append((choice, isLocal && !moves.hasStopped(moves.next)))
        bytes.baseAddress!.update(from: moves.next, count: moves.size)
      }
      runOn(choice.thread, moves.chained)
    }
    for thread in waiting.indices { runOn(thread, waiting[thread]) }
    if needsStacks(flaw) { return steps.map(\.choice) }
    var goOn: Set<Int> = []
    if case .property(let number) = flaw, let thread = breaker(of: number, after: steps.map(\.choice)) {
      goOn.insert(thread)
    }
    var kept: [Choice] = []
    for (choice, isLocal) in steps.reversed() where !isLocal || goOn.contains(choice.thread) {
      goOn.insert(choice.thread)
      kept.append(choice)
    }
    return kept.reversed()
  }

  /// The thread whose next step a property forbids, where it asks about such: how far that thread is matters.
  private func breaker(of property: Int, after steps: [Choice]) -> Int? {
    guard program.properties[property].before != nil else { return nil }
    return program.breaker(of: property, steps.reduce(program.initialState()) { program.move($0, $1) ?? $0 })
  }

  /// Whether it is part of a flaw how far threads are that touch nothing any more.
  private func needsStacks(_ flaw: Flaw) -> Bool {
    switch flaw {
    case .property(let number): program.properties[number].onlyAtEnd || program.properties[number].before != nil
    case .deadlock, .lostWakeUp, .livelock, .bare: true
    case .fault, .circle: false
    }
  }
}

/// A move that leads on to a state of the next layer, or stays within its own.
struct Edge {
  var target: UInt32
  var thread: UInt8
  var alternative: UInt16
}

/// Moves of the states of a layer, in order.
struct Edges {
  private(set) var all: [Edge] = []
  private var ends: [UInt32] = []

  mutating func add(_ edge: Edge) { all.append(edge) }
  /// The moves of a state are complete.
  mutating func close() { ends.append(UInt32(all.count)) }

  /// The moves of a state.
  subscript(state: Int) -> ArraySlice<Edge> {
    guard state < ends.count else { return [] }
    return all[(state == 0 ? 0 : Int(ends[state - 1]))..<Int(ends[state])]
  }
}

/// How the states of a layer lead on.
struct RecordedLayer {
  var count = 0
  /// Moves that cost nothing, to states of the same layer.
  var inside = Edges()
  /// Moves to states of the next layer.
  var onward = Edges()
  /// The states that have a flaw, where it was found in this layer.
  var flawed: [Flaw: [Int]] = [:]
}
