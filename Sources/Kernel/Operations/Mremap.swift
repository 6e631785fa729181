import Machine

private let new_addr = Value.local("new_addr", .tag("page"))
private let new_pmd = Pointer<Pmd>("new_pmd")
private let new_vma = Pointer<Vma>("new_vma")
private let from = Value.local("from", .tag("page"))
private let force_flush = Value.local("force_flush", .flag)

extension Core {
  /// `mremap` with MREMAP_FIXED: moves a part of one vma to another place of the window, of which it takes away what is
  /// there. Returns the new place, -EINVAL where both overlap, or -EFAULT where no vma has all of the old one. Linux
  /// 5.2, `mremap_to` and `move_vma` of mm/mremap.c.
  ///
  /// The size stays the same.
  static func mremap(_ do_munmap: Procedure, _ move_page_tables: Procedure) -> Procedure {
    Procedure("mremap", [mm.value, start, end, new_addr], file: "mm/mremap.c") {
      when(start >= end || (new_addr < end && start < new_addr + end - start)) {
        result(Errno.EINVAL)
      }.named("RM1")
      down_write(mm.mmap_sem).named("RM1")
      call(do_munmap, mm.value, new_addr, new_addr + end - start).named("RM2")
      step("RM3") {
        find_vma(mm, start)
        inline("ret = vma_to_resize(start, end - start);") { vma_to_resize() }
      }
      when(ret == 0) {
        step("RM4") { inline("new_vma = copy_vma(vma, new_addr, end - start);") { copy_vma() } }
        call(move_page_tables, mm.value, start, end, new_addr).named("RM5")
        call(do_munmap, mm.value, start, end).named("RM6")
        ret <- new_addr
      }.named("RM3")
      up_write(mm.mmap_sem).named("RM7")
      result(ret).named("RM7")
    }
  }

  private static func vma_to_resize() -> [Statement] {
    [
      when(vma.isNull) {
        ret <- Errno.EFAULT
      } otherwise: {
        when(vma.vm_end < end) { ret <- Errno.EFAULT }
        when(has(vma.vm_flags, VmFlags.hugetlb)) { ret <- Errno.EINVAL }
        when(vma.vm_start > start) { ret <- Errno.EFAULT }
      }
    ]
  }

  private static func copy_vma() -> [Statement] {
    [
      allocate(new_vma), new_vma.vm_start <- new_addr, new_vma.vm_end <- new_addr + end - start,
      new_vma.vm_flags <- vma.vm_flags, list_add_tail(new_vma.value, mm.mmap), new_vma.value <- NULL,
    ]
  }

  /// `move_page_tables`: entries go to another place, each with both tables locked; their frames do not change. The
  /// section is for the old place only. Entered with mmap_sem held for writing. Linux 5.2, mm/mremap.c.
  ///
  /// A whole table of ptes (`move_normal_pmd`) goes pte by pte, too.
  static func move_page_tables(_ sections: SectionParts) -> Procedure {
    Procedure("move_page_tables", [mm.value, start, end, new_addr], file: "mm/mremap.c") {
      step("MV1") {
        begin(Event.unmap, start, end)
        addr <- start
      }
      call(sections.start, nrange.value).named("MV1")
      loop(addr < end) {
        step("MV2") { look(end) }
        when(mapsNothing(thisPmd)) {
          atomic {
            new_addr <- new_addr + pmdEnd - addr
            addr <- pmdEnd
          }
          Statement(.continueLoop)
        }.named("MV2")
        step("MV3") { lookThere() }
        when(thisPmd.kind == TableKind.table) {
          move_ptes()
        } otherwise: {
          when(fits) {
            move_huge_pmd()
          } otherwise: {
            call(sections.split, mm.value, addr).named("MV15")
          }
        }
      }
      call(sections.end, nrange.value).named("MV16")
      step("MV17") { close() }
    }
  }

  /// The table that the entries go to, made where it is missing, and how far both reach.
  private static func lookThere() -> [Statement] {
    [
      new_pmd.value <- pte(new_addr).pmd.value,
      when(new_pmd.end - new_addr < pmdEnd - addr) { pmdEnd <- addr + new_pmd.end - new_addr },
      when(thisPmd.kind == TableKind.table) { pte_alloc(new_pmd) },
      from <- addr,
    ]
  }

  private static func pte_alloc(_ pmd: Pointer<Pmd>) -> Statement {
    inline("pte_alloc(mm, \(pmd.value.text));") {
      pmd.pud.p4d.pgd.none <- false
      pmd.pud.p4d.none <- false
      pmd.pud.none <- false
      pmd.none <- false
    }
  }

  private static func move_ptes() -> [Statement] {
    [
      spin_lock(thisPmd.ptl).named("MV4"),
      when(new_pmd.value != thisPmd.value) { spin_lock(new_pmd.ptl).named("MV5") }.named("MV5"),
      loop(addr < pmdEnd) {
        step("MV6") {
          move_pte(pte(addr), pte(new_addr))
          addr <- addr + 1
          new_addr <- new_addr + 1
        }
      },
      when(force_flush) {
        step("MV7") {
          flush_tlb(from, pmdEnd)
          force_flush <- false
          mark(Phases.flush)
        }
      }.named("MV7"),
      when(new_pmd.value != thisPmd.value) { spin_unlock(new_pmd.ptl).named("MV8") }.named("MV8"),
      spin_unlock(thisPmd.ptl).named("MV9"),
    ]
  }

  private static func move_pte(_ old: Pointer<Pte>, _ new: Pointer<Pte>) -> [Statement] {
    let isPresent = old.kind == PteKind.present || old.kind == PteKind.special || old.kind == PteKind.devmap
    return [
      when(old.kind != PteKind.none) {
        when(isPresent) { force_flush <- true }
        inline("set_pte(pte[new_addr], pte_mksoft_dirty(pte[addr]));") {
          new.kind <- old.kind
          new.frame.value <- old.frame.value
          new.write <- old.write
          new.protnone <- old.protnone
          new.dirty <- old.dirty
          new.soft_dirty <- true
          new.slot.value <- old.slot.value
        }
        clear(old)
        mark(Phases.pte)
      }
    ]
  }

  /// The old entry is all in what is moved, and the new one is free and covers as much.
  private static var fits: Value {
    addr == thisPmd.start && pmdEnd == thisPmd.end && new_addr == new_pmd.start
      && new_pmd.end - new_addr == pmdEnd - addr
      && new_pmd.none
  }

  private static func move_huge_pmd() -> [Statement] {
    [
      spin_lock(thisPmd.lock).named("MV10"),
      spin_lock(new_pmd.lock).named("MV11"),
      atomic {
        when(thisPmd.coversAll) {
          inline("set_pmd(new_pmd, pmdp_huge_get_and_clear(pmd));") {
            pte_alloc(new_pmd)
            move(thisPmd, to: new_pmd)
          }
          flush_tlb(from, pmdEnd)
          new_addr <- new_addr + pmdEnd - addr
          addr <- pmdEnd
          mark(Phases.pte)
          mark(Phases.flush)
        }
      }.named("MV12"),
      spin_unlock(new_pmd.lock).named("MV13"),
      spin_unlock(thisPmd.lock).named("MV14"),
    ]
  }

  private static func move(_ old: Pointer<Pmd>, to new: Pointer<Pmd>) -> [Statement] {
    [
      new.kind <- old.kind, new.frame.value <- old.frame.value, new.write <- old.write, new.protnone <- old.protnone,
      old.none <- true,
    ] + clearHuge(old)
  }
}
