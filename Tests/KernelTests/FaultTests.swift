import Kernel
import Machine
import Testing

/// The steps of a section that must come in this order, of all that a fault makes.
private let told = ["IS4", "C2", "WC6", "WC7", "IE3", "WC10", "HW8", "HW9", "HW12", "HC6", "HC7", "HC10", "SP5"]

private func present(_ frame: String) -> PageContent { .present(frame: frame, isWritable: false) }

private func zero(_ world: inout World) { world.frames.append(FrameContent("0", owner: Process.zeroName)) }
private func full(_ world: inout World) { world.frames[2].owner = "app" }

@Suite("Page faults")
struct FaultTests {
  static let first: [FaultRow] = [
    FaultRow("TC5 first touch to read, no zero page", [.none], 0, ["pte[0] present 1b4 ro", "frame 1b4 app 1"]),
    FaultRow("TC5 first touch to write", [.none], flags: 1, 0, ["pte[0] present 1b4 rw dirty", "frame 1b4 app 1"]),
    FaultRow("TC4 first touch to read: the zero page", [.none], 0, ["pte[0] present 0 ro"], zero),
    FaultRow(
      "TC4 first touch to write: no zero page", [.none], flags: 1, 0,
      ["pte[0] present 1b4 rw dirty", "frame 1b4 app 1"], zero),
    FaultRow("TC4 first touch of a file: no zero page", [.none], 0, ["pte[0] present 1b4 ro", "frame 1b4 app 1"]) {
      zero(&$0)
      $0.vmas[0].isFile = true
    },
    FaultRow("TC4 first touch without a frame: OOM", [.none], 1, full),
    FaultRow("TC12 first touch of special: SIGBUS", [.none], 2, []) { $0.vmas[0].isSpecial = true },
    FaultRow(
      "TC6 from swap, to read", [.swap(slot: "3")], 0, ["pte[0] present 1b4 ro", "frame 1b4 app 1 D", "swap 3 free"]),
    FaultRow(
      "TC6 from swap, to write", [.swap(slot: "3")], flags: 1, 0,
      ["pte[0] present 1b4 rw dirty", "frame 1b4 app 1 D", "swap 3 free"]),
    FaultRow(
      "TC5 from a slot that two share: read-only", [.swap(slot: "3"), .swap(slot: "3")], flags: 1, 0,
      ["pte[0] present 1b4 ro", "frame 1b4 app 2 D", "swap 3 app 1 1b4"]),
    FaultRow("SW2 from swap without a frame: OOM", [.swap(slot: "3")], 1, full),
    FaultRow("PF11 poisoned: HWPOISON", [.poison], 4), FaultRow("PF14 nothing is missing", [present("1a0")], 0),
    FaultRow(
      "PF10 device memory", [.devicePrivate(frame: "d0", isWritable: true)], 0,
      ["pte[0] present 1b4 rw", "frame 1b4 app 1", "frame d0 free 1"], steps: ["IS4", "C2", "IE3"],
      { $0.frames.append(FrameContent("d0", owner: "app", device: "gpu")) }),
    FaultRow(
      "PF12 a NUMA hint", [.protnone(frame: "1a0", isWritable: true)], flags: 1, 0, ["pte[0] present 1a0 rw"]),
  ]

  static let copies: [FaultRow] = [
    FaultRow(
      "WF2 a write to a page of its own: reused", [present("1a0")], flags: 1, 0, ["pte[0] present 1a0 rw dirty"]),
    FaultRow(
      "WC7 a write to a page that two share: copied", [present("1a0"), present("1a0")], flags: 1, 0,
      ["pte[0] present 1b4 rw dirty", "frame 1a0 app 1 A", "frame 1b4 app 1 A"],
      steps: ["IS4", "C2", "WC6", "WC7", "IE3", "WC10"]),
    FaultRow(
      "WF2 a write to what is shared on purpose: reused", [present("1a0"), present("1a0")], flags: 1, 0,
      ["pte[0] present 1a0 rw dirty"], { $0.vmas[0].isShared = true }),
    FaultRow(
      "WC7 a write to the zero page", [present("0")], flags: 1, 0, ["pte[0] present 1b4 rw dirty", "frame 1b4 app 1"],
      steps: ["IS4", "C2", "WC6", "WC7", "IE3", "WC10"], zero),
    FaultRow(
      "WC7 a write to a special page", [.special], flags: 1, 0, ["pte[0] present 1b4 rw dirty", "frame 1b4 app 1"],
      steps: ["IS4", "C2", "WC6", "WC7", "IE3", "WC10"]),
    FaultRow(
      "WF2 a write to a shared special page", [.special], flags: 1, 0, ["pte[0] special rw dirty"],
      { $0.vmas[0].isShared = true }),
    FaultRow(
      "WC7 a write to persistent memory", [.devmap(frame: "1a0", isWritable: false)], flags: 1, 0,
      ["pte[0] present 1b4 rw dirty", "frame 1b4 app 1 A"], steps: ["IS4", "C2", "WC6", "WC7", "IE3", "WC10"]),
    FaultRow("WC2 a copy without a frame: OOM", [present("1a0"), present("1a0")], flags: 1, 1, full),
  ]

