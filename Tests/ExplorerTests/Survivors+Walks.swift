/// The mutants of walks, of faults for devices and of what is called around them that nobody can notice.
extension Survivors {
  static let walks: [(reason: String, mutants: [String])] = [
    (
      """
      A local is put back to zero, or is zero already, so that situations that are equal are equal states; the next \
      use \
      sets it first.
      """,
      [
        "hmm_range_dma_map: without error = false;",
        "hmm_range_fault: without best = 0;",
        "hmm_range_fault: without vma = NULL;",
        "hmm_vma_walk_hole: without fault = false;",
        "hmm_vma_walk_hole: without write_fault = false;",
        "hmm_vma_walk_huge_pmd: without fault = false;",
        "hmm_vma_walk_huge_pmd: without write_fault = false;",
        "hmm_vma_walk_hugetlb_entry: without request = 0;",
        "hmm_vma_walk_hugetlb_entry: without start = 0;",
        "hmm_vma_walk_pud: without fault = false;",
        "hmm_vma_walk_pud: without write_fault = false;",
      ]
    ),
    (
      "The state of a walk goes with its stack; what is not put back here is set again by the next walk, or was zero.",
      [
        "hmm_range_fault: without if (walk->mapped || walk->pgmap) (2)",
        "hmm_range_fault: without walk->last = 0;",
        "hmm_range_fault: without walk->leaked = true; (2)",
        "hmm_range_fault: without walk->mapped = false; (2)",
        "hmm_range_fault: without walk->pgmap = false;",
        "hmm_range_fault: without walk->pgmap = false; (2)",
        "hmm_range_snapshot: without walk->block = false;",
        "hmm_range_snapshot: without walk->fault = false; (2)",
        "hmm_range_snapshot: without walk->pgmap = false;",
        "hmm_vma_walk_pmd: without walk->pgmap = false; (2)",
      ]
    ),
    (
      "B10: block changes nothing, for the flag is set from the beginning.",
      [
        "hmm_range_fault: without walk->block = block;",
        "hmm_vma_do_fault: turned round if (!walk->block)",
        "hmm_vma_do_fault: without flags = flags | FAULT_FLAG_ALLOW_RETRY;",
        "hmm_vma_do_fault: without if (!walk->block)",
      ]
    ),
    (
      "What is written here is overwritten before anybody reads it: by FA7, the hole, or the walk that looks again.",
      [
        "hmm_vma_do_fault: without walk->range->pfns[index(addr)] = HMM_PFN_ERROR;",
        "hmm_vma_do_fault: without walk->range->written[index(addr)] = this round;",
        "hmm_vma_walk_hole_: without range->written[index(addr)] = this round;",
        "hmm_vma_walk_hugetlb_entry: without range->pfns[index(addr)] = HMM_PFN_NONE;",
      ]
    ),
    (
      "Pages of hugetlbfs go to a callback of their own: this one never meets them.",
      [
        "hmm_vma_walk_huge_pmd: without for (i = index(addr); i < index_after(addr, end); i++)",
        "hmm_vma_walk_huge_pmd: without for (i = index(addr); i < index_after(addr, end); i++) (2)",
        "hmm_vma_walk_huge_pmd: without range->pfns[i] = HMM_PFN_ERROR;",
        "hmm_vma_walk_huge_pmd: without range->written[i] = this round;",
      ]
    ),
    (
      "For a huge page on its way it is decided only whether to wait; what for does not matter.",
      [
        """
        hmm_vma_walk_huge_pmd: turned round if ((walk->fault && asks(range->pfns[i], HMM_PFN_VALID)) && \
        asks(range->pfns[i], HMM_PFN_WRITE))
        """,
        """
        hmm_vma_walk_huge_pmd: without if ((walk->fault && asks(range->pfns[i], HMM_PFN_VALID)) && \
        asks(range->pfns[i], HMM_PFN_WRITE))
        """,
        "hmm_vma_walk_huge_pmd: without write_fault = true;",
      ]
    ),
    (
      "The walk has just come to this page: last is there already.",
      [
        "hmm_vma_walk_huge_pmd: turned round if (fault)",
        "hmm_vma_walk_huge_pmd: without if (fault)",
        "hmm_vma_walk_huge_pmd: without walk->last = addr;",
        "hmm_vma_walk_pmd: without walk->last = addr; (2)",
      ]
    ),
    (
      "B11: a fault for a huge pud stops the machine before it is asked what it is for.",
      [
        """
        hmm_vma_walk_pud: turned round if (((walk->fault && asks(range->pfns[i], HMM_PFN_VALID)) && \
        asks(range->pfns[i], HMM_PFN_WRITE)) && !pte[addr].pmd->pud->write) (2)
        """,
        """
        hmm_vma_walk_pud: without if (((walk->fault && asks(range->pfns[i], HMM_PFN_VALID)) && \
        asks(range->pfns[i], HMM_PFN_WRITE)) && !pte[addr].pmd->pud->write) (2)
        """,
        "hmm_vma_walk_pud: without write_fault = true;",
      ]
    ),
    (
      "No driver here brings a private page back, to read or to write.",
      [
        """
        hmm_vma_walk_pmd: without write_fault = ((walk->fault && asks(request, HMM_PFN_VALID)) && asks(request, \
        HMM_PFN_DEVICE_PRIVATE)) && ((walk->fault && asks(request, HMM_PFN_VALID)) && asks(request, HMM_PFN_WRITE));
        """
      ]
    ),
    (
      "HMM refuses a special vma before it walks; a walk by itself meets one at page 0, and goes to its end.",
      [
        "walk_page_range: turned round if (next < addr)",
        "walk_page_range: without addr = next; (2)",
        "walk_page_range: without if (next < addr)",
        "walk_page_range: without start = addr;",
      ]
    ),
    (
      "An entry without VALID names no frame; and as many are mapped as are there to be unmapped.",
      [
        "hmm_device_entry_to_page: without return NULL;",
        "hmm_range_dma_map: without count--;",
      ]
    ),
  ]
}
