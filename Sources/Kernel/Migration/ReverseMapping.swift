import Machine

private let at = Value.local("at", .tag("page"))
private let next = Value.local("next", .tag("page"))
private let found = Value.local("found", .tag("page"))

extension Core {
  /// `try_to_unmap` with TTU_MIGRATION: each pte that maps the page, of whatever process, becomes a migration entry, in
  /// a section of its own. Linux 5.2, mm/rmap.c.
  static func try_to_unmap(_ sections: SectionParts) -> Procedure {
    Procedure("try_to_unmap", [page.value], file: "mm/rmap.c") {
      label("next")
      step("M3f") { find(from: next, where: maps(pte(at))) }
      when(found < 0) { result() }
      step("M3g") {
        next <- found + 1
        addr <- found
        mm.value <- space(of: found).value
        found <- 0
      }
      down_read(mm.rmap).named("M3g")
      step("M3h") { begin(Event.clear, addr, addr + 1) }
      call(sections.start, nrange.value).named("M3h")
      spin_lock(pte(addr).pmd.ptl).named("M3i")
      step("M3j") {
        when(maps(pte(addr))) {
          when(pte(addr).kind == PteKind.present) { flush_tlb(addr, addr + 1) }
          makeMigrationEntry(pte(addr))
          page.count <- page.count - 1
        }
        mark(Phases.pte | Phases.flush)
      }
      spin_unlock(pte(addr).pmd.ptl).named("M3k")
      call(sections.end, nrange.value).named("M3l")
      step("M3m") {
        up_read(mm.rmap)
        close()
      }
      goto("next")
    }
  }

  /// `remove_migration_ptes`: each migration entry of a page becomes an entry of the page that it is now: a pte, or one
  /// of device memory. Something that was not there appears: no notifier is raised. Linux 5.2, mm/migrate.c.
  static func remove_migration_ptes() -> Procedure {
    Procedure("remove_migration_ptes", [page.value, newpage.value], file: "mm/migrate.c") {
      label("next")
      step("MX1") { find(from: 0, where: isMigrationEntry(pte(at))) }
      when(found < 0) { result() }
      step("MX2") {
        spin_lock(pte(found).pmd.ptl)
        when(isMigrationEntry(pte(found))) { putBack(pte(found)) }
        spin_unlock(pte(found).pmd.ptl)
      }
      goto("next")
    }
  }

  /// The first page, from one on, of which something holds; -1 if there is none.
  private static func find(from: Value, where holds: Value) -> [Statement] {
    [
      found <- -1,
      count(at, from: from, below: rows(of: Pte.self)) { when(found < 0 && holds) { found <- at } },
    ]
  }

  private static func maps(_ pte: Pointer<Pte>) -> Value { pte.frame.value == page.value && isMapping(pte) }

  private static func isMigrationEntry(_ pte: Pointer<Pte>) -> Value {
    pte.kind == PteKind.migration && pte.frame.value == page.value
  }

  private static func putBack(_ pte: Pointer<Pte>) -> [Statement] {
    [
      inline("set_pte(pte[found], mk_pte(newpage));") {
        when(newpage.device.isSet) {
          pte.kind <- PteKind.devicePrivate
        } otherwise: {
          pte.kind <- PteKind.present
        }
        pte.frame.value <- newpage.value
      },
      inline("get_page(newpage);") { newpage.count <- newpage.count + 1 },
    ]
  }
}
