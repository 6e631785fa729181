/// Reads a recording once, from its first byte to its last, and makes the index.
struct Indexer {
  let reader: LineReader
  private var position: Int
  private(set) var line = 0
  private(set) var records: [EventRecord] = []
  private(set) var runs: [LineRun] = []
  private(set) var header = TraceHeader()
  private(set) var counts = TraceCounts()
  private(set) var kinds = [Int](repeating: 0, count: 256)
  private(set) var gaps: [TraceGap] = []
  private(set) var calls = CallFinder()
  private(set) var unknownCount = 0
  private(set) var unknown: [UnknownLine] = []
  private(set) var cutOff: Int?
  /// Whether any event so far was found by the position of its dash: then names are as the kernel pads them.
  private var isPadded = false
  private var lastKind = EventKind.other

  init(text: UnsafeRawBufferPointer, style: PrefixStyle, start: Int) {
    reader = LineReader(text: text, style: style)
    position = start
    header.isLatencyFormat = style == .latency
    // A guess at the length of lines saves most of the growing; a wrong one costs nothing but a copy.
    records.reserveCapacity(min(text.count / 150 + 16, 1 << 28))
  }

  mutating func run() {
    let text = reader.text
    let width = reader.style.dashOffset
    while position < text.count {
      let start = position
      line += 1
      let first = text[start]
      // In latency-format a name of eight letters may begin with # in column 0; a comment has no prefix behind byte 8.
      if first != Byte.hash || reader.style == .latency, let prefix = reader.event(at: start, end: start) {
        take(prefix, start: start, newlines: text.newlines(in: start..<start + width))
        isPadded = true
      } else {
        takeOther(start)
      }
    }
    if let last = text.last, last != Byte.newline { checkLastLine() }
    if let kept = header.kept, let written = header.written, written > kept, let first = runs.first {
      gaps.insert(TraceGap(line: first.line, cpu: nil, lost: written - kept, event: 0), at: 0)
    }
  }

  @inline(__always)
  private mutating func take(_ prefix: Prefix, start: Int, newlines: Int) {
    let text = reader.text
    var end = text.lineEnd(from: prefix.body)
    position = end &+ 1
    if end > prefix.body, text[end &- 1] == Byte.carriageReturn { end &-= 1 }
    let kind = text.kind(body: prefix.body, end: end)
    let number = records.count
    if runs.isEmpty || runs[runs.count - 1].line &+ number &- runs[runs.count - 1].event != line {
      runs.append(LineRun(event: number, line: line))
    }
    if number == 0 {
      header.clock =
        switch prefix.decimals {
        case 0: .ticks
        case 255: .microseconds
        default: .seconds(decimals: Int(prefix.decimals))
        }
    }
    let distance = prefix.body &- start
    records.append(
      EventRecord(
        offset: UInt64(start), time: prefix.time, pid: prefix.pid, cpu: prefix.cpu, kind: kind.rawValue,
        body: distance < 256 ? UInt8(distance) : 0))
    kinds[Int(kind.rawValue)] &+= 1
    lastKind = kind
    line += newlines
    count(kind, prefix.pid, number, prefix.body, end)
  }

  /// Counts the few kinds whose fields the counts are made of, and finds the device's calls.
  @inline(__always)
  private mutating func count(_ kind: EventKind, _ pid: Int32, _ number: Int, _ body: Int, _ end: Int) {
    switch kind {
    case .hmm_range_fault__return, .__mmu_notifier_invalidate_range_start__return, .dmirror_read_retry,
      .dmirror_snapshot_read_retry, .mmu_interval_read_begin_locked:
      var fields = Fields(reader.text, body..<end)
      switch kind {
      case .hmm_range_fault__return: if fields.signed("ret") == -16 { counts.busy += 1 }
      case .__mmu_notifier_invalidate_range_start__return: if fields.signed("ret") == -11 { counts.again += 1 }
      case .mmu_interval_read_begin_locked:
        if let mine = fields.number("sub_seq"), mine == fields.number("subs_seq") { counts.beginWaits += 1 }
      default:
        if let seen = fields.number("notifier_seq"), let now = fields.number("sub_seq"), seen != now {
          counts.readRetry += 1
        }
      }
    default: break
    }
    calls.take(kind, pid: pid, event: number, text: reader.text, body: body..<end)
  }

  /// A line that does not begin as an event does: a comment, a gap, a continuation, pasted text, or nonsense.
  private mutating func takeOther(_ start: Int) {
    let text = reader.text
    var end = text.lineEnd(from: start)
    position = end + 1
    if end > start, text[end - 1] == Byte.carriageReturn { end -= 1 }
    let range = start..<end
    if range.isEmpty || text.isBlank(range) { return }
    if text[start] == Byte.hash {
      if let cpu = text.number(after: "##### CPU ", in: range) {
        gaps.append(TraceGap(line: line, cpu: cpu, lost: nil, event: records.count))
      } else if records.isEmpty {
        header.read(text, range)
      }
      return
    }
    if text.has("CPU:", at: start), let cpu = text.number(after: "CPU:", in: range) {
      if text.find(" EVENTS", in: range) != nil {
        let lost = text.number(after: "[LOST ", in: range) ?? text.number(after: " [", in: range)
        gaps.append(TraceGap(line: line, cpu: cpu, lost: lost, event: records.count))
      }
      return
    }
    if text.has(" => ", at: start) || text.has("-----", at: start) { return }
    // A marker with a newline in it goes on without a prefix, and may imitate one at any place but the right one.
    if lastKind == .tracing_mark_write, isPadded { return }
    if let prefix = reader.event(at: start, end: end, anywhere: true) {
      take(prefix, start: start, newlines: 0)
      return
    }
    unknownCount += 1
    if unknown.count < 5 {
      unknown.append(UnknownLine(line: line, text: text.printable(start..<min(end, start + 200))))
    }
  }

  /// Without a newline at its end the last line may be a part of one. An event's fields show it only by not being
  /// there, so what is said is that the line may be cut off.
  private mutating func checkLastLine() {
    cutOff = line
  }
}

extension UnsafeRawBufferPointer {
  /// How many newlines there are in a few bytes: a task's name may have some.
  @inline(__always)
  func newlines(in range: Range<Int>) -> Int {
    let first = lineEnd(from: range.lowerBound)
    guard first < range.upperBound else { return 0 }
    return self[range].reduce(0) { $0 + ($1 == Byte.newline ? 1 : 0) }
  }

  func isBlank(_ range: Range<Int>) -> Bool {
    self[range].allSatisfy { $0 == Byte.blank || $0 == 9 || $0 == Byte.carriageReturn }
  }

  /// The decimal number that stands behind a word.
  func number(after word: StaticString, in range: Range<Int>) -> Int? {
    guard let at = find(word, in: range) else { return nil }
    var i = at + word.utf8CodeUnitCount
    var value: Int?
    while i < range.upperBound, Byte.isDigit(self[i]), (value ?? 0) < 1 << 50 {
      value = (value ?? 0) * 10 + Int(self[i] - Byte.zero)
      i += 1
    }
    return value
  }
}
