import Machine
import Testing

@testable import Kernel

@Suite("hmm_range_fault, beside others")
struct FaultRangeTests {
  static let page = PageContent.present(frame: "1a0", isWritable: false)
  static let other = PageContent.present(frame: "1a1", isWritable: true)
  static let world = World.pages([.none, other])

  @Test("what a call that failed has left in pfns may not be used", arguments: [false, true])
  func failed(_ fails: Bool) throws {
    let answer = try fill(.read, Self.world, handler: fails ? handler(FaultResult.bus) : nil)
    #expect(answer.result == (fails ? -14 : 2) && (answer.run.value("range", 1, "failed") != 0) == fails)
  }

  /// A run whose caller stands before a step of its fault, and beside it an app that drops the second page.
  static func stopped(_ filling: Filling, _ world: World, before step: String) throws -> Run {
    let core = Core.of(filling.edition)
    var world = world
    world.edition = filling.edition
    world.ranges = 1
    let caller = Procedure("caller", isKernel: false) {
      registeredRange(core, to: world.pages.count)
      range.default_flags <- .constant(filling.defaults, name: nil)
      range.pfn_flags_mask <- .constant(filling.mask, name: nil)
      filling.asking
      down_read(mm.mmap_sem)
      call(core.hmm_range_fault, range.value, 0, into: ret)
      hold(until: ret == 98, "the test is over").named("end")
    }
    world.threads = [Actor("caller", [.call(caller, [])]), Actor("app", [.dontneed(0..<2)])]
    let run = try Run(world)
    #expect(run.run("caller", before: step))
    return run
  }

  @Test("a hole erases the request: what vanishes again is not asked for any more (B9)", arguments: ["", "B9", "B1"])
  func erased(_ bug: String) throws {
    let filling = Filling.each(1, 1).mending(bug)
    let run = try Self.stopped(filling, Self.world, before: "WH7")
    run.finish("app")
    #expect(run.valid && run.value("pte", 1, "kind") == 0)
    run.run("caller", before: "end")
    let result = run.program.local(run.state, 0, "ret")
    switch bug {
    case "B9": #expect(result == 2 && run.pfn(0) & 1 == 1, "faulted again")
    case "B1": #expect(result == -16, "a number would have told")
    default: #expect(result == 2 && run.pfn(0) == 0, "success, with NONE")
    }
  }

  @Test(
    "block changes nothing (B10)", arguments: [(false, "", 68), (true, "", 68), (false, "B10", 68), (true, "B10", 64)])
  func block(_ block: Bool, _ bug: String, _ flags: Int) throws {
    let answer = try fill(.read.mending(bug), Self.world, handler: handler(FaultResult.bus), block: block)
    #expect(answer.run.value("driver", 1, "start") == flags)
    let write = try fill(.write.mending(bug), Self.world, handler: handler(FaultResult.bus), block: block)
    #expect(write.run.value("driver", 1, "start") == flags | 1)
  }

  @Test("a range spans vmas, and a fault in the gap before one follows a NULL vma (B16)") func gap() throws {
    let vmas = [VmaPiece(0..<1), VmaPiece(1..<2)]
    let answer = try fill(.read, .pages([.none, .none], vmas: vmas))
    #expect(answer.result == 2 && answer.pfns(2) == [4 << 3 | 1, 3 << 3 | 1])
    let late = World.pages([.none, .none], vmas: [VmaPiece(1..<2)])
    #expect(try fill(.read, late).run.fault == .nullPointer)
    let mended = try fill(.read.mending("B16"), late)
    #expect(mended.result == -14 && mended.holdsMmapSem && mended.pfns(2) == [0, 0])
    let unasked = try fill(.each(0, 0), late)
    #expect(unasked.result == 1 && unasked.run.fault == nil, "the hole at the end is not counted")
  }

  @Test("the laws know a fault without mmap_sem, and one with the driver's lock held") func misuse() throws {
    let unguarded = try fill(.snapshot, Self.world, before: { [up_read(mm.mmap_sem)] })
    #expect(unguarded.run.broken == ["I16"])
    let nested = try fill(.read, .pages([Self.other, Self.page]), before: { [mutex_lock(driver.update)] })
    #expect(nested.run.broken == ["I10"])
  }

  @Test("after death: -EFAULT from both, false from a wait, whatever comes between (I17)") func afterDeath() throws {
    let core = Core.of(.linux5_2)
    let (dead, alive) = (Value.local("dead", .flag), Value.local("alive", .flag))
    func judged(_ call: Statement, _ isRight: Value) -> [Statement] {
      [dead <- range.hmm.dead, call, when(dead && !isRight) { fault("an answer after death") }]
    }
    let driver = Procedure("mirror", isKernel: false) {
      registeredRange(core, to: 1)
      when(ret == 0) {
        judged(call(core.hmm_range_wait_until_valid, range.value, 100, into: alive), !alive)
        judged(call(core.hmm_range_snapshot, range.value, into: ret), ret == Errno.EFAULT)
        call(core.hmm_range_unregister, range.value)
      }
      free(range)
    }
    var world = World.small()
    world.pages = [.present(frame: "1a0", isWritable: true)]
    world.vmas = [VmaPiece(0..<1)]
    world.threads = [Actor("gpu", [.call(driver, [])]), Actor("app", [.exit])]
    world.ranges = 1
    var setup = try world.setup()
    setup.set("mm", 1, "mm_count", to: .number(3))
    let finding = try explore(Program(setup))
    #expect(finding.isComplete && finding.faults[.written] == nil && finding.states > 300)
  }
}
