import Kernel
import Machine
import Testing

@Suite("Ranges: codes and locks")
struct RangeTests {
  let core = Core.of(.linux5_2)

  @Test(
    "register answers 0 and -EINVAL by its window",
    arguments: [
      (0, 4, 12, 0), (1, 2, 12, 0), (2, 2, 12, -22), (3, 1, 12, -22), (1, 4, 21, -22), (0, 4, 21, -22),
    ])
  func register(_ start: Int, _ end: Int, _ shift: Int, _ code: Int) throws {
    let answer = try answer {
      allocate(range)
      call(
        core.hmm_range_register, range.value, mm.value, .constant(start, name: nil), .constant(end, name: nil),
        .constant(shift, name: nil), into: ret)
    }
    #expect(answer.result == code && answer.run.held == [])
    #expect(answer.run.kref == (code == 0 ? 2 : 1))
    #expect(answer.run.valid == (code == 0))
  }

  @Test(
    "register answers -EFAULT when the process is going away, and leaves range->hmm behind (B3)",
    arguments: [false, true])
  func registerDead(_ isCured: Bool) throws {
    let core = Core.of(Edition(fixes: isCured ? ["B3"] : []))
    let answer = try answer(
      cells: { $0.set("hmm", 1, "dead", to: .number(1)) },
      { registeredRange(core) })
    #expect(answer.result == -14 && answer.run.kref == 1 && answer.run.broken == [])
    #expect(answer.run.value("range", 1, "hmm") == (isCured ? 0 : 1))
  }

  @Test("after a failed register, unregister takes a range from a list that it is not on (B3)") func unregisterFailed()
    throws
  {
    let answer = try answer(
      cells: { $0.set("hmm", 1, "dead", to: .number(1)) },
      {
        registeredRange(core)
        call(core.hmm_range_unregister, range.value)
      })
    #expect(answer.run.fault == .listLacksIt)
  }

  @Test("registered inside an open section, a range is not valid") func registerInside() throws {
    let answer = try answer(cells: { $0.set("hmm", 1, "notifiers", to: .number(1)) }, { registeredRange(core) })
    #expect(answer.result == 0 && !answer.run.valid)
  }

  @Test("without a mirror, register has to make the object, which needs mmap_sem for writing") func registerFirst()
    throws
  {
    var world = World.window()
    world.devices[0].isRegistered = false
    #expect(try answer(world, { registeredRange(core) }).run.fault == .written)
    let answer = try answer(
      world,
      {
        down_write(mm.mmap_sem)
        registeredRange(core)
        up_write(mm.mmap_sem)
      })
    #expect(answer.result == 0 && answer.run.kref == 1 && answer.run.value("mm", 1, "mm_count") == 2)
    #expect(answer.run.broken == [])
  }

  @Test("unregister gives the reference back, and does nothing for a range that never was") func unregister() throws {
    let once = try answer {
      registeredRange(core)
      call(core.hmm_range_unregister, range.value)
    }
    #expect(once.run.kref == 1 && once.run.value("range", 1, "hmm") == 0 && once.run.held == [])
    let never = try answer {
      allocate(range)
      call(core.hmm_range_unregister, range.value)
    }
    #expect(never.run.kref == 1 && never.run.fault == nil)
  }

  @Test("waiting answers at once when valid, never when dead, and by the flag after a time-out") func wait() throws {
    let valid = try answer {
      registeredRange(core)
      call(core.hmm_range_wait_until_valid, range.value, 100, into: ret)
    }
    #expect(valid.result == 1)
    let dead = try answer {
      registeredRange(core)
      range.hmm.dead <- true
      call(core.hmm_range_wait_until_valid, range.value, 100, into: ret)
    }
    #expect(dead.result == 0 && !dead.run.valid)
    let late = try answer(
      cells: { $0.set("hmm", 1, "notifiers", to: .number(1)) },
      {
        registeredRange(core)
        call(core.hmm_range_wait_until_valid, range.value, 100, into: ret)
      })
    #expect(late.run.program.obstacle(late.run.state, 0) != nil)
    late.run.step("caller", alternative: 1)
    late.run.run("caller", before: "end")
    #expect(late.run.program.local(late.run.state, 0, "ret") == 0)
  }
}
