extension TraceState {
  /// What opens, counts and ends sections: mm/mmu_notifier.c of Linux 6.1.
  mutating func foldSection(_ event: Event, _ fields: inout Fields) {
    switch event.kind {
    case .__mmu_notifier_invalidate_range_start: beginSection(event, &fields)
    case .mn_itree_inv_start_locked: countSection(event, &fields)
    case .__mmu_notifier_invalidate_range_start__return: startReturned(event, &fields)
    case .__mmu_notifier_invalidate_range_end: endSection(event, &fields)
    case .mn_itree_inv_end_locked: uncountSection(event, &fields)
    case .__mmu_notifier_release:
      enter(event, Frame(kind: event.kind, event: event.number, mm: fields.number("mm") ?? 0))
    default:
      leave(event)
      for mm in mms.keys where mms[mm]?.last?.task == event.task && mms[mm]?.last?.closed == nil {
        mms[mm]?.last?.closed = event.number
      }
    }
  }

  private mutating func beginSection(_ event: Event, _ fields: inout Fields) {
    guard let range = fields.number("range"), let mm = fields.number("mm"), let start = fields.number("start"),
      let end = fields.number("end")
    else { return }
    sectionsBegun += 1
    let flags = fields.number("flags") ?? 1
    var section = Section(
      mm: mm, start: start, end: end, event: Int(truncatingIfNeeded: fields.number("event") ?? 99),
      isBlockable: flags & 1 == 1, task: event.task, range: range, ordinal: sectionsBegun, began: event.number)
    describe(&section)
    mms[mm, default: MMState()].open.append(section)
    enter(event, Frame(kind: event.kind, event: event.number, mm: mm, start: start, end: end, object: range))
  }

  /// What the calls around a section say of what opened it: the innermost that does such a thing.
  private func describe(_ section: inout Section) {
    guard let task = tasks[section.task] else { return }
    for frame in task.frames.reversed() {
      for (kind, flags) in [frame.hint.map { ($0.kind, $0.flags) }, (frame.kind, frame.flags)].compactMap({ $0 }) {
        guard let origin = Section.Origin(inside: kind) else { continue }
        section.origin = origin
        if origin == .protect { section.newFlags = flags }
        if origin == .copyOnWrite { section.isUnshare = flags & 0x400 != 0 }
        return
      }
    }
    if let hint = task.hint, let origin = Section.Origin(inside: hint.kind) { section.origin = origin }
  }

  private mutating func countSection(_ event: Event, _ fields: inout Fields) {
    let subscriptions = fields.number("subs") ?? 0
    guard let sequence = fields.number("subs_seq"), let active = fields.number("active") else { return }
    let isHit = fields.number("node") ?? 0 != 0
    check(subscriptions, sequence, active) { ($0.sequence | (isHit ? 1 : 0), $0.active + 1) }
    expected[subscriptions] = Expected(sequence: sequence, active: active)
    subscriptionLock = event.task
    guard let mm = memory(of: event.task) ?? self.subscriptions[subscriptions] else { return }
    self.subscriptions[subscriptions] = mm
    let place: Int
    if let found = mms[mm]?.open.lastIndex(where: { $0.task == event.task && $0.counted == nil }) {
      place = found
    } else {
      // Exit tells the subscribers without an invalidation start: one section over everything, event RELEASE.
      var section = Section(
        mm: mm, start: 0, end: UInt64.max, event: 5, isBlockable: true, task: event.task, range: 0, ordinal: 0,
        began: event.number)
      section.origin = .exit
      place = mms[mm]?.open.count ?? 0
      mms[mm, default: MMState()].open.append(section)
    }
    mms[mm]?.open[place].counted = event.number
    mms[mm]?.open[place].sequence = sequence
    mms[mm]?.open[place].active = active
    mms[mm]?.open[place].isHit = isHit
    mms[mm]?.sequence = Known(sequence, event.number)
    mms[mm]?.active = Known(active, event.number)
  }

