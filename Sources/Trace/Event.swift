/// One event of a recording.
public struct Event {
  /// The recording that it is in.
  public let trace: Trace
  let record: EventRecord
  /// From 0.
  public let number: Int

  public var line: Int { trace.line(of: number) }
  public var kind: EventKind { EventKind(rawValue: record.kind) ?? .other }
  public var pid: Int { Int(record.pid) }
  public var cpu: Int { Int(record.cpu) }
  /// Nanoseconds where the clock has seconds, else what the line has.
  public var time: UInt64 { record.time }
  /// As it stands in the line, with its unit.
  public var stamp: String { trace.header.stamp(record.time) }

  /// What tells tasks apart: the pid, or for pid 0, of which every CPU has one, the CPU.
  public var task: Int { pid == 0 ? -1 - cpu : pid }

  /// Where the body stands in the text.
  var body: Range<Int> { trace.body(of: record) }

  var fields: Fields { Fields(trace.bytes.buffer, body) }

  /// The name by which the kernel knew the task when the text was printed. A label only: names lie.
  public var taskName: String {
    let text = trace.bytes.buffer
    let start = Int(record.offset)
    guard
      let prefix = LineReader(text: text, style: trace.style)
        .event(at: start, end: text.lineEnd(from: start), anywhere: true)
    else { return "" }
    var first = start
    while first < prefix.dash, text[first] == Byte.blank { first += 1 }
    return text.printable(first..<prefix.dash)
  }

  /// The body as printed.
  public var text: String { trace.bytes.buffer.printable(body) }

  /// A number of the body by its name: decimal, or hexadecimal behind `0x`.
  public func number(_ key: StaticString) -> UInt64? {
    var fields = fields
    return fields.number(key)
  }

  /// The same with its sign: what a function returned.
  public func signed(_ key: StaticString) -> Int64? { number(key).map { Int64(bitPattern: $0) } }

  /// A number printed in hexadecimal without `0x`.
  public func hex(_ key: StaticString) -> UInt64? {
    var fields = fields
    return fields.hex(key)
  }

  /// `write=true`.
  public func flag(_ key: StaticString) -> Bool? {
    var fields = fields
    return fields.flag(key)
  }

  /// An argument of a system call.
  public func argument(_ key: StaticString) -> UInt64? {
    var fields = fields
    return fields.argument(key)
  }
}

extension Trace {
  /// Text from outside as it may be drawn: control characters as `\x1b`.
  public static func printable(_ text: String) -> String {
    Array(text.utf8).withUnsafeBytes { $0.printable(0..<$0.count) }
  }

  func body(of record: EventRecord) -> Range<Int> {
    let text = bytes.buffer
    var start = Int(record.offset) + Int(record.body)
    if record.body == 0 {
      let line = Int(record.offset)
      let reader = LineReader(text: text, style: style)
      start = reader.event(at: line, end: text.lineEnd(from: line), anywhere: true)?.body ?? line
    }
    var end = text.lineEnd(from: start)
    if end > start, text[end - 1] == Byte.carriageReturn { end -= 1 }
    return start..<end
  }
}
