extension Reasons {
  /// mprotect and NUMA marking.
  static let protecting: [String: StepWords] = perPmd(
    PmdSteps(prefix: "CP", first: 4), "mm/mprotect.c", intention: "changes the access",
    pte: { g in g.protected }, huge: { g in g.protectedHuge }
  ).merging(protection) { first, _ in first }

  private static let protection: [String: StepWords] = [
    "PR1 if": StepWords(
      "mm/mprotect.c", tests: "checks the window",
      yes: { _ in ("the window is empty: there is nothing to do.", "an empty window") },
      no: { g in
        ("the window has pages: \(g.pages(g.local("start") ?? 0, g.local("end") ?? 0)).", "the window has pages")
      }),
    "PR1": StepWords(
      "mm/mprotect.c", "locks mmap_sem", short: "mmap_sem for writing",
      "vmas will change, so mmap_sem is taken for writing: no fault and no snapshot runs now."),
    "PR2": StepWords("mm/mprotect.c", will: { _ in "looks for the vma" }) { g in
      ("looks for the vma of page \(g.page(g.local("start") ?? 0)).", [], "looks for the vma")
    },
    "PR2 if": StepWords(
      "mm/mprotect.c", tests: "tests the vma",
      yes: { g in
        ("nothing is mapped at page \(g.page(g.local("start") ?? 0)): mprotect ends with -ENOMEM.", "a gap: -ENOMEM")
      },
      no: { g in ("a vma holds page \(g.page(g.local("start") ?? 0)).", "the vma is there") }),
    "PR3 if": StepWords(
      "mm/mprotect.c", tests: "compares the access",
      yes: { _ in ("the vma has another access than is wanted: it is changed.", "the access changes") },
      no: { _ in ("the vma has this access already: its ptes are left alone.", "it has this access already") }),
    "PS1": StepWords(
      "mm/huge_memory.c", tests: "looks for a huge page",
      yes: { _ in ("the window ends inside of a huge page: it has to be split before its vma is.", "splits it first") },
      no: { _ in ("no huge page reaches over this end of the window.", "no huge page is cut") }),
    "PS2": StepWords(
      "mm/huge_memory.c", "splits the huge page", short: "splits the huge page",
      "a vma cannot end inside of a huge entry: small ptes take its place."),
    "PR4": StepWords("mm/mprotect.c", will: { _ in "changes the vma" }) { g in
      let new = g.which(Vma.name) { g.old(Vma.name, $0, "vm_end") == 0 && g.new(Vma.name, $0, "vm_end") != 0 }
      let what = new.isEmpty ? "all of the vma" : "a part of the vma, which becomes a vma of its own,"
      return (
        "\(what) has the new access: faults obey it from here on. The ptes still have the old one.", [],
        "the vma has the new access"
      )
    },
    "PR5": StepWords(
      "mm/mprotect.c", "changes the ptes", short: "changes the ptes",
      "now the ptes follow their vma, in sections that tell who mirrors them."),
    "PR6": StepWords(
      "mm/mprotect.c", "unlocks mmap_sem", short: "unlocks mmap_sem", "who waited to fault or to walk goes on."),
    "PR6 return": StepWords(
      "mm/mprotect.c", "returns", short: "mprotect returns", "mprotect is done."),
    "CP1": StepWords("mm/mprotect.c", will: { _ in "looks at a pud" }) { g in
      (
        "the entry of page \(g.page(g.addr)) of the upper level: what it covers has one section of its own.", [],
        "the span of one pud"
      )
    },
    "CP3": section("mm/mprotect.c"),
    "CP3 if": StepWords(
      "mm/mprotect.c", tests: "tests the section",
      yes: { _ in ("this is the first table that has something: the section begins here.", "the section begins here") },
      no: { _ in ("the section of this span has begun already.", "it has begun already") }),
    "CP3 mmu_notifier_invalidate_range_start": StepWords(
      "mm/mprotect.c", "tells the subscribers", short: "N+: the section starts",
      "everybody who mirrors these pages is told before a pte loses a right."),
    "CP12": StepWords(
      "mm/mprotect.c", "ends the section", short: "N-: the section ends",
      "the section ends here, and the TLB is not flushed yet: a CPU may still use the old right for a while."),
    "CP13": StepWords("mm/mprotect.c", "forgets the section", short: "the section is over", "its span is done."),
    "CP14": StepWords(
      "mm/mprotect.c", "flushes the TLB", short: "flushes the TLB",
      "only now, after the end of the section, no CPU has the old right any more."),
    "CP14 if": StepWords(
      "mm/mprotect.c", tests: "counts what changed",
      yes: { _ in ("entries have changed: the TLB may remember what they were.", "entries have changed") },
      no: { _ in ("no entry has changed: no flush is needed.", "nothing has changed") }),
    "NH1": StepWords(
      "kernel/sched/fair.c", "tries mmap_sem", short: "tries mmap_sem",
      "marking can wait for another time: it does not sleep for mmap_sem."),
    "NH1 if": StepWords(
      "kernel/sched/fair.c", tests: "tests mmap_sem",
      yes: { _ in ("mmap_sem is taken: marking is left for another time.", "mmap_sem is taken") },
      no: { _ in ("mmap_sem is held for reading: a snapshot may walk at the same time.", "mmap_sem for reading") }),
    "NH2": StepWords("mm/mempolicy.c", will: { _ in "looks for the vma" }) { g in
      ("looks for the vma of page \(g.page(g.local("start") ?? 0)).", [], "looks for the vma")
    },
    "NH2 if": StepWords(
      "mm/mempolicy.c", tests: "tests the vma",
      yes: { _ in ("its pages are marked: the next access to each will fault.", "its pages are marked") },
      no: { _ in ("there is nothing to mark here.", "nothing to mark") }),
    "NH3": StepWords(
      "mm/mempolicy.c", "marks the ptes", short: "marks the ptes",
      "to take all access away for a moment looks like mprotect to who mirrors these pages."),
    "NH4": StepWords(
      "kernel/sched/fair.c", "unlocks mmap_sem", short: "unlocks mmap_sem", "the window is marked."),
  ]

