import Machine

private let write = Value.local("write", .flag)
private let index = Value.local("i")
private let flags = Value.local("flags", .tag("fault_flags"))

extension Core {
  /// `handle_mm_fault`: puts in place what an access needs. Entered with mmap_sem held for reading. Returns 0 or a
  /// `VM_FAULT_*`; after `VM_FAULT_RETRY` mmap_sem has been dropped, otherwise it is still held. Linux 5.2,
  /// mm/memory.c.
  static func handle_mm_fault() -> Procedure {
    Procedure("handle_mm_fault", [vma.value, addr, flags], file: "mm/memory.c", returns: .tag("vm_fault")) {
      step("TC4") {
        ghost {
          mm.value <- space(of: addr).value
          write <- has(flags, FaultFlag.write)
        }
        when(pte(addr).kind != PteKind.present) { alloc_page(mm.owner) }
        tables()
      }
      when(page.isNull && pte(addr).kind != PteKind.present) { result(FaultResult.outOfMemory) }.named("TC4")
      step("TC5") {
        spin_lock(pte(addr).pmd.ptl)
        install()
        spin_unlock(pte(addr).pmd.ptl)
      }
      when(page.isSet) { step("TC6") { put_page(page) } }
      result(FaultResult.done)
    }
  }

  /// Takes the last free frame of the scenario's list, so that one which was free from the beginning goes before one
  /// that has just been freed where it stands behind it; NULL if there is none.
  static func alloc_page(_ owner: Value) -> Statement {
    let candidate = Pointer<Frame>("candidate")
    return inline("page = alloc_page();") {
      page.value <- NULL
      count(index, from: 1, below: rows(of: Frame.self) + 1) {
        candidate.value <- index
        when(candidate.owner == Process.free && candidate.device.isNull) { page.value <- index }
      }
      candidate.value <- NULL
      when(page.isSet) {
        page.owner <- owner
        page.count <- 1
      }
    }
  }

  /// Missing tables on the way to the pte are made.
  private static func tables() -> Statement {
    let entry = pte(addr).pmd
    return inline("pte_alloc(every level that is missing);") {
      entry.pud.p4d.pgd.none <- false
      entry.pud.p4d.none <- false
      entry.pud.none <- false
      entry.none <- false
    }
  }

  /// Under the lock of the table: what is still missing is put in place. `page` is NULL afterwards if it was used.
  private static func install() -> [Statement] {
    [
      when(pte(addr).kind == PteKind.present) {
        when(write) { pte(addr).write <- true }
      } otherwise: {
        when(page.isSet) {
          when(pte(addr).kind == PteKind.swap) {
            page.letter <- pte(addr).slot.letter
            freeSlot(pte(addr).slot)
          }
          inline("set_pte(pte[addr], mk_pte(page, write));") {
            pte(addr).kind <- PteKind.present
            pte(addr).frame.value <- page.value
            pte(addr).write <- write
            pte(addr).slot.value <- NULL
          }
          page.value <- NULL
        }
      }
    ]
  }
}
