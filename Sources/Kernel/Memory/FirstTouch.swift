import Machine

private let index = Value.local("i")
private let candidate = Pointer<Frame>("candidate")
private let used = Value.local("used", .flag)
private let locked = Value.local("locked", .flag)
private let alone = Value.local("alone", .flag)

extension Core {
  /// `do_anonymous_page`: nothing was there. To read, the zero page is enough, if there is one. It raises no notifier:
  /// something appears, nothing is taken away. Linux 5.2, mm/memory.c.
  static func do_anonymous_page() -> Procedure {
    Procedure("do_anonymous_page", [vma.value, addr, flags], file: "mm/memory.c", returns: .tag("vm_fault")) {
      when(has(vma.vm_flags, VmFlags.special)) { result(FaultResult.bus) }.named("TC12")
      when(pte(addr).pmd.none) {
        step("TC13") {
          spin_lock(pte(addr).pmd.lock)
          inline("pte_alloc(pmd);") { pte(addr).pmd.none <- false }
          spin_unlock(pte(addr).pmd.lock)
        }
      }.named("TC13")
      when(pte(addr).pmd.kind != TableKind.table) { result(FaultResult.done) }.named("TC14")
      step("TC4") {
        ghost { mm.value <- space(of: addr).value }
        when(!isWriteFault && !has(vma.vm_flags, VmFlags.file | VmFlags.shared)) { zeroPage() }
        when(page.isNull) { alloc_page(mm.owner) }
      }
      when(page.isNull) { result(FaultResult.outOfMemory) }.named("TC4")
      step("TC5") {
        spin_lock(pte(addr).pmd.ptl)
        when(pte(addr).kind == PteKind.none) {
          map(isWriteFault && mayWrite)
          page.value <- NULL
        }
        spin_unlock(pte(addr).pmd.ptl)
      }
      when(page.isSet && page.owner != Process.zero) { step("TC6") { put_page(page) } }.named("TC6")
      result(FaultResult.done)
    }
  }

  /// `page`, at the pte of `addr`.
  private static func map(_ write: Value) -> Statement {
    inline("set_pte(pte[addr], mk_pte(page, \(write.text)));") {
      pte(addr).kind <- PteKind.present
      pte(addr).frame.value <- page.value
      pte(addr).write <- write
      pte(addr).dirty <- write
      pte(addr).soft_dirty <- write
    }
  }

  private static func zeroPage() -> Statement {
    inline("page = ZERO_PAGE(addr);") {
      count(index, from: 1, below: rows(of: Frame.self) + 1) {
        candidate.value <- index
        when(candidate.owner == Process.zero) { page.value <- index }
      }
      candidate.value <- NULL
    }
  }

  /// Takes the last free frame of the scenario's list, so that one which was free from the beginning goes before one
  /// that has just been freed where it stands behind it; NULL if there is none.
  static func alloc_page(_ owner: Value) -> Statement {
    inline("page = alloc_page();") {
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

  /// `do_swap_page`, for a page in swap: it is found in the swap cache, or read into a frame; then locked, then mapped.
  /// If somebody else has the lock, the fault may drop mmap_sem, wait, and ask to be tried again. Linux 5.2,
  /// mm/memory.c.
  ///
  /// Linux copies at once where a write meets a page that others share; here that is a fault of its own.
  static func do_swap_page() -> Procedure {
    let isSame = pte(addr).kind == PteKind.swap && pte(addr).slot.value == slot.value
    return Procedure(
      "do_swap_page", [vma.value, addr, slot.value, flags], file: "mm/memory.c", returns: .tag("vm_fault")
    ) {
      step("SW1") {
        ghost { mm.value <- space(of: addr).value }
        swapIn()
      }
      when(page.isNull) {
        step("SW2") {
          spin_lock(pte(addr).pmd.ptl)
          when(isSame) { ret <- FaultResult.outOfMemory }
          spin_unlock(pte(addr).pmd.ptl)
        }
        result(ret)
      }.named("SW2")
      mutex_trylock(page.lock, into: locked).named("SW3")
      when(!locked) {
        when(has(flags, FaultFlag.allowRetry)) {
          when(!has(flags, FaultFlag.retryNoWait)) {
            up_read(mm.mmap_sem).named("SW5")
            hold(until: page.lock == 0, "the page is unlocked").named("SW6")
          }.named("SW5")
          step("SW7") { put_page(page) }
          result(FaultResult.retry).named("SW7")
        }.named("SW4")
        mutex_lock(page.lock).named("SW8")
      }.named("SW3")
      step("TC5") {
        spin_lock(pte(addr).pmd.ptl)
        used <- isSame && slot.page.value == page.value
        alone <- isWriteFault && page_mapcount(page) + slot.count == 1
        when(used) {
          map(alone && mayWrite)
          pte(addr).slot.value <- NULL
          freeSlot(slot)
        }
        spin_unlock(pte(addr).pmd.ptl)
      }
      step("TC6") {
        mutex_unlock(page.lock)
        when(!used) { put_page(page) }
      }
      result(FaultResult.done)
    }
  }

  /// The frame of the swap cache, with a reference; or a new one, read and put into the cache. NULL if no frame is
  /// free, or if the slot is not used any more.
  private static func swapIn() -> [Statement] {
    [
      inline("page = lookup_swap_cache(slot);") {
        page.value <- NULL
        when(slot.count > 0) { page.value <- slot.page.value }
        when(page.isSet) { page.count <- page.count + 1 }
      },
      when(page.isNull && slot.count > 0) {
        inline("page = swapin_readahead(slot);") {
          alloc_page(mm.owner)
          when(page.isSet) {
            page.letter <- slot.letter
            page.count <- page.count + 1
            slot.page.value <- page.value
          }
        }
      },
    ]
  }
}
