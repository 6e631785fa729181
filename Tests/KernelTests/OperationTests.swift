import Kernel
import Machine
import Testing

@Suite("Operations")
struct OperationTests {
  @Test(
    "munmap of everything frees the tables, of an edge cuts the vma",
    arguments: [
      (0..<4, [0, 0]), (0..<2, [2, 4]), (2..<4, [0, 2]),
    ])
  func cuts(_ pages: Range<Int>, _ left: [Int]) throws {
    let run = try Run(.window().with(Actor("app", [.munmap(pages)])))
    run.finish("app")
    #expect([run.value("vma", 1, "vm_start"), run.value("vma", 1, "vm_end")] == left)
    let isEmpty = pages == 0..<4
    #expect(["pmd", "pud", "p4d", "pgd"].allSatisfy { run.value($0, 1, "none") == (isEmpty ? 1 : 0) })
    #expect(run.value("swap", 1, "owner") == (pages.contains(3) ? 0 : 1))
  }

  @Test("the reaper is refused while mirrors_sem is taken, and its count stays (B2)", arguments: [false, true])
  func refused(_ isCured: Bool) throws {
    let edition = Edition(fixes: isCured ? ["B2"] : [])
    let core = Core.of(edition)
    var world = World.window(edition)
    world.devices.append(Device("npu"))
    let run = try Run(
      world.with(Actor("reaper", [.oomReap(0..<2)]), Actor("npu", [.call(core.hmm_mirror_unregister, [2])])))
    run.run("npu", through: "MU2")
    run.finish("reaper")
    #expect(run.hasEnded("reaper") && run.value("pte", 1, "kind") == 1 && run.held == ["mirrors_sem W npu"])
    #expect(run.notifiers == (isCured ? 0 : 1) && run.broken == (isCured ? [] : ["I3"]))
  }

  @Test(
    "the reaper does not hear that a driver refuses, and frees what the device maps (B2)", arguments: [false, true])
  func unheard(_ isCured: Bool) throws {
    let edition = Edition(fixes: isCured ? ["B2"] : [])
    let run = try Run(
      .window(edition).with(Actor("gpu", [.mirror(device: "gpu")]), Actor("reaper", [.oomReap(0..<2)])))
    run.run("gpu", through: "26")
    run.run("gpu", before: "28")
    run.finish("reaper")
    #expect(run.hasEnded("reaper") && run.value("frame", 1, "owner") == (isCured ? 1 : 0))
    #expect(run.broken == (isCured ? [] : ["I1", "I11"]))
  }

  @Test("two sections: the range becomes valid at the second end") func twoSections() throws {
    let run = try Run(
      .window().with(
        Actor("gpu", [.mirror(device: "gpu")]), Actor("app", [.dontneed(0..<1)]), Actor("kswapd", [.reclaim(page: 1)])))
    run.run("gpu", through: "RR6")
    run.run("app", through: "IS4")
    run.run("app", through: "IS5")
    run.run("kswapd", through: "IS4")
    #expect(run.notifiers == 2)
    run.run("kswapd", through: "IS5")
    run.run("app", through: "IE3")
    #expect(run.notifiers == 1 && !run.valid)
    run.run("app", through: "IE4")
    run.run("kswapd", through: "IE3")
    #expect(run.notifiers == 0 && run.valid && run.broken == [])
  }

  @Test("an overlap test that is off by one hits a range that a section only touches (B13)", arguments: [false, true])
  func offByOne(_ isCured: Bool) throws {
    let edition = Edition(fixes: isCured ? ["B13"] : [])
    var world = World.window(edition)
    world.devices[0].window = 1..<4
    let run = try Run(world.with(Actor("gpu", [.mirror(device: "gpu")]), Actor("app", [.dontneed(0..<1)])))
    run.run("gpu", through: "RR6")
    run.run("app", through: "IS4")
    #expect(run.valid == isCured && run.broken == [])
  }

  @Test("a frame is reused while a device still maps it: the device writes into it") func harm() throws {
    let run = try Run(
      .small().with(
        Actor("gpu", [.mirror(device: "gpu")]), Actor("app", [.dontneed(1..<2)]), Actor("other", [.take(letter: "Z")]),
        Actor("device", [.deviceWrite(device: "gpu", page: 1, letter: "G")])))
    run.run("gpu", before: "14")
    #expect(run.step("device") == false && run.step("other") == false)
    run.finish("app")
    run.run("gpu", through: "26")
    #expect(run.broken == ["I1", "I11"])
    run.finish("other")
    #expect(run.broken == ["I1"] && run.value("frame", 2, "letter") == 90)
    run.finish("device")
    #expect(run.value("frame", 2, "letter") == 71 && run.value("frame", 2, "owner") == 2)
  }
}
