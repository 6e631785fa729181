import Machine

extension Reasons {
  /// khugepaged makes a huge page of small ones.
  static let collapsing: [String: StepWords] = [
    "CO1": StepWords("mm/khugepaged.c", will: { _ in "takes a huge page" }) { g in
      let taken = g.which(Frame.name) { g.old(Frame.name, $0, "owner") == 0 && g.new(Frame.name, $0, "owner") != 0 }
      guard let first = taken.first, let last = taken.last else {
        return ("there are not enough free frames in a row: nothing is collapsed.", [], "no huge page is free")
      }
      return (
        "frames \(g.frame(first)) to \(g.frame(last)) are free and lie in a row: they will be the huge page.", [],
        "takes \(g.frame(first)) to \(g.frame(last))"
      )
    },
    "CO2": StepWords(
      "mm/khugepaged.c", "locks mmap_sem", short: "mmap_sem for writing",
      "for writing: no fault and no walk of HMM may run until the huge page is there."),
    "CO3": StepWords("mm/khugepaged.c", will: { _ in "looks at the vma" }) { g in
      (
        "looks whether one vma still covers all that pmd \(g.page(g.addr)) does, with a table below it.", [],
        "looks at vma and pmd"
      )
    },
    "CO3 if": StepWords(
      "mm/khugepaged.c", tests: "tests vma and pmd",
      yes: { _ in ("this cannot be a huge page, or is one already: it gives up.", "cannot be collapsed") },
      no: { _ in ("this can be a huge page.", "can be collapsed") }),
    "CO4": StepWords(
      "mm/khugepaged.c", "locks the rmap", short: "rmap for writing",
      "for writing: neither reclaim nor compaction finds these pages now."),
    "CO5": section("mm/khugepaged.c"),
    "CO5 mmu_notifier_invalidate_range_start": StepWords(
      "mm/khugepaged.c", "tells the subscribers", short: "N+: the section starts",
      "everybody who mirrors these pages is told: all of them will change their frame."),
    "CO6": StepWords("mm/khugepaged.c", "locks the pmd", short: "locks the pmd", "takes the lock of the entry."),
    "CO7": StepWords(
      "mm/khugepaged.c", "clears the pmd", short: "pmd ⇒ ◦ none, TLB flushed",
      "the entry is none, so no CPU reaches the table below it, and the TLB is flushed: the old pages hold still."),
    "CO8": StepWords("mm/khugepaged.c", "unlocks the pmd", short: "unlocks the pmd", "the entry is none."),
    "CO9": StepWords(
      "mm/khugepaged.c", "ends the section", short: "N-: the section ends early",
      """
      the section ends before the huge page is there, and no other one follows. That is good only because mmap_sem, \
      held for writing, keeps every walk out.
      """),
    "CO10": StepWords("mm/khugepaged.c", will: { _ in "isolates the pages" }) { g in
      let isGood = (g.program.local(g.new, g.index, "good") ?? 0) != 0
      return isGood
        ? ("nobody else has a reference to one of these pages: they can be copied.", [], "the pages are isolated")
        : (
          "one of these pages is shared, in use or not there, or none may be written to: the old table comes back.",
          [], "cannot isolate: old table"
        )
    },
    "CO11 if": StepWords(
      "mm/khugepaged.c", tests: "tests the pages", yes: { _ in ("now they are copied, one by one.", "copies") },
      no: { _ in ("nothing is copied.", "copies nothing") }),
    "CO11": StepWords("mm/khugepaged.c", will: { g in "copies page \(g.page(g.addr))" }) { g in
      let freed = g.which(Frame.name) { g.old(Frame.name, $0, "owner") != 0 && g.new(Frame.name, $0, "owner") == 0 }
      guard let row = freed.first else {
        return (
          "page \(g.page(g.addr)) was none: its part of the huge page is empty.", [], "page \(g.page(g.addr)) is empty"
        )
      }
      return (
        """
        the contents of page \(g.page(g.addr)) are in the huge page, and frame \(g.frame(row)) is free. The section is \
        over long since: whoever mirrored it has dropped it then.
        """,
        [], "frees \(g.frame(row))"
      )
    },
    "CO12": StepWords("mm/khugepaged.c", "locks the pmd", short: "locks the pmd", "to put the entry in place."),
    "CO13": StepWords("mm/khugepaged.c", will: { _ in "sets the pmd" }) { g in
      let row = g.pmdRow
      guard g.new(Pmd.name, row, "kind") == 1 else { return ("the old table is back.", [], "pmd ⇒ the old table") }
      return (
        """
        one entry maps all pages, from frame \(g.frame(g.new(Pmd.name, row, "frame"))) on. No notifier is raised for \
        it.
        """,
        [], "pmd ⇒ huge, from \(g.frame(g.new(Pmd.name, row, "frame")))"
      )
    },
    "CO14": StepWords("mm/khugepaged.c", "unlocks the pmd", short: "unlocks the pmd", "the entry can be seen."),
    "CO15": StepWords("mm/khugepaged.c", "unlocks the rmap", short: "unlocks the rmap", "pages can be found again."),
    "CO16": StepWords("mm/khugepaged.c", will: { _ in "unlocks mmap_sem" }) { g in
      g.which(Frame.name) { g.old(Frame.name, $0, "owner") != 0 && g.new(Frame.name, $0, "owner") == 0 }.isEmpty
        ? ("faults and walks may go on: they find the huge page.", [], "unlocks mmap_sem")
        : ("nothing was collapsed: the new frames go back.", [], "gives the frames back")
    },
  ]
}
