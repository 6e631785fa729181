import Machine

private let entry = Value.local("entry", .tag("migrate"))
private let from = Value.local("from", .tag("page"))
private let taken = Value.local("taken", .flag)
private let unmapped = Value.local("unmapped", .flag)

extension Core {
  /// `migrate_vma_collect`: notes what each page is. A page that can be locked at once is replaced by a migration entry
  /// on the way. The TLB is flushed after the lock of the table was given back. Linux 5.2, mm/migrate.c.
  ///
  /// A huge page is split first, if its page lock is free; if not, it is left out.
  static func migrate_vma_collect(
    _ sections: SectionParts
  ) -> Procedure {
    Procedure("migrate_vma_collect", [migrate.value], file: "mm/migrate.c") {
      step("M1a") {
        mm.value <- space(of: migrate.start).value
        begin(Event.clear, migrate.start, migrate.end)
        addr <- migrate.start
      }
      call(sections.start, nrange.value).named("M1b")
      loop(addr < migrate.end) {
        step("M1c") {
          from <- addr
          end <- pte(addr).pmd.end
          when(migrate.end < end) { end <- migrate.end }
        }
        when(isHole(pte(from).pmd)) {
          step("M1d") { hole() }
        } otherwise: {
          when(pte(from).pmd.isHuge) { splitHuge(sections.split) }.named("M1l")
          when(pte(from).pmd.pud.kind == TableKind.table && pte(from).pmd.kind == TableKind.table) {
            spin_lock(pte(from).pmd.ptl).named("M1f")
            loop(addr < end) { step("M1g") { collect() } }
            spin_unlock(pte(from).pmd.ptl).named("M1h")
            when(unmapped) {
              step("M1i") {
                flush_tlb(from, end)
                unmapped <- false
                mark(Phases.flush)
              }
            }.named("M1i")
          }.named("M1e")
          addr <- end
        }.named("M1d")
      }.named("M1c")
      call(sections.end, nrange.value).named("M1j")
      step("M1k") { close() }
    }
  }

  /// `split_huge_page` with the page lock, which is tried only.
  @StatementBuilder private static func splitHuge(_ split_huge_pmd: Procedure) -> [Statement] {
    step("M1l") {
      page.value <- pte(from).pmd.frame.value
      mutex_trylock(page.lock, into: taken)
    }
    when(taken) {
      down_write(mm.rmap).named("M1m")
      call(split_huge_pmd, mm.value, from).named("M1m")
      step("M1n") {
        up_write(mm.rmap)
        mutex_unlock(page.lock)
        taken <- false
      }
    }.named("M1m")
    page.value <- NULL
  }

  private static func isHole(_ pmd: Pointer<Pmd>) -> Value {
    pmd.pud.p4d.pgd.none || pmd.pud.p4d.none || pmd.pud.none || pmd.none
  }

  /// The page of zeros is as good as none.
  static func isZero(_ pte: Pointer<Pte>) -> Value {
    pte.kind == PteKind.present && pte.frame.owner == Process.zero
  }

  /// Nothing was ever there: each page may be made on the other side at once.
  private static func hole() -> [Statement] {
    [
      loop(addr < end) {
        src <- Migrate.migrate
        migrate.cpages <- migrate.cpages + 1
        addr <- addr + 1
      }
    ]
  }

  /// One pte, under the lock of its table.
  private static func collect() -> [Statement] {
    let pte = pte(addr)
    return [
      when(pte.kind == PteKind.none || isZero(pte)) {
        entry <- Migrate.migrate
        migrate.cpages <- migrate.cpages + 1
      },
      when(isMapping(pte) && !isZero(pte)) {
        page.value <- pte.frame.value
        entry <- Migrate.entry(page.value) | Migrate.migrate
        when(pte.write) { entry <- entry | Migrate.write }
        page.count <- page.count + 1
        migrate.cpages <- migrate.cpages + 1
        mutex_trylock(page.lock, into: taken)
        when(taken) { replace(pte) }
      },
      src <- entry,
      addr <- addr + 1,
      entry <- 0,
      page.value <- NULL,
      taken <- false,
    ]
  }

  /// The page is locked: its pte becomes a migration entry, and the reference of the mapping goes.
  private static func replace(_ pte: Pointer<Pte>) -> [Statement] {
    [
      entry <- entry | Migrate.locked,
      when(pte.kind == PteKind.present) { unmapped <- true },
      makeMigrationEntry(pte),
      page.count <- page.count - 1,
    ]
  }
}
