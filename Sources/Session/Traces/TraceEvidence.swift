import Scene
import Trace

extension TracePicture {
  /// What was concluded and matters now, each with its lines.
  func evidence() -> [Evidence] {
    var all: [Evidence] = []
    if let (task, loop) = looping, let retry = retryEvidence(task, loop) { all.append(retry) }
    if let memory, let sequence = memory.sequence, sequence.isInferred, let active = memory.active {
      let ended = sequence.event
      let was = trace.event(ended).number("subs_seq").map { "\($0)" } ?? "?"
      all.append(
        Evidence(
          claim: "mm seq \(sequence.value), active \(active.value)",
          lines: [EvidenceLine(trace.line(of: ended), "end of \(was), active \(active.value + 1)")]))
    }
    all += pageEvidence()
    return all
  }

  /// A retry is two rounds in one call: no line says "retry".
  private func retryEvidence(_ task: Int, _ loop: DeviceLoop) -> Evidence? {
    guard let round = loop.round, round.number > 1, let old = loop.before else { return nil }
    let began = trace.line(of: round.began)
    if round.fault != nil { return Evidence(claim: "retry of \(taskLabel(task)): see \(began)", lines: []) }
    var lines: [EvidenceLine] = []
    if let checked = old.checked, checked.value != old.checkedNotifier {
      lines.append(EvidenceLine(trace.line(of: checked.event), "check_retry \(old.checkedNotifier), \(checked.value)"))
    }
    if let fault = old.fault, old.isBusy {
      lines.append(EvidenceLine(trace.line(of: fault.event), "hmm_range_fault = -16"))
    }
    if let retry = old.retry, old.isOutdated {
      lines.append(EvidenceLine(trace.line(of: retry.event), "read_retry \(old.retryNotifier), \(retry.value)"))
    }
    lines.append(EvidenceLine(began, "read_begin, same mni"))
    return Evidence(claim: "retry of \(taskLabel(task))", lines: lines)
  }

  /// Pages that the loop's call is about, or the whole window while nobody is in the loop.
  private func pageEvidence() -> [Evidence] {
    guard let memory, let window = focus.window else { return [] }
    var pages = window
    if let loop = looping?.loop, loop.end > loop.start {
      let asked = Int(loop.start >> 12)...Int((loop.end - 1) >> 12)
      if asked.overlaps(window) { pages = asked.clamped(to: window) }
    }
    var all: [Evidence] = []
    var first = pages.lowerBound
    while first <= pages.upperBound {
      let section = memory.section(at: first)
      let fact = memory.cpu[first]
      var last = first
      while last < pages.upperBound, (memory.section(at: last + 1) == nil) == (section == nil),
        memory.cpu[last + 1]?.kind == fact?.kind
      {
        last += 1
      }
      if section == nil, let fact, fact.isInferred { all.append(evidence(first...last, fact.kind, memory)) }
      first = last + 1
    }
    return Array(all.prefix(6))
  }

  private func evidence(_ pages: ClosedRange<Int>, _ kind: PageFact.Kind, _ memory: MMState) -> Evidence {
    var byCause: [(cause: PageFact.Cause, first: Int, last: Int)] = []
    var confirmed: [EvidenceLine] = []
    for page in pages {
      guard let fact = memory.cpu[page] else { continue }
      let line = trace.line(of: Int(fact.event))
      if let place = byCause.firstIndex(where: { $0.cause == fact.cause }) {
        byCause[place].first = min(byCause[place].first, line)
        byCause[place].last = max(byCause[place].last, line)
      } else {
        byCause.append((fact.cause, line, line))
      }
      if fact.confirmed >= 0 {
        confirmed.append(EvidenceLine(trace.line(of: Int(fact.confirmed)), "do_wp_page \(index(page)): was ro"))
      }
    }
    let lines = byCause.prefix(3).map { cause in
      let text = TraceWords.cause(cause.cause, many: cause.first != cause.last)
      return EvidenceLine(cause.first, cause.first == cause.last ? text : "to \(cause.last) \(text)")
    }
    return Evidence(
      claim: "\(label(pages)) \(TraceWords.page(kind))", lines: lines + confirmed.suffix(2))
  }
}
