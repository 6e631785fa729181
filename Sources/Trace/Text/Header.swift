/// What the comment lines at the top of a recording say.
public struct TraceHeader: Equatable, Sendable {
  /// What the numbers of the time column are.
  public enum Clock: Equatable, Sendable {
    /// Seconds; kept as nanoseconds.
    case seconds(decimals: Int)
    case microseconds
    /// A count without a unit: clocks counter, x86-tsc and uptime.
    case ticks
  }
  /// How many CPUs the machine had.
  public var cpus: Int?
  /// Entries that were still in the ring buffer, and that were written: more than kept means that the start is missing.
  public var kept: Int?
  public var written: Int?
  public var isLatencyFormat = false
  public var hasThreadGroups = false
  public var clock = Clock.seconds(decimals: 6)

  public init() {}

  /// Takes what one comment line says.
  mutating func read(_ text: UnsafeRawBufferPointer, _ line: Range<Int>) {
    if let at = text.find("entries-in-buffer/entries-written: ", in: line) {
      readCounts(text, at + 35, line.upperBound)
    } else if text.find(" latency trace v", in: line) != nil {
      isLatencyFormat = true
    } else if text.has("# latency: ", at: line.lowerBound),
      let at = text.find("#", in: line.lowerBound + 2..<line.upperBound)
    {
      readCounts(text, at + 1, line.upperBound)
    } else if text.find("TASK-PID", in: line) != nil, text.find("TGID", in: line) != nil {
      hasThreadGroups = true
    }
  }

  private mutating func readCounts(_ text: UnsafeRawBufferPointer, _ start: Int, _ end: Int) {
    var i = start
    func number() -> Int? {
      var value: Int?
      while i < end, Byte.isDigit(text[i]) {
        value = (value ?? 0) &* 10 &+ Int(text[i] &- Byte.zero)
        i += 1
      }
      return value
    }
    kept = number()
    i += 1
    written = number()
    if let at = text.find("#P:", in: min(i, end)..<end) {
      i = at + 3
      cpus = number()
    }
  }

  /// A time of the recording as it stands in its lines, with its unit.
  public func stamp(_ time: UInt64) -> String {
    func padded(_ value: UInt64, _ digits: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
    switch clock {
    case .seconds(9): return "\(time / 1_000_000_000).\(padded(time % 1_000_000_000, 9)) s"
    case .seconds: return "\(time / 1_000_000_000).\(padded(time / 1000 % 1_000_000, 6)) s"
    case .microseconds: return "\(time) us"
    case .ticks: return "\(time) ticks"
    }
  }
}

/// A place where lines or events are missing: what was known before it is not known behind it.
public struct TraceGap: Equatable, Sendable {
  /// The line that says so, or the first event's where the header does.
  public var line: Int
  public var cpu: Int?
  /// How many events were lost, where the line says it.
  public var lost: Int?
  /// The first event behind it.
  public var event: Int

  public init(line: Int, cpu: Int?, lost: Int?, event: Int) {
    self.line = line
    self.cpu = cpu
    self.lost = lost
    self.event = event
  }

  /// In words: `CPU 1 lost 88 events`.
  public var note: String {
    let who = cpu.map { "CPU \($0)" } ?? "the buffer"
    guard let lost else { return "\(who) has no earlier events" }
    return "\(who) lost \(lost) events"
  }
}

/// A line that is neither an event nor anything else that trace text has.
public struct UnknownLine: Equatable, Sendable {
  public var line: Int
  public var text: String
}

/// How often the paths that a reader of such traces looks for were taken. Nil where the file has no event of the kind.
public struct TraceCounts: Equatable, Sendable {
  /// `hmm_range_fault` returned -16.
  public var busy = 0
  /// The driver's own check found another sequence number than it had begun with.
  public var readRetry = 0
  /// `mmu_interval_read_begin` had to wait for an invalidation to end.
  public var beginWaits = 0
  /// A section that must not sleep was refused with -11.
  public var again = 0
}
