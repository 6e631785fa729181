import Kernel
import Machine
import Testing

extension World {
  /// A huge page of four, and four frames of the device (9 and on).
  static var hugeDeviceMemory: World {
    var world = World.huge()
    for number in 0..<4 { world.frames.append(FrameContent("d0\(number)", device: "gpu")) }
    return world
  }
}

@Suite("migrate_vma of huge pages")
struct MigrateHugeTests {
  @Test("a huge page is split in a section of its own inside the collection's, and its pages move") func splits() throws
  {
    let run = try Run(World.hugeDeviceMemory.with(MigrateVmaTests.move))
    run.run("gpu", through: "SP5")
    #expect(run.value("frame", 1, "lock") != 0 && run.value("hmm", 1, "notifiers") == 2)
    #expect((0..<4).map { run.pte($0) } == [[1, 1, 1], [1, 2, 1], [1, 3, 1], [1, 4, 1]])
    run.finish("gpu")
    #expect((0..<4).map { run.pte($0) } == [[4, 9, 1], [4, 10, 1], [4, 11, 1], [4, 12, 1]])
    #expect((1...4).allSatisfy { run.frame($0) == [0, 0, 0] } && run.frame(12) == [1, 2, 65])
    #expect(run.hasEnded("gpu") && run.held == [] && run.broken == [] && run.value("hmm", 1, "notifiers") == 0)
  }

  @Test("an unmap takes huge pages, small pages and pages of the device alike") func unmapsAll() throws {
    let run = try Run(
      World.hugeDeviceMemory.with(
        Actor("gpu", [.migrateToDevice(device: "gpu", 1..<2)]), Actor("app", [.munmap(0..<4)])))
    run.finish("gpu")
    #expect((0..<4).map { run.pte($0)[0] } == [1, 4, 1, 1])
    run.finish("app")
    #expect((1...4).allSatisfy { run.frame($0) == [0, 0, 0] } && run.frame(9) == [0, 1, 0] && run.broken == [])
  }
}
