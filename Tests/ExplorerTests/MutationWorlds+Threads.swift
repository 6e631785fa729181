import Kernel
import Machine

/// Threads that meet.
extension MutationWorld {
  static var interleaved: [MutationWorld] {
    [
      MutationWorld(name: "madvise", world: window(2, 1).with(gpu, Actor("app", [.dontneed(0..<1)]))),
      MutationWorld(name: "munmap", world: window(2, 1).with(gpu, Actor("app", [.munmap(0..<1)]))),
      MutationWorld(name: "reclaim", world: window(1, 1).with(gpu, Actor("kswapd", [.reclaim(page: 0)]))),
      MutationWorld(name: "oom", world: window(1, 1).with(gpu, Actor("reaper", [.oomReap(0..<1)]))),
      MutationWorld(
        name: "oom and madvise",
        world: window(2, 2).with(Actor("app", [.dontneed(0..<1)]), Actor("reaper", [.oomReap(1..<2)]))),
      MutationWorld(
        name: "two madvises", world: window(2, 2).with(Actor("app", [.dontneed(0..<1)]), Actor("x", [.dontneed(1..<2)]))
      ),
      MutationWorld(
        name: "madvise and reclaim",
        world: window(1, 1).with(Actor("app", [.dontneed(0..<1)]), Actor("kswapd", [.reclaim(page: 0)]))),
      MutationWorld(
        name: "exit while waiting",
        world: window(1, 1).with(
          Actor("gpu", [.call(KernelWorld.wait(core), [1, 1]), .call(core.mmdrop, [1])]),
          Actor("app", [.dontneed(0..<1), .exit]))
      ) { $0.set("mm", 1, "mm_count", to: .number(3)) },
      untimed("sleep through exit", [.exit]),
      untimed("sleep until exit", [.exit], open: 1),
      MutationWorld(
        name: "exit and reclaim",
        world: window(1, 1).with(Actor("app", [.exit]), Actor("kswapd", [.reclaim(page: 0)]))),
      MutationWorld(
        name: "oom and unregister",
        world: window(1, 1).with(
          Actor("driver", [.call(core.hmm_mirror_unregister, [1])]), Actor("reaper", [.oomReap(0..<1)]))),
      MutationWorld(
        name: "madvise and unregister",
        world: window(1, 1).with(
          Actor("driver", [.call(core.hmm_mirror_unregister, [1])]), Actor("app", [.dontneed(0..<1)]))),
      MutationWorld(
        name: "exit and unregister",
        world: window(1, 1).with(Actor("driver", [.call(core.hmm_mirror_unregister, [1])]), Actor("app", [.exit]))),
      MutationWorld(
        name: "touch and touch",
        world: window(1, 0).with(Actor("a", [.read(page: 0)]), Actor("b", [.write(page: 0, letter: "B")]))),
      MutationWorld(
        name: "touch and touch, two frames",
        world: twoFrames.with(Actor("a", [.read(page: 0)]), Actor("b", [.write(page: 0, letter: "B")]))),
      MutationWorld(
        name: "touch and madvise",
        world: window(1, 1).with(Actor("a", [.write(page: 0, letter: "C")]), Actor("b", [.dontneed(0..<1)]))),
    ]
  }

  static var twoFrames: World {
    var world = window(1, 0)
    world.frames = [FrameContent("1a0"), FrameContent("1a1")]
    return world
  }

  /// Somebody sleeps who is not saved by the time; so many sections are open that never end.
  static func untimed(_ name: String, _ operations: [Kernel.Operation], open: Int = 0) -> MutationWorld {
    var world = window(1, 1).with(
      Actor("gpu", [.call(KernelWorld.wait(core), [1, 1]), .call(core.mmdrop, [1])]),
      Actor("app", [.dontneed(0..<1)] + operations))
    world.hasTimeouts = false
    return MutationWorld(name: name, world: world) {
      $0.set("mm", 1, "mm_count", to: .number(3))
      $0.set("hmm", 1, "notifiers", to: .number(open))
    }
  }
}
