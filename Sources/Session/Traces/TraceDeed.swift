import Scene
import Trace

/// What one line says, in a sentence with its values.
struct TraceDeed {
  let picture: TracePicture
  var event: Event { picture.event }

  init(_ picture: TracePicture) { self.picture = picture }

  func sentence() -> String {
    switch event.kind {
    case .mmu_interval_read_begin, .mmu_interval_read_begin_locked, .mmu_interval_read_begin__return,
      .mmu_interval_notifier_insert, .mmu_interval_notifier_insert__return, .mmu_interval_notifier_remove,
      .mmu_interval_notifier_remove__return:
      interval()
    case .__mmu_notifier_invalidate_range_start: section(event)
    case .__mmu_notifier_invalidate_range_start__return, .__mmu_notifier_invalidate_range_end,
      .__mmu_notifier_invalidate_range_end__return, .mn_itree_inv_start_locked, .mn_itree_inv_end_locked,
      .__mmu_notifier_release:
      notifier()
    case .dmirror_interval_invalidate, .dmirror_interval_invalidate__return, .dmirror_snapshot_invalidate,
      .dmirror_snapshot_invalidate__return, .dmirror_do_update:
      callback()
    case .hmm_range_fault, .hmm_range_fault__return, .hmm_check_retry, .hmm_vma_fault, .hmm_vma_fault__return,
      .dmirror_range_fault, .dmirror_range_fault__return, .dmirror_range_snapshot, .dmirror_range_snapshot__return,
      .dmirror_read_retry, .dmirror_snapshot_read_retry, .dmirror_do_fault:
      loop()
    default: surroundings()
    }
  }

  // MARK: Values

  func number(_ key: StaticString) -> String { event.number(key).map { "\($0)" } ?? "?" }

  func sequence(_ key: StaticString) -> String { event.number(key).map { picture.bracketed($0) } ?? "?" }

  /// `[7fa2ad31f000 +12p)` of the line's own range.
  func range() -> String {
    guard let start = event.number("start"), let end = event.number("end") else { return "a range that is not told" }
    return picture.address(start, end)
  }

  func pages() -> ClosedRange<Int>? {
    guard let start = event.number("start"), let end = event.number("end"), end > start else { return nil }
    return Int(start >> 12)...Int((end - 1) >> 12)
  }

  // MARK: The interval notifier

  private func interval() -> String {
    switch event.kind {
    case .mmu_interval_read_begin:
      let round = picture.state.tasks[event.task]?.loop?.round?.number ?? 1
      let again = round > 1 ? ", for round \(round)" : ""
      return
        "the driver asks for the number of its interval\(again): read_begin waits if a section that hit it is open."
    case .mmu_interval_read_begin_locked:
      guard let mine = event.number("sub_seq"), let mm = event.number("subs_seq") else { return "reads the numbers." }
      if mine == mm {
        return "mni seq \(mine) is equal to mm seq \(picture.bracketed(mm)): a section that hit this interval is open, "
          + "so read_begin sleeps until mm seq is another."
      }
      let open = event.number("active") ?? 0
      let others =
        mm & 1 == 1 ? ", though \(open) \(open == 1 ? "section is" : "sections are") open that did not hit it" : ""
      return "mni seq \(mine) is not mm seq \(picture.bracketed(mm))\(others): nothing to wait for, "
        + "read_begin will return \(mine)."
    case .mmu_interval_read_begin__return:
      let waited = picture.before.tasks[event.task]?.waiting != nil
      return "read_begin returns \(number("seq"))\(waited ? ", as mm seq has changed" : ""). "
        + "Whatever is read from now on counts only if mni seq is still \(number("seq")) under the driver's lock."
    case .mmu_interval_notifier_insert:
      return "a driver registers an interval notifier; its callback will run for every section that overlaps it."
    case .mmu_interval_notifier_insert__return:
      return "the interval notifier is registered: insert returns \(TraceWords.error(event.number("ret") ?? 0))."
    case .mmu_interval_notifier_remove:
      return "the driver removes its interval notifier; while a section is open this waits."
    default: return "the interval notifier is gone: no callback runs any more."
    }
  }

  // MARK: Sections

