extension Reasons {
  /// `hmm_range_snapshot`.
  static let snapshot: [String: StepWords] = [
    "SN1": StepWords(
      tests: "tests hmm->dead",
      yes: { _ in
        ("the process is going away, and its ptes with it: -EFAULT, and no retry will help.", "dead: -EFAULT")
      },
      no: { _ in ("the process is not marked dead, so there is a page table to read.", "hmm->dead is false") }),
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
          \(g.rangeName) is valid: no section that HMM has counted hits it now, so the walk begins. One may come \
          at any step.
          """,
          [], "\(g.rangeName) ✓ valid: walks"
        )
        : (
          """
          \(g.rangeName) is INVALID, notifiers is \(g.notifiers): what is read now would be useless. \
          \(g.invalidRange), and mmap_sem stays as it was: the caller has to drop it.
          """,
          g.invalidRange == "-EBUSY"
            ? []
            : [
              """
              hmm_range_fault drops mmap_sem before it says -EAGAIN. This one does not: the same code, two lock \
              states.
              """
            ],
          "✗ INVALID: \(g.invalidRange)"
        )
    },
    "SN4": StepWords(will: { g in "looks for the vma" }) { g in
      (
        """
        looks for the vma at page \(g.page(g.local("start") ?? 0)). mmap_sem for reading keeps munmap out; exit \
        does not ask for it.
        """,
        [], "looks for the vma"
      )
    },
    "SN4 if": StepWords(
      tests: "tests the vma",
      yes: { g in
        (g.local("vma") ?? 0) > 0
          ? ("this vma maps no ordinary memory, but a device's: it cannot be mirrored, -EFAULT.", "special: -EFAULT")
          : ("no vma is left from here on, so nothing is mapped: -EFAULT.", "no vma: -EFAULT")
      },
      no: { _ in ("there is one, and it maps ordinary memory: its ptes can be mirrored.", "the vma is ordinary") }),
    "SN5": StepWords(
      tests: "tests the page size",
      yes: { _ in
        ("the range is to be walked in pages of a size that this vma does not have: -EINVAL.", "wrong size: -EINVAL")
      },
      no: { _ in
        (
          "the page size fits: a range is walked in pages of 4 KiB, only a hugetlb vma may be walked in its own size.",
          "the page size fits"
        )
      }),
    "SN6 if": StepWords(
      tests: "tests VM_READ",
      yes: { _ in
        (
          "the process may not even read this vma: every entry becomes NONE, and the answer is -EPERM.",
          "no VM_READ: -EPERM"
        )
      },
      no: { _ in ("the process may read this vma, so a device may, too.", "VM_READ is set") }),
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
      tests: "tests if more is left",
      yes: { g in
        (
          "the vma has ended at page \(g.page(g.local("end") ?? 0)), the range has not: the next vma is looked for.",
          "more is left: the next vma"
        )
      },
      no: { _ in ("the walk has reached the end of the range: nothing is left.", "nothing is left") }),
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
        """
        returns \(g.local("rc") ?? 0); mmap_sem is the caller's to drop. A hole at the end, where tables are missing, \
        would not be counted.
        """,
        [], "returns \(g.local("rc") ?? 0)"
      )
    },
  ]
}
