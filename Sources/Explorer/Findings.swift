import Synchronization

/// What a search has to say in the end.
public enum Verdict: Sendable, Hashable {
  /// Every interleaving was seen, and none shows a flaw.
  case passes
  case fails
  /// Nothing is wrong so far, and nothing is concluded.
  case undecided(Limit)
}

/// How far a search has come.
public struct Progress: Sendable {
  public let states: Int
  public let transitions: Int
  public let depth: Int
  /// States whose moves were not yet tried.
  public let waiting: Int
  /// Bytes that the search holds now.
  public let memory: Int
}

/// What a search found.
public struct Findings: Sendable {
  /// Flaws that differ, nearest first; where the search ends at the first flaw, all of that depth that it saw.
  public let violations: [Violation]
  /// Why the search ended early, if not for a flaw.
  public let limit: Limit?
  public let states: Int
  /// Moves that were possible, those to states met before included; a chain is one.
  public let transitions: Int
  /// Interleaving steps to the farthest state.
  public let depth: Int
  /// States whose moves were not tried, because of a flaw or a limit.
  public let waiting: Int
  /// States in which all threads have ended: in how many ways things can come out.
  public let endings: Int
  /// What the cells hold in these states, as one number that does not depend on their order.
  public let endingsDigest: UInt64
  public let coverage: Coverage
  /// How the search was done.
  public let manner: Manner
  /// Threads that were taken for one another, in groups; none where the search was to tell them apart.
  public var alike: [[Int]] = []
  /// Bytes of one state.
  public let stateBytes: Int
  /// Cells that only grew while the search went on, where it did not come to its end.
  public let growing: [Growing]
  /// Bytes that the search held at most, without the program and without the second pass that finds the paths.
  public let memory: Int

  public var verdict: Verdict {
    if !violations.isEmpty { return .fails }
    return limit.map { .undecided($0) } ?? .passes
  }

  /// How probable it is that a state was left out because its fingerprint was that of another one: at most the pairs of
  /// states, by two to the power of 64. Nothing where states are kept whole.
  public var omission: Double {
    manner.isExact ? 0 : Double(states) * Double(max(0, states - 1)) / 2 / 18_446_744_073_709_551_616
  }

  /// Whether walks at random found this: then no way is known to be a shortest one.
  public var isRandom: Bool { if case .walks? = limit { true } else { false } }

  /// Bytes held for each state.
  public var bytesPerState: Int { memory / max(1, states) }
}

/// Asks a running search to end; may be set from any thread.
public final class Interruption: Sendable {
  private let flag = Atomic<Bool>(false)

  public init() {}

  public func interrupt() { flag.store(true, ordering: .relaxed) }

  public var isInterrupted: Bool { flag.load(ordering: .relaxed) }
}
