import Machine
import Testing

@testable import Kernel

@Suite("Calls around hmm_range_fault")
struct FaultCallsTests {
  static let mapped = PageContent.present(frame: "1a0", isWritable: true)
  static let readOnly = PageContent.present(frame: "1a1", isWritable: false)

  // MARK: hmm_vma_fault

  /// A driver's own window: which pages, and what it asks for on each.
  private func old(
    _ pages: [PageContent], asks: Int = 1, edition: Edition = .linux5_2, before: () -> [Statement] = { [] },
    cells: (inout Setup) -> Void = { _ in }
  ) throws -> Answer {
    var world = World.pages(pages)
    world.edition = edition
    let core = Core.of(edition)
    return try answer(world, cells: cells) {
      allocate(range)
      Core.setup(range, driver)
      range.vma.value <- 1
      pages.indices.map { range.element(\.pfns, .constant($0, name: nil)) <- .constant(asks, name: nil) }
      down_read(mm.mmap_sem)
      before()
      call(core.hmm_vma_fault, range.value, 1, into: ret)
    }
  }

  private func isRegistered(_ answer: Answer) -> Bool { answer.run.value("range", 1, "registered") != 0 }

  @Test("the old call: 0 with the range registered, each page as its own entry asks") func success() throws {
    let answer = try old([.none, Self.readOnly])
    #expect(answer.result == 0 && answer.holdsMmapSem && isRegistered(answer))
    #expect(answer.run.pfn(0) == 4 << 3 | 1 && answer.run.pfn(1) == 2 << 3 | 1)
    #expect(answer.run.value("range", 1, "pfn_flags_mask") == -1)
  }

  @Test("the old call: nothing found is -EBUSY, and mmap_sem is gone") func nothing() throws {
    let answer = try old([.none], asks: 0)
    #expect(answer.result == -16 && answer.run.held == [] && !isRegistered(answer))
  }

  @Test("the old call: an error leaves mmap_sem held, a failed register too") func errors() throws {
    let special = try old([.special, Self.mapped])
    #expect(special.result == -14 && special.holdsMmapSem && !isRegistered(special))
    let empty = try old([Self.mapped], before: { [range.end <- range.start] })
    #expect(empty.result == -22 && empty.holdsMmapSem)
  }

  @Test("the old call: RETRY is -EBUSY, too, with mmap_sem gone") func retry() throws {
    let core = Core.of(.linux5_2)
    let fault = Core.hmm_range_fault(
      .linux5_2,
      Core.walk_page_range(.linux5_2, Core.walkCallbacks(.linux5_2, handler(FaultResult.retry, dropsMmapSem: true))))
    let parts = OldFaultParts(
      edition: .linux5_2, register: core.hmm_range_register, unregister: core.hmm_range_unregister,
      wait: core.hmm_range_wait_until_valid, fault: fault)
    let answer = try answer(.pages([.none, Self.mapped])) {
      allocate(range)
      Core.setup(range, driver)
      range.vma.value <- 1
      range.element(\.pfns, 0) <- 1
      down_read(mm.mmap_sem)
      call(Core.hmm_vma_fault(parts), range.value, 1, into: ret)
    }
    #expect(answer.result == -16 && answer.run.held == [] && !isRegistered(answer))
  }

  @Test("the old call: when the wait times out the range stays registered (B4)", arguments: [false, true])
  func timeOut(isMended: Bool) throws {
    let edition = Edition(fixes: isMended ? ["B4"] : [])
    let answer = try old([.none], edition: edition, cells: { $0.set("hmm", 1, "notifiers", to: .number(1)) })
    #expect(answer.next == "WT3" && answer.holdsMmapSem, "it waits with mmap_sem held")
    answer.run.step("caller", alternative: 1)
    answer.run.run("caller", before: "end")
    #expect(answer.run.program.local(answer.run.state, 0, "ret") == -11 && answer.run.held == [])
    #expect(isRegistered(answer) == !isMended && answer.run.kref == (isMended ? 1 : 2))
  }

  @Test("hmm_vma_range_done reads valid and unregisters", arguments: [true, false]) func done(_ valid: Bool) throws {
    let core = Core.of(.linux5_2)
    let answer = try answer {
      registeredRange(core)
      range.valid <- .constant(valid ? 1 : 0, name: nil)
      call(core.hmm_vma_range_done, range.value, into: ret)
    }
    #expect(answer.result == (valid ? 1 : 0) && !isRegistered(answer) && answer.run.kref == 1)
  }

  // MARK: Addresses

  private func dma(
    _ pages: [PageContent], _ dma: Dma = .works, asks: Int = 1, before: () -> [Statement] = { [] },
    after: () -> [Statement] = { [] }
  ) throws -> Answer {
    var world = World.pages(pages)
    world.dma = dma
    let core = Core.of(.linux5_2)
    return try answer(world) {
      registeredRange(core, to: pages.count)
      range.default_flags <- .constant(asks, name: nil)
      down_read(mm.mmap_sem)
      before()
      call(core.hmm_range_dma_map, range.value, driver.value, driver.daddrs.value, 0, into: ret)
      after()
    }
  }

