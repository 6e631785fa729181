import Machine

private let next = Value.local("next", .tag("page"))

/// The callbacks of a walk: `struct mm_walk` as HMM fills it in.
struct WalkCallbacks {
  /// `pud_entry`.
  let pud: Procedure
  /// `pmd_entry`, for a pmd that is no table.
  let hugePmd: Procedure
  /// `pmd_entry`, for a table of ptes.
  let pmd: Procedure
  /// `pte_hole`.
  let hole: Procedure
  /// `hugetlb_entry`.
  let hugetlb: Procedure
}

extension Core {
  /// What HMM does with what a walk meets.
  static func walkCallbacks(_ edition: Edition, _ handle_mm_fault: Procedure) -> WalkCallbacks {
    let hole_ = hmm_vma_walk_hole_(edition, hmm_vma_do_fault(edition, handle_mm_fault))
    let hole = hmm_vma_walk_hole(hole_)
    let pmd = hmm_vma_walk_pmd(edition, hole_)
    return WalkCallbacks(
      pud: hmm_vma_walk_pud(edition, hole, hole_), hugePmd: hmm_vma_walk_huge_pmd(edition, hole, hole_, pmd), pmd: pmd,
      hole: hole, hugetlb: hmm_vma_walk_hugetlb_entry(edition, hole_))
  }

  /// `walk_page_range`: piece by piece (a vma, or a gap before one), and in each level by level. Its callbacks are
  /// those of HMM; the first that does not return 0 ends the walk. Entered with mmap_sem held. Linux 5.2,
  /// mm/pagewalk.c.
  ///
  /// The nested loops of `walk_pgd_range` to `walk_pmd_range` are one loop here, which reads the upper levels again for
  /// each table of ptes.
  static func walk_page_range(_ edition: Edition, _ callbacks: WalkCallbacks) -> Procedure {
    Procedure(
      "walk_page_range", [mm.value, addr, end, walk.value], file: "mm/pagewalk.c"
    ) {
      when(addr >= end) { result(Errno.EINVAL) }.named("WP1")
      repeating {
        step("WP2") { piece() }
        repeating {
          when(pte(addr).pmd.pud.p4d.pgd.none || hasNoTables) {
            when(isSpecial) { skip(callbacks.hole, next) }.named("WP9")
            when(isHugetlb) { hugetlb(callbacks) }.named("WP10")
            skip(callbacks.hole, pte(addr).pmd.pud.p4d.pgd.end)
          }.named("WP3")
          when(pte(addr).pmd.pud.p4d.none) { skip(callbacks.hole, pte(addr).pmd.pud.p4d.end) }.named("WP4")
          when(pte(addr).pmd.pud.none || walk.vma.isNull || pte(addr).pmd.pud.kind != TableKind.table) {
            when(pte(addr).pmd.pud.none || walk.vma.isNull) { skip(callbacks.hole, pte(addr).pmd.pud.end) }.named("WP5")
            hugePud(edition, callbacks.pud)
          }.named("WP5")
          when(pte(addr).pmd.none || pte(addr).pmd.kind != TableKind.table) {
            when(pte(addr).pmd.none) { skip(callbacks.hole, pte(addr).pmd.end) }.named("WP6")
            skip(callbacks.hugePmd, pte(addr).pmd.end).map { $0.named("WP11") }
          }.named("WP6")
          step("WP7") { span(pte(addr).pmd.end) }
          call(callbacks.pmd, walk.value, walk.range.value, start, addr, into: ret).named("WP7")
        } whilst: {
          ret == 0 && addr < next
        }
      } whilst: {
        ret == 0 && addr < end
      }
      result(ret).named("WP8")
    }
  }

  /// The next piece: up to the end of the vma at `addr`, or the gap before the next one.
  private static func piece() -> [Statement] {
    [
      find_vma(mm, addr),
      next <- end,
      walk.vma.value <- NULL,
      when(vma.isSet) {
        when(addr < vma.vm_start) {
          when(vma.vm_start < next) { next <- vma.vm_start }
        } otherwise: {
          walk.vma.value <- vma.value
          when(vma.vm_end < next) { next <- vma.vm_end }
        }
      },
    ]
  }

  // MARK: Vmas without tables to walk

  private static var isSpecial: Value { walk.vma.isSet && has(walk.vma.vm_flags, VmFlags.special) }
  private static var isHugetlb: Value { walk.vma.isSet && has(walk.vma.vm_flags, VmFlags.hugetlb) }
  private static var hasNoTables: Value { .named("is_special_or_hugetlb", [walk.vma.value], isSpecial || isHugetlb) }

  /// `walk_hugetlb_range`: huge page by huge page. One has a slot if there is a table for its pmd.
  private static func hugetlb(_ callbacks: WalkCallbacks) -> [Statement] {
    let upper = pte(addr).pmd.pud
    return [
      when(upper.p4d.pgd.none || upper.p4d.none || upper.none) {
        skip(callbacks.hole, pte(addr).pmd.end)
      }.named("WP10")
    ] + skip(callbacks.hugetlb, pte(addr).pmd.end).map { $0.named("WP10") }
  }

  // MARK: Entries that are no tables

  /// `pud_trans_huge_lock`: the callback runs with the lock of the pud held, which is one for the whole address space.
  private static func hugePud(_ edition: Edition, _ callback: Procedure) -> [Statement] {
    [step("WP12") { span(pte(addr).pmd.pud.end) }]
      + mended("B11", in: edition) {
        call(callback, walk.value, start, addr, into: ret).named("WP12")
      } otherwise: {
        spin_lock(mm.page_table_lock).named("WP12")
        call(callback, walk.value, start, addr, into: ret).named("WP12")
        spin_unlock(mm.page_table_lock).named("WP12")
      } + [Statement(.continueLoop)]
  }

  // MARK: Spans

  /// From `start` as far as an entry reaches, within the piece; the walk goes on behind it.
  private static func span(_ entryEnd: Value) -> [Statement] {
    [start <- addr, addr <- entryEnd, when(next < addr) { addr <- next }]
  }

  /// A callback for as far as an entry reaches; then the loop goes on behind it.
  private static func skip(_ callback: Procedure, _ entryEnd: Value) -> [Statement] {
    [
      atomic { span(entryEnd) },
      call(callback, walk.value, start, addr, into: ret),
      Statement(.continueLoop),
    ]
  }
}
