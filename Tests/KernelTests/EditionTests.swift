import Kernel
import Machine
import Testing

/// The loop of drivers before the commit of 2019: each round lists the range, reads, and asks once.
func loopOf5_1() -> Procedure {
  let core = Core.of(Edition(version: "5.1"))
  let before = core.linux5_1!
  let driver = Pointer<Driver>("driver")
  let mm = Pointer<Mm>("mm")
  let vma = Pointer<Vma>("vma")
  let valid = Value.local("valid", .flag)
  return Procedure("mirror", [driver.value, mm.value], isKernel: false) {
    allocate(range)
    Core.setup(range, driver)
    label("again")
    down_read(mm.mmap_sem)
    call(core.findVma, mm.value, driver.start, into: vma.value)
    range.vma.value <- vma.value
    call(before.hmm_vma_get_pfns, range.value, into: ret)
    when(ret != 0) {
      up_read(mm.mmap_sem)
      goto("free")
    }
    mutex_lock(driver.update)
    call(before.hmm_vma_range_done, range.value, into: valid)
    when(!valid) {
      mutex_unlock(driver.update)
      up_read(mm.mmap_sem)
      goto("again")
    }
    Core.map_pages(driver, range)
    mutex_unlock(driver.update)
    up_read(mm.mmap_sem)
    label("free")
    free(range)
    result(ret)
  }
}

/// The right loop as 5.3 has it: register takes the mirror, and -EBUSY is what a range that is not valid gives.
func loopOf5_3(_ edition: Edition = Edition(version: "5.3")) -> Procedure {
  let core = Core.of(edition)
  let driver = Pointer<Driver>("driver")
  let mm = Pointer<Mm>("mm")
  return Procedure("mirror", [driver.value, mm.value], isKernel: false) {
    allocate(range)
    Core.setup(range, driver)
    call(
      core.hmm_range_register, range.value, driver.mirror.value, driver.start, driver.end, PAGE_SHIFT, into: ret)
    when(ret != 0) { goto("free") }
    label("again")
    call(core.hmm_range_wait_until_valid, range.value, 100)
    down_read(mm.mmap_sem)
    call(core.hmm_range_snapshot, range.value, into: ret)
    when(ret < 0) {
      up_read(mm.mmap_sem)
      when(ret == Errno.EBUSY) { goto("again") }
      goto("out")
    }
    mutex_lock(driver.update)
    when(!readValid(edition, range)) {
      mutex_unlock(driver.update)
      up_read(mm.mmap_sem)
      goto("again")
    }.after(Core.noteValid(range, readValid(edition, range)))
    Core.map_pages(driver, range)
    mutex_unlock(driver.update)
    up_read(mm.mmap_sem)
    label("out")
    call(core.hmm_range_unregister, range.value)
    label("free")
    free(range)
    result(ret)
  }
}

extension World {
  /// The small world of an edition, with that edition's loop.
  static func small(of version: String, fixes: Set<String> = []) -> World {
    let edition = Edition(version: version, fixes: fixes)
    var world = small(edition)
    switch version {
    case "5.1": world.devices = [Device("gpu", entry: loopOf5_1())]
    case "5.3": world.devices = [Device("gpu", entry: loopOf5_3(edition))]
    default: break
    }
    return world
  }
}

@Suite("Editions")
struct EditionTests {
  static let gpu = Actor("gpu", [.mirror(device: "gpu")])

  @Test("each has a sentence, and the bugs that it does not have are bugs") func words() {
    #expect(Edition.all.map(\.version) == ["5.1", "5.2", "5.3"])
    for edition in Edition.all {
      #expect(edition.sentence.hasPrefix("Linux \(edition.version)") && edition.sentence.hasSuffix("."))
      #expect(edition.mended.union(edition.foreign).allSatisfy { Switch.named($0) != nil })
      #expect(edition.mended.isDisjoint(with: edition.foreign))
      #expect(edition.gaps.allSatisfy { $0.hasSuffix(".") && $0.count <= 120 })
    }
    #expect(Edition.mended("5.2").isEmpty && Edition.foreign("5.2").isEmpty)
    #expect(Edition.mended("5.3").isSuperset(of: ["B2a", "B2b", "B3", "B5", "B10"]))
    #expect(!Edition(version: "5.3").bugs.contains("B3") && Edition(version: "5.3").bugs.contains("B1"))
  }

  @Test("every procedure of each compiles", arguments: ["5.1", "5.2", "5.3"])
  func compiles(_ version: String) throws {
    let edition = Edition(version: version)
    var setup = try World.small(of: version).with(Self.gpu).setup()
    // A thread for each that takes none of another's time: the machine is laid out, not run.
    for procedure in Core.of(edition).procedures {
      setup.threads = [
        ThreadSetup(name: procedure.name, procedure: procedure, arguments: procedure.parameters.map { _ in 1 })
      ]
      let program = Program(setup)
      #expect(program.procedures.contains { $0.procedure === procedure && $0.count > 0 }, "\(procedure.name)")
    }
  }

  @Test("5.1 has a hole: a section that has told its mirrors is unknown to a round that begins in it")
  func hole() throws {
    let finding = try explore(.small(of: "5.1").with(Self.gpu, Actor("app", [.dontneed(1..<2)])))
    #expect(finding.isComplete && Set(finding.broken.keys) == ["I1", "I2", "I11"])
    #expect(finding.faults.isEmpty && finding.deadlock == nil)
  }

  @Test("in 5.1, munmap excludes rounds by mmap_sem: nothing breaks") func munmapIn5_1() throws {
    let finding = try explore(.small(of: "5.1").with(Self.gpu, Actor("app", [.munmap(1..<2)])))
    #expect(finding.isComplete && finding.broken.isEmpty && finding.faults.isEmpty && finding.deadlock == nil)
  }

  @Test("5.1 does not let a flag come back: a section between the two calls is seen") func flagIn5_1() throws {
    let run = try Run(.small(of: "5.1").with(Self.gpu, Actor("app", [.dontneed(1..<2)])))
    run.run("gpu", through: "GP7")
    run.finish("app")
    run.run("gpu", through: "RD2")
    #expect(run.program.local(run.state, run.thread("gpu"), "valid") == 0)
  }

  @Test("5.3 says -EBUSY with mmap_sem held, and still has B1", arguments: [false, true])
  func later(_ isCured: Bool) throws {
    let world = World.small(of: "5.3", fixes: isCured ? ["B1"] : [])
    let finding = try explore(world.with(Self.gpu, Actor("app", [.dontneed(1..<2)])))
    #expect(finding.isComplete && Set(finding.broken.keys) == (isCured ? [] : ["I1", "I11"]))
    #expect(finding.faults.isEmpty && finding.deadlock == nil)
    #expect(listing(Core.of(world.edition).hmm_range_snapshot).contains { $0.contains("return -EBUSY;") })
    #expect(!listing(Core.of(world.edition).hmm_range_snapshot).contains { $0.contains("-EAGAIN") })
  }

  @Test("in 5.3 a range keeps a user of the memory: exit does not begin while it is registered") func exit() throws {
    let run = try Run(.small(of: "5.3").with(Self.gpu, Actor("app", [.exit])))
    run.run("gpu", through: "RR6")
    #expect(run.value(Mm.name, 1, "mm_users") == 2)
    run.finish("app")
    #expect(run.value(Hmm.name, 1, "dead") == 0)
    let finding = try explore(.small(of: "5.3", fixes: ["B1"]).with(Self.gpu, Actor("app", [.exit])))
    #expect(finding.isComplete && finding.broken.isEmpty && finding.faults.isEmpty)
  }
}
