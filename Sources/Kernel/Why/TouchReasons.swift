extension Reasons {
  /// Reclaim.
  static let reclaiming: [String: StepWords] = [
    "TU0": isolation("mm/vmscan.c"),
    "TU1": StepWords("mm/vmscan.c", will: { g in "locks page \(g.frame(g.local("page") ?? 0))" }) { g in
      (
        "the page lock keeps others from moving or freeing \(g.frame(g.local("page") ?? 0)).", [],
        "locks page \(g.frame(g.local("page") ?? 0))"
      )
    },
    "TU1 slot": StepWords("mm/swap_state.c", will: { _ in "takes a swap slot" }) { g in
      let taken = g.which(SwapSlot.name) {
        g.old(SwapSlot.name, $0, "owner") == 0 && g.new(SwapSlot.name, $0, "owner") != 0
      }
      if g.new(Frame.name, g.local("page") ?? 0, "lazyfree") != 0 {
        return ("MADV_FREE said that nobody needs its contents: no place in swap is taken.", [], "needs no swap")
      }
      return taken.first.map { ("swap \(g.slot($0)) is set aside for it.", [], "takes swap \(g.slot($0))") }
        ?? ("there is no room for it in swap: the page stays.", [], "no room in swap")
    },
    "TU1 down_write": rmapForSplit("mm/vmscan.c"),
    "TU1 __split_huge_pmd": splitFirst("mm/vmscan.c"),
    "TU1 up_write": rmapAfterSplit("mm/vmscan.c"),
    "TU2": StepWords(
      "mm/rmap.c", "locks the rmap", short: "locks the rmap",
      """
      the lock of the reverse mapping: it tells which ptes map this frame. mmap_sem is not taken, so a driver that \
      holds it does not keep reclaim out.
      """
    ),
    "TU3": section("mm/rmap.c"),
    "TU3 mmu_notifier_invalidate_range_start": StepWords(
      "mm/rmap.c", "tells the subscribers", short: "N+: the section starts",
      "everybody who mirrors this page is told before its pte changes."),
    "TU4": StepWords(
      "mm/rmap.c", "locks the ptl", short: "locks the ptl",
      """
      all who subscribe were told; now the table of ptes is locked.
      """),
    "TU5": StepWords("mm/rmap.c", will: { g in "clears pte \(g.page(g.addr))" }) { g in
      g.pte(g.addr) == g.pte(g.addr, isAfter: false)
        ? (
          "pte \(g.page(g.addr)) does not map this frame any more, or mlock keeps it there.", [],
          "pte \(g.page(g.addr)) stays"
        )
        : (
          """
          pte \(g.page(g.addr)) \(g.pte(g.addr, isAfter: false)) ⇒ ◦ none: from here on nobody can write to the \
          frame, so its contents hold still.
          """,
          [], "pte \(g.page(g.addr)) ⇒ ◦ none"
        )
    },
    "TU6": StepWords("mm/rmap.c", will: { g in "sets pte \(g.page(g.addr))" }) { g in
      guard (g.local("mapped") ?? 0) != 0 else {
        return ("nothing was cleared, so nothing is stored.", [], "nothing to store")
      }
      switch g.new(Pte.name, g.addr + 1, "kind") {
      case 0:
        return (
          "pte \(g.page(g.addr)) stays none: it was not written to since MADV_FREE, so nothing is lost.", [],
          "pte \(g.page(g.addr)) stays none"
        )
      case 1:
        return (
          "the page was written to since MADV_FREE: pte \(g.page(g.addr)) is \(g.pte(g.addr)) again, and stays.", [],
          "pte \(g.page(g.addr)) is back"
        )
      default: break
      }
      return (
        "pte \(g.page(g.addr)) ⇒ \(g.pte(g.addr)): it says where the contents are. The frame itself is not free yet.",
        [], "pte \(g.page(g.addr)) ⇒ \(g.pte(g.addr))"
      )
    },
    "TU7": StepWords("mm/rmap.c", "unlocks the ptl", short: "unlocks the ptl", "the new pte can be seen."),
    "TU8": StepWords(
      "mm/rmap.c", "ends the section", short: "N-: the section ends",
      "the work on the pte is done, and the section ends."),
    "TU9": StepWords(
      "mm/rmap.c", "flushes the TLB", short: "flushes the TLB",
      """
      no CPU reaches the frame by a stale entry any more.
      """),
    "TU10": StepWords("mm/rmap.c", will: { _ in "unlocks the rmap" }) { g in
      let row = g.local("page") ?? 0
      return (
        g.isMapped(row) ? "a pte maps frame \(g.frame(row)) still." : "no pte maps frame \(g.frame(row)) now.", [],
        "unlocks the rmap"
      )
    },
    "TU11": StepWords("mm/vmscan.c", will: { _ in "unlocks and frees the page" }) { g in
      let row = g.local("page") ?? 0
      return g.new(Frame.name, row, "owner") == 0
        ? (
          "the last reference goes: frame \(g.frame(row)) is free, and anybody may have it next.", [],
          "frees \(g.frame(row))"
        )
        : (
          "the page lock goes. Frame \(g.frame(row)) stays with \(g.process(g.new(Frame.name, row, "owner"))).", [],
          "unlocks page \(g.frame(row))"
        )
    },
  ]

  /// The CPU's own accesses, and other processes.
  static let touching: [String: StepWords] = [
    "TC1": StepWords(
      "the CPU",
      will: { g in
        "\((g.local("write") ?? 0) != 0 ? "writes" : "reads") page \(g.page(g.addr))"
      }
    ) { g in g.cpuAccess },
    "TC2": StepWords(
      "mm/memory.c", "locks mmap_sem", short: "mmap_sem for reading",
      "a page fault holds mmap_sem for reading: the vma must not go away."),
    "TC3": StepWords(
      "mm/memory.c", "looks for the vma", short: "looks for the vma",
      "looks for the vma: it says whether this address is mapped at all, and what may be done there."),
    "TC3 if": StepWords(
      "mm/memory.c", tests: "tests the vma",
      yes: { g in
        (
          "no vma allows this access to page \(g.page(g.addr)): the process gets SIGSEGV, -EFAULT here.",
          "not allowed: SIGSEGV"
        )
      },
      no: { g in ("a vma allows this access to page \(g.page(g.addr)): the fault can be mended.", "it is allowed") }),
    "TC7": StepWords("arch/x86/mm/fault.c", will: { _ in "unlocks mmap_sem" }) { g in
      (
        g.isAllowed
          ? "the fault has been handled."
          : "nothing can be mended here: the fault ends with an error.", [], "unlocks mmap_sem"
      )
    },
    "TC8": StepWords(
      "arch/x86/mm/fault.c", "calls handle_mm_fault", short: "mends the fault",
      "the access is allowed: handle_mm_fault puts in place what it needs."),
    "TC9": StepWords(
      "arch/x86/mm/fault.c", tests: "tests for RETRY",
      yes: { _ in
        (
          "VM_FAULT_RETRY: mmap_sem has been dropped. The second attempt will wait instead, with mmap_sem held.",
          "RETRY: begins again"
        )
      },
      no: { _ in ("mmap_sem is still held.", "no RETRY") }),
    "TC10": StepWords(
      "arch/x86/mm/fault.c",
      will: { g in g.hasFreeFrame ? "finds a free frame" : "waits for a free frame" },
      says: { _ in ("a frame is free, or none is needed: the instruction is tried again.", [], "a frame is free") }),
    "TC10 if": StepWords(
      "arch/x86/mm/fault.c", tests: "tests for OOM",
      yes: { _ in
        (
          "VM_FAULT_OOM. Nothing is held any more, so others can give frames back, and the access is tried again.",
          "out of memory: waits, tries again"
        )
      },
      no: { _ in ("memory was not the problem.", "not out of memory") }),
    "TC11": StepWords(
      "arch/x86/mm/fault.c", tests: "tests for an error",
      yes: { _ in ("the page cannot be had: the process gets SIGBUS, -EFAULT here.", "SIGBUS") },
      no: { _ in ("the fault is mended: the instruction is tried again.", "mended: tries again") }),
    "TK1": StepWords(
      "mm/page_alloc.c",
      will: { g in g.hasFreeFrame ? "finds a free frame" : "waits for a free frame" },
      says: { _ in ("another process needs a page, and a frame is free.", [], "a frame is free") }),
    "TK2": StepWords("mm/page_alloc.c", will: { _ in "takes a frame" }) { g in
      let taken = g.which(Frame.name) { g.old(Frame.name, $0, "owner") == 0 && g.new(Frame.name, $0, "owner") != 0 }
      guard let row = taken.first else { return ("the frame is gone again.", [], "no frame") }
      return (
        "frame \(g.frame(row)) belongs to the process \(g.process(g.new(Frame.name, row, "owner"))) now.", [],
        "takes frame \(g.frame(row))"
      )
    },
    "TK3": StepWords("the CPU", will: { g in "stores \(g.letter(g.local("letter") ?? 0))" }) { g in
      let row = g.local("page") ?? 0
      return (
        "stores \(g.letter(g.new(Frame.name, row, "letter"))) into its frame \(g.frame(row)).", [],
        "stores \(g.letter(g.new(Frame.name, row, "letter")))"
      )
    },
  ]
}

