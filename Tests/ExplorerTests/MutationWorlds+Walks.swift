import Kernel
import Machine

/// Faults for devices, and walks that meet what is not plain.
extension MutationWorld {
  /// A range over the whole window is filled, asking for some bits on every page, or page by page.
  static func faulted(
    _ name: String, _ world: World, asks: Int, mask: Int = 0, requests: [Int] = [], shift: Int = 12,
    pages part: Range<Int>? = nil,
    block: Bool = false,
    others: [Actor] = [], cells: @escaping (inout Setup) -> Void = { _ in },
    before: @escaping () -> [Statement] = { [] }
  ) -> MutationWorld {
    let pages = world.pages.count
    return calls("fault: \(name)", world, cells: cells, and: others) {
      rangeRegistered(part?.lowerBound ?? 0, part?.upperBound ?? pages)
      range.page_shift <- .constant(shift, name: nil)
      range.default_flags <- .constant(asks, name: nil)
      range.pfn_flags_mask <- .constant(mask, name: nil)
      requested(requests.isEmpty ? Array(repeating: 5, count: pages) : requests)
      down_read(mm.mmap_sem)
      before()
      call(core.hmm_range_fault, range.value, .constant(block ? 1 : 0, name: nil), into: ret)
      keep(ret)
    }
  }

  private static func requested(_ requests: [Int]) -> [Statement] {
    [
      step("X") {
        requests.enumerated().map { index, request in
          range.element(\.pfns, .constant(index, name: nil)) <- .constant(request, name: nil)
        }
      }
    ]
  }

  /// Pages with contents, frames two of which are free, and a slot.
  static func world(_ pages: [PageContent], base: Int = 0x7f00_0000_0000, hugetlb: Bool = false) -> World {
    var world = window(pages.count, 2)
    world.base = base
    world.pages = pages
    world.vmas = [VmaPiece(0..<pages.count)]
    world.vmas[0].isHugetlb = hugetlb
    world.frames.append(FrameContent("1b5"))
    world.slots = [SlotContent("3", owner: "app", letter: "D"), SlotContent("5")]
    return world
  }

  /// A pmd over the first two pages, in a window of three, at the border of a table or, for the pud, of the upper one.
  static func table(
    _ kind: Int, frame: Int = 1, write: Int = 1, protnone: Int = 0, none: Int = 0, record: String = "pmd"
  ) -> (inout Setup) -> Void {
    { setup in
      for level in ["pgd", "p4d", "pud", "pmd"] { setup.set(level, 1, "none", to: .number(0)) }
      if ["pmd", "pud"].contains(record) {
        setup.set(record, 1, "kind", to: .number(kind))
        setup.set(record, 1, "frame", to: .number(frame))
        setup.set(record, 1, "write", to: .number(write))
      }
      if record == "pmd" { setup.set(record, 1, "protnone", to: .number(protnone)) }
      setup.set(record, 1, "none", to: .number(none))
    }
  }

  static let device = PageContent.devicePrivate(frame: "1a0", isWritable: true)
  static let deviceReadOnly = PageContent.devicePrivate(frame: "1a0", isWritable: false)
  static let devmap = PageContent.devmap(frame: "1a0", isWritable: true)
  static let moving = PageContent.migration(frame: "1a0", isWritable: true)
  static let inSwap = PageContent.swap(slot: "3")
  private static let absent: [PageContent] = [.none, .none, mapped]
  private static let atTable = 0x7f00_001f_e000
  private static let atPud = 0x7f00_3fff_e000

  static var walks: [MutationWorld] { entries + rangeFaults + parts + tables + hugetlbs + oldCalls + dma }

  private static var entries: [MutationWorld] {
    let kinds: [(String, PageContent)] = [
      ("a private page", device), ("a private page, read-only", deviceReadOnly), ("devmap", devmap),
      ("a page on its way", moving), ("a swapped page", inSwap), ("special", .special), ("poison", .poison),
      ("protnone", .protnone(frame: "1a0", isWritable: true)),
    ]
    return kinds.map { name, page in snapshot("snapshot of \(name)", world([page, readOnly])) }
      + kinds.flatMap { name, page in
        [1, 3, 7].map { faulted("\(name) asks \($0)", world([page, readOnly]), asks: $0) }
      } + [
        snapshot(
          "snapshot of devmap that has gone", world([devmap, readOnly]),
          cells: { $0.set("frame", 1, "owner", to: .number(0)) }),
        snapshot("snapshot of devmap, twice", world([devmap, .devmap(frame: "1a1", isWritable: false)])),
      ]
  }

