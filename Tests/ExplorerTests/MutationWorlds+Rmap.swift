import Kernel
import Machine

/// What finds a page by its frame: reclaim, compaction, KSM.
extension MutationWorld {
  /// Two processes that share the first frame, one page each.
  private static func shared(slots: Int = 1, isHuge: Bool = false) -> World {
    var world = World()
    world.processes = ["app", "kid"]
    let page: PageContent =
      isHuge ? .huge(frame: "1a0", isWritable: false) : .present(frame: "1a0", isWritable: false)
    world.pages = [page]
    world.vmas = [VmaPiece(0..<1)]
    world.others = [AddressSpace("kid", base: 0x7f00_0000_0000, pages: [page], vmas: [VmaPiece(0..<1)])]
    world.frames = [FrameContent("1a0", owner: "app", letter: "A"), FrameContent("1b4"), FrameContent("1b5")]
    world.slots = (0..<slots).map { SlotContent("\(4 + $0)") }
    world.devices = [Device("gpu")]
    return world
  }

  private static func lazy(_ isDirty: Int) -> (inout Setup) -> Void {
    { setup in
      setup.set("frame", 1, "lazyfree", to: .number(1))
      setup.set("pte", 1, "dirty", to: .number(isDirty))
    }
  }

  private static func vma(_ change: (inout VmaPiece) -> Void) -> World {
    var world = window(2, 2)
    change(&world.vmas[0])
    return world
  }

  static var reclaims: [MutationWorld] {
    [
      runs("reclaim what is shared", shared(), cells: mapped([0: 1]), app(.reclaim(page: 1))),
      runs("reclaim a shared huge page", shared(isHuge: true), app(.reclaim(page: 0))),
      runs("reclaim what is free to go", window(1, 1), cells: lazy(0), app(.reclaim(page: 0))),
      runs("reclaim what was written again", window(1, 1), cells: lazy(1), app(.reclaim(page: 0))),
      runs("reclaim what mlock keeps", vma { $0.isLocked = true }, app(.reclaim(page: 0))),
      runs(
        "reclaim beside what mlock keeps",
        {
          var world = vma { $0.pages = 0..<1 }
          world.vmas[0].isLocked = true
          world.vmas.append(VmaPiece(1..<2))
          return world
        }(), app(.reclaim(page: 1))),
      runs("reclaim a file's", vma { $0.isFile = true }, app(.reclaim(page: 1))),
      runs("reclaim huge", huge(2, after: 1), app(.reclaim(page: 2))),
      runs(
        "reclaim huge without swap", huge(1), cells: { $0.set("swap", 1, "owner", to: .number(2)) },
        app(.reclaim(page: 0))),
      runs("reclaim and drop", window(1, 1), app(.reclaim(page: 0)), other(.dontneed(0..<1))),
      runs("reclaim and read back", shared(slots: 2), app(.reclaim(page: 0)), other(.read(page: 0))),
      runs("reclaim, and reclaim another", window(2, 2), app(.reclaim(page: 0)), other(.reclaim(page: 1))),
      runs(
        "reclaim by the other process", shared(), cells: mapped([0: 1]),
        Actor("kid", process: "kid", [.reclaim(page: 1)])),
      runs("reclaim by the second, and a writer", shared(), app(.reclaim(page: 1)), writer),
      runs(
        "reclaim what has flags", window(1, 1),
        cells: { setup in
          flagged(&setup)
          setup.set("frame", 1, "lazyfree", to: .number(0))
        }, app(.reclaim(page: 0))),
      runs("reclaim twice", window(1, 1), app(.reclaim(page: 0)), other(.reclaim(page: 0))),
      runs("reclaim and drop what is swapped", window(1, 1), app(.reclaim(page: 0), .dontneed(0..<1))),
    ]
  }

