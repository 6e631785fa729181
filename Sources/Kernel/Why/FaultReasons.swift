extension Reasons {
  private static let memory = "mm/memory.c"

  /// A page fault: what kind of entry it has met.
  static let faulting: [String: StepWords] = [
    "PF1": StepWords(
      memory, "calls hugetlb_fault", short: "a hugetlb fault", "pages of hugetlb have a way of their own."),
    "PF1 if": StepWords(
      memory, tests: "tests for hugetlb",
      yes: { _ in ("the vma has huge pages only.", "a hugetlb vma") },
      no: { _ in ("the vma has ordinary pages.", "an ordinary vma") }),
    "PF2": StepWords(
      memory, "reads the pmd", short: "reads the pmd",
      "makes the upper tables where they are missing, and reads the pmd."),
    "PF3": StepWords(
      memory, tests: "tests for a huge entry",
      yes: { g in ("the pmd of page \(g.page(g.addr)) is no table.", "a huge entry") },
      no: { _ in ("the pmd has a table of ptes, or will have one.", "a table of ptes") }),
    "PF4": StepWords(
      memory, "waits for the huge page", short: "the huge page has arrived",
      "the huge page is on its way: the fault waits until it has arrived. mmap_sem stays held."),
    "PF4 if": StepWords(
      memory, tests: "tests for migration",
      yes: { _ in ("the huge page is on its way.", "the huge page is on its way") },
      no: { _ in ("the huge page is there.", "the huge page is there") }),
    "PF5": StepWords(
      memory, "reads its rights", short: "reads its rights", "reads what the huge entry allows."),
    "PF5 spin_lock": StepWords(
      memory, "clears the hint", short: "clears the NUMA hint",
      "a NUMA hint: the access has told which node it is, so the entry allows it again. It raises no notifier."),
    "PF5 if": StepWords(
      memory, tests: "tests for a NUMA hint",
      yes: { _ in ("the entry was made to fault, to learn which node uses it.", "a NUMA hint fault") },
      no: { _ in ("it is no hint.", "no NUMA hint") }),
    "PF6": StepWords(
      memory, will: { g in "reads pte \(g.page(g.addr))" },
      says: { g in
        (
          "reads pte \(g.page(g.addr)) without its lock: \(g.pte(g.addr)). Who changes it looks again.", [],
          "pte \(g.page(g.addr)) \(g.pte(g.addr))"
        )
      }),
    "PF7": StepWords(
      memory, "handles a first touch", short: "a first touch", "nothing is there yet: do_anonymous_page."),
    "PF7 if": StepWords(
      memory, tests: "tests for none",
      yes: { g in ("pte \(g.page(g.addr)) is none.", "pte \(g.page(g.addr)) is none") },
      no: { g in ("something is at pte \(g.page(g.addr)).", "pte \(g.page(g.addr)) is not none") }),
    "PF8": StepWords(memory, "swaps the page in", short: "the page is in swap", "the page is in swap: do_swap_page."),
    "PF8 if": StepWords(
      memory, tests: "tests for swap",
      yes: { g in ("pte \(g.page(g.addr)) names a place in swap.", "a swap entry") },
      no: { g in ("pte \(g.page(g.addr)) names no place in swap.", "no swap entry") }),
    "PF9": StepWords(
      memory, "waits for the page", short: "the page has arrived",
      "a migration entry: the fault waits until the page has arrived, with mmap_sem held."),
    "PF9 if": StepWords(
      memory, tests: "tests for migration",
      yes: { _ in ("the page is on its way: there is a migration entry.", "a migration entry") },
      no: { _ in ("the page is not on its way.", "no migration entry") }),
    "PF10": StepWords(
      memory, "asks the device", short: "asks the device's driver",
      """
      the page lies in device memory, which the CPU cannot reach: its driver has to bring it back. Neither the lock of \
      the table nor a reference to the page is held.
      """),
    "PF10 if": StepWords(
      memory, tests: "tests for device memory",
      yes: { _ in ("the page lies in device memory.", "in device memory") },
      no: { _ in ("the page does not lie in device memory.", "not in device memory") }),
    "PF11": StepWords(
      memory, tests: "tests for poison",
      yes: { _ in ("the memory has lost this page: VM_FAULT_HWPOISON.", "poisoned: VM_FAULT_HWPOISON") },
      no: { _ in ("the page is not poisoned.", "not poisoned") }),
    "PF12": StepWords(
      memory, will: { g in "clears the hint" },
      says: { g in
        (
          """
          a NUMA hint at pte \(g.page(g.addr)): the access has told which node it is, and is allowed again. It raises \
          no notifier.
          """, [], "clears the NUMA hint"
        )
      }),
    "PF12 if": StepWords(
      memory, tests: "tests for a NUMA hint",
      yes: { _ in ("the pte was made to fault, to learn which node uses it.", "a NUMA hint fault") },
      no: { _ in ("it is no hint.", "no NUMA hint") }),
    "PF13": StepWords(
      memory, "calls do_wp_page", short: "a write to read-only",
      "the vma allows writing, the pte does not: do_wp_page."),
    "PF13 if": StepWords(
      memory, tests: "tests for a write to ro",
      yes: { g in ("pte \(g.page(g.addr)) is read-only, and this is a write.", "a write to read-only") },
      no: { g in ("pte \(g.page(g.addr)) allows the access.", "the pte allows it") }),
    "PF14": StepWords(
      memory, "returns 0", short: "nothing is missing",
      "nothing is missing: somebody else has mended it, or the CPU's TLB was older than the tables."),
    "PF15": StepWords(
      memory, "calls do_huge_pmd_wp_page", short: "a write to a read-only huge page",
      "the huge entry is read-only: do_huge_pmd_wp_page."),
    "PF15 if": StepWords(
      memory, tests: "tests for a write to ro",
      yes: { _ in ("the huge entry is read-only, and this is a write.", "a write to read-only") },
      no: { _ in ("the huge entry allows the access.", "the entry allows it") }),
  ]
}
