extension Reasons {
  /// `hmm_invalidate_range_start`.
  static let startOfSection: [String: StepWords] = [
    "IS1": StepWords(will: { _ in "looks for mm->hmm" }) { g in
      let row = g.new(Mm.name, g.mm, "hmm")
      return row > 0 && g.new(Hmm.name, row, "kref") > g.old(Hmm.name, row, "kref")
        ? (
          """
          finds the process's hmm and takes a reference for the time of this call: kref \
          \(g.change(Hmm.name, row, "kref")). kref counts mirrors, ranges and running calls.
          """,
          [], "kref \(g.change(Hmm.name, row, "kref"))"
        )
        : g.noHmm
    },
    "IS2": StepWords(will: { _ in "fills in the update" }) { g in
      (
        """
        writes down what the mirrors will be told: \(g.sectionSpan). The reason, \(g.event), is not passed on in \
        5.2.
        """,
        [], "update = \(g.sectionSpan)"
      )
    },
    "IS3": StepWords(will: { g in "locks \(g.rangesLock)" }) { g in
      (
        "\(g.rangesLock) guards the count, the list and the marks: nobody registers or counts meanwhile.", [],
        "locks \(g.rangesLock)"
      )
    },
    "IS3 taken": StepWords(
      "tries hmm->lock", short: "tries hmm->lock",
      "this section may not sleep. If the lock is taken, it gives up with -EAGAIN, before anything is counted."),
    "IS4": StepWords(will: { _ in "counts, marks the ranges" }) { g in
      let marked = g.which(HmmRange.name) {
        g.old(HmmRange.name, $0, "valid") != 0 && g.new(HmmRange.name, $0, "valid") == 0
      }
      let change = g.change(Hmm.name, g.hmm, "notifiers")
      return (
        ", in one step under \(g.rangesLock): notifiers \(change), and \(g.marks(marked))",
        g.notifiers > 1 ? ["Another section is open, too: no range becomes valid before both have ended."] : [],
        "notifiers \(g.change(Hmm.name, g.hmm, "notifiers"))" + (marked.isEmpty ? "" : ", ✗ INVALID")
      )
    },
    "IS5": StepWords(will: { g in "unlocks \(g.rangesLock)" }) { g in
      (
        """
        \(g.rangesLock) goes before the mirrors are called: they sleep on locks of their own, and a driver may want \
        \(g.rangesLock) while it holds them.
        """,
        [], "unlocks \(g.rangesLock)"
      )
    },
    "IS6": StepWords(will: { _ in "locks mirrors_sem" }) { g in
      (
        """
        mirrors_sem is held for reading while the mirrors are called. Who wants to unregister one needs it for \
        writing, so a mirror cannot go away in the middle of its callback.
        """,
        [], "mirrors_sem for reading"
      )
    },
    "IS6 taken": StepWords(will: { _ in "tries mirrors_sem" }) { g in
      (
        """
        this section may not sleep. If a writer has mirrors_sem it gives up with -EAGAIN, and \
        \(g.isMended("B2a") ? "takes its count back" : "in 5.2 notifiers stays raised"): its caller will never call \
        the end (B2).
        """, [], "tries mirrors_sem"
      )
    },
    "IS7": StepWords(will: { g in
      let mirror = g.local("mirror") ?? 0
      return mirror > 0
        ? "calls the mirror of \(g.device(g.new(HmmMirror.name, mirror, "driver")))" : "calls the mirrors"
    }) { g in
      let device = g.device(g.new(HmmMirror.name, g.local("mirror") ?? 0, "driver"))
      return (
        """
        calls the callback of \(device) for \(g.sectionSpan). It must not return before the device has forgotten \
        these pages: the ptes change after all were told.
        """,
        [], "tells \(device)"
      )
    },
    "IS7 stop": StepWords(will: { _ in "looks at the answer" }) { g in
      let answer = g.local("rc") ?? 0
      return answer == 0
        ? (
          "the callback returned 0: \(g.mapsThere(g.local("mirror") ?? 0)).", [], "the callback is done"
        )
        : (
          """
          the callback returned \(Errno.name(answer) ?? "\(answer)"). Only a section that may not sleep looks at \
          it, and \(
            g.isMended("B2b")
              ? "then gives up, and takes its count back"
              : "even then, in 5.2, the answer stays in an inner variable: 0 is returned") (B2).
          """,
          [], "the callback refused"
        )
    },
    "IS8": StepWords(will: { _ in "unlocks mirrors_sem" }) { g in
      (g.local("stop") ?? 0) != 0
        ? ("a mirror refused, so the rest was not told: the loop over the mirrors has ended early.", [], "not all told")
        : (
          "every mirror was told: its callback has returned. From here on the caller may change ptes.", [],
          "every mirror was told"
        )
    },
    "IS9": StepWords(will: { _ in "gives hmm back" }) { g in
      ("the call's own reference goes back: kref \(g.kref).", [], "kref \(g.kref)")
    },
    "IS9 return": StepWords(will: { g in "returns \(g.local("ret") ?? 0)" }) { g in
      let ret = g.local("ret") ?? 0
      return (
        """
        returns \(ret == 0 ? "0" : Errno.name(ret) ?? "\(ret)"). \(
          ret == 0
            ? "The section stays open until hmm_invalidate_range_end."
            : "Its caller must not touch a pte, and will not call the end."
        )
        """,
        [], "returns \(ret == 0 ? "0" : Errno.name(ret) ?? "\(ret)")"
      )
    },
  ]

