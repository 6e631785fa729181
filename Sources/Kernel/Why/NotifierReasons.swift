extension Reasons {
  /// The notifier core around them.
  static let notifying: [String: StepWords] = [
    "NS1": StepWords(
      "mm/mmu_notifier.c", "enters the SRCU section", short: "SRCU read section",
      """
      the list of subscribers is read under SRCU, a read lock that stops nobody: one may leave the list \
      meanwhile, yet should not be freed.
      """
    ),
    "NS2": StepWords("mm/mmu_notifier.c", will: { _ in "tells HMM: start" }) { g in
      (
        "HMM is the subscriber here. It is told before any pte changes: \(g.event) \(g.sectionSpan).", [],
        "tells HMM: start"
      )
    },
    "NS3": StepWords("mm/mmu_notifier.c", will: { _ in "leaves the SRCU section" }) { g in
      (g.local("subscriber") ?? 0) == 0
        ? ("nobody subscribes, so nobody had to be told. The reading of the list is over.", [], "nobody subscribes")
        : (g.local("ret") ?? 0) != 0
          ? ("a subscriber refused. The reading of the list is over.", [], "a subscriber refused")
          : ("all who subscribe were told. The reading of the list is over.", [], "all were told")
    },
    "NS4": StepWords("mm/mmu_notifier.c", will: { g in "returns \(g.local("ret") ?? 0)" }) { g in
      (g.local("ret") ?? 0) == 0
        ? ("nobody refused: the section is open.", [], "nobody refused")
        : ("somebody would have had to sleep: -EAGAIN. Its caller will not call the end.", [], "refused: -EAGAIN")
    },
    "NS5": StepWords(
      "mm/mmu_notifier.c", "asks other subscribers", short: "others are asked",
      "whoever else subscribes is asked. A refusal does not keep anybody else from being told."),
    "NS6": StepWords(
      "mm/mmu_notifier.c", "tells HMM: end", short: "tells HMM: end",
      "HMM accepted and another subscriber refused: who was told of the start is told of the end."),
    "NE1": StepWords(
      "mm/mmu_notifier.c", "enters the SRCU section", short: "SRCU read section",
      "the work on the ptes is done; whoever subscribes hears of the end. SRCU guards the list."),
    "NE2": StepWords("mm/mmu_notifier.c", will: { _ in "tells HMM: end" }) { g in
      ("HMM is told that the ptes of \(g.sectionSpan) hold still again.", [], "tells HMM: end")
    },
    "NE3": StepWords(
      "mm/mmu_notifier.c", "leaves the SRCU section", short: "the section has ended",
      "the section has ended. Frames may be freed from here on, not before."),
    "NL1": StepWords(
      "mm/mmu_notifier.c", "enters the SRCU section", short: "SRCU read section",
      "the process is going away: every subscriber hears of it while its pages are still there."),
    "NL2": StepWords(
      "mm/mmu_notifier.c", "calls hmm_release", short: "calls hmm_release",
      """
      HMM is told first, and only then anything is unmapped. Invalidations may still come in parallel: HMM is on \
      the list yet.
      """
    ),
    "NL3": StepWords(
      "mm/mmu_notifier.c", "unlinks the subscribers", short: "nobody subscribes",
      "nobody subscribes any more: what is unmapped after this raises no callback."),
    "NL4": StepWords(
      "mm/mmu_notifier.c", "leaves the SRCU section", short: "leaves SRCU", "the reading of the list is over."),
    "NL5": StepWords(
      "mm/mmu_notifier.c", "waits for SRCU readers", short: "SRCU readers have left",
      "all who were still reading the list have left it."),
    "NR1": StepWords(
      "mm/mmu_notifier.c", "checks mmap_sem", short: "mmap_sem is held", "subscribing needs mmap_sem for writing."),
    "NR2": StepWords(
      "mm/mmu_notifier.c", "locks the rmap", short: "locks the rmap",
      """
      with mmap_sem and every lock of the reverse mappings held, no section of this process can be open: a count \
      of 0 is right at birth.
      """
    ),
    "NR3": StepWords(
      "mm/mmu_notifier.c", "subscribes", short: "HMM subscribes",
      """
      HMM is on the list: every invalidation of this process reaches it from now on. The subscription keeps the \
      mm structure alive.
      """
    ),
    "NR4": StepWords(
      "mm/mmu_notifier.c", "unlocks the rmap", short: "unlocks the rmap",
      "invalidations may begin again, and HMM hears of them."),
    "NR5": StepWords("mm/mmu_notifier.c", "returns 0", short: "subscribed", "HMM is subscribed."),
    "NU1": StepWords(
      "mm/mmu_notifier.c", "unsubscribes", short: "HMM is off the list",
      "HMM is off the list. Who has it in hand already goes on to use it: nobody waits for them (B5)."),
    "NU2": StepWords(
      "mm/mmu_notifier.c", "drops the mm structure", short: "drops the mm structure",
      """
      the subscription's hold on the mm structure goes. If it was the last one, the structure is gone before HMM \
      has cleared its pointer in it (B5).
      """
    ),
  ]
}
