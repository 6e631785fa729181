import Kernel
import Machine

/// What must leave the TLBs, and what a device must hear of while pages move.
extension MutationWorld {
  /// A process that has used its first two pages does something to them: its CPU still knows them then.
  private static func flushed(_ name: String, _ world: World, pages: Int = 2, _ operation: Operation) -> MutationWorld {
    var world = world
    world.hasTLBs = true
    let reads = (0..<pages).map { Operation.read(page: $0) }
    world.threads = [Actor("app", reads + [operation])]
    return MutationWorld(name: "\(name), with TLBs", world: world)
  }

  private static var equal: World {
    var world = window(2, 2)
    world.frames[1].letter = world.frames[0].letter
    return world
  }

  private static var ofFile: World {
    var world = window(1, 1)
    (world.vmas[0].isShared, world.vmas[0].isFile) = (true, true)
    return world
  }

  private static var collapsible: World {
    var world = window(2, 1)
    world.frames.append(FrameContent("1b5"))
    return world
  }

  private static var readOnlyMemory: World {
    memory(1, 1, frames: 1) { $0.pages[0] = .present(frame: "1a0", isWritable: false) }
  }

  static var flushes: [MutationWorld] {
    [
      flushed("mprotect", window(2, 2), .mprotect(0..<2, .readOnly)),
      flushed("numa", window(2, 2), .numa(0..<2)),
      flushed("madvise FREE", window(2, 2), .free(0..<2)),
      flushed("mkclean", ofFile, pages: 1, .mkclean(page: 0)),
      flushed("compaction", window(1, 1), pages: 1, .migrate(page: 0)),
      flushed("KSM", equal, .merge(page: 0, with: 1)),
      flushed("mremap", window(2, 1).movable, pages: 1, .mremap(0..<1, to: 1)),
      flushed("collapse", collapsible, pages: 1, .collapse(page: 0)),
      flushed("split", huge(2), .split(page: 0)),
      flushed("a move", memory(2, 2, frames: 2), .migrateToDevice(device: "gpu", 0..<2)),
      runs(
        "a move that the device hears of", memory(2, 2, frames: 2), cells: mapped([0: 1, 1: 2]),
        app(.migrateToDevice(device: "gpu", 0..<2))),
      runs(
        "a move to the device and back", readOnlyMemory, app(.migrateToDevice(device: "gpu", 0..<1), .read(page: 0))),
      runs(
        "a move of a hole that somebody fills", memory(1, 0, frames: 1),
        app(.migrateToDevice(device: "gpu", 0..<1)), other(.write(page: 0, letter: "B"))),
    ]
  }
}
