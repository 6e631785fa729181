import Machine

private let kpage = Pointer<Frame>("kpage")
private let other = Value.local("other", .tag("page"))
private let same = Value.local("same", .flag)
private let taken = Value.local("taken", .flag)
private let soft_dirty = Value.local("soft_dirty", .flag)
private let protnone = Value.local("protnone", .flag)

extension Core {
  /// KSM merges two pages with the same contents: both become read-only, then the second is replaced by the first,
  /// three sections in all. Returns 0, or -EFAULT where it cannot. Linux 5.2, mm/ksm.c.
  static func try_to_merge_two_pages(_ write_protect_page: Procedure, _ replace_page: Procedure) -> Procedure {
    Procedure("try_to_merge_two_pages", [mm.value, addr, other], file: "mm/ksm.c") {
      step("KS1") {
        ret <- Errno.EFAULT
        inline("kpage, page = follow_page(addr), follow_page(other);") { follow() }
      }
      when(page.isNull) { result(ret) }
      down_read(mm.mmap_sem).named("KS2")
      mutex_trylock(kpage.lock, into: taken).named("KS3")
      when(taken) {
        call(write_protect_page, mm.value, addr, kpage.value, into: ret).named("KS4")
        mutex_unlock(kpage.lock).named("KS5")
      }
      up_read(mm.mmap_sem).named("KS6")
      when(ret == 0) {
        down_read(mm.mmap_sem).named("KS7")
        step("KS8") {
          mutex_trylock(page.lock, into: taken)
          when(!taken) { ret <- Errno.EFAULT }
        }
        when(taken) {
          call(write_protect_page, mm.value, other, page.value, into: ret).named("KS9")
          when(ret == 0) {
            step("KS10") {
              same <- page.letter == kpage.letter
              when(!same) { ret <- Errno.EFAULT }
            }
            when(same) { call(replace_page, mm.value, other, page.value, kpage.value, into: ret).named("KS11") }
          }
          mutex_unlock(page.lock).named("KS12")
        }
        up_read(mm.mmap_sem).named("KS13")
      }
      step("KS14") {
        put_page(page)
        put_page(kpage)
      }
      result(ret).named("KS14")
    }
  }

  /// Both pages, with a reference each, if both are there and are not one page.
  private static func follow() -> [Statement] {
    let isThere = { (addr: Value) in !pte(addr).pmd.none && isNormal(pte(addr)) }
    return [
      when(isThere(addr) && isThere(other) && pte(addr).frame.value != pte(other).frame.value) {
        kpage.value <- pte(addr).frame.value
        page.value <- pte(other).frame.value
        kpage.count <- kpage.count + 1
        page.count <- page.count + 1
      }
    ]
  }

  /// `write_protect_page`: the pte of a page becomes read-only and clean, unless it has a user whom no pte accounts
  /// for. It is none for a moment, under the lock of its table, as whoever reads it without that lock can see. Entered
  /// with mmap_sem held for reading and the page locked. Returns 0 or -EFAULT. Linux 5.2, mm/ksm.c.
  static func write_protect_page(_ sections: SectionParts) -> Procedure {
    let isWritable = pte(addr).write || pte(addr).dirty
    return Procedure("write_protect_page", [mm.value, addr, page.value], file: "mm/ksm.c") {
      step("KW1") {
        ret <- Errno.EFAULT
        begin(Event.clear, addr, addr + 1)
      }
      call(sections.start, nrange.value).named("KW2")
      spin_lock(pte(addr).pmd.ptl).named("KW3")
      step("KW4") {
        same <- isMapped(addr, to: page) && (!isWritable || page.count == page_mapcount(page) + 1)
        when(same) {
          soft_dirty <- pte(addr).soft_dirty
          protnone <- pte(addr).protnone
          clear(pte(addr))
          flush_tlb(addr, addr + 1)
        }
        mark(Phases.flush)
      }
      step("KW5") {
        when(same) {
          inline("set_pte(pte[addr], pte_mkclean(pte_wrprotect(entry)));") {
            pte(addr).kind <- PteKind.present
            pte(addr).frame.value <- page.value
            pte(addr).soft_dirty <- soft_dirty
            pte(addr).protnone <- protnone
          }
          ret <- 0
        }
        mark(Phases.pte)
      }
      spin_unlock(pte(addr).pmd.ptl).named("KW6")
      call(sections.end, nrange.value).named("KW7")
      step("KW8") { close() }
      result(ret).named("KW8")
    }
  }

  /// `replace_page`: the pte of one page maps another with the same contents, read-only; it is none for a moment.
  /// Entered with mmap_sem held for reading and the page locked. Returns 0 or -EFAULT. Linux 5.2, mm/ksm.c.
  static func replace_page(_ sections: SectionParts) -> Procedure {
    Procedure("replace_page", [mm.value, addr, page.value, kpage.value], file: "mm/ksm.c") {
      step("KR1") {
        ret <- Errno.EFAULT
        begin(Event.clear, addr, addr + 1)
      }
      call(sections.start, nrange.value).named("KR2")
      spin_lock(pte(addr).pmd.ptl).named("KR3")
      step("KR4") {
        same <- isMapped(addr, to: page) && !pte(addr).write
        when(same) {
          kpage.count <- kpage.count + 1
          clear(pte(addr))
          flush_tlb(addr, addr + 1)
        }
        mark(Phases.flush)
      }
      step("KR5") {
        when(same) {
          inline("set_pte(pte[addr], mk_pte(kpage, read-only));") {
            pte(addr).kind <- PteKind.present
            pte(addr).frame.value <- kpage.value
          }
          page.count <- page.count - 1
          ret <- 0
        }
        mark(Phases.pte)
      }
      spin_unlock(pte(addr).pmd.ptl).named("KR6")
      call(sections.end, nrange.value).named("KR7")
      step("KR8") { close() }
      result(ret).named("KR8")
    }
  }
}
