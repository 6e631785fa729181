import Machine

/// The entry that is to map what its table maps now.
private let pmd = Pointer<Pmd>("pmd")
private let hpage = Pointer<Frame>("hpage")
private let candidate = Pointer<Frame>("candidate")
private let run = Value.local("run")
private let index = Value.local("i")
private let good = Value.local("good", .flag)
private let writable = Value.local("writable", .flag)

extension Core {
  /// `collapse_huge_page`: what a table of small ptes maps is copied to a new huge page. Its section ends before
  /// anything is copied, and the huge entry is put in place without one: mmap_sem, held for writing, keeps every walk
  /// out until then. Linux 5.2, mm/khugepaged.c.
  ///
  /// The lock of the reverse mapping is held to the end here, where Linux holds the locks of all pages instead.
  static func collapse_huge_page(_ sections: SectionParts) -> Procedure {
    Procedure("collapse_huge_page", [mm.value, addr], file: "mm/khugepaged.c") {
      step("CO1") {
        pmd.value <- pte(addr).pmd.value
        inline("hpage = khugepaged_alloc_page();") { alloc() }
      }
      when(hpage.isNull) { result() }
      down_write(mm.mmap_sem).named("CO2")
      step("CO3") {
        find_vma(mm, addr)
        inline("good = hugepage_vma_revalidate() == 0 && mm_find_pmd() == pmd;") { revalidate() }
      }
      when(!good) { goto("out") }.named("CO3")
      down_write(mm.rmap).named("CO4")
      step("CO5") { begin(Event.clear, pmd.start, pmd.end) }
      call(sections.start, nrange.value).named("CO5")
      spin_lock(pmd.lock).named("CO6")
      step("CO7") {
        inline("pmdp_collapse_flush(pmd);") { pmd.none <- true }
        flush_tlb(pmd.start, pmd.end)
        mark(Phases.pte | Phases.flush)
      }
      spin_unlock(pmd.lock).named("CO8")
      call(sections.end, nrange.value).named("CO9")
      step("CO10") {
        spin_lock(pmd.ptl)
        inline("good = __collapse_huge_page_isolate(pte);") { isolate() }
        spin_unlock(pmd.ptl)
        close()
      }
      when(good) {
        addr <- pmd.start
        repeating {
          step("CO11") {
            spin_lock(pmd.ptl)
            copy()
            spin_unlock(pmd.ptl)
          }
          addr <- addr + 1
        } whilst: {
          addr < pmd.end
        }
      }.named("CO11")
      spin_lock(pmd.lock).named("CO12")
      step("CO13") {
        inline("good ? set_pmd(mk_huge_pmd(hpage)) : pmd_populate(the old table);") { install() }
      }
      spin_unlock(pmd.lock).named("CO14")
      up_write(mm.rmap).named("CO15")
      label("out")
      step("CO16") {
        up_write(mm.mmap_sem)
        when(!good) { giveBack() }
      }
    }
  }

  /// The last free frames that lie in a row, as many as the entry covers.
  private static func alloc() -> [Statement] {
    [
      run <- 0,
      count(index, from: 1, below: rows(of: Frame.self) + 1) {
        candidate.value <- index
        run <- run + 1
        when(candidate.owner != Process.free || candidate.device.isSet) { run <- 0 }
        when(run >= pmd.end - pmd.start) { hpage.value <- index - (pmd.end - pmd.start) + 1 }
      },
      when(hpage.isSet) {
        count(index, from: 0, below: pmd.end - pmd.start) {
          candidate.value <- hpage.value + index
          candidate.owner <- mm.owner
          candidate.count <- 1
        }
      },
      candidate.value <- NULL,
      run <- 0,
    ]
  }

  /// The new frames are not needed.
  private static func giveBack() -> [Statement] {
    [
      count(index, from: 0, below: pmd.end - pmd.start) {
        candidate.value <- hpage.value + index
        put_page(candidate)
      },
      candidate.value <- NULL,
    ]
  }

  /// An anonymous vma holds all that the entry covers, and there is a table below it.
  private static func revalidate() -> [Statement] {
    [
      good <- mm.mm_users != 0 && vma.isSet && !pmd.none && pmd.kind == TableKind.table,
      when(good) {
        good <- vma.vm_start <= pmd.start && pmd.end <= vma.vm_end
          && !has(vma.vm_flags, VmFlags.special | VmFlags.hugetlb | VmFlags.shared | VmFlags.file)
        writable <- has(vma.vm_flags, VmFlags.write)
      },
      vma.value <- NULL,
    ]
  }

  /// Each pte is none, or maps a page that nobody else has and nobody works on; the process may write to one of them.
  private static func isolate() -> [Statement] {
    let isWritten = Value.local("written", .flag)
    return [
      isWritten <- false,
      count(index, from: pmd.start, below: pmd.end) {
        when(pte(index).kind == PteKind.present) {
          when(pte(index).frame.count != 1 || pte(index).frame.lock != 0) { good <- false }
          when(pte(index).write) { isWritten <- true }
        }
        when(pte(index).kind != PteKind.present && pte(index).kind != PteKind.none) { good <- false }
      },
      when(!isWritten) { good <- false },
      isWritten <- false,
    ]
  }

  /// One page moves to its place in the huge page; its old frame is free.
  private static func copy() -> [Statement] {
    [
      when(pte(addr).kind == PteKind.present) {
        inline("copy_user_highpage(hpage + i, page);") {
          page.value <- pte(addr).frame.value
          candidate.value <- hpage.value + addr - pmd.start
          candidate.letter <- page.letter
          candidate.value <- NULL
        }
        clear(pte(addr))
        put_page(page)
        page.value <- NULL
      }
    ]
  }

  private static func install() -> [Statement] {
    [
      pmd.none <- false,
      when(good) {
        pmd.kind <- TableKind.huge
        pmd.frame.value <- hpage.value
        pmd.write <- writable
      },
    ]
  }
}
