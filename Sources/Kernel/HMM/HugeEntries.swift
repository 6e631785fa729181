import Machine

private let request = Value.local("request", .tag("entry"))
private let kind = Value.local("kind")

extension Core {
  // MARK: Pmds

  /// `hmm_vma_walk_pmd` for a pmd that is no table, or was none when the walk came there. No lock is taken: a split
  /// that comes between is told to HMM as an invalidation. Linux 5.2, mm/hmm.c.
  static func hmm_vma_walk_huge_pmd(
    _ edition: Edition, _ hole: Procedure, _ hole_: Procedure, _ table: Procedure
  ) -> Procedure {
    let pmd = pte(addr).pmd
    return Procedure("hmm_vma_walk_huge_pmd", [walk.value, addr, end], file: "mm/hmm.c") {
      label("again")
      step("WM1") {
        range.value <- walk.range.value
        kind <- pmd.kind
        when(pmd.none) { kind <- none }
      }
      when(kind == none) {
        call(hole, walk.value, addr, end, into: ret).named("WM2")
        result(ret)
      }.named("WM2")
      when(kind == TableKind.huge && has(walk.vma.vm_flags, VmFlags.hugetlb)) {
        step("WM3") { fill(Entries.error, addr, end) }
        result(0)
      }.named("WM3")
      when(kind == TableKind.migration) {
        step("WM4") {
          rangeNeedsFault(addr, end)
          when(needFault) { walk.last <- addr }
        }
        when(!needFault) { result(0) }.named("WM4")
        hold(until: pmd.none || pmd.kind != TableKind.migration, "the huge page has arrived").named("WM5")
        result(Errno.EBUSY).named("WM5")
      }.named("WM4")
      when(kind == TableKind.huge || kind == TableKind.devmap) {
        atomic { huge() }.named("WM11").bare
        when(kind == TableKind.table) { goto("again") }.named("WM6")
        when(needFault) { call(hole_, walk.value, addr, end, write_fault, into: ret).named("WM7") }.named("WM7")
        result(ret).named("WM8")
      }.named("WM6")
      when(kind == TableKind.bad) {
        step("WM9") { fill(Entries.error, addr, end) }
        result(0)
      }.named("WM9")
      call(table, walk.value, range.value, addr, end, into: ret).named("WM10")
      result(ret)
    }
  }

  /// What `kind` is for a pmd that is none.
  private static let none = Value.named("none", -1)

  /// The pmd is read again, all of it at once; where it is huge no more, `kind` becomes `table`.
  private static func huge() -> [Statement] {
    let pmd = pte(addr).pmd
    return [
      when(pmd.none || pmd.kind != kind) {
        kind <- TableKind.table
      } otherwise: {
        when(pmd.protnone) {
          rangeNeedsFault(addr, end)
          when(!needFault) {
            walk.last <- addr
            fill(Entries.none, addr, end)
          }
        } otherwise: {
          rangeNeedsFault(addr, end, besides: pmd.write)
          when(!needFault) {
            consecutive(pmd.frame.value - pmd.start, pmd.write, isDevmap: kind == TableKind.devmap)
          }
        }
      }
    ]
  }

  /// Entries of frames that follow each other; `last` becomes the end where all of them could be made.
  ///
  /// - Parameter isDevmap: nil where nothing else can be.
  private static func consecutive(_ first: Value, _ write: Value, isDevmap: Value? = nil) -> [Statement] {
    let page = Pointer<Frame>(first + addr)
    let reference = get_dev_pagemap(page)
    return [
      loop(ret == 0 && addr < end) {
        isDevmap.map { when($0) { reference } } ?? reference
        when(isDevmap.map { $0 && !walk.pgmap } ?? !walk.pgmap) {
          ret <- Errno.EBUSY
        } otherwise: {
          range.element(\.pfns, addr - range.start)
            <- (page.value << Entries.pfnShift) | (write << 1) | Entries.valid
          ghost { range.element(\.written, addr - range.start) <- Written.now }
          addr <- addr + 1
        }
      },
      when(ret == 0) {
        walk.pgmap <- false
        walk.last <- end
      },
    ]
  }

  // MARK: Puds