  private mutating func startReturned(_ event: Event, _ fields: inout Fields) {
    guard let frame = leave(event),
      let place = mms[frame.mm]?.open.lastIndex(where: { $0.task == event.task && $0.startReturned == nil })
    else { return }
    mms[frame.mm]?.open[place].startReturned = event.number
    if let origin = event.caller.flatMap({ Section.Origin(caller: $0) }) { mms[frame.mm]?.open[place].origin = origin }
    if fields.signed("ret") == -11 {
      counts.again += 1
      mms[frame.mm]?.open[place].isRefused = true
      close(frame.mm, place)
    }
  }

  private mutating func endSection(_ event: Event, _ fields: inout Fields) {
    guard let range = fields.number("range"), let mm = fields.number("mm"), let start = fields.number("start"),
      let end = fields.number("end")
    else { return }
    enter(event, Frame(kind: event.kind, event: event.number, mm: mm, start: start, end: end, object: range))
    var place = mms[mm]?.open.lastIndex { $0.task == event.task && $0.range == range && $0.ending == nil }
    if place == nil {
      // Its start is before the recording or in a gap.
      var section = Section(
        mm: mm, start: start, end: end, event: Int(truncatingIfNeeded: fields.number("event") ?? 99),
        isBlockable: true, task: event.task, range: range, ordinal: 0, began: event.number)
      section.counted = event.number
      place = mms[mm]?.open.count ?? 0
      mms[mm, default: MMState()].open.append(section)
    }
    guard let place, let section = mms[mm]?.open[place] else { return }
    mms[mm]?.open[place].ending = event.number
    applyEffect(of: section, at: event)
    if event.trace.count(of: .mn_itree_inv_end_locked) == 0 { close(mm, place) }
  }

  private mutating func uncountSection(_ event: Event, _ fields: inout Fields) {
    let subscriptions = fields.number("subs") ?? 0
    guard let sequence = fields.number("subs_seq"), let active = fields.number("active"), active > 0 else { return }
    check(subscriptions, sequence, active) { ($0.sequence, $0.active) }
    let left = active - 1
    let next = left == 0 && sequence & 1 == 1 ? sequence + 1 : sequence
    expected[subscriptions] = Expected(sequence: next, active: left)
    subscriptionLock = event.task
    guard let mm = memory(of: event.task) ?? self.subscriptions[subscriptions] else { return }
    self.subscriptions[subscriptions] = mm
    mms[mm, default: MMState()].sequence = Known(next, event.number, inferred: true)
    mms[mm]?.active = Known(left, event.number, inferred: true)
    guard let place = mms[mm]?.open.lastIndex(where: { $0.task == event.task && $0.ended == nil }) else { return }
    mms[mm]?.open[place].ended = event.number
    let section = mms[mm]?.open[place]
    // A section that is refused is counted down before its start returns; it is over when that says so.
    if section?.ending != nil || section?.event == 5 { close(mm, place) }
  }

  private mutating func close(_ mm: UInt64, _ place: Int) {
    guard let section = mms[mm]?.open.remove(at: place) else { return }
    mms[mm]?.last = section
    sectionsEnded += 1
  }

  /// Compares what a line prints with what the rules say it must.
  mutating func check(
    _ subscriptions: UInt64, _ sequence: UInt64, _ active: UInt64, _ rule: (Expected) -> (UInt64, UInt64)
  ) {
    guard let expected = expected[subscriptions] else { return }
    sequenceChecks += 1
    if rule(expected) != (sequence, active) { sequenceBreaks += 1 }
  }
}

extension Event {
  /// Whom a return goes to: `zap_page_range_single` of `(zap_page_range_single+0x159/0x170 <- ...)`.
  var caller: String? {
    let text = trace.bytes.buffer
    guard let open = text.find("(", in: body) else { return nil }
    var i = open + 1
    while i < body.upperBound, text[i] != 0x2b, text[i] > Byte.blank { i += 1 }
    return text.printable(open + 1..<i)
  }
}
