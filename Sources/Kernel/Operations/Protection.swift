import Machine

private let next = Value.local("next", .tag("page"))
private let vmFlags = Value.local("flags", .tag("vm_flags"))
private let prot_numa = Value.local("prot_numa", .flag)
private let pages = Value.local("pages", .flag)
private let begun = Value.local("begun", .flag)

extension Core {
  /// `change_protection_range`: gives every entry of a window the access of its vma, or marks it for NUMA hints. Each
  /// span of a pud has a section of its own, from its first pmd that is not none to its end; one flush for all of them
  /// comes last. Entered with mmap_sem held. Linux 5.2, mm/mprotect.c.
  ///
  /// - Parameter sections: what it calls; `split` for a huge page of which only a part is in the window.
  static func change_protection_range(_ sections: SectionParts) -> Procedure {
    let raise = when(!begun) {
      step("CP3") {
        begun <- true
        begin(Event.protectionVma, addr, next)
      }
      call(sections.start, nrange.value).named("CP3")
    }
    return Procedure(
      "change_protection_range", [mm.value, start, end, vmFlags, prot_numa], file: "mm/mprotect.c"
    ) {
      addr <- start
      loop(addr < end) {
        step("CP1") { pudSpan() }
        eachPmd(
          PmdSteps(prefix: "CP", first: 4), below: next, split: sections.split, before: [raise], pte: change_pte(),
          huge: change_huge_pmd())
        when(begun) {
          call(sections.end, nrange.value).named("CP12")
          step("CP13") {
            begun <- false
            close()
          }
        }
      }
      when(pages) { step("CP14") { flush_tlb(start, end) } }.named("CP14")
    }
  }

  private static func pudSpan() -> [Statement] {
    [
      inline("next = pud_addr_end(addr, end);") {
        next <- pte(addr).pmd.pud.end
        when(end < next) { next <- end }
      }
    ]
  }

  /// One pte. What is on its way or in device memory has no access to take but the right to write; what has no page
  /// gets no hint, nor has a page that processes share until one of them writes.
  private static func change_pte() -> [Statement] {
    let entry = pte(addr)
    let isPage = entry.kind == PteKind.present
    let isPrivateCopy = has(vmFlags, VmFlags.shared) || page_mapcount(entry.frame) == 1
    return [
      when(isPage || entry.kind == PteKind.special || entry.kind == PteKind.devmap) {
        when(prot_numa) {
          when(isPage && !entry.protnone && isPrivateCopy) {
            inline("set_pte(pte[addr], pte_modify(pte[addr], PAGE_NONE));") { entry.protnone <- true }
            pages <- true
          }
        } otherwise: {
          inline("set_pte(pte[addr], pte_modify(pte[addr], newprot));") {
            entry.write <- staysWritable && (!has(vmFlags, VmFlags.file) || entry.dirty && entry.soft_dirty)
            entry.protnone <- !has(vmFlags, VmFlags.access)
          }
          pages <- true
        }
      },
      when((entry.kind == PteKind.migration || entry.kind == PteKind.devicePrivate) && entry.write) {
        inline("set_pte(pte[addr], make_entry_read(pte[addr]));") { entry.write <- false }
        pages <- true
      },
    ]
  }

  /// A huge entry, as `change_pte`.
  private static func change_huge_pmd() -> [Statement] {
    [
      when(thisPmd.kind == TableKind.migration) {
        inline("make_migration_entry_read(pmd);") { thisPmd.write <- false }
      } otherwise: {
        when(prot_numa) {
          when(thisPmd.kind == TableKind.huge && !thisPmd.protnone) {
            inline("set_pmd(pmd, pmd_modify(pmd, PAGE_NONE));") { thisPmd.protnone <- true }
            pages <- true
          }
        } otherwise: {
          inline("set_pmd(pmd, pmd_modify(pmd, newprot));") {
            thisPmd.write <- staysWritable && !has(vmFlags, VmFlags.file)
            thisPmd.protnone <- !has(vmFlags, VmFlags.access)
          }
          pages <- true
        }
      }
    ]
  }

  /// Private mappings are write-protected by every change, for copy on write: a fault gives the right back.
  private static var staysWritable: Value { has(vmFlags, VmFlags.write) && has(vmFlags, VmFlags.shared) }
}
