import Trace

/// Words for what a trace has as numbers and names.
enum TraceWords {
  /// `-EBUSY`, `0`.
  static func error(_ value: UInt64) -> String {
    switch Int64(bitPattern: value) {
    case -1: "-EPERM"
    case -2: "-ENOENT"
    case -4: "-EINTR"
    case -11: "-EAGAIN"
    case -12: "-ENOMEM"
    case -14: "-EFAULT"
    case -16: "-EBUSY"
    case -22: "-EINVAL"
    case let other: "\(other)"
    }
  }

  static func page(_ kind: PageFact.Kind) -> String {
    switch kind {
    case .readWrite: "rw"
    case .readOnly: "ro"
    case .protnone: "protnone"
    case .present: "present"
    case .none: "none"
    case .moving: "moving"
    case .devicePrivate: "on the device"
    case .exclusive: "exclusive"
    }
  }

  static func cause(_ cause: PageFact.Cause, many: Bool) -> String {
    switch cause {
    case .readFault: many ? "read faults, 0" : "read fault, 0"
    case .writeFault: many ? "write faults, 0" : "write fault, 0"
    case .writeFaultOnReadOnly: "do_wp_page: was ro"
    case .zapped: many ? "DONTNEEDs end there" : "a DONTNEED ends there"
    case .unmapped: "a munmap ends there"
    case .copied: many ? "copies on write" : "copied on write"
    case .protected: "an mprotect ends there"
    case .forked: "a fork ends there"
    case .collected: "migration collects"
    case .moved: "mremap took it away"
    case .exclusive: "exclusive access"
    case .exited: "exit"
    case .mapped: "mmap, still untouched"
    case .migrationEntry: "migration entry"
    case .filled: "dmirror_do_fault"
    case .emptied: "dmirror_do_update"
    case .opened: "the device was opened"
    case .closed: "the device was closed"
    case .migrated: "the call returned 0"
    case .broughtBack: "brought back"
    }
  }

  /// What a task does next, for the panel Tasks.
  static func doing(_ kind: EventKind) -> String {
    switch kind {
    case .__mmu_notifier_invalidate_range_end, .mn_itree_inv_end_locked: "ends its section"
    case .__mmu_notifier_invalidate_range_start, .mn_itree_inv_start_locked: "starts a section"
    case .__mmu_notifier_invalidate_range_start__return, .dmirror_interval_invalidate, .dmirror_do_update,
      .dmirror_interval_invalidate__return, .dmirror_snapshot_invalidate, .dmirror_snapshot_invalidate__return:
      "tells the driver"
    case .__mmu_notifier_invalidate_range_end__return: "leaves its section"
    case .mmap_lock_start_locking: "asks for mmap_lock"
    case .mmap_lock_acquire_returned: "gets mmap_lock"
    case .mmap_lock_released: "drops mmap_lock"
    case .sys_enter: "makes a system call"
    case .sys_exit: "leaves a system call"
    case .tracing_mark_write: "prints a marker"
    case .handle_mm_fault: "faults a page in"
    case .handle_mm_fault__return: "ends a page fault"
    case .do_wp_page, .wp_page_copy, .wp_page_copy__return: "copies a page"
    case .zap_page_range_single, .unmap_vmas: "takes pages away"
    case .sched_process_exit, .exit_mmap, .__mmu_notifier_release: "ends"
    case .migrate_vma_setup, .migrate_vma_setup__return, .migrate_vma_pages, .migrate_vma_pages__return,
      .migrate_vma_finalize, .migrate_vma_finalize__return, .remove_migration_pte, .set_migration_pte,
      .dmirror_devmem_fault, .dmirror_devmem_fault__return:
      "migrates pages"
    case .dmirror_read, .dmirror_write, .dmirror_snapshot, .dmirror_exclusive, .dmirror_migrate_to_device,
      .dmirror_migrate_to_system, .dmirror_fault, .dmirror_range_fault, .dmirror_range_snapshot:
      "calls the device"
    case .sched_process_fork, .copy_page_range, .copy_page_range__return: "forks"
    default: "runs on"
    }
  }

  /// The kernel function that an event is of, and its file in Linux 6.1.
  static func place(_ kind: EventKind) -> (function: String, file: String) {
    switch kind {
    case .mmu_interval_read_begin_locked: return ("mmu_interval_read_begin", "mm/mmu_notifier.c")
    case .mn_itree_inv_start_locked: return ("mn_itree_inv_start_range", "mm/mmu_notifier.c")
    case .mn_itree_inv_end_locked: return ("mn_itree_inv_end", "mm/mmu_notifier.c")
    case .hmm_check_retry: return ("hmm_range_fault", "mm/hmm.c")
    case .dmirror_read_retry: return ("dmirror_range_fault", "lib/test_hmm.c")
    case .dmirror_snapshot_read_retry: return ("dmirror_range_snapshot", "lib/test_hmm.c")
    case .tracing_mark_write: return ("marker", "")
    case .sys_enter, .sys_exit: return ("system call", "")
    default: break
    }
    let name = kind.entry?.name ?? kind.name
    let files: [(String, String)] = [
      ("dmirror_", "lib/test_hmm.c"), ("hmm_", "mm/hmm.c"), ("__mmu_", "mm/mmu_notifier.c"),
      ("mmu_", "mm/mmu_notifier.c"), ("migrate_", "mm/migrate_device.c"), ("make_device", "mm/rmap.c"),
      ("mprotect", "mm/mprotect.c"), ("do_mas", "mm/mmap.c"), ("exit_mmap", "mm/mmap.c"),
      ("move_page", "mm/mremap.c"), ("sched_", ""), ("mmap_lock", ""), ("page_fault_user", ""), ("set_", ""),
      ("remove_", ""), ("other", ""),
    ]
    let file = files.first { name.hasPrefix($0.0) }?.1 ?? "mm/memory.c"
    return (name, file)
  }
}
