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
}
