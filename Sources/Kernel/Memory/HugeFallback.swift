import Machine

private let pmd = Pointer<Pmd>("pmd")
/// The first frame of the huge page that is shared.
private let orig = Pointer<Frame>("orig")
/// One of the copies.
private let copy = Pointer<Frame>("copy")
/// How many of the copies there are, or are used.
private let taken = Value.local("n")
private let same = Value.local("same", .flag)
private let index = Value.local("i")

extension Core {
  /// `do_huge_pmd_wp_page_fallback`: there is no huge page for the copy, so that each of its pages is copied by itself,
  /// in a section over all of it. Returns 0, or `VM_FAULT_OOM` where not even small frames are left, or not enough of
  /// them. Linux 5.2, mm/huge_memory.c.
  ///
  /// The copies that no pte maps yet wait where other operations have what they gathered.
  static func do_huge_pmd_wp_page_fallback(_ sections: SectionParts) -> Procedure {
    Procedure(
      "do_huge_pmd_wp_page_fallback", [vma.value, addr, orig.value], file: "mm/huge_memory.c", returns: .tag("vm_fault")
    ) {
      step("HC1") {
        ghost { mm.value <- space(of: addr).value }
        pmd.value <- pte(addr).pmd.value
        allocSmall()
      }
      when(taken < pmd.end - pmd.start) {
        step("HC2") {
          putCopies()
          taken <- 0
        }
        result(FaultResult.outOfMemory)
      }.named("HC2")
      step("HC3") { begin(Event.clear, pmd.start, pmd.end) }
      call(sections.start, nrange.value).named("HC4")
      spin_lock(pmd.lock).named("HC5")
      step("HC6") {
        same <- isStillShared(pmd, orig)
        when(same) { clearHugeAndFlush(pmd) }
        mark(Phases.flush)
      }
      step("HC7") {
        taken <- 0
        when(same) { mapCopies() }
        mark(Phases.pte)
      }
      spin_unlock(pmd.lock).named("HC8")
      call(sections.end, nrange.value).named("HC9")
      step("HC10") {
        when(same) {
          putHuge(orig, pages: pmd.end - pmd.start)
        } otherwise: {
          putCopies()
        }
        close()
      }
      result(FaultResult.done)
    }
  }

  /// A free frame for each page, with what is in it, as long as there are such.
  private static func allocSmall() -> Statement {
    inline("pages[n++] = alloc_page_vma_node(vma, addr), and what is in orig is copied;") {
      taken <- 0
      count(index, from: 1, below: rows(of: Frame.self) + 1) {
        copy.value <- index
        when(copy.owner == Process.free && copy.device.isNull && taken < pmd.end - pmd.start) {
          copy.owner <- mm.owner
          copy.count <- 1
          copy.letter <- Pointer<Frame>(orig.value + taken).letter
          copy.element(\.gather, .me - 1) <- 1
          taken <- taken + 1
        }
      }
      copy.value <- NULL
    }
  }

  /// The table of ptes takes the place of the huge entry; each pte maps the copy of its page.
  private static func mapCopies() -> Statement {
    let entry = pte(pmd.start + taken)
    return inline("pmd_populate(pmd, every pte maybe_mkwrite(mk_pte(pages[i]), vma));") {
      count(index, from: 1, below: rows(of: Frame.self) + 1) {
        copy.value <- index
        when(copy.element(\.gather, .me - 1) > 0) {
          copy.element(\.gather, .me - 1) <- 0
          entry.kind <- PteKind.present
          entry.frame.value <- copy.value
          entry.write <- mayWrite
          entry.dirty <- true
          entry.soft_dirty <- true
          taken <- taken + 1
        }
      }
      copy.value <- NULL
      taken <- 0
      pmd.none <- false
    }
  }

  private static func putCopies() -> Statement {
    inline("put_page(every one of pages[]);") { freeGathered() }
  }
}