  @Test("come to their result with mmap_sem still held, and change these cells", arguments: first + copies)
  func row(_ row: FaultRow) throws {
    let fault = try OneFault(row)
    fault.finish()
    #expect(fault.result == row.result)
    #expect(fault.run.held == ["mmap_sem R caller"])
    #expect(fault.changes == row.changed)
    #expect(fault.steps.filter { told.contains($0) } == row.steps)
    #expect(fault.run.broken == [] && fault.run.fault == nil)
  }

  static let hugePages: [PageContent] = [
    .huge(frame: "1b4", isWritable: false), .huge(frame: "1b5", isWritable: false),
  ]

  static func hugeWorld(_ world: inout World) {
    world.frames = ["1b4", "1b5"].map { FrameContent($0, owner: "app", letter: "H") } + [FrameContent("1c0")]
    world.slots = []
  }

  static func shared(_ world: inout World) {
    hugeWorld(&world)
    var other = AddressSpace("other", base: 0x7e00_0000_0000, pages: hugePages)
    other.vmas = [VmaPiece(0..<2)]
    world.processes = ["app", "other"]
    world.others = [other]
  }

  static let huge: [FaultRow] = [
    FaultRow(
      "HW2 a write to a huge page of its own: reused", hugePages, flags: 1, 0, ["pmd[0] huge 1b4 rw"], hugeWorld),
    FaultRow("PF14 a read of a huge page", hugePages, 0, hugeWorld),
    FaultRow(
      "HW9 a write to a huge page that two share: copied", hugePages, page: 1, flags: 1, 0,
      ["pmd[0] huge 1c0 rw", "frame 1b4 app 1 H", "frame 1b5 app 1 H", "frame 1c0 app 1 H", "frame 1c1 app 1 H"],
      steps: ["IS4", "C2", "HW8", "HW9", "IE3", "HW12"],
      {
        shared(&$0)
        $0.frames.append(FrameContent("1c1"))
      }),
    FaultRow(
      "HC7 frames that do not follow each other: each page is copied by itself", hugePages, flags: 1, 0,
      [
        "pte[0] present 1c0 rw dirty", "pte[1] present 1c2 rw dirty", "pmd", "frame 1b4 app 1 H", "frame 1b5 app 1 H",
        "frame 1c0 app 1 H", "frame 1c2 app 1 H",
      ],
      steps: ["IS4", "C2", "HC6", "HC7", "IE3", "HC10"],
      {
        shared(&$0)
        $0.frames += [FrameContent("1c1", owner: "app"), FrameContent("1c2")]
      }),
    FaultRow(
      "HW14 a frame for one page only: it is split, and that page is copied", hugePages, flags: 1, 0,
      [
        "pte[0] present 1c0 rw dirty", "pte[1] present 1b5 ro", "pmd", "frame 1b4 app 1 H", "frame 1c0 app 1 H",
      ],
      steps: ["IS4", "C2", "SP5", "IE3", "IS4", "C2", "WC6", "WC7", "IE3", "WC10"], shared),
    FaultRow(
      "WC2 no frame at all: it is split, and then there is no memory", hugePages, flags: 1, 1,
      ["pte[0] present 1b4 ro", "pte[1] present 1b5 ro", "pmd"], steps: ["IS4", "C2", "SP5", "IE3"],
      {
        shared(&$0)
        $0.frames.removeLast()
      }),
    FaultRow(
      "HW13 a copy of hugetlb without room: OOM", hugePages, flags: 1, 1,
      {
        shared(&$0)
        $0.vmas[0].isHugetlb = true
      }),
    FaultRow(
      "HT3 a first touch of hugetlb", [.none, .none], flags: 1, 0,
      ["pmd[0] huge 1b4 rw", "frame 1b4 app 1", "frame 1b5 app 1"],
      {
        $0.frames = [FrameContent("1b4"), FrameContent("1b5")]
        $0.slots = []
        $0.vmas[0].isHugetlb = true
      }),
    FaultRow("HT6 a first touch of hugetlb without room: SIGBUS", [.none, .none], 2, { $0.vmas[0].isHugetlb = true }),
    FaultRow(
      "HT5 a write to hugetlb", hugePages, flags: 1, 0, ["pmd[0] huge 1b4 rw"],
      {
        hugeWorld(&$0)
        $0.vmas[0].isHugetlb = true
      }),
  ]

