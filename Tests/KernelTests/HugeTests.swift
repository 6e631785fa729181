import Kernel
import Machine
import Testing

extension World {
  /// Four pages that are one huge page, in frames 1 to 4, and as many free frames.
  static func huge(_ edition: Edition = .linux5_2) -> World {
    var world = World()
    world.edition = edition
    world.frames = (0..<4).map { FrameContent("1a\($0)", owner: "app", letter: "A") }
    world.frames += (0..<4).map { FrameContent("1b\($0)") }
    world.pages = (0..<4).map { .huge(frame: "1a\($0)", isWritable: true) }
    world.vmas = [VmaPiece(0..<4)]
    world.slots = [SlotContent("5")]
    world.devices = [Device("gpu", entry: rightLoop(edition))]
    return world
  }
}

extension World {
  /// Two small pages under one entry, the second never touched, and two free frames in a row.
  static var collapsible: World {
    var world = window()
    world.pages = [.present(frame: "1a0", isWritable: true), .none]
    world.vmas = [VmaPiece(0..<2)]
    world.frames = [FrameContent("1a0", owner: "app", letter: "A")] + (1...3).map { FrameContent("1b\($0)") }
    world.frames[1].owner = "app"
    return world
  }
}

extension Run {
  /// The names of the steps that a thread makes until it ends, those that are wanted.
  func names(_ thread: String, _ wanted: [String]) -> [String] {
    var names: [String] = []
    while !hasEnded(thread), step(thread) { if let name = lastName, wanted.contains(name) { names.append(name) } }
    return names
  }

  /// What a pte maps, as an entry: frame and right; 0 if it is not present.
  func mapped(_ page: Int) -> Int {
    value("pte", page + 1, "kind") == 1
      ? entry(value("pte", page + 1, "frame"), isWritable: value("pte", page + 1, "write") != 0) : 0
  }
}

@Suite("Huge pages")
struct HugeTests {
  @Test("a split of what is split already raises its section all the same, and changes nothing") func again() throws {
    let run = try Run(.huge().with(Actor("app", [.split(page: 0)]), Actor("other", [.split(page: 3)])))
    run.run("other", through: "SP2")
    run.finish("app")
    #expect(run.notifiers == 0 || run.value("mmu_notifier_range", 2, "phases") != 0)
    let before = (0..<4).map { run.mapped($0) }
    #expect(run.names("other", ["SP4", "SP5", "IE3"]) == ["SP4", "SP5", "IE3"])
    #expect((0..<4).map { run.mapped($0) } == before && run.value("pmd", 1, "invalid") == 0 && run.held == [])
  }

  @Test(
    "what takes a part of a huge page away splits it first, inside of its own section",
    arguments: [(0..<1, [0]), (1..<3, [1, 2]), (3..<4, [3])])
  func part(_ pages: Range<Int>, _ gone: [Int]) throws {
    for operation in [Operation.munmap(pages), .dontneed(pages), .oomReap(pages)] {
      let run = try Run(.huge().with(Actor("app", [operation])))
      run.run("app", before: "SP3")
      #expect(run.notifiers == 2 && run.value("mmu_notifier_range", 1, "end") == pages.upperBound)
      #expect(run.value("mmu_notifier_range", 2, "end") == 4 && run.value("mmu_notifier_range", 2, "event") == 1)
      run.run("app", through: "IE3")
      #expect(run.notifiers == 1 && run.broken == [])
      let names = run.names("app", ["SP8", "ZP2", "IE3", "TF2"])
      #expect(names == ["SP8"] + gone.map { _ in "ZP2" } + ["IE3", "TF2"])
      #expect((0..<4).filter { run.mapped($0) == 0 } == gone && run.notifiers == 0)
      #expect((0..<4).filter { run.value("frame", $0 + 1, "owner") == 0 } == gone)
      #expect(run.held == [] && run.broken == [] && run.fault == nil)
    }
  }

  @Test("what takes all of a huge page away clears one entry under its lock") func whole() throws {
    for operation in [Operation.munmap(0..<4), .dontneed(0..<4), .oomReap(0..<4), .exit] {
      let run = try Run(.huge().with(Actor("app", [operation])))
      run.run("app", through: "ZH3")
      #expect(run.held.contains("lock app") && run.value("pmd", 1, "none") == 1 && run.value("pmd", 1, "kind") == 0)
      #expect((1...4).allSatisfy { run.value("frame", $0, "gather", 0) == 1 && run.value("frame", $0, "owner") == 1 })
      #expect(run.names("app", ["SP1", "ZP2", "ZH4", "TF2"]) == ["ZH4", "TF2"])
      #expect((1...4).allSatisfy { run.value("frame", $0, "owner") == 0 } && run.held == [] && run.broken == [])
    }
  }

