import Machine

private let child = Pointer<Mm>("child")
private let tmp = Pointer<Vma>("tmp")
/// The page of the child that stands for `addr` of the parent: not in the address space that the call works on.
private let to = Value.local("to", .tag("page of child"))
private let source = Pointer<Pmd>("src_pmd")
private let target = Pointer<Pmd>("dst_pmd")
private let cow = Value.local("cow", .flag)
private let index = Value.local("i")
/// The child's row is the one that the scenario has laid out for it, not any free one.
private var isThere: Value {
  .cell(Place(record: Mm.name, field: Field(Layout.allocatedField, .flag, isGhost: true), row: child.value))
}

extension Core {
  /// `dup_mmap`: a child gets a copy of every vma and of what is mapped there. The parent can no longer write to pages
  /// that both have now; its TLB is flushed once, at the very end. Linux 5.2, kernel/fork.c.
  static func dup_mmap(_ copy_page_range: Procedure) -> Procedure {
    Procedure("dup_mmap", [child.value, mm.value], file: "kernel/fork.c") {
      step("FK1") {
        inline("child = allocate_mm();") {
          isThere <- true
          child.mm_count <- 1
        }
      }
      down_write(mm.mmap_sem).named("FK2")
      down_write(child.mmap_sem).named("FK3")
      each(vma, in: mm.mmap) {
        step("FK4") {
          inline("tmp = vm_area_dup(vma);") {
            allocate(tmp)
            tmp.vm_start <- vma.vm_start - mm.first + child.first
            tmp.vm_end <- vma.vm_end - mm.first + child.first
            tmp.vm_flags <- vma.vm_flags
          }
          list_add_tail(tmp.value, child.mmap)
          tmp.value <- NULL
        }
        call(copy_page_range, child.value, mm.value, vma.value).named("FK5")
      }
      up_write(child.mmap_sem).named("FK6")
      step("FK7") { flush_tlb(mm.first, mm.end) }
      up_write(mm.mmap_sem).named("FK8")
      step("FK9") { inline("wake_up_new_task(child);") { child.mm_users <- 1 } }
      result(0)
    }
  }

  /// `copy_page_range`: the ptes of one vma. What is private is write-protected in both, inside a section; what is
  /// shared stays as it is. Linux 5.2, mm/memory.c.
  static func copy_page_range(_ sections: SectionParts) -> Procedure {
    Procedure("copy_page_range", [child.value, mm.value, vma.value], file: "mm/memory.c") {
      step("FC1") {
        cow <- !has(vma.vm_flags, VmFlags.shared)
        addr <- vma.vm_start
      }
      when(cow) {
        when(has(vma.vm_flags, VmFlags.hugetlb)) {
          step("FC2") { begin(Event.clear, vma.vm_start, vma.vm_end) }
        } otherwise: {
          step("FC2") { begin(Event.protectionPage, vma.vm_start, vma.vm_end) }
        }.named("FC17")
        call(sections.start, nrange.value).named("FC3")
      }.named("FC2")
      loop(addr < vma.vm_end) {
        step("FC4") {
          to <- addr - mm.first + child.first
          source.value <- pte(addr).pmd.value
          target.value <- pte(to).pmd.value
        }
        when(source.none) { goto("next") }.named("FC5")
        when(source.kind == TableKind.table) {
          copyTable()
        } otherwise: {
          copyHuge()
        }.named("FC6")
        label("next")
        addr <- source.end
      }
      when(cow) {
        call(sections.end, nrange.value).named("FC12")
        step("FC13") { close() }
      }.named("FC12")
    }
  }

  /// One table of ptes, as far as the vma reaches, with the locks of both tables.
  @StatementBuilder private static func copyTable() -> [Statement] {
    step("FC7") {
      upperTables(target)
      inline("pte_alloc(dst_pmd);") { target.none <- false }
    }
    spin_lock(target.ptl).named("FC8")
    spin_lock(source.ptl).named("FC9")
    repeating {
      step("FC10") {
        copyPte(pte(addr), pte(to))
        addr <- addr + 1
        to <- to + 1
      }
    } whilst: {
      addr < source.end && addr < vma.vm_end
    }
    step("FC11") {
      spin_unlock(source.ptl)
      spin_unlock(target.ptl)
    }
  }

  /// A reference more for what both map: a frame, a page of device memory, a swap slot. A page that is on its way has
  /// none.
  private static func copyPte(_ from: Pointer<Pte>, _ copy: Pointer<Pte>) -> Statement {
    inline("copy_one_pte(pte[to], pte[addr]);") {
      when(cow) { from.write <- false }
      copy.kind <- from.kind
      copy.frame.value <- from.frame.value
      copy.write <- from.write
      copy.protnone <- from.protnone
      copy.dirty <- from.dirty && cow
      copy.soft_dirty <- from.soft_dirty
      copy.slot.value <- from.slot.value
      when(isNormal(from) || from.kind == PteKind.devicePrivate) { from.frame.count <- from.frame.count + 1 }
      when(from.kind == PteKind.swap) { from.slot.count <- from.slot.count + 1 }
    }
  }

  /// A huge entry, with the locks of both.
  @StatementBuilder private static func copyHuge() -> [Statement] {
    spin_lock(target.lock).named("FC14")
    spin_lock(source.lock).named("FC15")
    step("FC16") {
      upperTables(target)
      inline("copy_huge_pmd(dst_pmd, src_pmd);") {
        when(cow) { source.write <- false }
        target.none <- false
        target.kind <- source.kind
        target.frame.value <- source.frame.value
        target.write <- source.write
        target.protnone <- source.protnone
        when(source.kind == TableKind.huge) {
          count(index, from: source.frame.value, below: source.frame.value + source.end - source.start) {
            Pointer<Frame>(index).count <- Pointer<Frame>(index).count + 1
          }
        }
      }
      spin_unlock(source.lock)
      spin_unlock(target.lock)
    }
  }
}
