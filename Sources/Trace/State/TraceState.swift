/// A process's memory, as far as a trace tells.
public struct MMState: Equatable, Sendable {
  /// `invalidate_seq` of the mm's notifier subscriptions, and how many sections are open.
  public var sequence: Known?
  public var active: Known?
  public var cpu = PageRuns()
  public var open: [Section] = []
  public var last: Section?
  public var lock = LockState()
  /// Mappings of files: a read fault there may map neighbours too.
  var files: [ClosedRange<Int>] = []
  /// Its process has ended; the address may come back as another's.
  var isGone = false

  /// The open section in which a page is.
  public func section(at page: Int) -> Section? { open.last { $0.pages.contains(page) && !$0.isRefused } }
}

/// mmap_lock of an mm, from its trace events.
public struct LockState: Equatable, Sendable {
  public var readers: [Int] = []
  public var writer: Int?
  public var waiting: [Int] = []
  /// Whether any event told of it since the last gap.
  public var isKnown = false
  /// Whether somebody had it to write since then: before that, others may have it of whom no line told.
  public var isExact = false
  public var event = -1
}

/// An interval notifier of a driver.
public struct IntervalState: Equatable, Sendable {
  public var mm: UInt64
  public var first: UInt64
  public var last: UInt64
  public var sequence: Known?
  public var isRemoved = false
}

/// One open file of the test driver.
public struct DeviceState: Equatable, Sendable {
  public var pages = PageRuns()
  /// Who holds its mutex, concluded from what is done under it.
  public var holder: Int?
  public var holderEvent = -1
}

/// What is known at one moment of a recording: everything before it folded into one value.
///
/// It is a value, so keeping one every so often makes any moment quick to reach, and going back is exact.
public struct TraceState: Equatable, Sendable {
  /// The last event that is in it; -1 before the first.
  public var event = -1
  public var mms: [UInt64: MMState] = [:]
  public var intervals: [UInt64: IntervalState] = [:]
  public var devices: [UInt64: DeviceState] = [:]
  public var tasks: [Int: TaskState] = [:]
  /// The mm of a `mmu_notifier_subscriptions`.
  public var subscriptions: [UInt64: UInt64] = [:]
  /// Who held the subscriptions' lock at this very event.
  public var subscriptionLock: Int?

  public var sectionsBegun = 0
  public var sectionsEnded = 0
  /// Rounds that began anew.
  public var retries = 0
  public var counts = TraceCounts()
  /// Compares of the sequence numbers with the rules, and how many did not hold.
  public var sequenceChecks = 0
  public var sequenceBreaks = 0
  var expected: [UInt64: Expected] = [:]
  /// The last event before which something was lost.
  public var gap: Int?

  public init() {}

  /// What the numbers of an mm must be when the next line prints them.
  struct Expected: Equatable, Sendable {
    var sequence: UInt64
    var active: UInt64
  }

  /// Lines are missing before this event: all that could have changed meanwhile is not known any more.
  mutating func forget(at event: Int) {
    mms.removeAll()
    intervals.removeAll()
    devices.removeAll()
    for key in tasks.keys {
      tasks[key]?.frames.removeAll()
      tasks[key]?.waiting = nil
      tasks[key]?.loop = nil
      tasks[key]?.hint = nil
    }
    gap = event
  }

  /// The interval notifier of an open file: test_hmm keeps it inside its own structure.
  public static func notifier(of device: UInt64) -> UInt64 { device &+ 24 }
  public static func device(of notifier: UInt64) -> UInt64 { notifier &- 24 }
}
