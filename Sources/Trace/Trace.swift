/// A recording, indexed: 24 bytes an event, the text itself read again only where it is asked for.
public final class Trace: Sendable {
  let bytes: TraceBytes
  let style: PrefixStyle
  let records: [EventRecord]
  /// Where line numbers jump: from event `event` on, events stand on lines `line`, `line` + 1, …
  let runs: [LineRun]

  public let header: TraceHeader
  public let counts: TraceCounts
  /// How many events there are of each kind.
  public let kinds: [Int]
  public let gaps: [TraceGap]
  public let calls: [DeviceCall]
  /// How many lines the file has.
  public let lines: Int
  /// How many lines were not understood, and the first of them.
  public let unknownCount: Int
  public let unknown: [UnknownLine]
  /// The last line, if it is cut off in the middle.
  public let cutOff: Int?

  /// Reads the whole text. Throws what makes it unreadable as a recording by tracer nop.
  public convenience init(_ bytes: [UInt8]) throws(TraceError) {
    try self.init(TraceBytes(bytes))
  }

  /// The same of bytes that somebody keeps, such as a mapped file.
  public init(_ bytes: TraceBytes) throws(TraceError) {
    let text = bytes.buffer
    let opening = try Opening(text)
    var indexer = Indexer(text: text, style: opening.style, start: opening.start)
    indexer.run()
    guard !indexer.records.isEmpty else {
      throw TraceError(
        .cutOff, line: max(1, indexer.line), reason: "the file ends before its first event")
    }
    self.bytes = bytes
    style = opening.style
    records = indexer.records
    runs = indexer.runs
    header = indexer.header
    counts = indexer.counts
    kinds = indexer.kinds
    gaps = indexer.gaps
    calls = indexer.calls.finished(lastEvent: indexer.records.count - 1)
    lines = indexer.line
    unknownCount = indexer.unknownCount
    unknown = indexer.unknown
    cutOff = indexer.cutOff
  }

  /// How many events there are. They are numbered from 0.
  public var count: Int { records.count }

  public func count(of kind: EventKind) -> Int { kinds[Int(kind.rawValue)] }

  /// The line on which an event stands.
  public func line(of event: Int) -> Int {
    var low = 0
    var high = runs.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if runs[middle].event <= event { low = middle } else { high = middle - 1 }
    }
    return runs[low].line + event - runs[low].event
  }

  /// The last event at or before a line; nil before the first.
  public func event(atOrBefore line: Int) -> Int? {
    var low = 0
    var high = runs.count - 1
    guard line >= runs[0].line else { return nil }
    while low < high {
      let middle = (low + high + 1) / 2
      if runs[middle].line <= line { low = middle } else { high = middle - 1 }
    }
    let end = low + 1 < runs.count ? runs[low + 1].event : records.count
    return min(runs[low].event + line - runs[low].line, end - 1)
  }

  /// An event, ready to be asked for its fields.
  public func event(_ number: Int) -> Event {
    let record = records[number]
    return Event(trace: self, record: record, number: number)
  }
}

/// What the index keeps of an event.
struct EventRecord: Sendable {
  /// Where its line begins.
  var offset: UInt64
  var time: UInt64
  var pid: Int32
  var cpu: UInt16
  var kind: UInt8
  /// How far from there its body begins; 0 where that does not fit and the prefix must be read again.
  var body: UInt8
}

/// Events that stand on lines in a row.
struct LineRun: Sendable {
  var event: Int
  var line: Int
}

extension Trace {
  /// What an event tells, without reading its line.
  public func kind(of event: Int) -> EventKind { EventKind(rawValue: records[event].kind) ?? .other }

  /// Whose event it is, without reading its line.
  public func task(of event: Int) -> Int {
    let record = records[event]
    return record.pid == 0 ? -1 - Int(record.cpu) : Int(record.pid)
  }
}
