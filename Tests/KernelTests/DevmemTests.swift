import Kernel
import Machine
import Testing

@Suite("Device memory")
struct DevmemTests {
  /// A page of device memory, mapped by one pte.
  private static func resident(_ edition: Edition = .linux5_2, frames: Int = 1) -> World {
    var world = World.deviceMemory(edition, frames: frames)
    world.pages[0] = .devicePrivate(frame: "d00", isWritable: true)
    world.frames[3].owner = "app"
    world.frames[3].letter = "G"
    return world
  }

  /// The same with this page only.
  private static func small(_ edition: Edition = .linux5_2) -> World {
    var world = resident(edition)
    world.pages = [world.pages[0]]
    world.vmas = [VmaPiece(0..<1)]
    world.frames.removeFirst(2)
    world.slots = []
    return world
  }

  @Test("idle device memory has one reference, used has two; the driver gets it back at one") func idle() throws {
    let run = try Run(Self.resident(frames: 2).with(Actor("app", [.dontneed(0..<1)])))
    #expect(run.frame(4) == [1, 2, 71] && run.frame(5) == [0, 1, 0] && run.value("hmm_devmem", 1, "ref") == 3)
    run.run("app", through: "ZP2")
    #expect(run.frame(4) == [1, 2, 71] && run.pte(0) == [0, 0, 0])
    run.run("app", through: "DO1")
    #expect(run.frame(4) == [0, 1, 0] && run.held.contains("ptl app"), "under the lock of the table")
    run.finish("app")
    #expect(run.broken == [] && run.held == [])
  }

  @Test("the device is told before the page leaves it") func told() throws {
    let run = try Run(Self.resident().with(Actor("app", [.read(page: 0)])))
    run.state[run.program.layout.address("driver", 1, "dpt", 0)!] = UInt8(4 << 3 | 3)
    #expect(run.broken == [])
    run.run("app", through: "C2")
    #expect(run.device(0) == 0 && run.pte(0) == [4, 4, 1])
    run.finish("app")
    #expect(run.broken == [] && run.pte(0) == [1, 3, 1])
  }

  @Test("without a frame of RAM the fault is out of memory, and the page stays on the device") func noMemory() throws {
    var world = Self.resident()
    world.frames[2].owner = "app"
    let run = try Run(world.with(Actor("app", [.read(page: 0)])))
    run.finish("app")
    #expect(!run.hasEnded("app") && run.pte(0) == [4, 4, 1] && run.frame(4) == [1, 2, 71] && run.held == [])
    run.set("frame", 3, "owner", to: 0)
    run.finish("app")
    #expect(run.hasEnded("app") && run.pte(0) == [1, 3, 1])
  }

  @Test("a page in a vma that cannot be migrated is SIGBUS") func bus() throws {
    var world = Self.resident()
    world.vmas[0].isSpecial = true
    let run = try Run(world.with(Actor("app", [.read(page: 0)])))
    run.finish("app")
    #expect(run.hasEnded("app") && run.pte(0) == [4, 4, 1] && run.held == [] && run.value("frame", 3, "owner") == 0)
  }

  @Test("two CPUs fault at once: both see the page come back, in every order") func twice() throws {
    let world = Self.small().with(Actor("app", [.read(page: 0)]), Actor("other", [.write(page: 0, letter: "X")]))
    let finding = try explore(world)
    #expect(finding.isComplete && finding.broken.isEmpty && finding.faults.isEmpty && finding.deadlock == nil)
  }

  @Test("removing waits for a page that it cannot bring back, and a touch helps") func removeWaits() throws {
    var world = Self.resident()
    world.frames[2].owner = "app"
    let run = try Run(world.with(Actor("gpu", [.removeMemory(device: "gpu")]), Actor("app", [.read(page: 0)])))
    run.finish("gpu")
    #expect(!run.hasEnded("gpu") && run.held == [] && run.pte(0) == [4, 4, 1])
    run.set("frame", 3, "owner", to: 0)
    run.finish("app")
    run.finish("gpu")
    #expect(run.hasEnded("app") && run.hasEnded("gpu") && run.broken == [] && run.pte(0) == [1, 3, 1])
  }

  @Test("nothing goes to memory that is being given up") func leaving() throws {
    let run = try Run(
      World.deviceMemory(frames: 1).with(
        Actor("gpu", [.removeMemory(device: "gpu")]), Actor("move", [.migrateToDevice(device: "gpu", 0..<1)])))
    run.run("gpu", through: "DX2")
    run.finish("move")
    run.finish("gpu")
    #expect(run.hasEnded("move") && run.hasEnded("gpu") && run.pte(0) == [1, 1, 1] && run.broken == [])
  }

  @Test("the fault finds the memory gone: nothing held it (H34); with a reference it stays", arguments: [false, true])
  func gone(_ isMended: Bool) throws {
    let edition = Edition(fixes: isMended ? ["H34"] : [])
    let world = Self.small(edition).with(
      Actor("gpu", [.removeMemory(device: "gpu")]), Actor("app", [.read(page: 0)]))
    let finding = try explore(world)

    #expect(finding.isComplete && finding.broken.isEmpty && (finding.deadlock == nil || !isMended))
    #expect(Set(finding.faults.keys) == (isMended ? [] : [.nullPointer, .useAfterFree]))
  }

  @Test("the laws hold in every interleaving of a move, a loop and whoever cuts in, with B1 mended")
  func coherent() throws {
    let edition = Edition(fixes: ["B1"])
    for other: Kernel.Operation in [.dontneed(0..<1), .read(page: 0), .reclaim(page: 0), .munmap(0..<1)] {
      var world = World()
      world.edition = edition
      world.pages = [.present(frame: "1a0", isWritable: true)]
      world.vmas = [VmaPiece(0..<1)]
      world.frames = [FrameContent("1a0", owner: "app", letter: "A"), FrameContent("1b4")]
      world.frames.append(FrameContent("d00", device: "gpu"))
      world.slots = [SlotContent("5")]
      world.devices = [Device("gpu", entry: rightLoop(edition))]
      world.ranges = 1
      world.threads = [
        Actor("gpu", [.migrateToDevice(device: "gpu", 0..<1), .mirror(device: "gpu")]), Actor("app", [other]),
      ]
      let finding = try explore(world)

      #expect(finding.isComplete && finding.broken.isEmpty && finding.faults.isEmpty, "\(other) \(finding.broken)")
      #expect(finding.deadlock == nil, "\(finding.deadlock ?? [])")
    }
  }
}

@Suite("The stack of a thread")
struct StackTests {
  @Test("the deepest chain fits: a range fault that brings a page back from the device") func deepest() throws {
    let core = Core.of(.linux5_2)
    let range = Pointer<HmmRange>("range")
    let loop = Procedure("mirror", [Pointer<Driver>("driver").value, Pointer<Mm>("mm").value], isKernel: false) {
      allocate(range)
      call(core.hmm_range_fault, range.value, 1, into: ret)
    }
    var world = World.deviceMemory()
    world.devices[0].entry = loop
    let program = Program(
      try world.with(
        Actor("gpu", [.mirror(device: "gpu")]), Actor("app", [.read(page: 0)]),
        Actor("move", [.migrateToDevice(device: "gpu", 0..<4)])
      ).setup())
    let stacks = program.threads.map(\.stack)
    #expect(stacks.allSatisfy { $0 < 260 }, "a driver's own frames need the rest")
  }
}
