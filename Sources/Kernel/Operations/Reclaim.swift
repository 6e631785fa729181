import Machine

private let index = Value.local("i")
private let mapped = Value.local("mapped", .flag)
private let write = Value.local("write", .flag)
private let dirty = Value.local("dirty", .flag)

extension Core {
  /// Reclaim of one page: `shrink_page_list`, and `try_to_unmap_one` for each of its mappings, a section each. It holds
  /// the page lock and the lock of the reverse mapping, and not mmap_sem. Linux 5.2, mm/vmscan.c and mm/rmap.c.
  ///
  /// The page is found by where it is mapped now; without a free swap slot it stays, unless nobody wants to see its
  /// contents again (MADV_FREE).
  static func reclaim(_ sections: SectionParts) -> Procedure {
    Procedure("reclaim", [mm.value, addr], file: "mm/rmap.c") {
      atomic { isolate_lru_page() }.named("TU0")
      when(page.isNull) { result() }
      mutex_lock(page.lock).named("TU1")
      step("TU1") { inline("slot = add_to_swap(page);") { add_to_swap() } }
      label("next")
      when(isDone || pte(addr).pmd.isHuge) {
        when(isDone) { goto("unlock") }
        split_huge_page(sections.split, "TU1")
        goto("next")
      }
      down_read(mm.rmap).named("TU2")
      step("TU3") { begin(Event.clear, addr, addr + 1) }
      call(sections.start, nrange.value).named("TU3")
      spin_lock(pte(addr).pmd.ptl).named("TU4")
      step("TU5") {
        mapped <- isMapped(addr, to: page) && !isLocked
        when(mapped) {
          write <- pte(addr).write
          dirty <- pte(addr).dirty
          clear(pte(addr))
        }
      }
      step("TU6") {
        when(mapped) { replace() }
        mapped <- false
        mark(Phases.pte)
      }
      spin_unlock(pte(addr).pmd.ptl).named("TU7")
      call(sections.end, nrange.value).named("TU8")
      step("TU9") {
        flush_tlb(addr, addr + 1)
        mark(Phases.flush)
      }
      step("TU10") {
        up_read(mm.rmap)
        close()
        addr <- addr + 1
        page_vma_mapped_walk(page)
      }
      goto("next")
      label("unlock")
      step("TU11") {
        mutex_unlock(page.lock)
        when(slot.isSet && slot.page.value == page.value) { leaveSwapCache() }
        put_page(page)
      }
    }
  }

  /// No mapping is left, or there is no place for the contents though somebody may want them.
  private static var isDone: Value { addr == noPage || (slot.isNull && !page.lazyfree) }

  /// Whether the page was locked into memory with mlock.
  private static var isLocked: Value {
    let entry = Pointer<Vma>("entry")
    return some(
      entry,
      allocated(entry) && entry.vm_start <= addr && addr < entry.vm_end && has(entry.vm_flags, VmFlags.locked))
  }

  /// Takes the lowest free slot, and puts the page into the swap cache; none for a page of a file, or of which the
  /// contents may be lost.
  private static func add_to_swap() -> [Statement] {
    let candidate = Pointer<SwapSlot>("candidate")
    return [
      count(index, from: 1, below: rows(of: SwapSlot.self) + 1) {
        candidate.value <- index
        when(slot.isNull && candidate.owner == Process.free && !page.lazyfree && !isFile) {
          slot.value <- index
          slot.owner <- page.owner
        }
      },
      candidate.value <- NULL,
      when(slot.isSet) {
        slot.page.value <- page.value
        page.count <- page.count + 1
      },
    ]
  }

  /// The slot is free if no pte names it. The page leaves the swap cache if nobody else holds on to it; otherwise a
  /// fault may find it there still.
  private static func leaveSwapCache() -> [Statement] {
    [
      when(slot.count == 0) {
        inline("try_to_free_swap(page);") { dropSlot(slot) }
      } otherwise: {
        when(page.count == 2) {
          inline("pageout(page);") { slot.letter <- page.letter }
          inline("__delete_from_swap_cache(page);") {
            slot.page.value <- NULL
            page.count <- page.count - 1
          }
        }
      }
    ]
  }

  /// Whether the page belongs to the page cache.
  private static var isFile: Value {
    let entry = Pointer<Vma>("entry")
    return some(
      entry, allocated(entry) && entry.vm_start <= addr && addr < entry.vm_end && has(entry.vm_flags, VmFlags.file))
  }

  /// What comes in place of the pte: a swap entry; nothing for a page of which the contents may be lost; or what was
  /// there, if it has been written to since that was said.
  private static func replace() -> [Statement] {
    [
      when(slot.isNull && (dirty || !page.lazyfree)) {
        inline("set_pte(pte[addr], pteval);") {
          pte(addr).kind <- PteKind.present
          pte(addr).frame.value <- page.value
          pte(addr).write <- write
          pte(addr).dirty <- dirty
        }
        page.lazyfree <- false
      } otherwise: {
        when(slot.isSet) {
          inline("set_pte(pte[addr], swp_entry(slot));") {
            pte(addr).kind <- PteKind.swap
            pte(addr).slot.value <- slot.value
            slot.letter <- page.letter
            slot.count <- slot.count + 1
          }
        }
        page.count <- page.count - 1
      },
      write <- false, dirty <- false,
    ]
  }
}
