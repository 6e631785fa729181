import Kernel
import Machine
import Testing

@Suite("The life of what HMM knows of a process")
struct LifeTests {
  let core = Core.of(.linux5_2)

  private var unregistered: World {
    var world = World.window()
    world.devices[0].isRegistered = false
    return world
  }

  @Test("the first mirror makes the object, subscribes, and keeps the mm structure") func first() throws {
    let answer = try answer(
      unregistered,
      {
        down_write(mm.mmap_sem)
        call(core.hmm_mirror_register, mirror.value, mm.value, into: ret)
        up_write(mm.mmap_sem)
      })
    #expect(answer.result == 0 && answer.run.kref == 1 && answer.run.notifiers == 0)
    #expect(answer.run.value("mm", 1, "mm_count") == 2 && answer.run.value("mm", 1, "subscribers") == 1)
    #expect(answer.run.value("hmm", 1, "mirrors") == 1 && answer.run.held == [] && answer.run.broken == [])
  }

  @Test("a mirror without callbacks is -EINVAL, no memory is -ENOMEM") func refusals() throws {
    let world = unregistered
    let register: () -> [Statement] = {
      [
        down_write(mm.mmap_sem), call(core.hmm_mirror_register, mirror.value, mm.value, into: ret),
      ]
    }
    let noOps = try answer(
      world, cells: { $0.set("hmm_mirror", 1, "sync_cpu_device_pagetables", to: .number(0)) }, { register() })
    #expect(noOps.result == -22)
    let noMemory = try answer(
      world,
      cells: {
        $0.allocate("hmm", 1)
        $0.allocate("hmm", 2)
      }, { register() })
    #expect(noMemory.result == -12 && noMemory.run.held == ["mmap_sem W caller"])
  }

  @Test("the last reference unsubscribes, clears mm->hmm and frees; a second unregister is harmless") func end() throws
  {
    let answer = try answer {
      call(core.hmm_mirror_unregister, mirror.value)
      call(core.hmm_mirror_unregister, mirror.value)
    }
    #expect(answer.run.value("mm", 1, "hmm") == 0 && answer.run.value("mm", 1, "mm_count") == 1)
    #expect(answer.run.value("mm", 1, "subscribers") == 0 && answer.run.value("hmm", 1, "(allocated)") == 0)
    #expect(answer.run.fault == nil && answer.run.broken == [])
  }

  @Test("a range keeps the object when the last mirror leaves") func rangeKeeps() throws {
    let answer = try answer {
      registeredRange(core)
      call(core.hmm_mirror_unregister, mirror.value)
    }
    #expect(answer.run.kref == 1 && answer.run.value("mm", 1, "hmm") == 1 && answer.run.broken == [])
  }

  @Test("alive is a hint: false for a dead process and for a mirror that is not registered") func alive() throws {
    func isAlive(_ world: World, dead: Int) throws -> Int {
      try answer(
        world, cells: { $0.set("hmm", 1, "dead", to: .number(dead)) },
        { call(core.hmm_mirror_mm_is_alive, mirror.value, into: ret) }
      ).result
    }
    #expect(try isAlive(.window(), dead: 0) == 1)
    #expect(try isAlive(.window(), dead: 1) == 0)
    let none = try answer(unregistered, { call(core.hmm_mirror_mm_is_alive, mirror.value, into: ret) })
    #expect(none.result == 0)
  }

  @Test("exit tells HMM first: mirrors are gone, devices map nothing, sleepers wake, everything is freed") func exit()
    throws
  {
    let run = try Run(.window().with(Actor("gpu", [.mirror(device: "gpu")]), Actor("app", [.exit])))
    run.finish("gpu")
    #expect(run.device(0) == entry(1))
    run.run("app", before: "EX2")
    #expect(run.value("hmm", 1, "dead") == 1 && run.device(0) == 0 && run.value("hmm", 1, "mirrors") == 0)
    #expect(run.value("pte", 1, "kind") == 1)
    run.finish("app")
    #expect((1...3).allSatisfy { run.value("frame", $0, "owner") == 0 })
    #expect(run.value("swap", 1, "owner") == 0 && run.value("pmd", 1, "none") == 1)
    #expect(run.fault == nil && run.broken == [])
  }

  @Test("a driver that sleeps through exit wakes, is told -EFAULT, and leaves nothing behind") func exitWhileWaiting()
    throws
  {
    let run = try Run(
      .window().with(
        Actor("gpu", [.mirror(device: "gpu")]), Actor("app", [.dontneed(1..<2)]), Actor("exit", [.exit])))
    run.run("app", before: "MA5")
    run.run("gpu", through: "WT3")
    run.run("exit", through: "RL3")
    run.finish("gpu")
    #expect(run.hasEnded("gpu") && run.device(0) == 0 && run.kref == 2)
    run.finish("app")
    run.finish("exit")
    #expect(run.fault == nil && run.broken == [])
  }

  @Test(
    "a walk by who is no user of the memory reads freed vmas when the process exits meanwhile",
    arguments: [
      false, true,
    ])
  func exitInTheWalk(_ isUser: Bool) throws {
    var world = World.small()
    world.devices[0].entry = rightLoop(isUser: isUser)
    let finding = try explore(world.with(Actor("gpu", [.mirror(device: "gpu")]), Actor("exit", [.exit])))
    #expect(finding.isComplete && Set(finding.faults.keys) == (isUser ? [] : [.useAfterFree]))
    #expect(finding.broken.isEmpty && finding.deadlock == nil)
  }

  @Test("freeing under a notifier follows a NULL pointer or uses freed memory (B5), and not with the cure") func freed()
    throws
  {
    func faults(_ edition: Edition) throws -> Set<Fault> {
      var world = World.small(edition)
      let core = Core.of(edition)
      world.threads = [
        Actor("app", [.dontneed(1..<2)]), Actor("driver", [.call(core.hmm_mirror_unregister, [1])]),
      ]
      return Set(try explore(world).faults.keys)
    }
    #expect(try faults(.linux5_2).contains(.nullPointer))
    #expect(try faults(Edition(fixes: ["B5"])) == [])
  }
}
