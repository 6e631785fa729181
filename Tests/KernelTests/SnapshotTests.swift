import Kernel
import Machine
import Testing

@Suite("Snapshots: codes, locks and entries")
struct SnapshotTests {
  let core = Core.of(.linux5_2)

  private func snapshot(_ world: World = .window(), shift: Int = 12, cells: (inout Setup) -> Void = { _ in }) throws
    -> Answer
  {
    try answer(world, cells: cells) {
      registeredRange(core)
      range.page_shift <- .constant(shift, name: nil)
      down_read(mm.mmap_sem)
      call(core.hmm_range_snapshot, range.value, into: ret)
    }
  }

  @Test("success is the number of pages, with mmap_sem still held") func success() throws {
    let answer = try snapshot()
    #expect(answer.result == 4 && answer.run.held == ["mmap_sem R caller"])
    #expect((0..<4).map { answer.run.pfn($0) } == [entry(1), entry(2), 0, 0])
    #expect(answer.run.value("range", 1, "vma") == 1 && answer.run.broken == [])
  }

  @Test("a pte that is read-only gives an entry without WRITE") func readOnly() throws {
    var world = World.window()
    world.pages[1] = .present(frame: "1a1", isWritable: false)
    #expect(try snapshot(world).run.pfn(1) == entry(2, isWritable: false))
  }

  @Test("the vma decides: -EFAULT for none and for a special one, -EPERM for one that may not be read") func vmas()
    throws
  {
    var world = World.window()
    world.vmas = []
    #expect(try snapshot(world).result == -14)
    world.vmas = [VmaPiece(0..<4)]
    world.vmas[0].isSpecial = true
    #expect(try snapshot(world).result == -14)
    world.vmas = [VmaPiece(0..<4, isReadable: false)]
    let denied = try snapshot(world)
    #expect(denied.result == -1 && (0..<4).allSatisfy { denied.run.pfn($0) == 0 })
    #expect(denied.run.held == ["mmap_sem R caller"])
  }

  @Test("a page size that does not fit is -EINVAL") func pageSize() throws {
    #expect(try snapshot(shift: 21).result == -22)
  }

  @Test("a range that is not valid is -EAGAIN, with mmap_sem still held") func invalid() throws {
    let answer = try snapshot(cells: { $0.set("hmm", 1, "notifiers", to: .number(1)) })
    #expect(answer.result == -11 && answer.run.held == ["mmap_sem R caller"])
  }

  @Test("a process that is going away is -EFAULT, though the range may be valid") func dead() throws {
    let answer = try answer {
      registeredRange(core)
      range.hmm.dead <- true
      down_read(mm.mmap_sem)
      call(core.hmm_range_snapshot, range.value, into: ret)
    }
    #expect(answer.result == -14 && answer.run.valid)
  }

  @Test("a range may span vmas and the gap before one") func pieces() throws {
    var world = World.window()
    world.vmas = [VmaPiece(0..<1), VmaPiece(2..<4)]
    world.pages[1] = .none
    let answer = try snapshot(world)
    #expect(answer.result == 4 && answer.run.pfn(0) == entry(1) && answer.run.pfn(1) == 0)
  }

  @Test("the vma of the first piece is not looked at again: a gap at the end is -EFAULT") func gapAtTheEnd() throws {
    var world = World.window()
    world.vmas = [VmaPiece(0..<2)]
    #expect(try snapshot(world).result == -14)
  }

  @Test("a hole at the very end counts only up to where it begins") func holeAtTheEnd() throws {
    var world = World.window()
    world.base = 0x7f00_001f_e000
    world.pages[2] = .none
    world.pages[3] = .none
    let answer = try snapshot(world)
    #expect(world.pages.count == 4 && answer.result == 2)
    #expect((0..<4).map { answer.run.pfn($0) } == [entry(1), entry(2), 0, 0])
  }

  @Test("the law knows a snapshot without mmap_sem, and one with the driver's lock held") func misuse() throws {
    let unguarded = try answer {
      registeredRange(core)
      call(core.hmm_range_snapshot, range.value, into: ret)
    }
    #expect(unguarded.run.broken == ["I16"])
    let nested = try answer {
      registeredRange(core)
      mutex_lock(driver.update)
      down_read(mm.mmap_sem)
      call(core.hmm_range_snapshot, range.value, into: ret)
    }
    #expect(nested.run.broken == ["I10"])
  }
}
