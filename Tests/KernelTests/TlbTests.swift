import Kernel
import Machine
import Testing

@Suite("TLBs")
struct TlbTests {
  private func world(_ pages: [PageContent] = [.present(frame: "1a0", isWritable: true)]) -> World {
    var world = World.window()
    world.pages = pages
    world.vmas = [VmaPiece(0..<pages.count)]
    world.hasTLBs = true
    return world
  }

  private func tlb(_ run: Run, _ thread: String, _ page: Int = 0) -> Int {
    run.value("cpu", run.thread(thread) + 1, "tlb", page) & 0xff
  }

  @Test("an access fills the entry of its own CPU") func fill() throws {
    let run = try Run(world().with(Actor("app", [.read(page: 0)]), Actor("b", [.read(page: 0)])))
    run.finish("app")
    #expect(tlb(run, "app") == entry(1) && tlb(run, "b") == 0)
    run.finish("b")
    #expect(tlb(run, "b") == entry(1))
  }

  @Test("a thread writes through its entry when the pte is gone, until the flush; then it faults") func stale() throws {
    let run = try Run(
      world().with(
        Actor("app", [.dontneed(0..<1)]),
        Actor("b", [.read(page: 0), .write(page: 0, letter: "X"), .write(page: 0, letter: "Y")])))
    run.run("b", through: "TC1")
    run.run("app", before: "TF1")
    #expect(run.value("pte", 1, "kind") == 0 && run.notifiers == 0)
    run.run("b", through: "TC1")
    #expect(run.value("frame", 1, "letter") == 88 && run.value("pte", 1, "dirty") == 0)
    run.run("app", through: "TF1")
    #expect(tlb(run, "b") == 0)
    run.finish("app")
    #expect(run.value("frame", 1, "owner") == 0 && run.broken == [])
    run.finish("b")
    #expect(run.value("frame", 3, "letter") == 89 && tlb(run, "b") == entry(3))
  }

  @Test("a read-only entry that is older than the pte faults, and is walked again") func spurious() throws {
    let run = try Run(
      world([.present(frame: "1a0", isWritable: false)]).with(
        Actor("app", [.write(page: 0, letter: "X")]), Actor("b", [.read(page: 0), .write(page: 0, letter: "Y")])))
    run.run("b", through: "TC1")
    #expect(tlb(run, "b") == entry(1, isWritable: false))
    run.finish("app")
    #expect(run.value("pte", 1, "write") == 1)
    run.run("b", through: "TC1")
    #expect(tlb(run, "b") == 0 && run.value("frame", 1, "letter") == 88)
    #expect(run.run("b", through: "PF14"))
    run.finish("b")
    #expect(run.hasEnded("b") && run.value("frame", 1, "letter") == 89 && tlb(run, "b") == entry(1))
  }

  @Test("breaking COW flushes before the copy can be written") func cow() throws {
    let run = try Run(
      world([.present(frame: "1a0", isWritable: false), .present(frame: "1a0", isWritable: false)]).with(
        Actor("app", [.write(page: 0, letter: "X")]), Actor("b", [.read(page: 0), .read(page: 0)])))
    run.run("b", through: "TC1")
    run.run("app", through: "WC6")
    #expect(tlb(run, "b") == 0 && run.value("pte", 1, "kind") == 0)
    run.finish("app")
    run.finish("b")
    #expect(tlb(run, "b") == entry(3))
  }

  @Test("a flush of other pages leaves an entry, and a huge page has one for each of its pages") func pages() throws {
    let run = try Run(
      world([.present(frame: "1a0", isWritable: true), .present(frame: "1a1", isWritable: true)]).with(
        Actor("app", [.dontneed(1..<2)]), Actor("b", [.read(page: 0), .read(page: 1)])))
    run.finish("b")
    run.finish("app")
    #expect(tlb(run, "b") == entry(1) && tlb(run, "b", 1) == 0)
    let huge = try Run(
      world([.huge(frame: "1a0", isWritable: true), .huge(frame: "1a1", isWritable: true)]).with(
        Actor("b", [.write(page: 1, letter: "H")])))
    huge.finish("b")
    #expect(tlb(huge, "b", 1) == entry(2) && huge.value("frame", 2, "letter") == 72)
  }

  @Test("a special page is reached, and a device without memory keeps no letter") func special() throws {
    let run = try Run(world([.special]).with(Actor("b", [.read(page: 0)])))
    run.finish("b")
    #expect(run.hasEnded("b") && run.fault == nil)
  }

  @Test("a fork leaves the parent's old entries until its last step but two") func fork() throws {
    var world = world()
    world.processes = ["app", "child"]
    world.others = [AddressSpace("child", base: world.base, pages: [.none], isForked: true)]
    let run = try Run(
      world.with(
        Actor("app", [.fork(child: "child")]), Actor("b", [.read(page: 0), .write(page: 0, letter: "X")]),
        Actor("kid", process: "child", [.read(page: 1)])))
    run.run("b", through: "TC1")
    run.run("app", before: "FK7")
    run.run("b", through: "TC1")
    #expect(run.value("frame", 1, "letter") == 88, "both see what the parent wrote")
    run.run("app", through: "FK7")
    #expect(tlb(run, "b") == 0)
  }

  @Test("whatever the order, no CPU knows a freed frame") func law() throws {
    for operation in [Operation.dontneed(0..<1), .munmap(0..<1), .reclaim(page: 0)] {
      var world = world()
      world.frames.remove(at: 1)
      let finding = try explore(
        world.with(
          Actor("a", [operation]), Actor("b", [.read(page: 0), .write(page: 0, letter: "X")]),
          Actor("c", [.write(page: 0, letter: "Y")])))
      #expect(finding.isComplete && finding.broken.isEmpty && finding.faults.isEmpty)
    }
    var early = world().with(Actor("a", [.dontneed(0..<1)]), Actor("b", [.read(page: 0)]))
    early.devices = []
    let run = try Run(early)
    run.finish("b")
    run.state[run.program.layout.address("frame", 1, "owner")!] = 0
    #expect(run.broken == ["TLB", "PTE"], "the page is still mapped")
  }
}
