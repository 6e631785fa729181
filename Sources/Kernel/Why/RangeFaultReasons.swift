extension Reasons {
  /// `hmm_range_fault`, and what faults for it.
  static let rangeFaults: [String: StepWords] = [
    "FA1": StepWords(
      tests: "tests hmm->dead",
      yes: { _ in ("the process is going away: -EFAULT, with mmap_sem held.", "dead: -EFAULT") },
      no: { _ in ("the process is not marked dead.", "hmm->dead is false") }),
    "FA2": StepWords(will: { _ in "begins a round" }) { g in
      ("a new round begins: what was asked for will be there, or the answer is an error.", [], "a new round begins")
    },
    "FA2 if": StepWords(
      tests: "tests range->valid",
      yes: { g in ("\(g.rangeName) is INVALID: -EAGAIN, and mmap_sem is dropped first.", "✗ INVALID: drops mmap_sem") },
      no: { g in ("\(g.rangeName) is valid: the walk begins.", "\(g.rangeName) ✓ valid: walks") }),
    "FA2 up_read": StepWords(
      "unlocks mmap_sem", short: "unlocks mmap_sem",
      "mmap_sem goes before -EAGAIN: of all answers only this one leaves the caller without it."),
    "FA2 return": StepWords(
      "returns -EAGAIN", short: "returns -EAGAIN", "-EAGAIN: mmap_sem is gone, the caller must not unlock it again."),
    "FA3": StepWords(
      "looks for the vma", short: "looks for the vma", "looks for the vma where the walk goes on, as a snapshot does."),
    "FA3 if": StepWords(
      tests: "tests the vma",
      yes: { _ in ("the vma cannot be mirrored so: an error, with mmap_sem held.", "refused") },
      no: { _ in ("nothing against it.", "passes the test") }),
    "FA3 for": StepWords(
      "clears all pfns", short: "all pfns ⇒ NONE", "the process may not read this vma: every entry becomes NONE."),
    "FA4": StepWords(will: { _ in "sets up the walk" }) { g in
      let block = g.new(HmmVmaWalk.name, g.me, "block") != 0
      return (
        "the walk is set up: it faults in what is asked for. block is \(block), which changes nothing (B10).", [],
        "sets up the walk"
      )
    },
    "FA5": StepWords(
      "walks the page table", short: "walks the page table",
      "walks the page table of the CPU. A page that was faulted in ends the walk with -EBUSY: it has to look again."),
    "FA6": StepWords(will: { _ in "notes how far it got" }) { g in
      ("the walk got to page \(g.page(g.new(HmmVmaWalk.name, g.me, "last"))).", [], "notes how far it got")
    },
    "FA6 if": StepWords(
      tests: "tests for another walk",
      yes: { _ in
        ("a page was faulted in and the range is valid: the walk goes on where it stopped.", "faulted: walks again")
      },
      no: { g in
        g.local("rc") == -16
          ? ("a page was faulted in, but the range has become invalid meanwhile.", "faulted, but INVALID")
          : ("no page was faulted in since: nothing to look at again.", "no fault: goes on")
      }),
    "FA7": StepWords(
      "gives up", short: "the rest ⇒ NONE", "every entry that the walk did not get to becomes NONE."),
    "FA7 if": StepWords(
      tests: "tests the result",
      yes: { g in
        let code = g.local("rc") ?? 0
        return (
          "the walk ended with \(Errno.name(code) ?? "\(code)"); mmap_sem is \(code == -11 ? "gone" : "held").",
          "ended: \(Errno.name(code) ?? "\(code)")"
        )
      },
      no: { _ in ("the walk got to its end.", "the walk is through") }),
    "FA7 return": StepWords(will: { _ in "returns the error" }) { g in
      let code = g.local("rc") ?? 0
      let name = Errno.name(code) ?? "\(code)"
      return ("returns \(name). Only with -EAGAIN mmap_sem is gone.", [], "returns \(name)")
    },
    "FA8": StepWords("goes on", short: "goes on behind it", "the piece is done: the walk goes on behind it."),
    "FA8 if": StepWords(
      tests: "tests if more is left",
      yes: { _ in ("the vma has ended, the range has not: the next vma.", "more is left: the next vma") },
      no: { _ in ("the walk has reached the end of the range.", "nothing is left") }),
    "FA9": StepWords(will: { _ in "counts the pages" }) { g in
      let count = g.old(HmmVmaWalk.name, g.me, "last") - g.old(HmmRange.name, g.rangeRow, "start")
      return ("the walk got through \(count) pages: success is this count.", [], "\(count) pages done")
    },
    "FA9 return": StepWords(will: { g in "returns \(g.local("rc") ?? 0)" }) { g in
      ("returns \(g.local("rc") ?? 0), with mmap_sem held.", [], "returns \(g.local("rc") ?? 0)")
    },

    "WE1 if": StepWords(
      tests: "tests what the pte came to",
      yes: { g in
        g.local("ret") == 0
          ? ("pte \(g.page(g.addr)) does not have what was asked for: it has to be faulted in.", "a fault is needed")
          : ("pte \(g.page(g.addr)) ends the walk.", "the walk ends here")
      },
      no: { _ in ("nothing of this table is missing that was asked for.", "the table is done") }),
    "WE2": StepWords(
      "unmaps the table", short: "unmaps the table",
      "a fault may sleep: the table is unmapped, and the reference to a pagemap is dropped first."),
    "WE3": StepWords(will: { _ in "faults the rest" }) { g in
      (
        """
        not only page \(g.page(g.addr)): every page from it to \(g.page((g.local("end") ?? 1) - 1)) is faulted, wanted \
        or not (B9b).
        """, [], "faults to the table's end"
      )
    },
    "WE4": StepWords(will: { _ in "ends the walk" }) { g in
      let code = g.local("ret") ?? 0
      let name = Errno.name(code) ?? "\(code)"
      return (
        "the walk ends at page \(g.page(g.addr)) with \(name). The table stays mapped (B14).", [], "ends with \(name)"
      )
    },
    "WE5": StepWords(
      "waits for the page", short: "waits for the page", "the page is on its way, and was asked for: waits for it."),
    "WE5 if": StepWords(
      tests: "tests for a page on its way",
      yes: { _ in ("the page is on its way.", "the page moves") }, no: { _ in ("it is not.", "does not move") }),

    "WH1": StepWords("faults the hole", short: "faults the hole", "pages of the hole were asked for: it is faulted."),
    "WH1 if": needTest,
    "WH2": StepWords(will: { _ in "begins to fault" }) { g in
      ("the walk will go on at page \(g.page(g.addr)) once all is faulted in.", [], "faults from \(g.page(g.addr))")
    },
    "WH3": StepWords(will: { _ in "erases the request" }) { g in
      (
        """
        the entry of page \(g.page(g.addr)) becomes NONE, and with it what the driver asked for: if the page vanishes \
        again, nobody asks (B9).
        """, [], "page \(g.page(g.addr)): request erased"
      )
    },
    "WH4": StepWords(will: { g in "faults page \(g.page(g.addr))" }) { g in
      ("page \(g.page(g.addr)) is faulted in, for a device.", [], "faults page \(g.page(g.addr))")
    },
    "WH5": StepWords(
      tests: "tests the fault",
      yes: { _ in ("the page cannot be had, or mmap_sem is gone: the walk ends.", "the fault failed") },
      no: { _ in ("EBUSY is success here: the page was faulted in.", "faulted in") }),
    "WH6": StepWords("goes to the next page", short: "the next page", "the next page of the span."),
    "WH7": StepWords(
      "returns -EBUSY", short: "all faulted: -EBUSY", "-EBUSY: all is faulted in, and the walk has to look again."),

    "VF1": StepWords(will: { _ in "sets the flags" }) { g in
      (
        """
        \(g.local("write_fault") == 1 ? "a write" : "a read") fault for a device, of another process's memory, that \
        may drop mmap_sem.
        """, [], "a fault to \(g.local("write_fault") == 1 ? "write" : "read")"
      )
    },
    "VF2": StepWords(
      tests: "tests for spinlocks",
      yes: { _ in ("the lock of the pud is held, a spinlock, and a fault may sleep (B11).", "a spinlock is held") },
      no: { _ in ("no spinlock is held: the fault may sleep.", "may sleep") }),
    "VF3": StepWords("writes ERROR", short: "ERROR: no vma", "in a gap there is nothing to fault in: ERROR."),
    "VF3 if": StepWords(
      tests: "tests the vma",
      yes: { _ in ("the page lies in a gap: there is no vma to fault in.", "no vma") },
      no: { _ in ("there is a vma.", "there is a vma") }),
    "VF8 if": StepWords(
      tests: "tests the right to write",
      yes: { _ in ("a page of a vma that nobody may write to is asked for, to write: -EPERM.", "no right: -EPERM") },
      no: { _ in ("the vma allows what is asked for.", "the vma allows it") }),
    "VF4": StepWords(will: { g in "faults page \(g.page(g.addr))" }) { g in
      (
        "handle_mm_fault puts page \(g.page(g.addr)) in place. What it takes away the driver's callback is told, here.",
        [], "calls handle_mm_fault"
      )
    },
    "VF5": StepWords(
      tests: "tests for RETRY",
      yes: { _ in ("RETRY: the fault has dropped mmap_sem, so -EAGAIN.", "RETRY: -EAGAIN") },
      no: { _ in ("mmap_sem is still held.", "no RETRY") }),
    "VF6": StepWords("writes ERROR", short: "ERROR", "the page cannot be had: its entry is ERROR, the answer -EFAULT."),
    "VF6 if": StepWords(
      tests: "tests for an error",
      yes: { _ in ("the page cannot be had: -EFAULT.", "an error: -EFAULT") },
      no: { _ in ("the fault went well.", "the fault went well") }),
    "VF7": StepWords(
      "returns -EBUSY", short: "faulted: -EBUSY", "-EBUSY, which is success: the walk has to look at the page again."),
  ]

  /// `hmm_vma_fault` and `hmm_vma_range_done`, which older drivers call.
  static let oldCalls: [String: StepWords] = [
    "OF1": old("takes each request", "each page's own request", "each page is asked for by its own entry, no more."),
    "OF2": old("registers the range", "registers the range", "registers the range, which the driver leaves to it."),
    "OF2 if": StepWords(
      header, tests: "tests the result",
      yes: { _ in ("it could not be registered: an error, with mmap_sem held.", "not registered") },
      no: { _ in ("the range is registered.", "registered") }),
    "OF3": old("waits", "waits", "waits up to a second, with mmap_sem held: writers have to wait, too."),
    "OF3 if": StepWords(
      header, tests: "tests for a time-out",
      yes: { _ in ("the range is still not valid: -EAGAIN, and it stays registered (B4).", "time is up") },
      no: { _ in ("the range is valid.", "the range is valid") }),
    "OF3 up_read": old("unlocks mmap_sem", "unlocks mmap_sem", "mmap_sem is dropped for the caller."),
    "OF3 return": old("returns -EAGAIN", "returns -EAGAIN", "-EAGAIN: mmap_sem is gone."),
    "OF4": old("calls hmm_range_fault", "calls hmm_range_fault", "the new call does the work."),
    "OF4 if": StepWords(
      header, tests: "tests the count",
      yes: { _ in ("pages are there: 0, with the range registered and mmap_sem held.", "success: 0") },
      no: { _ in ("no page: an error.", "no page") }),
    "OF5": old("ends", "unregisters, returns", "the range is unregistered. Without mmap_sem the answer is -EBUSY."),
    "OF5 if": StepWords(
      header, tests: "tests the error",
      yes: { _ in ("the answer will be -EBUSY, and mmap_sem must be gone by then.", "becomes -EBUSY") },
      no: { _ in ("not this one.", "another answer") }),
    "OD1": old("reads valid", "reads valid", "reads the flag before the range leaves the list."),
    "OD2": old("unregisters", "unregisters", "unregisters the range."),
    "OD3": old("returns valid", "returns valid", "whether what was read may be used."),
  ]

  private static let header = "include/linux/hmm.h"
  private static func old(_ intention: String, _ short: String, _ text: String) -> StepWords {
    StepWords(header, intention, short: short, text)
  }

  /// `hmm_range_dma_map`, `hmm_range_dma_unmap`, and what takes entries apart.
  static let dma: [String: StepWords] = [
    "XM1": StepWords("calls hmm_range_fault", short: "calls hmm_range_fault", "first the pages have to be there."),
    "XM1 if": StepWords(
      tests: "tests the count",
      yes: { g in
        g.local("ret") == 0
          ? ("there is no page at all.", "no page") : ("hmm_range_fault ended with an error.", "an error")
      },
      no: { g in
        (g.local("ret") ?? 0) > 0
          ? ("the pages are there.", "the pages are there") : ("the error goes back as it is.", "the error, as it is")
      }),
    "XM1 return": StepWords("returns the error", short: "returns the error", "nothing was mapped."),
    "XM2": StepWords("clears the address", short: "address ⇒ 0", "the page has no address for the device yet."),
    "XM2 for": StepWords(
      tests: "tests for another page", yes: { _ in ("the next page of the range.", "the next page") },
      no: { _ in ("every page is done.", "every page is done") }),
    "XM2 if": StepWords(
      tests: "tests the entry", yes: { _ in ("the entry names a page.", "a page") },
      no: { _ in ("the entry names no page: the next one.", "no page") }),
    "XM3 if": StepWords(
      tests: "tests range->valid",
      yes: { _ in ("the range is INVALID: -EBUSY, and all addresses are taken back.", "✗ INVALID: -EBUSY") },
      no: { _ in ("the range is valid.", "✓ valid") }),
    "XM3": StepWords("sets -EBUSY", short: "-EBUSY", "-EBUSY."),
    "XM4": StepWords(
      "maps the page", short: "maps the page",
      "the page gets an address for the device: both ways if it may be written to, else to the device only."),
    "XM4 if": StepWords(
      tests: "tests the address", yes: { _ in ("it could not be mapped: -EFAULT.", "a mapping error") },
      no: { _ in ("the page is mapped.", "mapped") }),
    "XM5": StepWords("counts the page", short: "one page more", "one page more is mapped."),
    "XM5 return": StepWords("returns the count", short: "returns the count", "every page has its address."),
    "XM6": StepWords("takes all back", short: "unmaps what was mapped", "every page that was mapped is unmapped."),
    "XU1": StepWords(
      tests: "tests the arguments", yes: { _ in ("there is nothing to unmap: -EINVAL.", "-EINVAL") },
      no: { _ in ("there are addresses.", "goes on") }),
    "XU2": StepWords(
      "unmaps the page", short: "unmaps the page", "the address is taken back, the entry is NONE; it may be dirty."),
    "XU2 for": StepWords(
      tests: "tests for another page", yes: { _ in ("the next page of the range.", "the next page") },
      no: { _ in ("every page is done.", "every page is done") }),
    "XU3": StepWords("returns the count", short: "returns the count", "how many pages were unmapped."),
    "XE1": old("decodes the entry", "entry to page", "an entry with VALID names a page; every other is NULL."),
    "XE2": old("decodes the entry", "entry to pfn", "an entry with VALID names a frame; every other is -1."),
    "XE3": old("makes an entry", "makes an entry", "an entry with VALID, and without WRITE."),
  ]
}
