import Kernel
import Machine

/// Page faults, by themselves and when others change what they look at.
extension MutationWorld {
  /// A window whose first frames are there from the beginning, with so many free ones behind them.
  static func faulty(_ pages: [PageContent], free: Int = 1, _ change: (inout World) -> Void = { _ in }) -> World {
    var world = window(pages.count, 0)
    world.pages = pages
    world.frames = [FrameContent("1a0", owner: "app", letter: "A"), FrameContent("1a1", owner: "app", letter: "B")]
    world.frames += (0..<free).map { FrameContent("1b\($0)") }
    world.slots = [SlotContent("3", owner: "app", letter: "D"), SlotContent("5")]
    change(&world)
    return world
  }

  static func fault(
    _ name: String, _ world: World, page: Int = 0, flags: Int = 0, cells: @escaping (inout Setup) -> Void = { _ in },
    and others: [Actor] = []
  ) -> MutationWorld {
    calls("fault: \(name)", world, cells: cells, and: others) {
      down_read(mm.mmap_sem)
      call(core.handle_mm_fault, 1, .constant(page, name: nil), .constant(flags, name: nil), into: ret)
      keep(ret)
    }
  }

  private static let ro = PageContent.present(frame: "1a0", isWritable: false)
  private static let rw = PageContent.present(frame: "1a0", isWritable: true)
  private static let zeroed = PageContent.present(frame: "0", isWritable: false)
  private static let huge: [PageContent] = [
    .huge(frame: "1a0", isWritable: false), .huge(frame: "1a1", isWritable: false),
  ]

  private static func zero(_ world: inout World) { world.frames.append(FrameContent("0", owner: Process.zeroName)) }

  private static func special(_ world: inout World) { world.vmas[0].isSpecial = true }
  private static func shared(_ world: inout World) { world.vmas[0].isShared = true }
  private static func hugetlb(_ world: inout World) { world.vmas[0].isHugetlb = true }

  /// Another process maps the same huge page.
  private static func twice(_ world: inout World) {
    world.processes = ["app", "other"]
    world.others = [AddressSpace("other", base: 0x7e00_0000_0000, pages: huge, vmas: [VmaPiece(0..<2)])]
    world.slots = []
  }

  static var faults: [MutationWorld] { firstTouches + swapIns + copies + hugeFaults + met }

  private static var firstTouches: [MutationWorld] {
    [
      fault("none, to read", faulty([.none])), fault("none, to write", faulty([.none]), flags: 1),
      fault("none, with a zero page", faulty([.none], zero)),
      fault("none, with a zero page, to write", faulty([.none], zero), flags: 1),
      fault(
        "none of a file, with a zero page",
        faulty([.none]) {
          zero(&$0)
          $0.vmas[0].isFile = true
        }),
      fault("none without a frame", faulty([.none], free: 0)), fault("none of special", faulty([.none], special)),
      fault("poison", faulty([.poison])), fault("special", faulty([.special])),
      fault("a hint", faulty([.protnone(frame: "1a0", isWritable: true)]), flags: 1),
      fault("nothing missing", faulty([rw]), flags: 1),
      fault("no tables", across(0x7f7f_ffff_f000, [mapped, .none]), page: 1, flags: 1),
      fault(
        "device memory",
        faulty([.devicePrivate(frame: "d0", isWritable: true)]) {
          $0.frames.append(FrameContent("d0", owner: "app", device: "gpu"))
        }),
      fault("migration", faulty([.migration(frame: "1a0", isWritable: true)]), and: [arrival("pte")]),
      fault("two first touches", faulty([.none], free: 2), flags: 1, and: [Actor("x", [.read(page: 0)])]),
      fault("two first touches of zero", faulty([.none], zero), and: [Actor("x", [.read(page: 0)])]),
      fault(
        "a hint and its end", faulty([.protnone(frame: "1a0", isWritable: true)]),
        and: [
          Actor("x", [.dontneed(0..<1)])
        ]),
    ]
  }

  /// Somebody lets a page arrive that was on its way.
  private static func arrival(_ record: String) -> Actor {
    let procedure = Procedure("arrival", isKernel: false) {
      if record == "pte" {
        step("A") { Pointer<Pte>(.named("pte", 1)).kind <- PteKind.present }
      } else {
        step("A") { Pointer<Pmd>(.named("pmd", 1)).kind <- TableKind.huge }
      }
    }
    return Actor("x", [.call(procedure, [])])
  }

