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
        "find_vma: without best = 0;",
        "find_vma: without vma = NULL;",
        "do_anonymous_page: without candidate = NULL;",
        "do_anonymous_page: without candidate = NULL; (2)",
        "do_anonymous_page: without page = NULL;",
        "do_huge_pmd_wp_page: without copy = NULL;",
        "do_huge_pmd_wp_page: without free = 0;",
        "do_huge_pmd_wp_page: without free = 0; (3)",
        "do_huge_pmd_wp_page: without same = false;",
        "do_huge_pmd_wp_page: without same = false; (2)",
        "do_huge_pmd_wp_page_fallback: without copy = NULL;",
        "do_huge_pmd_wp_page_fallback: without copy = NULL; (2)",
        "do_huge_pmd_wp_page_fallback: without frame = NULL;",
        "do_huge_pmd_wp_page_fallback: without frame = NULL; (2)",
        "do_huge_pmd_wp_page_fallback: without n = 0;",
        "do_huge_pmd_wp_page_fallback: without n = 0; (2)",
        "do_huge_pmd_wp_page_fallback: without n = 0; (4)",
        "do_swap_page: without page = NULL;",
        "do_swap_page: without page = NULL; (2)",
        "dup_mmap: without tmp = NULL;",
        "free_pgtables: without needed = false;",
        "free_pgtables: without needed = false; (2)",
        "free_pgtables: without needed = false; (3)",
        "free_pgtables: without needed = false; (4)",
        "free_pgtables: without needed = false; (5)",
        "free_pgtables: without needed = false; (6)",
        "free_pgtables: without needed = false; (7)",
        "free_pgtables: without needed = false; (8)",
        "hugetlb_fault: without copy = NULL;",
        "hugetlb_fault: without free = 0;",
        "hugetlb_fault: without free = 0; (3)",
        "hmm_get_or_create: without alive = false;",
        "hmm_invalidate_range_end: without alive = false;",
        "hmm_invalidate_range_start: without alive = false;",
        "hmm_mm_destroy: without alive = false;",
        "hmm_range_register: without alive = false;",
        "hmm_range_snapshot: without best = 0;",
        "hmm_release: without alive = false;",
        "madvise_dontneed: without best = 0;",
        "munmap: without tail = NULL;",
        "munmap: without vma = NULL;",
        "reclaim: without candidate = NULL;",
        "take: without page = NULL;",
        "tlb_finish_mmu: without frame = NULL;",
        "touch: without best = 0;",
        "touch: without vma = NULL;",
        "walk_page_range: without best = 0;",
        "collapse_huge_page: without best = 0;",
        "collapse_huge_page: without candidate = NULL;",
        "collapse_huge_page: without candidate = NULL; (2)",
        "collapse_huge_page: without candidate = NULL; (3)",
        "collapse_huge_page: without page = NULL;",
        "collapse_huge_page: without run = 0;",
        "collapse_huge_page: without vma = NULL;",
        "collapse_huge_page: without vma = NULL; (2)",
        "collapse_huge_page: without written = false;",
        "reclaim: without next = 0;",
        "reclaim: without next = 0; (2)",
        "unmap_and_move: without chosen = 0;",
        "unmap_and_move: without next = 0;",
        "unmap_and_move: without next = 0; (2)",
        "unmap_page_range: without frame = NULL;",
        "wp_page_copy: without candidate = NULL;",
        "wp_page_copy: without page = NULL;",
      ]
    ),
    (
      """
      Bookkeeping for the screen: no law and no procedure of this edition asks for this phase in a \
      place where it could tell.
      """,
      [
        "copy_page_range: without nrange->phases = nrange->phases | start;",
        "copy_page_range: without nrange->phases = nrange->phases | start; (2)",
        "do_huge_pmd_wp_page: without nrange->phases = nrange->phases | flush;",
        "do_huge_pmd_wp_page: without nrange->phases = nrange->phases | pte;",
        "do_huge_pmd_wp_page: without nrange->phases = nrange->phases | start;",
        "do_huge_pmd_wp_page_fallback: without nrange->phases = nrange->phases | flush;",
        "do_huge_pmd_wp_page_fallback: without nrange->phases = nrange->phases | pte;",
        "do_huge_pmd_wp_page_fallback: without nrange->phases = nrange->phases | start;",
        "exit_mmap: without nrange->phases = nrange->phases | start;",
        "madvise_dontneed: without nrange->phases = nrange->phases | start;",
        "mmu_notifier_invalidate_range_end: without nrange->phases = nrange->phases | pte;",
        "munmap: without nrange->phases = nrange->phases | start;",
        "reclaim: without nrange->phases = nrange->phases | flush;",
        "reclaim: without nrange->phases = nrange->phases | pte;",
        "reclaim: without nrange->phases = nrange->phases | start;",
        "tlb_finish_mmu: without nrange->phases = nrange->phases | flush;",
        "__split_huge_pmd: without nrange->phases = nrange->phases | pte;",
        "__split_huge_pmd: without nrange->phases = nrange->phases | start;",
        "collapse_huge_page: without nrange->phases = nrange->phases | (pte | flush);",
        "collapse_huge_page: without nrange->phases = nrange->phases | start;",
        "replace_page: without nrange->phases = nrange->phases | flush;",
        "replace_page: without nrange->phases = nrange->phases | pte;",
        "replace_page: without nrange->phases = nrange->phases | start;",
        "unmap_and_move: without nrange->phases = nrange->phases | flush;",
        "unmap_and_move: without nrange->phases = nrange->phases | pte;",
        "unmap_and_move: without nrange->phases = nrange->phases | start;",
        "write_protect_page: without nrange->phases = nrange->phases | flush;",
        "write_protect_page: without nrange->phases = nrange->phases | pte;",
        "write_protect_page: without nrange->phases = nrange->phases | start;",
        "wp_page_copy: without nrange->phases = nrange->phases | flush;",
        "wp_page_copy: without nrange->phases = nrange->phases | pte;",
        "wp_page_copy: without nrange->phases = nrange->phases | start;",
      ]
    ),
    (
      """
      HMM of 5.2 does not look at the event, it is shown only; some of these numbers are 0, which is \
      what the row held.
      """,
      [
        "copy_page_range: turned round if ((vma->vm_flags & VM_HUGETLB) != 0)",
        "copy_page_range: without nrange->event = MMU_NOTIFY_CLEAR;",
        "copy_page_range: without nrange->event = MMU_NOTIFY_PROTECTION_PAGE;",
        "do_huge_pmd_wp_page: without nrange->event = MMU_NOTIFY_CLEAR;",
        "do_huge_pmd_wp_page_fallback: without nrange->event = MMU_NOTIFY_CLEAR;",
        "exit_mmap: without nrange->event = MMU_NOTIFY_UNMAP;",
        "hmm_invalidate_range_start: without update->event = HMM_UPDATE_INVALIDATE;",
        "madvise_dontneed: without nrange->event = MMU_NOTIFY_CLEAR;",
        "munmap: without nrange->event = MMU_NOTIFY_UNMAP;",
        "oom_reap: without nrange->event = 0;",
        "oom_reap: without nrange->event = MMU_NOTIFY_UNMAP;",
        "reclaim: without nrange->event = MMU_NOTIFY_CLEAR;",
        "__split_huge_pmd: without nrange->event = MMU_NOTIFY_CLEAR;",
        "collapse_huge_page: without nrange->event = MMU_NOTIFY_CLEAR;",
        "replace_page: without nrange->event = MMU_NOTIFY_CLEAR;",
        "unmap_and_move: without nrange->event = MMU_NOTIFY_CLEAR;",
        "write_protect_page: without nrange->event = MMU_NOTIFY_CLEAR;",
        "wp_page_copy: without nrange->event = MMU_NOTIFY_CLEAR;",
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
        "hmm_free: never locks mm->page_table_lock",
        "hmm_get_or_create: never locks mm->page_table_lock",
        "hmm_mm_destroy: never locks mm->page_table_lock",
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
      "It is set to something else soon, under the same lock, and nobody reads it without.",
      [
        "reclaim: without pte[addr].slot = NULL;",
        "unmap_and_move: without pte[addr].frame = NULL;",
        "unmap_and_move: without pte[addr].write = false;",
      ]
    ),
    (
      "A present pte has no swap slot, and a huge entry is invalid only while its lock is held.",
      [
        "collapse_huge_page: without pte[addr].slot = NULL;",
        "unmap_and_move: without pte[addr].slot = NULL;",
        "unmap_page_range: without pte[addr].pmd->invalid = false;",
      ]
    ),
    (
      "The search begins where it would have begun without: at 0, or where it has just ended.",
      [
        "reclaim: without next = addr;",
        "unmap_and_move: without next = addr;",
        "unmap_and_move: without next = addr; (3)",
        "unmap_and_move: without next = addr; (4)",
      ]
    ),
    (
      """
      A page is in the swap cache only while reclaim works on it: reclaim has a reference of its own then, and looks \
      at its end whether the slot is needed.
      """,
      [
        "reclaim: without if (slot->page->count == 0)",
        "reclaim: without slot->page->lazyfree = false;",
        "reclaim: without slot->page->letter = 0;",
        "reclaim: without slot->page->owner = free;",
        "unmap_page_range: without pte[addr].slot->page->lazyfree = false;",
      ]
    ),
    (
      "mmap_sem, held for writing, keeps out everybody else who takes the lock.",
      [
        "collapse_huge_page: never locks pmd->ptl"
      ]
    ),
    (
      "The slot, or the frame, was taken by this thread and never written to: it holds no letter.",
      [
        "collapse_huge_page: without candidate->lazyfree = false;",
        "collapse_huge_page: without candidate->letter = 0;",
        "reclaim: without slot->letter = 0;",
        "unmap_and_move: without newpage->lazyfree = false;",
        "do_anonymous_page: without page->letter = 0;",
        "hugetlb_fault: without copy + i->letter = 0;",
      ]
    ),
    (
      """
      The reference that is dropped is never the last: another one is still held, or goes right after.
      """,
      [
        "do_swap_page: without if (slot->page->count == 0)",
        "do_swap_page: without slot->page->letter = 0;",
        "do_swap_page: without slot->page->owner = free;",
        "reclaim: without if (slot->page->count == 0)",
        "reclaim: without slot->page->letter = 0;",
        "reclaim: without slot->page->owner = free;",
      ]
    ),
    (
      """
      The mm is dead before the call begins: nobody in these worlds maps anything after -EFAULT, and the flag is up \
      since setup or since the round before.
      """,
      [
        "hmm_range_fault: without range->failed = true;",
        "hmm_range_snapshot: without range->failed = true;",
      ]
    ),
    (
      """
      The copy takes its place in the next step, under the same lock; meanwhile the entry is none, and nobody \
      looks at its other cells.
      """,
      [
        "do_huge_pmd_wp_page: without pmd->frame = NULL;",
        "wp_page_copy: without pte[addr].dirty = false;",
        "wp_page_copy: without pte[addr].frame = NULL;",
        "wp_page_copy: without pte[addr].protnone = false;",
        "wp_page_copy: without pte[addr].slot = NULL;",
        "wp_page_copy: without pte[addr].soft_dirty = false;",
        "wp_page_copy: without pte[addr].write = false;",
      ]
    ),
    (
      "Bookkeeping for I17: a call that begins when the mm is dead never comes here, so there is nothing to remember.",
      ["hmm_range_fault", "hmm_range_snapshot"].flatMap {
        [
          "\($0): without if (range->isLate)", "\($0): without range->isLate = false; (2)",
          "\($0): without range->survived = true;",
        ]
      }
    ),
  ]

  /// Every mutant of the tables.
  static var names: Set<String> { Set((table + editions + operations + walks + moves).flatMap(\.mutants)) }
}
