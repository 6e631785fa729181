import Kernel
import Machine
import Testing

@Suite("The reaper of all memory")
struct ReaperTests {
  @Test("a vma that is refused is left out, the others are reaped, and it comes back (B2a)", arguments: [false, true])
  func refused(_ isCured: Bool) throws {
    let edition = Edition(fixes: isCured ? ["B2"] : [])
    var world = World.window(edition)
    world.vmas = [VmaPiece(0..<1), VmaPiece(1..<4)]
    world.devices.append(Device("npu"))
    let run = try Run(
      world.with(
        Actor("reaper", [.oomReapAll]), Actor("npu", [.call(Core.of(edition).hmm_mirror_unregister, [2])])))
    run.run("npu", through: "MU2")
    run.run("reaper", through: "OV7")
    #expect(run.ptes("kind")[0] == 1 && run.notifiers == (isCured ? 0 : 1))
    run.finish("npu")
    run.run("reaper", through: "OT4")
    #expect(run.ptes("kind") == [1, 0, 0, 0])
    run.finish("reaper")
    #expect(run.hasEnded("reaper") && run.ptes("kind") == [0, 0, 0, 0] && run.notifiers == (isCured ? 0 : 1))
    #expect(run.broken == (isCured ? [] : ["I3", "leak: notifiers"]))
  }

  @Test("the end of its section waits for a mutex; mended, it takes a spinlock, and so does everybody else (B2c)")
  func end() throws {
    let run = try Run(.window().with(Actor("reaper", [.oomReapAll]), Actor("kswapd", [.reclaim(page: 0)])))
    run.run("kswapd", before: "IS3")
    run.run("reaper", before: "IE2")
    #expect(run.broken == ["I9"])
    run.run("kswapd", through: "IS4")
    #expect(run.held.contains("lock kswapd") && !run.run("reaper", through: "IE2"))
    run.run("kswapd", through: "IS5")
    #expect(run.run("reaper", through: "IE2") && run.broken == [])

    let mended = try Run(
      .window(Edition(fixes: ["B2c"])).with(Actor("reaper", [.oomReapAll]), Actor("kswapd", [.reclaim(page: 0)])))
    mended.run("kswapd", through: "IS4")
    #expect(mended.held.contains("ranges_lock kswapd"))
    #expect(!mended.run("reaper", through: "IS3") && mended.broken == [], "it spins: nobody sleeps")
    mended.run("kswapd", through: "IS5")
    mended.run("reaper", through: "IE2")
    #expect(mended.held.contains("ranges_lock reaper") && mended.broken == [])
    mended.finish("reaper")
    mended.finish("kswapd")
    #expect(mended.hasEnded("reaper") && mended.hasEnded("kswapd") && mended.held == [])
    #expect(mended.notifiers == 0 && mended.broken == [])
  }

  @Test("it tries ten times, and then lets go") func tenTimes() throws {
    let run = try Run(.window().with(Actor("reaper", [.oomReapAll]), Actor("app", [.munmap(0..<1)])))
    run.run("app", through: "UM1", times: 2)
    #expect(run.order("reaper", ["OT2", "OM3"]) == Array(repeating: "OT2", count: 10))
    #expect(run.hasEnded("reaper") && run.ptes("kind") == [1, 1, 0, 2] && run.value("mm", 1, "flags") == 6)
    #expect(run.value("mm", 1, "mm_count") == 2)
  }

  @Test("a driver that holds its lock is not heard (B2b)", arguments: [false, true]) func unheard(_ isCured: Bool)
    throws
  {
    let edition = Edition(fixes: isCured ? ["B2"] : [])
    let run = try Run(
      .window(edition).with(Actor("gpu", [.mirror(device: "gpu")]), Actor("reaper", [.oomReapAll])))
    run.run("gpu", through: "26")
    run.run("reaper", through: "OM4")
    #expect(run.value("frame", 1, "owner") == (isCured ? 1 : 0))
    run.run("gpu", through: "28")
    run.finish("reaper")
    #expect(run.value("frame", 1, "owner") == 0 && run.broken == (isCured ? [] : ["I1", "I11"]))
  }

  @Test("exit of a victim reaps first, with nobody to tell, and waits for the reaper") func exit() throws {
    let run = try Run(.window().with(Actor("reaper", [.oomReapAll]), Actor("app", [.exit])))
    run.run("reaper", through: "OV3")
    #expect(!run.run("app", before: "EV5"), "the reaper has mmap_sem")
    #expect(run.program.nextStep(run.state, run.thread("app"))?.name == "EV4" && run.value("mm", 1, "flags") == 7)
    #expect(run.ptes("kind") == [0, 0, 0, 0])
    run.run("reaper", through: "OM4")
    run.finish("app")
    run.finish("reaper")
    #expect(run.hasEnded("app") && run.hasEnded("reaper") && run.fault == nil)
  }

  @Test("a reaper that comes after exit's own has nothing to do") func late() throws {
    let run = try Run(.window().with(Actor("reaper", [.oomReapAll]), Actor("app", [.exit])))
    run.run("reaper", through: "OT1", times: 2)
    run.run("app", through: "EV3")
    #expect(run.order("app", ["EV2", "IS4", "EV5"]) == ["EV5"])
    #expect(run.order("reaper", ["OM2", "OM3", "OT2"]) == ["OT2", "OM2"])
    #expect(run.hasEnded("reaper") && run.fault == nil)
    // Whoever has gone is no victim any more.
    let gone = try Run(.window().with(Actor("reaper", [.oomReapAll]), Actor("app", [.exit])))
    gone.run("app", through: "MP1")
    #expect(gone.order("reaper", ["OT2"]) == [] && gone.hasEnded("reaper"))
    #expect(gone.order("app", ["EV2", "EX2"]) == ["EX2"])
    gone.finish("app")
  }
}
