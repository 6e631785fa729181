import Scene
import Trace

extension TracePicture {
  /// The panel Intervals: the mm's number, the interval notifier's, and what the device's call asks for.
  func intervals() -> Ranges {
    var ranges = Ranges()
    ranges.isIntervals = true
    let isNow = memory?.sequence?.event == event.number
    ranges.count = memory?.sequence.map { "mm seq " + tilde($0) + parity($0.value) } ?? "mm seq ?"
    var sequence = Counter("mm  seq", memory?.sequence.map { parity($0.value) } ?? "?", cell: "mm_seq")
    var active = Counter("active", memory?.active.map { "\($0.value)" } ?? "?", cell: "active")
    for (now, old) in [(memory?.sequence, memoryBefore?.sequence)] {
      sequence.isInferred = now?.isInferred ?? false
      sequence.isCaution = now.map { $0.value & 1 == 1 } ?? false
      sequence.mark = isNow ? (now?.value != old?.value && old != nil ? .changed : .read) : .none
      if sequence.mark == .changed { sequence.before = old.map { bracketed($0.value) } }
    }
    active.isInferred = memory?.active?.isInferred ?? false
    if isNow, let old = memoryBefore?.active, old.value != memory?.active?.value {
      active.before = "\(old.value)"
      active.mark = .changed
    }
    ranges.counters = [sequence, active]
    ranges.ranges = rangeRow().map { [$0] } ?? []
    return ranges
  }

  private func rangeRow() -> RangeRow? {
    guard let (_, loop) = looping else { return intervalRow() }
    var row = RangeRow(
      label: "#0", address: address(loop.start, loop.end), shortAddress: shortAddress(loop.start, loop.end),
      validity: .unknown)
    row.sequence = [intervalCounter(loop)]
    row.notes = ["\(roundName(loop)), " + request(loop)]
    if let round = loop.round {
      if let retry = round.retry {
        let verdict = round.isOutdated ? "again" : "no retry"
        row.notes.append("\(trace.line(of: retry.event)) compared: \(verdict)")
      } else if let last = loop.before, let seen = last.sequence {
        row.notes.append("round \(last.number) had seen seq \(seen.value)")
      }
    }
    return row
  }

  /// Without a call inside its loop there is only the notifier.
  private func intervalRow() -> RangeRow? {
    guard let notifier, let interval = state.intervals[notifier], !interval.isRemoved else { return nil }
    let end = interval.last &+ 1
    var row = RangeRow(
      label: "#0", address: address(interval.first, end == 0 ? UInt64.max : end),
      shortAddress: shortAddress(interval.first, end == 0 ? UInt64.max : end), validity: .unknown)
    row.sequence = [intervalCounter(nil)]
    row.notes = ["no call is in its loop"]
    return row
  }

  /// `mni seq 121, seen 119: ✗ again`, `mni seq 121, equal: wait`.
  private func intervalCounter(_ loop: DeviceLoop?) -> Counter {
    let known = notifier.flatMap { state.intervals[$0]?.sequence }
    var text = known.map { "\($0.value)" } ?? "?"
    if let loop, let known {
      if loop.waits, loop.ran == .begin {
        text += ", equal: wait"
      } else if let seen = loop.round?.sequence {
        text += ", seen \(seen.value): " + (seen.value == known.value ? "✓" : "✗ again")
      }
    }
    var counter = Counter("mni seq", text, cell: "mni_seq")
    counter.isInferred = known?.isInferred ?? false
    counter.mark = known?.event == event.number ? .read : .none
    if let old = notifier.flatMap({ before.intervals[$0]?.sequence }), let known, old.value != known.value,
      known.event == event.number
    {
      counter.before = "\(old.value)"
      counter.mark = .changed
    }
    counter.isCaution = loop.map { $0.waits } ?? false
    return counter
  }

  func roundName(_ loop: DeviceLoop) -> String {
    guard let round = loop.round else { return "round 1" }
    return (round.number > 1 ? "~" : "") + "round \(round.number)"
  }

  private func request(_ loop: DeviceLoop) -> String {
    if loop.isSnapshot { return "asks for no fault" }
    return loop.isWrite ? "asks for write" : "asks for read"
  }

  func tilde(_ known: Known) -> String { known.isInferred ? "~" : "" }

  /// Brackets say that a section is inside.
  func bracketed(_ sequence: UInt64) -> String { sequence & 1 == 1 ? "[\(sequence)]" : "\(sequence)" }

  func parity(_ sequence: UInt64) -> String { bracketed(sequence) + (sequence & 1 == 1 ? " odd" : " even") }

  /// The panel Notifiers.
  func notifiers() -> Notifiers {
    var notifiers = Notifiers()
    notifiers.open = memory?.open.map { row($0) } ?? []
    notifiers.last = memory?.last.map { row($0) }
    if notifiers.open.isEmpty, let next = nextSection() { notifiers.next = "line \(trace.line(of: next))" }
    notifiers.mirrors = focus.device == nil ? [] : ["dmirror"]
    return notifiers
  }

