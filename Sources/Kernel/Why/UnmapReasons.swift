extension Reasons {
  /// munmap, madvise and exit.
  static let unmapping: [String: StepWords] = [
    "UM1": StepWords(
      "mm/mmap.c", "locks mmap_sem", short: "mmap_sem for writing",
      "munmap needs mmap_sem for writing to take vmas away: no reader holds it now, as a snapshot does."),
    "UM1 if": StepWords(
      "mm/mmap.c", tests: "checks the window",
      yes: { _ in ("the window is empty: munmap ends with -EINVAL.", "an empty window: -EINVAL") },
      no: { g in
        (
          "the window is not empty: pages \(g.pages(g.local("start") ?? 0, g.local("end") ?? 0)) will go.",
          "the window is good"
        )
      }),
    "UM2": StepWords("mm/mmap.c", will: { _ in "detaches the vma" }) { g in
      let isThere = g.which(Vma.name) {
        g.old(Vma.name, $0, "vm_end") != g.new(Vma.name, $0, "vm_end")
          || g.old(Vma.name, $0, "vm_start") != g.new(Vma.name, $0, "vm_start")
      }
      guard !isThere.isEmpty else { return ("no vma lies in the window: nothing is detached.", [], "no vma is there") }
      return (
        """
        the vma of pages \(g.pages(g.local("start") ?? 0, g.local("end") ?? 0)) is detached: find_vma does not \
        find it any more. The ptes are still there.
        """,
        [], "the vma is detached"
      )
    },
    "UM3": StepWords(
      "mm/mmap.c", "downgrades mmap_sem", short: "mmap_sem W ⇒ R",
      "from writing to reading: the slow part lets others fault and walk. They cannot find the vma."),
    "UM4": section("mm/mmap.c"),
    "UM5": StepWords(
      "mm/mmap.c", "tells the subscribers", short: "N+: the section starts",
      "everybody who mirrors this window is told before a pte changes."),
    "UM6": StepWords(
      "mm/mmap.c", "clears the ptes", short: "clears the ptes", "all who subscribe were told; now the ptes go."),
    "UM7": StepWords(
      "mm/mmap.c", "ends the section", short: "N-: the section ends",
      "the ptes are gone, and the section ends. The frames are not free yet."),
    "UM8": StepWords(
      "mm/mmap.c", "frees the tables", short: "frees page tables", "tables that no vma needs any more are freed."),
    "UM9": StepWords(
      "mm/mmap.c", "flushes and frees", short: "flushes and frees",
      """
      the CPU's TLB is flushed, then the frames go. This comes after the end of the section: who waited for the \
      end reads none, and not a frame that will be freed.
      """
    ),
    "UM10": StepWords("mm/mmap.c", "unlocks mmap_sem", short: "unlocks mmap_sem", "munmap is done."),
    "UM10 return": StepWords("mm/mmap.c", "returns 0", short: "munmap returns 0", "the window is unmapped."),
    "MA1": StepWords(
      "mm/madvise.c", "locks mmap_sem", short: "mmap_sem for reading",
      "DONTNEED keeps the vma, so it takes mmap_sem for reading only: a snapshot may walk at the same time."),
    "MA2": StepWords("mm/madvise.c", will: { _ in "looks for the vma" }) { g in
      ("looks for the vma of page \(g.page(g.local("start") ?? 0)).", [], "looks for the vma")
    },
    "MA3": section("mm/memory.c"),
    "MA4": StepWords(
      "mm/memory.c", "tells the subscribers", short: "N+: the section starts",
      "everybody who mirrors these pages is told before a pte changes."),
    "MA5": StepWords(
      "mm/memory.c", "clears the ptes", short: "clears the ptes", "all who subscribe were told; now the ptes go."),
    "MA6": StepWords(
      "mm/memory.c", "ends the section", short: "N-: the section ends",
      "the section ends before the TLB is flushed and before the frames are freed."),
    "MA7": StepWords(
      "mm/memory.c", "flushes and frees", short: "flushes and frees", "now the TLB is flushed, then the frames go back."
    ),
    "MA8": StepWords("mm/madvise.c", will: { _ in "unlocks mmap_sem" }) { g in
      let vma = g.local("vma") ?? 0
      let isThere = vma > 0 && g.new(Vma.name, vma, "vm_start") <= g.local("start") ?? 0
      return (
        isThere
          ? "the pages are gone, the mapping stays: the next touch finds a fresh page."
          : "nothing is mapped there, and nothing was dropped.", [], "unlocks mmap_sem"
      )
    },
    "MA8 return": StepWords(
      "mm/madvise.c", "returns 0", short: "madvise returns 0",
      """
      the pages are gone, the mapping is still there.
      """),
    "MA2 if": StepWords(
      "mm/madvise.c", tests: "tests the vma",
      yes: { g in
        (
          "nothing is mapped at page \(g.page(g.local("start") ?? 0)), so there is nothing to drop: -ENOMEM.",
          "no vma: -ENOMEM"
        )
      },
      no: { g in
        ("a vma holds page \(g.page(g.local("start") ?? 0)): its pages can be dropped.", "the vma is there")
      }),
    "EX1": StepWords(
      "mm/mmap.c", "tells HMM: exit", short: "the process goes", "subscribers are told before anything is unmapped."),
    "EX2": section("mm/mmap.c"),
    "EX3": StepWords(
      "mm/mmap.c", "starts the section", short: "nobody subscribes",
      "an ordinary section; nobody subscribes any more, so nobody is told."),
    "EX4": StepWords(
      "mm/mmap.c", "clears all ptes", short: "clears all ptes", "now every pte of the process goes, one by one."),
    "EX5": StepWords("mm/mmap.c", "ends the section", short: "the section ends", "nobody is told of the end either."),
    "EX6": StepWords(
      "mm/mmap.c", "frees the vmas", short: "frees all vmas",
      """
      exit takes no mmap_sem: it relies on being the last user. Who walks now without being one reads freed \
      memory.
      """),
    "EX7": StepWords(
      "mm/mmap.c", "frees the tables", short: "frees page tables", "no vma is left, so no table is needed."),
    "EX8": StepWords(
      "mm/mmap.c", "flushes and frees", short: "flushes and frees",
      "now the TLB is flushed, then the frames of the process are freed."),
    "OR1": StepWords(
      "mm/oom_kill.c", "tries mmap_sem", short: "tries mmap_sem",
      """
      the reaper may not sleep: who holds mmap_sem may itself wait for memory.
      """),
    "OR2": section("mm/oom_kill.c"),
    "OR3": StepWords(
      "mm/oom_kill.c", "tells the subscribers", short: "N+ that may not sleep",
      """
      everybody who mirrors these pages is told, and may refuse: -EAGAIN for who would have to sleep.
      """),
    "OR4": StepWords(
      "mm/oom_kill.c", "gives up for now", short: "refused: comes back later",
      """
      somebody refused. No pte is touched, and the end is not called either: in 5.2, whoever has counted this \
      section keeps its count (B2).
      """),
    "OR5": StepWords(
      "mm/oom_kill.c", "clears the ptes", short: "clears the ptes", "nobody refused, it seems; the ptes go."),
    "OR6": StepWords(
      "mm/oom_kill.c", "ends the section", short: "N-: the section ends", "the ptes are gone, and the section ends."),
    "OR7": StepWords(
      "mm/oom_kill.c", "flushes and frees", short: "flushes and frees",
      """
      this is what it was all for: the TLB is flushed, then the frames are freed.
      """),
    "OR8 return": StepWords("mm/oom_kill.c", "returns 0", short: "oom_reap returns 0", "nothing is left to do here."),
    "OR8": StepWords("mm/oom_kill.c", "unlocks mmap_sem", short: "unlocks mmap_sem", "the window is reaped."),
    "ZP1": StepWords(
      "mm/memory.c", "locks the ptl", short: "locks the ptl",
      "takes the lock of this table of ptes, so that nobody else changes them."),
    "ZP2": StepWords("mm/memory.c", will: { g in "clears pte \(g.page(g.addr))" }) { g in g.cleared },
    "ZP3": StepWords(
      "mm/memory.c", "unlocks the ptl", short: "unlocks the ptl", "others may change this table again."),
    "PG1": StepWords(
      "mm/memory.c", "frees page tables", short: "frees page tables",
      "a table goes when no vma is left in all that it covers."),
    "TF1": StepWords(
      "mm/mmu_gather.c", "flushes the TLB", short: "flushes the TLB",
      "from here on no CPU reaches the old frames by a stale entry. A device's TLB is its callback's business."),
    "TF2": StepWords("mm/mmu_gather.c", will: { _ in "frees the frames" }) { g in
      let freed = g.which(Frame.name) { g.old(Frame.name, $0, "owner") != 0 && g.new(Frame.name, $0, "owner") == 0 }
      let names = freed.map { g.frame($0) }.joined(separator: ", ")
      return (
        freed.isEmpty
          ? "nothing was gathered, so nothing is freed."
          : freed.count > 1
            ? "frames \(names) are free: anybody may have them next. No device may map them now."
            : "frame \(names) is free: anybody may have it next. No device may map it now.",
        [], freed.isEmpty ? "frees nothing" : "frees \(names)"
      )
    },
  ]

  /// The beginning of an invalidation.
  static func section(_ file: String) -> StepWords {
    StepWords(file, will: { _ in "fills in the section" }) { g in
      // The longest name of an event leaves no room for an address.
      let span = g.event.count > 14 ? g.pages(g.section.start, g.section.end) : g.sectionSpan
      return (
        "a section of kind \(g.event) for \(g.sectionSpan): between its start and its end these ptes may change.", [],
        "\(g.event) \(span)"
      )
    }
  }
}

extension Glance {
  /// A pte was cleared by an unmap.
  var cleared: StepWords.Said {
    let row = old(Pte.name, addr + 1, "frame")
    let was = pte(addr, isAfter: false)
    guard old(Pte.name, addr + 1, "kind") != 0 else {
      return ("pte \(page(addr)) was none already.", [], "pte \(page(addr)) was none")
    }
    let isGathered = row > 0 && new(Frame.name, row, "gather", index) > old(Frame.name, row, "gather", index)
    let slot = old(Pte.name, addr + 1, "slot")
    let after =
      isGathered
      ? "Frame \(frame(row)) is gathered: it is freed after the section has ended and the TLB is flushed."
      : slot == 0
        ? "There is nothing to free."
        : new(SwapSlot.name, slot, "owner") == 0 ? "Its swap slot is free." : "Others still need its swap slot."
    return ("pte \(page(addr)) \(was) ⇒ ◦ none. \(after)", [], "pte \(page(addr)) ⇒ ◦ none")
  }
}
