import Kernel
import Machine

/// Huge pages; what finds a page by its frame is in a file of its own.
extension MutationWorld {
  static var hugePages: [MutationWorld] { splits + collapses + reclaims + migrations + merges }

  /// So many pages that are one huge page, with free frames, in a window behind so many small ones under another entry.
  static func huge(_ pages: Int, after small: Int = 0, free: Int = 1, isWritable: Bool = true) -> World {
    var world = World()
    world.base = 0x7f00_0020_0000 - small << 12
    world.pages = (0..<small).map { .present(frame: "1a\($0)", isWritable: true) }
    world.pages += (0..<pages).map { .huge(frame: "1b\($0)", isWritable: isWritable) }
    world.vmas = [VmaPiece(0..<small + pages)]
    world.frames = (0..<small).map { FrameContent("1a\($0)", owner: "app", letter: "A") }
    world.frames += (0..<pages).map { FrameContent("1b\($0)", owner: "app", letter: "B") }
    world.frames += (0..<free).map { FrameContent("1c\($0)") }
    world.slots = [SlotContent("5")]
    world.devices = [Device("gpu")]
    return world
  }

  static func runs(
    _ name: String, _ world: World, cells: @escaping (inout Setup) -> Void = { _ in }, _ threads: Actor...
  ) -> MutationWorld {
    var world = world
    world.threads = threads
    return MutationWorld(name: name, world: world, cells: cells)
  }

  static func app(_ operations: Operation...) -> Actor { Actor("app", operations) }
  static func other(_ operations: Operation...) -> Actor { Actor("other", operations) }

  /// The device maps some pages from the beginning: it must hear of what happens to them.
  static func mapped(_ entries: [Int: Int]) -> (inout Setup) -> Void {
    { setup in
      for (page, frame) in entries {
        setup.set("driver", 1, "dpt", element: page, to: .number((frame << 3 | 3) - (frame > 15 ? 256 : 0)))
      }
    }
  }

  // MARK: Splits

  private static var splits: [MutationWorld] {
    [
      runs("split", huge(2), cells: mapped([0: 1, 1: 2]), app(.split(page: 1))),
      runs("split behind", huge(2, after: 1), cells: mapped([0: 1, 1: 2]), app(.split(page: 2))),
      runs("split read-only", huge(1, isWritable: false), app(.split(page: 0))),
      runs("split protnone", huge(1), cells: { $0.set("pmd", 1, "protnone", to: .number(1)) }, app(.split(page: 0))),
      runs("split what moves", huge(2), cells: { $0.set("pmd", 1, "kind", to: .number(2)) }, app(.split(page: 0))),
      runs("split devmap", huge(2), cells: { $0.set("pmd", 1, "kind", to: .number(3)) }, app(.split(page: 0))),
      runs("two splits", huge(1), app(.split(page: 0)), other(.split(page: 0))),
      runs("split and drop", huge(1), app(.split(page: 0)), other(.dontneed(0..<1))),
      runs("drop the front", huge(2), cells: mapped([0: 1, 1: 2]), app(.dontneed(0..<1))),
      runs("drop the back", huge(2), app(.dontneed(1..<2))),
      runs("drop all", huge(2, after: 1), cells: mapped([1: 2, 2: 3]), app(.dontneed(0..<3))),
      runs("unmap all", huge(2), app(.munmap(0..<2), .munmap(0..<2))),
      runs("drop what is free to go", window(1, 1), cells: flagged, app(.dontneed(0..<1))),
      runs(
        "drop what is protnone", huge(1), cells: { $0.set("pmd", 1, "protnone", to: .number(1)) }, app(.dontneed(0..<1))
      ),
      runs("drop twice", huge(1), app(.dontneed(0..<1)), other(.dontneed(0..<1))),
      runs(
        "drop what moves", huge(2), cells: { $0.set("pmd", 1, "kind", to: .number(2)) }, app(.dontneed(0..<2))),
      runs("drop a part and split", huge(2), app(.dontneed(0..<1)), other(.split(page: 0))),
      runs("exit with a huge page", huge(2), app(.exit)),
    ]
  }