  @Test(
    "splits and removals in any order keep every law",
    arguments: [
      [Actor("app", [.dontneed(1..<2)]), Actor("other", [.split(page: 0)])],
      [Actor("app", [.dontneed(1..<2)]), Actor("other", [.dontneed(0..<2)])],
      [Actor("app", [.munmap(0..<1)]), Actor("reaper", [.oomReap(0..<2)])],
    ])
  func orders(_ threads: [Actor]) throws {
    var world = World.huge()
    world.pages.removeLast(2)
    world.vmas = [VmaPiece(0..<2)]
    world.threads = threads
    let finding = try explore(world)
    #expect(finding.isComplete && finding.faults == [:] && finding.deadlock == nil)
    // The reaper may be refused (B2a): what it has counted stays. Its end may sleep (B2c).
    #expect(Set(finding.broken.keys).isSubset(of: threads[1].name == "reaper" ? ["I3", "I9", "leak: notifiers"] : []))
  }

  // MARK: Collapse
  @Test(
    "what cannot be a huge page stays, and the frames go back",
    arguments: [
      "no frames", "hole", "file", "swap", "shared", "read-only", "worked on", "huge",
    ])
  func noCollapse(_ why: String) throws {
    var world = World.collapsible
    switch why {
    case "no frames": world.frames[2].owner = "app"
    case "hole": world.vmas = [VmaPiece(0..<1)]
    case "file": world.vmas[0].isFile = true
    case "swap": world.pages[1] = .swap(slot: "3")
    case "shared": world.pages[1] = .present(frame: "1a0", isWritable: true)
    case "read-only": world.pages[0] = .present(frame: "1a0", isWritable: false)
    case "huge": world.pages = [.huge(frame: "1a0", isWritable: true), .huge(frame: "1b1", isWritable: true)]
    default: break
    }
    world = world.with(Actor("khp", [.collapse(page: 0)]), Actor("kswapd", [.reclaim(page: 0)]))
    let run = try Run(world)
    if why == "worked on" { run.run("kswapd", through: "TU0") }
    let before = run.state[0..<run.program.layout.size]
    run.finish("khp")
    #expect(run.hasEnded("khp") && run.state[0..<run.program.layout.size] == before && run.fault == nil)
  }

  @Test("the CPU cannot use a page while it is copied") func hidden() throws {
    let run = try Run(
      .collapsible.with(Actor("khp", [.collapse(page: 0)]), Actor("app", [.write(page: 0, letter: "X")])))
    run.run("khp", through: "CO7")
    run.finish("app")
    #expect(!run.hasEnded("app") && run.value("frame", 1, "letter") == 65)
  }

  @Test(
    "with the cure of B1 a device maps what the CPU does, whatever moves the pages",
    arguments: [
      Operation.collapse(page: 0), .migrate(page: 0), .reclaim(page: 0), .merge(page: 0, with: 1),
    ])
  func coherent(_ operation: Operation) throws {
    for isCured in [true, false] {
      var world = World.small(Edition(fixes: isCured ? ["B1"] : []))
      world.frames += [FrameContent("1b5")]
      world.frames[1].letter = world.frames[0].letter
      world = world.with(Actor("gpu", [.mirror(device: "gpu")]), Actor("app", [operation]))
      world.ranges = 1
      let finding = try explore(world)
      // mmap_sem, held for writing, keeps a collapse out of the driver's round even without the cure.
      var isHarmless = isCured
      if case .collapse = operation { isHarmless = true }
      #expect(finding.isComplete && finding.faults == [:] && finding.deadlock == nil)
      #expect(["I1", "I2", "I11"].allSatisfy { finding.broken[$0] == nil } == isHarmless, "\(finding.broken.keys)")
      #expect(Set(finding.broken.keys).isSubset(of: ["I1", "I2", "I11"]))
    }
  }

  @Test(
    "with the cure of B1 a device that mirrors a huge page maps what the CPU does, whatever becomes of it",
    arguments: [Operation.split(page: 0), .dontneed(0..<1), .dontneed(0..<2), .reclaim(page: 0), .migrate(page: 0)])
  func coherentHuge(_ operation: Operation) throws {
    for isCured in [true, false] {
      var world = World.huge(Edition(fixes: isCured ? ["B1"] : []))
      world.pages.removeLast(2)
      world.vmas = [VmaPiece(0..<2)]
      world = world.with(Actor("gpu", [.mirror(device: "gpu")]), Actor("app", [operation]))
      world.ranges = 1
      let finding = try explore(world)
      // The frames of a split stay: what was read before it is right after it.
      var isHarmless = isCured
      if case .split = operation { isHarmless = true }
      #expect(finding.isComplete && finding.faults == [:] && finding.deadlock == nil)
      #expect(["I1", "I11"].allSatisfy { finding.broken[$0] == nil } == isHarmless, "\(isCured) \(finding.broken)")
      #expect(Set(finding.broken.keys).isSubset(of: ["I1", "I2", "I11"]))
    }
  }

  @Test("a world without huge pages has one row for sections a thread") func rows() throws {
    let small = try World.window().with(Actor("app", [.dontneed(0..<1)])).setup()
    #expect(small.rows["mmu_notifier_range"] == 1)
    #expect(try World.huge().with(Actor("app", [.dontneed(0..<1)])).setup().rows["mmu_notifier_range"] == 2)
  }
}