  /// Where the next section begins, if that is not far.
  private func nextSection() -> Int? {
    guard event.number + 1 < trace.count else { return nil }
    return (event.number + 1..<min(trace.count, event.number + 2000)).first {
      trace.kind(of: $0) == .__mmu_notifier_invalidate_range_start
    }
  }

  private func row(_ section: Section) -> SectionRow {
    var row = SectionRow(
      event: section.eventName, address: address(section.start, section.end),
      shortAddress: shortAddress(section.start, section.end), thread: taskLabel(section.task), phases: phases(section))
    row.isBlockable = section.isBlockable
    let last = section.closed ?? closing(section) ?? section.ended ?? section.startReturned ?? section.began
    row.span = "lines \(trace.line(of: section.began)) to \(trace.line(of: last))"
    return row
  }

  /// Where the call that ends a section returns, though it may not have yet.
  private func closing(_ section: Section) -> Int? {
    guard !section.isRefused, let ended = section.ended else { return nil }
    return trace.next(after: ended, task: section.task, .__mmu_notifier_invalidate_range_end__return, within: 200)
  }

  private func phases(_ section: Section) -> [Phase] {
    var told = Phase("told", .toCome)
    // The kernel counts a section down by itself if a callback refuses, before the start has returned.
    let isRefused = section.isRefused || section.ended != nil && section.ending == nil && !section.isBlockable
    if isRefused {
      told = Phase("told", .refused, detail: "-EAGAIN")
    } else if let cur = section.cur, section.told != nil {
      let isDone = section.toldDone != nil || section.startReturned != nil
      told = Phase("told", isDone ? .done : .next, detail: section.isOwn ? "its own, left alone" : "cur_seq \(cur)")
    } else if section.counted != nil, !section.isHit {
      told = Phase("told", .done, detail: "hits no interval")
    } else if section.counted != nil {
      told = Phase("told", section.startReturned == nil ? .next : .unknown, detail: "")
    }
    let counted = Phase("counted", section.counted == nil ? .next : .done, detail: counting(section))
    var end = Phase("end", section.ended == nil ? .toCome : .done)
    if section.ended == nil, section.startReturned != nil || section.ending != nil {
      end.state = .next
      let next = trace.next(after: event.number, task: section.task, .mn_itree_inv_end_locked, within: 20000)
      if let next { end.detail = "at line \(trace.line(of: next))" }
    }
    let isTold = section.startReturned != nil
    let pte = Phase("pte", isTold ? .unknown : .toCome, detail: isTold ? "no line tells" : "")
    let flush = Phase("flush", isTold ? .unknown : .toCome, detail: isTold ? "no line tells" : "")
    let origin = section.ordinal == 0 && section.event != 5 ? "began in a gap" : by(section)
    let start = Phase("start", .done, detail: origin)
    if isRefused { return [start, counted, told] }
    // What breaks or moves a page flushes before it ends; what takes memory away flushes afterwards.
    return section.origin.flushesInside
      ? [start, counted, told, pte, flush, end] : [start, counted, told, pte, end, flush]
  }

  private func counting(_ section: Section) -> String {
    guard let sequence = section.sequence else { return "" }
    if section.isHit, section.active == 1 { return "seq \(sequence - 1) ⇒ \(bracketed(sequence))" }
    return "seq \(bracketed(sequence)), \(section.active ?? 0) open"
  }

  private func by(_ section: Section) -> String {
    guard let word = section.origin.word else { return "" }
    return "by " + word
  }
}

extension Section.Origin {
  /// What a person would call the operation.
  var word: String? {
    switch self {
    case .zap: "madvise DONTNEED"
    case .unmap: "munmap"
    case .copyOnWrite: "copy on write"
    case .protect: "mprotect"
    case .fork: "fork"
    case .collect: "migration, collect"
    case .insert: "migration, insert"
    case .tryToMigrate: "migration, unmap"
    case .splitHuge: "a huge page split"
    case .makeExclusive: "exclusive access"
    case .bringBack: "a fault brings it back"
    case .mremap: "mremap"
    case .reap: "the reaper"
    case .exit: "exit"
    case .hugetlb: "hugetlb"
    case .collapse: "khugepaged"
    case .unknown: nil
    }
  }

  fileprivate var flushesInside: Bool {
    switch self {
    case .copyOnWrite, .tryToMigrate, .collect, .insert, .makeExclusive, .splitHuge, .mremap, .bringBack: true
    default: false
    }
  }
}

extension Trace {
  /// The next event of a task that is of a kind.
  func next(after event: Int, task: Int, _ kind: EventKind, within limit: Int) -> Int? {
    guard event + 1 < count else { return nil }
    for i in event + 1..<min(count, event + 1 + limit) where self.kind(of: i) == kind && self.task(of: i) == task {
      return i
    }
    return nil
  }
}
