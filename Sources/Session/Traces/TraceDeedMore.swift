import Scene
import Trace

extension TraceDeed {
  // MARK: The driver's callback

  func callback() -> String {
    switch event.kind {
    case .dmirror_interval_invalidate, .dmirror_snapshot_invalidate:
      let own = event.number("event") == 6 && event.number("owner") == event.number("mdevice")
      if own { return "the driver is told of its own migration over \(range()), and leaves its table alone." }
      return "the driver is told of \(range()): it takes its mutex, notes cur_seq \(number("cur_seq")) as mni seq, "
        + "and empties its table."
    case .dmirror_do_update:
      guard let pages = pages() else { return "the device's table is emptied." }
      let all = pages.count > 1 << 40
      let emptied = all ? "everything" : picture.label(pages.lowerBound...pages.upperBound + 1)
      let more = all ? "" : ", one page more than the section has"
      return "the device's entries of \(emptied) are erased\(more): dmirror_do_update goes up to the page of the end."
    default:
      if picture.before.tasks[event.task]?.frame(.dmirror_interval_invalidate)?.flags == 0 {
        return "the callback is done; as the migration is the driver's own, its number and its table are as they were."
      }
      return event.number("ret") == 0
        ? "the callback refuses: the mutex is taken and the section must not sleep."
        : "the callback is done: the device has no entry of the section any more."
    }
  }

  // MARK: The driver's loop

  func loop() -> String {
    switch event.kind {
    case .dmirror_range_fault:
      let flags = event.number("default_flags") ?? 0
      return "the device needs \(range()) to \(flags >> 62 & 1 == 1 ? "write" : "read"): the loop of the driver begins."
    case .dmirror_range_snapshot: return "the device wants to see \(range()) without faulting anything in."
    case .dmirror_range_fault__return, .dmirror_range_snapshot__return:
      return "the loop of the driver ends with \(TraceWords.error(event.number("ret") ?? 0))."
    case .hmm_range_fault:
      return "the walk over \(range()) begins, with seq \(number("notifier_seq")) in hand."
    case .hmm_range_fault__return:
      switch event.signed("ret") {
      case 0: return "hmm_range_fault returns 0: every page asked for was seen. Whether that still holds, seq must say."
      case -16: return "hmm_range_fault returns -EBUSY: the number had changed, so the round is thrown away."
      default: return "hmm_range_fault returns \(TraceWords.error(event.number("ret") ?? 0)); the loop gives up."
      }
    case .hmm_check_retry:
      let same = event.number("notifier_seq") == event.number("sub_seq")
      return "before walking on, \(number("notifier_seq")) is compared with mni seq \(number("sub_seq")): "
        + (same ? "equal, so the walk goes on." : "a section has hit the interval since, so -EBUSY.")
    case .hmm_vma_fault:
      guard let start = event.number("addr"), let end = event.number("end") else { return "pages are faulted in." }
      return "pages are missing: \(picture.address(start, end)) are faulted in"
        + "\(event.number("required").map { $0 & 2 != 0 ? ", to write" : ", to read" } ?? "")"
        + ", then the walk looks again."
    case .hmm_vma_fault__return:
      return event.signed("ret") == -16
        ? "the faults are done; -EBUSY here only means: walk again, the table has changed."
        : "the faults end with \(TraceWords.error(event.number("ret") ?? 0))."
    case .dmirror_do_fault: return filling()
    default:
      let same = event.number("notifier_seq") == event.number("sub_seq")
      return "under the driver's mutex \(number("notifier_seq")) is compared with mni seq \(number("sub_seq")): "
        + (same ? "no section has come between, so the pages may be used." : "too late, the round is thrown away.")
    }
  }