  /// A section that begins at this event, which may be the next one.
  func section(_ event: Event) -> String {
    guard let start = event.number("start"), let end = event.number("end"), end > start else {
      return "starts a section."
    }
    let after: TraceState
    if event.number == picture.event.number {
      after = picture.state
    } else {
      var next = picture.state
      next.apply(event)
      after = next
    }
    let section = event.number("mm").flatMap { after.mms[$0]?.open.last { $0.task == event.task } }
    let pages = Int(start >> 12)...Int((end - 1) >> 12)
    let what = picture.label(pages.count > 1 << 40 ? 0...511 : pages)
    let where_ =
      pages.count > 1 << 40 ? "everything" : pages.count == 1 ? "page \(what)" : "\(picture.address(start, end))"
    var text: String
    if section?.origin == .copyOnWrite {
      text = "it writes \(where_), finds it read-only and copies it. That opens a section over \(what)"
    } else {
      let by = section?.origin.word.map { " (\($0))" } ?? ""
      text = "a section \(section?.eventName ?? "") opens over \(where_)\(by)"
      if section?.isBlockable == false { text += ", which must not sleep" }
    }
    let mapped = picture.device.map { device in
      picture.shown(pages).map { $0.contains { device.pages[$0]?.isPresent == true } } ?? false
    }
    if mapped == true {
      text +=
        pages.count == 1
        ? ", and the callback will take the new device entry away at once."
        : ", and the callback will take device entries away."
    } else {
      text += "."
    }
    return text
  }

  private func notifier() -> String {
    switch event.kind {
    case .mn_itree_inv_start_locked:
      let hit = event.number("node") ?? 0 != 0
      return hit
        ? "the section is counted (active \(number("active"))) and hits an interval: mm seq is "
          + "\(sequence("subs_seq")), "
          + "odd, so read_begin of a hit interval will wait."
        : "the section is counted (active \(number("active"))); it hits no interval, "
          + "so mm seq stays \(sequence("subs_seq"))."
    case .__mmu_notifier_invalidate_range_start__return:
      if event.signed("ret") == -11 {
        return "the section is refused with -EAGAIN: a callback would have had to sleep. There will be no end."
      }
      let unseen = shownPages(picture.memory?.open.last { $0.task == event.task })
      return "every driver has been told; now the CPU's table\(unseen) changes, which no line tells."
    case .__mmu_notifier_invalidate_range_end: return ending()
    case .mn_itree_inv_end_locked:
      guard let mm = picture.memory?.sequence, mm.event == event.number, let active = picture.memory?.active else {
        return "a section of another mm is counted down."
      }
      if mm.value & 1 == 0, event.number("subs_seq") != mm.value {
        return "the last open section is counted down: active is 0 and mm seq becomes \(mm.value), even. "
          + "Whoever waits in read_begin is woken."
      }
      return "a section is counted down, \(active.value) left open; mm seq stays \(picture.bracketed(mm.value))."
    case .__mmu_notifier_release: return "the mm goes away: its subscribers are told that everything is invalid."
    default: return "the section is over for this task."
    }
  }

  private func shownPages(_ section: Section?) -> String {
    guard let section, let pages = picture.shown(section.pages) else { return "" }
    return " at \(picture.label(pages))"
  }

  private func ending() -> String {
    guard let section = picture.memory?.open.last(where: { $0.task == event.task && $0.ending == event.number }) else {
      return "the section over \(range()) ends."
    }
    let pages = picture.shown(section.pages).map { picture.label($0) } ?? "its pages, none of them shown,"
    switch section.origin {
    case .zap, .unmap, .reap, .mremap:
      return "the section ends; what it did must have happened by now, so \(pages) are none."
    case .copyOnWrite: return "the section ends; \(pages) is the copy now, and may be written."
    case .protect: return "the section ends; \(pages) have their new rights."
    case .fork: return "the section ends; \(pages) are read-only now, shared with the child."
    case .collect, .tryToMigrate: return "the section ends; what was there of \(pages) is on the move."
    case .splitHuge: return "the section ends; a huge page was split, \(pages) map what they did."
    default: return "the section over \(range()) ends; what it did to the pages no line tells."
    }
  }
}
