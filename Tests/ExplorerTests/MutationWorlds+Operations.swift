import Kernel
import Machine

/// What changes page tables without taking pages away, what happens to files, and the reaper of all memory.
extension MutationWorld {
  /// One thread, with these operations.
  static func does(
    _ name: String, _ world: World, cells: @escaping (inout Setup) -> Void = { _ in }, _ operations: Operation...
  ) -> MutationWorld {
    var world = world
    world.threads = [Actor("app", operations)]
    let pages = world.pages.indices
    // The device maps what it can, so that every section leaves a trace.
    return MutationWorld(name: name, world: world) { setup in
      for page in pages { setup.set("driver", 1, "dpt", element: page, to: .number(world.entry(of: page))) }
      cells(&setup)
    }
  }

  /// One call of a procedure with numbers, and what it returns.
  static func returns(_ name: String, _ world: World, _ procedure: Procedure, _ numbers: Int...) -> MutationWorld {
    calls(name, world) {
      Statement(
        .call(
          .procedure(procedure), [mm.value] + numbers.map { .constant($0, name: nil) }, into: Local("ret", .errno)))
      keep(ret)
    }
  }

  /// All bits of some ptes.
  static func bits(_ rows: ClosedRange<Int>, _ names: String...) -> (inout Setup) -> Void {
    { setup in for row in rows { for name in names { setup.set("pte", row, name, to: .number(1)) } } }
  }

  static var operations: [MutationWorld] { protections + moves + files + advice + reapers + retractions }

  private static var protections: [MutationWorld] {
    [
      does("mprotect a part", window(4, 4), .mprotect(1..<3, .readOnly)),
      does("mprotect the middle of a later vma", of(window(4, 4)) { $0.pages = 1..<4 }, .mprotect(2..<3, .readOnly)),
      does("mprotect to none and back", window(2, 2), .mprotect(0..<2, .none), .mprotect(0..<2, .readWrite)),
      does("mprotect two puds", across(0x7f00_3fff_f000, [mapped, mapped2]), .mprotect(0..<2, .readOnly)),
      does("mprotect behind an empty table", across(0x7f00_001f_f000, [.none, mapped]), .mprotect(0..<2, .readOnly)),
      does("mprotect before an empty table", across(0x7f00_001f_f000, [mapped, .none]), .mprotect(0..<2, .readOnly)),
      does("mprotect odd ptes", odd, .mprotect(0..<4, .none)),
      does("mprotect a migration", migrating, .mprotect(0..<2, .readOnly)),
      does(
        "mprotect shared", of(window(2, 2)) { $0.isShared = true }, .mprotect(0..<2, .none),
        .mprotect(0..<2, .readWrite)),
      does(
        "mprotect a file", of(window(3, 3)) { ($0.isShared, $0.isFile) = (true, true) }, cells: bits(1...2, "dirty"),
        .mprotect(0..<3, .readOnly), .mprotect(0..<3, .readWrite)),
      does(
        "mprotect a dirty file", of(window(3, 3)) { ($0.isShared, $0.isFile) = (true, true) },
        cells: bits(1...2, "dirty", "soft_dirty"), .mprotect(0..<3, .readOnly), .mprotect(0..<3, .readWrite)),
      does("mprotect huge", hugePair, .mprotect(0..<2, .readOnly)),
      does("mprotect huge to none", hugePair, .mprotect(0..<2, .none)),
      does(
        "mprotect huge, shared", of(hugePair) { $0.isShared = true }, .mprotect(0..<2, .none),
        .mprotect(0..<2, .readWrite)),
      does(
        "mprotect huge, a file", of(hugePair) { ($0.isShared, $0.isFile) = (true, true) }, .mprotect(0..<2, .none),
        .mprotect(0..<2, .readWrite)),
      does(
        "mprotect a huge migration", hugePair, cells: { $0.set("pmd", 1, "kind", to: .number(2)) },
        .mprotect(0..<2, .none)),
      does(
        "mprotect a bad pmd", window(2, 2), cells: { $0.set("pmd", 1, "kind", to: .number(4)) }, .mprotect(0..<2, .none)
      ),
      returns("mprotect nothing", window(2, 2), core.mprotect, 1, 1, 1),
      returns("mprotect over a gap", pieces([0..<1, 2..<3]), core.mprotect, 0, 3, 1),
      returns("mprotect a gap", pieces([1..<2]), core.mprotect, 0, 2, 1),
      returns("mprotect behind all", pieces([0..<1]), core.mprotect, 2, 3, 1),
      returns("mprotect as it is", window(2, 2), core.mprotect, 0, 2, 3),
      MutationWorld(
        name: "loop and mprotect", world: window(2, 2).with(gpu, Actor("app", [.mprotect(0..<1, .readOnly)]))),
      does("numa", window(3, 2), .numa(0..<3), .numa(0..<1)),
      does("numa, a part", window(3, 3), .numa(1..<2)),
      does("numa over pieces", pieces([0..<1, 1..<2]), .numa(0..<2)),
      does("numa over a gap", pieces([1..<2]), .numa(0..<3)),
      does("numa, copies", sharedFrames, .numa(0..<2)),
      does("numa, shared copies", of(sharedFrames) { $0.isShared = true }, .numa(0..<2)),
      does("numa, odd ptes", odd, .numa(0..<4)),
      does("numa, migrations", migrating, .numa(0..<2)),
      does("numa, a part of a huge page", hugePair, .numa(1..<2)),
      does("mprotect the front of a huge page", hugePair, .mprotect(0..<1, .readOnly)),
      does("mprotect the back of a huge page", hugePair, .mprotect(1..<2, .readOnly)),
      does("numa, huge", hugePair, .numa(0..<2), .numa(0..<2)),
      does("numa, a huge devmap", hugePair, cells: { $0.set("pmd", 1, "kind", to: .number(3)) }, .numa(0..<2)),
      does("numa, special", of(window(2, 2)) { $0.isSpecial = true }, .numa(0..<2)),
      does("numa, none", of(window(2, 2)) { ($0.isReadable, $0.isWritable) = (false, false) }, .numa(0..<2)),
      does("numa, library", of(window(2, 2)) { ($0.isWritable, $0.isFile) = (false, true) }, .numa(0..<2)),
      does("numa, written file", of(window(2, 2)) { ($0.isReadable, $0.isFile) = (false, true) }, .numa(0..<2)),
      MutationWorld(
        name: "numa and munmap", world: window(2, 2).with(Actor("app", [.munmap(1..<2)]), Actor("x", [.numa(0..<1)]))),
    ]
  }

