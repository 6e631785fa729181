extension Reasons {
  /// What happens to files and their pages, and clear_refs and MADV_FREE, which watch what is written.
  static let filing: [String: StepWords] = perPmd(
    PmdSteps(prefix: "CR", first: 4), "fs/proc/task_mmu.c", intention: "write-protects",
    pte: { g in g.cleared(of: "soft-dirty") },
    huge: { g in ("the huge entry is read-only: the next store marks it again.", [], "the huge entry is read-only") }
  ).merging(
    perPmd(
      PmdSteps(prefix: "FP", first: 1), "mm/madvise.c", intention: "cleans the pte",
      pte: { g in g.freed },
      huge: { g in ("all of the huge page may be dropped while nobody writes.", [], "the huge page may be dropped") })
  ) { first, _ in first }.merging(files) { first, _ in first }

  private static let files: [String: StepWords] = [
    "RT1": StepWords(
      "mm/khugepaged.c", "locks the file's mappings", short: "locks the rmap",
      "nobody else looks for mappings of this file meanwhile."),
    "RT2": StepWords(
      "mm/khugepaged.c", "tries mmap_sem", short: "tries mmap_sem",
      "mmap_sem is wanted for writing, and only tried for: who has it keeps its small pages for now."),
    "RT2 if": StepWords(
      "mm/khugepaged.c", "tests the lock", short: "tests the lock",
      "without mmap_sem there is nothing to be done here."),
    "RT3": section("mm/khugepaged.c"),
    "RT4": StepWords(
      "mm/khugepaged.c", "N+: the section starts", short: "N+: the section starts",
      "with H30 mended: whoever mirrors these pages is told before their ptes go."),
    "RT5": StepWords(
      "mm/khugepaged.c", "clears the ptes", short: "clears the ptes",
      "the small pages are unmapped. A device that was not told goes on to use them."),
    "RT6": StepWords(
      "mm/khugepaged.c", "N-: the section ends", short: "N-: the section ends", "the ptes hold still again."),
    "RT7": StepWords(
      "mm/khugepaged.c", "flushes and frees", short: "flushes and frees", "the small pages are let go."),
    "RT8": StepWords("mm/khugepaged.c", "unlocks mmap_sem", short: "unlocks mmap_sem", "mmap_sem is free again."),
    "RT9": StepWords(
      "mm/khugepaged.c", "unlocks the mappings", short: "unlocks the rmap", "the file's mappings are free again."),
    "TR1": StepWords(
      "mm/memory.c", "locks the mappings", short: "locks the file's mappings",
      "the lock of all mappings of the file. mmap_sem is not taken: who holds it does not keep truncation out."),
    "TR2": StepWords(
      "mm/memory.c", "looks for a mapping", short: "looks for a mapping",
      "looks for the next vma that maps these pages of the file."),
    "TR2 while": StepWords(
      "mm/memory.c", tests: "tests the mapping",
      yes: { g in
        ("pages \(g.pages(g.local("start") ?? 0, g.local("stop") ?? 0)) map the file: they go.", "a vma maps the file")
      },
      no: { _ in ("no vma of this process maps these pages of the file any more.", "no more mappings here") }),
    "TR3": section("mm/memory.c"),
    "TR3 mmu_notifier_invalidate_range_start": StepWords(
      "mm/memory.c", "tells the subscribers", short: "N+: the section starts",
      "each vma has a section of its own; who mirrors it is told before a pte changes."),
    "TR4": StepWords("mm/memory.c", "clears the ptes", short: "clears the ptes", "the pages of the file are unmapped."),
    "TR5": StepWords(
      "mm/memory.c", "ends the section", short: "N-: the section ends",
      "the section ends before the TLB is flushed and before the pages go."),
    "TR6": StepWords("mm/memory.c", "flushes and frees", short: "flushes and frees", "now the pages are let go."),
    "TR7": StepWords(
      "mm/memory.c", "unlocks the mappings", short: "unlocks the mappings", "this process maps none of it any more."),
    "WB1": StepWords("mm/page-writeback.c", will: { g in "picks page \(g.page(g.addr))" }) { g in
      (
        "picks the frame of page \(g.page(g.addr)), \(g.pte(g.addr)), with a reference.", [],
        "picks page \(g.page(g.addr))"
      )
    },
    "WB1 if": StepWords(
      "mm/page-writeback.c", tests: "tests the page",
      yes: { _ in ("no page is mapped there: nothing is to be written back.", "no page") },
      no: { g in ("frame \(g.frame(g.local("page") ?? 0)) is to be written back.", "a page is there") }),
    "WB2": StepWords(
      "mm/page-writeback.c", "locks the page", short: "locks the page",
      "the page lock: nobody else writes it back or takes it away meanwhile."),
    "WB3": StepWords(
      "mm/rmap.c", "locks the mappings", short: "locks the file's mappings",
      "the lock of the mappings, for reading. mmap_sem is not taken."),
    "WB4": StepWords(
      "mm/rmap.c", "looks for a mapping", short: "looks for a mapping",
      "looks for a shared mapping of this page of the file."),
    "WB4 if": StepWords(
      "mm/rmap.c", tests: "tests the mapping",
      yes: { g in ("page \(g.page(g.addr)) maps it, shared: its pte is cleaned.", "a shared mapping") },
      no: { _ in ("no shared mapping of this process has it.", "no shared mapping here") }),
    "WB5": section("mm/rmap.c"),
    "WB5 mmu_notifier_invalidate_range_start": StepWords(
      "mm/rmap.c", "tells the subscribers", short: "N+: the section starts",
      "a device that may write must forget it: its stores would not make the page dirty."),
    "WB6": StepWords(
      "mm/rmap.c", "locks the ptl", short: "locks the ptl", "takes the lock of this table of ptes."),
    "WB7": StepWords("mm/rmap.c", will: { g in "clears pte \(g.page(g.addr))" }) { g in
      g.old(Pte.name, g.addr + 1, "kind") != g.new(Pte.name, g.addr + 1, "kind")
        ? (
          "pte \(g.page(g.addr)) \(g.pte(g.addr, isAfter: false)) ⇒ ◦ none, and the TLB is flushed: no store slips by.",
          [], "pte \(g.page(g.addr)) ⇒ ◦ none"
        )
        : ("pte \(g.page(g.addr)) is clean and read-only, or maps another page: it stays.", [], "the pte stays")
    },
    "WB8": StepWords("mm/rmap.c", will: { _ in "sets the pte again" }) { g in
      g.old(Pte.name, g.addr + 1, "kind") != g.new(Pte.name, g.addr + 1, "kind")
        ? (
          "pte \(g.page(g.addr)) ⇒ \(g.pte(g.addr)), clean: the next store faults, and marks the page again.", [],
          "pte \(g.page(g.addr)) ⇒ \(g.pte(g.addr))"
        )
        : ("nothing was cleared, so nothing is set.", [], "nothing to set")
    },
    "WB9": StepWords("mm/rmap.c", "unlocks the ptl", short: "unlocks the ptl", "the pte can be seen."),
    "WB10": StepWords(
      "mm/rmap.c", "ends the section", short: "N-: the section ends", "the right to write is gone everywhere."),
    "WB11": StepWords(
      "mm/rmap.c", "unlocks the mappings", short: "unlocks the mappings", "this process is done."),
    "WB12": StepWords(
      "mm/page-writeback.c", "unlocks the page", short: "unlocks the page",
      "the page can be written back: who stores into it from here on faults first."),
    "WB12 return": StepWords(
      "mm/rmap.c", "returns how many", short: "page_mkclean returns", "it tells how many ptes were cleaned."),
    "CR1": StepWords(
      "fs/proc/task_mmu.c", "locks mmap_sem", short: "mmap_sem for reading",
      "the vmas must stay; a snapshot may walk at the same time."),
    "CR2": section("fs/proc/task_mmu.c"),
    "CR2 mmu_notifier_invalidate_range_start": StepWords(
      "fs/proc/task_mmu.c", "tells the subscribers", short: "N+: the section starts",
      "one section for all of the memory: everything that is mirrored is told of."),
    "CR3": StepWords(
      "fs/proc/task_mmu.c", "looks for a vma", short: "looks for a vma", "goes on with the next vma, if there is one."),
    "CR12": StepWords(
      "fs/proc/task_mmu.c", "ends the section", short: "N-: the section ends",
      "the section ends, and the TLB is not flushed yet: a CPU may still store without a fault for a while."),
    "CR13": StepWords(
      "fs/proc/task_mmu.c", "flushes the TLB", short: "flushes the TLB",
      "nothing was gathered, so this only flushes: from here on every first store is seen."),
    "CR14": StepWords(
      "fs/proc/task_mmu.c", "unlocks mmap_sem", short: "unlocks mmap_sem", "the process is watched from here on."),
    "MF1": StepWords(
      "mm/madvise.c", "locks mmap_sem", short: "mmap_sem for reading",
      "MADV_FREE keeps the vma, so it takes mmap_sem for reading only."),
    "MF2": StepWords("mm/madvise.c", will: { _ in "looks for the vma" }) { g in
      ("looks for the vma of page \(g.page(g.local("start") ?? 0)).", [], "looks for the vma")
    },
    "MF2 if": StepWords(
      "mm/madvise.c", tests: "tests the vma", yes: { g in g.refusedAdvice },
      no: { _ in ("the vma is anonymous: its pages can be given up.", "the vma is good") }),
    "MF3": section("mm/madvise.c"),
    "MF4": StepWords(
      "mm/madvise.c", "tells the subscribers", short: "N+: the section starts",
      "who mirrors these pages must look again: a store that the pte does not see would be lost."),
    "MF5": StepWords("mm/madvise.c", "cleans the ptes", short: "cleans the ptes", "the pages stay mapped, but clean."),
    "MF6": StepWords(
      "mm/madvise.c", "flushes the TLB", short: "flushes the TLB",
      "before the section ends: the next store sets the dirty bit again."),
    "MF7": StepWords(
      "mm/madvise.c", "ends the section", short: "N-: the section ends", "the pages may be dropped from here on."),
    "MF8": StepWords(
      "mm/madvise.c", "unlocks mmap_sem", short: "unlocks mmap_sem", "the rest is up to reclaim."),
    "MF8 return": StepWords("mm/madvise.c", "returns", short: "madvise returns", "madvise is done."),
  ]
}

extension Glance {
  /// Why madvise refuses a vma.
  var refusedAdvice: (String, String) {
    (local("error") ?? 0) == -22
      ? ("this vma keeps its pages, whatever is advised: -EINVAL.", "not for this vma: -EINVAL")
      : ("nothing is mapped in the rest of the window: -ENOMEM.", "no vma: -ENOMEM")
  }

  fileprivate func cleared(of what: String) -> StepWords.Said {
    guard let change = changedPte else {
      return ("pte \(page(addr)) is not \(what) and not writable: it stays.", [], "pte \(page(addr)) stays")
    }
    return ("\(change), and not \(what): the next store is seen.", [], "pte \(page(addr)) is not \(what)")
  }

  fileprivate var freed: StepWords.Said {
    switch old(Pte.name, addr + 1, "kind") {
    case 1:
      return (
        "pte \(page(addr)) stays, clean: reclaim may drop the page as long as nobody writes to it.", [],
        "page \(page(addr)) may be dropped"
      )
    case 2: return ("pte \(page(addr)) ⇒ ◦ none: what was in swap is given up at once.", [], "gives up its swap slot")
    default: return ("pte \(page(addr)) has no page that could be given up.", [], "pte \(page(addr)) stays")
    }
  }
}