  private static var swapIns: [MutationWorld] {
    let swap = PageContent.swap(slot: "3")
    return [
      fault("swap, to read", faulty([swap])), fault("swap, to write", faulty([swap]), flags: 1),
      fault("a slot of two", faulty([swap, swap]), flags: 1), fault("swap without a frame", faulty([swap], free: 0)),
      fault("swap and a cached frame", faulty([swap]), cells: cached),
      fault(
        "swap and a cached frame that is mapped", faulty([swap, ro]), flags: 1,
        cells: {
          cached(&$0)
          $0.set("frame", 1, "count", to: .number(2))
        }),
      fault("two swap in", faulty([swap], free: 2), flags: 1, and: [Actor("x", [.read(page: 0)])]),
      fault("two swap in, may retry", faulty([swap]), flags: 4, and: [Actor("x", [.write(page: 0, letter: "B")])]),
      fault("two swap in, may not wait", faulty([swap]), flags: 12, and: [Actor("x", [.read(page: 0)])]),
      fault("swap in and madvise", faulty([swap]), and: [Actor("x", [.dontneed(0..<1)])]),
      fault("swap in without a frame and madvise", faulty([swap], free: 0), and: [Actor("x", [.dontneed(0..<1)])]),
      fault(
        "a locked frame of the cache, and madvise", faulty([swap]), flags: 4,
        cells: {
          cached(&$0)
          $0.set("frame", 1, "lock", to: .number(2))
        },
        and: [
          Actor(
            "x",
            [
              .call(Procedure("unlock", isKernel: false) { mutex_unlock(Pointer<Frame>(.named("frame", 1)).lock) }, []),
              .dontneed(0..<1),
            ])
        ]),
      MutationWorld(
        name: "reclaim of a page with a hint",
        world: faulty([.protnone(frame: "1a0", isWritable: true)]).with(Actor("kswapd", [.reclaim(page: 0)]))),
      MutationWorld(
        name: "reclaim with TLBs",
        world: faulty([rw]) { $0.hasTLBs = true }.with(
          Actor("kswapd", [.reclaim(page: 0)]), Actor("b", [.read(page: 0), .read(page: 0)]))),
      fault("reclaim and swap in", faulty([rw]), and: [Actor("kswapd", [.reclaim(page: 0)])]),
      fault("reclaim and swap in, may retry", faulty([rw]), flags: 5, and: [Actor("kswapd", [.reclaim(page: 0)])]),
      MutationWorld(
        name: "reclaim and two accesses",
        world: faulty([rw], free: 0).with(
          Actor("kswapd", [.reclaim(page: 0)]), Actor("app", [.read(page: 0)]))),
      MutationWorld(
        name: "reclaim of the zero page", world: faulty([zeroed], zero).with(Actor("kswapd", [.reclaim(page: 0)]))),
      MutationWorld(
        name: "madvise of what is shared",
        world: faulty([ro, ro, .special, zeroed, swap, swap], zero).with(Actor("app", [.dontneed(0..<6)]))),
      MutationWorld(
        name: "madvise of what has bits", world: faulty([rw]).with(Actor("app", [.dontneed(0..<1)]))
      ) {
        for bit in ["protnone", "dirty", "soft_dirty"] { $0.set("pte", 1, bit, to: .number(1)) }
      },
      MutationWorld(
        name: "madvise and a cached frame", world: faulty([swap]).with(Actor("app", [.dontneed(0..<1)])),
        cells: cached),
    ]
  }

  private static func cached(_ setup: inout Setup) { setup.set("swap", 1, "page", to: .number(1)) }

