import Kernel
import Machine
import Testing

extension World {
  /// Two processes that share frame 1: pages 000 and 002. Page 001 is app's own. Two free frames, two free slots.
  static func shared(_ edition: Edition = .linux5_2) -> World {
    var world = World()
    world.edition = edition
    world.processes = ["app", "kid"]
    world.frames = [FrameContent("1a0", owner: "app", letter: "A"), FrameContent("1a1", owner: "app", letter: "A")]
    world.frames += [FrameContent("1b4"), FrameContent("1b5")]
    world.pages = [.present(frame: "1a0", isWritable: false), .present(frame: "1a1", isWritable: true)]
    world.vmas = [VmaPiece(0..<2)]
    world.others = [
      AddressSpace(
        "kid", base: 0x7f00_0000_0000, pages: [.present(frame: "1a0", isWritable: false)], vmas: [VmaPiece(0..<1)])
    ]
    world.slots = [SlotContent("4"), SlotContent("5")]
    world.devices = [Device("gpu", entry: rightLoop(edition))]
    return world
  }
}

@Suite("What finds a page by its frame")
struct RmapTests {
  private let sections = ["TU2", "TU3", "IS4", "C2", "TU4", "TU5", "TU6", "TU7", "IE3", "TU8", "TU9", "TU10"]

  /// A world with a frame marked by MADV_FREE, and whether its page was written to since.
  private func lazy(isDirty: Bool) throws -> Run {
    var setup = try World.window().with(Actor("kswapd", [.reclaim(page: 1)])).setup()
    setup.set("frame", 2, "lazyfree", to: .number(1))
    setup.set("pte", 2, "dirty", to: .number(isDirty ? 1 : 0))
    return Run(Program(setup))
  }

  // MARK: Reclaim

  @Test("reclaim unmaps every mapping in a section of its own, and the slot is named by each") func every() throws {
    for page in [0, 2] {
      let run = try Run(.shared().with(Actor("kswapd", [.reclaim(page: page)])))
      run.run("kswapd", through: "TU5")
      #expect(
        run.held.contains("rmap R kswapd") && run.value("pte", 1, "kind") == 0 && run.value("pte", 3, "kind") == 1)
      #expect(run.value("mmu_notifier_range", 1, "mm") == 1)
      run.run("kswapd", through: "TU5")
      #expect(run.value("mmu_notifier_range", 1, "mm") == 2 && run.value("mmu_notifier_range", 1, "start") == 2)
      run.run("kswapd", through: "TU10")
      #expect(run.value("swap", 1, "count") == 3 && run.value("frame", 1, "owner") == 1)
      run.finish("kswapd")
      #expect(run.value("swap", 1, "count") == 2 && run.value("swap", 1, "letter") == 65)
      #expect([1, 3].allSatisfy { run.value("pte", $0, "kind") == 2 && run.value("pte", $0, "slot") == 1 })
      #expect(run.value("frame", 1, "owner") == 0 && run.held == [] && run.broken == [] && run.fault == nil)
    }
  }

  @Test("a mirrored process is told of its own mapping only") func told() throws {
    let run = try Run(.shared().with(Actor("kswapd", [.reclaim(page: 0)])))
    #expect(
      run.names("kswapd", ["TU3", "IS4", "TU8", "IE3"]) == ["TU3", "TU3", "IS4", "TU8", "IE3", "TU3", "TU3", "TU8"])
  }

  @Test("a slot is free when the last pte that names it goes") func slot() throws {
    let run = try Run(
      .shared().with(
        Actor("kswapd", [.reclaim(page: 0)]), Actor("app", [.dontneed(0..<1)]),
        Actor("kid", process: "kid", [.dontneed(2..<3)])))
    run.finish("kswapd")
    run.finish("app")
    #expect(run.value("swap", 1, "owner") == 1 && run.value("swap", 1, "count") == 1)
    run.finish("kid")
    #expect(run.value("swap", 1, "owner") == 0 && run.value("swap", 1, "count") == 0)
  }

  @Test("a page that is read back between two unmappings stays readable") func between() throws {
    let run = try Run(.shared().with(Actor("kswapd", [.reclaim(page: 0)]), Actor("app", [.read(page: 0)])))
    run.run("kswapd", through: "TU10")
    run.finish("app")
    #expect(run.mapped(0) != 0 && run.value("swap", 1, "owner") == 1)
    run.finish("kswapd")
    #expect(run.value("pte", 3, "kind") == 2 && run.value("swap", 1, "count") == 1)
    #expect(run.value("swap", 1, "letter") == 65 && run.value("frame", 1, "owner") == 0 && run.broken == [])
  }

  @Test("with one mapping the order is the old one: start, pte, end, flush, free") func one() throws {
    let run = try Run(.window().with(Actor("kswapd", [.reclaim(page: 1)])))
    #expect(
      run.names("kswapd", sections) == [
        "TU2", "TU3", "TU3", "IS4", "C2", "TU4", "TU5", "TU6", "TU7", "TU8", "IE3", "TU9", "TU10",
      ])
  }

  @Test(
    "a clean page of MADV_FREE is dropped without swap; one that was written to comes back", arguments: [false, true])
  func lazyfree(_ isDirty: Bool) throws {
    let run = try lazy(isDirty: isDirty)
    run.run("kswapd", through: "TU5")
    #expect(run.value("pte", 2, "kind") == 0 && run.held.contains("ptl kswapd") && run.value("swap", 2, "owner") == 0)
    run.finish("kswapd")
    #expect(run.mapped(1) == (isDirty ? entry(2) : 0) && run.value("frame", 2, "owner") == (isDirty ? 1 : 0))
    #expect(run.value("frame", 2, "lazyfree") == 0 && run.value("pte", 2, "dirty") == (isDirty ? 1 : 0))
    #expect(run.value("swap", 2, "owner") == 0 && run.held == [] && run.broken == [])
  }

  @Test("a page that mlock keeps, and a page of a file, stay") func stays() throws {
    for isFile in [false, true] {
      var world = World.window()
      world.vmas[0].isFile = isFile
      world.vmas[0].isLocked = !isFile
      let run = try Run(world.with(Actor("kswapd", [.reclaim(page: 1)])))
      let isTold = !isFile
      #expect(run.names("kswapd", ["IS4"]) == (isTold ? ["IS4"] : []))
      #expect(run.mapped(1) == entry(2) && run.value("frame", 2, "count") == 1 && run.value("swap", 2, "owner") == 0)
    }
  }

  @Test("reclaim of a part of a huge page splits it first, with the rmap for writing") func huge() throws {
    let run = try Run(.huge().with(Actor("kswapd", [.reclaim(page: 2)])))
    run.run("kswapd", through: "SP5")
    #expect(run.held.contains("rmap W kswapd") && run.value("mmu_notifier_range", 2, "phases") == 0)
    #expect(run.names("kswapd", ["SP8", "TU2", "TU5"]) == ["SP8", "TU2", "TU5"])
    #expect(run.value("pte", 3, "kind") == 2 && run.value("frame", 3, "owner") == 0 && run.mapped(1) == entry(2))
    #expect(run.held == [] && run.notifiers == 0 && run.broken == [])
  }

  @Test("nothing is taken where nothing is mapped") func nothing() throws {
    for operation in [Operation.reclaim(page: 2), .migrate(page: 2), .reclaim(page: 3), .merge(page: 1, with: 2)] {
      let run = try Run(.window().with(Actor("app", [operation])))
      let before = run.state[0..<run.program.layout.size]
      run.finish("app")
      #expect(run.hasEnded("app") && run.state[0..<run.program.layout.size] == before)
    }
  }

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
