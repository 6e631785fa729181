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
  static func arrival(_ record: String) -> Actor {
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

  static func cached(_ setup: inout Setup) { setup.set("swap", 1, "page", to: .number(1)) }
}
