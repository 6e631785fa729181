extension Survivors {
  /// Those of pages that move: migrate_vma, device memory, huge copies, and TLBs.
  static let moves: [(reason: String, mutants: [String])] = [
    (
      """
      No world here has a page at that place that MADV_FREE has marked; a frame that is free again must \
      not be marked.
      """,
      [
        "do_anonymous_page: without page->lazyfree = false;",
        "do_huge_pmd_wp_page: without copy + i->lazyfree = false;",
        "do_huge_pmd_wp_page: without orig + i->lazyfree = false;",
        "do_huge_pmd_wp_page: without orig + i->lazyfree = false; (2)",
        "do_huge_pmd_wp_page: without orig + i->lazyfree = false; (3)",
        "do_huge_pmd_wp_page_fallback: without frame->lazyfree = false;",
        "do_huge_pmd_wp_page_fallback: without frame->lazyfree = false; (2)",
        "do_huge_pmd_wp_page_fallback: without orig + i->lazyfree = false;",
        "do_swap_page: without page->lazyfree = false;",
        "do_swap_page: without page->lazyfree = false; (2)",
        "do_swap_page: without slot->page->lazyfree = false;",
        "hugetlb_fault: without copy + i->lazyfree = false;",
        "wp_page_copy: without old->lazyfree = false;",
        "wp_page_copy: without old->lazyfree = false; (2)",
        "wp_page_copy: without old->lazyfree = false; (3)",
        "wp_page_copy: without page->lazyfree = false;",
      ]
    ),
    (
      "Bookkeeping for the screen: no law asks for this phase in a place where it could tell.",
      [
        "migrate_vma_collect: without nrange->phases = nrange->phases | flush;",
        "migrate_vma_collect: without nrange->phases = nrange->phases | start;",
        "migrate_vma_pages: without nrange->phases = nrange->phases | start;",
        "try_to_unmap: without nrange->phases = nrange->phases | (pte | flush);",
        "try_to_unmap: without nrange->phases = nrange->phases | start;",
      ]
    ),
    (
      "HMM of 5.2 does not look at the event, it is shown only.",
      [
        "migrate_vma_collect: without nrange->event = MMU_NOTIFY_CLEAR;",
        "migrate_vma_pages: without nrange->event = MMU_NOTIFY_CLEAR;",
        "try_to_unmap: without nrange->event = MMU_NOTIFY_CLEAR;",
      ]
    ),
    (
      "The part of the old range is unmapped right after, and that flushes it again.",
      [
        "move_page_tables: without cpu->tlb[at] = HMM_PFN_NONE;",
        "move_page_tables: without cpu->tlb[at] = HMM_PFN_NONE; (2)",
        "move_page_tables: without for (at = from; at < stop; at++)",
        "move_page_tables: without for (at = from; at < stop; at++) (2)",
        "move_page_tables: without for (cpu = 1; cpu < nr_cpu + 1; cpu++)",
        "move_page_tables: without for (cpu = 1; cpu < nr_cpu + 1; cpu++) (2)",
      ]
    ),
    (
      "The pte was write-protected and flushed before, and nobody reads through it in between.",
      [
        "replace_page: without cpu->tlb[at] = HMM_PFN_NONE;",
        "replace_page: without for (at = addr; at < addr + 1; at++)",
        "replace_page: without for (cpu = 1; cpu < nr_cpu + 1; cpu++)",
      ]
    ),
    (
      "No world with TLBs has a page of two processes that moves, or a hole that a CPU knows.",
      [
        "migrate_vma_insert_page: without cpu->tlb[at] = HMM_PFN_NONE;",
        "try_to_unmap: without cpu->tlb[at] = HMM_PFN_NONE;",
        "try_to_unmap: without for (at = addr; at < addr + 1; at++)",
      ]
    ),
    (
      """
      A local, or a row of the thread's own, is put back to zero, so that situations that are equal are \
      equal states; here nothing else differs by then, or the next use sets it first.
      """,
      [
        "hmm_devmem_add: without frame = NULL;",
        "hmm_devmem_add: without frame = NULL; (2)",
        "hmm_vma_alloc_locked_page: without candidate = NULL;",
        "hmm_vma_alloc_locked_page: without page = NULL;",
        "hmm_vma_walk_huge_pmd: without fault = false; (2)",
        "hmm_vma_walk_huge_pmd: without fault = false; (3)",
        "hmm_vma_walk_huge_pmd: without write_fault = false; (2)",
        "hmm_vma_walk_huge_pmd: without write_fault = false; (3)",
        "migrate_vma: without migrate->cpages = 0;",
        "migrate_vma: without migrate->dst[i] = 0;",
        "migrate_vma: without migrate->fault_page = NULL;",
        "migrate_vma: without migrate->src[i] = 0;",
        "migrate_vma_collect: without page = NULL; (2)",
        "migrate_vma_collect: without taken = false;",
        "migrate_vma_collect: without taken = false; (2)",
        "migrate_vma_collect: without unmapped = false;",
        "migrate_vma_pages: without fits = false; (2)",
        "migrate_vma_pages: without newpage = NULL;",
        "try_to_unmap: without found = 0;",
      ]
    ),
    (
      """
      The way that a move takes is held by the rows of the kernel's own tests (migrate_vma: what is \
      collected, unmapped and inserted); these small worlds come to the same end without it.
      """,
      [
        "hmm_vma_walk_huge_pmd: without walk->last = addr; (2)",
        "migrate_vma_collect: turned round if (pte[addr].write)",
        "migrate_vma_collect: without entry = entry | MIGRATE_PFN_WRITE;",
        "migrate_vma_collect: without if (pte[addr].write)",
        "migrate_vma_collect: without nrange->start = migrate->start;",
        "migrate_vma_insert_page: turned round "
          + "if ((pte[addr].kind == present) && (pte[addr].frame->owner == ZERO_PAGE))",
        "migrate_vma_insert_page: without migrate->src[addr - migrate->start] = MIGRATE_PFN_MIGRATE;",
        "migrate_vma_insert_page: without pte[addr].kind = present;",
        "migrate_vma_pages: without if (!((migrate->src[addr - migrate->start] & MIGRATE_PFN_MIGRATE) != 0))",
        "migrate_vma_pages: without newpage->owner = page->owner;",
        "migrate_vma_pages: without nrange->end = migrate->end;",
        "migrate_vma_pages: without nrange->start = addr;",
        "reclaim: without slot->letter = page->letter; (2)",
        "try_to_unmap: turned round if (pte[addr].kind == present)",
        "try_to_unmap: without nrange->end = addr + 1;",
        "try_to_unmap: without nrange->start = addr;",
        "try_to_unmap: without pte[addr].dirty = false;",
        "try_to_unmap: without pte[addr].protnone = false;",
      ]
    ),
  ]
}
