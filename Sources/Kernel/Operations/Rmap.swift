import Machine

private let next = Value.local("next", .tag("page"))

/// Behind the last page of all address spaces: no further mapping.
let noPage = rows(of: Pte.self)

/// Whether the page table reaches a pte, and it maps this frame.
func isMapped(_ addr: Value, to page: Pointer<Frame>) -> Value {
  !pte(addr).pmd.none && pte(addr).kind == PteKind.present && pte(addr).frame.value == page.value
}

extension Core {
  /// The next page, from `addr` on, at which a frame is mapped, alone or as part of a huge page, and its address space;
  /// `noPage` where there is none. What the reverse mapping is for. Linux 5.2, mm/page_vma_mapped.c.
  ///
  /// - Parameter found: what counts as mapped besides a huge page; a present pte if nothing is said.
  static func page_vma_mapped_walk(_ page: Pointer<Frame>, _ found: ((Value) -> Value)? = nil) -> Statement {
    let isFound = found?(next) ?? (isMapped(next, to: page) || isMappedHuge(next, to: page))
    return inline("addr = page_vma_mapped_walk(\(page.value.text), addr);") {
      next <- addr
      loop(next < noPage && !isFound) { next <- next + 1 }
      addr <- next
      next <- 0
      when(addr < noPage) { mm.value <- space(of: addr).value }
    }
  }

  /// Whether a frame is the part of a huge page that lies here.
  private static func isMappedHuge(_ addr: Value, to page: Pointer<Frame>) -> Value {
    pte(addr).pmd.isHuge && pte(addr).pmd.frame.value + addr - pte(addr).pmd.start == page.value
  }

  /// Takes the page at `addr` off its list, with a reference; NULL if no frame of the RAM is mapped there.
  static func isolate_lru_page() -> Statement {
    let entry = pte(addr).pmd
    return inline("page = isolate_lru_page(page at addr);") {
      when(pte(addr).pmd.isHuge) { page.value <- entry.frame.value + addr - entry.start }
      when(!entry.none && isNormal(pte(addr))) { page.value <- pte(addr).frame.value }
      when(page.isSet) {
        page.count <- page.count + 1
        addr <- 0
        page_vma_mapped_walk(page)
      }
    }
  }

  /// `split_huge_page`, of the mapping at `addr`: its frames stay where they are, and are pages of their own. The lock
  /// of the reverse mapping keeps other walks out. Linux 5.2, mm/huge_memory.c.
  static func split_huge_page(_ split_huge_pmd: Procedure, _ name: String) -> [Statement] {
    [
      down_write(mm.rmap).named(name), call(split_huge_pmd, mm.value, addr).named(name),
      up_write(mm.rmap).named(name),
    ]
  }
}
