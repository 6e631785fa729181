extension Reasons {
  /// `hmm_release`.
  static let teardown: [String: StepWords] = [
    "RL1": StepWords(will: { _ in "looks for mm->hmm" }) { g in
      guard g.old(Hmm.name, g.hmm, "kref") != g.new(Hmm.name, g.hmm, "kref") else { return g.noHmm }
      return (
        "takes a reference for the time of this call: kref \(g.kref). The result is not checked for NULL (B5).", [],
        "kref \(g.kref)"
      )
    },
    "RL2": StepWords(
      "sets hmm->dead", short: "hmm->dead ⇒ true",
      "the process is going away. The flag is set without a lock: whoever has tested it a moment ago goes on."),
    "RL3": StepWords(will: { _ in "ends all validity" }) { g in
      let woken = g.old(Hmm.name, g.hmm, "wq") & 0xff
      return (
        """
        , under \(g.rangesLock): no range is valid any more, and \
        \(woken == 0 ? "nobody sleeps on hmm->wq." : "who sleeps on hmm->wq wakes: \(g.threads(woken)) finds dead.")
        """,
        [
          """
          A section that is still open may set the ranges valid again at its end: the flag alone does not see death.
          """
        ],
        "all ranges ✗ INVALID"
      )
    },
    "RL4": StepWords(
      "locks mirrors_sem", short: "mirrors_sem for writing", "takes mirrors_sem for writing, so no callback runs now."),
    "RL5": StepWords(
      "takes the first mirror", short: "the first mirror", "mirrors leave the list one by one, from its head."),
    "RL6": StepWords(will: { _ in "unlinks the mirror" }) { g in
      (
        """
        unlinks the mirror of \(g.device(g.new(HmmMirror.name, g.local("mirror") ?? 0, "driver"))). No \
        invalidation reaches it any more; its reference stays until it is unregistered.
        """,
        [], "a mirror is unlinked"
      )
    },
    "RL6 up_write": StepWords(
      "unlocks mirrors_sem", short: "unlocks mirrors_sem",
      "the driver's release may wait for work that itself raises invalidations, so mirrors_sem must not be held."),
    "RL6 mirror->release": StepWords(
      "calls the driver's release", short: "calls release",
      "after this callback has returned, nobody may use the mirror."),
    "RL6 down_write": StepWords(
      "locks mirrors_sem again", short: "mirrors_sem again",
      "back to the list: it may have changed, so the loop takes its head again."),
    "RL8": StepWords(will: { _ in "unlocks, gives hmm back" }) { g in
      ("no mirror is left. The reference goes back: kref \(g.kref).", [], "kref \(g.kref)")
    },
  ]

  /// Making and freeing what HMM knows of a process.
  static let life: [String: StepWords] = [
    "GC1": StepWords(will: { _ in "looks for mm->hmm" }) { g in
      g.new(Mm.name, g.mm, "hmm") > 0
        ? ("HMM knows this process already; a reference is taken: kref \(g.kref).", [], "kref \(g.kref)")
        : ("HMM does not know this process yet.", [], "mm->hmm is NULL")
    },
    "GC2": StepWords(
      "allocates an hmm", short: "allocates an hmm",
      "allocates one: there is one struct hmm for each process that is mirrored."),
    "GC3": StepWords(
      "fills in the hmm", short: "kref 1, notifiers 0",
      """
      kref 1 for the caller (it counts mirrors, ranges, running calls), notifiers 0. 0 is right only because no \
      section is open when HMM subscribes.
      """),
    "GC4": StepWords(will: { _ in "stores mm->hmm" }) { g in
      g.old(Mm.name, g.mm, "hmm") == 0
        ? (", under page_table_lock: mm->hmm points to the new object.", [], "mm->hmm is set")
        : (
          "somebody else was faster. This one is thrown away, and the caller gets NULL, not the winner's (B12).", [],
          "lost the race: NULL"
        )
    },
    "GC5": StepWords("frees its hmm", short: "frees its own", "the loser of the race frees its object."),
    "GC6": StepWords(
      "subscribes", short: "subscribes to notifiers",
      "HMM subscribes to the notifiers of this process. mmap_sem is held for writing."),
    "GC7": StepWords("returns the hmm", short: "returns the hmm", "the one reference belongs to the caller now."),
    "HF1": StepWords(
      "unsubscribes", short: "the last reference is gone",
      "the last reference is gone: HMM unsubscribes, without a release callback."),
    "HF2": StepWords(
      "clears mm->hmm", short: "mm->hmm ⇒ NULL",
      """
      , under page_table_lock: mm->hmm no longer points here, if it did.
      """),
    "HF3 mmdrop": StepWords(
      "drops the mm structure", short: "drops the mm structure",
      "the subscription's hold on the mm structure goes last; the hmm is freed after all notifiers that run."),
    "HF3": StepWords(
      "frees the hmm", short: "the hmm is freed",
      """
      freed at once. A notifier that runs now may still have it in hand (B5); the cure is to wait for the SRCU \
      grace period.
      """
    ),
    "HD1": StepWords(
      "clears mm->hmm", short: "mm->hmm ⇒ NULL",
      """
      the mm structure is about to be freed, so nothing may point from it to HMM or back. The subscription keeps the \
      structure alive, so an object that is still alive is never found here.
      """),
    "HD2": StepWords("gives hmm back", short: "gives hmm back", "the reference of this call goes back."),
    "MD1": StepWords("kernel/fork.c", will: { _ in "drops mm_count" }) { g in
      (
        "mm_count \(g.change(Mm.name, g.mm, "mm_count")): the structure lives as long as this is not 0.", [],
        "mm_count \(g.change(Mm.name, g.mm, "mm_count"))"
      )
    },
    "MD2": StepWords(
      "kernel/fork.c", "calls hmm_mm_destroy", short: "calls hmm_mm_destroy",
      "nobody uses the structure any more; HMM is told before it is freed."),
    "MD3": StepWords(
      "kernel/fork.c", "frees the mm", short: "the mm is freed",
      "the mm structure is gone. Whoever still points to it reads freed memory."),
    "MP1": StepWords("kernel/fork.c", will: { _ in "drops mm_users" }) { g in
      let users = g.new(Mm.name, g.mm, "mm_users")
      return (
        users == 0
          ? "mm_users \(g.change(Mm.name, g.mm, "mm_users")): the last user of the memory is gone, so it is taken down."
          : "mm_users \(g.change(Mm.name, g.mm, "mm_users")): others still use the memory.", [],
        "mm_users \(g.change(Mm.name, g.mm, "mm_users"))"
      )
    },
    "MP2": StepWords(
      "kernel/fork.c", "calls exit_mmap", short: "calls exit_mmap",
      "exit_mmap takes everything down: subscribers first, then the pages."),
    "MP3": StepWords(
      "kernel/fork.c", "drops the mm structure", short: "drops the mm structure",
      "all users of the memory together held the structure once."),
  ]

  /// Registering and unregistering mirrors.
  static let mirroring: [String: StepWords] = [
    "MR1": StepWords(
      tests: "checks its arguments",
      yes: { _ in ("a mirror without a callback cannot be told of anything: -EINVAL.", "no callback") },
      no: { _ in ("the mirror has a callback, so it can be told of changes.", "the arguments are good") }),
    "MR2": StepWords(
      "looks for mm->hmm", short: "gets or makes the hmm",
      "finds what HMM knows of the process, or makes it; mmap_sem is held for writing for that."),
    "MR2 mirror->hmm": StepWords(will: { _ in "stores mirror->hmm" }) { g in
      (
        """
        the reference belongs to the mirror: one of kref \(g.new(Hmm.name, g.hmm, "kref")).
        """, [], "mirror->hmm is set"
      )
    },
    "MR3": StepWords(
      "joins hmm->mirrors", short: "the mirror is on the list",
      ", under mirrors_sem: the mirror joins the list. From now on each invalidation calls it."),
    "MR4": StepWords("returns 0", short: "returns 0", "the device will be told of every change."),
    "MU1": StepWords(
      "reads mirror->hmm", short: "reads mirror->hmm",
      "NULL means that it was unregistered before; a second call does no harm unless both run at once."),
    "MU2": StepWords(
      "locks mirrors_sem", short: "waits for callbacks",
      """
      for writing: so this waits until no callback of any mirror of this process runs. Called from inside a \
      callback, it would wait for itself.
      """
    ),
    "MU3": StepWords(
      "unlinks its mirror", short: "the mirror is unlinked",
      "the mirror is off the list, and no callback of it runs after this."),
    "MU4": StepWords(will: { _ in "drops its reference" }) { g in
      ("the mirror's reference goes back: kref \(g.kref).", [], "kref \(g.kref)")
    },
  ]
}

extension Glance {
  /// A call looked for the hmm and found none that is alive.
  var noHmm: StepWords.Said {
    (
      """
      there is no hmm any more, or its count is 0 already. 5.2 does not expect that: the next use of it follows a \
      NULL pointer (B5).
      """,
      [], "no hmm: NULL"
    )
  }
}
