import Machine

extension Reasons {
  /// What a walk does with entries that are no tables: of pmds, of puds, of hugetlbfs, and special vmas.
  static let tables: [String: StepWords] = [
    "WP9 if": StepWords(
      "mm/pagewalk.c", tests: "tests the vma",
      yes: { _ in ("the vma maps a device's memory: all of the piece counts as a hole.", "a special vma: a hole") },
      no: { _ in ("the vma maps ordinary memory.", "the vma is not special") }),
    "WP10 if": StepWords(
      "mm/pagewalk.c", tests: "tests for hugetlbfs",
      yes: { g in
        g.isHugetlb
          ? ("the vma is of hugetlbfs: it is walked huge page by huge page.", "hugetlbfs")
          : ("there is no table for the huge page's entry: a hole.", "no table: a hole")
      },
      no: { g in
        g.isHugetlb
          ? ("there is a place for the huge page's entry: HMM's own callback reads it.", "the entry has a place")
          : ("the vma is not of hugetlbfs: the pgd is none.", "not hugetlbfs: a hole")
      }),
    "WP10": StepWords(
      "mm/pagewalk.c", "calls HMM for a huge page", short: "a page of hugetlbfs",
      "one page of hugetlbfs at a time: HMM's callback for them reads its entry."),
    "WP11": StepWords(
      "mm/pagewalk.c", "calls HMM for the pmd", short: "calls hmm_vma_walk_pmd",
      "the pmd points to no table of ptes: HMM's callback looks at the pmd itself."),
    "WP12": StepWords(
      "mm/pagewalk.c", "goes to the huge pud", short: "a huge pud",
      "the pud maps 1 GiB by itself: HMM's callback looks at it."),
    "WP12 spin_lock": StepWords(
      "mm/pagewalk.c", "locks the pud", short: "locks the pud",
      "the callback runs with the lock of the pud held, a spinlock. If it faults, it sleeps with that (B11)."),
    "WP12 spin_unlock": StepWords(
      "mm/pagewalk.c", "unlocks the pud", short: "unlocks the pud", "the callback is through with the pud."),

    "WM1": StepWords(
      "reads the pmd", short: "reads the pmd",
      "reads the pmd once, without a lock: what is decided now may be out of date at the next step."),
    "WM2": StepWords(
      "handles a hole", short: "the pmd is none", "the pmd is none by now: all that it covers is a hole."),
    "WM2 if": kindTest("is none", "is none", "something"),
    "WM3": StepWords(
      "writes ERROR", short: "pfns ⇒ ERROR",
      "a page of hugetlbfs has no place here: every entry of the span becomes ERROR."),
    "WM3 if": kindTest("is a page of hugetlbfs", "hugetlbfs", "not hugetlbfs"),
    "WM4": StepWords(
      "asks what is wanted", short: "what is wanted of it?",
      "a huge page on its way: only a page that was asked for is worth the wait."),
    "WM4 if": StepWords(
      tests: "tests the pmd",
      yes: { g in
        g.isDecided
          ? ("none of its pages was asked for: 0, and the entries keep what was in them.", "not wanted: left as is")
          : ("the huge page is on its way from one frame to another.", "the huge page moves")
      },
      no: { g in
        g.isDecided
          ? ("one of its pages was asked for: the walk waits until it has arrived.", "wanted: waits")
          : ("no huge page is on its way here.", "does not move")
      }),
    "WM5": StepWords(
      "waits for the huge page", short: "waits for the huge page",
      "sleeps until the huge page has arrived; then -EBUSY, for the walk has to look again."),
    "WM11": StepWords(
      "reads the huge pmd", short: "reads the huge pmd",
      """
      reads the pmd again, all of it at once: the entries of frames that follow each other, or a fault. A protnone one \
      counts as nothing.
      """),
    "WM6 if": kindTest("maps a huge page", "a huge page", "no huge page"),
    "WM7": StepWords(
      "faults all of it", short: "faults the whole span",
      "what is there is not what was asked for: every page of the span is faulted, with the same decision."),
    "WM7 if": needTest,
    "WM8": StepWords("returns", short: "the pmd is done", "the pmd is done."),
    "WM9": StepWords(
      "writes ERROR", short: "pfns ⇒ ERROR", "the pmd makes no sense: every entry of the span becomes ERROR."),
    "WM9 if": kindTest("makes no sense", "bad", "a table"),
    "WM10": StepWords(
      "reads the ptes", short: "it is a table by now",
      "the huge page was split in between: its pages have ptes now, which are read one by one."),

    "WU1": StepWords("reads the pud", short: "reads the pud", "looks at the entry of 1 GiB."),
    "WU2": StepWords("handles a hole", short: "the pud is none", "the pud is none by now: a hole."),
    "WU2 if": kindTest("is none", "is none", "something", "pud"),
    "WU3": StepWords(
      "reads the huge pud", short: "reads the huge pud",
      "all of the pud at once: the entries of frames that follow each other, each with its pagemap, or a fault."),
    "WU3 if": kindTest("maps memory with a pagemap", "with a pagemap", "without a pagemap", "pud"),
    "WU4": StepWords(
      "faults all of it", short: "faults the whole span",
      "every page of the span is faulted, though a fault may sleep, and the lock of the pud is a spinlock (B11)."),
    "WU4 if": needTest,
    "WU5": StepWords("returns", short: "the pud is done", "the pud is done."),
    "WU6": StepWords(
      "splits the pud", short: "splits the pud",
      "a huge pud without a pagemap has to be split, which wants the lock that the walk holds."),
    "WU7": StepWords("unlocks the pud", short: "unlocks the pud", "the spinlock goes before anybody may sleep."),

    "WG1": StepWords("looks at the huge page", short: "a page of hugetlbfs", "begins with one page of hugetlbfs."),
    "WG1 if": StepWords(
      tests: "tests the span",
      yes: { _ in ("in its own page size a huge page has to be walked whole: -EINVAL.", "not whole: -EINVAL") },
      no: { _ in ("the span fits the page size of the range.", "the span fits") }),
    "WG2": StepWords(
      "locks the entry", short: "locks the huge pte", "the entry of a huge page is read under its lock."),
    "WG3": StepWords(
      "reads the huge pte", short: "reads the huge pte",
      "of all requests only the first is looked at. An entry that is none is written with VALID, and no frame."),
    "WG4": StepWords("unlocks the entry", short: "unlocks the huge pte", "the entry has been read."),
    "WG5": StepWords(
      "faults it", short: "faults the span", "what is there is not what was asked for: the span is faulted."),
    "WG5 if": needTest,
  ]

  /// What a pmd or a pud is.
  private static func kindTest(_ what: String, _ yes: String, _ no: String, _ entry: String = "pmd") -> StepWords {
    StepWords(
      tests: "tests the \(entry)", yes: { _ in ("the \(entry) \(what).", "\(entry): \(yes)") },
      no: { _ in ("this is not so: it goes on to the next test.", "\(entry): \(no)") })
  }

  /// Whether a fault is needed.
  static let needTest = StepWords(
    tests: "tests for a fault",
    yes: { g in
      g.local("write_fault") == 1
        ? ("what was asked for is not there, or may not be written to: a fault is needed.", "a fault, to write")
        : ("what was asked for is not there: a fault is needed.", "a fault, to read")
    },
    no: { _ in ("nothing that is missing was asked for: no fault.", "no fault") })
}

extension Glance {
  /// Whether the walk is in a vma of hugetlbfs.
  var isHugetlb: Bool {
    let vma = old(HmmVmaWalk.name, me, "vma")
    return vma > 0 && old(Vma.name, vma, "vm_flags") & 16 != 0
  }

  /// Whether the test is about the decision, not about the pmd.
  var isDecided: Bool { program.nextStep(old, index).map { program.text(of: $0).contains("fault") } ?? false }
}
