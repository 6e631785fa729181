import Machine

@testable import Kernel

/// Page faults that meet something on its way, or whose entry changes under way, by the step at which it does.
extension FaultTests {
  static let races: [OneCall] = small + swapped + hugeRaces

  private static let ro = PageContent.present(frame: "1a0", isWritable: false)
  private static func full(_ world: inout World) { world.frames[2].owner = "app" }
  private static func finish(_ run: Run) { run.finish("other") }
  private static let dropped: Kernel.Operation = .dontneed(0..<1)

  private static let small = [
    FaultRow(
      "TC5 another CPU was first: TC6 frees the frame", [.none], 0,
      ["pte[0] present 1b5 rw dirty", "frame 1b5 app 1 X"]
    ) {
      $0.frames.append(FrameContent("1b5"))
    }.call.beside(.write(page: 0, letter: "X")).meanwhile("TC4", finish),
    FaultRow("TC14 a huge page has come", [.none], 0, ["pmd[0] huge 1a0 ro"]).call.meanwhile("TC14") {
      $0.set("pmd", 1, "kind", to: 1)
      $0.set("pmd", 1, "frame", to: 1)
    },
    FaultRow(
      "PF9 a page on its way: waited for", [.migration(frame: "1a0", isWritable: true)], 0, ["pte[0] present 1a0 rw"]
    )
    .call.blocked { $0.set("pte", 1, "kind", to: 1) },
    FaultRow(
      "PF12 a NUMA hint on what is gone by now", [.protnone(frame: "1a0", isWritable: true)], 0,
      ["pte[0] none", "frame 1a0 free 0"]
    )
    .call.beside(dropped).meanwhile("PF12", finish),
    FaultRow("WF1 gone before it is looked at again", [ro], flags: 1, 0, ["pte[0] none", "frame 1a0 free 0"])
      .call.beside(dropped).meanwhile("WF1", finish),
    FaultRow(
      "WC6 gone while the copy is made: WC10 frees the copy", [ro, ro], flags: 1, 0,
      ["pte[0] none", "frame 1a0 app 1 A"]
    )
    .call.beside(dropped).meanwhile("WC5", finish).lawful(),
    FaultRow("WC6 gone before the section begins", [ro, ro], flags: 1, 0, ["pte[0] none", "frame 1a0 app 1 A"])
      .call.beside(dropped).meanwhile("WC3", finish).lawful(),
    FaultRow("WC2 a copy of the zero page without a frame: OOM", [.present(frame: "0", isWritable: false)], flags: 1, 1)
    {
      $0.frames.append(FrameContent("0", owner: Process.zeroName))
      full(&$0)
    }.call,
  ]

  /// The page is in the swap cache, and somebody else has it locked.
  private static func locked(_ name: String, flags: Int, _ result: Int, _ changed: [String]) -> OneCall {
    var call = FaultRow(name, [.swap(slot: "3")], flags: flags, result, changed).call
    call.cells = {
      $0.set("swap", 1, "page", to: .number(3))
      for (field, value) in ["owner": 1, "count": 1, "lock": 2] { $0.set("frame", 3, field, to: .number(value)) }
    }
    return call
  }
  private static func unlock(_ run: Run) { run.set("frame", 3, "lock", to: 0) }

  private static let swapped = [
    FaultRow(
      "SW2 no frame, but the entry is gone by now: 0", [.swap(slot: "3")], 0, ["pte[0] none", "swap 3 free"], full
    )
    .call.beside(dropped).meanwhile("SW2", finish),
    FaultRow("TC5 gone while it was read", [.swap(slot: "3")], 0, ["pte[0] none", "swap 3 free"])
      .call.beside(dropped).meanwhile("TC5", finish),
    locked("SW7 locked: RETRY, mmap_sem is dropped", flags: 4, 64, []).blocked {
      unlock($0)
    }.droppingMmapSem(),
    locked("SW7 locked, NOWAIT: RETRY, mmap_sem is held", flags: 12, 64, []).holding("lock other"),
    locked(
      "SW8 locked, no retry allowed: it sleeps with mmap_sem held", flags: 0, 0,
      ["pte[0] present 1b4 ro", "swap 3 free"]
    )
    .blocked(unlock),
  ]

  private static func protnone(_ setup: inout Setup) { setup.set("pmd", 1, "protnone", to: .number(1)) }
  private static func moving(_ setup: inout Setup) { setup.set("pmd", 1, "kind", to: .number(2)) }
  private static func with(_ call: OneCall, _ cells: @escaping @Sendable (inout Setup) -> Void) -> OneCall {
    var copy = call
    copy.cells = cells
    return copy
  }
  private static func roomy(_ world: inout World) {
    shared(&world)
    world.frames.append(FrameContent("1c1"))
  }
  private static func scattered(_ world: inout World) {
    shared(&world)
    world.frames += [FrameContent("1c1", owner: "app"), FrameContent("1c2")]
  }
  private static let split = ["pte[0] present 1b4 ro", "pte[1] present 1b5 ro", "pmd"]

  private static let hugeRaces = [
    with(
      FaultRow("PF4 a huge page on its way: waited for", hugePages, 0, ["pmd[0] huge 1b4 ro"], hugeWorld).call, moving
    )
    .blocked { $0.set("pmd", 1, "kind", to: 1) },
    with(FaultRow("PF5 a NUMA hint on a huge page", hugePages, 0, hugeWorld).call, protnone),
    FaultRow("HW1 split before it is looked at again", hugePages, flags: 1, 0, split, hugeWorld)
      .call.beside(.split(page: 0)).meanwhile("HW1", finish),
    FaultRow("HW8 split while the copy is made: HW12 frees the copy", hugePages, flags: 1, 0, split, roomy)
      .call.beside(.split(page: 0)).meanwhile("HW7", finish).lawful(),
    FaultRow("HC6 split while the copies are made: HC10 frees them", hugePages, flags: 1, 0, split, scattered)
      .call.beside(.split(page: 0)).meanwhile("HC5", finish).lawful(),
    FaultRow(
      "SP4 split by another one first", hugePages, flags: 1, 0,
      ["pte[0] present 1c0 rw dirty", "pte[1] present 1b5 ro", "pmd", "frame 1b4 app 1 H", "frame 1c0 app 1 H"], shared
    ).call.beside(.split(page: 0)).meanwhile("SP3", finish).lawful(),
    FaultRow(
      "HT3 another CPU was first: HT4 frees the frames", [.none, .none], flags: 1, 0, ["pmd[0] huge 1b4 rw"]
    ) {
      $0.frames = [FrameContent("1b4"), FrameContent("1b5")]
      $0.slots = []
      $0.vmas[0].isHugetlb = true
    }.call.meanwhile("HT3") {
      for (field, value) in ["none": 0, "kind": 1, "frame": 1, "write": 1] { $0.set("pmd", 1, field, to: value) }
    },
  ]
}
