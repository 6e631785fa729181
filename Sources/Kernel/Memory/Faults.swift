import Machine

private let kind = Value.local("kind", .tag("pteKind"))
private let level = Value.local("level", .tag("tableKind"))
private let writable = Value.local("writable", .flag)
private let hint = Value.local("hint", .flag)
private let held = Value.local("held", .flag)

/// What a page fault is for: bits of `FaultFlag`.
let flags = Value.local("flags", .tag("fault_flags"))
/// Whether it is to write.
let isWriteFault = has(flags, FaultFlag.write)

extension Core {
  /// `handle_mm_fault`: puts in place what an access needs. Entered with mmap_sem held for reading. Returns 0 or a
  /// `VM_FAULT_*`; after `VM_FAULT_RETRY` mmap_sem has been dropped, unless the caller had asked not to wait.
  /// Linux 5.2, mm/memory.c.
  ///
  /// The entry is read once, without its lock. Whoever changes it looks again, with the lock held.
  static func handle_mm_fault(
    _ edition: Edition, _ device_private_entry_fault: Procedure, _ put: Procedure, _ sections: SectionParts
  ) -> Procedure {
    let anonymous = do_anonymous_page()
    let swapped = do_swap_page()
    let copied = do_wp_page(wp_page_copy(sections))
    let huge = do_huge_pmd_wp_page(sections)
    let hugetlb = hugetlb_fault(huge)
    return Procedure("handle_mm_fault", [vma.value, addr, flags], file: "mm/memory.c", returns: .tag("vm_fault")) {
      when(has(vma.vm_flags, VmFlags.hugetlb)) {
        call(hugetlb, vma.value, addr, flags, into: ret).named("PF1")
        result(ret)
      }.named("PF1")
      step("PF2") {
        upperTables(pte(addr).pmd)
        when(!pte(addr).pmd.none) { level <- pte(addr).pmd.kind }
      }.bare
      when(level != TableKind.table) { hugeEntry(huge) }.named("PF3")
      step("PF6") {
        kind <- pte(addr).kind
        page.value <- pte(addr).frame.value
        slot.value <- pte(addr).slot.value
        writable <- pte(addr).write
        hint <- pte(addr).protnone
      }.bare
      when(kind == PteKind.none) {
        call(anonymous, vma.value, addr, flags, into: ret).named("PF7")
        result(ret)
      }.named("PF7")
      when(kind == PteKind.swap) {
        call(swapped, vma.value, addr, slot.value, flags, into: ret).named("PF8")
        result(ret)
      }.named("PF8")
      when(kind == PteKind.migration) {
        hold(until: pte(addr).kind != PteKind.migration, "the page has arrived").named("PF9")
        result(FaultResult.done)
      }.named("PF9")
      when(kind == PteKind.devicePrivate) {
        mended("H34", in: edition) {
          step("PF16") { getDevicePage() }
          when(!held) { result(FaultResult.done) }
          call(device_private_entry_fault, vma.value, addr, page.value, flags, into: ret).named("PF10")
          call(put, page.value).named("PF17")
        } otherwise: {
          call(device_private_entry_fault, vma.value, addr, page.value, flags, into: ret).named("PF10")
        }
        result(ret)
      }.named("PF10")
      when(kind == PteKind.poison) { result(FaultResult.hwpoison) }.named("PF11")
      when(hint) {
        step("PF12") {
          spin_lock(pte(addr).pmd.ptl)
          when(pte(addr).kind == PteKind.present) { pte(addr).protnone <- false }
          spin_unlock(pte(addr).pmd.ptl)
        }
        result(FaultResult.done)
      }.named("PF12")
      when(isWriteFault && !writable) {
        call(copied, vma.value, addr, page.value, into: ret).named("PF13")
        result(ret)
      }.named("PF13")
      result(FaultResult.done).named("PF14")
    }
  }

  /// A huge entry: it is on its way, or faults to tell which node uses it, or is to be written to. Nothing else is
  /// missing. Where it was split because there was no room for a copy, the fault goes on with the pte.
  @StatementBuilder private static func hugeEntry(_ huge: Procedure) -> [Statement] {
    when(level == TableKind.migration) {
      hold(until: pte(addr).pmd.kind != TableKind.migration, "the huge page has arrived").named("PF4")
      result(FaultResult.done)
    }.named("PF4")
    step("PF5") {
      hint <- pte(addr).pmd.protnone
      writable <- pte(addr).pmd.write
    }.bare
    when(hint) {
      step("PF5") {
        spin_lock(pte(addr).pmd.lock)
        pte(addr).pmd.protnone <- false
        spin_unlock(pte(addr).pmd.lock)
      }
      result(FaultResult.done)
    }.named("PF5")
    when(isWriteFault && !writable) {
      call(huge, vma.value, addr, into: ret).named("PF15")
      when(ret != FaultResult.fallback) { result(ret) }.named("PF15")
    } otherwise: {
      result(FaultResult.done).named("PF14")
    }.named("PF15")
  }

  /// With H34 mended: a reference to a page of device memory, if the pte still names it.
  private static func getDevicePage() -> [Statement] {
    [
      spin_lock(pte(addr).pmd.ptl),
      held <- pte(addr).kind == PteKind.devicePrivate && pte(addr).frame.value == page.value,
      when(held) { page.count <- page.count + 1 },
      spin_unlock(pte(addr).pmd.ptl),
    ]
  }

  /// Missing tables on the way to a pmd are made.
  static func upperTables(_ entry: Pointer<Pmd>) -> Statement {
    inline("pmd = pmd_alloc(every level that is missing);") {
      entry.pud.p4d.pgd.none <- false
      entry.pud.p4d.none <- false
      entry.pud.none <- false
    }
  }
}