  private static var moves: [MutationWorld] {
    [
      does("mremap in a table", free(window(4, 2)), cells: bits(1...2, "protnone", "dirty"), .mremap(0..<2, to: 2)),
      does(
        "mremap to another table", free(across(0x7f00_001f_e000, [mapped, .swap(slot: "5"), .none, .none])),
        .mremap(0..<2, to: 2)),
      does(
        "mremap to a far pgd", free(across(0x7f7f_ffff_e000, [mapped, mapped2, .none, .none])), .mremap(0..<2, to: 2)),
      does(
        "mremap over tables", free(across(0x7f00_001f_f000, [mapped, .none, mapped2, .none, .none, .none]), 3),
        .mremap(0..<3, to: 3)),
      does(
        "mremap from an empty table", free(across(0x7f00_001f_e000, [.none, .none, mapped, .none, .none, .none]), 3),
        .mremap(0..<3, to: 3)),
      does("mremap a part", free(window(4, 2)), .mremap(1..<2, to: 3)),
      does("mremap to the middle", target([0..<4]), .mremap(4..<6, to: 1)),
      does("mremap to the front", target([0..<4]), .mremap(4..<6, to: 0)),
      does("mremap to the back", target([0..<4]), .mremap(4..<6, to: 2)),
      does("mremap to two and a half", target([0..<1, 1..<2, 2..<4], 3), .mremap(4..<7, to: 0)),
      does("mremap to half and two", target([0..<2, 2..<3, 3..<4], 3), .mremap(4..<7, to: 1)),
      does("mremap forth", free(window(4, 3), 1, from: 1), .mremap(1..<2, to: 0)),
      does("mremap beside another", pieces([0..<1, 2..<3]), .mremap(0..<1, to: 1)),
      does(
        "mremap to where a table ends",
        free(across(0x7f00_001f_c000, [mapped, mapped2, .none, .none, .none, .none]), 3), .mremap(0..<3, to: 3)),
      does(
        "mremap something present, then nothing",
        free(across(0x7f00_001f_f000, [mapped, .swap(slot: "5"), .none, .none]), 2), .mremap(0..<2, to: 2)),
      does(
        "mremap a marked huge page", free(hugeFour), cells: { $0.set("pmd", 1, "protnone", to: .number(1)) },
        .mremap(0..<2, to: 2)),
      does("mremap a huge page to another pgd", free(hugeFar), .mremap(0..<2, to: 2)),
      does("mremap onto another", window(2, 2), .mremap(0..<1, to: 1)),
      does("mremap odd ptes", free(odd8), .mremap(0..<4, to: 4)),
      does("mremap nothing present", free(window(4, 0)), .mremap(0..<2, to: 2)),
      does("mremap huge", free(hugeFour), .mremap(0..<2, to: 2)),
      does("mremap a part of a huge page", free(hugeFour), .mremap(0..<1, to: 2)),
      does("mremap huge across", free(hugeFour), .mremap(0..<2, to: 1)),
      does("mremap huge, to where a table is", hugeTable, .mremap(0..<2, to: 2)),
      does("mremap hugetlb", free(of(window(4, 2)) { $0.isHugetlb = true }), .mremap(0..<2, to: 2)),
      does("mremap, the vma too late", free(window(4, 2), 1, from: 1), .mremap(0..<2, to: 2)),
      does("mremap, the vma too short", free(window(4, 2), 1), .mremap(0..<2, to: 2)),
      does("mremap, no vma", free(window(4, 2), 1), .mremap(1..<2, to: 2)),
      returns("mremap onto itself", window(4, 2), core.mremap, 0, 2, 1),
      returns("mremap back", window(4, 2), core.mremap, 1, 3, 0),
      returns("mremap nothing", window(4, 2), core.mremap, 1, 1, 3),
      returns("mremap without a vma", free(window(4, 2), 1), core.mremap, 1, 2, 3),
      MutationWorld(
        name: "loop and mremap", world: free(window(2, 1), 1).with(gpu, Actor("app", [.mremap(0..<1, to: 1)]))),
    ]
  }

