extension Reasons {
  /// mremap.
  static let moving: [String: StepWords] = [
    "RM1": StepWords(
      "mm/mremap.c", "locks mmap_sem", short: "mmap_sem for writing",
      "vmas will move, so mmap_sem is taken for writing: no fault and no snapshot runs now."),
    "RM1 if": StepWords(
      "mm/mremap.c", tests: "checks both windows",
      yes: { _ in ("the old place and the new one overlap, or are empty: -EINVAL.", "both overlap: -EINVAL") },
      no: { g in
        (
          "pages \(g.pages(g.local("start") ?? 0, g.local("end") ?? 0)) can go to \(g.page(g.newAddress)).",
          "both are good"
        )
      }),
    "RM2": StepWords(
      "mm/mremap.c", "unmaps the new place", short: "unmaps the new place",
      "what is mapped at the new place goes, as by munmap; where nothing is, nothing is raised."),
    "RM3": StepWords(
      "mm/mremap.c", "looks for the vma", short: "looks for the vma", "one vma must have all of the old place."),
    "RM3 if": StepWords(
      "mm/mremap.c", tests: "tests the vma",
      yes: { _ in ("one vma has all of the old place: it can be moved.", "the vma is there") },
      no: { _ in ("no vma has all of the old place, or it cannot be moved: nothing more is done.", "it cannot be moved")
      }
    ),
    "RM4": StepWords(
      "mm/mremap.c", "makes the new vma", short: "makes the new vma",
      "a vma for the new place, with the same access. Both places can be found for now."),
    "RM5": StepWords(
      "mm/mremap.c", "moves the ptes", short: "moves the ptes", "the frames stay, their addresses change."),
    "RM6": StepWords(
      "mm/mremap.c", "unmaps the old place", short: "unmaps the old place",
      "an ordinary unmap of the old place: a second section, for ptes that are none by now."),
    "RM7": StepWords(
      "mm/mremap.c", "unlocks mmap_sem", short: "unlocks mmap_sem", "who waited to fault or to walk goes on."),
    "RM7 return": StepWords("mm/mremap.c", "returns", short: "mremap returns", "mremap is done."),
    "MV1": section("mm/mremap.c"),
    "MV1 mmu_notifier_invalidate_range_start": StepWords(
      "mm/mremap.c", "tells the subscribers", short: "N+: the section starts",
      "the old place is told of. The new one is not: nothing is mapped there that anybody could mirror."),
    "MV2": StepWords("mm/mremap.c", will: { _ in "looks at a pmd" }) { g in
      ("looks at the entry above pte \(g.page(g.addr)).", [], "looks at the pmd of \(g.page(g.addr))")
    },
    "MV2 if": StepWords(
      "mm/mremap.c", tests: "tests the pmd",
      yes: { _ in ("nothing is mapped below it: it is passed over.", "an empty pmd") },
      no: { _ in ("something may be mapped below it.", "the pmd is not empty") }),
    "MV3": StepWords(
      "mm/mremap.c", "looks at the new table", short: "the table of the new place",
      "the table that the entries go to; it is made if it is not there."),
    "MV4": StepWords(
      "mm/mremap.c", "locks the old ptl", short: "locks the old table", "the old table is locked first."),
    "MV5": StepWords(
      "mm/mremap.c", "locks the new ptl", short: "locks the new table",
      "then the new one: only who holds mmap_sem for writing takes two, so nobody takes them the other way round."),
    "MV5 if": StepWords(
      "mm/mremap.c", tests: "compares the tables",
      yes: { _ in ("the new place has a table of its own, with a lock of its own.", "two tables") },
      no: { _ in ("both places are in one table: its lock is held.", "one table") }),
    "MV6": StepWords("mm/mremap.c", will: { g in "moves pte \(g.page(g.addr))" }) { g in
      guard g.old(Pte.name, g.addr + 1, "kind") != 0 else {
        return ("pte \(g.page(g.addr)) is none: there is nothing to move.", [], "pte \(g.page(g.addr)) is none")
      }
      return (
        "pte \(g.page(g.addr)) \(g.pte(g.addr, isAfter: false)) ⇒ ◦ none, and pte \(g.page(g.newAddress)) is that now.",
        [], "pte \(g.page(g.addr)) ⇒ pte \(g.page(g.newAddress))"
      )
    },
    "MV7": StepWords(
      "mm/mremap.c", "flushes the TLB", short: "flushes the TLB",
      "with both tables still locked: no CPU may use the old address once somebody can change the new one."),
    "MV7 if": StepWords(
      "mm/mremap.c", tests: "looks what was moved",
      yes: { _ in ("a present pte was moved: the TLB may remember its old place.", "a present pte was moved") },
      no: { _ in ("no present pte was moved: no flush is needed.", "nothing to flush") }),
    "MV8": StepWords(
      "mm/mremap.c", "unlocks the new ptl", short: "unlocks the new table", "the new ptes can be seen."),
    "MV8 if": StepWords(
      "mm/mremap.c", tests: "compares the tables",
      yes: { _ in ("there are two locks to release.", "two tables") },
      no: { _ in ("there is one lock to release.", "one table") }),
    "MV9": StepWords(
      "mm/mremap.c", "unlocks the old ptl", short: "unlocks the old table", "the old ptes are gone for everybody."),
    "MV10": StepWords("mm/mremap.c", "locks the old pmd", short: "locks the old pmd", "a huge entry has its own lock."),
    "MV11": StepWords(
      "mm/mremap.c", "locks the new pmd", short: "locks the new pmd", "and so has the entry that it goes to."),
    "MV12": StepWords(
      "mm/huge_memory.c", "moves the huge page", short: "moves the huge page",
      "one entry goes to its new place, and the TLB is flushed with both locks held."),
    "MV13": StepWords("mm/mremap.c", "unlocks the new pmd", short: "unlocks the new pmd", "the new entry can be seen."),
    "MV14": StepWords("mm/mremap.c", "unlocks the old pmd", short: "unlocks the old pmd", "the old entry is none."),
    "MV15": StepWords(
      "mm/huge_memory.c", "splits the huge page", short: "splits the huge page",
      "it cannot move as one entry: small ptes take its place first."),
    "MV16": StepWords(
      "mm/mremap.c", "ends the section", short: "N-: the section ends",
      "the ptes are at their new place and the TLB is flushed: the section ends."),
    "MV17": StepWords("mm/mremap.c", "forgets the section", short: "the section is over", "all has moved."),
    "DM1": StepWords("mm/mmap.c", "looks for a vma", short: "looks for a vma", "looks for what is mapped there."),
    "DM1 if": StepWords(
      "mm/mmap.c", tests: "tests the vma",
      yes: { _ in ("nothing is mapped there: nothing is raised and nothing is done.", "nothing is mapped there") },
      no: { _ in ("a vma lies there: it is unmapped.", "a vma lies there") }),
    "DM2": StepWords(
      "mm/mmap.c", "detaches the vma", short: "detaches the vma", "find_vma does not find this place any more."),
    "DM3": section("mm/mmap.c"),
    "DM4": StepWords(
      "mm/mmap.c", "tells the subscribers", short: "N+: the section starts",
      "everybody who mirrors this window is told before a pte changes."),
    "DM5": StepWords("mm/mmap.c", "clears the ptes", short: "clears the ptes", "what is left there goes."),
    "DM6": StepWords("mm/mmap.c", "ends the section", short: "N-: the section ends", "the section ends."),
    "DM7": StepWords(
      "mm/mmap.c", "frees the tables", short: "frees page tables", "tables that no vma needs any more are freed."),
    "DM8": StepWords(
      "mm/mmap.c", "flushes and frees", short: "flushes and frees", "the TLB is flushed, then frames go."),
    "DM8 return": StepWords("mm/mmap.c", "returns 0", short: "do_munmap returns 0", "the place is free."),
  ]
}

extension Glance {
  /// Where a page goes to.
  fileprivate var newAddress: Int { local("new_addr") ?? 0 }
}
