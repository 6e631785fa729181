import Machine

extension Reasons {
  /// `hmm_vma_get_pfns` and `hmm_vma_range_done` of 5.1.
  static let before: [String: StepWords] = [
    "GP1": StepWords(
      tests: "checks the window",
      yes: { _ in ("there is no vma, or the window is empty: -EINVAL.", "no vma or no window: -EINVAL") },
      no: { g in ("\(g.rangeName) has a vma and a window.", "the window is good") }),
    "GP2 if": StepWords(
      tests: "tests the vma",
      yes: { _ in ("this vma maps no ordinary memory: it cannot be mirrored, -EINVAL.", "special: -EINVAL") },
      no: { _ in ("the vma maps ordinary memory: its ptes can be mirrored.", "the vma is ordinary") }),
    "GP2": StepWords(
      "marks all pfns SPECIAL", short: "all pfns ⇒ SPECIAL",
      "every entry of the range says SPECIAL now, so that the driver knows what is the matter."),
    "GP3 if": StepWords(
      tests: "tests VM_READ",
      yes: { _ in ("the process may not even read this vma: -EPERM.", "no VM_READ: -EPERM") },
      no: { _ in ("the process may read this vma, so a device may, too.", "VM_READ is set") }),
    "GP3": StepWords(
      "clears all pfns", short: "all pfns ⇒ NONE",
      "every entry of the range is NONE now: nothing that an earlier call left may be mistaken for an answer."),
    "GP4": StepWords(will: { _ in "looks for mm->hmm" }) { g in
      ("looks for what HMM knows of this process, and takes a reference: kref \(g.kref).", [], "kref \(g.kref)")
    },
    "GP5": StepWords(will: { _ in "joins hmm->ranges" }) { g in
      (
        """
        , under hmm->lock: \(g.rangeName) joins hmm->ranges as valid. Whether a section is open now is not asked, \
        for nobody counts them: one that has told the mirrors already will mark this range at its end only.
        """,
        ["This is the hole that the commit of 2019 closes with notifiers, at the price of B1."],
        "\(g.rangeName) on the list, ✓ valid"
      )
    },
    "GP6": StepWords(
      "calls the walk", short: "the walk begins", "the walk copies the ptes to pfns; its result is not looked at."),
    "GP6 walk": StepWords(
      "sets up the walk", short: "sets up the walk",
      "the walk is set up: it reads, it does not fault, and it covers the range as a whole."),
    "GP7": StepWords(
      "ends the walk", short: "the walk is done", "the walk is done; the range stays on the list until it is asked."),
    "GP7 return": StepWords(
      "returns 0", short: "returns 0", "returns 0: the driver takes its lock next, and asks hmm_vma_range_done."),
    "RD1": StepWords(
      tests: "tests range->hmm",
      yes: { g in ("\(g.rangeName) is on no list: there is nothing to ask.", "it is on no list") },
      no: { g in ("\(g.rangeName) is on a list: it can be asked, and taken off.", "it is on the list") }),
    "RD2": StepWords(will: { _ in "leaves hmm->ranges" }) { g in
      (
        """
        , under hmm->lock: \(g.rangeName) leaves hmm->ranges, and is read as \(g.isValid ? "valid" : "INVALID"). \
        \(g.isValid ? "No section has marked it since it joined." : "A section has marked it since it joined.")
        """,
        [], "\(g.rangeName) leaves, \(g.isValid ? "✓ valid" : "✗ INVALID")"
      )
    },
    "RD3": StepWords(will: { _ in "drops its reference" }) { g in
      ("its reference goes back: kref \(g.kref).", [], "kref \(g.kref)")
    },
    "RD4": StepWords(will: { _ in "answers" }) { g in
      g.local("valid") == 0
        ? ("answers false: the driver throws away what it read and begins anew, without waiting.", [], "answers false")
        : ("answers true: the driver may map what it read.", [], "answers true")
    },
  ]

