import Machine

private let notified = Value.local("notified", .flag)
private let fits = Value.local("fits", .flag)
private let discard = Value.local("discard", .flag)

extension Core {
  /// `migrate_vma_pages`: what the old page was, the new one becomes. Where there was no page, the new one is put in
  /// place, in a section that begins with the first of them. Linux 5.2, mm/migrate.c.
  static func migrate_vma_pages(
    _ edition: Edition, _ sections: SectionParts, _ insert: Procedure
  ) -> Procedure {
    Procedure("migrate_vma_pages", [migrate.value], file: "mm/migrate.c") {
      addr <- migrate.start
      loop(addr < migrate.end) {
        step("M5a") {
          page.value <- Migrate.page(src)
          newpage.value <- Migrate.page(dst)
          when(newpage.isNull) { stay() }
          when(!has(src, Migrate.migrate)) { newpage.value <- NULL }
        }
        when(newpage.isSet && page.isNull) {
          when(!notified) {
            notified <- true
            step("M5b") {
              mm.value <- space(of: addr).value
              begin(Event.clear, addr, migrate.end)
            }
            call(sections.start, nrange.value).named("M5b")
          }
          call(insert, migrate.value, addr, newpage.value).named("M5c")
        }
        when(newpage.isSet && page.isSet) { step("M5d") { migrate_page(edition) } }
        addr <- addr + 1
      }
      when(notified) {
        call(sections.end, nrange.value).named("M5e")
        step("M5f") { close() }
      }
    }
  }

  /// `migrate_page`: the new page takes the old one's place. It may not if somebody holds a reference that nobody
  /// knows, and neither a page of a file nor one that is in the swap cache can go to device memory.
  @StatementBuilder private static func migrate_page(_ edition: Edition) -> [Statement] {
    mended("H34", in: edition) {
      fits <- page.count == expected + (page.value == migrate.fault_page.value)
    } otherwise: {
      fits <- page.count == expected
    }
    when((newpage.device.isSet && has(migrate.vma.vm_flags, VmFlags.file)) || isCached(page)) { fits <- false }
    when(fits) {
      newpage.owner <- page.owner
      newpage.lazyfree <- page.lazyfree
    } otherwise: {
      stay()
    }
    fits <- false
  }

  /// The references that the migration knows of: its own, and the one of idle device memory. With H34 mended, the fault
  /// that asked for it has one more.
  private static var expected: Value { .named("expected_count", [page.value], 1 + page.device.isSet) }

  /// `migrate_vma_insert_page`: a new page where none was, if still none is there. Linux 5.2, mm/migrate.c.
  static func migrate_vma_insert_page() -> Procedure {
    Procedure("migrate_vma_insert_page", [migrate.value, addr, newpage.value], file: "mm/migrate.c") {
      when(has(migrate.vma.vm_flags, VmFlags.file)) {
        step("IP1") { stay() }
        result()
      }.named("IP1")
      step("IP2") { allocateTables() }
      when(pte(addr).pmd.kind != TableKind.table) {
        step("IP2") { stay() }
        result()
      }.named("IP2")
      spin_lock(pte(addr).pmd.ptl).named("IP3")
      step("IP4") {
        when(isZero(pte(addr))) { flush_tlb(addr, addr + 1) }
        when(pte(addr).kind == PteKind.none || isZero(pte(addr))) {
          insert(pte(addr))
          src <- Migrate.migrate
        } otherwise: {
          stay()
        }
      }
      spin_unlock(pte(addr).pmd.ptl).named("IP5")
    }
  }

  private static func insert(_ pte: Pointer<Pte>) -> [Statement] {
    [
      inline("set_pte_at(mm, addr, pte, mk_pte(newpage));") {
        when(newpage.device.isSet) {
          pte.kind <- PteKind.devicePrivate
        } otherwise: {
          pte.kind <- PteKind.present
        }
        pte.frame.value <- newpage.value
        pte.write <- has(migrate.vma.vm_flags, VmFlags.write)
      },
      inline("get_page(newpage);") { newpage.count <- newpage.count + 1 },
    ]
  }

  private static func allocateTables() -> Statement {
    let entry = pte(addr).pmd
    return inline("pte_alloc(every level that is missing);") {
      entry.pud.p4d.pgd.none <- false
      entry.pud.p4d.none <- false
      entry.pud.none <- false
      entry.none <- false
    }
  }

  /// `migrate_vma_finalize`: each migration entry becomes an entry of the new page, or of the old one again; then both
  /// are unlocked, and the migration's references dropped. Linux 5.2, mm/migrate.c.
  static func migrate_vma_finalize(_ remove_migration_ptes: Procedure, _ put: Procedure) -> Procedure {
    Procedure("migrate_vma_finalize", [migrate.value], file: "mm/migrate.c") {
      addr <- migrate.start
      loop(addr < migrate.end) {
        step("M7a") {
          page.value <- Migrate.page(src)
          newpage.value <- Migrate.page(dst)
          discard <- page.isNull || !has(src, Migrate.migrate)
        }
        when(discard) {
          when(newpage.isSet) {
            mutex_unlock(newpage.lock).named("M7b")
            call(put, newpage.value).named("M7b")
          }
          newpage.value <- page.value
        }
        when(page.isSet) {
          call(remove_migration_ptes, page.value, newpage.value).named("M7c")
          mutex_unlock(page.lock).named("M7d")
          call(put, page.value).named("M7e")
          when(newpage.value != page.value) {
            mutex_unlock(newpage.lock).named("M7f")
            call(put, newpage.value).named("M7g")
          }
        }
        addr <- addr + 1
      }
    }
  }
}
