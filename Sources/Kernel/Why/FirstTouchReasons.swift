extension Reasons {
  private static let memory = "mm/memory.c"

  /// A page appears: a first touch, or one that comes back from swap.
  static let appearing: [String: StepWords] = [
    "TC12": StepWords(
      memory, tests: "tests for special",
      yes: { _ in ("the vma maps no memory of its own, and its driver has put nothing there: SIGBUS.", "SIGBUS") },
      no: { _ in ("the vma takes ordinary pages.", "an ordinary vma") }),
    "TC13": StepWords(
      memory, "makes a table", short: "makes a table", "makes a table of ptes, unless somebody has been faster."),
    "TC13 if": StepWords(
      memory, tests: "tests for a table",
      yes: { _ in ("there is no table of ptes yet.", "no table yet") },
      no: { _ in ("there is a table of ptes.", "there is a table") }),
    "TC14": StepWords(
      memory, tests: "tests for a huge entry",
      yes: { _ in ("a huge page has appeared meanwhile: the access is tried again.", "a huge page has appeared") },
      no: { _ in ("it is a table of ptes.", "a table of ptes") }),
    "TC4": StepWords(memory, will: { _ in "takes a frame" }) { g in
      if let row = g.taken {
        return ("takes frame \(g.frame(row)), which was free.", [], "takes frame \(g.frame(row))")
      }
      return g.zeroPage.map {
        ("a read needs no frame of its own: the zero page \(g.frame($0)) will do.", [], "the zero page \(g.frame($0))")
      } ?? ("no frame is free.", [], "takes no frame")
    },
    "TC4 if": StepWords(
      memory, tests: "tests for a frame",
      yes: { _ in ("no frame is free: VM_FAULT_OOM. The fault does not wait for one.", "no frame: VM_FAULT_OOM") },
      no: { _ in ("there is a frame.", "there is a frame") }),
    "TC5": StepWords(memory, will: { g in "sets pte \(g.page(g.addr))" }) { g in
      guard g.pte(g.addr) != g.pte(g.addr, isAfter: false) else {
        return (
          ", under the ptl: pte \(g.page(g.addr)) is \(g.pte(g.addr)), and stays as it is.", [],
          "pte \(g.page(g.addr)) stays"
        )
      }
      return (
        """
        , under the ptl: pte \(g.page(g.addr)) \(g.pte(g.addr, isAfter: false)) ⇒ \(g.pte(g.addr)). That raises \
        no notifier: it takes nothing away that anybody could still be using.
        """,
        [], "pte \(g.page(g.addr)) ⇒ \(g.pte(g.addr))"
      )
    },
    "TC6": StepWords(memory, will: { _ in "gives the frame back" }) { g in
      let row = g.local("page") ?? 0
      let isFree = g.new(Frame.name, row, "owner") == 0
      return (
        "somebody else was faster; frame \(g.frame(row)) is not needed\(isFree ? ", and free again" : "").", [],
        "gives frame \(g.frame(row)) back"
      )
    },
    "TC6 if": StepWords(
      memory, tests: "tests what is left",
      yes: { _ in ("the frame was not used.", "the frame was not used") },
      no: { _ in ("nothing is left over.", "nothing is left over") }),
    "TC6 mutex_unlock": StepWords(memory, will: { _ in "unlocks the page" }) { g in
      let row = g.local("page") ?? 0
      return (g.local("used") ?? 0) != 0
        ? ("unlocks frame \(g.frame(row)), which is mapped now.", [], "unlocks page \(g.frame(row))")
        : ("pte \(g.page(g.addr)) has changed meanwhile: nothing was mapped.", [], "gives page \(g.frame(row)) back")
    },
    "SW1": StepWords(memory, will: { g in "reads swap \(g.slot(g.local("slot") ?? 0))" }) { g in
      let slot = g.local("slot") ?? 0
      if let row = g.taken {
        return (
          "frame \(g.frame(row)), which was free, is filled from swap \(g.slot(slot)); the swap cache knows it.", [],
          "swap \(g.slot(slot)) is read into \(g.frame(row))"
        )
      }
      let row = g.new(SwapSlot.name, slot, "page")
      guard row > 0 else {
        return g.new(SwapSlot.name, slot, "count") == 0
          ? ("swap \(g.slot(slot)) is free by now: somebody was faster.", [], "swap \(g.slot(slot)) is free")
          : ("no frame is free to read swap \(g.slot(slot)) into.", [], "takes no frame")
      }
      return (
        "the swap cache has it: frame \(g.frame(row)) still holds what is in swap \(g.slot(slot)).", [],
        "the swap cache has \(g.frame(row))"
      )
    },
    "SW2": StepWords(memory, will: { g in "looks at pte \(g.page(g.addr))" }) { g in
      (
        ", under the ptl: VM_FAULT_OOM if pte \(g.page(g.addr)) still is the same entry; otherwise nothing is wrong.",
        [],
        "out of memory, or too late"
      )
    },
    "SW2 if": StepWords(
      memory, tests: "tests for a frame",
      yes: { _ in ("there is no frame.", "no frame") }, no: { _ in ("there is a frame.", "there is a frame") }),
    "SW3": StepWords(memory, will: { g in "tries the page lock" }) { g in
      let row = g.local("page") ?? 0
      let mine = g.new(Frame.name, row, "lock") == g.me
      return mine
        ? ("locks frame \(g.frame(row)): nobody works on it.", [], "locks page \(g.frame(row))")
        : (
          "frame \(g.frame(row)) is locked by \(g.threadName(max(1, g.new(Frame.name, row, "lock")))).", [],
          "page \(g.frame(row)) is locked"
        )
    },
    "SW3 if": StepWords(
      memory, tests: "tests for the lock",
      yes: { _ in ("somebody else works on the page.", "somebody else has the lock") },
      no: { _ in ("the page is locked by this fault.", "the lock is taken") }),
    "SW4": StepWords(
      memory, tests: "tests for ALLOW_RETRY",
      yes: { _ in ("FAULT_FLAG_ALLOW_RETRY: it may give mmap_sem up instead of sleeping with it.", "may retry") },
      no: { _ in ("no retry is allowed: it has to sleep with mmap_sem held.", "may not retry") }),
    "SW5": StepWords(
      memory, "drops mmap_sem", short: "drops mmap_sem",
      "so that nobody who needs mmap_sem waits for this page. Whoever called must not drop it again."),
    "SW5 if": StepWords(
      memory, tests: "tests for RETRY_NOWAIT",
      yes: { _ in ("it may wait for the page, without mmap_sem.", "may wait") },
      no: { _ in ("FAULT_FLAG_RETRY_NOWAIT: it does not wait, and mmap_sem stays held.", "may not wait") }),
    "SW6": StepWords(
      memory, "waits for the page lock", short: "the page is unlocked", "the page is unlocked: now it is worth a try."),
    "SW7": StepWords(
      memory, "gives its reference back", short: "gives the page back", "the next attempt will look for it again."),
    "SW7 return": StepWords(
      memory, "returns RETRY", short: "returns VM_FAULT_RETRY", "VM_FAULT_RETRY: the fault has to begin again."),
    "SW8": StepWords(
      memory, "locks the page", short: "locks the page", "sleeps until the page is unlocked, with mmap_sem held."),
  ]
}

extension Glance {
  /// The frame that was free before the step and is not any more.
  var taken: Int? {
    which(Frame.name) { old(Frame.name, $0, "owner") == 0 && new(Frame.name, $0, "owner") != 0 }.first
  }

  /// The frame of the zero page, where there is one.
  var zeroPage: Int? { which(Frame.name) { new(Frame.name, $0, "owner") == Process.zeroNumber }.first }
}
