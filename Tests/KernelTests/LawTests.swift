import Machine
import Testing

@testable import Kernel

extension World {
  /// Two pages, two frames, a swap slot: small enough for every interleaving.
  static func small(_ edition: Edition = .linux5_2) -> World {
    var world = window(edition)
    world.pages = [.present(frame: "1a0", isWritable: true), .present(frame: "1a1", isWritable: true)]
    world.vmas = [VmaPiece(0..<2)]
    world.frames = [FrameContent("1a0", owner: "app", letter: "A"), FrameContent("1a1", owner: "app", letter: "B")]
    world.slots = [SlotContent("5")]
    return world
  }
}

@Suite("Laws along every interleaving of the right loop")
struct LawTests {
  static let gpu = Actor("gpu", [.mirror(device: "gpu")])
  static let cured = Edition(fixes: ["B1"])

  @Test("munmap, which needs mmap_sem for writing, breaks nothing") func munmap() throws {
    let finding = try explore(.small().with(Self.gpu, Actor("app", [.munmap(1..<2)])))
    #expect(finding.isComplete && finding.broken.isEmpty && finding.faults.isEmpty && finding.deadlock == nil)
  }

  @Test(
    "what needs no mmap_sem for writing breaks I1 and I11 by the flag that comes back, and nothing else",
    arguments: [Operation.dontneed(1..<2), .reclaim(page: 1)])
  func flag(_ operation: Operation) throws {
    let finding = try explore(.small().with(Self.gpu, Actor("other", [operation])))
    #expect(finding.isComplete && Set(finding.broken.keys) == ["I1", "I11"])
    #expect(finding.faults.isEmpty && finding.deadlock == nil)
  }

  @Test(
    "with a number in the place of the flag nothing breaks", arguments: [Operation.dontneed(1..<2), .reclaim(page: 1)])
  func number(_ operation: Operation) throws {
    let finding = try explore(.small(Self.cured).with(Self.gpu, Actor("other", [operation])))
    #expect(finding.isComplete && finding.broken.isEmpty && finding.faults.isEmpty && finding.deadlock == nil)
  }

  @Test("two devices and an invalidation keep the laws with the cure") func twoDevices() throws {
    var world = World.small(Self.cured)
    world.devices.append(Device("npu", entry: rightLoop(Self.cured)))
    let finding = try explore(world.with(Self.gpu, Actor("app", [.dontneed(1..<2)])))
    #expect(finding.isComplete && finding.broken.isEmpty && finding.faults.isEmpty && finding.deadlock == nil)
  }

  @Test("the CPU may write and fault meanwhile") func touch() throws {
    let finding = try explore(
      .small(Self.cured).with(
        Self.gpu, Actor("kswapd", [.reclaim(page: 1)]), Actor("app", [.write(page: 1, letter: "X")])), most: 500_000)
    #expect(finding.isComplete && finding.broken.isEmpty && finding.faults.isEmpty && finding.deadlock == nil)
  }

  @Test("a range that is left registered when its stack goes breaks I4") func leftRegistered() throws {
    let core = Core.of(.linux5_2)
    let answer = try answer {
      registeredRange(core)
      free(range)
    }
    #expect(answer.run.broken.contains("I4"))
  }

  @Test("mapping without the lock, or with entries of an earlier round, breaks I12; after a failure, I15") func recipe()
    throws
  {
    let core = Core.of(.linux5_2)
    let unlocked = try answer {
      registeredRange(core)
      down_read(mm.mmap_sem)
      call(core.hmm_range_snapshot, range.value, into: ret)
      Core.map_pages(driver, range)
    }
    #expect(unlocked.run.broken == ["I12"])
    let failed = try answer {
      registeredRange(core)
      down_read(mm.mmap_sem)
      call(core.hmm_range_snapshot, range.value, into: ret)
      range.valid <- false
      call(core.hmm_range_snapshot, range.value, into: ret)
      range.valid <- true
      mutex_lock(driver.update)
      Core.map_pages(driver, range)
    }
    #expect(failed.run.broken == ["I12", "I15"])
  }

  @Test("mapping what was not found valid since the lock was taken breaks I12") func untested() throws {
    let core = Core.of(.linux5_2)
    func broken(@StatementBuilder _ test: () -> [Statement]) throws -> [String] {
      try answer {
        registeredRange(core)
        down_read(mm.mmap_sem)
        call(core.hmm_range_snapshot, range.value, into: ret)
        test()
        Core.map_pages(driver, range)
      }.run.broken
    }
    #expect(try broken { mutex_lock(driver.update) } == ["I12"])
    let early = try broken {
      call(core.hmm_range_valid, range.value, into: ret)
      mutex_lock(driver.update)
    }
    #expect(early == ["I12"])
    let right = try broken {
      mutex_lock(driver.update)
      call(core.hmm_range_valid, range.value, into: ret)
    }
    #expect(right.isEmpty)
    // Read with the lock held, but it was not valid.
    let invalid = try broken {
      range.valid <- false
      mutex_lock(driver.update)
      call(core.hmm_range_valid, range.value, into: ret)
    }
    #expect(invalid.contains("I12"))
    // Another hold of the lock.
    let later = try broken {
      mutex_lock(driver.update)
      call(core.hmm_range_valid, range.value, into: ret)
      mutex_unlock(driver.update).after(Core.forgetValid(driver))
      mutex_lock(driver.update)
    }
    #expect(later == ["I12"])
  }

  @Test("a call that begins after the mm is dead and goes on all the same breaks I17; one that had begun may go on")
  func death() throws {
    let core = Core.of(.linux5_2)
    // What snapshot, fault and wait do first, by somebody who forgets to look at dead.
    func broken(isDead: Bool, _ look: Value) throws -> [String] {
      try answer {
        registeredRange(core)
        down_read(mm.mmap_sem)
        range.hmm.dead <- .constant(isDead ? 1 : 0, name: nil)
        when(look) { result(Errno.EFAULT) }.after(Laws.noteDeath(range))
        step("SN2") {
          ret <- 0
          Laws.missedDeath(range)
        }
      }.run.broken
    }
    #expect(try broken(isDead: true, false).contains("I17"))
    #expect(try !broken(isDead: true, range.hmm.dead).contains("I17"))
    #expect(try !broken(isDead: false, false).contains("I17"))
    // Of the kernel's own: dead comes between the beginning and the walk.
    let run = try Run(.window().with(Self.gpu, Actor("app", [.exit])))
    run.run("gpu", through: "SN2")
    run.run("app", through: "RL2")
    #expect(run.run("gpu", through: "SN3") && run.broken == [])
  }

  @Test("the manual's unregister of a range wants mirrors_sem and deadlocks with a callback (B8)") func literal() throws
  {
    let core = Core.of(.linux5_2)
    var world = World.small()
    world.devices[0].entry = Procedure("mirror", [Pointer<Driver>("driver").value], isKernel: false) {
      registeredRange(core, to: 2)
      mutex_lock(driver.update)
      call(core.hmm_mirror_unregister_range, range.value)
      mutex_unlock(driver.update)
    }
    #expect(try explore(world.with(Self.gpu, Actor("app", [.dontneed(1..<2)]))).deadlock != nil)
  }
}