  private static var files: [MutationWorld] {
    let shared = of(window(2, 2)) { ($0.isShared, $0.isFile) = (true, true) }
    return [
      does("truncate", shared, .truncate(1..<2)),
      does("truncate a private file", of(window(2, 2)) { $0.isFile = true }, .truncate(0..<2)),
      does("truncate anonymous memory", window(2, 2), .truncate(0..<2)),
      does("truncate over pieces", of(pieces([0..<1, 2..<3])) { $0.isFile = true }, .truncate(0..<3)),
      does("punch before a vma", of(pieces([2..<3, 0..<1])) { $0.isFile = true }, .truncate(0..<1)),
      does("truncate behind a gap", of(pieces([1..<2])) { $0.isFile = true }, .truncate(0..<2)),
      does("punch into pieces", of(window(3, 3), [0..<1, 1..<3]) { $0.isFile = true }, .truncate(0..<2)),
      does("truncate three pieces", of(window(3, 3), [0..<1, 1..<2, 2..<3]) { $0.isFile = true }, .truncate(0..<3)),
      does("truncate for a smaller one", smallPeer, .truncate(0..<2)),
      does("truncate for two", peers, .truncate(0..<2)),
      MutationWorld(name: "punch from a peer", world: peers.with(Actor("app", process: "peer", [.truncate(3..<4)]))),
      MutationWorld(name: "truncate before a fork", world: forked.with(Actor("app", [.truncate(0..<1)]))),
      MutationWorld(
        name: "loop and truncate",
        world: of(window(1, 1)) { $0.isFile = true }.with(gpu, Actor("app", [.truncate(0..<1)]))),
      MutationWorld(
        name: "truncate and mkclean",
        world: shared.with(Actor("app", [.truncate(0..<1)]), Actor("wb", [.mkclean(page: 0)]))),
      does("mkclean", shared, cells: bits(1...2, "dirty", "soft_dirty"), .mkclean(page: 0)),
      does("mkclean a clean page", of(readOnlyPage) { ($0.isShared, $0.isFile) = (true, true) }, .mkclean(page: 0)),
      does(
        "mkclean a dirty page", of(readOnlyPage) { ($0.isShared, $0.isFile) = (true, true) },
        cells: bits(1...1, "dirty"),
        .mkclean(page: 0)),
      does("mkclean a marked page", shared, cells: bits(1...2, "protnone"), .mkclean(page: 1)),
      does("mkclean beside a private mapping", privatePeer, .mkclean(page: 0)),
      does("mkclean for two", peers, .mkclean(page: 0)),
      MutationWorld(name: "mkclean from a peer", world: peers.with(Actor("wb", process: "peer", [.mkclean(page: 2)]))),
      MutationWorld(name: "mkclean before a fork", world: forked.with(Actor("wb", [.mkclean(page: 0)]))),
      MutationWorld(
        name: "loop and mkclean",
        world: of(window(1, 1)) { ($0.isShared, $0.isFile) = (true, true) }.with(gpu, Actor("w", [.mkclean(page: 0)]))),
      MutationWorld(
        name: "two mkcleans", world: shared.with(Actor("a", [.mkclean(page: 0)]), Actor("b", [.mkclean(page: 0)]))),
      MutationWorld(
        name: "mkclean and madvise", world: shared.with(Actor("a", [.mkclean(page: 0)]), Actor("b", [.dontneed(0..<1)]))
      ),
      returns("mkclean counts", shared, core.page_mkclean, 0),
      returns("mkclean counts two", peers, core.page_mkclean, 0),
      returns("mkclean no page", of(window(2, 1)) { ($0.isShared, $0.isFile) = (true, true) }, core.page_mkclean, 1),
      returns("mkclean a private file", of(window(2, 2)) { $0.isFile = true }, core.page_mkclean, 1),
      returns("mkclean shared memory", of(window(2, 2)) { $0.isShared = true }, core.page_mkclean, 1),
      returns(
        "mkclean the second vma", of(pieces([0..<1, 1..<3])) { ($0.isShared, $0.isFile) = (true, true) },
        core.page_mkclean, 1),
      returns(
        "mkclean between vmas", of(pieces([0..<1, 2..<3])) { ($0.isShared, $0.isFile) = (true, true) },
        core.page_mkclean, 1),
      does("clear_refs", odd, cells: bits(1...4, "soft_dirty"), .clearRefs),
      does("clear_refs over a gap", pieces([0..<1, 2..<3]), cells: bits(1...3, "soft_dirty"), .clearRefs),
      does("clear_refs without vmas", pieces([]), .clearRefs),
      does("clear_refs of special vmas", of(pieces([0..<1, 2..<3]), last: false) { $0.isSpecial = true }, .clearRefs),
      does("clear_refs of tables", across(0x7f00_001f_f000, [mapped, .none]), .clearRefs),
      does("clear_refs of huge pages", hugePair, .clearRefs),
      does("clear_refs of a huge migration", hugePair, cells: { $0.set("pmd", 1, "kind", to: .number(2)) }, .clearRefs),
      MutationWorld(name: "loop and clear_refs", world: window(1, 1).with(gpu, Actor("app", [.clearRefs]))),
    ]
  }

