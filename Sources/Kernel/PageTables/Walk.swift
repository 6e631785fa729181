import Machine

private let next = Value.local("next", .tag("page"))
private let spanEnd = Value.local("span_end", .tag("page"))

extension Core {
  /// `walk_page_range`: piece by piece (a vma, or a gap before one), and in each level by level. Its callbacks are
  /// those of HMM. Entered with mmap_sem held. Linux 5.2, mm/pagewalk.c.
  ///
  /// The nested loops of `walk_pgd_range` to `walk_pmd_range` are one loop here, which reads the upper levels again for
  /// each table of ptes. Huge entries are not modelled.
  static func walk_page_range(_ hole: Procedure, _ ptes: Procedure) -> Procedure {
    Procedure(
      "walk_page_range", [mm.value, addr, end, walk.value], file: "mm/pagewalk.c"
    ) {
      when(addr >= end) { result(Errno.EINVAL) }.named("WP1")
      repeating {
        step("WP2") { piece() }
        repeating {
          when(pte(addr).pmd.pud.p4d.pgd.none) { skip(hole, pte(addr).pmd.pud.p4d.pgd.end) }.named("WP3")
          when(pte(addr).pmd.pud.p4d.none) { skip(hole, pte(addr).pmd.pud.p4d.end) }.named("WP4")
          when(pte(addr).pmd.pud.none || walk.vma.isNull) { skip(hole, pte(addr).pmd.pud.end) }.named("WP5")
          when(pte(addr).pmd.none) { skip(hole, pte(addr).pmd.end) }.named("WP6")
          step("WP7") { span(pte(addr).pmd.end) }
          call(ptes, walk.value, walk.range.value, addr, spanEnd, into: ret).named("WP7")
          addr <- spanEnd
        } whilst: {
          addr < next
        }
      } whilst: {
        addr < end
      }
      result(ret).named("WP8")
    }
  }

  /// The next piece: up to the end of the vma at `addr`, or the gap before the next one.
  private static func piece() -> [Statement] {
    [
      find_vma(mm, addr),
      next <- end,
      walk.vma.value <- NULL,
      when(vma.isSet) {
        when(addr < vma.vm_start) {
          when(vma.vm_start < next) { next <- vma.vm_start }
        } otherwise: {
          walk.vma.value <- vma.value
          when(vma.vm_end < next) { next <- vma.vm_end }
        }
      },
    ]
  }

  /// As far as an entry reaches, within the piece.
  private static func span(_ entryEnd: Value) -> [Statement] {
    [spanEnd <- entryEnd, when(next < spanEnd) { spanEnd <- next }]
  }

  /// A hole as far as an entry would reach; then the loop goes on behind it.
  private static func skip(_ hole: Procedure, _ entryEnd: Value) -> [Statement] {
    [
      atomic { span(entryEnd) },
      call(hole, walk.value, addr, spanEnd, into: ret),
      addr <- spanEnd,
      Statement(.continueLoop),
    ]
  }

  /// `hmm_vma_walk_hole`: nothing is mapped in the span. A snapshot writes NONE, and `last` stays where the hole
  /// begins. Linux 5.2, mm/hmm.c.
  static func hmm_vma_walk_hole() -> Procedure {
    Procedure("hmm_vma_walk_hole", [walk.value, addr, end], file: "mm/hmm.c") {
      step("SN8") {
        range.value <- walk.range.value
        walk.last <- addr
        allNone(range, from: addr - range.start, below: end - range.start)
      }
      result(0)
    }
  }

  /// `hmm_vma_walk_pmd`: one table of ptes, each read without its lock. Linux 5.2, mm/hmm.c.
  ///
  /// `hmm_vma_handle_pte` is written inline: for the ptes of this model it never fails. A swap entry gives NONE, like
  /// no entry at all.
  static func hmm_vma_walk_pmd() -> Procedure {
    Procedure("hmm_vma_walk_pmd", [walk.value, range.value, addr, end], file: "mm/hmm.c") {
      repeating {
        step("SN8") {
          when(pte(addr).kind == PteKind.present) {
            range.element(\.pfns, addr - range.start) <- encode(pte(addr))
          } otherwise: {
            range.element(\.pfns, addr - range.start) <- Entries.none
          }
          ghost { range.element(\.written, addr - range.start) <- Written.now }
          addr <- addr + 1
          walk.last <- addr
        }.bare
      } whilst: {
        addr < end
      }
      result(0)
    }
  }

  /// How an entry is made from a pte that is present.
  static func encode(_ pte: Pointer<Pte>) -> Value {
    (pte.frame.value << Entries.pfnShift) | (pte.write << 1) | Entries.valid
  }
}
