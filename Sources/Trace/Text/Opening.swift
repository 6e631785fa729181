/// What the first lines of a file say it is.
struct Opening {
  var style = PrefixStyle.plain
  /// Where the first line begins: behind a byte order mark.
  var start = 0

  /// Finds out what a file is. Throws unless its first line that is not blank is `# tracer: nop`.
  init(_ text: UnsafeRawBufferPointer) throws(TraceError) {
    guard text.count > 0 else { throw TraceError(.empty, reason: "the file is empty") }
    if text.has("\u{feff}", at: 0) { start = 3 }
    try Self.refuseBinary(text)

    var line = 1
    var i = start
    while i < text.count, [Byte.newline, Byte.carriageReturn, Byte.blank].contains(text[i]) {
      if text[i] == Byte.newline { line += 1 }
      i += 1
    }
    guard i < text.count else { throw TraceError(.empty, line: line, reason: "the file has blank lines only") }
    var end = text.lineEnd(from: i)
    let next = min(end + 1, text.count)
    if end > i, text[end - 1] == Byte.carriageReturn { end -= 1 }
    guard text.has("# tracer: ", at: i) else {
      throw Self.other(text, line: line, range: i..<end)
    }
    let tracer = text.printable(i + 10..<min(end, i + 74))
    guard tracer == "nop" else {
      if "nop".hasPrefix(tracer), end == text.count {
        throw TraceError(.cutOff, line: line, column: end - i + 1, reason: "the file ends in its first line")
      }
      throw TraceError(
        .otherForm, line: line, column: 11,
        reason: "this is an ftrace recording by tracer \(tracer); "
          + "recordings by tracer nop are read (echo nop > current_tracer, and events or probes on)")
    }
    style = Self.isLatency(text, from: next) ? .latency : .plain
  }

  /// The second line that says something names the format where option latency-format was on.
  private static func isLatency(_ text: UnsafeRawBufferPointer, from start: Int) -> Bool {
    var i = start
    while i < text.count, text[i] == Byte.hash {
      let end = text.lineEnd(from: i)
      if text.find(" latency trace v", in: i..<end) != nil { return true }
      i = end + 1
    }
    return false
  }

  private static func refuseBinary(_ text: UnsafeRawBufferPointer) throws(TraceError) {
    if text.has("\u{17}\u{8}Dtracing", at: 0) {
      throw TraceError(
        .binary, reason: "this is a binary recording by trace-cmd; trace-cmd report -i FILE prints it as text")
    }
    if text.has("PERFILE2", at: 0) {
      throw TraceError(.binary, reason: "this is a binary recording by perf; perf script -i FILE prints it as text")
    }
    let gzip = text.count > 1 && text[0] == 0x1f && text[1] == 0x8b
    let xz = text.count > 1 && text[0] == 0xfd && text.has("7zXZ", at: 1)
    let zstd = text.count > 3 && text[0] == 0x28 && text[1] == 0xb5 && text[2] == 0x2f && text[3] == 0xfd
    if gzip || xz || zstd {
      let tool = gzip ? "gzip -dc" : xz ? "xz -dc" : "zstd -dc"
      throw TraceError(.binary, reason: "the file is compressed; \(tool) FILE | hmmscope replay - reads it")
    }
    for i in 0..<min(text.count, 4096) where text[i] == 0 {
      var line = 1
      var column = 1
      for j in 0..<i {
        column = text[j] == Byte.newline ? 1 : column + 1
        line += text[j] == Byte.newline ? 1 : 0
      }
      throw TraceError(.binary, line: line, column: column, reason: "a zero byte: this is not text")
    }
  }

  /// What another kind of text is, as far as its first line tells.
  private static func other(_ text: UnsafeRawBufferPointer, line: Int, range: Range<Int>) -> TraceError {
    func form(_ name: String, _ more: String = "") -> TraceError {
      TraceError(
        .otherForm, line: line,
        reason: "this looks like \(name); what is read is a trace file, whose first line is \"# tracer: nop\"\(more)")
    }
    if range.upperBound == text.count, text.count - range.lowerBound < 10, text[range.lowerBound] == Byte.hash {
      return TraceError(
        .cutOff, line: line, column: range.count + 1, reason: "the file ends in its first line")
    }
    if text.has("cpus=", at: range.lowerBound) || text.has("version = ", at: range.lowerBound) {
      return form("the output of trace-cmd report")
    }
    if text.has("# ========", at: range.lowerBound) { return form("the output of perf script") }
    if text.has("Attach", at: range.lowerBound) { return form("the output of bpftrace") }
    if text.has("TRACE:", at: range.lowerBound) { return form("an Android systrace") }
    if text.find("Dumping ftrace buffer", in: range) != nil { return form("a console dump of a trace") }
    let reader = LineReader(text: text, style: .plain)
    if reader.event(at: range.lowerBound, end: range.upperBound, anywhere: true) != nil {
      return form("event lines without a header, as trace_pipe prints them", " (copy the file trace instead)")
    }
    return TraceError(.notATrace, line: line, reason: "this is not a kernel trace: its first line is no header of one")
  }
}

/// Reads one line at a time.
struct LineReader {
  var text: UnsafeRawBufferPointer
  var style: PrefixStyle

  /// The event line that begins at `start`, by the position of its dash; or, `anywhere`, by the first dash behind
  /// which the rest of a prefix stands, for pasted text whose leading blanks were lost.
  @inline(__always)
  func event(at start: Int, end: Int, anywhere: Bool = false) -> Prefix? {
    let dash = start &+ style.dashOffset
    if dash < text.count, text[dash] == Byte.dash, let found = text.prefix(dash: dash, style: style) { return found }
    return anywhere ? leftmost(start, end) : nil
  }

  private func leftmost(_ start: Int, _ end: Int) -> Prefix? {
    for i in start..<end where text[i] == Byte.dash {
      if let found = text.prefix(dash: i, style: style), found.body <= end { return found }
    }
    return nil
  }
}
