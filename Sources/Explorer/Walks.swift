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
    var changed = UInt64.max
    while path.count <= longest {
      states += 1
      farthest = max(farthest, length)
      let flaws = state.withUnsafeBufferPointer { judge.newFlaws($0.baseAddress!, changed: changed, moves) }
      for flaw in flaws { note(flaw, path, length, state) }
      let choices = program.choices(state)
      if choices.isEmpty {
        end(path, length, state)
        return
      }
      let choice = choices[next(below: choices.count)]
      changed = state.withUnsafeMutableBufferPointer { bytes in
        if !moves.isLocal(moves.counter(bytes.baseAddress!, choice.thread)) { length += 1 }
        moves.begin(bytes.baseAddress!)
        _ = moves.move(thread: choice.thread, alternative: choice.alternative)
        let changed = moves.change().words
        bytes.baseAddress!.update(from: moves.next, count: moves.size)
        return changed
      }
      if moves.circle != 0 { note(.circle(counter: moves.circle), path + [choice], length, state) }
      transitions += 1
      path.append(choice)
    }
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
