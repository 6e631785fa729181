extension Reasons {
  /// `hmm_range_snapshot`.
  static let snapshot: [String: StepWords] = [
    "SN1": StepWords(will: { _ in "tests hmm->dead" }) { g in
      let dead = g.new(Hmm.name, g.hmm, "dead") != 0
      return (
        dead
          ? "the process is going away, and its ptes with it: -EFAULT, and no retry will help."
          : "the process is alive, so its page table is there.", [], dead ? "dead: -EFAULT" : "hmm->dead is false"
      )
    },
    "SN2": StepWords(will: { _ in "begins a round" }) { g in
      (
        """
        a new round begins at page \(g.page(g.new(HmmRange.name, g.rangeRow, "start"))): what an earlier one wrote to \
        pfns is out of date from here on.
        """,
        [], "a new round begins"
      )
    },
    "SN3": StepWords(will: { _ in "tests range->valid" }) { g in
      g.isValid
        ? (
          """
          \(g.rangeName) is valid: no section that hits it is open now, so the table holds still at this moment. \
          One may begin at the next.
          """,
          [], "\(g.rangeName) ✓ valid: walks"
        )
        : (
          """
          \(g.rangeName) is INVALID: somebody is changing these ptes, and to read them would be useless. -EAGAIN, \
          with mmap_sem still held; the caller has to drop it.
          """,
          [
            """
            hmm_range_fault drops mmap_sem before it says -EAGAIN. This one does not: the same code, two lock \
            states.
            """
          ],
          "✗ INVALID: -EAGAIN"
        )
    },
    "SN4": StepWords(will: { g in "looks for the vma" }) { g in
      (
        """
        looks for the vma at page \(g.page(g.local("start") ?? 0)). mmap_sem is held, so no vma can come or go \
        meanwhile.
        """,
        [], "looks for the vma"
      )
    },
    "SN4 if": StepWords(will: { _ in "tests the vma" }) { g in
      (g.local("vma") ?? 0) > 0
        ? ("there is one, and it maps ordinary memory: its ptes can be mirrored.", [], "the vma is ordinary")
        : ("nothing is mapped from here on: -EFAULT.", [], "no vma: -EFAULT")
    },
    "SN5": StepWords(
      "tests the page size", short: "the page size fits",
      "a range is walked in pages of 4 KiB; only a hugetlb mapping may be walked in its own size, else -EINVAL."),
    "SN6 if": StepWords(will: { _ in "tests VM_READ" }) { g in
      let readable = g.new(Vma.name, g.local("vma") ?? 0, "vm_flags") & 1 != 0
      return (
        readable
          ? "the process may read this vma, so a device may, too."
          : "the process may not even read this vma: every entry becomes NONE, and the answer is -EPERM.", [],
        readable ? "VM_READ is set" : "no VM_READ: -EPERM"
      )
    },
    "SN6": StepWords(
      "clears all pfns", short: "all pfns ⇒ NONE",
      "every entry of the range is NONE now: nothing that an earlier call left may be mistaken for an answer."),
    "SN7": StepWords(will: { _ in "sets up the walk" }) { g in
      (
        "the walk is set up: it reads, it does not fault, and it ends where the range or the vma ends.", [],
        "sets up the walk"
      )
    },
    "SN9": StepWords(
      "tests if more is left", short: "more left?",
      "a range may span several vmas; where one ends, the loop goes on with the next."),
    "SN10": StepWords(will: { g in
      "returns \((g.new(HmmVmaWalk.name, g.me, "last")) - g.new(HmmRange.name, g.rangeRow, "start"))"
    }) { g in
      let count = g.old(HmmVmaWalk.name, g.me, "last") - g.old(HmmRange.name, g.rangeRow, "start")
      return (
        """
        the walk got through \(count) pages. Success is this count, not 0: a caller that takes every number but 0 \
        for an error never commits.
        """,
        [], "\(count) pages done"
      )
    },
    "SN10 return": StepWords(will: { g in "returns \(g.local("rc") ?? 0)" }) { g in
      (
        "returns \(g.local("rc") ?? 0), mmap_sem still held. A walk that ends in a hole counts only up to the hole.",
        [], "returns \(g.local("rc") ?? 0)"
      )
    },
  ]
}
