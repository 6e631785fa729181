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

extension Procedure {
  /// Whether it calls a procedure of this name, itself or further down.
  func calls(_ name: String) -> Bool { body.contains { $0.calls(name) } }
}

extension Statement {
  fileprivate func calls(_ name: String) -> Bool {
    switch action {
    case .call(.procedure(let callee), _, _): callee.name == name || callee.calls(name)
    case .when(_, let yes, let no): (yes + no).contains { $0.calls(name) }
    case .loop(_, let body), .doLoop(let body, _): body.contains { $0.calls(name) }
    default: false
    }
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
      #expect(run.value("swap", 1, "count") == 2 && run.value("swap", 1, "page") == 1)
      #expect(run.value("frame", 1, "owner") == 1 && run.value("frame", 1, "count") == 2)
      run.finish("kswapd")
      #expect(run.value("swap", 1, "count") == 2 && run.value("swap", 1, "letter") == 65)
      #expect(run.value("swap", 1, "page") == 0)
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

  /// Only a fault that looks into the swap cache can read such a page.
  private static let hasSwapCache = Core.of(.linux5_2).touch.calls("do_swap_page")

  @Test("a page that is read back between two unmappings stays readable", .enabled(if: hasSwapCache))
  func between() throws {
    let run = try Run(.shared().with(Actor("kswapd", [.reclaim(page: 0)]), Actor("app", [.read(page: 0)])))
    run.run("kswapd", through: "TU10")
    run.finish("app")
    run.finish("kswapd")
    run.finish("app")
    #expect(run.mapped(0) != 0 && run.value("pte", 3, "kind") == 2 && run.value("swap", 1, "letter") == 65)
    #expect(run.value("swap", 1, "count") == 1 && run.held == [] && run.broken == [])
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
}
