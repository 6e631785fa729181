extension Reasons {
  private static let fork = "kernel/fork.c"
  private static let memory = "mm/memory.c"

  /// A fork.
  static let forking: [String: StepWords] = [
    "FK1": StepWords(
      fork, "makes an mm", short: "the child has an mm",
      "the child gets an mm of its own. Nobody mirrors it: its hmm is NULL, and nobody subscribes."),
    "FK2": StepWords(
      fork, "locks mmap_sem", short: "mmap_sem for writing",
      "for writing: no fault and no snapshot of the parent may run while its pages are copied."),
    "FK3": StepWords(
      fork, "locks the child's mmap_sem", short: "the child's, for writing",
      "the child's as well, although nobody can know it yet."),
    "FK4": StepWords(fork, will: { _ in "copies a vma" }) { g in
      let row = g.local("vma") ?? 0
      let pages = g.pages(g.new(Vma.name, row, "vm_start"), g.new(Vma.name, row, "vm_end"))
      return ("the child gets a copy of the vma of pages \(pages).", [], "copies the vma of \(pages)")
    },
    "FK5": StepWords(memory, "copies its ptes", short: "copies its ptes", "the ptes of the vma follow."),
    "FK6": StepWords(
      fork, "unlocks the child's", short: "unlocks the child's", "the child's address space is complete."),
    "FK7": StepWords(
      fork, "flushes the TLB", short: "flushes the parent's TLB",
      """
      one flush of the parent for all that was write-protected, long after the sections have ended. Until here a CPU \
      of the parent could still write through an old entry.
      """),
    "FK8": StepWords(fork, "unlocks mmap_sem", short: "unlocks mmap_sem", "faults of the parent may go on."),
    "FK9": StepWords(fork, "lets the child run", short: "the child runs", "the child's threads may begin."),
    "FC1": StepWords(
      memory, will: { _ in "looks at the vma" },
      says: { g in
        let row = g.local("vma") ?? 0
        return g.new(Vma.name, row, "vm_flags") & 32 == 0
          ? ("the vma is private: what both have must not be written by either.", [], "a private vma")
          : ("the vma is shared: both go on writing to the same frames.", [], "a shared vma")
      }),
    "FC2": section(memory),
    "FC2 if": StepWords(
      memory, tests: "tests for private",
      yes: { _ in ("ptes will lose the right to write: that needs a section.", "private: a section") },
      no: { _ in ("nothing of the parent changes: no section is needed.", "shared: no section") }),
    "FC17": StepWords(
      memory, tests: "tests for hugetlb",
      yes: { _ in ("for huge pages of hugetlb the reason is CLEAR.", "hugetlb") },
      no: { _ in ("for ordinary pages the reason is PROTECTION_PAGE.", "ordinary pages") }),
    "FC3": StepWords(
      memory, "tells the subscribers", short: "N+: the section starts",
      "everybody who mirrors the parent is told before a pte loses a right."),
    "FC4": StepWords(memory, will: { g in "finds the tables" }) { g in
      ("finds the tables of page \(g.page(g.addr)), in both address spaces.", [], "finds the tables")
    },
    "FC5": StepWords(
      memory, tests: "tests for a table",
      yes: { _ in ("the parent has nothing there.", "nothing there") },
      no: { _ in ("the parent has something there.", "something is there") }),
    "FC6": StepWords(
      memory, tests: "tests for a table of ptes",
      yes: { _ in ("it is a table of ptes.", "a table of ptes") },
      no: { _ in ("it is a huge entry.", "a huge entry") }),
    "FC7": StepWords(memory, "makes the child's table", short: "the child has a table", "the child gets a table, too."),
    "FC8": StepWords(memory, "locks the child's ptl", short: "locks the child's ptl", "first the lock of the copy."),
    "FC9": StepWords(
      memory, "locks the ptl", short: "locks the parent's ptl", "then the lock of the original."),
    "FC10": StepWords(memory, will: { g in "copies pte \(g.page(g.addr))" }) { g in
      let before = g.pte(g.addr, isAfter: false)
      let row = g.new(Pte.name, g.addr + 1, "frame")
      guard g.new(Pte.name, g.addr + 1, "kind") != 0 else {
        return ("pte \(g.page(g.addr)) is none: there is nothing to copy.", [], "pte \(g.page(g.addr)) is none")
      }
      let change = before == g.pte(g.addr) ? before : "\(before) ⇒ \(g.pte(g.addr))"
      let count = row > 0 ? " Frame \(g.frame(row)) has \(g.new(Frame.name, row, "count")) references." : ""
      return (
        "pte \(g.page(g.addr)) \(change), and the child has the same.\(count)", [],
        "pte \(g.page(g.addr)) for both"
      )
    },
    "FC11": StepWords(memory, "unlocks both", short: "unlocks both ptls", "both tables are as they are to be."),
    "FC12": StepWords(
      memory, "ends the section", short: "N-: the section ends",
      "the section ends. The CPU's TLB is not flushed yet: that comes once, for all vmas."),
    "FC12 if": StepWords(
      memory, tests: "tests for a section",
      yes: { _ in ("the section has to be ended.", "ends the section") },
      no: { _ in ("there was no section.", "no section") }),
    "FC13": StepWords(memory, "forgets the section", short: "the section is over", "the section is over."),
    "FC14": StepWords(
      memory, "locks the child's pmd", short: "locks the child's pmd", "first the lock of the copy."),
    "FC15": StepWords(memory, "locks the pmd", short: "locks the parent's pmd", "then the lock of the original."),
    "FC16": StepWords(
      memory, "copies the huge entry", short: "the huge page for both",
      "both map the huge page, and each of its frames has a reference more."),
  ]
}
