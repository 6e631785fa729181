import Kernel
import Machine
import Testing

extension World {
  /// Two pages that are there, one that never was, one in swap; one free frame of RAM (3) and two of the device (4, 5).
  static func deviceMemory(_ edition: Edition = .linux5_2, frames: Int = 2) -> World {
    var world = World.window(edition)
    for number in 0..<frames { world.frames.append(FrameContent("d0\(number)", device: "gpu")) }
    return world
  }

  /// One page, mapped by two processes.
  static func sharedMemory() -> World {
    var world = deviceMemory()
    world.processes = ["app", "kid"]
    world.others = [
      AddressSpace(
        "kid", base: 0x7f00_0000_0000, pages: [.present(frame: "1a0", isWritable: false)], vmas: [VmaPiece(0..<1)])
    ]
    return world
  }
}

extension Run {
  func src(_ index: Int) -> Int { value("migrate_vma", 1, "src", index) & 0xff }
  func dst(_ index: Int) -> Int { value("migrate_vma", 1, "dst", index) & 0xff }
  func pte(_ page: Int) -> [Int] { ["kind", "frame", "write"].map { value("pte", page + 1, $0) } }
  func frame(_ row: Int) -> [Int] { ["owner", "count", "letter"].map { value("frame", row, $0) } }

  /// What somebody else would have done meanwhile.
  func set(_ record: String, _ row: Int, _ field: String, to number: Int) {
    state[program.layout.address(record, row, field)!] = UInt8(truncatingIfNeeded: number)
  }
}

/// An entry of src or dst, as a cell holds it.
private func entry(_ frame: Int, _ flags: String) -> Int {
  frame << 3 | (flags.contains("m") ? 1 : 0) | (flags.contains("l") ? 2 : 0) | (flags.contains("w") ? 4 : 0)
}

@Suite("migrate_vma")
struct MigrateVmaTests {
  static let move = Actor("gpu", [.migrateToDevice(device: "gpu", 0..<4)])
  private static let (migration, devicePrivate, present) = (3, 4, 1)

  private func run(_ world: World = .deviceMemory(), _ others: Actor...) throws -> Run {
    var copy = world
    copy.threads = [Self.move] + others
    return try Run(copy)
  }

  @Test("pages move, a hole is filled on the device's side, the letters go with them") func moves() throws {
    let run = try run(.deviceMemory(frames: 3))
    run.finish("gpu")
    #expect(run.hasEnded("gpu") && run.fault == nil && run.held == [] && run.broken == [])
    #expect((0..<3).map { run.pte($0) } == [[4, 4, 1], [4, 5, 1], [4, 6, 1]])
    #expect(run.value("pte", 4, "kind") == 2, "swap stays where it is")
    #expect([1, 2].map { run.frame($0) } == [[0, 0, 0], [0, 0, 0]], "the frames of RAM are free")
    #expect([4, 5, 6].map { run.frame($0) } == [[1, 2, 65], [1, 2, 66], [1, 2, 0]])
  }

  @Test("the phases come in order, and each change of a pte lies where the reference has it") func order() throws {
    let run = try run(.deviceMemory(frames: 3))
    var names: [String] = []
    while !run.hasEnded("gpu"), run.step("gpu") { if let name = run.lastName { names.append(name) } }
    let wanted = ["IS4", "C2", "M1f", "M1g", "M1h", "M1i", "IE3", "M2a", "M3a", "M4a", "M5a", "M6a", "M7a"]
    var first: [String] = []
    for name in names where wanted.contains(name) && !first.contains(name) { first.append(name) }
    #expect(first == wanted)
    // One section for the collection, one for what was inserted; nothing is raised when the entries come back.
    #expect(names.count { $0 == "IS4" } == 2 && names.lastIndex(of: "IE3")! < names.firstIndex(of: "M6a")!)
  }

