import Machine

private let taken = Value.local("taken", .flag)
private let replaced = Value.local("replaced", .flag)
private let pinned = Value.local("pinned", .flag)
private let restore = Value.local("restore", .flag)
private let mapped = Value.local("mapped", .flag)

extension Core {
  /// `migrate_vma_prepare`: locks what is not locked yet, takes it off the lists of pages, and leaves out what somebody
  /// else holds on to. Linux 5.2, mm/migrate.c.
  static func migrate_vma_prepare(_ restorePages: Procedure, _ put: Procedure) -> Procedure {
    Procedure("migrate_vma_prepare", [migrate.value], file: "mm/migrate.c") {
      step("M2a") {
        inline("lru_add_drain();") {}
        addr <- migrate.start
      }
      loop(addr < migrate.end) {
        step("M2b") {
          page.value <- Migrate.page(src)
          replaced <- has(src, Migrate.locked)
        }
        when(page.isSet && !replaced) {
          mutex_trylock(page.lock, into: taken).named("M2c")
          when(taken) {
            step("M2c") { src <- src | Migrate.locked }
          } otherwise: {
            step("M2d") { leaveOut() }
            call(put, page.value).named("M2d")
            page.value <- NULL
          }
        }
        when(page.isSet) {
          step("M2e") {
            inline("isolate_lru_page(page);") {}
            pinned <- isPinned(page)
          }
          when(pinned && replaced) {
            step("M2f") {
              stay()
              migrate.cpages <- migrate.cpages - 1
              restore <- true
            }
          }
          when(pinned && !replaced) {
            step("M2g") {
              leaveOut()
              mutex_unlock(page.lock)
            }
            call(put, page.value).named("M2g")
          }
        }
        addr <- addr + 1
      }
      when(restore) { call(restorePages, migrate.value).named("M2h") }
    }
  }

  /// The page is not looked at any more.
  private static func leaveOut() -> [Statement] {
    [
      src <- 0,
      migrate.cpages <- migrate.cpages - 1,
    ]
  }

  /// `migrate_vma_unmap`: takes away what other mappings a page has, those of other processes too. What is still mapped
  /// then, or held, stays. Linux 5.2, mm/migrate.c.
  static func migrate_vma_unmap(_ try_to_unmap: Procedure, _ restorePages: Procedure) -> Procedure {
    Procedure("migrate_vma_unmap", [migrate.value], file: "mm/migrate.c") {
      addr <- migrate.start
      loop(addr < migrate.end) {
        step("M3a") {
          page.value <- NULL
          when(has(src, Migrate.migrate)) { page.value <- Migrate.page(src) }
          mapped <- page.isSet && page_mapcount(page) > 0
        }
        when(mapped) { call(try_to_unmap, page.value).named("M3b") }
        when(page.isSet) {
          step("M3c") { pinned <- page_mapcount(page) > 0 || isPinned(page) }
          when(pinned) {
            step("M3d") {
              stay()
              migrate.cpages <- migrate.cpages - 1
              restore <- true
            }
          }
        }
        addr <- addr + 1
      }
      when(restore) { call(restorePages, migrate.value).named("M3e") }
    }
  }

  /// The pages that are not to move after all: their ptes come back, they are unlocked, and their references dropped.
  /// Linux 5.2 has this loop at the ends of `migrate_vma_prepare` and `migrate_vma_unmap`, mm/migrate.c.
  static func migrate_vma_restore(_ remove_migration_ptes: Procedure, _ put: Procedure) -> Procedure {
    Procedure("migrate_vma_restore", [migrate.value], file: "mm/migrate.c") {
      addr <- migrate.start
      loop(addr < migrate.end) {
        step("MB1") {
          page.value <- NULL
          when(!has(src, Migrate.migrate)) { page.value <- Migrate.page(src) }
        }
        when(page.isSet) {
          call(remove_migration_ptes, page.value, page.value).named("MB2")
          step("MB3") {
            src <- 0
            mutex_unlock(page.lock)
          }
          call(put, page.value).named("MB4")
        }
        addr <- addr + 1
      }
    }
  }
}
