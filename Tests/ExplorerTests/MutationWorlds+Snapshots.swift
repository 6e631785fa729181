import Kernel
import Machine

/// Snapshots and walks of tables with holes and pieces.
extension MutationWorld {
  static func snapshot(
    _ name: String, _ world: World, from: Int = 0, cells: @escaping (inout Setup) -> Void = { _ in },
    before: @escaping () -> [Statement] = { [] }
  ) -> MutationWorld {
    let pages = world.pages.count
    return calls(name, world, cells: cells) {
      rangeRegistered(from, pages)
      range.element(\.written, 0) <- Written.now
      step("X") { count(i, from: 0, below: rows(of: Pte.self)) { range.element(\.pfns, i) <- 5 } }
      down_read(mm.mmap_sem)
      before()
      call(core.hmm_range_snapshot, range.value, into: ret)
      keep(ret)
    }
  }

  /// A window whose second page lies in another table: of ptes, of pmds, of puds.
  static func across(_ base: Int, _ pages: [PageContent]) -> World {
    var world = window(2, 2)
    world.base = base
    world.pages = pages
    world.vmas = [VmaPiece(0..<pages.count)]
    return world
  }

  static let mapped = PageContent.present(frame: "1a0", isWritable: true)
  static let readOnly = PageContent.present(frame: "1a1", isWritable: false)

  static var snapshots: [MutationWorld] {
    [
      snapshot("snapshot", across(0x7f00_0000_0000, [mapped, .none, readOnly])),
      snapshot("snapshot of the back", across(0x7f00_0000_0000, [mapped, .none, readOnly]), from: 1),
      snapshot("snapshot across ptes", across(0x7f00_001f_f000, [mapped, readOnly])),
      snapshot("snapshot with a hole in pmds", across(0x7f00_001f_f000, [mapped, .none, .none])),
      snapshot("snapshot with a hole first", across(0x7f00_001f_e000, [.none, .none, mapped])),
      snapshot("snapshot with a hole in puds", across(0x7f00_3fff_f000, [mapped, .none, .none])),
      snapshot("snapshot with a hole in puds first", across(0x7f00_3fff_e000, [.none, .none, mapped])),
      snapshot("snapshot with a hole in pgds", across(0x7f7f_ffff_f000, [mapped, .none, .none])),
      snapshot("snapshot with a hole in pgds first", across(0x7f7f_ffff_e000, [.none, .none, mapped])),
      snapshot(
        "snapshot with a hole in p4ds", across(0x7f7f_ffff_f000, [mapped, .none, .none]),
        cells: { $0.set("pgd", 2, "none", to: .number(0)) }),
      snapshot(
        "snapshot with a hole in p4ds first", across(0x7f7f_ffff_e000, [.none, .none, mapped]),
        cells: { $0.set("pgd", 1, "none", to: .number(0)) }),
      snapshot("snapshot of two holes", across(0x7f00_001f_f000, [.none, .none])),
      walk("pieces", pieces([0..<1, 1..<3])), walk("pieces with a gap", pieces([0..<1, 2..<3])),
      walk("a gap at the end", pieces([0..<2])),
      walk("nothing in pgds", empty), walk("nothing in p4ds", empty, none: 1), walk("nothing in puds", empty, none: 2),
      walk("nothing in pmds", empty, none: 3),
      snapshot("snapshot of pieces", pieces([0..<1, 1..<2])),
      snapshot("snapshot with a gap", pieces([0..<1, 2..<3])),
      snapshot("snapshot behind a gap", pieces([1..<3])),
      snapshot("snapshot of pieces out of order", pieces([2..<3, 0..<1])),
      snapshot("snapshot of what is special", special()),
      snapshot("snapshot of what cannot be read", pieces([0..<2], isReadable: false)),
      snapshot("snapshot of nothing", pieces([])),
      snapshot("snapshot of an invalid range", window(2, 1), before: { [range.valid <- false] }),
      snapshot("snapshot of the dead", window(2, 1), before: { [hmm.dead <- true] }),
      snapshot("snapshot without an mm", window(2, 1), before: { [hmm.mm.value <- 0] }),
      snapshot("snapshot of a wrong size", window(2, 1), before: { [range.page_shift <- 21] }),
      snapshot("snapshot with the driver's lock", window(2, 1), before: { [mutex_lock(driver.update)] }),
      snapshot("snapshot without mmap_sem", window(2, 1), before: { [up_read(mm.mmap_sem)] }),
      calls("two rounds", window(2, 1)) {
        rangeRegistered(0, 2)
        down_read(mm.mmap_sem)
        call(core.hmm_range_snapshot, range.value, into: ret)
        range.valid <- false
        call(core.hmm_range_snapshot, range.value, into: ret)
      },
      calls("a walk of nothing", window(2, 1)) {
        call(core.walk_page_range, mm.value, 1, 1, 1, into: ret)
        keep(ret)
      },
    ]
  }

  /// Nothing is mapped in two vmas.
  static var empty: World {
    var world = across(0x7f00_0000_0000, [.none, .none, .none])
    world.vmas = [VmaPiece(0..<1), VmaPiece(1..<3)]
    return world
  }

  /// A walk by itself, which a snapshot would cut at each vma; so many upper levels are there.
  static func walk(_ name: String, _ world: World, none levels: Int = 0) -> MutationWorld {
    let row = Pointer<HmmVmaWalk>(.named("walk", 1))
    return calls(
      "walk over \(name)", world,
      cells: { setup in
        for record in ["pgd", "p4d", "pud"].prefix(levels) { setup.set(record, 1, "none", to: .number(0)) }
      }
    ) {
      rangeRegistered(0, 3)
      row.range.value <- range.value
      call(core.walk_page_range, mm.value, 0, 3, row.value, into: ret)
      keep(row.last)
    }
  }

  static func pieces(_ vmas: [Range<Int>], isReadable: Bool = true) -> World {
    var world = across(0x7f00_0000_0000, [mapped, readOnly, .none])
    world.vmas = vmas.map { VmaPiece($0, isReadable: isReadable) }
    return world
  }

  static func special() -> World {
    var world = pieces([0..<3])
    world.vmas[0].isSpecial = true
    return world
  }
}