  // MARK: Collapse

  /// Pages under one entry, the last never touched, and free frames, the first of them in use.
  private static func small(_ pages: Int, free: Int, _ change: (inout World) -> Void = { _ in }) -> World {
    var world = window(pages, pages - 1)
    world.frames.removeLast()
    world.frames += (0..<free).map { FrameContent("1c\($0)") }
    change(&world)
    return world
  }

  private static func collapse(
    _ name: String, _ world: World, cells: @escaping (inout Setup) -> Void = { _ in }
  ) -> MutationWorld { runs("collapse \(name)", world, cells: cells, app(.collapse(page: 0))) }

  private static var collapses: [MutationWorld] {
    [
      collapse("two", small(2, free: 3), cells: mapped([0: 1])),
      runs("collapse three, by the last", small(3, free: 3), app(.collapse(page: 2))),
      collapse("into a hole", small(2, free: 5) { $0.frames[3].owner = "app" }),
      collapse(
        "beside device memory",
        small(2, free: 3) {
          $0.frames[2].device = "gpu"
        }),
      collapse("without frames", small(2, free: 1)),
      collapse("without a vma", small(2, free: 2) { $0.vmas = [VmaPiece(1..<2)] }),
      collapse("of half a vma", small(2, free: 2) { $0.vmas = [VmaPiece(0..<1)] }),
      collapse("of a file", small(2, free: 2) { $0.vmas[0].isFile = true }),
      collapse("of what is swapped", small(2, free: 2) { $0.pages[1] = .swap(slot: "5") }),
      collapse("of what is shared", small(2, free: 2) { $0.pages[1] = .present(frame: "1a0", isWritable: true) }),
      collapse("of a locked page", small(2, free: 2), cells: { $0.set("frame", 1, "lock", to: .number(1)) }),
      collapse("of what is read-only", small(2, free: 2) { $0.pages[0] = .present(frame: "1a0", isWritable: false) }),
      collapse("without a table", small(2, free: 2) { $0.pages[0] = .none }),
      collapse("of a huge page", huge(2, free: 2)),
      runs("collapse what exits", small(2, free: 2), app(.exit, .collapse(page: 0))),
      runs("collapse and drop", small(2, free: 2), app(.collapse(page: 0)), other(.dontneed(0..<1))),
      runs("collapse and reclaim", small(2, free: 2), app(.collapse(page: 0)), other(.reclaim(page: 0))),
      runs("collapse behind", twoTables, cells: mapped([0: 1, 2: 2]), app(.collapse(page: 2))),
      runs("collapse what has flags", small(2, free: 2), cells: flagged, app(.collapse(page: 0))),
      runs("collapse before another vma", before, app(.collapse(page: 0))),
    ]
  }

  /// Two pages under one entry, and one of another vma under the next.
  private static var before: World {
    var world = small(3, free: 2) { $0.vmas = [VmaPiece(0..<2), VmaPiece(2..<3)] }
    world.base = 0x7f00_001f_e000
    return world
  }

  /// Every flag of the first pte, and the mark of MADV_FREE.
  static func flagged(_ setup: inout Setup) {
    for flag in ["protnone", "dirty", "soft_dirty"] { setup.set("pte", 1, flag, to: .number(1)) }
    setup.set("frame", 1, "lazyfree", to: .number(1))
  }

  /// Somebody who wants the reverse mapping for writing.
  static var writer: Actor {
    let procedure = Procedure("writer", isKernel: false) {
      down_write(mm.rmap)
      up_write(mm.rmap)
    }
    return Actor("writer", [.call(procedure, [])])
  }

  /// A page under one entry and two under the next.
  private static var twoTables: World {
    var world = small(3, free: 2) { $0.pages[2] = .present(frame: "1a1", isWritable: true) }
    world.pages[1] = .none
    world.base = 0x7f00_001f_f000
    return world
  }
}