  /// `hmm_vma_walk_pud`: only for a pud that is no table. Linux 5.2, mm/hmm.c.
  ///
  /// B11: the walk calls it with the lock of the pud held, and a fault sleeps.
  static func hmm_vma_walk_pud(_ edition: Edition, _ hole: Procedure, _ hole_: Procedure) -> Procedure {
    let pud = pte(addr).pmd.pud
    return Procedure("hmm_vma_walk_pud", [walk.value, addr, end], file: "mm/hmm.c") {
      step("WU1") { range.value <- walk.range.value }
      mended("B11", in: edition) { spin_lock(range.hmm.mm.page_table_lock).named("WU1") }
      label("again")
      when(pud.none) {
        unlocked(edition)
        call(hole, walk.value, addr, end, into: ret).named("WU2")
        result(ret)
      }.named("WU2")
      when(pud.kind == TableKind.devmap) {
        step("WU3") { hugePud() }
        unlocked(edition)
        when(needFault) { call(hole_, walk.value, addr, end, write_fault, into: ret).named("WU4") }.named("WU4")
        result(ret).named("WU5")
      }.named("WU3")
      mended("B11", in: edition) {
        step("WU6") { pud.none <- true }
      } otherwise: {
        spin_lock(range.hmm.mm.page_table_lock).named("WU6")
        step("WU6") { pud.none <- true }
        spin_unlock(range.hmm.mm.page_table_lock).named("WU6")
      }
      goto("again")
    }
  }

  private static func unlocked(_ edition: Edition) -> [Statement] {
    mended("B11", in: edition) { spin_unlock(range.hmm.mm.page_table_lock).named("WU7") }
  }

  private static func hugePud() -> [Statement] {
    let pud = pte(addr).pmd.pud
    return rangeNeedsFault(addr, end, besides: pud.write) + [
      when(!needFault) {
        consecutive(pud.frame.value - pud.start, pud.write)
      }
    ]
  }

  // MARK: Hugetlb

  /// `hmm_vma_walk_hugetlb_entry`: one page of hugetlbfs, under its lock. Of the requests only the first is looked at.
  /// Linux 5.2, mm/hmm.c.
  static func hmm_vma_walk_hugetlb_entry(_ edition: Edition, _ hole_: Procedure) -> Procedure {
    let pmd = pte(addr).pmd
    return Procedure("hmm_vma_walk_hugetlb_entry", [walk.value, addr, end], file: "mm/hmm.c") {
      step("WG1") { range.value <- walk.range.value }
      when(range.page_shift != PAGE_SHIFT && (addr != pmd.start || end < pmd.end)) {
        result(Errno.EINVAL)
      }.named("WG1")
      spin_lock(pmd.lock).named("WG2")
      step("WG3") {
        request <- firstEntry
        mended("B9", in: edition) {
        } otherwise: {
          firstEntry <- Entries.none
        }
        hugetlbDecision()
        request <- 0
      }
      spin_unlock(pmd.lock).named("WG4")
      when(needFault) { call(hole_, walk.value, addr, end, write_fault, into: ret).named("WG5") }.named("WG5")
      result(ret)
    }
  }

  private static var firstEntry: Value { range.element(\.pfns, place(of: addr, in: range)) }

  /// The encoder always sets VALID: an entry that is none becomes one that names no frame and is valid all the same.
  private static func hugetlbDecision() -> [Statement] {
    let pmd = pte(addr).pmd
    let wants = Request(request, walk, range)
    let isPresent = pmd.isHuge
    let bits = isPresent * (pmd.write << 1) | Entries.valid
    return [
      when(isPresent) {
        needFault <- wants.needsWrite(besides: pmd.write)
        write_fault <- wants.needsWrite(besides: pmd.write)
      } otherwise: {
        needFault <- wants.needsPage
        write_fault <- wants.needsWrite
      },
      when(!needFault) {
        start <- addr
        loop(addr < end) {
          range.element(\.pfns, place(of: addr, in: range))
            <- (isPresent * (pmd.frame.value + addr - pmd.start) << Entries.pfnShift) | bits
          ghost { range.element(\.written, place(of: addr, in: range)) <- Written.now }
          advance(range)
        }
        addr <- start
        start <- 0
        walk.last <- end
      },
    ]
  }
}