  static var migrations: [MutationWorld] {
    [
      runs("migrate", window(2, 2), cells: mapped([0: 1, 1: 2]), app(.migrate(page: 1))),
      runs("migrate what is shared", shared(), cells: mapped([0: 1]), app(.migrate(page: 1))),
      runs("migrate huge", huge(2, after: 1), app(.migrate(page: 2))),
      runs("migrate a shared huge page", shared(isHuge: true), app(.migrate(page: 0))),
      runs("migrate by the second, and a writer", shared(), app(.migrate(page: 1)), writer),
      runs("migrate what has flags", window(1, 1), cells: flagged, app(.migrate(page: 0))),
      runs("migrate and read", window(1, 1), app(.migrate(page: 0)), other(.read(page: 0))),
      runs("migrate without a frame what goes", full, cells: flagged, app(.migrate(page: 0)), other(.dontneed(0..<1))),
      runs("migrate nothing", window(2, 1), app(.migrate(page: 1))),
      runs("migrate without a frame", full, app(.migrate(page: 0))),
      runs("migrate what is free to go", window(1, 1), cells: lazy(0), app(.migrate(page: 0))),
      runs("migrate and drop", window(1, 1), app(.migrate(page: 0)), other(.dontneed(0..<1))),
      runs("migrate twice", shared(), app(.migrate(page: 0)), other(.migrate(page: 1))),
      runs("migrate and reclaim", window(1, 1), app(.migrate(page: 0)), other(.reclaim(page: 0))),
      runs(
        "migrate beside device memory",
        {
          var world = window(1, 1)
          world.frames.append(FrameContent("2a0", device: "gpu"))
          return world
        }(), app(.migrate(page: 0))),
    ]
  }

  // MARK: KSM

  private static func merge(
    _ name: String, _ world: World, cells: @escaping (inout Setup) -> Void = { _ in }, _ others: Actor...
  ) -> MutationWorld {
    calls("merge \(name)", world, cells: cells, and: others) {
      call(core.merge_pages, mm.value, 0, 1, into: ret)
      keep(ret)
    }
  }

  static var merges: [MutationWorld] {
    var differ = window(2, 2)
    differ.frames[1].letter = "B"
    var same = window(2, 1)
    same.pages[1] = .present(frame: "1a0", isWritable: false)
    return [
      merge("equals", window(2, 2), cells: mapped([0: 1, 1: 2])),
      merge("what differs", differ),
      merge("nothing", window(2, 1)),
      merge("itself", same),
      merge("read-only", pieces([0..<3]), cells: { $0.set("pte", 1, "write", to: .number(0)) }),
      merge(
        "dirty", window(2, 2),
        cells: {
          $0.set("pte", 1, "dirty", to: .number(1))
          $0.set("pte", 2, "write", to: .number(0))
          $0.set("pte", 2, "dirty", to: .number(1))
        }),
      merge(
        "with every bit", window(2, 2),
        cells: {
          for row in 1...2 { for bit in ["protnone", "soft_dirty"] { $0.set("pte", row, bit, to: .number(1)) } }
        }
      ),
      runs("merge the last two", window(3, 3), cells: mapped([0: 1]), app(.merge(page: 1, with: 2))),
      MutationWorld(
        name: "merge what is mirrored",
        world: KernelWorld.window(2, present: 2).with(gpu, app(.merge(page: 0, with: 1)))),
      merge("and drop the first", window(2, 2), cells: flagged, Actor("x", [.dontneed(0..<1)])),
      merge(
        "and drop the second", window(2, 2), cells: { $0.set("frame", 2, "lazyfree", to: .number(1)) },
        Actor("x", [.dontneed(1..<2)])),
      merge("and reclaim the first", window(2, 2), Actor("x", [.reclaim(page: 0)])),
      merge("and reclaim the second", window(2, 2), Actor("x", [.reclaim(page: 1)])),
      merge("and write the second", window(2, 2), Actor("x", [.write(page: 1, letter: "A")])),
      merge("a busy first", window(2, 2), cells: { $0.set("frame", 1, "count", to: .number(2)) }),
      merge("a busy second", window(2, 2), cells: { $0.set("frame", 2, "count", to: .number(2)) }),
    ]
  }
}
