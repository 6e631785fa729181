/// What stands before the body of an event line: task, CPU, flags and time.
struct Prefix {
  var pid: Int32
  var cpu: UInt16
  /// Nanoseconds where the time has a dot, microseconds or ticks where it has none.
  var time: UInt64
  /// Digits behind the dot; 0 for ticks, 255 for `us`.
  var decimals: UInt8
  /// Where the task's name ends: the joining dash.
  var dash: Int
  /// Where the body begins.
  var body: Int
}

/// How event lines of a recording begin.
enum PrefixStyle: Sendable {
  /// `comm-pid [cpu] flags time: `, with or without a thread group and flags.
  case plain
  /// `comm-pid cpuflags timeus+: `, option latency-format.
  case latency

  /// A task's name is right-justified in so many bytes, so the dash behind it stands at this offset.
  var dashOffset: Int { self == .plain ? 16 : 8 }
}

extension UnsafeRawBufferPointer {
  /// Reads the beginning of an event line whose task name ends at `dash`. Never looks beyond the text or a line's end.
  @inline(__always)
  func prefix(dash: Int, style: PrefixStyle) -> Prefix? {
    style == .plain ? plainPrefix(dash: dash) : latencyPrefix(dash: dash)
  }

  @inline(__always)
  private func number(_ i: inout Int, limit: Int = 20) -> UInt64? {
    let start = i
    var value: UInt64 = 0
    while i < count, Byte.isDigit(self[i]) {
      value = value &* 10 &+ UInt64(self[i] &- Byte.zero)
      i &+= 1
    }
    return i > start && i &- start <= limit ? value : nil
  }

  @inline(__always)
  private func skipBlanks(_ i: inout Int) -> Bool {
    let start = i
    while i < count, self[i] == Byte.blank { i &+= 1 }
    return i > start
  }

  @inline(__always)
  private func plainPrefix(dash: Int) -> Prefix? {
    var i = dash &+ 1
    guard let pid = number(&i, limit: 9), skipBlanks(&i) else { return nil }
    if i < count, self[i] == Byte.open {
      // The thread group: `(   4200)`, or dashes where the kernel has forgotten it.
      let limit = Swift.min(count, i &+ 14)
      i &+= 1
      while i < limit, self[i] == Byte.blank || self[i] == Byte.dash || Byte.isDigit(self[i]) { i &+= 1 }
      guard i < count, self[i] == Byte.close else { return nil }
      i &+= 1
      _ = skipBlanks(&i)
    }
    guard i < count, self[i] == Byte.bracketOpen else { return nil }
    i &+= 1
    guard let cpu = number(&i, limit: 5), i < count, self[i] == Byte.bracketClose else { return nil }
    i &+= 1
    guard skipBlanks(&i) else { return nil }
    if let found = time(at: i) { return finish(pid, cpu, found, dash) }
    // Three to eight flags, whatever the kernel's age and configuration.
    let flags = i
    while i < count, self[i] > Byte.blank, self[i] < 0x7f, i &- flags < 9 { i &+= 1 }
    guard (3...8).contains(i &- flags), skipBlanks(&i), let found = time(at: i) else { return nil }
    return finish(pid, cpu, found, dash)
  }

  @inline(__always)
  private func latencyPrefix(dash: Int) -> Prefix? {
    var i = dash &+ 1
    guard let pid = number(&i, limit: 9), skipBlanks(&i), let cpu = number(&i, limit: 5) else { return nil }
    let flags = i
    while i < count, self[i] > Byte.blank, self[i] < 0x7f, i &- flags < 9 { i &+= 1 }
    guard (3...8).contains(i &- flags), skipBlanks(&i) else { return nil }
    let start = i
    guard let value = number(&i) else { return nil }
    if has("us", at: i) {
      i &+= 2
      // The mark that grades the gap to the next event.
      if i < count, self[i] != Byte.colon, self[i] >= Byte.blank { i &+= 1 }
      guard i < count, self[i] == Byte.colon else { return nil }
      return finish(pid, cpu, (value, 255, i), dash)
    }
    guard let found = time(at: start) else { return nil }
    return finish(pid, cpu, found, dash)
  }

  @inline(__always)
  private func finish(
    _ pid: UInt64, _ cpu: UInt64, _ time: (value: UInt64, decimals: UInt8, colon: Int), _ dash: Int
  ) -> Prefix? {
    var body = time.colon &+ 1
    if body < count {
      if self[body] == Byte.blank {
        body &+= 1
      } else if self[body] != Byte.newline, self[body] != Byte.carriageReturn {
        return nil
      }
    }
    return Prefix(
      pid: Int32(truncatingIfNeeded: pid), cpu: UInt16(truncatingIfNeeded: cpu), time: time.value,
      decimals: time.decimals, dash: dash, body: body)
  }

  /// A time with the colon behind it: seconds with 6 or 9 decimals, or ticks.
  @inline(__always)
  private func time(at start: Int) -> (value: UInt64, decimals: UInt8, colon: Int)? {
    var i = start
    guard let whole = number(&i), i < count else { return nil }
    if self[i] == Byte.colon { return (whole, 0, i) }
    guard self[i] == Byte.dot else { return nil }
    i &+= 1
    let dot = i
    guard let fraction = number(&i, limit: 9), i < count, self[i] == Byte.colon else { return nil }
    switch i &- dot {
    case 6: return (whole &* 1_000_000_000 &+ fraction &* 1000, 6, i)
    case 9: return (whole &* 1_000_000_000 &+ fraction, 9, i)
    default: return nil
    }
  }
}