  private static var rangeFaults: [MutationWorld] {
    let drop = [Actor("app", [.dontneed(0..<1)])]
    return [
      faulted("none asks to read", world([.none, readOnly]), asks: 1),
      faulted("none asks to write", world([.none, readOnly]), asks: 3),
      faulted("none, blocking", world([.none, readOnly]), asks: 3, block: true),
      faulted("none asks nothing", world([.none, readOnly]), asks: 0),
      faulted("page by page", world([.none, readOnly, .none]), asks: 0, mask: -1, requests: [1, 3, 0]),
      faulted("page by page, last", world([.none, readOnly, .none]), asks: 0, mask: -1, requests: [0, 0, 3]),
      faulted("WRITE without VALID", world([.none, readOnly]), asks: 0, mask: -1, requests: [2, 2]),
      faulted("masked", world([.none, readOnly]), asks: 1, mask: 2, requests: [1, 3]),
      faulted("while dropped", world([.none, .none]), asks: 1, others: drop),
      faulted(
        "while dropped, page by page", world([.none, .none]), asks: 0, mask: -1, requests: [1, 1], others: drop),
      faulted("pieces", pieces([0..<1, 1..<3]), asks: 1),
      faulted("a gap", pieces([0..<1, 2..<3]), asks: 1),
      faulted("a gap, not asked for", pieces([2..<3]), asks: 0, mask: -1, requests: [0, 0, 0]),
      faulted("nothing", pieces([]), asks: 1),
      faulted("what is special", special(), asks: 1),
      faulted("what cannot be read", pieces([0..<2], isReadable: false), asks: 1),
      faulted("an invalid range", world([.none]), asks: 1, before: { [range.valid <- false] }),
      faulted("the dead", world([.none]), asks: 1, before: { [hmm.dead <- true] }),
      faulted("without an mm", world([.none]), asks: 1, before: { [hmm.mm.value <- 0] }),
      faulted("a wrong size", world([.none]), asks: 1, shift: 21),
      faulted("with the driver's lock", world([mapped]), asks: 1, before: { [mutex_lock(driver.update)] }),
      faulted("without mmap_sem", world([mapped]), asks: 1, before: { [up_read(mm.mmap_sem)] }),
      calls("fault: a snapshot after a fault", world([.none, .none])) {
        rangeRegistered(0, 2)
        range.default_flags <- 1
        down_read(mm.mmap_sem)
        Pointer<HmmVmaWalk>(.named("walk", 1)).fault <- true
        call(core.hmm_range_snapshot, range.value, into: ret)
        call(core.hmm_range_fault, range.value, 1, into: ret)
      },
      calls("fault: two rounds", world([.none, .none])) {
        rangeRegistered(0, 2)
        range.default_flags <- 1
        down_read(mm.mmap_sem)
        call(core.hmm_range_fault, range.value, 0, into: ret)
        range.valid <- false
        call(core.hmm_range_fault, range.value, 0, into: ret)
      },
      faulted(
        "a hole behind a hole", world([.none, .none, .none], base: atTable), asks: 0, mask: -1, requests: [0, 0, 1],
        cells: table(0, none: 1)),
    ]
  }

  /// Ranges that begin and end inside of what an entry covers.
  private static var parts: [MutationWorld] {
    let pages: [PageContent] = [.none, .none, .none, mapped]
    let levels = ["pgd", "p4d", "pud", "pmd"].map { record in
      faulted(
        "a part of a hole: \(record)", world(pages, base: record == "pmd" ? 0x7f00_001f_d000 : 0x7f7f_ffff_d000),
        asks: 0, pages: 1..<2, cells: table(0, none: 1, record: record))
    }
    let kinds = [("huge", 1, "pmd"), ("devmap", 3, "pmd"), ("bad", 4, "pmd"), ("devmap", 3, "pud")].map {
      faulted(
        "a part of a \($2): \($0)", world(pages, base: $2 == "pmd" ? 0x7f00_001f_d000 : 0x7f00_3fff_d000), asks: 0,
        pages: 1..<2, cells: table($1, record: $2))
    }
    let huge = [("mapped", "pmd", 0), ("without a table", "pud", 1)].map {
      faulted(
        "a part of hugetlb: \($0)", world(pages, base: 0x7f00_001f_d000, hugetlb: true), asks: 0, pages: 1..<2,
        cells: table(1, none: $2, record: $1))
    }
    return levels + kinds + huge + [
      faulted("a part of a special vma", special(), asks: 0, pages: 1..<2),
      faulted(
        "a part of a table", world([mapped, readOnly, mapped, mapped]), asks: 0, pages: 1..<2),
      faulted(
        "a pmd: protnone and read-only", world(absent, base: atTable), asks: 3,
        cells: table(1, write: 0, protnone: 1)),
      faulted(
        "hugetlb: the first asks", world([.none, .none], hugetlb: true), asks: 0, mask: -1, requests: [3, 0],
        cells: table(1, write: 0)),
      faulted(
        "a private page asks to be read", world([deviceReadOnly]), asks: 5),
    ]
  }