  private static var copies: [MutationWorld] {
    [
      fault("reuse", faulty([ro]), flags: 1), fault("copy", faulty([ro, ro]), flags: 1),
      fault("shared on purpose", faulty([ro, ro], shared), flags: 1),
      fault("copy of zero", faulty([zeroed], zero), flags: 1),
      fault("copy of special", faulty([.special]), flags: 1),
      fault("shared special", faulty([.special], shared), flags: 1),
      fault("copy of devmap", faulty([.devmap(frame: "1a0", isWritable: false)]), flags: 1),
      fault("copy without a frame", faulty([ro, ro], free: 0), flags: 1),
      fault("copy of zero without a frame", faulty([zeroed], free: 0, zero), flags: 1),
      fault(
        "a slot could bring it back", faulty([.swap(slot: "3"), ro]), page: 1, flags: 1,
        cells: {
          cached(&$0)
          $0.set("frame", 1, "count", to: .number(2))
        }),
      fault(
        "reuse of another's", faulty([ro]) { $0.processes = ["app", "other"] }, flags: 1,
        cells: {
          $0.set("frame", 1, "owner", to: .number(2))
        }),
      fault(
        "shared, of another's",
        faulty([ro]) {
          shared(&$0)
          $0.processes = ["app", "other"]
        }, flags: 1, cells: { $0.set("frame", 1, "owner", to: .number(2)) }),
      fault("copy and madvise", faulty([ro, ro]), flags: 1, and: [Actor("x", [.dontneed(0..<1)])]),
      fault("copy of zero and madvise", faulty([zeroed], zero), flags: 1, and: [Actor("x", [.dontneed(0..<1)])]),
      fault("copy, and the other goes", faulty([ro, ro]), flags: 1, and: [Actor("x", [.dontneed(1..<2)])]),
      fault(
        "copy without a frame, and the other goes", faulty([ro, ro], free: 0), flags: 1,
        and: [Actor("x", [.dontneed(1..<2)])]),
      beside(.write(page: 2, letter: "X"), faulty([rw, ro, ro])),
      fault("copy and copy", faulty([ro, ro]), flags: 1, and: [Actor("x", [.write(page: 1, letter: "X")])]),
      fault("reuse and reclaim", faulty([ro]), flags: 1, and: [Actor("kswapd", [.reclaim(page: 0)])]),
      MutationWorld(
        name: "loop and copy", world: faulty([ro, ro]).with(gpu, Actor("app", [.write(page: 0, letter: "X")]))),
    ]
  }

  private static var hugeFaults: [MutationWorld] {
    let two = { (world: inout World) in
      twice(&world)
      world.frames.append(FrameContent("1b1"))
    }
    return [
      fault("huge, nothing missing", faulty(huge)), fault("huge, reuse", faulty(huge), flags: 1),
      fault("huge, copy", faulty(huge, two), flags: 1), fault("huge, no room", faulty(huge, twice), flags: 1),
      fault(
        "huge, copy behind a gap",
        faulty(huge, free: 3) {
          twice(&$0)
          $0.frames[2].owner = "app"
        }, page: 1, flags: 1),
      fault(
        "huge, room in pieces",
        faulty(huge, free: 3) {
          twice(&$0)
          $0.frames[3].owner = "app"
        }, flags: 1),
      fault(
        "huge, shared on purpose",
        faulty(huge) {
          twice(&$0)
          shared(&$0)
        }, flags: 1),
      fault("huge, a hint", faulty(huge), flags: 1, cells: { $0.set("pmd", 1, "protnone", to: .number(1)) }),
      fault(
        "huge, migration", faulty(huge), flags: 1, cells: { $0.set("pmd", 1, "kind", to: .number(2)) },
        and: [
          arrival("pmd")
        ]),
      fault(
        "huge, copy and copy", faulty(huge, free: 2, twice), flags: 1,
        and: [
          Actor("x", process: "other", [.write(page: 2, letter: "X")])
        ]),
      fault(
        "huge, two copies at once", faulty(huge, free: 4, twice), flags: 1,
        and: [
          Actor("x", [.write(page: 1, letter: "X")])
        ]),
      fault("hugetlb, none", faulty([.none, .none], free: 2, hugetlb), flags: 1),
      fault("hugetlb, none, to read", faulty([.none, .none], free: 2, hugetlb)),
      fault("hugetlb, none, twice", faulty([.none, .none], free: 4, hugetlb), and: [Actor("x", [.read(page: 1)])]),
      fault("hugetlb, no room", faulty([.none, .none], hugetlb)), fault("hugetlb, there", faulty(huge, hugetlb)),
      fault("hugetlb, reuse", faulty(huge, hugetlb), flags: 1),
      fault(
        "hugetlb, room in pieces",
        faulty([.none, .none], free: 3) {
          hugetlb(&$0)
          $0.frames[3].owner = "app"
        }),
      fault(
        "hugetlb, no room for a copy",
        faulty(huge) {
          twice(&$0)
          hugetlb(&$0)
        }, flags: 1),
      fault("hugetlb, and somebody has the lock", faulty([.none, .none], free: 2, hugetlb), and: [locker]),
      fault(
        "huge, a hint, and somebody has the lock", faulty(huge),
        cells: { $0.set("pmd", 1, "protnone", to: .number(1)) }, and: [locker]),
      fault("huge, copy, and the other goes", faulty(huge, two), flags: 1, and: [goer]),
      fault("huge, no room, and the other goes", faulty(huge, twice), flags: 1, and: [goer]),
      fault(
        "huge, with TLBs",
        faulty(huge) {
          two(&$0)
          $0.hasTLBs = true
        }, flags: 1, and: [Actor("x", [.read(page: 1), .read(page: 1)])]),
      beside(.write(page: 2, letter: "X"), hugeBehind),
      MutationWorld(
        name: "accesses to a huge page",
        world: faulty(huge).with(Actor("app", [.read(page: 1), .write(page: 1, letter: "X")]))),
      MutationWorld(
        name: "an access to a huge page with a hint", world: faulty(huge).with(Actor("app", [.read(page: 1)]))
      ) { $0.set("pmd", 1, "protnone", to: .number(1)) },
    ]
  }

