extension Reasons {
  private static let memory = "mm/memory.c"

  /// A write to what others may have, too.
  static let copying: [String: StepWords] = [
    "WF1": StepWords(memory, will: { g in "looks who has the page" }) { g in
      let row = g.local("orig") ?? 0
      if g.old(Pte.name, g.addr + 1, "write") == 0, g.new(Pte.name, g.addr + 1, "write") != 0 {
        return (
          """
          , under the ptl: nobody else has \(g.frame(row)), so pte \(g.page(g.addr)) may be written. That raises no \
          notifier: a right is given, none is taken.
          """,
          [], "pte \(g.page(g.addr)) ⇒ \(g.pte(g.addr))"
        )
      }
      guard g.new(Pte.name, g.addr + 1, "frame") == row, g.new(Pte.name, g.addr + 1, "write") == 0 else {
        return (
          ", under the ptl: pte \(g.page(g.addr)) has changed meanwhile.", [], "pte \(g.page(g.addr)) has changed"
        )
      }
      return row > 0
        ? (
          ", under the ptl: others have frame \(g.frame(row)), too. It must be copied.", [], "\(g.frame(row)) is shared"
        )
        : (", under the ptl: the page is no ordinary one. It must be copied.", [], "it must be copied")
    },
    "WF2": StepWords(
      memory, tests: "tests whether to copy",
      yes: { _ in ("nothing is to be copied.", "nothing to copy") },
      no: { _ in ("the page must be copied.", "the page must be copied") }),
    "WF3": StepWords(
      memory, "copies the page", short: "copies the page", "wp_page_copy: the process gets a copy of its own."),
    "WC1": StepWords(memory, will: { _ in "copies into a new frame" }) { g in
      g.taken.map {
        (
          "copies what is in \(g.frame(g.local("orig") ?? 0)) into frame \(g.frame($0)), which was free.", [],
          "copies into \(g.frame($0))"
        )
      } ?? ("no frame is free to copy into.", [], "takes no frame")
    },
    "WC2": StepWords(
      memory, "gives its reference back", short: "gives the page back", "nothing was changed: VM_FAULT_OOM."),
    "WC2 if": StepWords(
      memory, tests: "tests for a frame",
      yes: { _ in ("no frame is free: VM_FAULT_OOM.", "no frame: VM_FAULT_OOM") },
      no: { _ in ("the copy is made.", "the copy is made") }),
    "WC3": section(memory),
    "WC4": StepWords(
      memory, "tells the subscribers", short: "N+: the section starts",
      "the frame at this page is about to become another one: everybody who mirrors it is told before."),
    "WC5": StepWords(
      memory, "locks the ptl", short: "locks the ptl", "all were told; now the table of ptes is locked."),
    "WC6": StepWords(memory, will: { g in "clears pte \(g.page(g.addr))" }) { g in
      g.pte(g.addr) == g.pte(g.addr, isAfter: false)
        ? (
          "pte \(g.page(g.addr)) has changed meanwhile: the copy is not needed.", [],
          "pte \(g.page(g.addr)) has changed"
        )
        : (
          """
          pte \(g.page(g.addr)) \(g.pte(g.addr, isAfter: false)) ⇒ ◦ none, and the TLB is flushed while the lock is \
          held: no CPU reads the old frame once the new one can be written.
          """,
          [], "pte \(g.page(g.addr)) ⇒ ◦ none, flush"
        )
    },
    "WC7": StepWords(memory, will: { g in "sets pte \(g.page(g.addr))" }) { g in
      (g.local("same") ?? 0) != 0
        ? ("pte \(g.page(g.addr)) ◦ none ⇒ \(g.pte(g.addr)).", [], "pte \(g.page(g.addr)) ⇒ \(g.pte(g.addr))")
        : ("nothing was cleared, so nothing is set.", [], "nothing to set")
    },
    "WC8": StepWords(memory, "unlocks the ptl", short: "unlocks the ptl", "the pte is as it is to be."),
    "WC9": StepWords(
      memory, "ends the section", short: "N-: the section ends",
      "only the end: what invalidate_range would have to do was done with the flush."),
    "WC10": StepWords(memory, will: { _ in "drops the old page" }) { g in
      let row = g.local("old") ?? 0
      guard (g.local("same") ?? 0) != 0 else { return ("the copy is not needed: it is freed.", [], "frees the copy") }
      guard row > 0 else { return ("the old page counts no references.", [], "nothing to drop") }
      let left = g.new(Frame.name, row, "count")
      return (
        "the references to frame \(g.frame(row)) go: \(g.old(Frame.name, row, "count")) ⇒ \(left).", [],
        "drops \(g.frame(row)), \(left) left"
      )
    },
  ]
}
