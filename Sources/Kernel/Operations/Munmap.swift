import Machine

private let tail = Pointer<Vma>("tail")
private let entry = Pointer<Vma>("entry")

extension Core {
  /// `munmap`: detaches the vmas with mmap_sem held for writing, then goes on with it held for reading. Returns 0 or
  /// -EINVAL. Linux 5.2, mm/mmap.c.
  static func munmap(_ parts: UnmapParts) -> Procedure {
    Procedure("munmap", [mm.value, start, end], file: "mm/mmap.c") {
      when(start >= end) { result(Errno.EINVAL) }.named("UM1")
      down_write(mm.mmap_sem).named("UM1")
      step("UM2") { inline("detach_vmas_to_be_unmapped(mm, start, end);") { detach() } }
      downgrade_write(mm.mmap_sem).named("UM3")
      step("UM4") { begin(Event.unmap, start, end) }
      call(parts.sections.start, nrange.value).named("UM5")
      call(parts.unmap, nrange.value, start, end).named("UM6")
      call(parts.sections.end, nrange.value).named("UM7")
      call(parts.tables, mm.value, start, end).named("UM8")
      call(parts.finish, nrange.value).named("UM9")
      up_read(mm.mmap_sem).named("UM10")
      result(0).named("UM10")
    }
  }

  /// `do_munmap`: the same for who holds mmap_sem for writing already, and keeps it. Where nothing is mapped, nothing
  /// is raised. Linux 5.2, mm/mmap.c.
  static func do_munmap(_ parts: UnmapParts) -> Procedure {
    Procedure("do_munmap", [mm.value, start, end], file: "mm/mmap.c") {
      step("DM1") { find_vma(mm, start) }
      when(vma.isNull || vma.vm_start >= end) { result(0) }.named("DM1")
      step("DM2") { inline("detach_vmas_to_be_unmapped(mm, start, end);") { detach() } }
      step("DM3") { begin(Event.unmap, start, end) }
      call(parts.sections.start, nrange.value).named("DM4")
      call(parts.unmap, nrange.value, start, end).named("DM5")
      call(parts.sections.end, nrange.value).named("DM6")
      call(parts.tables, mm.value, start, end).named("DM7")
      call(parts.finish, nrange.value).named("DM8")
      result(0).named("DM8")
    }
  }

  /// The vmas of the window can no longer be found; one that reaches beyond it is cut.
  static func detach() -> [Statement] {
    [
      each(entry, in: mm.mmap, where: entry.vm_start >= start && entry.vm_start < end && entry.vm_end > end) {
        entry.vm_start <- end
      },
      each(entry, in: mm.mmap, where: entry.vm_start < start && entry.vm_end > end) {
        allocate(tail)
        tail.vm_start <- end
        tail.vm_end <- entry.vm_end
        tail.vm_flags <- entry.vm_flags
        entry.vm_end <- start
      },
      when(tail.isSet) { list_add_tail(tail.value, mm.mmap) },
      tail.value <- NULL,
      each(entry, in: mm.mmap, where: entry.vm_end > start && entry.vm_start < start) { entry.vm_end <- start },
    ] + detachWhole()
  }

  /// Entries may not leave a list while it is gone through, so each round looks for one.
  private static func detachWhole() -> [Statement] {
    [
      tail.value <- list_first(Vma.self, mm.mmap).value,
      loop(tail.isSet) {
        vma.value <- tail.value
        tail.value <- .list(.next, mm.mmap.asPlace, tail.value)
        when(vma.vm_start >= start && vma.vm_end <= end) {
          list_del(vma.value, mm.mmap)
          free(vma)
        }
      },
      vma.value <- NULL,
    ]
  }
}

/// What every removal of mappings calls.
struct UnmapParts {
  var sections: SectionParts
  var unmap: Procedure
  var tables: Procedure
  var finish: Procedure
}
