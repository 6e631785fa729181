import Kernel
import Machine

/// Device memory, and moving pages to it and back.
extension MutationWorld {
  /// A window of so many pages, the first ones present, and a device with so many frames.
  static func memory(_ pages: Int, _ present: Int, frames: Int = 1, _ change: (inout World) -> Void = { _ in }) -> World
  {
    var world = window(pages, present)
    for number in 0..<frames { world.frames.append(FrameContent("d0\(number)", device: "gpu")) }
    change(&world)
    return world
  }

  /// One page that lies on the device; RAM has one free frame.
  static func resident(_ change: (inout World) -> Void = { _ in }) -> World {
    memory(1, 0) { world in
      world.pages[0] = .devicePrivate(frame: "d00", isWritable: true)
      world.frames[1].owner = "app"
      world.frames[1].letter = "G"
      change(&world)
    }
  }

  private static func move(_ pages: Range<Int>) -> [Statement] {
    [
      call(
        core.migrate_to_device, driver.value, mm.value, .constant(pages.lowerBound, name: nil),
        .constant(pages.upperBound, name: nil), into: ret),
      keep(ret),
    ]
  }

  private static func moves(
    _ name: String, _ world: World, _ pages: Range<Int>, cells: @escaping (inout Setup) -> Void = { _ in },
    and others: [Actor] = []
  ) -> MutationWorld {
    calls("move \(name)", world, cells: cells, and: others) { move(pages) }
  }

  private static func threads(_ name: String, _ world: World, _ threads: Actor...) -> MutationWorld {
    var world = world
    world.threads = threads
    return MutationWorld(name: name, world: world)
  }

  /// A thread that locks the first frame, and one that takes a reference to it.
  private static var locker: Actor {
    let frame = Pointer<Frame>(.named("frame", 1))
    return Actor(
      "locker",
      [
        .call(
          Procedure("locker", isKernel: false) {
            mutex_lock(frame.lock)
            mutex_unlock(frame.lock)
          }, [])
      ])
  }
  private static var holder: Actor {
    let frame = Pointer<Frame>(.named("frame", 1))
    return Actor(
      "holder",
      [.call(Procedure("holder", isKernel: false) { when(frame.owner != 0) { frame.count <- frame.count + 1 } }, [])])
  }

  private static func piece(_ change: @escaping (inout VmaPiece) -> Void) -> (inout World) -> Void {
    { change(&$0.vmas[0]) }
  }

  static var devmem: [MutationWorld] { deviceMoves + refusedMoves + touchedMemory + managedMemory }

  private static var deviceMoves: [MutationWorld] {
    [
      moves("two pages and a hole", memory(3, 2, frames: 3), 0..<3),
      moves("the middle", memory(4, 4, frames: 3), 1..<3),
      moves("two into one frame", memory(2, 2), 0..<2),
      moves("across tables", across(0x7f00_001f_f000, [mapped, .none], frames: 2), 0..<2),
      moves("read-only", memory(2, 1, frames: 2) { $0.vmas[0].isWritable = false }, 0..<2),
      moves(
        "what is not there",
        memory(4, 1, frames: 1) {
          $0.pages[1] = .special
          $0.pages[2] = .swap(slot: "5")
          $0.slots[0].owner = "app"
          $0.pages[3] = .poison
        }, 0..<4),
      moves(
        "protnone and the page of zeros",
        memory(2, 1, frames: 2) {
          $0.pages[0] = .protnone(frame: "1a0", isWritable: false)
          $0.frames.insert(FrameContent("0", owner: "zero"), at: 0)
          $0.pages[1] = .present(frame: "0", isWritable: false)
        }, 0..<2),
      moves("what is there", memory(1, 0) { $0.pages[0] = .devicePrivate(frame: "d00", isWritable: false) }, 0..<1),
      moves("a file's", memory(2, 1, frames: 2, piece { $0.isFile = true }), 0..<2),
      moves("a held page", memory(2, 2, frames: 2), 0..<2, cells: { $0.set("frame", 1, "count", to: .number(2)) }),
      moves("beside a lock", memory(1, 1), 0..<1, and: [locker]),
      moves("beside a reference", memory(1, 1), 0..<1, and: [holder]),
      moves(
        "a held page beside a lock", memory(1, 1), 0..<1,
        cells: { $0.set("frame", 1, "count", to: .number(2)) }, and: [locker]),
      moves("a huge page", hugeMemory, 0..<2),
      moves("a part of a huge page beside a lock", hugeMemory, 1..<2, and: [locker]),
      moves(
        "a page that may go lazily", memory(1, 1), 0..<1, cells: { $0.set("frame", 1, "lazyfree", to: .number(1)) }),
      moves("a shared page", shared, 0..<1),
      moves("a shared page beside a reference", shared, 0..<1, and: [holder]),
      moves("a hole beside a write", memory(1, 0), 0..<1, and: [Actor("app", [.write(page: 0, letter: "B")])]),
      moves("a page beside madvise", memory(1, 1), 0..<1, and: [Actor("app", [.dontneed(0..<1)])]),
    ]
  }