  @Test(
    "what a pte is decides what is collected",
    arguments: [
      (PageContent.none, 0b001, 0), (.swap(slot: "3"), 0, 2), (.special, 0, 5), (.poison, 0, 6),
      (.present(frame: "1a0", isWritable: true), entry(1, "mlw"), 3),
      (.present(frame: "1a0", isWritable: false), entry(1, "ml"), 3),
      (.protnone(frame: "1a0", isWritable: true), entry(1, "mlw"), 3),
      (.devicePrivate(frame: "d00", isWritable: true), entry(4, "mlw"), 3),
      (.devicePrivate(frame: "d00", isWritable: false), entry(4, "ml"), 3),
      (.migration(frame: "1a0", isWritable: true), 0, 3), (.devmap(frame: "1a0", isWritable: true), 0, 7),
    ])
  func collects(_ content: PageContent, _ src: Int, _ kind: Int) throws {
    var world = World.deviceMemory()
    world.pages[0] = content
    if case .devicePrivate = content { world.frames[3].owner = "app" }
    let run = try run(world)
    run.run("gpu", through: "M1k")
    #expect(run.src(0) == src && run.value("pte", 1, "kind") == kind && run.held == heldPages(run))
    // The reference of the mapping has become the migration's.
    if src > 1 { #expect(run.value("frame", src >> 3, "count") == (src >> 3 == 4 ? 2 : 1)) }
    #expect(run.value("pte", 1, "protnone") == 0 && run.value("migrate_vma", 1, "cpages") == (src == 0 ? 2 : 3))
  }

  private func heldPages(_ run: Run) -> [String] {
    ["mmap_sem R gpu"] + (1...5).filter { run.value("frame", $0, "lock") != 0 }.map { _ in "lock gpu" }
  }

  @Test("without a table each page of the span is a hole") func hole() throws {
    var world = World.deviceMemory()
    world.pages = [.none, .none, .none, .none]
    let run = try run(world)
    run.run("gpu", through: "M1k")
    #expect((0..<4).map { run.src($0) } == [1, 1, 1, 1] && run.value("pmd", 1, "none") == 1)
    run.finish("gpu")
    #expect(run.value("pmd", 1, "none") == 0 && run.pte(0) == [4, 4, 1] && run.pte(2) == [0, 0, 0])
    #expect(run.broken == [] && run.held == [])
  }

  @Test(
    "what cannot be migrated at all is -EINVAL",
    arguments: [
      ([], 0..<4), ([VmaPiece(1..<4)], 0..<4), ([VmaPiece(0..<3)], 0..<4), ([VmaPiece(0..<4)], 2..<2),
      ([vma("hugetlb")], 0..<4), ([vma("special")], 0..<4),
    ])
  func refused(_ vmas: [VmaPiece], _ pages: Range<Int>) throws {
    var world = World.deviceMemory()
    world.vmas = vmas
    let core = Core.of(.linux5_2)
    let answer = try answer(world) {
      call(
        core.migrate_to_device, driver.value, mm.value, .constant(pages.lowerBound, name: nil),
        .constant(pages.upperBound, name: nil), into: ret)
    }
    #expect(answer.result == -22 && answer.run.held == [] && answer.run.pte(0) == [1, 1, 1])
  }

  private static func vma(_ kind: String) -> VmaPiece {
    var piece = VmaPiece(0..<4)
    piece.isHugetlb = kind == "hugetlb"
    piece.isSpecial = kind == "special"
    return piece
  }

  @Test("a page that somebody has locked is not taken, and loses nothing") func locked() throws {
    let run = try run()
    run.set("frame", 1, "lock", to: 2)
    run.run("gpu", through: "M1k")
    #expect(run.src(0) == entry(1, "mw") && run.pte(0) == [1, 1, 1] && run.value("frame", 1, "count") == 2)
    run.finish("gpu")
    #expect(run.hasEnded("gpu") && run.pte(0) == [1, 1, 1] && run.frame(1) == [1, 1, 65] && run.pte(1) == [4, 4, 1])
  }

  @Test("a page that is unlocked again in time is locked then, unmapped later, and moves") func lockedLater() throws {
    let run = try run()
    run.set("frame", 1, "lock", to: 2)
    run.run("gpu", through: "M1k")
    run.set("frame", 1, "lock", to: 0)
    run.run("gpu", before: "M3a")
    #expect(run.src(0) == entry(1, "mlw") && run.pte(0) == [1, 1, 1])
    run.run("gpu", before: "M4a")
    #expect(run.pte(0) == [3, 1, 1] && run.value("frame", 1, "count") == 1)
    run.finish("gpu")
    #expect(run.pte(0) == [4, 4, 1] && run.held == [] && run.broken == [])
  }

  @Test("a page that somebody holds comes back, before and after it is replaced", arguments: ["M2a", "M3a"])
  func pinned(_ before: String) throws {
    let run = try run()
    run.run("gpu", before: before)
    run.set("frame", 1, "count", to: 2)
    run.finish("gpu")
    #expect(run.hasEnded("gpu") && run.pte(0) == [1, 1, 1] && run.frame(1) == [1, 2, 65] && run.pte(1) == [4, 4, 1])
    #expect(run.held == [])
  }

  @Test("a page that is held and was never replaced is let go") func pinnedAndMapped() throws {
    let run = try run()
    run.set("frame", 1, "lock", to: 2)
    run.set("frame", 1, "count", to: 2)
    run.run("gpu", through: "M1k")
    run.set("frame", 1, "lock", to: 0)
    run.finish("gpu")
    #expect(run.pte(0) == [1, 1, 1] && run.frame(1) == [1, 2, 65] && run.held == [])
  }

  @Test("a page of two processes is unmapped in both, each in a section of its own, and comes back in both")
  func shared() throws {
    var world = World.sharedMemory()
    world.devices.append(Device("npu"))
    world.devices[1].process = "kid"
    let run = try run(world)
    run.run("gpu", through: "M3j")
    #expect(run.pte(4) == [3, 1, 0] && run.value("hmm", 2, "notifiers") == 1 && run.value("frame", 1, "count") == 1)
    run.finish("gpu")
    #expect(run.pte(0) == [4, 4, 1] && run.pte(4) == [4, 4, 0] && run.frame(4) == [1, 3, 65])
    #expect(run.held == [] && run.broken == [] && run.value("hmm", 2, "notifiers") == 0)
  }

  @Test("a shared page that is held comes back in both processes") func sharedPinned() throws {
    let run = try run(.sharedMemory())
    run.run("gpu", before: "M3c")
    run.set("frame", 1, "count", to: 2)
    run.finish("gpu")
    #expect(run.pte(0) == [1, 1, 1] && run.pte(4) == [1, 1, 0] && run.frame(1) == [1, 3, 65] && run.held == [])
  }

  @Test("where the driver has no frame, the page stays: the second of two") func partial() throws {
    let run = try run(.deviceMemory(frames: 1))
    run.run("gpu", before: "M5a")
    #expect(run.dst(0) == entry(4, "l") && run.dst(1) == 0 && run.pte(1) == [3, 2, 1])
    run.finish("gpu")
    #expect(
      run.pte(0) == [4, 4, 1] && run.pte(1) == [1, 2, 1] && run.frame(2) == [1, 1, 66] && run.pte(2) == [0, 0, 0])
    #expect(run.held == [] && run.broken == [] && (0..<4).allSatisfy { run.src($0) == 0 && run.dst($0) == 0 })
  }