  private func filling() -> String {
    guard let pages = pages() else { return "the driver fills its page table." }
    let state = picture.state
    var text = ""
    if let round = state.tasks[event.task]?.loop?.round, let retry = round.retry {
      text =
        "\(picture.trace.line(of: retry.event)) compared \(round.retryNotifier) with \(retry.value), "
        + "the mutex held, so "
    }
    text +=
      "the driver fills its page table: \(pages.count) \(pages.count == 1 ? "entry" : "entries"). "
      + "Which frames, no line tells"
    let facts = pages.map { picture.device?.pages[$0]?.kind }
    if facts.allSatisfy({ $0 == .readOnly }) {
      let causes = Set(pages.compactMap { picture.memory?.cpu[$0]?.cause })
      text +=
        causes == [.readFault]
        ? "; read-only, since they came from read faults on pages that were none."
        : "; read-only, as the CPU's are."
    } else if facts.allSatisfy({ $0 == .readWrite }) {
      text +=
        "; they may be written"
        + "\(state.tasks[event.task]?.loop?.isWrite == true ? ", as was asked for." : ", as the CPU's may.")"
    } else {
      text += ", nor all their rights."
    }
    return text
  }

  // MARK: What is around it

  func surroundings() -> String {
    switch event.kind {
    case .tracing_mark_write: return "the program says: \"\(event.shortText)\"."
    case .sys_enter: return "\(event.text.prefix { $0 != "(" }) begins."
    case .sys_exit:
      let result = event.returned.map {
        $0 >= UInt64(bitPattern: -4095) ? TraceWords.error($0) : "0x" + picture.hex($0)
      }
      return "\(event.text.prefix { $0 != " " }) returns \(result ?? "?")."
    case .mmap_lock_start_locking: return "asks for mmap_lock to \(event.flag("write") == true ? "write" : "read")."
    case .mmap_lock_acquire_returned:
      if event.flag("success") == false { return "does not get mmap_lock." }
      return "has mmap_lock, to \(event.flag("write") == true ? "write" : "read")."
    case .mmap_lock_released: return "drops mmap_lock."
    case .handle_mm_fault:
      let remote = (event.number("flags") ?? 0) & 0x80 != 0 ? " for the device" : ""
      return
        "page \(page("address")) is faulted in\(remote), to "
        + "\((event.number("flags") ?? 0) & 1 == 1 ? "write" : "read")."
    case .handle_mm_fault__return: return fault()
    case .do_wp_page: return "a write finds page \(page("address")) there, but read-only."
    case .wp_page_copy: return "page \(page("address")) must be copied before it is written."
    case .wp_page_copy__return: return "the copy is done."
    case .do_swap_page: return "the entry of page \(page("address")) is not present, and is to be brought back."
    case .zap_page_range_single, .unmap_vmas: return "pages will be taken away, inside a section."
    case .mprotect_fixup: return "the rights of \(range()) change, inside sections."
    case .copy_page_range: return "fork copies a mapping's pages, inside a section if it must protect them."
    case .dmirror_fops_open: return "the device is opened: a table of its own, empty."
    case .dmirror_fops_release: return "the device is closed."
    case .sched_process_exit: return "the task ends."
    case .sched_process_fork: return "a child is made: \(number("child_pid"))."
    case .dmirror_devmem_fault:
      return "the CPU touches page \(page("address")), whose data are on the device: it migrates back."
    default: return call() ?? plain()
    }
  }

  private func plain() -> String {
    if event.kind.entry != nil {
      let result = event.number("ret").map { ": " + TraceWords.error($0) } ?? ""
      return "\(TraceWords.place(event.kind).function) returns\(result)."
    }
    guard event.kind != .other else { return "a line that says nothing about device memory." }
    let over = event.number("start") != nil && event.number("end") != nil ? " over \(range())" : ""
    return "\(TraceWords.place(event.kind).function) begins\(over)."
  }

  private func page(_ key: StaticString) -> String {
    event.number(key).map { picture.index(Int($0 >> 12)) } ?? "?"
  }

  private func fault() -> String {
    guard let frame = picture.before.tasks[event.task]?.frame(.handle_mm_fault) else { return "a page fault is done." }
    let number = Int(frame.start >> 12)
    let result = event.number("ret") ?? 0
    if result & 0x873 != 0 { return "the fault of page \(picture.index(number)) fails." }
    guard let fact = picture.state.mms[frame.mm]?.cpu[number] else {
      return "the fault of page \(picture.index(number)) is over; what it left, the return value does not tell."
    }
    return "the fault succeeded, so page \(picture.index(number)) is there, \(TraceWords.page(fact.kind))."
  }
}
