/// The invalidations that are under way.
public struct Notifiers: Equatable, Sendable {
  /// Open sections, in the order in which they began.
  public var open: [SectionRow] = []
  /// The newest section that has ended.
  public var last: SectionRow?
  /// The mirrors of this mm, by name.
  public var mirrors: [String] = []
  /// Where the next section begins, when that is known: `line 2514`.
  public var next = ""

  public init() {}
}

/// How far one phase of a section is.
public enum PhaseState: Equatable, Sendable {
  case done, next, toCome
  /// The operation has gone on without it: nobody had to be told, nothing had to be flushed.
  case skipped
  /// It was refused: a non-blockable section that could not take a lock.
  case refused
  /// No line of the trace tells.
  case unknown
}

/// One phase of a section: start, counted, told, pte, end, flush, in the order in which the operation does them.
public struct Phase: Equatable, Sendable {
  public var name: String
  public var state: PhaseState
  /// What it did: `notifiers 0 ⇒ 1`, `zapped nothing`, `001 is swap 5 now`.
  public var detail: String
  /// The same for a narrow panel; empty where it is the same.
  public var shortDetail = ""
  public var mark: Mark

  public init(_ name: String, _ state: PhaseState, detail: String = "", mark: Mark = .none) {
    self.name = name
    self.state = state
    self.detail = detail
    self.mark = mark
  }
}

/// One invalidation, from its start to its end.
public struct SectionRow: Equatable, Sendable {
  /// `CLEAR`, `UNMAP`, `PROTECTION_PAGE`.
  public var event: String
  public var isBlockable = true
  /// `[7f0000001000 +1p)`; shorter, `+1p at 001`.
  public var address: String
  public var shortAddress: String
  /// The thread whose operation it is.
  public var thread: String
  public var phases: [Phase]
  /// `steps 31 to 71`, once it has ended.
  public var span = ""
  /// Inside how many sections that are still open it began: 0 for the outermost.
  public var depth = 0
  /// What its operation runs inside of: `hmm_range_fault`, `exit_mmap`; empty for an operation of its own.
  public var inside = ""

  public init(event: String, address: String, shortAddress: String, thread: String, phases: [Phase]) {
    self.event = event
    self.address = address
    self.shortAddress = shortAddress
    self.thread = thread
    self.phases = phases
  }
}
