import Kernel
import Machine
import Testing

@Suite("Compaction and KSM")
struct MigrateTests {
  // MARK: Migration

  @Test("compaction: an entry in a section, a copy, and the pte back without one") func migrate() throws {
    let run = try Run(.window().with(Actor("kcd", [.migrate(page: 1)])))
    run.run("kcd", through: "MI7")
    #expect(Set(run.held) == ["rmap R kcd", "lock kcd", "ptl kcd"] && run.notifiers == 1)
    #expect(run.value("pte", 2, "kind") == 3 && run.value("pte", 2, "frame") == 2 && run.value("pte", 2, "write") == 1)
    #expect(["event", "start", "end"].map { run.value("mmu_notifier_range", 1, $0) } == [1, 1, 2])
    run.run("kcd", through: "MI11")
    #expect(run.notifiers == 0 && run.value("frame", 3, "letter") == 66 && run.value("pte", 2, "kind") == 3)
    #expect(run.names("kcd", ["IS4", "MI14", "MI16"]) == ["MI14", "MI16"])
    #expect(run.mapped(1) == entry(3) && run.value("frame", 2, "owner") == 0 && run.value("frame", 3, "count") == 1)
    #expect(run.held == [] && run.broken == [] && run.fault == nil)
  }

  @Test("compaction moves every mapping, and each section is its own") func migrateAll() throws {
    let run = try Run(.shared().with(Actor("kcd", [.migrate(page: 2)])))
    let names = run.names("kcd", ["MI6", "MI9", "MI11", "MI14"])
    #expect(names == ["MI6", "MI9", "MI6", "MI9", "MI11", "MI14", "MI14"])
    #expect([0, 2].allSatisfy { run.mapped($0) == entry(4, isWritable: false) })
    #expect(run.value("frame", 4, "count") == 2 && run.value("frame", 1, "owner") == 0 && run.held == [])
  }

  @Test("without a free frame nothing moves") func full() throws {
    var world = World.window()
    world.frames.removeLast()
    let run = try Run(world.with(Actor("kcd", [.migrate(page: 1)])))
    let before = run.state[0..<run.program.layout.size]
    run.finish("kcd")
    #expect(run.hasEnded("kcd") && run.state[0..<run.program.layout.size] == before)
  }

  @Test("a page that somebody works on stays where it is") func busy() throws {
    let run = try Run(.window().with(Actor("kcd", [.migrate(page: 1)]), Actor("kswapd", [.reclaim(page: 1)])))
    run.run("kswapd", through: "TU0")
    run.finish("kcd")
    #expect(run.hasEnded("kcd") && run.mapped(1) == entry(2) && run.value("frame", 3, "owner") == 0)
  }

  @Test("a page that is unmapped while it is on its way is freed at the end") func gone() throws {
    let run = try Run(.window().with(Actor("kcd", [.migrate(page: 1)]), Actor("app", [.munmap(1..<2)])))
    run.run("kcd", through: "MI10")
    run.finish("app")
    #expect(run.value("pte", 2, "kind") == 0)
    run.finish("kcd")
    #expect([2, 3].allSatisfy { run.value("frame", $0, "owner") == 0 } && run.held == [] && run.broken == [])
  }

  @Test("compaction of a part of a huge page splits it first") func migrateHuge() throws {
    let run = try Run(.huge().with(Actor("kcd", [.migrate(page: 1)])))
    #expect(run.names("kcd", ["SP5", "MI6", "MI14"]) == ["SP5", "MI6", "MI14"])
    #expect((0..<4).map { run.mapped($0) } == [entry(1), entry(8), entry(3), entry(4)] && run.held == [])
  }

  // MARK: KSM

  @Test("KSM: two pages are protected and one is replaced, in three sections with the ptl around the flush")
  func merge() throws {
    var world = World.window()
    world.frames[1].letter = "A"
    let run = try Run(world.with(Actor("ksmd", [.merge(page: 0, with: 1)])))
    run.run("ksmd", through: "KW4")
    #expect(Set(run.held) == ["mmap_sem R ksmd", "lock ksmd", "ptl ksmd"] && run.notifiers == 1)
    #expect(run.mapped(0) == entry(1, isWritable: false) && run.mapped(1) == entry(2))
    let names = run.names("ksmd", ["IS4", "IE3", "KW4", "KR4", "KS10"])
    #expect(names == ["IE3", "IS4", "KW4", "IE3", "KS10", "IS4", "KR4", "IE3"])
    #expect([0, 1].allSatisfy { run.mapped($0) == entry(1, isWritable: false) })
    #expect(run.value("frame", 1, "count") == 2 && run.value("frame", 2, "owner") == 0 && run.held == [])
  }

  @Test("KSM leaves pages that differ, read-only") func differ() throws {
    let run = try Run(.window().with(Actor("ksmd", [.merge(page: 0, with: 1)])))
    #expect(run.names("ksmd", ["KW4", "KR4"]) == ["KW4", "KW4"])
    #expect([0, 1].allSatisfy { run.mapped($0) == entry($0 + 1, isWritable: false) } && run.held == [])
  }

  @Test(
    "KSM leaves a page that somebody works on, and does not wait for its lock",
    arguments: [(0, "TU0", 1), (0, "TU1", 0), (1, "TU0", 2), (1, "TU1", 1)])
  func works(_ page: Int, _ step: String, _ sections: Int) throws {
    let run = try Run(
      .window().with(Actor("ksmd", [.merge(page: 0, with: 1)]), Actor("kswapd", [.reclaim(page: page)])))
    run.run("kswapd", through: step)
    #expect(run.names("ksmd", ["IS4"]).count == sections && run.hasEnded("ksmd"))
    #expect([0, 1].map { run.mapped($0) } == [entry(1, isWritable: page == 0), entry(2)])
    #expect([1, 2].map { run.value("frame", $0, "count") } == [page == 0 ? 2 : 1, page == 1 ? 2 : 1])
  }

  @Test("KSM does not replace what was written to since it was compared") func written() throws {
    var world = World.window()
    world.frames[1].letter = "A"
    let run = try Run(
      world.with(Actor("ksmd", [.merge(page: 0, with: 1)]), Actor("app", [.write(page: 1, letter: "X")])))
    run.run("ksmd", before: "KR3")
    run.finish("app")
    run.finish("ksmd")
    #expect(run.hasEnded("ksmd") && run.value("frame", 2, "letter") == 88 && run.mapped(1) == entry(2))
    #expect(run.held == [] && run.broken == [])
  }
}
