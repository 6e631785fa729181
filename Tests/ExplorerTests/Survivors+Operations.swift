extension Survivors {
  /// Those of mprotect, mremap, files, clear_refs, MADV_FREE and the reaper of all memory.
  static let operations: [(reason: String, mutants: [String])] = [
    (
      """
      A local is put back to zero, so that situations that are equal are equal states; here nothing \
      else differs by then, or the next use sets it first.
      """,
      [
        "clear_refs_write: without best = 0;", "do_munmap: without best = 0;", "do_munmap: without tail = NULL;",
        "do_munmap: without vma = NULL;", "do_munmap: without vma = NULL; (2)", "madvise_free: without best = 0;",
        "mprotect: without best = 0;", "mprotect: without new = NULL;", "mprotect: without vma = NULL;",
        "mremap: without best = 0;", "mremap: without new_vma = NULL;", "mremap: without vma = NULL;",
        "page_mkclean: without cleaned = false;", "page_mkclean: without protnone = false;",
        "page_mkclean: without soft_dirty = false;", "task_numa_work: without best = 0;",
        "unmap_mapping_pages: without vma = NULL;",
      ]
    ),
    (
      """
      khugepaged of 5.2 raises no section here (H30), so what is set up for one is shown only. With H30 mended it is \
      raised: BugTests hold that form.
      """,
      [
        "retract_page_tables: without nrange->blockable = 1;", "retract_page_tables: without nrange->end = end;",
        "retract_page_tables: without nrange->event = MMU_NOTIFY_CLEAR;",
        "retract_page_tables: without nrange->mm = mm;",
        "retract_page_tables: without nrange->phases = (start | told) | end;",
        "retract_page_tables: without nrange->phases = nrange->phases | start;",
        "retract_page_tables: without nrange->start = start;",
      ]
    ),
    (
      """
      What the older call finds valid is noted for I12, of which the worlds here have no driver with a commit. \
      BugTests have one: H06's mended form breaks I12 without it.
      """,
      [
        "hmm_vma_range_done: turned round if ((range->driver != NULL) && valid)",
        "hmm_vma_range_done: without if ((range->driver != NULL) && valid)",
        "hmm_vma_range_done: without if (lock_is_held(&range->driver->update))",
        "hmm_vma_range_done: without range->driver->tested = range;",
      ]
    ),
    (
      "Bookkeeping for the screen: no law asks for this phase in a place where it could tell.",
      [
        "change_protection_range: without nrange->phases = nrange->phases | start;",
        "clear_refs_write: without nrange->phases = nrange->phases | start;",
        "do_munmap: without nrange->phases = nrange->phases | start;",
        "madvise_free: without nrange->phases = nrange->phases | flush;",
        "madvise_free: without nrange->phases = nrange->phases | start;",
        "move_page_tables: without nrange->phases = nrange->phases | flush;",
        "move_page_tables: without nrange->phases = nrange->phases | flush; (2)",
        "move_page_tables: without nrange->phases = nrange->phases | pte;",
        "move_page_tables: without nrange->phases = nrange->phases | pte; (2)",
        "move_page_tables: without nrange->phases = nrange->phases | start;",
        "page_mkclean: without nrange->phases = nrange->phases | flush;",
        "page_mkclean: without nrange->phases = nrange->phases | pte;",
        "page_mkclean: without nrange->phases = nrange->phases | start;",
        "unmap_mapping_pages: without nrange->phases = nrange->phases | start;",
      ]
    ),
    (
      "HMM of 5.2 does not look at the event, it is shown only.",
      [
        "__oom_reap_task_mm: without nrange->event = MMU_NOTIFY_UNMAP;",
        "change_protection_range: without nrange->event = MMU_NOTIFY_PROTECTION_VMA;",
        "clear_refs_write: without nrange->event = MMU_NOTIFY_SOFT_DIRTY;",
        "do_munmap: without nrange->event = MMU_NOTIFY_UNMAP;",
        "madvise_free: without nrange->event = MMU_NOTIFY_CLEAR;",
        "move_page_tables: without nrange->event = MMU_NOTIFY_UNMAP;",
        "page_mkclean: without nrange->event = MMU_NOTIFY_PROTECTION_PAGE;",
        "unmap_mapping_pages: without nrange->event = MMU_NOTIFY_CLEAR;",
      ]
    ),
    (
      """
      The row is zero from its allocation or from the section before; what begins at the first page of all is as good \
      as what begins too early.
      """,
      [
        "__oom_reap_task_mm: without nrange->blockable = 0;",
        "clear_refs_write: without nrange->start = mm->first;",
      ]
    ),
    (
      "The unmap of the old place, which comes next, clears the pte and fills in the section again.",
      [
        "move_page_tables: without nrange->blockable = false;", "move_page_tables: without nrange->end = 0;",
        "move_page_tables: without nrange->event = 0;", "move_page_tables: without nrange->mm = NULL;",
        "move_page_tables: without nrange->start = 0;", "move_page_tables: without pte[addr].dirty = false;",
        "move_page_tables: without pte[addr].frame = NULL;", "move_page_tables: without pte[addr].protnone = false;",
        "move_page_tables: without pte[addr].slot = NULL;", "move_page_tables: without pte[addr].soft_dirty = false;",
        "move_page_tables: without pte[addr].write = false;",
      ]
    ),
    (
      "It says what to flush, and these worlds have no TLBs.",
      ["move_page_tables: without from = addr;"]
    ),
    (
      "A window has no room for a second huge page that could move after the first.",
      ["move_page_tables: without new_addr = (new_addr + stop) - addr; (2)"]
    ),
    (
      "It is set only while a huge entry is being split, under its lock.",
      ["move_page_tables: without pmd->invalid = false;"]
    ),
    (
      "The trimming further down does the same again.",
      ["do_munmap: without entry->vm_end = start;"]
    ),
    (
      "The pte is set again from what was there, and a page is not in swap at the same time.",
      [
        "page_mkclean: without pte[addr].frame = NULL;", "page_mkclean: without pte[addr].protnone = false;",
        "page_mkclean: without pte[addr].slot = NULL;", "page_mkclean: without pte[addr].soft_dirty = false;",
        "write_protect_page: without pte[addr].protnone = false;",
        "write_protect_page: without pte[addr].slot = NULL;",
        "write_protect_page: without pte[addr].soft_dirty = false;",
      ]
    ),
    (
      "The pte was made read-only and clean before, and a present pte has no swap slot.",
      [
        "replace_page: without pte[addr].dirty = false;", "replace_page: without pte[addr].slot = NULL;",
        "replace_page: without pte[addr].write = false;",
      ]
    ),
    (
      "Pages of files are never given up by MADV_FREE, and a swap entry names no frame.",
      ["page_mkclean: without page->lazyfree = false;", "madvise_free_page_range: without pte[addr].frame = NULL;"]
    ),
    (
      "A huge page lies in one vma, so all of it is asked for.",
      ["clear_refs_write: without __split_huge_pmd(mm, addr);"]
    ),
  ]
}
