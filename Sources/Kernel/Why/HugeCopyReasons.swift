extension Reasons {
  private static let huge = "mm/huge_memory.c"

  /// A write to a huge page that others may have, too.
  static let copyingHuge: [String: StepWords] = [
    "HW1": StepWords(huge, will: { _ in "looks who has the page" }) { g in
      (g.old(Pmd.name, g.pmdRow, "write")) != g.new(Pmd.name, g.pmdRow, "write")
        ? (
          ", under the pmd lock: nobody else has the huge page, so it may be written. That raises no notifier.", [],
          "the huge page is reused"
        )
        : (", under the pmd lock: the huge page is shared, or has changed.", [], "no reuse")
    },
    "HW2": StepWords(
      huge, tests: "tests whether to copy",
      yes: { _ in ("nothing is to be copied.", "nothing to copy") },
      no: { _ in ("the huge page must be copied.", "the huge page must be copied") }),
    "HW3": StepWords(huge, will: { _ in "copies the huge page" }) { g in
      g.taken.map {
        ("copies into the frames from \(g.frame($0)) on, which were free.", [], "copies from \(g.frame($0))")
      }
        ?? ("there are not enough free frames in a row.", [], "no room for a huge page")
    },
    "HW4": StepWords(
      huge, "gives its references back", short: "gives the page back", "the huge page is no longer needed here."),
    "HW4 if": StepWords(
      huge, tests: "tests for frames",
      yes: { _ in ("there is no room for a huge page.", "no room for a huge page") },
      no: { _ in ("the copy is made.", "the copy is made") }),
    "HW13": StepWords(
      huge, "copies page by page", short: "copies page by page",
      "there is no huge page for the copy: each page of it is to be copied by itself."),
    "HW13 if": StepWords(
      huge, tests: "tests for hugetlb",
      yes: { _ in ("a transparent huge page may become small ones.", "it may become small ones") },
      no: { _ in ("hugetlb has no small pages: VM_FAULT_OOM.", "hugetlb: VM_FAULT_OOM") }),
    "HW14": StepWords(
      huge, "splits the huge page", short: "splits the huge page",
      "the entry becomes a table of small ptes, to the same frames: the one that is written to is then copied."),
    "HW14 if": StepWords(
      huge, tests: "tests for frames",
      yes: { _ in ("there were not enough frames for all pages either.", "not enough frames either") },
      no: { _ in ("every page has its copy.", "every page has its copy") }),
    "HW5": section(huge),
    "HW6": StepWords(
      huge, "tells the subscribers", short: "N+: the section starts",
      "the section is over all of the huge page: everybody who mirrors a part of it is told."),
    "HW7": StepWords(huge, "locks the pmd", short: "locks the pmd", "all were told; now the entry is locked."),
    "HW8": StepWords(huge, will: { _ in "clears the pmd" }) { g in
      g.new(Pmd.name, g.pmdRow, "none") != 0
        ? ("the pmd is none, and the TLB is flushed while the lock is held.", [], "pmd ⇒ ◦ none, flush")
        : ("the pmd has changed meanwhile: the copy is not needed.", [], "the pmd has changed")
    },
    "HW9": StepWords(huge, will: { _ in "sets the pmd" }) { g in
      (g.local("same") ?? 0) != 0
        ? ("the pmd maps the copy, writable.", [], "the pmd maps the copy")
        : ("nothing was cleared, so nothing is set.", [], "nothing to set")
    },
    "HW10": StepWords(huge, "unlocks the pmd", short: "unlocks the pmd", "the entry is as it is to be."),
    "HW11": StepWords(huge, "ends the section", short: "N-: the section ends", "the section ends."),
    "HW12": StepWords(
      huge, "drops what is not needed", short: "drops references",
      "the references that are not needed any more go."),
    "HT1": StepWords(
      "mm/hugetlb.c", "reads the pmd", short: "reads the pmd",
      "makes the upper tables, and takes frames in a row where nothing is mapped yet."),
    "HT2": StepWords(
      "mm/hugetlb.c", tests: "tests for none",
      yes: { _ in ("nothing was mapped there.", "nothing was there") },
      no: { _ in ("a huge page is there.", "a huge page is there") }),
    "HT6": StepWords(
      "mm/hugetlb.c", tests: "tests for frames",
      yes: { _ in ("there is no huge page left: VM_FAULT_SIGBUS.", "no huge page: SIGBUS") },
      no: { _ in ("there are frames.", "there are frames") }),
    "HT3": StepWords("mm/hugetlb.c", will: { _ in "sets the pmd" }) { g in
      g.old(Pmd.name, g.pmdRow, "none") != 0
        ? (", under the pmd lock: the huge page appears. That raises no notifier.", [], "the huge page appears")
        : (", under the pmd lock: somebody else was faster.", [], "somebody was faster")
    },
    "HT4": StepWords(
      "mm/hugetlb.c", "gives the frames back", short: "gives the frames back", "the frames are not needed."),
    "HT4 if": StepWords(
      "mm/hugetlb.c", tests: "tests what is left",
      yes: { _ in ("the frames were not used.", "the frames were not used") },
      no: { _ in ("nothing is left over.", "nothing is left over") }),
    "HT5": StepWords(
      "mm/hugetlb.c", "copies the huge page", short: "copies the huge page",
      "a shared huge page is copied; it cannot be split."),
    "HT5 if": StepWords(
      "mm/hugetlb.c", tests: "tests for a write to ro",
      yes: { _ in ("the entry is read-only, and this is a write.", "a write to read-only") },
      no: { _ in ("the entry allows the access.", "the entry allows it") }),
    "HC1": StepWords(huge, will: { _ in "copies into small frames" }) { g in
      let taken = g.which(Frame.name) { g.old(Frame.name, $0, "owner") == 0 && g.new(Frame.name, $0, "owner") != 0 }
      return taken.isEmpty
        ? ("no frame is free.", [], "no frame is free")
        : (
          "each page gets a copy in a frame of its own: \(taken.map { g.frame($0) }.joined(separator: ", ")).", [],
          "copies into \(taken.count) frame\(taken.count == 1 ? "" : "s")"
        )
    },
    "HC2": StepWords(
      huge, "gives the frames back", short: "gives the frames back", "nothing was changed: VM_FAULT_OOM."),
    "HC2 if": StepWords(
      huge, tests: "counts the copies",
      yes: { _ in ("there are less frames than pages: VM_FAULT_OOM.", "too few: VM_FAULT_OOM") },
      no: { _ in ("every page has its copy.", "every page has its copy") }),
    "HC3": section(huge),
    "HC4": StepWords(
      huge, "tells the subscribers", short: "N+: the section starts",
      "the section is over all of the huge page, as if it were copied as one."),
    "HC5": StepWords(huge, "locks the pmd", short: "locks the pmd", "all were told; now the entry is locked."),
    "HC6": StepWords(huge, will: { _ in "clears the pmd" }) { g in
      g.new(Pmd.name, g.pmdRow, "none") != 0
        ? ("the pmd is none, and the TLB is flushed while the lock is held.", [], "pmd ⇒ ◦ none, flush")
        : ("the pmd has changed meanwhile: the copies are not needed.", [], "the pmd has changed")
    },
    "HC7": StepWords(huge, will: { _ in "fills the table" }) { g in
      (g.local("same") ?? 0) != 0
        ? ("a table takes the place of the entry: each pte maps the copy of its page.", [], "the ptes map the copies")
        : ("nothing was cleared, so nothing is set.", [], "nothing to set")
    },
    "HC8": StepWords(huge, "unlocks the pmd", short: "unlocks the pmd", "the entry is as it is to be."),
    "HC9": StepWords(huge, "ends the section", short: "N-: the section ends", "the section ends."),
    "HC10": StepWords(
      huge, "drops what is not needed", short: "drops references",
      "the references that are not needed any more go."),
  ]
}

extension Glance {
  /// The row of the pmd that the call is about.
  fileprivate var pmdRow: Int {
    let local = local("pmd") ?? 0
    return local > 0 ? local : new(Pte.name, addr + 1, "pmd")
  }
}