  /// `hmm_invalidate_range_end`.
  static let endOfSection: [String: StepWords] = [
    "IE1": StepWords(will: { _ in "looks for mm->hmm" }) { g in
      guard g.old(Hmm.name, g.hmm, "kref") != g.new(Hmm.name, g.hmm, "kref") else { return g.noHmm }
      return ("takes a reference for the time of this call: kref \(g.kref).", [], "kref \(g.kref)")
    },
    "IE2": StepWords(will: { g in "locks \(g.rangesLock)" }) { g in
      (
        g.isMended("B2c")
          ? "takes a spinlock, for which nobody has to sleep: this may be a section that may not."
          : "takes hmm->lock in the sleeping form, even for a section that may not sleep (B2).",
        [], "locks \(g.rangesLock)"
      )
    },
    "IE3": StepWords(will: { _ in "counts down" }) { g in
      let change = g.change(Hmm.name, g.hmm, "notifiers")
      let revived = g.which(HmmRange.name) {
        g.old(HmmRange.name, $0, "valid") == 0 && g.new(HmmRange.name, $0, "valid") != 0
      }
      let woken = g.old(Hmm.name, g.hmm, "wq") & ~g.new(Hmm.name, g.hmm, "wq") & 0xff
      guard g.notifiers == 0 else {
        return (
          "notifiers \(change): another section is still open, so nothing becomes valid and nobody wakes.", [],
          "notifiers \(change)"
        )
      }
      let first =
        revived.isEmpty
        ? "notifiers \(change), no section is open any more. No range was INVALID."
        : """
        notifiers \(change), no section is open any more, so \(g.names(revived, of: "range")) \
        \(revived.count > 1 ? "become" : "becomes") valid.
        """
      let wakes = woken == 0 ? "" : " \(g.threads(woken)) \(woken & (woken - 1) == 0 ? "wakes" : "wake")."
      return (
        first + wakes,
        revived.isEmpty
          ? []
          : [
            """
            valid says that no section is open now, not that none was: the flag does not remember that it was \
            INVALID (B1).
            """
          ],
        "notifiers \(change)" + (revived.isEmpty ? "" : ", ✓ valid")
      )
    },
    "IE4": StepWords(will: { g in "unlocks \(g.rangesLock)" }) { g in
      (
        """
        unlocks \(g.rangesLock) and gives its reference back: kref \(g.kref). No device is called at the end of a \
        section.
        """,
        [], "kref \(g.kref)"
      )
    },
  ]
}

extension Glance {
  /// What a section did to the ranges when it was counted.
  fileprivate func marks(_ marked: [Int]) -> String {
    guard !marked.isEmpty else {
      let over = which(HmmRange.name) {
        new(HmmRange.name, $0, "registered") != 0 && overlaps($0)
      }
      return over.isEmpty
        ? "no range overlaps \(sectionSpan): none is marked. One that registers now starts INVALID all the same."
        : "\(names(over, of: "range")), INVALID already, \(over.count > 1 ? "overlap" : "overlaps") \(sectionSpan)."
    }
    let names = names(marked, of: "range")
    let hits = marked.count > 1 ? "overlap" : "overlaps"
    guard marked.allSatisfy({ overlaps($0) }) else {
      return "\(names): INVALID, though it only touches \(sectionSpan) (B13)."
    }
    return """
      \(names) \(hits) \(sectionSpan): INVALID. This comes before the callback takes the driver's lock, so whoever \
      gets that lock after the callback reads INVALID, until no section is open.
      """
  }

  private func overlaps(_ row: Int) -> Bool {
    section.start < new(HmmRange.name, row, "end") && section.end > new(HmmRange.name, row, "start")
  }
}
