import Kernel
import Machine
import Testing

@Suite("Operations")
struct OperationTests {
  /// The names of the steps that a thread makes until it ends.
  private func names(_ run: Run, _ thread: String) -> [String] {
    var names: [String] = []
    while !run.hasEnded(thread), run.step(thread) { if let name = run.lastName { names.append(name) } }
    return names
  }

  private func order(_ names: [String], _ wanted: [String]) -> [String] { names.filter { wanted.contains($0) } }

  @Test("DONTNEED: start, count, callback, pte, end, flush, free, with mmap_sem for reading") func dontneed() throws {
    let run = try Run(.window().with(Actor("app", [.dontneed(0..<2)])))
    let names = names(run, "app")
    let wanted = ["MA1", "IS4", "C2", "ZP2", "IE3", "TF1", "TF2", "MA8"]
    #expect(order(names, wanted) == ["MA1", "IS4", "C2", "ZP2", "ZP2", "IE3", "TF1", "TF2", "MA8", "MA8"])
    #expect(run.value("frame", 1, "owner") == 0 && run.value("pte", 1, "kind") == 0 && run.held == [])
    #expect(run.value("pmd", 1, "none") == 0 && run.value("vma", 1, "vm_end") == 4)
  }

  @Test("munmap: the vma goes with mmap_sem for writing, the ptes after the downgrade") func munmap() throws {
    let run = try Run(.window().with(Actor("app", [.munmap(1..<3)])))
    run.run("app", through: "UM2")
    #expect(run.held == ["mmap_sem W app"] && run.value("pte", 2, "kind") == 1)
    #expect(run.value("vma", 1, "vm_end") == 1 && run.value("vma", 2, "vm_start") == 3)
    run.run("app", through: "UM3")
    #expect(run.held == ["mmap_sem R app"])
    let wanted = ["IS4", "C2", "ZP2", "IE3", "PG1", "TF1", "TF2"]
    #expect(order(names(run, "app"), wanted) == ["IS4", "C2", "ZP2", "ZP2", "IE3", "PG1", "TF1", "TF2"])
    #expect(run.value("frame", 2, "owner") == 0 && run.value("frame", 1, "owner") == 1 && run.held == [])
  }

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

  @Test("reclaim holds the page and the rmap, not mmap_sem, and frees after the section") func reclaim() throws {
    let run = try Run(.window().with(Actor("kswapd", [.reclaim(page: 1)])))
    run.run("kswapd", through: "TU6")
    #expect(Set(run.held) == ["rmap R kswapd", "lock kswapd", "ptl kswapd"])
    #expect(run.value("swap", 2, "letter") == 66 && run.value("frame", 2, "owner") == 1)
    let wanted = ["TU7", "IE3", "TU9", "TU10", "TU11"]
    #expect(order(names(run, "kswapd"), wanted) == wanted)
    #expect(run.value("frame", 2, "owner") == 0 && run.held == [] && run.fault == nil)
  }

  @Test("reclaim leaves a page that is gone, and one for which there is no swap", arguments: [2, 1]) func noReclaim(
    _ page: Int
  ) throws {
    var world = World.window()
    world.slots.removeLast()
    let run = try Run(world.with(Actor("kswapd", [.reclaim(page: page)])))
    let before = run.state[0..<run.program.layout.size]
    run.finish("kswapd")
    #expect(run.hasEnded("kswapd") && run.state[0..<run.program.layout.size] == before)
  }

  @Test(
    "a touch raises no notifier: none and swap become present, read-only becomes writable",
    arguments: [
      (2, false), (2, true), (3, false), (3, true),
    ])
  func touch(_ page: Int, _ isWrite: Bool) throws {
    let operation = isWrite ? Operation.write(page: page, letter: "X") : .read(page: page)
    let run = try Run(.window().with(Actor("app", [operation, .write(page: page, letter: "Y")])))
    let names = names(run, "app")
    #expect(!names.contains("IS4") && run.value("pte", page + 1, "kind") == 1)
    #expect(run.value("pte", page + 1, "write") == 1 && run.value("frame", 3, "letter") == 89)
    #expect(run.held == [] && run.fault == nil && (page == 2 || run.value("swap", 1, "owner") == 0))
  }

  @Test("a touch outside of every vma, or against its rights, ends the operation") func segfault() throws {
    var world = World.window()
    world.vmas = [VmaPiece(0..<2, isWritable: false)]
    world.pages[0] = .present(frame: "1a0", isWritable: false)
    for operation in [Operation.read(page: 2), .write(page: 0, letter: "X")] {
      let run = try Run(world.with(Actor("app", [operation])))
      run.finish("app")
      #expect(run.hasEnded("app") && run.held == [] && run.value("frame", 1, "letter") == 65)
    }
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