extension Glance {
  /// Whether any frame can be had.
  fileprivate var hasFreeFrame: Bool { !which(Frame.name) { new(Frame.name, $0, "owner") == 0 }.isEmpty }

  /// Whether the vma that a fault has found allows the access.
  fileprivate var isAllowed: Bool {
    let row = local("vma") ?? 0
    guard row > 0, new(Vma.name, row, "vm_start") <= addr else { return false }
    return new(Vma.name, row, "vm_flags") & ((local("write") ?? 0) != 0 ? 2 : 1) != 0
  }

  /// The CPU's load or store.
  var cpuAccess: StepWords.Said {
    let isWrite = (local("write") ?? 0) != 0
    let cached = rows(Cpu.name) > 0 ? old(Cpu.name, me, "tlb", addr) : 0
    let (row, isWritable) = cached != 0 ? (Entries.frame(cached), Entries.isWritable(cached)) : inTables
    let source = cached != 0 ? "the TLB has \(entry(cached)) for page" : "pte"
    let what = cached != 0 ? "\(source) \(page(addr))" : "\(source) \(page(addr)) is \(pte(addr))"
    guard row >= 0, isWritable || !isWrite else {
      return (
        "\(what): \(thread) cannot \(isWrite ? "write" : "read") there, and faults.", [], "faults on page \(page(addr))"
      )
    }
    let letter = letter(new(Frame.name, row, "letter"))
    let deed = row == 0 ? "reaches the device behind it" : isWrite ? "stores \(letter)" : "loads \(letter)"
    let stale = cached != 0 && row != inTables.row ? " The tables say otherwise by now." : ""
    let says = cached != 0 ? "what the TLB says" : "what the pte says"
    return ("\(what), so \(thread) \(deed). The CPU asks nobody: it uses \(says).\(stale)", [], deed)
  }

  /// The frame that the tables give for the page, -1 for none, and whether it may be written.
  private var inTables: (row: Int, isWritable: Bool) {
    let pmd = new(Pte.name, addr + 1, "pmd")
    if new(Pmd.name, pmd, "none") == 0, [1, 3].contains(new(Pmd.name, pmd, "kind")) {
      guard new(Pmd.name, pmd, "protnone") == 0 else { return (-1, false) }
      return (
        new(Pmd.name, pmd, "frame") + addr - new(Pmd.name, pmd, "start"), new(Pmd.name, pmd, "write") != 0
      )
    }
    guard [1, 5, 7].contains(new(Pte.name, addr + 1, "kind")), new(Pte.name, addr + 1, "protnone") == 0 else {
      return (-1, false)
    }
    return (new(Pte.name, addr + 1, "frame"), new(Pte.name, addr + 1, "write") != 0)
  }
}