  @Test("of huge pages, too", arguments: huge) func hugeRow(_ row: FaultRow) throws { try self.row(row) }

  /// A page that reclaim has just put into swap, and still has locked: before its last step.
  private func locked(_ flags: Int) throws -> OneFault {
    let row = FaultRow("", [.present(frame: "1a0", isWritable: true)], flags: flags)
    let fault = try OneFault(row, and: [Actor("kswapd", [.reclaim(page: 0)])])
    fault.run.run("kswapd", before: "TU11")
    #expect(fault.run.value("pte", 1, "kind") == 2 && fault.run.value("frame", 1, "lock") == 2)
    fault.finish()
    return fault
  }

  @Test("a locked page: mmap_sem is dropped, the lock awaited, and RETRY returned") func retry() throws {
    let fault = try locked(4)
    #expect(fault.result == 99 && fault.run.held.filter { $0.contains("mmap_sem") } == [])
    fault.run.finish("kswapd")
    fault.finish()
    #expect(fault.result == 64 && fault.run.held == [] && fault.run.value("frame", 1, "count") == 1)
    #expect(fault.run.value("swap", 2, "page") == 1, "the frame stays in the swap cache")
  }

  @Test("a locked page and NOWAIT: RETRY at once, with mmap_sem held") func noWait() throws {
    let fault = try locked(4 + 8)
    #expect(fault.result == 64 && fault.run.held.contains("mmap_sem R caller"))
    fault.run.finish("kswapd")
    #expect(fault.run.value("frame", 1, "owner") == 0, "the swap cache has let go of it")
  }

  @Test("a locked page, and no retry is allowed: sleeps with mmap_sem held") func sleeps() throws {
    let fault = try locked(0)
    #expect(fault.result == 99 && fault.run.held.contains("mmap_sem R caller"))
    #expect(fault.run.program.obstacle(fault.run.state, 0) == .lock(try address(fault.run), .mutexLock))
    fault.run.finish("kswapd")
    fault.finish()
    #expect(fault.result == 0 && fault.run.held == ["mmap_sem R caller"])
    #expect(fault.changes == ["pte[0] present 1a0 ro"], "the frame came back from the swap cache")
  }

  private func address(_ run: Run) throws -> Int { try #require(run.program.layout.address("frame", 1, "lock")) }

  @Test("a write to a page that a slot can bring back for somebody else is copied") func slotted() throws {
    let row = FaultRow("", [.swap(slot: "3"), present("1a0")], page: 1, flags: 1)
    let fault = try OneFault(row) {
      $0.set("swap", 1, "page", to: .number(1))
      $0.set("frame", 1, "count", to: .number(2))
    }
    fault.finish()
    #expect(fault.changes == ["pte[1] present 1b4 rw dirty", "frame 1a0 app 1 A", "frame 1b4 app 1 A"])
  }

  @Test("a huge page that is being copied is none for a moment: another fault waits for the lock of its entry")
  func between() throws {
    let row = FaultRow("", Self.hugePages, flags: 1) {
      Self.shared(&$0)
      $0.frames += [FrameContent("1c1"), FrameContent("1c2")]
    }
    let fault = try OneFault(row, and: [Actor("b", [.read(page: 1)])])
    fault.run.run("caller", through: "HW8")
    fault.run.finish("b")
    #expect(fault.run.program.nextStep(fault.run.state, 1)?.name == "TC13" && !fault.run.hasEnded("b"))
    fault.finish()
    fault.run.run("b", through: "TC14")
    fault.run.finish("b")
    #expect(fault.run.hasEnded("b") && fault.run.value("pte", 2, "kind") == 0)
    #expect((1...5).map { fault.run.value("frame", $0, "count") } == [1, 1, 1, 1, 0])
  }

  @Test("an access after a RETRY begins again, and sleeps then; without memory it waits with nothing held")
  func access() throws {
    var world = World.window()
    world.frames[2].owner = "app"
    let run = try Run(world.with(Actor("app", [.read(page: 3)]), Actor("other", [.dontneed(0..<1)])))
    run.finish("app")
    #expect(!run.hasEnded("app") && run.held == [])
    run.finish("other")
    run.finish("app")
    #expect(run.hasEnded("app") && run.value("pte", 4, "frame") == 1)
    let twice = try Run(.window().with(Actor("app", [.read(page: 0)]), Actor("kswapd", [.reclaim(page: 0)])))
    twice.run("kswapd", before: "TU11")
    twice.run("app", through: "SW5")
    twice.run("kswapd", through: "TU11")
    #expect(twice.run("app", through: "TC9") && twice.run("app", through: "TC2"))
    twice.finish("app")
    #expect(twice.hasEnded("app") && twice.value("pte", 1, "frame") == 1 && twice.held == [])
  }
}