  /// `hmm_invalidate_range_start` and `hmm_invalidate_range_end` of 5.1.
  static let beforeSections: [String: StepWords] = [
    "BS1": hmmOfCall,
    "BS2": StepWords(will: { _ in "fills in the update" }) { g in
      ("writes down what the mirrors will be told: \(g.sectionSpan).", [], "update = \(g.sectionSpan)")
    },
    "BS3": StepWords(
      "locks hmm->lock", short: "locks hmm->lock", "hmm->lock guards the list and the marks."),
    "BS4": StepWords(will: { _ in "marks the ranges" }) { g in marks(g, "No mark stays for ranges that come later.") },
    "BS5": StepWords(
      "unlocks hmm->lock", short: "unlocks hmm->lock",
      "hmm->lock goes before the mirrors are called. That this section is open is written nowhere."),
    "BS6": StepWords(
      "locks mirrors_sem", short: "mirrors_sem for reading",
      "mirrors_sem is held for reading while the mirrors are called, so that none goes away meanwhile."),
    "BS7": StepWords(
      "calls the mirrors", short: "tells a mirror",
      "calls a callback. It must not return before the device has forgotten these pages."),
    "BS7 stop": StepWords(
      "looks at the answer", short: "the callback is done",
      "the callback has returned. Only a section that may not sleep looks at its answer."),
    "BS8": StepWords(
      "unlocks mirrors_sem", short: "mirrors_sem is free", "the loop over the mirrors has ended."),
    "BS9": StepWords(will: { _ in "gives hmm back" }) { g in
      ("the call's own reference goes back: kref \(g.kref).", [], "kref \(g.kref)")
    },
    "BS9 return": StepWords(
      "returns", short: "returns", "returns: from here on the caller may change ptes, if it was not refused."),
    "BE1": hmmOfCall,
    "BE2": StepWords("locks hmm->lock", short: "locks hmm->lock", "hmm->lock guards the list and the marks."),
    "BE3": StepWords(will: { _ in "marks the ranges again" }) { g in
      marks(g, "The mark of the end catches rounds that began inside of the section and still go on.")
    },
    "BE4": StepWords(will: { _ in "unlocks hmm->lock" }) { g in
      ("unlocks hmm->lock, and its reference goes back: kref \(g.kref). No device is called.", [], "kref \(g.kref)")
    },
  ]

  /// `hmm_range_register` and `hmm_range_unregister` of 5.3, where they differ.
  static let registeringMirror: [String: StepWords] = [
    "RA1": StepWords(
      "takes mirror->hmm", short: "hmm = mirror->hmm",
      "the mirror knows the object: nothing has to be looked for, or made."),
    "RA2": StepWords(
      "takes a user of the memory", short: "asks for mm_users",
      "a range keeps a user of the memory, so that exit cannot begin while it is registered."),
    "RA2 if": StepWords(
      tests: "tests the answer",
      yes: { _ in ("the memory has no user any more: it is being torn down, -EFAULT.", "no user left: -EFAULT") },
      no: { _ in ("the memory has a user more, and stays until the range is unregistered.", "mm_users is raised") }),
    "RA3": StepWords(will: { _ in "takes a reference" }) { g in
      (
        "\(g.rangeName) gets its hmm last, with a reference of its own: kref \(g.kref).", [], "kref \(g.kref)"
      )
    },
    "MG1": StepWords("kernel/fork.c", will: { _ in "raises a count of the mm" }) { g in
      let users = g.change(Mm.name, g.mm, "mm_users")
      return ("asks for a user of the memory, or of its structure: mm_users \(users).", [], "mm_users \(users)")
    },
    "MG1 return": StepWords(will: { _ in "answers" }) { g in
      g.local("alive") == 0
        ? ("answers false: the last user has left, the memory is being torn down.", [], "answers false")
        : ("answers true: the memory stays for as long as this user does.", [], "answers true")
    },
    "UP1": StepWords(
      "gives the user back", short: "calls mmput",
      "the range's user of the memory goes back; if it is the last one, exit runs in this very call."),
  ]

  private static let hmmOfCall = StepWords(will: { _ in "looks for mm->hmm" }) { g in
    guard g.old(Hmm.name, g.hmm, "kref") != g.new(Hmm.name, g.hmm, "kref") else { return g.noHmm }
    return ("takes a reference for the time of this call: kref \(g.kref).", [], "kref \(g.kref)")
  }

  private static func marks(_ g: any Glance, _ more: String) -> StepWords.Said {
    let marked = g.which(HmmRange.name) {
      g.old(HmmRange.name, $0, "valid") != 0 && g.new(HmmRange.name, $0, "valid") == 0
    }
    return marked.isEmpty
      ? (", under hmm->lock: no range on the list that is valid overlaps \(g.sectionSpan). \(more)", [], "marks none")
      : (
        ", under hmm->lock: \(g.names(marked, of: "range")) on the list: INVALID. \(more)", [],
        "\(g.names(marked, of: "range")) ✗ INVALID"
      )
  }
}

extension Glance {
  /// What a call says of a range that is not valid, as the procedure of this edition has it.
  var invalidRange: String {
    let snapshot = program.procedures.first { $0.name == "hmm_range_snapshot" }
    return snapshot?.rows.contains { $0.text == "return -EBUSY;" } == true ? "-EBUSY" : "-EAGAIN"
  }
}
