import Testing
import Trace

/// What a trace lets one conclude must never be contradicted by what it tells later.
@Suite("Conclusions hold against what the kernel then does")
struct ContradictionTests {
  /// Lines that show a page other than it was thought to be.
  private func contradictions(_ trace: Trace) -> [String] {
    var state = TraceState()
    var found: [String] = []
    for number in 0..<trace.count {
      let event = trace.event(number)
      if let text = contradiction(event, state) { found.append("line \(event.line): \(text)") }
      state.apply(event)
    }
    return found
  }

  private func contradiction(_ event: Event, _ state: TraceState) -> String? {
    let task = state.tasks[event.task]
    switch event.kind {
    case .do_wp_page:
      // A write fault comes here only if the page is there and may not be written.
      guard let mm = task?.frame(.handle_mm_fault)?.mm, let page = page(event, "address") else { return nil }
      let fact = state.mms[mm].flatMap { $0.section(at: page) == nil ? $0.cpu[page] : nil }
      return fact.flatMap { $0.kind == .readOnly || $0.kind == .present ? nil : "do_wp_page on \($0)" }
    case .hmm_vma_fault:
      // The walk asks for faults only where the page does not have what is needed.
      guard let mm = task?.frame(.hmm_range_fault)?.mm, let page = page(event, "addr") else { return nil }
      let isWrite = (event.number("required") ?? 0) & 2 == 2
      guard let memory = state.mms[mm], memory.section(at: page) == nil, let fact = memory.cpu[page] else { return nil }
      let suffices = fact.kind == .readWrite || !isWrite && (fact.kind == .readOnly || fact.kind == .present)
      return suffices ? "hmm_vma_fault on \(fact)" : nil
    case .hmm_range_fault__return:
      // A walk with a request that succeeded saw every page with the right that was asked for.
      guard event.signed("ret") == 0, let loop = task?.loop, loop.flags >> 63 == 1,
        let call = task?.frame(.hmm_range_fault), let memory = state.mms[call.mm]
      else { return nil }
      for page in Int(call.start >> 12)...Int((call.end - 1) >> 12) where memory.section(at: page) == nil {
        guard let fact = memory.cpu[page] else { continue }
        let fails = !fact.isPresent || fact.kind == .protnone || loop.isWrite && fact.kind == .readOnly
        if fails { return "a walk succeeded over \(fact)" }
      }
      return nil
    case .dmirror_fault: return deviceFault(event, state)
    default: return nil
    }
  }

  /// The device faults at the first page that its own table does not serve: that one is missing, those before are not.
  private func deviceFault(_ event: Event, _ state: TraceState) -> String? {
    guard let device = event.number("dmirror"), let page = page(event, "start"),
      let table = state.devices[device]?.pages
    else { return nil }
    if let fact = table[page], event.number("write") == 1 ? fact.kind == .readWrite : fact.isPresent {
      return "dmirror_fault on \(fact)"
    }
    let call = event.trace.calls.last { $0.entry < event.number && $0.last > event.number && $0.pid == event.pid }
    guard let call, call.kind == .dmirror_read || call.kind == .dmirror_write else { return nil }
    for served in call.pages where served < page {
      // What was taken away since the call began may have been there when the device looked.
      guard let fact = table[served], Int(fact.event) < call.entry else { continue }
      if !fact.isPresent || call.kind == .dmirror_write && fact.kind == .readOnly { return "served by \(fact)" }
    }
    return nil
  }

  private func page(_ event: Event, _ key: StaticString) -> Int? { event.number(key).map { Int($0 >> 12) } }

  @Test("In every recording that ships", arguments: Recorded.ships)
  func shipped(name: String) throws {
    #expect(contradictions(try Trace(try Recorded.shipped(name))) == [])
  }

  @Test(
    "In every recording by tracer nop",
    .enabled(if: Recorded.folder != nil, "no folder of recordings here; HMMSCOPE_TRACES can name one"),
    arguments: Recorded.all)
  func all(expected: Recorded) throws {
    let bytes = try #require(try Recorded.bytes("\(expected.name).ftrace.txt"))
    #expect(contradictions(try Trace(bytes)) == [])
  }
}
