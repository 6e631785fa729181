/// The mutants that no search of `MutationWorld` can tell from the kernel, by the reason. The test fails when one is
/// missing here, and when one is here that is noticed.
enum Survivors {
  static let table: [(reason: String, mutants: [String])] = [
    (
      """
      A local is put back to zero, so that situations that are equal are equal states; here nothing \
      else differs by then, or the next use sets it first.
      """,
      [
        "free_pgtables: without needed = false;",
        "free_pgtables: without needed = false; (2)",
        "free_pgtables: without needed = false; (3)",
        "free_pgtables: without needed = false; (4)",
        "free_pgtables: without needed = false; (5)",
        "free_pgtables: without needed = false; (6)",
        "free_pgtables: without needed = false; (7)",
        "free_pgtables: without needed = false; (8)",
        "hmm_get_or_create: without alive = false;",
        "hmm_invalidate_range_end: without alive = false;",
        "hmm_invalidate_range_start: without alive = false;",
        "hmm_mm_destroy: without alive = false;",
        "hmm_range_register: without alive = false;",
        "hmm_range_snapshot: without best = 0;",
        "hmm_release: without alive = false;",
        "madvise_dontneed: without best = 0;",
        "madvise_dontneed: without vma = NULL;",
        "munmap: without tail = NULL;",
        "munmap: without vma = NULL;",
        "reclaim: without candidate = NULL;",
        "take: without page = NULL;",
        "tlb_finish_mmu: without frame = NULL;",
        "touch: without best = 0;",
        "touch: without page = NULL;",
        "touch: without vma = NULL;",
        "walk_page_range: without best = 0;",
      ]
    ),
    (
      """
      Bookkeeping for the screen: no law and no procedure of this edition asks for this phase in a \
      place where it could tell.
      """,
      [
        "exit_mmap: without nrange->phases = nrange->phases | start;",
        "madvise_dontneed: without nrange->phases = nrange->phases | start;",
        "mmu_notifier_invalidate_range_end: without nrange->phases = nrange->phases | pte;",
        "munmap: without nrange->phases = nrange->phases | start;",
        "oom_reap: without nrange->phases = nrange->phases | start;",
        "reclaim: without nrange->phases = nrange->phases | flush;",
        "reclaim: without nrange->phases = nrange->phases | pte;",
        "reclaim: without nrange->phases = nrange->phases | start;",
        "tlb_finish_mmu: without nrange->phases = nrange->phases | flush;",
      ]
    ),
    (
      """
      HMM of 5.2 does not look at the event, it is shown only; some of these numbers are 0, which is \
      what the row held.
      """,
      [
        "exit_mmap: without nrange->event = MMU_NOTIFY_UNMAP;",
        "hmm_invalidate_range_start: without update->event = HMM_UPDATE_INVALIDATE;",
        "madvise_dontneed: without nrange->event = MMU_NOTIFY_CLEAR;",
        "munmap: without nrange->event = MMU_NOTIFY_UNMAP;",
        "oom_reap: without nrange->event = 0;",
        "oom_reap: without nrange->event = MMU_NOTIFY_UNMAP;",
        "reclaim: without nrange->event = MMU_NOTIFY_CLEAR;",
      ]
    ),
    (
      "When the memory is taken down the mirrors are gone: nobody is told of this section.",
      [
        "exit_mmap: without nrange->blockable = 1;",
        "exit_mmap: without nrange->end = mm->end;",
        "exit_mmap: without nrange->start = mm->first;",
      ]
    ),
    (
      "The lock is taken and released within one step, and every other holder does the same.",
      [
        "__mmu_notifier_register: never locks mm->notifier_lock",
        "hmm_free: never locks mm->page_table_lock",
        "hmm_get_or_create: never locks mm->page_table_lock",
        "hmm_mm_destroy: never locks mm->page_table_lock",
        "mmu_notifier_release: never locks mm->notifier_lock",
        "mmu_notifier_unregister_no_release: never locks mm->notifier_lock",
      ]
    ),
    (
      "A row that was just allocated is zero.",
      [
        "hmm_get_or_create: without hmm->dead = false;",
        "hmm_get_or_create: without hmm->notifiers = 0;",
      ]
    ),
    (
      "The row is zero from its allocation, and the section that does not block never sets it.",
      [
        "oom_reap: without nrange->blockable = 0;",
        "oom_reap: without nrange->blockable = false;",
      ]
    ),
    (
      "No callback is ever running when its mirror is unlinked (I13 holds in 5.2).",
      [
        "hmm_invalidate_range_start: without if (!list_contains(&hmm->mirrors, mirror))",
        "hmm_invalidate_range_start: without mirror->orphaned = true;",
      ]
    ),
    (
      "A reference that was just taken is dropped: it is never the last one.",
      [
        "hmm_mm_destroy: without BUG(\"the subscription should have kept the mm alive\");",
        "hmm_mm_destroy: without if (last)",
      ]
    ),
    (
      "The address space is freed in the next step, which zeroes it.",
      [
        "hmm_mm_destroy: without mm->hmm = NULL;"
      ]
    ),
    (
      "Every walk begins with a callback, which sets it.",
      [
        "hmm_range_snapshot: without walk->last = start;"
      ]
    ),
    (
      "The trimming further down does the same again.",
      [
        "munmap: without entry->vm_end = start;"
      ]
    ),
    (
      "It is set to the slot two statements later.",
      [
        "reclaim: without pte[addr].slot = NULL;"
      ]
    ),
    (
      "The slot, or the frame, was taken by this thread and never written to: it holds no letter.",
      [
        "reclaim: without slot->letter = 0;"
      ]
    ),
  ]

  /// Every mutant of the table.
  static var names: Set<String> { Set((table + walks).flatMap(\.mutants)) }
}
