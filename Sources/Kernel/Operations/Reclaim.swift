import Machine

private let index = Value.local("i")
private let mapped = Value.local("mapped", .flag)

extension Core {
  /// Reclaim of one page: `shrink_page_list` and `try_to_unmap_one`. It holds the page lock and the lock of the reverse
  /// mapping, and not mmap_sem. Linux 5.2, mm/vmscan.c and mm/rmap.c.
  ///
  /// The page is found by where it is mapped now; without a free swap slot it stays.
  static func reclaim(_ notifyStart: Procedure, _ notifyEnd: Procedure) -> Procedure {
    Procedure("reclaim", [mm.value, addr], file: "mm/rmap.c") {
      atomic { isolate() }.named("TU0")
      when(page.isNull) { result() }
      mutex_lock(page.lock).named("TU1")
      step("TU1") { inline("slot = add_to_swap(page);") { add_to_swap() } }
      when(slot.isNull) { goto("unlock") }
      down_read(mm.rmap).named("TU2")
      step("TU3") { begin(Event.clear, addr, addr + 1) }
      call(notifyStart, nrange.value).named("TU3")
      spin_lock(pte(addr).pmd.ptl).named("TU4")
      step("TU5") {
        mapped <- pte(addr).kind == PteKind.present && pte(addr).frame.value == page.value
        when(mapped) { clear(pte(addr)) }
      }
      step("TU6") {
        when(mapped) {
          inline("set_pte(pte[addr], swp_entry(slot));") {
            pte(addr).kind <- PteKind.swap
            pte(addr).slot.value <- slot.value
            slot.letter <- page.letter
            slot.count <- slot.count + 1
          }
          page.count <- page.count - 1
        } otherwise: {
          inline("try_to_free_swap(page);") { dropSlot(slot) }
        }
        mark(Phases.pte)
      }
      spin_unlock(pte(addr).pmd.ptl).named("TU7")
      call(notifyEnd, nrange.value).named("TU8")
      step("TU9") {
        flush_tlb(addr, addr + 1)
        mark(Phases.flush)
      }
      step("TU10") {
        up_read(mm.rmap)
        close()
      }
      label("unlock")
      step("TU11") {
        mutex_unlock(page.lock)
        when(slot.isSet && slot.page.value == page.value && page.count == 2) {
          inline("__delete_from_swap_cache(page);") {
            slot.page.value <- NULL
            page.count <- page.count - 1
          }
        }
        put_page(page)
      }
    }
  }

  /// Takes the page off its list, with a reference.
  private static func isolate() -> [Statement] {
    [
      when(isNormal(pte(addr))) {
        page.value <- pte(addr).frame.value
        page.count <- page.count + 1
      }
    ]
  }

  /// Takes the lowest free slot.
  private static func add_to_swap() -> [Statement] {
    let candidate = Pointer<SwapSlot>("candidate")
    return [
      count(index, from: 1, below: rows(of: SwapSlot.self) + 1) {
        candidate.value <- index
        when(slot.isNull && candidate.owner == Process.free) {
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
}
