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
    "RR2": StepWords(
      tests: "checks the window",
      yes: { _ in
        (
          "the window is empty, or does not begin and end at multiples of the page size: refused with -EINVAL.",
          "a bad window: -EINVAL"
        )
      },
      no: { _ in
        ("the window is good: not empty, and it begins and ends at multiples of the page size.", "the window is good")
      }),
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
          \(g.change(Hmm.name, row, "kref")). kref counts mirrors, ranges and running calls.
          """,
          [], "kref \(g.change(Hmm.name, row, "kref"))"
        )
        : ("HMM does not know this process, or not any more.", [], "no hmm yet")
    },
    "RR5 if": StepWords(
      tests: "tests hmm->dead",
      yes: { _ in
        ("the process is being torn down, so there is nothing to mirror: -EFAULT.", "hmm->dead: -EFAULT")
      },
      no: { _ in
        (
          "the process is alive. The flag is read without a lock; exit may set it right after this.",
          "hmm->dead is false"
        )
      }),
    "RR5": StepWords(will: { _ in "gives hmm back" }) { g in
      (
        """
        gives the reference back: kref \(g.kref). \(
          g.new(HmmRange.name, g.rangeRow, "hmm") > 0
            ? "range->hmm still points to the object (B3): to unregister after this failure drops it twice."
            : "range->hmm is NULL again, so to unregister after this failure does no harm."
        )
        """,
        [], "kref \(g.kref)"
      )
    },
    "RR6": StepWords(will: { _ in "joins hmm->ranges" }) { g in
      g.isValid
        ? (
          """
          , under \(g.rangesLock): \(g.rangeName) joins hmm->ranges. notifiers is 0, no section is counted as open, so \
          it is valid. From now on every invalidation that overlaps it makes it INVALID before any pte changes.
          """,
          ["Had notifiers been 1, the range would start INVALID, and the driver would sleep until the count is 0."],
          "\(g.rangeName) registered, ✓ valid"
        )
        : (
          """
          , under \(g.rangesLock): \(g.rangeName) joins hmm->ranges while notifiers is \(g.notifiers): a section is \
          counted as open, and HMM does not remember where. So the range starts INVALID, even if it lies \
          elsewhere.
          """,
          ["It becomes valid when the last open section ends."], "\(g.rangeName) registered, ✗ INVALID"
        )
    },
    "RR7": StepWords(will: { _ in "returns 0" }) { g in
      ("the range is registered, and its reference is in kref \(g.new(Hmm.name, g.hmm, "kref")).", [], "returns 0")
    },
    "UR1": StepWords(
      tests: "tests range->hmm",
      yes: { g in
        ("\(g.rangeName) has no hmm: it is not registered, so this returns without a word.", "it is not registered")
      },
      no: { g in
        ("\(g.rangeName) has an hmm, as one that is registered: it can be taken off the list.", "it has an hmm")
      }),
    "UR2": StepWords(will: { _ in "leaves hmm->ranges" }) { g in
      (
        """
        , under \(g.rangesLock): \(g.rangeName) leaves hmm->ranges. No invalidation marks it any more. What the device \
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
    "WT1": StepWords(
      "include/linux/hmm.h", tests: "tests hmm->dead",
      yes: { g in
        g.new(HmmRange.name, g.rangeRow, "hmm") == 0
          ? ("\(g.rangeName) has no hmm: it is not registered, and no wait makes it valid.", "no hmm: no use to wait")
          : ("the process is going away: no wait will make this range valid.", "dead: waiting is useless")
      },
      no: { _ in ("the process is alive, so waiting makes sense.", "hmm->dead is false") }),
    "WT1 range->valid": StepWords("include/linux/hmm.h", will: { _ in "clears valid" }) { g in
      (
        "\(g.rangeName) is marked INVALID, without a lock, and false will be returned.", [],
        "dead: \(g.rangeName) ✗ INVALID"
      )
    },
    "WT2": StepWords(
      "include/linux/hmm.h", tests: "tests range->valid",
      yes: { g in
        (
          """
          \(g.rangeName) is valid, so there is nothing to wait for. This is a hint only: what decides is a test \
          with the driver's lock held.
          """, "\(g.rangeName) ✓ valid: no wait"
        )
      },
      no: { g in
        (
          "\(g.rangeName) is INVALID, notifiers is \(g.notifiers): it has to wait until no section is open.",
          "\(g.rangeName) ✗ INVALID: waits"
        )
      }),
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
          \(g.rangeName) is INVALID, so \(g.thread) sleeps on hmm->wq until it is valid, hmm is dead, or the time \
          is up. The wait itself needs no lock: who holds none here delays nobody.
          """,
          g.isStale ? ["The pfns in parentheses are of an earlier round: out of date."] : [],
          "sleeps on hmm->wq"
        )
      }
      let timedOut = g.old(Hmm.name, g.hmm, "wq") & (1 << (g.me - 1)) != 0
      let valid = g.isValid ? "\(g.rangeName) is valid" : ""
      let dead = g.new(Hmm.name, g.hmm, "dead") != 0 ? "the process is dead" : ""
      let why = [valid, dead].filter { !$0.isEmpty }.joined(separator: ", and ")
      return timedOut || why.isEmpty
        ? ("the time is up: \(g.thread) goes on without a word from anybody.", [], "time-out")
        : (
          "\(g.thread) goes on: \(why)."
            + (g.isValid ? " No lock keeps that so: it may be INVALID again at any step." : ""), [],
          g.isValid ? "goes on: \(g.rangeName) ✓ valid" : "goes on: the process is dead"
        )
    },
    "WT4": StepWords("include/linux/hmm.h", will: { g in "returns \(g.isValid)" }) { g in
      (
        """
        returns \(g.isValid): what valid is now. It is read without a lock and may be out of date at once.
        """, [],
        "returns \(g.isValid)"
      )
    },
    "RV1": StepWords("include/linux/hmm.h", will: { _ in "reads range->valid" }) { g in
      (
        """
        reads the flag: \(g.readsValid(g.rangeRow)). The answer means something only while the lock that the \
        callback takes is held\(
          g.holdsUpdate(g.new(HmmRange.name, g.rangeRow, "driver")) ? ", as it is here" : "; it is not held here"
        ).
        """,
        [], "valid = \(g.readsValid(g.rangeRow))"
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
