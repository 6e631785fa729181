import Machine
import Testing

@testable import Kernel

@Suite("hmm_range_fault: codes, and who still holds mmap_sem")
struct FaultRangeTests {
  static let page = PageContent.present(frame: "1a0", isWritable: false)
  static let other = PageContent.present(frame: "1a1", isWritable: true)
  static let world = World.pages([.none, other])

  /// What the vma or the fault says, and what becomes of it.
  struct Code: Sendable, CustomTestStringConvertible {
    let name: String
    let returns: Int
    var world = FaultRangeTests.world
    var shift = 12
    var fault: Value?
    var isHeld = true
    /// The entries afterwards.
    var pfns = [0, 0]

    var testDescription: String { name }
  }

  static let codes = [
    Code(name: "success is a count", returns: 2, pfns: [4 << 3 | 1, 2 << 3 | 3]),
    Code(name: "no vma", returns: -14, world: .pages([.none, other], vmas: []), pfns: [1, 1]),
    Code(name: "special vma", returns: -14, world: .pages([.none, other], vmas: [special]), pfns: [1, 1]),
    Code(name: "wrong size", returns: -22, shift: 21, pfns: [1, 1]),
    Code(name: "not readable", returns: -1, world: .pages([.none, other], vmas: [hidden])),
    Code(name: "RETRY", returns: -11, fault: FaultResult.retry, isHeld: false),
    Code(name: "SIGBUS", returns: -14, fault: FaultResult.bus),
    Code(name: "OOM", returns: -14, fault: FaultResult.outOfMemory),
    Code(name: "HWPOISON", returns: -14, fault: FaultResult.hwpoison),
  ]

  static var special: VmaPiece {
    var piece = VmaPiece(0..<2)
    piece.isSpecial = true
    return piece
  }
  static let hidden = VmaPiece(0..<2, isReadable: false)

  @Test("returns", arguments: codes) func code(_ code: Code) throws {
    var filling = Filling.read.of(code.shift)
    filling.requests = [1, 1]
    let fault = code.fault.map { handler($0, dropsMmapSem: !code.isHeld) }
    let answer = try fill(filling, code.world, handler: fault)
    #expect(answer.run.fault == nil && answer.result == code.returns && answer.pfns(2) == code.pfns)
    #expect(answer.run.held == (code.isHeld ? ["mmap_sem R caller"] : []))
    #expect((answer.run.value("range", 1, "failed") != 0) == (code.returns < 0))
    #expect(!code.isHeld == (code.returns == -11), "dropped if and only if -EAGAIN")
  }

  @Test("a range that is not valid: -EAGAIN, and mmap_sem is dropped, unlike in a snapshot") func invalid() throws {
    let answer = try fill(.read, Self.world, before: { [range.valid <- false] })
    #expect(answer.result == -11 && answer.run.held == [])
    let snapshot = try fill(.snapshot, Self.world, before: { [range.valid <- false] })
    #expect(snapshot.result == -11 && snapshot.holdsMmapSem)
  }

  @Test("a process that goes away, or has gone: -EFAULT") func dead() throws {
    let dying = try fill(.read, Self.world, before: { [range.hmm.dead <- true] })
    #expect(dying.result == -14 && dying.holdsMmapSem)
    let gone = try fill(.read, Self.world, before: { [range.hmm.mm.value <- NULL] })
    #expect(gone.result == -14)
  }

  @Test("a range that is invalidated while a page is faulted in: -EBUSY, with mmap_sem held") func busy() throws {
    let run = try Self.stopped(.read, Self.world, before: "VF4")
    run.run("app", through: "IS5")
    run.run("caller", before: "end")
    #expect(run.program.local(run.state, 0, "ret") == -16 && run.held.contains("mmap_sem R caller"))
    #expect((0..<2).map { run.pfn($0) } == [0, 0])
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
