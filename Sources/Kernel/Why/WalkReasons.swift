import Machine

extension Reasons {
  /// `walk_page_range` and its callbacks.
  static let walking: [String: StepWords] = [
    "WP1": StepWords(
      "mm/pagewalk.c", tests: "begins to walk",
      yes: { _ in ("the window is empty: -EINVAL, and nothing is walked.", "an empty window: -EINVAL") },
      no: { g in
        (
          "the walk begins at page \(g.page(g.addr)), with the table that a CPU would begin with.",
          "the walk begins"
        )
      }),
    "WP2": StepWords(
      "mm/pagewalk.c", "finds the next piece", short: "the next piece",
      "the window is walked piece by piece: a vma, or the gap before one. In a gap there is no table to look into."),
    "WP3": level("pgd", "512 GiB", Pgd.name) { $0.pgd },
    "WP4": level("p4d", "512 GiB too, for this level is folded", P4d.name) { $0.p4d },
    "WP5": level("pud", "1 GiB", Pud.name) { $0.pud },
    "WP6": level("pmd", "2 MiB", Pmd.name) { $0.pmd },
    "WP7": StepWords(
      "mm/pagewalk.c", "enters the table of ptes", short: "enters the table of ptes",
      "the pmd points to a table of ptes. HMM's callback reads them itself."),
    "WP7 ret": StepWords(
      "mm/pagewalk.c", "calls HMM for the ptes", short: "calls hmm_vma_walk_pmd",
      """
      HMM's callback reads the ptes of this table itself.
      """),
    "WP8": StepWords(
      "mm/pagewalk.c", "ends the walk", short: "the walk ends",
      "a snapshot does not look at what the walk returns (B15), a fault does."),
    "SN8": StepWords(will: { g in "reads pte \(g.page(g.addr))" }) { g in g.entryRead },
    "SN8 walk_page_range": StepWords(
      "walks the page table", short: "walks the page table",
      """
      walks the page table of the CPU from the top. mmap_sem keeps the tables where they are; their contents may \
      still change.
      """
    ),
    "SN8 range": StepWords(will: { _ in "fills the hole" }) { g in
      let (start, end) = (g.addr, g.local("end") ?? g.addr + 1)
      return (
        """
        there is no table here, so pages \(g.pages(start, end)) are NONE. last stays where the hole begins: a \
        hole at the end is not counted.
        """,
        [], "\(g.pages(start, end)) ⇒ NONE"
      )
    },
  ]

  /// One level on the way down.
  private static func level(
    _ name: String, _ size: String, _ record: String,
    _ row: @escaping @Sendable ((pgd: Int, p4d: Int, pud: Int, pmd: Int)) -> Int
  ) -> StepWords {
    StepWords("mm/pagewalk.c", will: { _ in "reads the \(name)" }) { g in
      guard let isHole = g.isTaken else { return nil }
      let none = g.new(record, row(g.path(g.addr)), "none") != 0
      guard none || !isHole else {
        return ("page \(g.page(g.addr)) lies in no vma: nothing is mapped in the gap.", [], "no vma: a hole")
      }
      return (
        none
          ? "the \(name) entry of page \(g.page(g.addr)) is none: nothing is mapped in all that it covers, \(size)."
          : "the \(name) entry of page \(g.page(g.addr)) points to the next table.", [],
        none ? "\(name) is none: a hole" : "\(name) is there"
      )
    }
  }
}

extension Glance {
  /// The rows of the tables on the way to a page.
  func path(_ page: Int) -> (pgd: Int, p4d: Int, pud: Int, pmd: Int) {
    let pmd = new(Pte.name, page + 1, "pmd")
    let pud = new(Pmd.name, pmd, "pud")
    let p4d = new(Pud.name, pud, "p4d")
    return (new(P4d.name, p4d, "pgd"), p4d, pud, pmd)
  }

  /// One pte was read.
  var entryRead: StepWords.Said {
    let row = new(HmmVmaWalk.name, me, "range")
    let index = addr - new(HmmRange.name, row, "start")
    let bits = new(HmmRange.name, row, "pfns", index)
    let written = old(HmmRange.name, row, "written", index)
    let previous = entry(old(HmmRange.name, row, "pfns", index))
    let before = written == 0 ? "-" : written == 2 ? "(\(previous))" : previous
    let short = "pfns[\(index)] \(before) ⇒ \(entry(bits))"
    let noLock = "The walk takes no lock on the pte: the value may be out of date as soon as it is read."
    let isFaulting = new(HmmVmaWalk.name, me, "fault") != 0
    if isFaulting, program.local(self.new, self.index, "fault") == 1 {
      let write = program.local(self.new, self.index, "write_fault") == 1
      return (
        "pte \(page(addr)) is \(pte(addr)), and the page was asked for\(write ? ", to write": ""): a fault is needed.",
        [], "pte \(page(addr)): a fault is needed"
      )
    }
    switch new(Pte.name, addr + 1, "kind") {
    case 1:
      let isWritable = Entries.isWritable(bits)
      return (
        """
        pte \(page(addr)) is present and \(isWritable ? "writable" : "read-only"), so pfns[\(index)] becomes \
        \(frame(Entries.frame(bits))) with VALID\(isWritable ? " and WRITE" : ", without WRITE"). \(noLock)
        """,
        [], short
      )
    case 2:
      return (
        """
        pte \(page(addr)) lies in swap \(slot(new(Pte.name, addr + 1, "slot"))). A \
        \(isFaulting ? "fault (B6)" : "snapshot") does not bring it back: pfns[\(index)] is NONE, as if nothing had \
        ever been there.
        """,
        [], short
      )
    case let kind where kind > 2: return unusualEntry(kind, short)
    default:
      return (
        """
        pte \(page(addr)) is none: this page was never touched, or was taken away. pfns[\(index)] is NONE. \
        \(isFaulting ? "Nobody asked for it." : "A snapshot does not fault.")
        """,
        [], short
      )
    }
  }

  /// One pte was read that is neither none, nor simply present, nor in swap.
  private func unusualEntry(_ kind: Int, _ short: String) -> StepWords.Said {
    let name = "pte \(page(addr))"
    let text =
      switch kind {
      case 3: "\(name) is on its way from one frame to another: NONE, and nobody waits for it (B6)."
      case 4: "\(name) names device memory, which the CPU cannot reach: VALID and DEVICE_PRIVATE, left where it is."
      case 5: "\(name) is present, but has no page that may be looked at: SPECIAL, and -EFAULT."
      case 6: "\(name) names a page that the memory has lost: ERROR, and -EFAULT."
      default: "\(name) maps memory with a pagemap: a reference to that is needed, and kept up to the table's end."
      }
    return (text, [], short)
  }
}