  private static var advice: [MutationWorld] {
    [
      does("free", swapped, cells: bits(1...1, "dirty"), .free(0..<3), .dontneed(0..<3)),
      does("free swap", swapped, cells: bits(1...3, "dirty", "soft_dirty", "protnone", "write"), .free(0..<3)),
      does("free what is in the swap cache, too", swapped, cells: cached(1), .free(0..<3)),
      does("free what somebody else holds", swapped, cells: cached(2), .free(0..<3)),
      returns("free the first", window(2, 2), core.madvise_free, 0, 1),
      does("free odd ptes", odd, cells: bits(1...4, "dirty"), .free(0..<4)),
      does("free a part of a huge page", hugePair, .free(0..<1)),
      does("free huge", hugePair, .free(0..<2)),
      does("free a huge devmap", hugePair, cells: { $0.set("pmd", 1, "kind", to: .number(3)) }, .free(0..<2)),
      does("free of tables", across(0x7f00_001f_f000, [.none, mapped]), .free(0..<2)),
      returns("free over a gap", pieces([0..<1, 2..<3]), core.madvise_free, 0, 3),
      returns("free before a vma", pieces([1..<2]), core.madvise_free, 0, 3),
      returns("free a gap", pieces([1..<2]), core.madvise_free, 0, 1),
      returns("free one", window(2, 2), core.madvise_free, 1, 2),
      returns("free a file", of(window(2, 2)) { $0.isFile = true }, core.madvise_free, 0, 2),
      returns("free shared memory", of(window(2, 2)) { $0.isShared = true }, core.madvise_free, 0, 2),
      returns("free locked memory", of(window(2, 2)) { $0.isLocked = true }, core.madvise_free, 0, 2),
      returns("madvise over a gap", pieces([0..<1, 2..<3]), core.madvise_dontneed, 0, 3),
      returns("madvise before a vma", pieces([1..<2]), core.madvise_dontneed, 0, 3),
      returns("madvise locked memory", of(window(2, 2)) { $0.isLocked = true }, core.madvise_dontneed, 0, 2),
      returns(
        "madvise locked memory behind a gap", of(pieces([1..<2])) { $0.isLocked = true }, core.madvise_dontneed, 0, 1),
      returns("madvise huge pages", of(window(2, 2)) { $0.isHugetlb = true }, core.madvise_dontneed, 0, 2),
      returns("madvise special pages", of(window(2, 2)) { $0.isSpecial = true }, core.madvise_dontneed, 0, 2),
      does(
        "madvise marked pages", window(2, 2), cells: bits(1...2, "dirty", "soft_dirty", "protnone"), .dontneed(0..<2)),
      does(
        "reclaim marked pages", window(2, 2), cells: bits(1...2, "dirty", "soft_dirty", "protnone"), .reclaim(page: 0)),
      MutationWorld(name: "loop and free", world: window(1, 1).with(gpu, Actor("app", [.free(0..<1)]))),
    ]
  }

