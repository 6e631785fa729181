import Machine

private let allocOp = Value.local("alloc_and_copy", .procedure)
private let finalizeOp = Value.local("finalize_and_map", .procedure)
private let index = Value.local("i")

/// The phases of a migration.
struct MigrateParts {
  var collect: Procedure
  var prepare: Procedure
  var unmap: Procedure
  var pages: Procedure
  var finalize: Procedure
}

extension Core {
  static func migrate_vma(
    _ edition: Edition, _ sections: SectionParts,
    _ put: Procedure
  ) -> Procedure {
    let remove_migration_ptes = remove_migration_ptes()
    let restore = migrate_vma_restore(remove_migration_ptes, put)
    let parts = MigrateParts(
      collect: migrate_vma_collect(sections), prepare: migrate_vma_prepare(restore, put),
      unmap: migrate_vma_unmap(try_to_unmap(sections), restore),
      pages: migrate_vma_pages(edition, sections, migrate_vma_insert_page()),
      finalize: migrate_vma_finalize(remove_migration_ptes, put))
    return migrate_vma(parts)
  }

  /// `migrate_vma`: moves pages of one vma between RAM and device memory, as far as that is possible; the driver's two
  /// callbacks say where to. Entered with mmap_sem held. Returns 0, also where nothing has moved, or -EINVAL.
  /// Linux 5.2, mm/migrate.c.
  ///
  /// The arrays are those of the thread's own row. `ops` are two arguments here.
  private static func migrate_vma(_ parts: MigrateParts) -> Procedure {
    let arguments = [allocOp, finalizeOp, vma.value, start, end, driver.value]
    return Procedure("migrate_vma", arguments, file: "mm/migrate.c") {
      when(vma.isNull || has(vma.vm_flags, VmFlags.hugetlb) || has(vma.vm_flags, VmFlags.special)) {
        result(Errno.EINVAL)
      }.named("M0")
      when(start < vma.vm_start || end > vma.vm_end || start >= end) { result(Errno.EINVAL) }.named("M0")
      when(allocOp == 0 || finalizeOp == 0) { result(Errno.EINVAL) }.named("M0")
      step("M0") { fill() }
      call(parts.collect, migrate.value).named("M1")
      when(migrate.cpages == 0) { goto("out") }.named("M2")
      call(parts.prepare, migrate.value).named("M2")
      when(migrate.cpages == 0) { goto("out") }.named("M3")
      call(parts.unmap, migrate.value).named("M3")
      when(migrate.cpages == 0) { goto("out") }.named("M4")
      call(migrate.alloc_and_copy, migrate.vma.value, migrate.start, migrate.end, driver.value).named("M4")
      call(parts.pages, migrate.value).named("M5")
      call(migrate.finalize_and_map, migrate.vma.value, migrate.start, migrate.end, driver.value).named("M6")
      call(parts.finalize, migrate.value).named("M7")
      label("out")
      step("M8") { empty() }
      result(0).named("M8")
    }
  }

  /// The row of the thread, with nothing in its arrays.
  private static func fill() -> [Statement] {
    [
      inline("memset(src, 0, sizeof(*src) * nr_pages);") {
        migrate.value <- .me
        count(index, from: 0, below: rows(of: Pte.self)) {
          migrate.element(\.src, index) <- 0
          migrate.element(\.dst, index) <- 0
        }
      },
      migrate.vma.value <- vma.value,
      migrate.start <- start,
      migrate.end <- end,
      migrate.cpages <- 0,
      migrate.alloc_and_copy <- allocOp,
      migrate.finalize_and_map <- finalizeOp,
    ]
  }

  /// The struct goes from the stack; the arrays are the caller's, who may still look at them.
  private static func empty() -> [Statement] {
    ghost {
      inline("/* the struct is gone, the arrays are not */") {
        migrate.vma.value <- NULL
        migrate.start <- 0
        migrate.end <- 0
        migrate.cpages <- 0
        migrate.alloc_and_copy <- 0
        migrate.finalize_and_map <- 0
        migrate.fault_page.value <- NULL
      }
    }
  }

  /// The caller's arrays go from the stack, too.
  static func forgetArrays() -> [Statement] {
    ghost {
      inline("/* the arrays are gone */") {
        count(index, from: 0, below: rows(of: Pte.self)) {
          Pointer<MigrateVma>(.me).element(\.src, index) <- 0
          Pointer<MigrateVma>(.me).element(\.dst, index) <- 0
        }
      }
    }
  }
}