  private func addresses(_ answer: Answer, _ count: Int) -> [Int] {
    (0..<count).map { answer.run.value("daddrs", 1, "address", $0) }
  }

  @Test("each page that is there gets an address, both ways only if it may be written to") func map() throws {
    let answer = try dma([Self.mapped, .swap(slot: "3"), Self.readOnly])
    #expect(answer.result == 2 && addresses(answer, 3) == [1 << 1 | 1, 0, 2 << 1] && answer.holdsMmapSem)
    let empty = try dma([.none], asks: 0)
    #expect(empty.result == -16, "no page at all")
    #expect(try dma([.special, Self.mapped]).result == -14)
  }

  @Test("a mapping error takes back what was mapped: -EFAULT") func mappingError() throws {
    let answer = try dma([Self.mapped, .none, Self.readOnly], .mayFail)
    #expect(answer.result == 3, "the first alternative is that it works")
    var world = World.pages([Self.mapped, .none, Self.readOnly])
    world.dma = .mayFail
    let core = Core.of(.linux5_2)
    let caller = Procedure("caller", isKernel: false) {
      registeredRange(core, to: 3)
      range.default_flags <- 1
      down_read(mm.mmap_sem)
      call(core.hmm_range_dma_map, range.value, driver.value, driver.daddrs.value, 0, into: ret)
      hold(until: ret == 98, "the test is over").named("end")
    }
    world.threads = [Actor("caller", [.call(caller, [])])]
    world.ranges = 1
    let run = try Run(world)
    var choices = 0
    while run.program.nextStep(run.state, 0)?.name != "end" {
      let chooses = run.program.choices(run.state).count > 1
      if chooses { choices += 1 }
      #expect(run.step("caller", alternative: chooses && choices == 3 ? 1 : 0))
    }
    #expect(choices == 3 && run.program.local(run.state, 0, "ret") == -14)
    #expect((0..<2).map { run.value("daddrs", 1, "address", $0) } == [0, 0])
    #expect(run.value("daddrs", 1, "address", 2) == -1)
  }

  @Test("a range that becomes invalid while it is mapped: -EBUSY, and nothing stays mapped") func invalidated() throws {
    var world = World.pages([Self.mapped, Self.readOnly])
    world.dma = .works
    let core = Core.of(.linux5_2)
    let caller = Procedure("caller", isKernel: false) {
      registeredRange(core, to: 2)
      down_read(mm.mmap_sem)
      call(core.hmm_range_dma_map, range.value, driver.value, driver.daddrs.value, 0, into: ret)
      hold(until: ret == 98, "the test is over").named("end")
    }
    world.threads = [Actor("caller", [.call(caller, [])]), Actor("app", [.dontneed(1..<2)])]
    world.ranges = 1
    let run = try Run(world)
    run.run("caller", through: "XM5")
    run.run("app", through: "IS5")
    run.run("caller", before: "end")
    #expect(run.program.local(run.state, 0, "ret") == -16)
    #expect((0..<2).map { run.value("daddrs", 1, "address", $0) } == [0, 0])
  }

  @Test("unmapping takes addresses and entries, and marks what was written to", arguments: [true, false])
  func unmap(_ isDirty: Bool) throws {
    let core = Core.of(.linux5_2)
    let answer = try dma(
      [Self.mapped, Self.readOnly, .swap(slot: "3")],
      after: {
        [
          call(
            core.hmm_range_dma_unmap, range.value, 1, driver.value, driver.daddrs.value,
            .constant(isDirty ? 1 : 0, name: nil), into: ret)
        ]
      })
    #expect(answer.result == 2 && addresses(answer, 3) == [0, 0, 0] && answer.pfns(3) == [0, 0, 0])
    #expect((answer.run.value("pte", 1, "dirty") != 0) == isDirty && answer.run.value("pte", 2, "dirty") == 0)
    let none = try dma(
      [Self.mapped],
      after: {
        [call(core.hmm_range_dma_unmap, range.value, 1, driver.value, NULL, 1, into: ret)]
      })
    #expect(none.result == -22)
  }

  @Test("entries are taken apart and made", arguments: [(0, 0, -1), (2, 0, -1), (4, 0, -1), (9, 1, 1), (15, 1, 1)])
  func entries(_ entry: Int, _ page: Int, _ number: Int) throws {
    let calls = Core.of(.linux5_2).entryCalls
    func taken(_ index: Int, _ value: Int) throws -> Int {
      try answer { call(calls[index], 0, .constant(value, name: nil), into: ret) }.result
    }
    #expect(try taken(0, entry) == page && taken(1, entry) == number)
    #expect(try taken(2, 3) == 25 && taken(3, 1) == 9)
  }
}