  private static var reapers: [MutationWorld] {
    [
      does("reap all", pieces([0..<1, 1..<3]), .oomReapAll, .write(page: 0, letter: "X")),
      does(
        "reap what lies behind shared memory",
        of(of(window(2, 2), [0..<1, 1..<2]) { _ in }, last: false) { $0.isShared = true }, .oomReapAll),
      does("reap shared memory", of(window(2, 2)) { $0.isShared = true }, .oomReapAll),
      does("reap locked memory", of(window(2, 2)) { $0.isLocked = true }, .oomReapAll),
      does("reap all, then exit", window(2, 2), .oomReapAll, .exit),
      does("exit, then reap", window(2, 2), .exit, .oomReapAll),
      does("reap, refused by another", refused, .oomReap(0..<1), .oomReapAll),
      MutationWorld(
        name: "reap and exit", world: window(1, 1).with(Actor("reaper", [.oomReapAll]), Actor("app", [.exit]))),
      MutationWorld(
        name: "reap and munmap",
        world: window(2, 1).with(Actor("reaper", [.oomReapAll]), Actor("app", [.munmap(1..<2)]))),
      MutationWorld(
        name: "reap and unregister",
        world: window(1, 1).with(
          Actor("reaper", [.oomReapAll]), Actor("driver", [.call(core.hmm_mirror_unregister, [1])]))),
    ]
  }

  // MARK: Worlds

  /// Somebody else subscribes, and refuses what may not block.
  private static var refused: World {
    var world = window(1, 1)
    world.isRefusedByAnother = true
    return world
  }

  private static var retractions: [MutationWorld] {
    [
      does("retract", window(2, 2), .retract(0..<2)),
      MutationWorld(
        name: "retract beside a reader",
        world: window(2, 2).with(Actor("khp", [.retract(0..<1)]), Actor("app", [.dontneed(1..<2)]))),
      MutationWorld(
        name: "retract beside reclaim",
        world: window(1, 1).with(Actor("khp", [.retract(0..<1)]), Actor("kswapd", [.reclaim(page: 0)]))),
    ]
  }

  /// The second frame is what the swap slot has in the swap cache, with so many references.
  private static func cached(_ references: Int) -> (inout Setup) -> Void {
    { setup in
      setup.set("swap", 1, "page", to: .number(2))
      setup.set("frame", 2, "owner", to: .number(1))
      setup.set("frame", 2, "count", to: .number(references))
      setup.set("frame", 2, "letter", to: .number(65))
      setup.set("frame", 2, "lazyfree", to: .number(1))
    }
  }

  /// With other vmas, each changed.
  private static func of(_ world: World, _ vmas: [Range<Int>], _ change: (inout VmaPiece) -> Void) -> World {
    var copy = world
    copy.vmas = vmas.map { VmaPiece($0) }
    return of(copy, change)
  }

  /// Four pages with these vmas, and so many behind them to be moved there.
  private static func target(_ vmas: [Range<Int>], _ count: Int = 2) -> World {
    var world = window(4 + count, 4)
    world.pages[4] = .present(frame: "1b4", isWritable: true)
    world.frames[4].owner = "app"
    world.vmas = (vmas + [4..<4 + count]).map { VmaPiece($0) }
    return world
  }

