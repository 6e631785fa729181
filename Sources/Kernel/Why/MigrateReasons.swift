extension Reasons {
  /// Compaction: a page moves to another frame.
  static let migrating: [String: StepWords] = [
    "MI0": isolation("mm/migrate.c"),
    "MI1": StepWords("mm/compaction.c", will: { _ in "takes a free frame" }) { g in
      let taken = g.which(Frame.name) { g.old(Frame.name, $0, "owner") == 0 && g.new(Frame.name, $0, "owner") != 0 }
      return taken.first.map { ("frame \(g.frame($0)) is where the page is to go.", [], "takes frame \(g.frame($0))") }
        ?? ("there is no free frame: the page stays where it is.", [], "no free frame")
    },
    "MI1 put_page": StepWords(
      "mm/migrate.c", "gives the page back", short: "gives the page back", "its own reference goes."),
    "MI2": StepWords("mm/migrate.c", will: { g in "locks page \(g.movedFrame)" }) { g in
      (
        """
        who meets a migration entry of \(g.movedFrame) waits for this page lock; so do others who would move or free \
        it.
        """,
        [], "locks page \(g.movedFrame)"
      )
    },
    "MI3": StepWords(
      "mm/rmap.c", "locks the rmap", short: "locks the rmap",
      """
      the lock of the reverse mapping. mmap_sem is not taken, so a driver that holds it does not keep compaction out.
      """),
    "MI3 down_write": rmapForSplit("mm/migrate.c"),
    "MI3 __split_huge_pmd": splitFirst("mm/migrate.c"),
    "MI3 up_write": rmapAfterSplit("mm/migrate.c"),
    "MI4": section("mm/rmap.c"),
    "MI4 mmu_notifier_invalidate_range_start": StepWords(
      "mm/rmap.c", "tells the subscribers", short: "N+: the section starts",
      "everybody who mirrors this page is told before its pte changes."),
    "MI5": StepWords(
      "mm/rmap.c", "locks the ptl", short: "locks the ptl",
      "all who subscribe were told; now the table of ptes is locked."),
    "MI6": StepWords("mm/rmap.c", will: { g in "clears pte \(g.page(g.addr))" }) { g in
      g.pte(g.addr) == g.pte(g.addr, isAfter: false)
        ? (
          "pte \(g.page(g.addr)) does not map this frame any more: somebody was faster.", [],
          "pte \(g.page(g.addr)) has changed"
        )
        : (
          """
          pte \(g.page(g.addr)) \(g.pte(g.addr, isAfter: false)) ⇒ ◦ none, and the TLB is flushed: nobody can write \
          to the frame while it is copied.
          """,
          [], "pte \(g.page(g.addr)) ⇒ ◦ none"
        )
    },
    "MI7": StepWords("mm/rmap.c", will: { g in "sets pte \(g.page(g.addr))" }) { g in
      guard (g.local("mapped") ?? 0) != 0 else {
        return ("nothing was cleared, so no entry is put there.", [], "nothing to store")
      }
      return (
        """
        pte \(g.page(g.addr)) ⇒ a migration entry: the page is on its way, and who needs it waits.
        """,
        [], "pte \(g.page(g.addr)) ⇒ migration"
      )
    },
    "MI8": StepWords("mm/rmap.c", "unlocks the ptl", short: "unlocks the ptl", "the migration entry can be seen."),
    "MI9": StepWords(
      "mm/rmap.c", "ends the section", short: "N-: the section ends",
      """
      the section ends while the page is still on its way: ranges are valid again, and a walk finds the migration \
      entry.
      """),
    "MI10": StepWords(
      "mm/rmap.c", "unlocks the rmap", short: "unlocks the rmap",
      "this mapping is done; each further one gets a section of its own."),
    "MI11": StepWords("mm/migrate.c", will: { _ in "copies the page" }) { g in
      let row = g.local("newpage") ?? 0
      let isLeft = g.new(Frame.name, g.local("page") ?? 0, "count") != 1
      return isLeft
        ? (
          "somebody else still holds a reference to \(g.movedFrame), so it cannot move: the old frame stays.", [],
          "\(g.movedFrame) cannot move"
        )
        : (
          """
          nobody else has a reference to \(g.movedFrame), so its contents, \
          \(g.letter(g.new(Frame.name, row, "letter"))), move to \(g.frame(row)).
          """,
          [], "\(g.movedFrame) moves to \(g.frame(row))"
        )
    },
    "MI12": StepWords(
      "mm/migrate.c", "locks the rmap", short: "locks the rmap", "again, to find the migration entries."),
    "MI12 addr": StepWords(
      "mm/migrate.c", "looks for the entries", short: "looks for migration entries",
      "every migration entry that still stands gets its pte back; some may be gone by now."),
    "MI13": StepWords("mm/migrate.c", "locks the ptl", short: "locks the ptl", "no notifier is raised for this."),
    "MI14": StepWords("mm/migrate.c", will: { g in "puts pte \(g.page(g.addr)) back" }) { g in
      guard g.old(Pte.name, g.addr + 1, "kind") != g.new(Pte.name, g.addr + 1, "kind") else {
        return ("the migration entry is gone: nobody needs the page here.", [], "the entry is gone")
      }
      return (
        """
        pte \(g.page(g.addr)) ⇒ \(g.pte(g.addr)). That raises no notifier: no device can have mapped a page that was \
        on its way.
        """,
        [], "pte \(g.page(g.addr)) ⇒ \(g.pte(g.addr))"
      )
    },
    "MI15": StepWords("mm/migrate.c", "unlocks the ptl", short: "unlocks the ptl", "the pte can be seen."),
    "MI15 up_read": StepWords(
      "mm/migrate.c", "unlocks the rmap", short: "unlocks the rmap", "this mapping is back."),
    "MI16": StepWords("mm/migrate.c", will: { _ in "unlocks and frees the page" }) { g in
      let freed = g.which(Frame.name) { g.old(Frame.name, $0, "owner") != 0 && g.new(Frame.name, $0, "owner") == 0 }
      let names = freed.map { g.frame($0) }.listed
      return freed.isEmpty
        ? ("the page lock goes: who waited for it looks at its pte again.", [], "unlocks page \(g.movedFrame)")
        : (
          "the page lock goes: who waited for it looks at its pte again. Frame \(names) is free.", [],
          "frees \(names)"
        )
    },
  ]

  /// A page is taken off its list.
  static func isolation(_ file: String) -> StepWords {
    StepWords(file, will: { g in "picks page \(g.page(g.addr))" }) { g in
      let row = g.which(Frame.name) { g.old(Frame.name, $0, "count") < g.new(Frame.name, $0, "count") }.first
      guard let row else { return ("no frame is mapped at page \(g.page(g.addr)).", [], "no frame is there") }
      return (
        """
        picks the frame of page \(g.page(g.addr)), \(g.frame(row)), with a reference, so that it stays a frame \
        meanwhile.
        """,
        [], "picks page \(g.page(g.addr))"
      )
    }
  }

  static func rmapForSplit(_ file: String) -> StepWords {
    StepWords(
      file, "locks the rmap to split", short: "rmap for writing: a split",
      "the page is part of a huge page, which is split first, with the reverse mapping locked for writing.")
  }

  static func splitFirst(_ file: String) -> StepWords {
    StepWords(
      file, "splits the huge page", short: "splits the huge page",
      "a section of its own for the whole huge page, before the one for this page.")
  }

  static func rmapAfterSplit(_ file: String) -> StepWords {
    StepWords(file, "unlocks the rmap", short: "unlocks the rmap", "small ptes map the same frames now.")
  }
}

extension Glance {
  /// The frame that is to move, by its name.
  fileprivate var movedFrame: String { frame(local("page") ?? 0) }
}
