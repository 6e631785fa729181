import Scene
import Trace

extension TracePicture {
  /// Why the moment is as it is: what the line says in words, what was concluded, what the next line is.
  func why() -> Why {
    var why = Why()
    let place = TraceWords.place(event.kind)
    let function =
      event.kind == .other ? event.text.prefix { $0 != ":" && $0 != " " && $0 != "(" } : Substring(place.function)
    why.title = "line \(line), task \(taskLabel(event.task)): \(function)"
    why.shortTitle = "line \(line), \(taskLabel(event.task))"
    why.source = place.file.isEmpty ? "" : "\(function), \(place.file), Linux 6.1"
    let deed = TraceDeed(self).sentence()
    why.sentences.append(Sentence(.happened, "\(taskLabel(event.task)), line \(line): \(deed)"))
    why.short = "\(taskLabel(event.task)): \(function)"
    if let gap = trace.gaps.first(where: { $0.event == event.number }) {
      why.sentences.append(
        Sentence(
          .more, "Before this line events are missing (\(gap.note)): what was known before may not hold any more."))
    }
    if state.sequenceBreaks > before.sequenceBreaks {
      why.sentences.append(
        Sentence(
          .more,
          "These numbers do not follow from the lines before: some are missing, or stand in another order than "
            + "they happened."))
    }
    if event.line == trace.cutOff {
      why.sentences.append(Sentence(.more, "The file ends in this line, which may be cut off."))
    }
    why.sentences += waiting()
    why.sentences += inferred()
    if let next = nextSentence() { why.sentences.append(Sentence(.next, next)) }
    return why
  }

  /// Who waits, besides the one whose line this is.
  private func waiting() -> [Sentence] {
    state.tasks.sorted { $0.key < $1.key }.compactMap { task, known in
      guard task != event.task, !known.isExited, let waiting = known.waiting else { return nil }
      switch waiting {
      case .sequence(let number):
        let who = memory?.open.filter(\.isHit).map { taskLabel($0.task) } ?? []
        let whose = who.isEmpty ? "" : ", until \(who.joined(separator: " and ")) ends"
        return Sentence(.waits, "\(taskLabel(task)) sleeps in read_begin for mm seq to leave [\(number)]\(whose).")
      case .mmapLock(let mm, let write):
        guard let lock = state.mms[mm]?.lock else { return nil }
        let holders = lock.writer.map { [$0] } ?? lock.readers
        let who = holders.isEmpty ? "" : ", which \(holders.map { taskLabel($0) }.joined(separator: ", ")) has"
        return Sentence(.waits, "\(taskLabel(task)) waits for mmap_lock to \(write ? "write" : "read")\(who).")
      }
    }
  }

  private func inferred() -> [Sentence] {
    guard let (_, loop) = looping, let round = loop.round, round.number > 1, let old = loop.before,
      round.fault == nil, state.tasks[event.task]?.loop != nil
    else { return [] }
    var text = "a retry: "
    if let checked = old.checked, checked.value != old.checkedNotifier {
      text += "\(trace.line(of: checked.event)) compared \(old.checkedNotifier) with \(checked.value), "
    }
    if let fault = old.fault, old.isBusy { text += "\(trace.line(of: fault.event)) returned -EBUSY, " }
    if let retry = old.retry, old.isOutdated {
      text += "\(trace.line(of: retry.event)) compared \(old.retryNotifier) with \(retry.value) under the mutex, "
    }
    text += "\(trace.line(of: round.began)) began anew for the same mni. No line says \"retry\"."
    return [Sentence(.inferred, text)]
  }

  /// The next line of the file, and what it means for what is seen here.
  private func nextSentence() -> String? {
    guard event.number + 1 < trace.count else { return "This is the last line that is an event." }
    let next = trace.event(event.number + 1)
    let who = taskLabel(next.task)
    switch next.kind {
    case .__mmu_notifier_invalidate_range_end:
      var text = "\(who) ends its section at \(next.line)."
      if let open = memory?.open.last(where: { $0.task == next.task }), let pages = shown(open.pages) {
        text += " What it did to \(label(pages)) no line tells."
      }
      return text
    case .__mmu_notifier_invalidate_range_start:
      return "\(who), line \(next.line): \(TraceDeed(self).section(next))"
    default:
      var after = state
      after.apply(next)
      let picture = TracePicture(timeline: timeline, event: next, state: after, before: state)
      return "\(who), line \(next.line): \(TraceDeed(picture).sentence())"
    }
  }

  /// The part of some pages that is on the screen.
  func shown(_ pages: ClosedRange<Int>) -> ClosedRange<Int>? {
    guard let window = focus.window, window.overlaps(pages) else { return nil }
    return pages.clamped(to: window)
  }
}
