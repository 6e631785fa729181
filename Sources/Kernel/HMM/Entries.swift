import Machine

private let request = Value.local("request", .tag("entry"))

extension Core {
  /// `hmm_vma_walk_pmd` for a table of ptes, each read without its lock. Linux 5.2, mm/hmm.c.
  ///
  /// `hmm_vma_handle_pte` is written inline: one step reads a pte and says what it comes to, an entry, a fault, or an
  /// error that ends the walk.
  static func hmm_vma_walk_pmd(_ edition: Edition, _ hmm_vma_walk_hole_: Procedure) -> Procedure {
    Procedure("hmm_vma_walk_pmd", [walk.value, range.value, addr, end], file: "mm/hmm.c") {
      repeating {
        step("SN8") {
          request <- own
          walk.mapped <- true
          mended("B9", in: edition) {
          } otherwise: {
            own <- Entries.none
          }
          when(pte(addr).kind == PteKind.present) {
            decide(wants.needsWrite(besides: pte(addr).write), wants.needsWrite(besides: pte(addr).write))
            when(!needFault) { own <- encode(pte(addr)) }
          } otherwise: {
            others(edition)
          }
          request <- 0
          when(!needFault && ret == 0) { handled() }
        }.bare
      } whilst: {
        !needFault && ret == 0 && addr < end
      }
      when(needFault || ret != 0) {
        when(ret != 0) { failed(edition) }.named("WE1")
        step("WE2") {
          walk.pgmap <- false
          walk.mapped <- false
        }
        call(hmm_vma_walk_hole_, walk.value, addr, end, write_fault, into: ret).named("WE3")
      }.named("WE1")
      result(ret)
    }
  }

  /// The entry of the page.
  private static var own: Value { range.element(\.pfns, addr - range.start) }
  /// What was in it.
  private static var wants: Request { Request(request, walk, range) }

  private static func decide(_ fault: Value, _ write: Value) -> [Statement] {
    [write_fault <- write, needFault <- fault]
  }

  // MARK: Ptes that are not simply present

  private static func others(_ edition: Edition) -> [Statement] {
    let kind = pte(addr).kind
    return [when(kind == PteKind.none) { decide(wants.needsPage, wants.needsWrite) }] + notHere(edition)
      + [
        when(kind == PteKind.devicePrivate) { devicePrivate() },
        when(kind == PteKind.devmap || kind == PteKind.special) {
          decide(wants.needsWrite(besides: pte(addr).write), wants.needsWrite(besides: pte(addr).write))
          when(!needFault) { unusual(edition) }
        },
        when(kind == PteKind.poison) {
          own <- Entries.error
          ret <- Errno.EFAULT
        },
      ]
      + mended("B9", in: edition) { when(!needFault && ret == 0 && isNotHere) { own <- Entries.none } }
  }

  /// Nothing is mapped there now.
  private static var isNotHere: Value {
    let kind = pte(addr).kind
    return kind == PteKind.none || kind == PteKind.swap || kind == PteKind.migration
  }

  /// B6: for a page in swap or on its way nobody computes whether it is wanted.
  private static func notHere(_ edition: Edition) -> [Statement] {
    mended("B6", in: edition) {
      when(pte(addr).kind == PteKind.swap) { decide(wants.needsPage, wants.needsWrite) }
      when(pte(addr).kind == PteKind.migration && wants.needsPage) { ret <- Errno.EBUSY }
    }
  }

  private static func devicePrivate() -> [Statement] {
    let flags = (pte(addr).write << 1) | Entries.valid | Entries.devicePrivate
    return decide(wants.needsMigration, wants.needsMigration && wants.needsWrite)
      + [when(!needFault) { own <- (pte(addr).frame.value << Entries.pfnShift) | flags }]
  }

  private static func unusual(_ edition: Edition) -> [Statement] {
    [
      when(pte(addr).kind == PteKind.special) {
        own <- Entries.special
        mended("H24", in: edition) {
          when(wants.needsPage) { ret <- Errno.EFAULT }
        } otherwise: {
          ret <- Errno.EFAULT
        }
      } otherwise: {
        get_dev_pagemap(pte(addr).frame)
        when(walk.pgmap) {
          own <- encode(pte(addr))
        } otherwise: {
          ret <- Errno.EBUSY
        }
      }
    ]
  }

  /// `get_dev_pagemap`: a reference to what describes a device's memory; there is none any more once the memory of the
  /// frame is free. Linux 5.2, kernel/memremap.c.
  static func get_dev_pagemap(_ page: Pointer<Frame>) -> Statement {
    inline("walk->pgmap = get_dev_pagemap(\(page.value.text), walk->pgmap);") {
      walk.pgmap <- page.owner != Process.free
    }
  }

  /// How an entry is made from a pte that is present.
  static func encode(_ pte: Pointer<Pte>) -> Value {
    (pte.frame.value << Entries.pfnShift) | (pte.write << 1) | Entries.valid
  }

  // MARK: Afterwards

  /// The page is done; the last one of the table gives back what the walk holds.
  private static func handled() -> [Statement] {
    ghost { range.element(\.written, addr - range.start) <- Written.now }
      + [
        addr <- addr + 1,
        walk.last <- addr,
        when(addr == end) {
          walk.pgmap <- false
          walk.mapped <- false
        },
      ]
  }

  /// The walk ends at this page. B14: what it holds is not given back. With B6 mended, a page on its way is waited for.
  private static func failed(_ edition: Edition) -> [Statement] {
    let given = mended("B14", in: edition) {
      walk.pgmap <- false
      walk.mapped <- false
    }
    return [step("WE4") { [walk.last <- addr] + wroteError() + given }]
      + mended("B6", in: edition) {
        when(pte(addr).kind == PteKind.migration) {
          step("WE5") { walk.mapped <- false }
          hold(until: pte(addr).kind != PteKind.migration, "the page has arrived").named("WE5")
        }.named("WE5")
      } + [result(ret).named("WE4")]
  }

  private static func wroteError() -> [Statement] {
    ghost { range.element(\.written, addr - range.start) <- Written.now }
  }
}
