/// The registered ranges, and what HMM knows of the process.
public struct Ranges: Equatable, Sendable {
  /// `notifiers`, `kref`, `dead`; in a trace `mm seq`, `active`.
  public var counters: [Counter] = []
  /// Whose they are, by the name of its page table, where HMM knows several address spaces; else empty.
  public var owner = ""
  /// The counters of the other address spaces.
  public var others: [SpaceCounters] = []
  public var ranges: [RangeRow] = []
  /// The number of the title: `0/1 valid`, `none`; in a trace `mm seq [121] odd`.
  public var count = ""
  /// True for interval notifiers: the panel is called Intervals and validity is a pair of numbers.
  public var isIntervals = false

  public init() {}
}

/// What is counted for one of several address spaces.
public struct SpaceCounters: Equatable, Sendable {
  public var owner: String
  public var counters: [Counter]

  public init(_ owner: String, _ counters: [Counter]) {
    self.owner = owner
    self.counters = counters
  }
}

/// Whether what a range holds may be used.
public enum Validity: Equatable, Sendable {
  case notFilled, notRegistered, valid, invalid, unknown

  /// `✓ valid`, `✗ INVALID`, without the glyph.
  public var text: String {
    switch self {
    case .notFilled: "not filled in yet"
    case .notRegistered: "not registered"
    case .valid: "valid"
    case .invalid: "INVALID"
    case .unknown: "?"
    }
  }
}

/// One range, from its driver's variable to its unregistering.
public struct RangeRow: Equatable, Sendable {
  /// `#0`.
  public var label: String
  /// `[7f0000000000 +4p)` and `+4p`.
  public var address: String
  public var shortAddress: String
  public var validity: Validity
  /// The validity before this step, where the step changed it.
  public var before: Validity?
  public var mark: Mark
  /// Who sleeps on the wait queue until it is valid.
  public var waiters: [String] = []
  /// How many sleepers this step woke.
  public var wakes = 0
  /// The sequence numbers of a trace: `mni seq 121, seen 119: ✗ again`; empty for a run.
  public var sequence: [Counter] = []
  /// More lines as they stand: `~round 2, asks for read`.
  public var notes: [String] = []
  public var pfns: [Entry] = []
  public var cell = ""

  public init(label: String, address: String, shortAddress: String, validity: Validity, mark: Mark = .none) {
    self.label = label
    self.address = address
    self.shortAddress = shortAddress
    self.validity = validity
    self.mark = mark
  }
}
