import Kernel
import Machine

/// What asks for pages.
extension MutationWorld {
  static func touch(_ name: String, _ world: World, _ page: Int, write: Bool) -> MutationWorld {
    calls("touch \(name)", world) {
      call(core.touch, mm.value, .constant(page, name: nil), write ? 1 : 0, write ? 66 : 0, into: ret)
      keep(ret)
    }
  }

  static var touches: [MutationWorld] {
    [
      touch("to read", swapped, 0, write: false),
      touch("to write", swapped, 0, write: true),
      touch("to read what was swapped", swapped, 1, write: false),
      touch("to write what was swapped", swapped, 1, write: true),
      touch("to read what is new", swapped, 2, write: false),
      touch("to write what is new", swapped, 2, write: true),
      touch("to write what is read-only", pieces([0..<3]), 1, write: true),
      touch("in the first piece", pieces([0..<2, 2..<3]), 1, write: true),
      touch("what is not mapped", pieces([1..<3]), 0, write: false),
      touch("behind all", pieces([0..<1]), 1, write: false),
      touch("what may not be written", unwritable, 1, write: true),
      touch("what may not be written, to read", unwritable, 2, write: false),
      touch("without tables", across(0x7f7f_ffff_f000, [mapped, .none]), 1, write: true),
      calls("touch without a free frame", full, and: [Actor("app", [.dontneed(0..<1)])]) {
        call(core.touch, mm.value, 1, 1, 66, into: ret)
      },
      calls("two touch without a free frame", full, and: [Actor("x", [.write(page: 1, letter: "C")])]) {
        step("F") { Pointer<Frame>(.named("frame", 2)).owner <- 0 }
        call(core.touch, mm.value, 1, 0, 0, into: ret)
      },
    ]
  }

  static var unwritable: World {
    var world = pieces([0..<3])
    world.vmas[0].isWritable = false
    return world
  }

  /// No frame is free, and the second page has none.
  static var full: World {
    var world = window(2, 1)
    world.frames = [
      FrameContent("1a0", owner: "app", letter: "A"), FrameContent("1b4", owner: "app", letter: "Z"),
    ]
    return world
  }

  static var others: [MutationWorld] {
    [
      calls("take", full, and: [Actor("x", [.dontneed(0..<1)])]) { call(core.take, 88, 2) },
      calls("two take", full, and: [Actor("x", [.take(letter: "C")])]) {
        step("F") { Pointer<Frame>(.named("frame", 2)).owner <- 0 }
        call(core.take, 88, 2)
      },
    ]
  }
}