  @Test("without a frame at all nothing moves, and it is no error") func nothing() throws {
    let core = Core.of(.linux5_2)
    var world = World.deviceMemory(frames: 1)
    world.frames[3].owner = "app"
    let answer = try answer(world) {
      call(core.migrate_to_device, driver.value, mm.value, 0, 4, into: ret)
    }
    #expect(answer.result == 0 && answer.run.pte(0) == [1, 1, 1] && answer.run.pte(1) == [1, 2, 1])
  }

  @Test("a page of a file does not go to device memory, and a hole of it is not filled") func file() throws {
    var world = World.deviceMemory()
    world.vmas[0].isFile = true
    let run = try run(world)
    run.finish("gpu")
    #expect(run.pte(0) == [1, 1, 1] && run.pte(2) == [0, 0, 0] && run.broken == [] && run.held == [])
    #expect(run.frame(4) == [0, 1, 0], "the driver has its frames back")
  }

  @Test("a reference that nobody knows keeps the old page, also when the copy is made") func unexpected() throws {
    let run = try run()
    run.run("gpu", before: "M5a")
    run.set("frame", 1, "count", to: 2)
    run.finish("gpu")
    #expect(run.pte(0) == [1, 1, 1] && run.frame(1) == [1, 2, 65] && run.frame(4) == [0, 1, 0] && run.held == [])
  }

  @Test("a page that reclaim may drop while it is clean may be dropped on the other side, too") func lazy() throws {
    let run = try run(.deviceMemory())
    run.set("frame", 1, "lazyfree", to: 1)
    run.finish("gpu")
    #expect(run.pte(0) == [4, 4, 1] && run.value("frame", 4, "lazyfree") == 1)
    #expect(run.value("frame", 1, "lazyfree") == 0)
  }

  @Test("a hole that somebody fills meanwhile stays as it is") func filled() throws {
    var world = World.deviceMemory()
    world.pages[0] = .none
    let run = try run(world, Actor("app", [.write(page: 0, letter: "X")]))
    run.run("gpu", before: "IP3")
    run.finish("app")
    run.finish("gpu")
    #expect(run.pte(0) == [1, 3, 1] && run.frame(3) == [1, 1, 88] && run.held == [] && run.broken == [])
  }

  @Test("a read-only mapping stays one on the other side, and is not written to") func readOnly() throws {
    var world = World.deviceMemory()
    world.vmas[0].isWritable = false
    world.pages[0] = .present(frame: "1a0", isWritable: false)
    let run = try run(world)
    run.finish("gpu")
    #expect(run.pte(0) == [4, 4, 0] && run.pte(2) == [0, 0, 0])
  }

  @Test("an unmap in the middle takes the migration entry away: nothing comes back, both frames are free")
  func unmapped() throws {
    let run = try run(.deviceMemory(), Actor("app", [.dontneed(0..<1)]))
    run.run("gpu", before: "M6a")
    run.finish("app")
    run.finish("gpu")
    #expect(run.pte(0) == [0, 0, 0] && run.frame(1) == [0, 0, 0] && run.frame(4) == [0, 1, 0])
    #expect(run.held == [] && run.broken == [])
  }
}
