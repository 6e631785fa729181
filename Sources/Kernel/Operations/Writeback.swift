import Machine

private let from = Value.local("from")
private let entry = Pointer<Vma>("entry")
private let soft_dirty = Value.local("soft_dirty", .flag)
private let protnone = Value.local("protnone", .flag)
private let cleaned = Value.local("cleaned", .flag)

extension Core {
  /// `page_mkclean`: before a page of a file is written back, every shared mapping of it becomes clean and read-only,
  /// so that the next store faults and makes it dirty again. Returns how many were. Entered with the page locked here.
  /// Linux 5.2, mm/rmap.c, as `clear_page_dirty_for_io` calls it.
  static func page_mkclean(_ sections: SectionParts) -> Procedure {
    Procedure("page_mkclean", [mm.value, addr], file: "mm/rmap.c", returns: .number) {
      atomic { isolate() }.named("WB1")
      when(page.isNull) { result(0) }.named("WB1")
      mutex_lock(page.lock).named("WB2")
      repeating {
        when(allocated(mm)) {
          down_read(mm.rmap).named("WB3")
          step("WB4") { rmapped() }.bare
          when(vma.isSet) {
            step("WB5") { begin(Event.protectionPage, addr, addr + 1) }
            call(sections.start, nrange.value).named("WB5")
            spin_lock(pte(addr).pmd.ptl).named("WB6")
            step("WB7") { ptep_clear_flush() }
            atomic { set_pte() }.named("WB8")
            spin_unlock(pte(addr).pmd.ptl).named("WB9")
            call(sections.end, nrange.value).named("WB10")
            step("WB10") { close() }
          }.named("WB4")
          up_read(mm.rmap).named("WB11")
        }
        mm.value <- (mm.value + 1)
      } whilst: {
        mm.value <= rows(of: Mm.self)
      }
      step("WB12") {
        mutex_unlock(page.lock)
        put_page(page)
      }
      result(ret).named("WB12")
    }
  }

  /// The page of the file, with a reference; NULL where no page is mapped.
  private static func isolate() -> [Statement] {
    [
      when(pte(addr).kind == PteKind.present) {
        page.value <- pte(addr).frame.value
        page.count <- page.count + 1
      },
      from <- addr - mm.first,
      mm.value <- 1,
    ]
  }

  /// The shared mapping of the page's place in the file, in the window of `mm`.
  private static func rmapped() -> Statement {
    inline("vma = the shared mapping of this page in mm;") {
      addr <- mm.first + from
      vma.value <- NULL
      each(
        entry, in: mm.mmap,
        where: has(entry.vm_flags, VmFlags.file) && has(entry.vm_flags, VmFlags.shared)
          && entry.vm_start <= addr && addr < entry.vm_end
      ) { vma.value <- entry.value }
    }
  }

  private static func ptep_clear_flush() -> [Statement] {
    let isMapped = pte(addr).kind == PteKind.present && pte(addr).frame.value == page.value
    return [
      cleaned <- isMapped && (pte(addr).dirty || pte(addr).write),
      when(cleaned) {
        soft_dirty <- pte(addr).soft_dirty
        protnone <- pte(addr).protnone
        clear(pte(addr))
        flush_tlb(addr, addr + 1)
        mark(Phases.flush)
      },
    ]
  }

  private static func set_pte() -> [Statement] {
    [
      when(cleaned) {
        inline("set_pte(pte[addr], pte_mkclean(pte_wrprotect(entry)));") {
          pte(addr).kind <- PteKind.present
          pte(addr).frame.value <- page.value
          pte(addr).soft_dirty <- soft_dirty
          pte(addr).protnone <- protnone
        }
        soft_dirty <- false
        protnone <- false
        cleaned <- false
        ret <- ret + 1
        mark(Phases.pte)
      }
    ]
  }
}
