import Machine

private let owned = Pointer<Frame>("frame")
private let index = Value.local("i")
private let processor = Pointer<Cpu>("cpu")
private let at = Value.local("at", .tag("page"))

extension Core {
  /// The beginning of an invalidation: what `mmu_notifier_range_init` fills in. Linux 5.2,
  /// include/linux/mmu_notifier.h.
  ///
  /// - Parameter mayNest: whether the thread can be inside of a section of its own already; then its second row is
  ///   taken.
  static func begin(
    _ event: Value, _ start: Value, _ end: Value, mayBlock: Bool = true, mayNest: Bool = false
  ) -> Statement {
    inline("mmu_notifier_range_init(&range, \(event.text), \(start.text), \(end.text));") {
      nrange.value <- .me
      if mayNest { when(nrange.phases != 0) { nrange.value <- .me + rows(of: HmmUpdate.self) } }
      nrange.mm.value <- mm.value
      nrange.start <- start
      nrange.end <- end
      nrange.event <- event
      nrange.blockable <- .constant(mayBlock ? 1 : 0, name: nil)
      mark(Phases.start)
    }
  }

  /// `unmap_page_range`: each page under the lock of its table; what was mapped is gathered, to be freed later.
  /// Linux 5.2, mm/memory.c.
  ///
  /// A huge page goes with one entry if all of it is to go, and is split first if a part stays.
  static func unmap_page_range(_ split_huge_pmd: Procedure, _ put: Procedure) -> Procedure {
    Procedure("unmap_page_range", [nrange.value, addr, end], file: "mm/memory.c") {
      loop(addr < end) {
        when(!pte(addr).pmd.none && pte(addr).pmd.kind == TableKind.table) {
          spin_lock(pte(addr).pmd.ptl).named("ZP1")
          step("ZP2") { zap() }
          when(page.isSet) {
            call(put, page.value).named("ZP4")
            page.value <- NULL
          }
          spin_unlock(pte(addr).pmd.ptl).named("ZP3")
        } otherwise: {
          when(!pte(addr).pmd.none) {
            when(addr > pte(addr).pmd.start || end < pte(addr).pmd.end) {
              call(split_huge_pmd, nrange.mm.value, addr).named("ZH1")
            } otherwise: {
              spin_lock(pte(addr).pmd.lock).named("ZH2")
              step("ZH3") { zap_huge_pmd() }
              spin_unlock(pte(addr).pmd.lock).named("ZH4")
            }.named("ZH1")
            Statement(.continueLoop)
          }
        }
        addr <- addr + 1
      }
    }
  }

  /// A whole huge page becomes none, if it still is one: its frames wait in the thread's `mmu_gather`.
  private static func zap_huge_pmd() -> [Statement] {
    let entry = pte(addr).pmd
    return [
      when(entry.isHuge) {
        count(index, from: 0, below: entry.end - entry.start) {
          owned.value <- entry.frame.value + index
          gather(owned)
        }
        owned.value <- NULL
      },
      when(entry.coversAll) {
        inline("pmdp_huge_get_and_clear_full(pmd);") {
          entry.none <- true
          clearHuge(entry)
        }
      },
    ]
  }

  /// One pte becomes none. Its frame waits in the thread's `mmu_gather`; its swap slot is free at once, and so is a
  /// page of device memory, which no TLB of a CPU knows: `page` is that.
  private static func zap() -> [Statement] {
    [
      when(isNormal(pte(addr))) { gather(pte(addr).frame) },
      when(pte(addr).kind == PteKind.swap) { freeSlot(pte(addr).slot) },
      when(pte(addr).kind == PteKind.devicePrivate) { page.value <- pte(addr).frame.value },
      clear(pte(addr)),
    ]
  }

  /// One reference to a frame waits in the thread's `mmu_gather`: others may map the frame as well.
  static func gather(_ frame: Pointer<Frame>) -> Statement {
    let waiting = frame.element(\.gather, .me - 1)
    return inline("__tlb_remove_page(\(frame.value.text));") { waiting <- waiting + 1 }
  }

