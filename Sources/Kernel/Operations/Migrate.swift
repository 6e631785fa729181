import Machine

private let index = Value.local("i")
private let moved = Value.local("moved", .flag)
private let write = Value.local("write", .flag)
private let chosen = Value.local("chosen")
private let mapped = Value.local("mapped", .flag)

extension Core {
  /// The name of what `migrate_page` is in the kernel.
  static let unmapAndMove = "unmap_and_move"

  /// Compaction moves one page to another frame: `unmap_and_move`. Each mapping becomes a migration entry, in a section
  /// of its own; the contents are copied; then each entry becomes a pte again, which no notifier hears of. It holds the
  /// page lock, and the lock of the reverse mapping while it changes ptes, and not mmap_sem. Linux 5.2, mm/migrate.c.
  static func migrate_page(_ sections: SectionParts) -> Procedure {
    Procedure(unmapAndMove, [mm.value, addr], file: "mm/migrate.c") {
      atomic { isolate_lru_page() }.named("MI0")
      when(page.isNull) { result() }
      step("MI1") { alloc_newpage() }
      when(newpage.isNull) {
        step("MI1") { put_page(page) }
        result()
      }
      mutex_lock(page.lock).named("MI2")
      unmap(sections)
      step("MI11") { inline("moved = move_to_new_page(newpage, page);") { move_to_new_page() } }
      putEntriesBack()
      step("MI16") {
        mutex_unlock(page.lock)
        put_page(page)
        put_page(newpage)
      }
    }
  }

  /// `try_to_unmap_one` for each mapping. The TLB is flushed with the pte's clearing; only reclaim may put that off.
  private static func unmap(
    _ sections: SectionParts
  ) -> Statement {
    loop(addr < noPage) {
      when(pte(addr).pmd.isHuge) { split_huge_page(sections.split, "MI3") }
      down_read(mm.rmap).named("MI3")
      step("MI4") { begin(Event.clear, addr, addr + 1) }
      call(sections.start, nrange.value).named("MI4")
      spin_lock(pte(addr).pmd.ptl).named("MI5")
      step("MI6") {
        mapped <- isMapped(addr, to: page)
        when(mapped) {
          write <- pte(addr).write
          clear(pte(addr))
          flush_tlb(addr, addr + 1)
        }
        mark(Phases.flush)
      }
      step("MI7") {
        when(mapped) {
          inline("set_pte(pte[addr], make_migration_entry(page, write));") {
            pte(addr).kind <- PteKind.migration
            pte(addr).frame.value <- page.value
            pte(addr).write <- write
          }
          page.count <- page.count - 1
        }
        mapped <- false
        write <- false
        mark(Phases.pte)
      }
      spin_unlock(pte(addr).pmd.ptl).named("MI8")
      call(sections.end, nrange.value).named("MI9")
      step("MI10") {
        up_read(mm.rmap)
        close()
        page_vma_mapped_walk(page)
      }
    }
  }

  /// Every migration entry that still stands becomes a present pte, of the new frame if the page has moved there.
  private static func putEntriesBack() -> [Statement] {
    let entry = Pointer<Frame>("entry")
    let isEntry = { (addr: Value) in
      !pte(addr).pmd.none && pte(addr).kind == PteKind.migration && pte(addr).frame.value == page.value
    }
    return [
      atomic {
        addr <- 0
        page_vma_mapped_walk(page, isEntry)
      }.named("MI12"),
      loop(addr < noPage) {
        down_read(mm.rmap).named("MI12")
        spin_lock(pte(addr).pmd.ptl).named("MI13")
        step("MI14") {
          when(isEntry(addr)) {
            entry.value <- page.value
            when(moved) { entry.value <- newpage.value }
            inline("set_pte(pte[addr], mk_pte(moved ? newpage : page));") {
              pte(addr).kind <- PteKind.present
              pte(addr).frame.value <- entry.value
            }
            entry.count <- entry.count + 1
          }
          entry.value <- NULL
        }
        spin_unlock(pte(addr).pmd.ptl).named("MI15")
        step("MI15") {
          up_read(mm.rmap)
          page_vma_mapped_walk(page, isEntry)
        }
      },
    ]
  }

  /// The free scanner of compaction takes the last free frame.
  private static func alloc_newpage() -> [Statement] {
    [
      inline("newpage = compaction_alloc();") {
        count(index, from: 1, below: rows(of: Frame.self) + 1) {
          newpage.value <- index
          when(newpage.owner == Process.free && newpage.device.isNull) { chosen <- index }
        }
        newpage.value <- chosen
        chosen <- 0
        when(newpage.isSet) {
          newpage.owner <- page.owner
          newpage.count <- 1
        }
      }
    ]
  }

  /// The contents move if nobody else holds a reference: a mapping that is left, or somebody who works on the page.
  private static func move_to_new_page() -> [Statement] {
    [
      moved <- page.count == 1,
      when(moved) {
        newpage.letter <- page.letter
        newpage.lazyfree <- page.lazyfree
      },
    ]
  }
}
