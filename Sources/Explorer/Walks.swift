import Machine

/// Walks at random through a program's interleavings: for spaces that are too big to be searched.
///
/// Each walk begins with the first state and takes one of the moves that are possible, all alike in probability, until
/// nobody can move, something is wrong, or it has grown too long. The same seed gives the same walks. What is found is
/// real; its way is the walk's, not a shortest one. Nothing is concluded from finding nothing.
///
/// - Parameters:
///   - walks: how many.
///   - longest: steps after which a walk is given up.
///   - progress: called now and then, from the caller's thread; states are those that walks came through, met before
///     or not.
public func walk(
  _ program: Program, walks: Int, seed: UInt64, longest: Int = 100_000, endsAtFirstFlaw: Bool = true,
  interruption: Interruption? = nil, progress: (Progress) -> Void = { _ in }
) -> Findings {
  var walker = Walker(program, seed)
  for number in 0..<walks {
    if interruption?.isInterrupted == true { return walker.findings(.interrupted) }
    walker.walk(longest)
    if endsAtFirstFlaw, !walker.violations.isEmpty { break }
    if number % 1024 == 1023 { progress(walker.report()) }
  }
  return walker.findings(.walks(walks))
}

/// Walks under way.
private struct Walker: ~Copyable {
  private let program: Program
  private var moves: Moves
  private var judge: Judge
  private var watch: Watch
  private var rounds: Rounds
  /// Whether the last move went to a lower program counter.
  private var wentBack = false
  private var random: UInt64
  private(set) var violations: [Violation] = []
  private var states = 0
  private var transitions = 0
  private var farthest = 0
  private var endings = 0
  private var known: Set<Flaw> = []

  init(_ program: Program, _ seed: UInt64) {
    self.program = program
    moves = Moves(program, chains: false)
    judge = Judge(program)
    watch = Watch(program)
    rounds = Rounds(program)
    random = seed
  }

  /// The next random number below a limit.
  private mutating func next(below limit: Int) -> Int {
    random &+= 0x9E37_79B9_7F4A_7C15
    var mixed = random
    mixed = (mixed ^ mixed &>> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed &>> 27) &* 0x94D0_49BB_1331_11EB
    mixed ^= mixed &>> 31
    return Int(mixed.multipliedFullWidth(by: UInt64(limit)).high)
  }

  /// One walk.
  mutating func walk(_ longest: Int) {
    var state = program.initialState()
    var path: [Choice] = []
    var length = 0
    var flaws = state.withUnsafeBufferPointer { self.flaws(ofFirst: $0.baseAddress!) }
    while path.count <= longest {
      states += 1
      farthest = max(farthest, length)
      for flaw in flaws { note(flaw, path, length, state) }
      let choices = program.choices(state)
      if choices.isEmpty {
        end(path, length, state)
        return
      }
      if isAlone(choices), let thread = state.withUnsafeBufferPointer({ rounds.thread(from: $0.baseAddress!) }) {
        note(.livelock(thread: thread), path, length, state)
        return
      }
      let choice = choices[next(below: choices.count)]
      flaws = move(&state, choice, &length)
      if moves.circle != 0 { note(.circle(counter: moves.circle), path + [choice], length, state) }
      transitions += 1
      path.append(choice)
    }
  }

  private mutating func flaws(ofFirst state: UnsafePointer<UInt8>) -> [Flaw] {
    var flaws = judge.flaws(state, moves)
    for thread in 0..<moves.threads {
      let counter = moves.counter(state, thread)
      if watch.asks(counter) { flaws += watch.flaws(state, thread, counter) }
    }
    return flaws
  }

  /// Makes a move, and tells what is wrong then.
  private mutating func move(_ state: inout [UInt8], _ choice: Choice, _ length: inout Int) -> [Flaw] {
    state.withUnsafeMutableBufferPointer { bytes in
      let state = bytes.baseAddress!
      if !moves.isLocal(moves.counter(state, choice.thread)) { length += 1 }
      moves.begin(state)
      _ = moves.move(thread: choice.thread, alternative: choice.alternative)
      if moves.wentBack { wentBack = true }
      var flaws = moves.changes().withUnsafeBufferPointer {
        judge.newFlaws(moves.next, $0, mover: choice.thread, moves)
      }
      let counter = moves.counter(moves.next, choice.thread)
      if watch.asks(counter), !moves.hasStopped(moves.next) {
        flaws += watch.flaws(moves.next, choice.thread, counter)
      }
      state.update(from: moves.next, count: moves.size)
      return flaws
    }
  }

  /// Whether one thread alone can go on, and has just gone back to an earlier step: it may go round for ever.
  private mutating func isAlone(_ choices: [Choice]) -> Bool {
    defer { wentBack = false }
    return wentBack && choices.allSatisfy { $0.thread == choices[0].thread }
  }

  /// Looks at a state in which nobody can move.
  private mutating func end(_ path: [Choice], _ length: Int, _ state: [UInt8]) {
    let flaw: Flaw? = state.withUnsafeBufferPointer { bytes in
      let bytes = bytes.baseAddress!
      if moves.hasStopped(bytes) || moves.hasEnded(bytes) || moves.isQuiet(bytes) { return nil }
      return Judge.stuck(bytes, moves)
    }
    if let flaw { note(flaw, path, length, state) } else { endings += 1 }
  }

  private mutating func note(_ flaw: Flaw, _ path: [Choice], _ length: Int, _ state: [UInt8]) {
    guard known.insert(flaw).inserted else { return }
    let isStuck = flaw == .deadlock || flaw == .lostWakeUp
    violations.append(
      Violation(
        flaw: flaw, length: length, path: path,
        switches: zip(path, path.dropFirst()).count { $0.thread != $1.thread }, state: state,
        waits: isStuck ? program.waitsFor(state) : .none, isShortest: false))
  }

  func report() -> Progress {
    Progress(states: states, transitions: transitions, depth: farthest, waiting: 0, memory: 0)
  }

  func findings(_ limit: Limit) -> Findings {
    Findings(
      violations: violations, limit: limit, states: states, transitions: transitions, depth: farthest, waiting: 0,
      endings: endings, endingsDigest: 0,
      coverage: Coverage(wasTaken: program.steps.indices.map { moves.taken[$0] }), manner: Manner(chains: false),
      stateBytes: program.size, growing: [], memory: 0)
  }
}
