import Machine

/// What the pte mapped when the fault began.
private let orig = Pointer<Frame>("orig")
/// The same with a reference; NULL if it is no ordinary page.
private let old = Pointer<Frame>("old")
private let same = Value.local("same", .flag)

extension Core {
  /// Whether the pte still is the one that the fault has read: it maps `orig`, read-only.
  private static var isSame: Value {
    isPresent(pte(addr)) && !pte(addr).protnone && pte(addr).frame.value == orig.value && !pte(addr).write
  }

  /// `do_wp_page`: a write to a read-only pte. A page that nobody else has is made writable, without a notifier, since
  /// nothing is taken away; any other is copied. Linux 5.2, mm/memory.c.
  static func do_wp_page(_ wp_page_copy: Procedure) -> Procedure {
    Procedure("do_wp_page", [vma.value, addr, orig.value], file: "mm/memory.c", returns: .tag("vm_fault")) {
      step("WF1") {
        spin_lock(pte(addr).pmd.ptl)
        same <- isSame
        when(same) {
          when(has(vma.vm_flags, VmFlags.shared) || (isNormal(pte(addr)) && isAlone(orig))) {
            reuse()
            same <- false
          } otherwise: {
            when(isNormal(pte(addr))) {
              old.value <- orig.value
              inline("get_page(old);") { old.count <- old.count + 1 }
            }
          }
        }
        spin_unlock(pte(addr).pmd.ptl)
      }
      when(!same) { result(FaultResult.done) }.named("WF2")
      call(wp_page_copy, vma.value, addr, orig.value, old.value, into: ret).named("WF3")
      result(ret)
    }
  }

  /// Nobody else maps it, and no entry in swap can bring it back.
  static func isAlone(_ page: Pointer<Frame>) -> Value {
    let other = Pointer<SwapSlot>("other")
    return .named(
      "reuse_swap_page", [page.value],
      page_mapcount(page) == 1 && !some(other, other.page.value == page.value && other.count > 0))
  }

  private static func reuse() -> Statement {
    inline("wp_page_reuse(pte[addr]);") {
      pte(addr).write <- mayWrite
      pte(addr).dirty <- true
      pte(addr).soft_dirty <- true
      when(isNormal(pte(addr)) && !has(vma.vm_flags, VmFlags.shared)) { orig.owner <- space(of: addr).owner }
    }
  }

  /// `maybe_mkwrite`: what is asked for on behalf of a device goes no further than the vma. Linux 5.2,
  /// include/linux/mm.h.
  static var mayWrite: Value { .named("maybe_mkwrite", [vma.value], has(vma.vm_flags, VmFlags.write)) }

  /// `wp_page_copy`: the page is shared, or is the zero page. Whoever mirrors it is told; then the pte is cleared and
  /// the TLB flushed, under the lock, before the copy takes its place. Linux 5.2, mm/memory.c.
  static func wp_page_copy(_ sections: SectionParts) -> Procedure {
    Procedure("wp_page_copy", [vma.value, addr, orig.value, old.value], file: "mm/memory.c", returns: .tag("vm_fault"))
    {
      step("WC1") {
        ghost { mm.value <- space(of: addr).value }
        alloc_page(mm.owner)
        when(page.isSet && orig.isSet) {
          inline("cow_user_page(page, orig);") { page.letter <- orig.letter }
        }
      }
      when(page.isNull) {
        step("WC2") { when(old.isSet) { put_page(old) } }
        result(FaultResult.outOfMemory)
      }.named("WC2")
      step("WC3") { begin(Event.clear, addr, addr + 1) }
      call(sections.start, nrange.value).named("WC4")
      spin_lock(pte(addr).pmd.ptl).named("WC5")
      step("WC6") {
        same <- isSame
        when(same) {
          clear(pte(addr))
          flush_tlb(addr, addr + 1)
        }
        mark(Phases.flush)
      }
      step("WC7") {
        when(same) {
          inline("set_pte(pte[addr], maybe_mkwrite(mk_pte(page), vma));") {
            pte(addr).kind <- PteKind.present
            pte(addr).frame.value <- page.value
            pte(addr).write <- mayWrite
            pte(addr).dirty <- true
            pte(addr).soft_dirty <- true
          }
        }
        mark(Phases.pte)
      }
      spin_unlock(pte(addr).pmd.ptl).named("WC8")
      call(sections.end, nrange.value).named("WC9")
      step("WC10") {
        when(!same) { put_page(page) }
        when(old.isSet) {
          when(same) { put_page(old) }
          put_page(old)
        }
        close()
      }
      result(FaultResult.done)
    }
  }
}
