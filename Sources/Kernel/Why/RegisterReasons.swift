extension Reasons {
  /// `hmm_range_register` and `hmm_range_unregister`.
  static let registering: [String: StepWords] = [
    "RR1": StepWords(will: { _ in "clears the range" }) { g in
      (
        """
        \(g.rangeName) starts INVALID and belongs to no object. It lies on the stack of \(g.thread): nobody else \
        knows it yet.
        """,
        [], "\(g.rangeName) cleared"
      )
    },
    "RR2": StepWords(will: { _ in "checks the window" }) { g in
      (
        "the window must begin and end at multiples of the page size and must not be empty, else -EINVAL.",
        [], "checks the window"
      )
    },
    "RR3": StepWords(will: { _ in "stores start and end" }) { g in
      ("\(g.rangeName) covers \(g.rangeSpan), in pages of 4 KiB.", [], "\(g.rangeName) gets its window")
    },
    "RR4": StepWords(
      "makes the hmm", short: "has to make the hmm",
      "HMM does not know this process: the object has to be made, and that needs mmap_sem for writing."),
    "RR4 range->hmm": StepWords(will: { _ in "looks for mm->hmm" }) { g in
      let row = g.new(HmmRange.name, g.rangeRow, "hmm")
      return row > 0
        ? (
          """
          finds what HMM knows of this process and takes a reference for the range: kref \
          \(g.change(Hmm.name, row, "kref")). A driver that has a mirror always finds it.
          """,
          [], "kref \(g.change(Hmm.name, row, "kref"))"
        )
        : ("HMM does not know this process, or not any more.", [], "no hmm yet")
    },
    "RR5 if": StepWords(will: { _ in "tests hmm->dead" }) { g in
      let dead = g.new(Hmm.name, g.hmm, "dead") != 0
      return (
        dead
          ? "the process is being torn down, so there is nothing to mirror: -EFAULT."
          : "the process is alive. The flag is read without a lock; exit may set it right after this.",
        [], dead ? "hmm->dead: -EFAULT" : "hmm->dead is false"
      )
    },
    "RR5": StepWords(will: { _ in "gives hmm back" }) { g in
      (
        """
        gives the reference back: kref \(g.kref). range->hmm still points to the object (B3): a driver that \
        unregisters after this failure drops the reference twice.
        """,
        [], "kref \(g.kref), range->hmm stays"
      )
    },
    "RR6": StepWords(will: { _ in "joins hmm->ranges" }) { g in
      g.isValid
        ? (
          """
          , under hmm->lock: \(g.rangeName) joins hmm->ranges. notifiers is 0, no invalidation is under way, so \
          it is valid. From now on every invalidation that overlaps it makes it INVALID before any pte changes.
          """,
          ["Had notifiers been 1, the range would start INVALID, and the driver would sleep until the count is 0."],
          "\(g.rangeName) registered, ✓ valid"
        )
        : (
          """
          , under hmm->lock: \(g.rangeName) joins hmm->ranges while notifiers is \(g.notifiers). Somebody is \
          changing ptes, and HMM does not remember which ones: so the range starts INVALID, even if they lie \
          elsewhere.
          """,
          ["It becomes valid when the last open section ends."], "\(g.rangeName) registered, ✗ INVALID"
        )
    },
    "RR7": StepWords(will: { _ in "returns 0" }) { g in
      ("the range is registered, and its reference is in kref \(g.new(Hmm.name, g.hmm, "kref")).", [], "returns 0")
    },
    "UR1": StepWords(
      "tests range->hmm", short: "is it registered?",
      "a range that was never registered has no hmm; then this returns without a word."),
    "UR2": StepWords(will: { _ in "leaves hmm->ranges" }) { g in
      (
        """
        , under hmm->lock: \(g.rangeName) leaves hmm->ranges. No invalidation marks it any more. What the device \
        maps is guarded by the callback alone from here on.
        """,
        [], "\(g.rangeName) is off the list"
      )
    },
    "UR3": StepWords(will: { _ in "drops its reference" }) { g in
      (
        "\(g.rangeName) is not valid and has no hmm any more; its reference goes back: kref \(g.kref).", [],
        "unregistered, kref \(g.kref)"
      )
    },
  ]

  /// `hmm_range_wait_until_valid` and `hmm_range_valid`.
  static let waiting: [String: StepWords] = [
    "WT1": StepWords("include/linux/hmm.h", will: { _ in "tests hmm->dead" }) { g in
      let dead = g.new(Hmm.name, g.hmm, "dead") != 0
      return (
        dead
          ? "the process is going away: no wait will make this range valid."
          : "the process is alive, so waiting makes sense.",
        [], dead ? "dead: waiting is useless" : "hmm->dead is false"
      )
    },
    "WT1 range->valid": StepWords("include/linux/hmm.h", will: { _ in "clears valid" }) { g in
      (
        "\(g.rangeName) is marked INVALID for good, without a lock, and false is returned.", [],
        "dead: \(g.rangeName) ✗ INVALID"
      )
    },
    "WT2": StepWords("include/linux/hmm.h", will: { _ in "tests range->valid" }) { g in
      g.isValid
        ? (
          """
          \(g.rangeName) is valid: no section is open, and there is nothing to wait for. This is a hint only. \
          What decides is the test under the driver's lock.
          """,
          [], "\(g.rangeName) ✓ valid: no wait"
        )
        : ("\(g.rangeName) is INVALID: an invalidation is under way.", [], "\(g.rangeName) ✗ INVALID: waits")
    },
    "WT3": StepWords(
      "include/linux/hmm.h",
      will: { g in
        let (row, bit) = (g.hmm, 1 << (g.me - 1))
        let asleep = g.new(Hmm.name, row, "wq") & bit != 0
        return asleep ? "sleeps on hmm->wq" : g.isValid || g.new(Hmm.name, row, "dead") != 0 ? "wakes" : "goes to sleep"
      }
    ) { g in
      let asleep = g.new(Hmm.name, g.hmm, "wq") & (1 << (g.me - 1)) != 0
      if asleep {
        return (
          """
          \(g.rangeName) is INVALID, so \(g.thread) sleeps on hmm->wq until valid or dead, at most 1000 ms, \
          without any lock: it delays nobody.
          """,
          g.isStale ? ["The pfns in parentheses are of an earlier round: out of date."] : [],
          "sleeps on hmm->wq"
        )
      }
      let timedOut = g.old(Hmm.name, g.hmm, "wq") & (1 << (g.me - 1)) != 0
      return timedOut
        ? ("the time is up: \(g.thread) goes on without a word from anybody.", [], "time-out")
        : ("\(g.thread) is awake: the range is valid, or the process is dead.", [], "wakes up")
    },
    "WT4": StepWords("include/linux/hmm.h", will: { g in "returns \(g.isValid)" }) { g in
      (
        """
        valid is \(g.isValid) now. Even after a time-out this may be true; even true may be out of date at once.
        """, [],
        "returns \(g.isValid)"
      )
    },
    "RV1": StepWords("include/linux/hmm.h", will: { _ in "reads range->valid" }) { g in
      (
        """
        reads the flag without a lock: \(g.isValid). The answer means something only while the lock that the \
        callback takes is held.
        """,
        [], "valid = \(g.isValid)"
      )
    },
  ]
}

extension Glance {
  /// Whether pfns of an earlier round are still there.
  var isStale: Bool {
    rows(Pte.name) > 0 && (0..<rows(Pte.name)).contains { new(HmmRange.name, rangeRow, "written", $0) == 2 }
  }
}
