import Machine

private let pmd = Pointer<Pmd>("pmd")
/// The first frame of the huge page that is shared, with a reference to each of its frames.
private let orig = Pointer<Frame>("orig")
/// The first frame of the copy.
private let copy = Pointer<Frame>("copy")
private let free = Value.local("free")
private let same = Value.local("same", .flag)
private let index = Value.local("i")

extension Core {
  /// How many pages of the window the entry covers.
  private static var pages: Value { pmd.end - pmd.start }

  /// Whether an entry still is the one that a fault has read: it maps these frames, read-only.
  static func isStillShared(_ pmd: Pointer<Pmd>, _ orig: Pointer<Frame>) -> Value {
    pmd.isHuge && pmd.frame.value == orig.value && !pmd.write
  }

  /// `do_huge_pmd_wp_page`: a write to a read-only huge page. It is reused if nobody else has it; otherwise all of it
  /// is copied, in a section over all of it. Linux 5.2, mm/huge_memory.c.
  ///
  /// Without room for a huge page its pages are copied one by one; without room for all of those it is split, and the
  /// fault goes on with the one page that is written to: `VM_FAULT_FALLBACK`. hugetlb has neither way out.
  static func do_huge_pmd_wp_page(
    _ sections: SectionParts
  ) -> Procedure {
    let fallback = do_huge_pmd_wp_page_fallback(sections)
    return Procedure("do_huge_pmd_wp_page", [vma.value, addr], file: "mm/huge_memory.c", returns: .tag("vm_fault")) {
      step("HW1") {
        spin_lock(pte(addr).pmd.lock)
        pmd.value <- pte(addr).pmd.value
        reuseOrGet()
        spin_unlock(pmd.lock)
      }
      when(orig.isNull) { result(FaultResult.done) }.named("HW2")
      step("HW3") {
        ghost { mm.value <- space(of: addr).value }
        allocHuge(mm.owner)
        when(copy.isSet) {
          inline("copy_user_huge_page(copy, orig);") {
            count(index, from: 0, below: pages) { at(copy).letter <- at(orig).letter }
          }
        }
      }
      when(copy.isNull) {
        ret <- FaultResult.outOfMemory
        when(!has(vma.vm_flags, VmFlags.hugetlb)) {
          call(fallback, vma.value, addr, orig.value, into: ret).named("HW13")
          when(ret == FaultResult.outOfMemory) {
            call(sections.split, mm.value, addr).named("HW14")
            ret <- FaultResult.fallback
          }.named("HW14")
        }.named("HW13")
        step("HW4") { putHuge(orig, pages: pages) }
        result(ret)
      }.named("HW4")
      step("HW5") { begin(Event.clear, pmd.start, pmd.end) }
      call(sections.start, nrange.value).named("HW6")
      spin_lock(pmd.lock).named("HW7")
      step("HW8") {
        same <- isStillShared(pmd, orig)
        when(same) { clearHugeAndFlush(pmd) }
        mark(Phases.flush)
      }
      step("HW9") {
        when(same) { mapHuge(true) }
        mark(Phases.pte)
      }
      spin_unlock(pmd.lock).named("HW10")
      call(sections.end, nrange.value).named("HW11")
      step("HW12") {
        when(same) {
          putHuge(orig, pages: pages)
        } otherwise: {
          putHuge(copy, pages: pages)
        }
        putHuge(orig, pages: pages)
        close()
      }
      result(FaultResult.done)
    }
  }

  /// The frame with the number `i` of a huge page.
  private static func at(_ first: Pointer<Frame>) -> Pointer<Frame> { Pointer<Frame>(first.value + index) }

  /// Under the lock: made writable if no other entry maps any of its frames; otherwise each gets a reference.
  private static func reuseOrGet() -> [Statement] {
    [
      when(pmd.isHuge && !pmd.write && !pmd.protnone) {
        orig.value <- pmd.frame.value
        same <- false
        count(index, from: 0, below: pages) { when(page_mapcount(at(orig)) > 1) { same <- true } }
        when(!same || has(vma.vm_flags, VmFlags.shared)) {
          pmd.write <- true
          orig.value <- NULL
        } otherwise: {
          inline("get_page(orig);") {
            count(index, from: 0, below: pages) { at(orig).count <- at(orig).count + 1 }
          }
        }
        same <- false
      }
    ]
  }

  /// Drops a reference to each frame of a huge page.
  static func putHuge(_ first: Pointer<Frame>, pages: Value) -> Statement {
    inline("put_page(\(first.value.text));") {
      count(index, from: 0, below: pages) { put_page(at(first)) }
    }
  }

  /// The entry is none, and no TLB knows it.
  static func clearHugeAndFlush(_ pmd: Pointer<Pmd>) -> Statement {
    inline("pmdp_huge_clear_flush(pmd);") {
      pmd.none <- true
      pmd.kind <- TableKind.table
      pmd.frame.value <- NULL
      flush_tlb(pmd.start, pmd.end)
    }
  }

  /// The first free frames in a row, as many as the entry covers; NULL if there are none.
  private static func allocHuge(_ owner: Value) -> Statement {
    inline("copy = alloc_hugepage_vma(vma, addr);") {
      copy.value <- NULL
      free <- 0
      count(index, from: 1, below: rows(of: Frame.self) + 1) {
        when(Pointer<Frame>(index).owner == Process.free && Pointer<Frame>(index).device.isNull) {
          free <- free + 1
        } otherwise: {
          free <- 0
        }
        when(copy.isNull && free == pages) { copy.value <- index - pages + 1 }
      }
      free <- 0
      when(copy.isSet) {
        count(index, from: 0, below: pages) {
          at(copy).owner <- owner
          at(copy).count <- 1
        }
      }
    }
  }

  private static func mapHuge(_ write: Value) -> Statement {
    inline("set_pmd(pmd, mk_huge_pmd(copy, \(write.text)));") {
      pmd.none <- false
      pmd.kind <- TableKind.huge
      pmd.frame.value <- copy.value
      pmd.write <- write
    }
  }

  /// `hugetlb_fault`: a page of a hugetlb mapping. One that is missing takes frames in a row; one that is shared is
  /// copied like any huge page, and cannot be split. Linux 5.2, mm/hugetlb.c.
  static func hugetlb_fault(_ do_huge_pmd_wp_page: Procedure) -> Procedure {
    Procedure("hugetlb_fault", [vma.value, addr, flags], file: "mm/hugetlb.c", returns: .tag("vm_fault")) {
      step("HT1") {
        ghost { mm.value <- space(of: addr).value }
        pmd.value <- pte(addr).pmd.value
        upperTables(pmd)
        same <- pmd.none
        when(same) { allocHuge(mm.owner) }
      }
      when(same) {
        when(copy.isNull) { result(FaultResult.bus) }.named("HT6")
        step("HT3") {
          spin_lock(pmd.lock)
          when(pmd.none) {
            mapHuge(isWriteFault)
            copy.value <- NULL
          }
          spin_unlock(pmd.lock)
        }
        when(copy.isSet) { step("HT4") { putHuge(copy, pages: pages) } }.named("HT4")
        result(FaultResult.done)
      }.named("HT2")
      when(isWriteFault && !pmd.write) {
        call(do_huge_pmd_wp_page, vma.value, addr, into: ret).named("HT5")
        result(ret)
      }.named("HT5")
      result(FaultResult.done)
    }
  }
}
