import Machine

private let from = Value.local("from")
private let to = Value.local("to")
private let entry = Pointer<Vma>("entry")

extension Core {
  /// `unmap_mapping_pages`: a part of a file is cut off, or a hole is punched into it; every process that maps it loses
  /// the pages, vma by vma. Only the lock of the file's mappings is held, no mmap_sem. Linux 5.2, mm/memory.c.
  ///
  /// A page of a file has the number that it has in the windows of all processes; the page cache itself is not
  /// modelled, nor is the file's size: a touch may bring a page back.
  static func unmap_mapping_pages(_ parts: UnmapParts) -> Procedure {
    Procedure("unmap_mapping_pages", [mm.value, start, end], file: "mm/memory.c") {
      atomic {
        from <- start - mm.first
        to <- end - mm.first
        mm.value <- 1
      }
      repeating {
        when(allocated(mm)) {
          atomic { window() }
          down_write(mm.rmap).named("TR1")
          step("TR2") { vma_interval_tree(from: nil) }.bare
          loop(vma.isSet) {
            step("TR3") { begin(Event.clear, start, pmdEnd) }
            call(parts.sections.start, nrange.value).named("TR3")
            call(parts.unmap, nrange.value, start, pmdEnd).named("TR4")
            call(parts.sections.end, nrange.value).named("TR5")
            call(parts.finish, nrange.value).named("TR6")
            step("TR2") { vma_interval_tree(from: pmdEnd) }.bare
          }.named("TR2")
          up_write(mm.rmap).named("TR7")
        }
        mm.value <- (mm.value + 1)
      } whilst: {
        mm.value <= rows(of: Mm.self)
      }
    }
  }

  /// The same pages of the file in the window of `mm`.
  private static func window() -> [Statement] {
    [start <- mm.first + from, end <- mm.first + to]
  }

  /// The first mapping of the file at or behind a page, and which part of it is to go. What can no longer be found was
  /// detached: its pages go with it.
  private static func vma_interval_tree(from behind: Value?) -> Statement {
    inline("vma = vma_interval_tree_next(mapping, \((behind ?? start).text), end);") {
      if let behind { start <- behind }
      vma.value <- NULL
      pmdEnd <- end
      each(
        entry, in: mm.mmap,
        where: start < end && has(entry.vm_flags, VmFlags.file) && entry.vm_end > start && entry.vm_start < pmdEnd
      ) {
        vma.value <- entry.value
        pmdEnd <- entry.vm_start
      }
      when(vma.isSet) {
        when(start < vma.vm_start) { start <- vma.vm_start }
        pmdEnd <- vma.vm_end
        when(end < pmdEnd) { pmdEnd <- end }
      }
    }
  }
}