  private static func across(_ base: Int, _ pages: [PageContent], frames: Int) -> World {
    memory(2, 1, frames: frames) {
      $0.base = base
      $0.pages = pages
    }
  }

  private static var hugeMemory: World {
    memory(2, 2, frames: 2) { world in
      world.pages = ["1a0", "1a1"].map { .huge(frame: $0, isWritable: true) }
      world.frames[0] = FrameContent("1a0", owner: "app", letter: "A")
      world.frames[1] = FrameContent("1a1", owner: "app", letter: "B")
    }
  }

  private static var shared: World {
    memory(1, 1) {
      $0.processes = ["app", "kid"]
      $0.others = [
        AddressSpace(
          "kid", base: $0.base, pages: [.present(frame: "1a0", isWritable: false)], vmas: [VmaPiece(0..<1)])
      ]
      $0.devices.append(Device("npu"))
      $0.devices[1].process = "kid"
    }
  }

  private static var refusedMoves: [MutationWorld] {
    [
      moves("without a vma", memory(1, 1) { $0.vmas = [] }, 0..<1),
      moves("of hugetlb", memory(1, 1, piece { $0.isHugetlb = true }), 0..<1),
      moves("of a device's mapping", memory(1, 1, piece { $0.isSpecial = true }), 0..<1),
      moves("before the vma", memory(2, 2) { $0.vmas = [VmaPiece(1..<2)] }, 0..<2),
      moves("behind the vma", memory(2, 2) { $0.vmas = [VmaPiece(0..<1)] }, 0..<2),
      moves("of nothing", memory(2, 1), 1..<1),
      calls("move without ops", memory(1, 1)) {
        call(core.migrate_vma, 0, .procedure(core.finalize_and_map), 1, 0, 1, 1, into: ret)
        keep(ret)
      },
      calls("move without the other op", memory(1, 1)) {
        call(core.migrate_vma, .procedure(core.alloc_and_copy_to_device), 0, 1, 0, 1, 1, into: ret)
        keep(ret)
      },
    ]
  }

  private static var touchedMemory: [MutationWorld] {
    [
      threads("touch the device's", resident(), Actor("app", [.write(page: 0, letter: "B")])),
      threads(
        "two touch the device's", resident(), Actor("app", [.read(page: 0)]), Actor("other", [.read(page: 0)])),
      threads("touch without RAM", resident { $0.frames[0].owner = "app" }, Actor("app", [.read(page: 0)])),
      threads("touch what cannot come", resident(piece { $0.isSpecial = true }), Actor("app", [.read(page: 0)])),
      threads("drop the device's", resident(), Actor("app", [.dontneed(0..<1)])),
      calls("a locked page of RAM", memory(1, 0)) {
        call(core.hmm_vma_alloc_locked_page, 1, 0, into: ret)
        keep(ret)
        call(core.hmm_vma_alloc_locked_page, 1, 0, into: ret)
        driver.end <- ret
      },
    ]
  }

  private static var managedMemory: [MutationWorld] {
    [
      threads(
        "give memory up", resident(), Actor("gpu", [.removeMemory(device: "gpu"), .removeMemory(device: "gpu")])),
      threads(
        "give memory up, and touch", resident(), Actor("gpu", [.removeMemory(device: "gpu")]),
        Actor("app", [.read(page: 0)])),
      calls("give idle memory up", memory(1, 0, frames: 2)) {
        call(core.hmm_devmem_remove, 1)
      },
      calls("add memory", memory(1, 0, frames: 2) { $0.devices[0].entry = adds }) { added },
      calls("add memory twice", memory(1, 0, frames: 2)) { added },
      calls(
        "add memory that is not there", memory(1, 0) { $0.devices.append(Device("npu")) },
        cells: { $0.cells.removeAll { $0.record == "hmm_devmem" } }
      ) {
        call(core.hmm_devmem_add, .procedure(core.devmem_free), .procedure(core.devmem_fault), 2, into: ret)
        keep(ret)
      },
    ]
  }

  private static var added: [Statement] {
    [
      call(core.hmm_devmem_add, .procedure(core.devmem_free), .procedure(core.devmem_fault), 1, into: ret),
      keep(ret),
    ]
  }
  private static var adds: Procedure { Procedure("adds", isKernel: false) { added } }
}
