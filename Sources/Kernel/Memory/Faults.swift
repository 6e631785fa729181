import Machine

private let write = Value.local("write", .flag)
private let kind = Value.local("kind", .tag("pteKind"))
private let held = Value.local("held", .flag)
private let index = Value.local("i")
private let flags = Value.local("flags", .tag("fault_flags"))

extension Core {
  /// `handle_mm_fault`: puts in place what an access needs. Entered with mmap_sem held for reading. Returns 0 or a
  /// `VM_FAULT_*`; after `VM_FAULT_RETRY` mmap_sem has been dropped, otherwise it is still held. Linux 5.2,
  /// mm/memory.c.
  static func handle_mm_fault(
    _ edition: Edition, _ device_private_entry_fault: Procedure, _ put: Procedure
  ) -> Procedure {
    Procedure("handle_mm_fault", [vma.value, addr, flags], file: "mm/memory.c", returns: .tag("vm_fault")) {
      step("PF1") {
        kind <- pte(addr).kind
        when(kind == PteKind.devicePrivate) { page.value <- pte(addr).frame.value }
      }
      when(kind == PteKind.migration) {
        hold(until: pte(addr).kind != PteKind.migration, "the page has arrived").named("PF2")
        result(FaultResult.done)
      }
      when(kind == PteKind.devicePrivate) {
        mended("H34", in: edition) {
          step("PF3") { getDevicePage() }
          when(!held) { result(FaultResult.done) }
          call(device_private_entry_fault, vma.value, addr, page.value, flags, into: ret).named("PF4")
          call(put, page.value).named("PF5")
        } otherwise: {
          call(device_private_entry_fault, vma.value, addr, page.value, flags, into: ret).named("PF4")
        }
        result(ret).named("PF6")
      }
      step("TC4") {
        ghost {
          mm.value <- space(of: addr).value
          write <- has(flags, FaultFlag.write)
        }
        when(pte(addr).kind != PteKind.present) { alloc_page(mm.owner) }
        tables()
      }
      when(page.isNull && (pte(addr).kind == PteKind.none || pte(addr).kind == PteKind.swap)) {
        result(FaultResult.outOfMemory)
      }.named("TC4")
      step("TC5") {
        spin_lock(pte(addr).pmd.ptl)
        install()
        spin_unlock(pte(addr).pmd.ptl)
      }
      when(page.isSet) { step("TC6") { put_page(page) } }
      result(FaultResult.done)
    }
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
        when(page.isSet && (pte(addr).kind == PteKind.none || pte(addr).kind == PteKind.swap)) {
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
