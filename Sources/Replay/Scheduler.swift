import Machine

/// Random numbers from a printed seed: the same seed gives the same run everywhere (SplitMix64).
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) {
    state = seed
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Who moves next where nothing is recorded.
public enum Scheduler: Sendable {
  /// The thread that ran last goes on while it can; then the next one in order. Time-outs only when nothing else can.
  case steady
  /// Any enabled choice, from a seed.
  case random(SeededGenerator)

  /// The next choice; nil if nobody can move.
  public mutating func next(_ program: Program, _ state: [UInt8], last: Choice?) -> Choice? {
    let possible = program.choices(state)
    guard !possible.isEmpty else { return nil }
    switch self {
    case .steady:
      let isTimeout = { (choice: Choice) in choice.alternative > 0 && program.isWait(state, choice.thread) }
      let plain = possible.filter { !isTimeout($0) }
      let pool = plain.isEmpty ? possible : plain
      if let last, let same = pool.first(where: { $0.thread == last.thread }) { return same }
      let after = last?.thread ?? -1
      return pool.first { $0.thread > after } ?? pool.first
    case .random(var generator):
      let choice = possible[Int.random(in: 0..<possible.count, using: &generator)]
      self = .random(generator)
      return choice
    }
  }
}