  private static var tables: [MutationWorld] {
    let pmds: [(String, (inout Setup) -> Void)] = [
      ("huge", table(1)), ("huge, read-only", table(1, write: 0)), ("huge, protnone", table(1, protnone: 1)),
      ("on its way", table(2)), ("devmap", table(3)), ("devmap that goes", table(3, frame: 2)), ("bad", table(4)),
      ("none", table(0, none: 1)),
    ]
    let puds: [(String, (inout Setup) -> Void)] = [
      ("none", table(0, none: 1, record: "pud")), ("devmap", table(3, record: "pud")),
      ("devmap, read-only", table(3, write: 0, record: "pud")),
      ("devmap that goes", table(3, frame: 2, record: "pud")), ("huge", table(1, record: "pud")),
    ]
    let split = Procedure("split", isKernel: false) { Pointer<Pmd>(.named("pmd", 1)).kind <- TableKind.table }
    let clear = Procedure("clear", isKernel: false) { Pointer<Pmd>(.named("pmd", 1)).none <- true }
    let clearPud = Procedure("clear", isKernel: false) { Pointer<Pud>(.named("pud", 1)).none <- true }
    func small(_ base: Int) -> World { world(absent, base: base) }
    return pmds.map { snapshot("snapshot of a pmd: \($0)", small(atTable), cells: $1) }
      + pmds.flatMap { name, cells in
        [(1, 0), (3, 0), (0, 0)].map {
          faulted("a pmd: \(name) asks \($0.0)", small(atTable), asks: $0.0, mask: $0.1, cells: cells)
        }
      }
      + pmds.prefix(4).flatMap { name, cells in
        [
          faulted(
            "a pmd that is split: \(name)", small(atTable), asks: 1, others: [Actor("split", [.call(split, [])])],
            cells: cells),
          faulted(
            "a pmd that is cleared: \(name)", small(atTable), asks: 0, others: [Actor("clear", [.call(clear, [])])],
            cells: cells),
        ]
      } + puds.map { snapshot("snapshot of a pud: \($0)", small(atPud), cells: $1) }
      + puds.map { faulted("a pud: \($0)", small(atPud), asks: 3, cells: $1) }
      + puds.map { faulted("a pud, to read: \($0)", small(atPud), asks: 1, cells: $1) } + [
        snapshotBeside("a pud that is cleared", small(atPud), clearPud, cells: table(3, record: "pud")),
        walk("a special vma", special()),
      ]
  }

  private static func snapshotBeside(
    _ name: String, _ world: World, _ other: Procedure, cells: @escaping (inout Setup) -> Void
  ) -> MutationWorld {
    faulted(name, world, asks: 0, others: [Actor("other", [.call(other, [])])], cells: cells)
  }

  private static var hugetlbs: [MutationWorld] {
    let kinds: [(String, (inout Setup) -> Void)] = [
      ("mapped", table(1)), ("read-only", table(1, write: 0)), ("none", table(0, none: 1)),
      ("without a table", table(0, none: 1, record: "pud")), ("without p4d", table(0, none: 1, record: "p4d")),
      ("without pgd", table(0, none: 1, record: "pgd")),
    ]
    let two = world([.none, .none], hugetlb: true)
    let three = world(absent, base: atTable, hugetlb: true)
    return kinds.flatMap { name, cells in
      [
        snapshot("snapshot of hugetlb: \(name)", two, cells: cells),
        snapshot("snapshot of hugetlb: \(name), three", three, cells: cells),
        faulted("hugetlb: \(name)", two, asks: 1, cells: cells),
        faulted("hugetlb to write: \(name)", two, asks: 3, cells: cells),
        faulted("hugetlb whole: \(name)", two, asks: 0, shift: 21, cells: cells),
        faulted("hugetlb whole, to write: \(name)", two, asks: 3, shift: 21, cells: cells),
        faulted("hugetlb page by page: \(name)", two, asks: 0, mask: -1, requests: [0, 3], cells: cells),
      ]
    }
  }