  /// Every vma, or all but the last, changed.
  private static func of(_ world: World, last: Bool = true, _ change: (inout VmaPiece) -> Void) -> World {
    var copy = world
    for index in copy.vmas.indices where last || index + 1 < copy.vmas.count { change(&copy.vmas[index]) }
    return copy
  }

  /// So many pages are mapped, from one on; the rest is free to be moved to.
  private static func free(_ world: World, _ mapped: Int? = nil, from: Int = 0) -> World {
    var copy = world
    let count = mapped ?? world.pages.count / 2
    copy.vmas = [VmaPiece(from..<from + count)]
    if let vma = world.vmas.first { (copy.vmas[0].isHugetlb) = (vma.isHugetlb) }
    return copy
  }

  private static let mapped2 = PageContent.present(frame: "1a1", isWritable: true)

  /// One pte of each kind that is neither none nor swap nor on its way.
  private static var odd: World {
    var world = window(4, 1)
    world.pages = [
      .special, .devmap(frame: "1a0", isWritable: true), .poison, .present(frame: "1b4", isWritable: true),
    ]
    world.frames[1].owner = "app"
    return world
  }

  private static var odd8: World {
    var world = odd
    world.pages += [.none, .none, .none, .none]
    return world
  }

  private static var migrating: World {
    var world = window(2, 1)
    world.frames.append(FrameContent("d00", owner: "app", letter: "D", device: "gpu"))
    world.pages = [.migration(frame: "1a0", isWritable: true), .devicePrivate(frame: "d00", isWritable: true)]
    return world
  }

  private static var hugePair: World {
    var world = window(2, 2)
    world.pages = [.huge(frame: "1a0", isWritable: true), .huge(frame: "1a1", isWritable: true)]
    return world
  }

  private static var hugeFour: World {
    var world = hugePair
    world.base = 0x7f00_001f_e000
    world.pages += [.none, .none]
    return world
  }

  private static var hugeFar: World {
    var world = hugeFour
    world.base = 0x7f7f_ffff_e000
    return world
  }

  /// The place for the huge page has a table, which another vma needs.
  private static var hugeTable: World {
    var world = hugeFour
    world.pages += [.present(frame: "1b4", isWritable: true)]
    world.frames[2].owner = "app"
    world.vmas = [VmaPiece(0..<2), VmaPiece(4..<5)]
    return world
  }

  private static var readOnlyPage: World {
    var world = window(1, 1)
    world.pages[0] = .present(frame: "1a0", isWritable: false)
    return world
  }

  /// Two pages of one frame.
  private static var sharedFrames: World {
    var world = window(2, 1)
    world.pages = Array(repeating: .present(frame: "1a0", isWritable: false), count: 2)
    return world
  }

  /// Two processes with the same file.
  private static var peers: World {
    var world = of(window(2, 1)) { ($0.isShared, $0.isFile) = (true, true) }
    world.processes = ["app", "peer"]
    world.pages = [.present(frame: "1a0", isWritable: true), .none]
    world.others = [AddressSpace("peer", base: world.base, pages: world.pages, vmas: world.vmas)]
    return world
  }

  private static var forked: World {
    var world = of(window(1, 1)) { ($0.isShared, $0.isFile) = (true, true) }
    world.processes = ["app", "child"]
    world.others = [AddressSpace("child", base: world.base, pages: [.none], isForked: true)]
    return world
  }

  private static var smallPeer: World {
    var world = peers
    world.pages[1] = .present(frame: "1b4", isWritable: true)
    world.frames[1].owner = "app"
    world.others[0].pages = [.present(frame: "1a0", isWritable: true)]
    world.others[0].vmas[0].pages = 0..<1
    return world
  }

  private static var privatePeer: World {
    var world = peers
    world.others[0].vmas[0].isShared = false
    return world
  }
}

extension World {
  /// What a device would map for a page of the first window.
  fileprivate func entry(of page: Int) -> Int {
    switch pages[page] {
    case .present(let name, let isWritable), .huge(let name, let isWritable):
      ((frames.firstIndex { $0.name == name } ?? -1) + 1) << 3 | (isWritable ? 3 : 1)
    default: 0
    }
  }
}
