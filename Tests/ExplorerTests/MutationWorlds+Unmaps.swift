import Kernel
import Machine

/// What takes pages away.
extension MutationWorld {
  static func munmap(_ name: String, _ vmas: [Range<Int>], _ pages: Range<Int>, swap: Bool = false)
    -> MutationWorld
  {
    var world = window(4, 3)
    world.vmas = vmas.map { VmaPiece($0) }
    if swap { world.pages[3] = .swap(slot: "5") }
    if swap { world.slots = [SlotContent("5", owner: "app", letter: "D")] }
    world.base = 0x7f00_001f_e000
    world.threads = [Actor("app", [.munmap(pages)])]
    return MutationWorld(name: "munmap \(name)", world: world)
  }

  static func madvise(_ name: String, _ world: World, _ pages: Range<Int>) -> MutationWorld {
    calls("madvise \(name)", world) {
      call(
        core.madvise_dontneed, mm.value, .constant(pages.lowerBound, name: nil), .constant(pages.upperBound, name: nil),
        into: ret)
      keep(ret)
    }
  }

  static var unmaps: [MutationWorld] {
    [
      munmap("all", [0..<4], 0..<4, swap: true),
      munmap("the middle", [0..<4], 1..<3),
      munmap("the front", [0..<4], 0..<2),
      munmap("the back", [0..<4], 2..<4),
      munmap("two and a half", [0..<1, 1..<2, 2..<4], 0..<3),
      munmap("half and two", [0..<2, 2..<3, 3..<4], 1..<4),
      munmap("what is not there", [0..<1], 2..<4),
      munmap("nothing", [0..<4], 2..<2),
      calls("munmap of nothing", window(2, 2)) {
        call(core.munmap, mm.value, 1, 1, into: ret)
        keep(ret)
        call(core.munmap, mm.value, 0, 1, into: ret)
        driver.end <- ret
      },
      calls("munmap with a frame shared", window(2, 2), cells: { $0.set("frame", 1, "count", to: .number(2)) }) {
        call(core.munmap, mm.value, 0, 1, into: ret)
      },
      madvise("all", swapped, 0..<3),
      madvise("one", window(2, 2), 1..<2),
      madvise("the first piece", pieces([0..<1, 2..<3]), 0..<1),
      madvise("a hole", pieces([1..<2]), 0..<1),
      madvise("behind all", pieces([0..<1]), 2..<3),
      madvise("without tables", across(0x7f00_001f_f000, [mapped, .none]), 0..<2),
      calls("reclaim nothing", window(2, 1)) { call(core.reclaim, mm.value, 1) },
      calls("reclaim one of two", window(2, 2)) { call(core.reclaim, mm.value, 1) },
      calls("reclaim without a slot", window(2, 1), cells: { $0.set("swap", 1, "owner", to: .number(2)) }) {
        call(core.reclaim, mm.value, 0)
      },
      calls("reclaim to the second slot", twoSlots) { call(core.reclaim, mm.value, 0) },
      calls("reap, and again", window(2, 2)) {
        call(core.oom_reap, mm.value, 0, 2, into: ret)
        keep(ret)
        call(core.oom_reap, mm.value, 0, 2, into: ret)
      },
    ]
  }

  static var twoSlots: World {
    var world = window(1, 1)
    world.slots = [SlotContent("4", owner: "app", letter: "X"), SlotContent("5"), SlotContent("6")]
    return world
  }
}
