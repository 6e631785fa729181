import Machine

private let tmp = Value.local("tmp", .tag("page"))
private let error = Value.local("error", .errno)

extension Core {
  /// `madvise(MADV_DONTNEED)`: takes the pages away and leaves the mapping, vma by vma; mmap_sem is held for reading
  /// only. Returns 0, -ENOMEM where a part was not mapped (the rest is done all the same), or -EINVAL for a vma that
  /// keeps its pages. Linux 5.2, mm/madvise.c and `zap_page_range` of mm/memory.c.
  static func madvise_dontneed(_ parts: UnmapParts) -> Procedure {
    Procedure("madvise_dontneed", [mm.value, start, end], file: "mm/madvise.c") {
      down_read(mm.mmap_sem).named("MA1")
      repeating {
        step("MA2") { piece(isRefused) }
        when(error != 0) {
          up_read(mm.mmap_sem).named("MA8")
          result(error)
        }.named("MA2")
        step("MA3") {
          begin(Event.clear, start, tmp)
          start <- tmp
        }
        call(parts.sections.start, nrange.value).named("MA4")
        call(parts.unmap, nrange.value, nrange.start, nrange.end).named("MA5")
        call(parts.sections.end, nrange.value).named("MA6")
        call(parts.finish, nrange.value).named("MA7")
      } whilst: {
        start < end
      }
      up_read(mm.mmap_sem).named("MA8")
      result(ret).named("MA8")
    }
  }

  /// `madvise(MADV_FREE)`: the pages may be dropped instead of swapped out, as long as nobody writes to them. They stay
  /// mapped. Linux 5.2, `madvise_free_single_vma` of mm/madvise.c.
  static func madvise_free(_ walk: Procedure, _ sections: SectionParts) -> Procedure {
    let isFile = has(vma.vm_flags, VmFlags.file) || has(vma.vm_flags, VmFlags.shared)
    return Procedure("madvise_free", [mm.value, start, end], file: "mm/madvise.c") {
      down_read(mm.mmap_sem).named("MF1")
      repeating {
        step("MF2") { piece(isRefused || isFile) }
        when(error != 0) {
          up_read(mm.mmap_sem).named("MF8")
          result(error)
        }.named("MF2")
        step("MF3") {
          begin(Event.clear, start, tmp)
          start <- tmp
        }
        call(sections.start, nrange.value).named("MF4")
        call(walk, mm.value, nrange.start, nrange.end).named("MF5")
        step("MF6") {
          inline("tlb_end_vma(&tlb, vma);") { flush_tlb(nrange.start, nrange.end) }
          mark(Phases.flush)
        }
        call(sections.end, nrange.value).named("MF7")
        step("MF7") { close() }
      } whilst: {
        start < end
      }
      up_read(mm.mmap_sem).named("MF8")
      result(ret).named("MF8")
    }
  }

  /// `madvise_free_page_range`: a swap entry goes, a page becomes clean and may be dropped. Linux 5.2, mm/madvise.c.
  static func madvise_free_page_range(_ split: Procedure) -> Procedure {
    Procedure("madvise_free_page_range", [mm.value, addr, end], file: "mm/madvise.c") {
      eachPmd(
        PmdSteps(prefix: "FP", first: 1), below: end, split: split,
        pte: [
          when(pte(addr).kind == PteKind.swap) {
            freeSlot(pte(addr).slot)
            clear(pte(addr))
          },
          when(pte(addr).kind == PteKind.present) {
            inline("set_pte(pte[addr], pte_mkclean(pte_mkold(pte[addr])));") { pte(addr).dirty <- false }
            inline("mark_page_lazyfree(page);") { pte(addr).frame.lazyfree <- true }
          },
        ],
        huge: [
          when(thisPmd.kind == TableKind.huge) {
            inline("mark_page_lazyfree(page);") { thisPmd.frame.lazyfree <- true }
          }
        ])
    }
  }

  /// The vma keeps its pages: `can_madv_dontneed_vma` says no.
  static var isRefused: Value {
    has(vma.vm_flags, VmFlags.locked) || has(vma.vm_flags, VmFlags.hugetlb) || has(vma.vm_flags, VmFlags.special)
  }

  /// The next vma, and how much of it is in the window. A gap is stepped over and remembered in `ret`.
  private static func piece(_ isRefused: Value) -> [Statement] {
    [
      find_vma(mm, start),
      when(vma.isNull) {
        error <- Errno.ENOMEM
      } otherwise: {
        when(start < vma.vm_start) {
          ret <- Errno.ENOMEM
          start <- vma.vm_start
        }
        when(isRefused) { error <- Errno.EINVAL }
        when(start >= end) { error <- Errno.ENOMEM }
        inline("tmp = min(vma->vm_end, end);") {
          tmp <- vma.vm_end
          when(end < tmp) { tmp <- end }
        }
      },
    ]
  }
}
