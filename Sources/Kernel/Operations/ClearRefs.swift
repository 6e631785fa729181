import Machine

extension Core {
  /// `clear_refs_write`, soft-dirty: every pte of the process becomes read-only and not soft-dirty, so that the next
  /// store marks it again. One section covers all of the memory; the flush comes after its end. Linux 5.2,
  /// fs/proc/task_mmu.c.
  ///
  /// VM_SOFTDIRTY of vmas, for which the kernel takes mmap_sem for writing for a moment, is not modelled.
  static func clear_refs_write(_ parts: UnmapParts) -> Procedure {
    Procedure("clear_refs_write", [mm.value], file: "fs/proc/task_mmu.c") {
      down_read(mm.mmap_sem).named("CR1")
      step("CR2") { begin(Event.softDirty, mm.first, mm.end) }
      call(parts.sections.start, nrange.value).named("CR2")
      repeating {
        step("CR3") { nextVma() }
        eachPmd(
          PmdSteps(prefix: "CR", first: 4), below: end, split: parts.sections.split, pte: clear_soft_dirty(),
          huge: [when(thisPmd.kind != TableKind.migration) { thisPmd.write <- false }])
      } whilst: {
        vma.isSet
      }
      call(parts.sections.end, nrange.value).named("CR12")
      call(parts.finish, nrange.value).named("CR13")
      up_read(mm.mmap_sem).named("CR14")
    }
  }

  /// The next vma that has pages which may be looked at; what has none is passed over.
  private static func nextVma() -> [Statement] {
    [
      find_vma(mm, addr),
      when(vma.isSet) {
        when(addr < vma.vm_start) { addr <- vma.vm_start }
        end <- vma.vm_end
        when(has(vma.vm_flags, VmFlags.special)) { addr <- end }
      },
    ]
  }

  private static func clear_soft_dirty() -> [Statement] {
    let entry = pte(addr)
    let isPresent =
      entry.kind == PteKind.present || entry.kind == PteKind.special || entry.kind == PteKind.devmap
    return [
      when(isPresent) { inline("pte_wrprotect(pte[addr]);") { entry.write <- false } },
      inline("pte_clear_soft_dirty(pte[addr]);") { entry.soft_dirty <- false },
    ]
  }
}
