extension TraceState {
  /// Takes in what one event tells. Events must come in their order, none left out.
  public mutating func apply(_ event: Event) {
    let number = event.number
    let task = event.task
    let kind = event.kind
    self.event = number
    subscriptionLock = nil
    if event.trace.hasGap(before: number) { forget(at: number) }
    tasks[task, default: TaskState()].event = number
    var fields = event.fields

    switch kind {
    case .other, .tracing_mark_write: return
    case .sys_enter, .sys_exit, .sched_process_exit, .handle_mm_fault, .handle_mm_fault__return, .do_wp_page,
      .unmap_vmas, .zap_page_range_single, .move_page_tables, .mprotect_fixup, .copy_page_range, .exit_mmap,
      .wp_page_copy, .do_mas_munmap:
      foldMemory(event, &fields)
    case .mmap_lock_start_locking, .mmap_lock_acquire_returned, .mmap_lock_released:
      foldLock(event, &fields)
    case .__mmu_notifier_invalidate_range_start, .__mmu_notifier_invalidate_range_start__return,
      .__mmu_notifier_invalidate_range_end, .__mmu_notifier_invalidate_range_end__return,
      .mn_itree_inv_start_locked, .mn_itree_inv_end_locked, .__mmu_notifier_release:
      foldSection(event, &fields)
    case .mmu_interval_notifier_insert, .mmu_interval_notifier_insert__return, .mmu_interval_notifier_remove,
      .mmu_interval_notifier_remove__return, .mmu_interval_read_begin, .mmu_interval_read_begin_locked,
      .mmu_interval_read_begin__return:
      foldInterval(event, &fields)
    case .dmirror_interval_invalidate, .dmirror_interval_invalidate__return, .dmirror_snapshot_invalidate,
      .dmirror_snapshot_invalidate__return, .dmirror_do_update:
      foldCallback(event, &fields)
    case .hmm_range_fault, .hmm_range_fault__return, .hmm_check_retry, .dmirror_range_fault,
      .dmirror_range_fault__return, .dmirror_range_snapshot, .dmirror_range_snapshot__return, .dmirror_read_retry,
      .dmirror_snapshot_read_retry, .dmirror_do_fault:
      foldLoop(event, &fields)
    case .migrate_vma_setup, .migrate_vma_finalize, .migrate_vma_finalize__return, .set_migration_pte,
      .remove_migration_pte, .dmirror_migrate_to_device, .dmirror_migrate_to_device__return,
      .dmirror_migrate_to_system, .dmirror_migrate_to_system__return, .dmirror_exclusive,
      .dmirror_exclusive__return, .dmirror_devmem_fault, .dmirror_devmem_fault__return, .make_device_exclusive_range:
      foldMigration(event, &fields)
    default:
      if kind.entry != nil { leave(event) } else { enter(event, Frame(kind: kind, event: number)) }
    }
  }

  // MARK: Calls

  /// Notes that a task entered a function: a call if its return is recorded too, else only a hint of what runs.
  mutating func enter(_ event: Event, _ frame: Frame) {
    let task = event.task
    if let returned = frame.kind.returned, event.trace.count(of: returned) > 0 {
      tasks[task]?.frames.append(frame)
      return
    }
    let hint = Hint(
      kind: frame.kind, event: event.number, mm: frame.mm, object: frame.object, flags: frame.flags)
    if let last = tasks[task]?.frames.indices.last {
      tasks[task]?.frames[last].hint = hint
    } else {
      tasks[task]?.hint = hint
    }
  }

  /// Notes a return: the call, and whatever is inside it, is over. A return without its entry, as at the start of a
  /// recording, changes nothing.
  @discardableResult
  mutating func leave(_ event: Event) -> Frame? {
    guard let entry = event.kind.entry, let frames = tasks[event.task]?.frames,
      let place = frames.lastIndex(where: { $0.kind == entry })
    else { return nil }
    tasks[event.task]?.frames.removeSubrange(place...)
    if place == 0 { tasks[event.task]?.hint = nil }
    return frames[place]
  }

  /// The mm that the calls of a task are about, from the innermost outwards.
  func memory(of task: Int) -> UInt64? {
    guard let state = tasks[task] else { return nil }
    for frame in state.frames.reversed() {
      if frame.mm != 0 { return frame.mm }
      if let hint = frame.hint, hint.mm != 0 { return hint.mm }
      if frame.object != 0, let interval = intervals[Self.notifier(of: frame.object)] { return interval.mm }
    }
    return state.hint.flatMap { $0.mm == 0 ? nil : $0.mm }
  }
}

extension Trace {
  /// True if lines are missing right before an event.
  func hasGap(before event: Int) -> Bool {
    guard !gaps.isEmpty else { return false }
    return gaps.contains { $0.event == event && event > 0 }
  }
}
