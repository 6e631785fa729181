import Trace

/// What the predicate language and `who wrote this` can ask of a trace.
extension TraceTimeline {
  public func value(of name: String, at moment: Int) -> Reading? {
    let number = event(at: moment)
    let event = trace.event(number)
    switch name {
    case "line": return .number(event.line)
    case "pid": return .number(event.pid)
    case "cpu": return .number(event.cpu)
    case "ret": return event.signed("ret").map { .number(Int($0)) } ?? .unknown
    default: break
    }
    if let kind = EventKind.allCases.first(where: { $0.name == name }), kind != .other {
      return .number(event.kind == kind ? 1 : 0)
    }
    let state = history.state(at: number)
    if let count = Self.count(name, state) { return .number(count) }
    let focus = focuses.focus(at: event)
    let memory = focus.mm.flatMap { state.mms[$0] }
    switch name {
    case "mm_seq": return reading(memory?.sequence?.value)
    case "active": return reading(memory?.active?.value)
    case "mni_seq": return reading(interval(state, focus, event)?.sequence?.value)
    case "seen": return reading(loop(state, focus, event)?.round?.sequence?.value)
    case "round": return reading(loop(state, focus, event)?.round.map { UInt64($0.number) })
    case "sections": return memory.map { .number($0.open.count) } ?? .unknown
    default: break
    }
    if let constant = PredicateNames.constants[name] { return .number(constant) }
    guard let (table, page) = cell(name, focus) else { return nil }
    let fact = table == "cpu" ? memory?.cpu[page] : focus.device.flatMap { state.devices[$0]?.pages[page] }
    if table == "cpu", memory?.section(at: page) != nil { return .unknown }
    return fact.map { .number($0.isPresent ? 1 : 0) } ?? .unknown
  }

  private static func count(_ name: String, _ state: TraceState) -> Int? {
    switch name {
    case "retries": state.retries
    case "ebusy": state.counts.busy
    case "read_retry": state.counts.readRetry
    case "begin_waits": state.counts.beginWaits
    case "eagain": state.counts.again
    case "sections_begun": state.sectionsBegun
    case "sections_ended": state.sectionsEnded
    case "waits": state.tasks.values.filter { $0.waiting != nil && !$0.isExited }.count
    default: nil
    }
  }

  public func lastWriter(of cell: String, at moment: Int) -> Int? {
    let number = event(at: moment)
    let event = trace.event(number)
    let state = history.state(at: number)
    let focus = focuses.focus(at: event)
    let memory = focus.mm.flatMap { state.mms[$0] }
    let found: Int?
    switch cell {
    case "mm_seq": found = memory?.sequence?.event
    case "active": found = memory?.active?.event
    case "mni_seq": found = interval(state, focus, event)?.sequence?.event
    case "mmap_lock": found = memory.flatMap { $0.lock.isKnown ? $0.lock.event : nil }
    case "mutex": found = focus.device.flatMap { state.devices[$0] }.flatMap { $0.holder == nil ? nil : $0.holderEvent }
    default:
      guard let (table, page) = self.cell(cell, focus) else { return nil }
      if table == "cpu", let section = memory?.section(at: page) {
        found = section.began
      } else {
        let fact = table == "cpu" ? memory?.cpu[page] : focus.device.flatMap { state.devices[$0]?.pages[page] }
        found = fact.map { Int($0.event) }
      }
    }
    return found.map { trace.line(of: $0) }
  }

  private func reading(_ value: UInt64?) -> Reading { value.map { .number(Int(truncatingIfNeeded: $0)) } ?? .unknown }

  private func loop(_ state: TraceState, _ focus: Focus, _ event: Event) -> DeviceLoop? {
    state.tasks[event.task]?.loop ?? focus.call.flatMap { state.tasks[$0.pid]?.loop }
  }

  private func interval(_ state: TraceState, _ focus: Focus, _ event: Event) -> IntervalState? {
    let notifier = loop(state, focus, event)?.notifier ?? focus.device.map { TraceState.notifier(of: $0) }
    return notifier.flatMap { state.intervals[$0] }
  }

  /// `cpu[11f]`, `device[11f]`: the label of a row of a table, or a whole page number.
  private func cell(_ name: String, _ focus: Focus) -> (table: String, page: Int)? {
    guard let open = name.firstIndex(of: "["), name.last == "]", let window = focus.window else { return nil }
    let table = String(name[..<open])
    let label = name[name.index(after: open)...].dropLast().prefix { $0 != "-" }
    guard table == "cpu" || table == "device", let number = Int(label, radix: 16), number >= 0 else { return nil }
    if number > 0x1ff { return (table, number) }
    return window.first { $0 & 0x1ff == number }.map { (table, $0) }
  }
}
