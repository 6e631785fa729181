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
  func pte(_ page: Int) -> [Int] { ["kind", "frame", "write"].map { value("pte", page + 1, $0) } }
  func frame(_ row: Int) -> [Int] { ["owner", "count", "letter"].map { value("frame", row, $0) } }

  /// What somebody else would have done meanwhile.
  func set(_ record: String, _ row: Int, _ field: String, to number: Int) {
    state[program.layout.address(record, row, field)!] = UInt8(truncatingIfNeeded: number)
  }
}

@Suite("migrate_vma")
struct MigrateVmaTests {
  static let move = Actor("gpu", [.migrateToDevice(device: "gpu", 0..<4)])

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

  @Test("a page that reclaim may drop while it is clean may be dropped on the other side, too") func lazy() throws {
    let run = try run(.deviceMemory())
    run.set("frame", 1, "lazyfree", to: 1)
    run.finish("gpu")
    #expect(run.pte(0) == [4, 4, 1] && run.value("frame", 4, "lazyfree") == 1)
    #expect(run.value("frame", 1, "lazyfree") == 0)
  }
}