  /// The words of a way through page tables, pmd by pmd.
  static func perPmd(
    _ name: PmdSteps, _ file: String, intention: String, pte: @escaping @Sendable (any Glance) -> StepWords.Said,
    huge: @escaping @Sendable (any Glance) -> StepWords.Said
  ) -> [String: StepWords] {
    [
      name(0): StepWords(file, will: { _ in "looks at a pmd" }) { g in
        ("looks at the entry above pte \(g.page(g.addr)).", [], "looks at the pmd of \(g.page(g.addr))")
      },
      "\(name(0)) if": StepWords(
        file, tests: "tests the pmd",
        yes: { g in ("nothing is mapped below it: it is passed over.", "an empty pmd") },
        no: { g in ("something may be mapped below it.", "the pmd is not empty") }),
      name(1): StepWords(
        file, "locks the ptl", short: "locks the ptl",
        "takes the lock of this table of ptes, so that nobody else changes them."),
      name(2): StepWords(file, will: { _ in intention }, says: pte),
      name(3): StepWords(
        file, "unlocks the ptl", short: "unlocks the ptl", "others may change this table again."),
      name(4): StepWords(
        file, "locks the pmd", short: "locks the pmd", "a huge entry has a lock of its own."),
      name(5): StepWords(file, will: { _ in intention }, says: huge),
      name(6): StepWords(file, "unlocks the pmd", short: "unlocks the pmd", "others may change this entry again."),
      name(7): StepWords(
        file, "splits the huge page", short: "splits the huge page",
        "only a part of it is meant: small ptes take its place first."),
    ]
  }
}

extension Glance {
  /// What a pte was and what it is, where it changed; nil where nothing did.
  var changedPte: String? {
    let fields = ["kind", "frame", "write", "protnone", "dirty", "soft_dirty", "slot"]
    guard fields.contains(where: { old(Pte.name, addr + 1, $0) != new(Pte.name, addr + 1, $0) }) else { return nil }
    let (before, after) = (pte(addr, isAfter: false), pte(addr))
    return before == after ? "pte \(page(addr)) \(after)" : "pte \(page(addr)) \(before) ⇒ \(after)"
  }

  fileprivate var protected: StepWords.Said {
    guard let change = changedPte else {
      return ("pte \(page(addr)) stays as it is: there is no right to take away.", [], "pte \(page(addr)) stays")
    }
    if new(Pte.name, addr + 1, "protnone") != 0 {
      return (
        "\(change): no access, so that the next one faults. The frame stays where it is.", [],
        "pte \(page(addr)): no access"
      )
    }
    let isWeaker = new(Pte.name, addr + 1, "write") == 0
    return (
      isWeaker ? "\(change). The next store faults, and the fault asks the vma." : "\(change).", [],
      isWeaker ? "pte \(page(addr)) is read-only" : "pte \(page(addr)) has the new access"
    )
  }

  fileprivate var protectedHuge: StepWords.Said {
    let row = local("pmd") ?? 0
    let isChanged = ["write", "protnone"].contains { old(Pmd.name, row, $0) != new(Pmd.name, row, $0) }
    return isChanged
      ? ("one entry for all of the huge page: its access has changed at once.", [], "the huge page's access")
      : ("the huge entry stays as it is.", [], "the huge entry stays")
  }
}
