import Kernel
import Machine
import Testing

@Suite("Forks")
struct ForkTests {
  /// A parent whose pages are of every kind, and a child that is yet to be.
  private func family(_ pages: [PageContent], _ change: (inout World) -> Void = { _ in }) -> World {
    var world = World.window()
    world.pages = pages
    world.vmas = [VmaPiece(0..<pages.count)]
    world.processes = ["app", "child"]
    world.others = [
      AddressSpace("child", base: world.base, pages: Array(repeating: .none, count: pages.count), isForked: true)
    ]
    world.ranges = 1
    change(&world)
    return world
  }

  private let forks = Actor("app", [.fork(child: "child")])

  /// The fields of a pte: kind, frame, right to write, slot.
  private func pte(_ run: Run, _ page: Int) -> [Int] {
    ["kind", "frame", "write", "slot"].map { run.value("pte", page + 1, $0) }
  }

  @Test("nobody mirrors the child, and nobody subscribes to it") func unmirrored() throws {
    let run = try Run(family([.present(frame: "1a0", isWritable: true)]).with(forks))
    run.finish("app")
    #expect(run.value("mm", 2, "hmm") == 0 && run.value("mm", 2, "mm_users") == 1)
    #expect(run.value("mm", 2, "subscribers") == 0 && run.value("mm", 2, "mm_count") == 1)
  }