  /// All fields of a pte that is none.
  static func clear(_ pte: Pointer<Pte>) -> Statement {
    inline("pte_clear(pte[addr]);") {
      pte.kind <- PteKind.none
      pte.frame.value <- NULL
      pte.write <- false
      pte.protnone <- false
      pte.dirty <- false
      pte.soft_dirty <- false
      pte.slot.value <- NULL
    }
  }

  /// A pte less names the slot. The last one frees it, and the swap cache gives its reference back.
  static func freeSlot(_ slot: Pointer<SwapSlot>) -> Statement {
    inline("swap_free(\(slot.value.text));") {
      slot.count <- slot.count - 1
      when(slot.count == 0) { dropSlot(slot) }
    }
  }

  /// A slot that no pte names is free.
  static func dropSlot(_ slot: Pointer<SwapSlot>) -> [Statement] {
    [
      slot.owner <- Process.free,
      slot.letter <- 0,
      when(slot.page.isSet) {
        put_page(slot.page)
        slot.page.value <- NULL
      },
    ]
  }

  /// `free_pgtables`: tables that no vma needs any more. Linux 5.2, mm/memory.c.
  ///
  /// An entry goes when no vma is left in all that it covers.
  static func free_pgtables() -> Procedure {
    Procedure("free_pgtables", [mm.value, start, end], file: "mm/memory.c", returns: .flag) {
      atomic {
        count(addr, from: start, below: end) {
          inline("free_pgd_range(every level that no vma needs at addr);") { freeTables(pte(addr).pmd) }
        }
      }.named("PG1").bare
    }
  }

  private static func freeTables(_ entry: Pointer<Pmd>) -> [Statement] {
    let pud = entry.pud
    let p4d = pud.p4d
    let pgd = p4d.pgd
    return empty(entry.start, entry.end, entry.none) + empty(pud.start, pud.end, pud.none)
      + empty(p4d.start, p4d.end, p4d.none) + empty(pgd.start, pgd.end, pgd.none)
  }

  /// An entry is none where no vma overlaps its span.
  private static func empty(_ from: Value, _ to: Value, _ none: Value) -> [Statement] {
    let needed = Value.local("needed", .flag)
    return [
      needed <- false,
      each(vma, in: mm.mmap, where: vma.vm_start < to && vma.vm_end > from) { needed <- true },
      when(!needed) { none <- true },
      needed <- false,
    ]
  }

  /// `tlb_finish_mmu`: flushes the TLB, then frees what was gathered. Linux 5.2, mm/mmu_gather.c.
  static func tlb_finish_mmu() -> Procedure {
    Procedure("tlb_finish_mmu", [nrange.value], file: "mm/mmu_gather.c") {
      step("TF1") {
        flush_tlb(nrange.start, nrange.end)
        mark(Phases.flush)
      }
      step("TF2") {
        inline("free_pages_and_swap_cache(all that were gathered);") { freeGathered() }
        close()
      }
    }
  }

  /// Every reference that waits in the thread's `mmu_gather` goes back.
  static func freeGathered() -> [Statement] {
    let waiting = owned.element(\.gather, .me - 1)
    return [
      count(index, from: 1, below: rows(of: Frame.self) + 1) {
        owned.value <- index
        loop(waiting > 0) {
          waiting <- waiting - 1
          put_page(owned)
        }
      },
      owned.value <- NULL,
    ]
  }

  /// `flush_tlb_range` of pages of one address space, on all CPUs at once. Without TLBs it changes nothing.
  static func flush_tlb(_ start: Value, _ end: Value) -> Statement {
    inline("flush_tlb_range();") {
      count(processor.value, from: 1, below: rows(of: Cpu.self) + 1) {
        count(at, from: start, below: end) { processor.element(\.tlb, at) <- Entries.none }
      }
    }
  }

  /// The invalidation is over: its row is as if it had never been.
  static func close() -> [Statement] {
    ghost {
      inline("/* the section is over */") {
        nrange.mm.value <- NULL
        nrange.start <- 0
        nrange.end <- 0
        nrange.event <- 0
        nrange.blockable <- false
        nrange.phases <- 0
      }
    }
  }
}
