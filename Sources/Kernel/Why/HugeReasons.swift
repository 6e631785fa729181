extension Reasons {
  /// The split of a huge page, and a huge page that goes in one piece.
  static let splitting: [String: StepWords] = [
    "SP1": section("mm/huge_memory.c"),
    "SP2": StepWords(
      "mm/huge_memory.c", "tells the subscribers", short: "N+: the section starts",
      """
      everybody who mirrors the huge page is told, though no frame will change: what maps it, does. The section may \
      lie inside of one of the caller's own.
      """),
    "SP3": StepWords(
      "mm/huge_memory.c", "locks the pmd", short: "locks the pmd",
      "takes the lock of the huge entry. Before that, somebody else may have split or removed it."),
    "SP4": StepWords("mm/huge_memory.c", will: { _ in "invalidates the pmd" }) { g in
      guard g.new(Pmd.name, g.pmdRow, "invalid") != 0 else {
        return ("the pmd is not huge any more: there is nothing to split.", [], "not huge any more")
      }
      return (
        """
        the huge entry stays, but no CPU may use it, and the TLB is flushed: a CPU must never have a huge and a \
        small entry for the same page.
        """,
        [], "the pmd is invalid"
      )
    },
    "SP5": StepWords("mm/huge_memory.c", will: { _ in "puts the table in place" }) { g in
      guard g.old(Pmd.name, g.pmdRow, "invalid") != 0 else {
        return ("nothing was split here, so no table is put in place.", [], "nothing to do")
      }
      let (start, frame) = (g.old(Pmd.name, g.pmdRow, "start"), g.old(Pmd.name, g.pmdRow, "frame"))
      return (
        """
        every pte gets its part of the huge page, from pte \(g.page(start)) to frame \(g.frame(frame)) on, with the \
        same rights; then the pmd points to this table. No frame has changed.
        """,
        [], "pmd ⇒ table, same frames"
      )
    },
    "SP6": StepWords(
      "mm/huge_memory.c", "unlocks the pmd", short: "unlocks the pmd", "others may look at this entry again."),
    "SP7": StepWords(
      "mm/huge_memory.c", "ends the section", short: "N-: the section ends",
      "the small ptes are there, and the section ends. A device may map the same frames again."),
    "SP8": StepWords(
      "mm/huge_memory.c", "is done", short: "the split is done", "its section is over; the caller goes on."),
    "ZH1 if": StepWords(
      "mm/memory.c", tests: "checks the huge page",
      yes: { _ in ("only a part of the huge page is to go: it must be split first.", "a part of it: split first") },
      no: { _ in ("all of the huge page is to go: one entry is enough.", "all of it: one entry") }),
    "ZH1": StepWords(
      "mm/memory.c", "splits the huge page", short: "splits the huge page first",
      "the split has a section of its own, inside of the one that is open: notifiers counts both."),
    "ZH2": StepWords(
      "mm/memory.c", "locks the pmd", short: "locks the pmd", "takes the lock of the huge entry."),
    "ZH3": StepWords("mm/memory.c", will: { g in "clears the pmd of \(g.page(g.addr))" }) { g in
      let row = g.old(Pte.name, g.addr + 1, "pmd")
      let (was, isNone) = (g.old(Pmd.name, row, "none"), g.new(Pmd.name, row, "none"))
      guard was != isNone else { return ("the pmd is not huge any more: its ptes go one by one.", [], "not huge") }
      let pages = g.pages(g.old(Pmd.name, row, "start"), g.old(Pmd.name, row, "end"))
      return (
        "one entry for \(pages) ⇒ none. All its frames are gathered: they are freed after the section has ended.", [],
        "\(pages) ⇒ ◦ none"
      )
    },
    "ZH4": StepWords(
      "mm/memory.c", "unlocks the pmd", short: "unlocks the pmd", "others may look at this entry again."),
  ]
}

extension Glance {
  /// The pmd that the innermost call is about.
  var pmdRow: Int { local("pmd") ?? 0 }
}
