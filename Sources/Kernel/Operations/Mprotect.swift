import Machine

private let prot = Value.local("prot", .tag("vm_flags"))
private let newFlags = Value.local("newflags", .tag("vm_flags"))
private let tmp = Value.local("tmp", .tag("page"))
private let new = Pointer<Vma>("new")
private let taken = Value.local("taken", .flag)

extension Core {
  /// `mprotect`: changes the access of the vmas of a window, vma by vma, and of what they map. Returns 0 or -ENOMEM
  /// where it meets a gap; what came before it is changed then. Linux 5.2, mm/mprotect.c.
  ///
  /// Neighbours with equal access are not merged, and every vma may be made writable.
  static func mprotect(_ change_protection_range: Procedure, _ sections: SectionParts) -> Procedure {
    Procedure("mprotect", [mm.value, start, end, prot], file: "mm/mprotect.c") {
      when(start >= end) { result(0) }.named("PR1")
      down_write(mm.mmap_sem).named("PR1")
      repeating {
        step("PR2") { piece() }
        when(vma.isNull || vma.vm_start > start) {
          up_write(mm.mmap_sem).named("PR6")
          result(Errno.ENOMEM)
        }.named("PR2")
        when(newFlags != vma.vm_flags) {
          when(pte(start).pmd.coversAll && pte(start).pmd.start < start) {
            call(sections.split, mm.value, start).named("PS2")
          }.named("PS1")
          when(pte(tmp - 1).pmd.coversAll && tmp < pte(tmp - 1).pmd.end) {
            call(sections.split, mm.value, tmp).named("PS2")
          }.named("PS1")
          step("PR4") { mprotect_fixup() }
          call(change_protection_range, mm.value, start, tmp, newFlags, 0).named("PR5")
        }.named("PR3")
        start <- tmp
      } whilst: {
        start < end
      }
      up_write(mm.mmap_sem).named("PR6")
      result(0).named("PR6")
    }
  }

  /// The next vma, and how much of it is in the window.
  private static func piece() -> [Statement] {
    [
      find_vma(mm, start),
      when(vma.isSet) {
        inline("tmp = min(vma->vm_end, end);") {
          tmp <- vma.vm_end
          when(end < tmp) { tmp <- end }
        }
        inline("newflags = prot | (vma->vm_flags & ~VM_ACCESS_FLAGS);") {
          newFlags <- prot | (vma.vm_flags & VmFlags.allButAccess)
        }
      },
    ]
  }

  /// What lies outside of the window is split off with the old access; the rest has the new one.
  private static func mprotect_fixup() -> [Statement] {
    [
      when(vma.vm_start < start) { inline("split_vma(mm, vma, start);") { splitVma(vma.vm_start, start) } },
      when(tmp < vma.vm_end) { inline("split_vma(mm, vma, tmp);") { splitVma(tmp, vma.vm_end) } },
      new.value <- NULL,
      vma.vm_start <- start,
      vma.vm_end <- tmp,
      vma.vm_flags <- newFlags,
    ]
  }

  private static func splitVma(_ from: Value, _ to: Value) -> [Statement] {
    [
      allocate(new), new.vm_start <- from, new.vm_end <- to, new.vm_flags <- vma.vm_flags,
      list_add_tail(new.value, mm.mmap),
    ]
  }

  /// `task_numa_work`: marks a window, so that the next access tells which node uses a page. It does not wait for
  /// mmap_sem. Linux 5.2, kernel/sched/fair.c and `change_prot_numa` of mm/mempolicy.c.
  static func task_numa_work(_ change_protection_range: Procedure) -> Procedure {
    Procedure("task_numa_work", [mm.value, start, end], file: "kernel/sched/fair.c") {
      down_read_trylock(mm.mmap_sem, into: taken).named("NH1")
      when(!taken) { result() }.named("NH1")
      repeating {
        step("NH2") { markable() }
        when(vma.isSet && start < tmp) {
          call(change_protection_range, mm.value, start, tmp, vma.vm_flags, 1).named("NH3")
        }.named("NH2")
        start <- tmp
      } whilst: {
        vma.isSet && start < end
      }
      up_read(mm.mmap_sem).named("NH4")
    }
  }

  /// The next vma, and how much of it is to be marked; of one that is left out, nothing.
  private static func markable() -> [Statement] {
    let readOnlyFile =
      has(vma.vm_flags, VmFlags.file) && has(vma.vm_flags, VmFlags.read) && !has(vma.vm_flags, VmFlags.write)
    let isLeftOut =
      has(vma.vm_flags, VmFlags.hugetlb) || has(vma.vm_flags, VmFlags.special)
      || !has(vma.vm_flags, VmFlags.access) || readOnlyFile
    return [
      find_vma(mm, start),
      when(vma.isSet) {
        when(start < vma.vm_start) { start <- vma.vm_start }
        tmp <- vma.vm_end
        when(end < tmp) { tmp <- end }
        when(isLeftOut) { start <- tmp }
      },
    ]
  }
}
