extension Reasons {
  /// The reaper of all memory, and the exit of its victim.
  static let reaping: [String: StepWords] = [
    "OT1": StepWords("mm/oom_kill.c", will: { _ in "chooses its victim" }) { g in
      g.new(Mm.name, g.mm, "flags") & 4 != 0
        ? (
          "the process is to die, so that others get its memory. The structure is pinned; its own exit may take long.",
          [], "a victim is chosen"
        )
        : ("the process is gone already: there is nothing to reap.", [], "nobody is left")
    },
    "OT1 if": StepWords(
      "mm/oom_kill.c", tests: "looks for the victim",
      yes: { _ in ("nobody is left to reap.", "nobody is left") },
      no: { _ in ("the reaper takes it from here.", "the reaper begins") }),
    "OT2": StepWords("mm/oom_kill.c", will: { _ in "reaps, attempt by attempt" }) { g in
      ("attempt \(g.local("attempts") ?? 0) of 10.", [], "attempt \(g.local("attempts") ?? 0) of 10")
    },
    "OT3": StepWords(
      "mm/oom_kill.c", tests: "tests the attempt",
      yes: { _ in ("nothing is left to come back for.", "all is reaped") },
      no: { g in ("something could not be had: it comes back.", "comes back") }),
    "OT4": StepWords(
      "mm/oom_kill.c", "sleeps for 100 ms", short: "sleeps for 100 ms",
      "who holds what it wants may let go of it meanwhile."),
    "OT5": StepWords(
      "mm/oom_kill.c", "marks the memory as done", short: "done with this victim",
      "MMF_OOM_SKIP: whatever is left, the reaper does not come back for it."),
    "OT6": StepWords("mm/oom_kill.c", "drops its pin", short: "drops its pin", "the structure is not needed any more."),
    "OM1": StepWords(
      "mm/oom_kill.c", "tries mmap_sem", short: "tries mmap_sem",
      "the reaper may not sleep: who holds mmap_sem may itself wait for memory."),
    "OM1 if": StepWords(
      "mm/oom_kill.c", tests: "tests mmap_sem",
      yes: { _ in ("somebody writes under mmap_sem: it cannot be had now.", "mmap_sem is taken") },
      no: { _ in ("mmap_sem is held for reading: the vmas stay.", "mmap_sem for reading") }),
    "OM2": StepWords(
      "mm/oom_kill.c", tests: "tests MMF_OOM_SKIP",
      yes: { _ in ("nobody has reaped it yet.", "not reaped yet") },
      no: { _ in ("exit has done it already.", "exit was faster") }),
    "OM3": StepWords(
      "mm/oom_kill.c", "reaps all vmas", short: "reaps all vmas", "vma by vma, as far as nobody refuses."),
    "OM4": StepWords("mm/oom_kill.c", "unlocks mmap_sem", short: "unlocks mmap_sem", "this attempt is over."),
    "OM4 return": StepWords(
      "mm/oom_kill.c", "says how it went", short: "says how it went", "it tells whether something was left out."),
    "OV1": StepWords(
      "mm/oom_kill.c", "marks the memory", short: "MMF_UNSTABLE",
      "MMF_UNSTABLE: whoever finds a page missing from here on cannot know what was in it."),
    "OV2": StepWords("mm/oom_kill.c", will: { _ in "tests the vma" }) { g in
      guard let isTaken = g.isTaken else { return nil }
      let row = g.local("vma") ?? 0
      let pages = g.pages(g.new(Vma.name, row, "vm_start"), g.new(Vma.name, row, "vm_end"))
      return isTaken
        ? ("the vma of pages \(pages) is private: its pages are nobody else's.", [], "a vma to reap")
        : ("the vma of pages \(pages) is shared, locked or special: it is left alone.", [], "a vma to leave alone")
    },
    "OV3": section("mm/oom_kill.c"),
    "OV4": StepWords(
      "mm/oom_kill.c", "tells the subscribers", short: "N+ that may not sleep",
      "everybody who mirrors this vma is told, and may refuse: -EAGAIN for who would have to sleep."),
    "OV4 if": StepWords(
      "mm/oom_kill.c", tests: "tests the answer",
      yes: { _ in ("nobody has refused, as far as it hears: the pages go.", "nobody has refused") },
      no: { g in
        (
          "somebody refused: no pte of this vma is touched, and the end is not called. HMM "
            + (g.new(MmuNotifierRange.name, g.sectionRow, "phases") & 2 != 0
              ? "has counted this section, and keeps its count (B2)." : "has no count of this section."),
          "refused: this vma is left out"
        )
      }),
    "OV5": StepWords(
      "mm/oom_kill.c", "clears the ptes", short: "clears the ptes", "nobody refused, it seems; the ptes go."),
    "OV6": StepWords(
      "mm/oom_kill.c", "ends the section", short: "N-: the section ends", "the ptes are gone, and the section ends."),
    "OV7": StepWords(
      "mm/oom_kill.c", "flushes and frees", short: "flushes and frees",
      "what was gathered is flushed from the TLB and freed; where somebody refused, that is nothing."),
    "OV8": StepWords(
      "mm/oom_kill.c", "says how it went", short: "says how it went", "it tells whether every vma could be reaped."),
    "EV1": StepWords(
      "mm/mmap.c", tests: "looks for the OOM killer",
      yes: { _ in ("this process is a victim: its memory is reaped at once.", "an OOM victim") },
      no: { _ in ("nobody waits for this memory: it goes in the usual way.", "an ordinary exit") }),
    "EV2": StepWords(
      "mm/mmap.c", "reaps its own memory", short: "reaps its own memory",
      "the same as the reaper does; nobody subscribes any more, so nobody can refuse."),
    "EV3": StepWords(
      "mm/mmap.c", "marks the memory as done", short: "MMF_OOM_SKIP", "a reaper that comes now has nothing to do."),
    "EV4": StepWords(
      "mm/mmap.c", "waits for the reaper", short: "waits for the reaper",
      "mmap_sem for writing, for a moment: a reaper that was faster has left when this is had."),
    "EV5": StepWords("mm/mmap.c", "unlocks mmap_sem", short: "unlocks mmap_sem", "no reaper looks at the vmas now."),
  ]
}