  /// A huge page of two that is not the first of the window, and that another process has, too.
  private static var hugeBehind: World {
    faulty([.none, .none] + huge) {
      twice(&$0)
      $0.base = 0x7f00_001f_e000
      $0.frames += [FrameContent("1b1")]
    }
  }

  /// Somebody who has the lock of the huge entry for a while.
  private static var locker: Actor {
    let lock = Pointer<Pmd>(.named("pmd", 1)).lock
    return Actor(
      "x",
      [
        .call(
          Procedure("locker", isKernel: false) {
            spin_lock(lock)
            spin_unlock(lock)
          }, [])
      ])
  }

  /// The other process gives the huge page up.
  private static var goer: Actor {
    Actor(
      "x",
      [
        .call(
          Procedure("goer", isKernel: false) {
            step("G") {
              Pointer<Pmd>(.named("pmd", 2)).none <- true
              Pointer<Frame>(.named("frame", 1)).count <- Pointer<Frame>(.named("frame", 1)).count - 1
              Pointer<Frame>(.named("frame", 2)).count <- Pointer<Frame>(.named("frame", 2)).count - 1
            }
          }, [])
      ])
  }

  /// The CPU's accesses, with what they go by.
  private static var met: [MutationWorld] {
    let tlb = { (world: inout World) in world.hasTLBs = true }
    let accesses = Actor("b", [.read(page: 0), .write(page: 0, letter: "X")])
    return [
      MutationWorld(name: "tlb and madvise", world: faulty([rw], tlb).with(Actor("a", [.dontneed(0..<1)]), accesses)),
      MutationWorld(name: "tlb and copy", world: faulty([ro, ro], tlb).with(accesses, Actor("c", [.read(page: 0)]))),
      MutationWorld(
        name: "tlb of two pages", world: faulty([rw, .none], tlb).with(Actor("a", [.dontneed(1..<2)]), accesses)),
      MutationWorld(name: "tlb of special", world: faulty([.special], tlb).with(accesses)),
      MutationWorld(name: "tlb and huge", world: faulty(huge, tlb).with(accesses)),
      MutationWorld(name: "a hint", world: faulty([.protnone(frame: "1a0", isWritable: true)]).with(accesses)),
      MutationWorld(name: "poison", world: faulty([.poison]).with(accesses)),
      MutationWorld(
        name: "no frame for a copy",
        world: faulty([ro, ro], free: 0).with(
          Actor("a", [.write(page: 0, letter: "X")]), Actor("b", [.dontneed(1..<2)]))),
      MutationWorld(
        name: "no frame, but for one in the cache",
        world: faulty([.swap(slot: "3"), .swap(slot: "3")]).with(
          Actor("a", [.read(page: 0)]), Actor("b", [.write(page: 1, letter: "X")]))),
    ]
  }
}