  @Test("each kind of entry is copied with its references") func kinds() throws {
    let world = family([
      .present(frame: "1a0", isWritable: true), .swap(slot: "3"), .migration(frame: "1a1", isWritable: true),
      .devicePrivate(frame: "d0", isWritable: true), .none, .special, .poison, .present(frame: "0", isWritable: false),
      .protnone(frame: "1b4", isWritable: true),
    ]) {
      $0.frames[2] = FrameContent("1b4", owner: "app")
      $0.frames += [
        FrameContent("d0", owner: "app", device: "gpu"), FrameContent("0", owner: Process.zeroName),
      ]
    }
    let run = try Run(world.with(forks))
    run.finish("app")
    #expect(run.hasEnded("app") && run.held == [])
    let entries = [
      [1, 1, 0, 0], [2, 0, 0, 1], [3, 2, 0, 0], [4, 4, 0, 0], [0, 0, 0, 0], [5, 0, 0, 0], [6, 0, 0, 0], [1, 5, 0, 0],
      [1, 3, 0, 0],
    ]
    for page in 0..<9 { #expect(pte(run, page) == entries[page] && pte(run, page + 9) == entries[page]) }
    #expect(run.value("pte", 18, "protnone") == 1)
    #expect((1...5).map { run.value("frame", $0, "count") } == [2, 1, 2, 3, 1])
    #expect(run.value("swap", 1, "count") == 2)
  }

  @Test("a vma that a munmap has cut is copied in its pieces; holes have no table") func pieces() throws {
    let pages: [PageContent] = [
      .present(frame: "1a0", isWritable: true), .none, .present(frame: "1a1", isWritable: true),
    ]
    let world = family(pages) { $0.base = 0x7f00_001f_e000 }
    var copy = world
    copy.others[0].base = world.base
    let run = try Run(copy.with(Actor("app", [.munmap(1..<2), .fork(child: "child")])))
    run.finish("app")
    #expect(run.hasEnded("app") && run.held == [] && run.fault == nil)
    let vmas = (1...4).map { [run.value("vma", $0, "vm_start"), run.value("vma", $0, "vm_end")] }
    #expect(Set(vmas) == [[0, 1], [2, 3], [3, 4], [5, 6]])
    #expect(pte(run, 3) == [1, 1, 0, 0] && pte(run, 5) == [1, 2, 0, 0])
  }

  @Test("after it, who writes first gets a copy, and who writes last keeps the frame") func copies() throws {
    let world = family([.present(frame: "1a0", isWritable: true)])
    let run = try Run(
      world.with(
        Actor("app", [.fork(child: "child"), .write(page: 0, letter: "P")]),
        Actor("kid", process: "child", [.read(page: 1), .write(page: 1, letter: "C")])))
    #expect(!run.step("kid"), "there is no child yet")
    run.run("app", before: "FK9")
    #expect(!run.step("kid"), "it may not run yet")
    run.finish("app")
    run.finish("kid")
    #expect(run.hasEnded("app") && run.hasEnded("kid"))
    #expect(pte(run, 0) == [1, 3, 1, 0] && pte(run, 1) == [1, 1, 1, 0])
    #expect(run.value("frame", 3, "letter") == 80 && run.value("frame", 1, "letter") == 67)
    #expect(run.value("frame", 1, "count") == 1 && run.value("frame", 3, "count") == 1)
    #expect(run.value("frame", 1, "owner") == 2, "the page has moved to the child")
  }

  @Test("two processes take the same slot: one reads it, both map the frame of the swap cache") func slot() throws {
    let world = family([.swap(slot: "3")])
    let run = try Run(
      world.with(
        Actor("app", [.fork(child: "child"), .read(page: 0)]), Actor("kid", process: "child", [.read(page: 1)])))
    run.finish("app")
    #expect(pte(run, 0) == [1, 3, 0, 0] && run.value("swap", 1, "count") == 1 && run.value("swap", 1, "page") == 3)
    run.finish("kid")
    #expect(pte(run, 1) == [1, 3, 0, 0] && run.value("swap", 1, "owner") == 0 && run.value("frame", 3, "count") == 2)
  }

  @Test("both exit, at the same time: the frame is freed once, by the last") func exits() throws {
    let world = family([.present(frame: "1a0", isWritable: true)]) { $0.devices = [] }
    let run = try Run(
      world.with(Actor("app", [.fork(child: "child"), .exit]), Actor("kid", process: "child", [.exit])))
    run.run("app", before: "TF2")
    run.run("kid", before: "TF2")
    #expect(run.value("frame", 1, "gather", 0) == 1 && run.value("frame", 1, "gather", 1) == 1)
    run.finish("app")
    #expect(run.value("frame", 1, "owner") == 1 && run.value("frame", 1, "count") == 1)
    run.finish("kid")
    #expect(run.value("frame", 1, "owner") == 0 && run.broken == [] && run.hasEnded("kid") && run.hasEnded("app"))
  }

  @Test("only the first process forks, each child once") func errors() {
    func error(_ threads: [Actor]) -> WorldError? {
      var world = family([.none])
      world.threads = threads
      do throws(WorldError) { _ = try world.setup() } catch { return error }
      return nil
    }
    #expect(error([forks]) == nil)
    #expect(error([forks, forks]) == .twice("thread", name: "app"))
    #expect(error([Actor("a", [.fork(child: "child"), .fork(child: "child")])]) == .noFork(process: "child"))
    #expect(error([Actor("a", [.fork(child: "app")])]) == .noFork(process: "app"))
    #expect(error([Actor("a", [.fork(child: "x")])]) == .unknown("process", name: "x"))
    #expect(error([Actor("a", process: "child", [.fork(child: "child")])]) == .noFork(process: "child"))
  }

  @Test("whatever the order, the laws hold with B1 mended", arguments: [false, true])
  func laws(_ isMirrored: Bool) throws {
    let edition = Edition(fixes: ["B1"])
    var world = family([.present(frame: "1a0", isWritable: true)]) { $0.edition = edition }
    world.frames.remove(at: 1)
    world.slots = []
    world.devices = isMirrored ? [Device("gpu", entry: rightLoop(edition))] : []
    world.hasTimeouts = false
    let parent = Actor("app", [.fork(child: "child"), .write(page: 0, letter: "P")])
    let other = Actor("kid", process: "child", [.write(page: 1, letter: "C"), .exit])
    let finding = try explore(world.with(parent, isMirrored ? Actor("gpu", [.mirror(device: "gpu")]) : other))
    #expect(finding.isComplete && finding.deadlock == nil)
    #expect(finding.broken == [:])
    #expect(finding.faults == [:])
  }
}
