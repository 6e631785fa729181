extension Reasons {
  /// KSM: two pages with the same contents become one.
  static let merging: [String: StepWords] = [
    "KS1": StepWords("mm/ksm.c", will: { g in "picks two pages" }) { g in
      let pages = [g.addr, g.local("other") ?? 0].map { g.page($0) }.listed
      let taken = g.which(Frame.name) { g.old(Frame.name, $0, "count") < g.new(Frame.name, $0, "count") }
      return taken.isEmpty
        ? ("pages \(pages) are not both there, or are one page already.", [], "nothing to merge")
        : (
          "takes a reference to the frames of pages \(pages), \(taken.map { g.frame($0) }.listed).", [],
          "picks pages \(pages)"
        )
    },
    "KS2": semaphore("the first page"),
    "KS3": pageLock,
    "KS4": StepWords(
      "mm/ksm.c", "protects the first page", short: "write_protect_page",
      "makes the first page read-only, in a section of its own: only what nobody writes to can be shared."),
    "KS5": unlocksPage,
    "KS6": leavesSemaphore,
    "KS7": semaphore("the second page"),
    "KS8": pageLock,
    "KS9": StepWords(
      "mm/ksm.c", "protects the second page", short: "write_protect_page",
      "makes the second page read-only, in a section of its own."),
    "KS10": StepWords("mm/ksm.c", will: { _ in "compares the pages" }) { g in
      let rows = [g.local("kpage") ?? 0, g.local("page") ?? 0]
      let letters = rows.map { g.letter(g.new(Frame.name, $0, "letter")) }
      return letters[0] == letters[1]
        ? ("both hold \(letters[0]), and nobody can write to them now: they can be one page.", [], "they are equal")
        : ("one holds \(letters[0]), the other \(letters[1]): both stay, read-only.", [], "they differ")
    },
    "KS11": StepWords(
      "mm/ksm.c", "replaces the second page", short: "replace_page",
      """
      the second pte is to map the first frame: a third section, because a device may have mapped it read-only since.
      """),
    "KS12": unlocksPage,
    "KS13": leavesSemaphore,
    "KS14": StepWords("mm/ksm.c", will: { _ in "gives the pages back" }) { g in
      let freed = g.which(Frame.name) { g.old(Frame.name, $0, "owner") != 0 && g.new(Frame.name, $0, "owner") == 0 }
      let names = freed.map { g.frame($0) }.listed
      return freed.isEmpty
        ? ("its own references go.", [], "gives the pages back")
        : ("its own references go, and frame \(names) is free: its contents are in the other.", [], "frees \(names)")
    },
    "KS14 return": StepWords("mm/ksm.c", will: { _ in "returns" }) { g in
      let ret = g.local("ret") ?? 0
      return ret == 0
        ? ("two pages are one frame now; who writes to one of them gets a copy.", [], "returns 0: merged")
        : ("the pages were not merged.", [], "returns -EFAULT: not merged")
    },
    "KW1": section("mm/ksm.c"),
    "KW2": tellsAll,
    "KW3": tableLock,
    "KW4": StepWords("mm/ksm.c", will: { g in "clears pte \(g.page(g.addr))" }) { g in
      g.local("same") != 0
        ? (
          "pte \(g.page(g.addr)) ⇒ ◦ none, and no TLB knows it any more: nobody can write while it changes.", [],
          "clears pte \(g.page(g.addr))"
        )
        : (
          "pte \(g.page(g.addr)) stays: it has gone, or somebody works on the page.", [],
          "pte \(g.page(g.addr)) stays"
        )
    },
    "KW5": StepWords("mm/ksm.c", will: { g in "protects pte \(g.page(g.addr))" }) { g in
      let (was, now) = (g.pte(g.addr, isAfter: false), g.pte(g.addr))
      return was == now
        ? ("nothing was cleared, so nothing is set.", [], "nothing to set")
        : ("pte \(g.page(g.addr)) ⇒ \(now), under the ptl.", [], "pte \(g.page(g.addr)) ⇒ \(now)")
    },
    "KW6": tableUnlock,
    "KW7": sectionEnds,
    "KW8": over,
    "KW8 return": StepWords("mm/ksm.c", "returns", short: "returns", "the caller looks at the answer."),
    "KR1": section("mm/ksm.c"),
    "KR2": tellsAll,
    "KR3": tableLock,
    "KR4": StepWords("mm/ksm.c", will: { g in "clears pte \(g.page(g.addr))" }) { g in
      g.local("same") != 0
        ? (
          "pte \(g.page(g.addr)) ⇒ ◦ none, and no TLB knows it any more.", [], "clears pte \(g.page(g.addr))"
        )
        : ("pte \(g.page(g.addr)) is not what was compared any more: nothing is replaced.", [], "it has changed")
    },
    "KR5": StepWords("mm/ksm.c", will: { g in "replaces pte \(g.page(g.addr))" }) { g in
      let (was, now) = (g.pte(g.addr, isAfter: false), g.pte(g.addr))
      return was == now
        ? ("nothing was cleared, so nothing is set.", [], "nothing to set")
        : (
          "pte \(g.page(g.addr)) ⇒ \(now): two ptes map this frame now, and neither may write.", [],
          "pte \(g.page(g.addr)) ⇒ \(now)"
        )
    },
    "KR6": tableUnlock,
    "KR7": sectionEnds,
    "KR8": over,
    "KR8 return": StepWords("mm/ksm.c", "returns", short: "returns", "the caller looks at the answer."),
  ]

  private static func semaphore(_ page: String) -> StepWords {
    StepWords(
      "mm/ksm.c", "locks mmap_sem", short: "mmap_sem for reading",
      "for \(page). A reader only, so a driver's walk may run at the same time.")
  }
  private static let pageLock = StepWords(
    "mm/ksm.c", "tries the page lock", short: "tries the page lock",
    "ksmd does not wait for a page that somebody works on: it comes back later.")
  private static let unlocksPage = StepWords(
    "mm/ksm.c", "unlocks the page", short: "unlocks the page", "others may work on this page again.")
  private static let leavesSemaphore = StepWords(
    "mm/ksm.c", "unlocks mmap_sem", short: "unlocks mmap_sem", "this page is done.")
  private static let tellsAll = StepWords(
    "mm/ksm.c", "tells the subscribers", short: "N+: the section starts",
    "everybody who mirrors this page is told before its pte changes.")
  private static let tableLock = StepWords(
    "mm/ksm.c", "locks the ptl", short: "locks the ptl", "all who subscribe were told; now the table of ptes is locked."
  )
  private static let tableUnlock = StepWords(
    "mm/ksm.c", "unlocks the ptl", short: "unlocks the ptl", "the pte can be seen.")
  private static let sectionEnds = StepWords(
    "mm/ksm.c", "ends the section", short: "N-: the section ends", "the pte has changed, and the section ends.")
  private static let over = StepWords(
    "mm/ksm.c", "is done", short: "the section is over", "this section is over.")
}
