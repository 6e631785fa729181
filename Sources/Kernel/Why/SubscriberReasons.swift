import Machine

extension Reasons {
  /// The notifier core where drivers subscribe, too.
  static let subscribing: [String: StepWords] = [
    "CS2": StepWords("mm/mmu_notifier.c", will: { g in "tells \(g.subscriber): start" }) { g in
      (
        """
        \(g.subscriber) is told before any pte changes: \(g.event) \(g.sectionSpan). The newest subscriber is told \
        first.
        """,
        [], "tells \(g.subscriber): start"
      )
    },
    "CS3": StepWords("mm/mmu_notifier.c", will: { _ in "leaves the SRCU section" }) { g in
      (g.local("ret") ?? 0) != 0
        ? ("a subscriber refused. The reading of the list is over.", [], "a subscriber refused")
        : ("all who subscribe were told. The reading of the list is over.", [], "all were told")
    },
    "CS4": StepWords("mm/mmu_notifier.c", will: { _ in "looks at the answer" }) { g in
      (g.local("_ret") ?? 0) == 0
        ? ("\(g.subscriber) has accepted.", [], "accepted")
        : ("\(g.subscriber) would have had to sleep, and refuses. The others are told all the same.", [], "refused")
    },
    "CS6": StepWords("mm/mmu_notifier.c", will: { g in "tells \(g.subscriber): end" }) { g in
      (
        "\(g.subscriber) accepted and another one refused: who was told of the start is told of the end.", [],
        "tells \(g.subscriber): end"
      )
    },
    "CS7": StepWords("mm/mmu_notifier.c", will: { _ in "goes on in the list" }) { g in
      g.nextSubscriber == nil
        ? ("that was the last subscriber.", [], "no more subscribers")
        : ("\(g.nextSubscriber ?? "") is the next one, who subscribed earlier.", [], "next: \(g.nextSubscriber ?? "")")
    },
    "CE2": StepWords("mm/mmu_notifier.c", will: { g in "tells \(g.subscriber): end" }) { g in
      (
        "\(g.subscriber) is told that the ptes of \(g.sectionSpan) hold still again.", [],
        "tells \(g.subscriber): end"
      )
    },
    "CL2": StepWords("mm/mmu_notifier.c", will: { g in "tells \(g.subscriber)" }) { g in
      ("\(g.subscriber) is told that the memory goes away, before anything is unmapped.", [], "tells \(g.subscriber)")
    },
    "CL6": StepWords(
      "mm/mmu_notifier.c", "nobody reads the list", short: "the list is empty",
      "who was taken off the list is forgotten: nobody can stand there any more."),
    "SB1": StepWords(
      "mm/mmu_notifier.c", "takes mmap_sem", short: "takes mmap_sem",
      "subscribing takes mmap_sem for writing: not to be called with it held."),
    "SB2": StepWords(
      "mm/mmu_notifier.c", "subscribes", short: "subscribes", "the same for a caller that holds mmap_sem for writing."),
    "SB3": StepWords("mm/mmu_notifier.c", will: { g in "\(g.subscriber) subscribes" }) { g in
      (
        """
        \(g.subscriber) is at the head of the list: it will be told first. The subscription keeps the mm structure \
        alive.
        """,
        [], "\(g.subscriber) subscribes"
      )
    },
    "SB4": StepWords(
      "mm/mmu_notifier.c", "unlocks the rmap", short: "unlocks the rmap",
      "invalidations may begin again, and all who subscribe hear of them."),
    "SB5": StepWords("mm/mmu_notifier.c", "returns 0", short: "subscribed", "it is subscribed."),
    "SB6": StepWords(
      "mm/mmu_notifier.c", "releases mmap_sem", short: "releases mmap_sem", "mmap_sem is free again."),
    "SB7": StepWords("mm/mmu_notifier.c", will: { g in "returns \(g.local("ret") ?? 0)" }) { _ in
      ("from here on every section of this process is told to it.", [], "subscribed")
    },
    "CU1": StepWords(
      "mm/mmu_notifier.c", tests: "asks whether it subscribes",
      yes: { _ in ("it subscribes still: release is called here.", "still subscribed") },
      no: { _ in ("it is off the list: release was called when the memory went away.", "off the list already") }),
    "CU2": StepWords(
      "mm/mmu_notifier.c", "enters the SRCU section", short: "SRCU read section",
      "an exit that runs now has to wait until release has returned."),
    "CU3": StepWords(
      "mm/mmu_notifier.c", "calls release", short: "calls release",
      "the driver gives up all that it maps, as at exit."),
    "CU4": StepWords(
      "mm/mmu_notifier.c", "leaves the SRCU section", short: "leaves SRCU", "release has returned."),
    "CU5": StepWords(
      "mm/mmu_notifier.c", "unsubscribes", short: "off the list",
      "it is off the list. Who reads the list now may still be in its callback."),
    "CU6": StepWords(
      "mm/mmu_notifier.c", "waits for SRCU readers", short: "SRCU readers have left",
      "all who were still reading the list have left it: no callback of it runs, nor will."),
    "CU7": StepWords(
      "mm/mmu_notifier.c", "nobody stands there", short: "it is forgotten",
      "nobody who reads the list stands there any more."),
    "CU8": StepWords(
      "mm/mmu_notifier.c", "drops the mm structure", short: "drops the mm structure",
      "the subscription's hold on the mm structure goes."),
  ]
}

extension Glance {
  /// Whom the notifier core deals with: HMM, or a driver by its name.
  fileprivate var subscriber: String { subscriber(local("mn") ?? 0) }

  /// Who comes next in the list; nil at its end.
  fileprivate var nextSubscriber: String? {
    guard let row = program.local(new, index, "mn"), row != 0 else { return nil }
    return subscriber(row)
  }

  private func subscriber(_ row: Int) -> String {
    let driver = row == 0 ? 0 : new(MmuNotifier.name, row, "driver")
    return driver == 0 ? "HMM" : device(driver)
  }
}
