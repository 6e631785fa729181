import Machine

private let pmd = Pointer<Pmd>("pmd")
private let index = Value.local("i", .tag("page"))

extension Core {
  /// `__split_huge_pmd`: what one entry maps is mapped by a table of small ptes, to the same frames. It is called with
  /// neither lock of the entry held, often from inside of a section of its caller's. Linux 5.2, mm/huge_memory.c.
  ///
  /// The entry may have changed since the caller looked: the section is raised all the same.
  static func split_huge_pmd(_ notifyStart: Procedure, _ notifyEnd: Procedure) -> Procedure {
    Procedure("__split_huge_pmd", [mm.value, addr], file: "mm/huge_memory.c") {
      step("SP1") {
        pmd.value <- pte(addr).pmd.value
        begin(Event.clear, pmd.start, pmd.end, mayNest: true)
      }
      call(notifyStart, nrange.value).named("SP2")
      spin_lock(pmd.lock).named("SP3")
      atomic {
        when(pmd.coversAll) {
          inline("pmdp_invalidate(pmd);") { pmd.invalid <- true }
          flush_tlb(pmd.start, pmd.end)
          mark(Phases.flush)
        }
      }.named("SP4")
      step("SP5") {
        when(pmd.invalid) {
          inline("pmd_populate(every pte as the huge entry was);") {
            when(pmd.kind == TableKind.devmap) {
              pmd.none <- true
            } otherwise: {
              fill()
            }
          }
          clearHuge(pmd)
        }
        mark(Phases.pte)
      }
      spin_unlock(pmd.lock).named("SP6")
      call(notifyEnd, nrange.value).named("SP7")
      step("SP8") { close() }
    }
  }

  /// Every pte of the new table, as the huge entry was.
  private static func fill() -> [Statement] {
    [
      count(index, from: pmd.start, below: pmd.end) {
        when(pmd.kind == TableKind.huge) { pte(index).kind <- PteKind.present }
        when(pmd.kind == TableKind.migration) { pte(index).kind <- PteKind.migration }
        pte(index).frame.value <- pmd.frame.value + index - pmd.start
        pte(index).write <- pmd.write
        pte(index).protnone <- pmd.protnone
      }
    ]
  }

  /// An entry that is huge no more: a table, or none.
  static func clearHuge(_ pmd: Pointer<Pmd>) -> [Statement] {
    [
      pmd.kind <- TableKind.table, pmd.frame.value <- NULL, pmd.write <- false,
      pmd.protnone <- false, pmd.invalid <- false,
    ]
  }
}