  // MARK: Calls around a fault

  private static func kernel(_ name: String) -> Procedure { core.callsOfFaults.first { $0.name == name }! }

  private static func old(
    _ name: String, _ pages: [PageContent], others: [Actor] = [], start: Int = 0,
    before: @escaping () -> [Statement] = { [] }
  ) -> MutationWorld {
    let (vma, valid) = (Pointer<Vma>("vma"), Value.local("valid", .flag))
    return calls("old: \(name)", world(pages), and: others) {
      allocate(range)
      Core.setup(range, driver)
      range.start <- .constant(start, name: nil)
      range.default_flags <- 4
      requested(pages.map { _ in 1 })
      down_read(mm.mmap_sem)
      call(core.findVma, mm.value, range.start, into: vma.value)
      range.vma.value <- vma.value
      before()
      call(core.hmm_vma_fault, range.value, 1, into: ret)
      keep(ret)
      when(ret == 0) { call(core.hmm_vma_range_done, range.value, into: valid) }
      driver.end <- valid
    }
  }

  private static var oldCalls: [MutationWorld] {
    [
      old("none", [.none, readOnly]), old("special", [.special]),
      old("nothing", [.none], start: 1), old("the dead", [.none], before: { [hmm.dead <- true] }),
      old("a section is open", [.none], before: { [hmm.notifiers <- 1] }),
      old("dropped", [.none, .none], others: [Actor("app", [.dontneed(0..<1)])]),
      old("reclaimed", [.none, mapped], others: [Actor("kswapd", [.reclaim(page: 1)])]),
    ]
  }

  private static func mapped(
    _ name: String, _ pages: [PageContent], _ dma: Dma = .works, others: [Actor] = [], dirty: Int = 1,
    before: @escaping () -> [Statement] = { [] }, between: @escaping () -> [Statement] = { [] }
  ) -> MutationWorld {
    var world = world(pages)
    world.dma = dma
    return calls("dma: \(name)", world, and: others) {
      rangeRegistered(0, pages.count)
      step("X") {
        count(i, from: 0, below: .constant(pages.count, name: nil)) {
          Pointer<Daddrs>(.named("daddrs", 1)).element(\.address, i) <- 99
        }
      }
      range.default_flags <- 1
      down_read(mm.mmap_sem)
      before()
      call(core.hmm_range_dma_map, range.value, driver.value, 1, 0, into: ret)
      keep(ret)
      between()
      when(ret > 0) {
        call(
          core.hmm_range_dma_unmap, range.value, 1, driver.value, driver.daddrs.value, .constant(dirty, name: nil),
          into: ret)
        driver.end <- ret
      }
    }
  }

  private static var dma: [MutationWorld] {
    let invalidate = Procedure("invalidate", isKernel: false) { range(1).valid <- false }
    let clean: PageContent = .present(frame: "1a1", isWritable: true)
    return [
      mapped("works", [mapped, readOnly, inSwap]), mapped("clean", [mapped, readOnly], dirty: 0),
      mapped("may fail", [mapped, inSwap, clean], .mayFail),
      mapped("invalidated", [mapped, clean], others: [Actor("other", [.call(invalidate, [])])]),
      mapped("no page", [mapped], before: { [range.end <- 0] }),
      mapped("nothing", [.none], before: { [range.default_flags <- 0] }),
      mapped("special", [.special]),
      mapped("no addresses", [mapped], between: { [driver.daddrs.value <- 0] }),
      mapped("no range", [mapped], between: { [range.end <- 0] }),
      calls("entries", world([mapped])) {
        ["to_page", "to_pfn"].flatMap { taken("hmm_device_entry_\($0)", [0, 2, 4, 9, 11]) }
        ["from_page", "from_pfn"].flatMap { taken("hmm_device_entry_\($0)", [1, 2]) }
      },
    ]
  }

  private static func range(_ row: Int) -> Pointer<HmmRange> { Pointer<HmmRange>(.constant(row, name: nil)) }

  /// What a call makes of some numbers, added up so that none is lost.
  private static func taken(_ name: String, _ numbers: [Int]) -> [Statement] {
    numbers.flatMap { number in
      [
        call(kernel(name), 0, .constant(number, name: nil), into: ret),
        driver.start <- driver.start * 3 + ret,
      ]
    }
  }
}
