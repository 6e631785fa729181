import Kernel
import Machine
import Testing

@Suite("Words for steps")
struct ReasonTests {
  static let worlds: [World] = [
    .window().with(
      Actor("gpu", [.mirror(device: "gpu")]), Actor("kswapd", [.reclaim(page: 1)]), Actor("app", [.read(page: 1)])),
    .window().with(
      Actor("gpu", [.mirror(device: "gpu")]), Actor("app", [.munmap(1..<3), .write(page: 0, letter: "X")])),
    .window().with(
      Actor("gpu", [.mirror(device: "gpu")]), Actor("app", [.dontneed(0..<2)]), Actor("other", [.take(letter: "Z")])),
    .window().with(
      Actor("gpu", [.mirror(device: "gpu")]), Actor("device", [.deviceWrite(device: "gpu", page: 1, letter: "G")])),
    .window().with(Actor("gpu", [.mirror(device: "gpu")]), Actor("app", [.exit])),
    .deviceMemory().with(
      Actor("gpu", [.migrateToDevice(device: "gpu", 0..<3), .removeMemory(device: "gpu")]),
      Actor("app", [.read(page: 1), .dontneed(0..<1)]), Actor("other", [.write(page: 1, letter: "X")])),
    .deviceMemory(Edition(fixes: ["H34"])).with(
      Actor("gpu", [.migrateToDevice(device: "gpu", 0..<3)]),
      Actor("add", [.call(Core.of(.linux5_2).hmm_devmem_add, [0, 0, 1])]),
      Actor("app", [.write(page: 1, letter: "X")])),
    .window().with(Actor("gpu", [.mirror(device: "gpu")]), Actor("reaper", [.oomReap(0..<2)])),
    works, delayed, subscribers(Edition()), subscribers(Edition(fixes: ["B2d"])),
    .window().with(Actor("gpu", [.mirror(device: "gpu")]), Actor("app", [.mprotect(1..<3, .none), .numa(0..<4)])),
    .acrossTables().with(Actor("gpu", [.mirror(device: "gpu")]), Actor("app", [.mremap(0..<2, to: 2)])),
    .acrossTables().with(Actor("app", [.free(0..<4), .clearRefs, .dontneed(1..<4), .mprotect(0..<4, .readOnly)])),
    .twoMappings.with(Actor("app", [.truncate(2..<4)]), Actor("wb", [.mkclean(page: 0), .free(0..<2)])),
    .hugePage.with(Actor("app", [.mprotect(0..<2, .readOnly), .clearRefs, .free(0..<2), .numa(0..<3)])),
    .hugePage.with(Actor("app", [.mprotect(0..<1, .readOnly)]), Actor("numa", [.numa(1..<3)])),
    .hugePage.with(Actor("app", [.mremap(0..<1, to: 2)]), Actor("advice", [.free(1..<2)])),
    .window().with(
      Actor("gpu", [.mirror(device: "gpu")]), Actor("reaper", [.oomReapAll]), Actor("app", [.munmap(0..<1), .exit])),
    .small(of: "5.1").with(Actor("gpu", [.mirror(device: "gpu")]), Actor("app", [.dontneed(0..<2)])),
    .small(of: "5.3").with(Actor("gpu", [.mirror(device: "gpu")]), Actor("app", [.dontneed(0..<2)])),
    family, hugeFamily,
    .window().with(
      Actor("app", [.read(page: 0), .read(page: 2)]),
      Actor("b", [.write(page: 0, letter: "B"), .write(page: 3, letter: "C")]),
      Actor("kswapd", [.reclaim(page: 0)]), Actor("other", [.take(letter: "Z")])),
    // Drivers that fault, in the new way and in the old, and one whose device needs addresses.
    .faulting(.linux5_2, [.none, .swap(slot: "3"), .none, .present(frame: "1a0", isWritable: false)]),
    .faulting(.linux5_2, [.special, .poison, .none, .migration(frame: "1a0", isWritable: false)], asks: 1),
    .faulting(.linux5_2, [.none, .devicePrivate(frame: "1a0", isWritable: true), .none, .none], hugetlb: true),
    .faulting(Edition(fixes: ["B4", "B6", "B9", "B10", "B11", "B14", "B15", "B16"]), [.none, .none, .none, .none]),
  ]

  /// Pages of every kind, a zero page, TLBs, and a child.
  static var family: World {
    var world = World.window()
    world.pages += [
      .protnone(frame: "1a0", isWritable: true), .special, .present(frame: "0", isWritable: false), .poison,
    ]
    world.vmas = [VmaPiece(0..<8)]
    world.frames += [FrameContent("0", owner: Process.zeroName), FrameContent("1b5"), FrameContent("1b6")]
    world.hasTLBs = true
    world.processes = ["app", "child"]
    world.others = [AddressSpace("child", base: world.base, pages: Array(repeating: .none, count: 8), isForked: true)]
    return world.with(
      Actor(
        "app", [.write(page: 0, letter: "A"), .fork(child: "child"), .write(page: 0, letter: "P"), .read(page: 2)]),
      Actor("b", [.read(page: 4), .read(page: 5), .write(page: 6, letter: "Q"), .dontneed(0..<8), .read(page: 7)]),
      Actor("kid", process: "child", [.write(page: 8, letter: "C"), .read(page: 11)]))
  }

  static var hugeFamily: World {
    var world = World.window()
    world.pages = [.huge(frame: "1a0", isWritable: true), .huge(frame: "1a1", isWritable: true)]
    world.vmas = [VmaPiece(0..<2)]
    world.frames.append(FrameContent("1b5"))
    world.processes = ["app", "child"]
    world.others = [AddressSpace("child", base: world.base, pages: [.none, .none], isForked: true)]
    return world.with(
      Actor("app", [.fork(child: "child"), .write(page: 0, letter: "P")]),
      Actor("kid", process: "child", [.write(page: 3, letter: "C")]))
  }

  /// Huge pages, and what finds a page by its frame.
  private static let huge: [World] = [
    .hugeDeviceMemory.with(Actor("gpu", [.migrateToDevice(device: "gpu", 0..<4)]), Actor("kcd", [.migrate(page: 1)])),
    .huge().with(
      Actor("app", [.split(page: 1)]), Actor("other", [.dontneed(0..<4)]), Actor("third", [.dontneed(1..<2)])),
    .huge().with(
      Actor("kswapd", [.reclaim(page: 1)]), Actor("kcd", [.migrate(page: 1)]), Actor("app", [.read(page: 1)])),
    .shared().with(
      Actor("gpu", [.mirror(device: "gpu")]), Actor("ksmd", [.merge(page: 0, with: 1)]),
      Actor("kswapd", [.reclaim(page: 2)])),
    .shared().with(Actor("gpu", [.mirror(device: "gpu")]), Actor("kcd", [.migrate(page: 2)])),
    .window().with(Actor("khp", [.collapse(page: 0)]), Actor("app", [.munmap(1..<2)])),
    .collapsible.with(Actor("khp", [.collapse(page: 0)]), Actor("app", [.dontneed(0..<1)])),
  ]

  /// A work item that is queued, flushed and cancelled.
  static var works: World {
    let core = Core.of(.linux5_2)
    let work = Pointer<WorkItem>("work")
    var world = World.window()
    world.devices[0].works = [
      Procedure("flush", [work.value], isKernel: false) {
        mutex_lock(work.driver.update)
        mutex_unlock(work.driver.update)
      }
    ]
    return world.with(
      Actor("a", [.call(core.queue_work, [1]), .call(core.flush_work, [1]), .call(core.queue_work, [1])]),
      Actor("b", [.call(core.queue_work, [1]), .call(core.flush_workqueue, []), .call(core.flush_work, [1])]),
      Actor("c", [.call(core.cancel_work_sync, [1]), .call(core.queue_work, [1])]))
  }

  /// A driver that subscribes beside HMM, refuses what may not block, and leaves.
  static func subscribers(_ edition: Edition) -> World {
    let core = Core.of(edition.withSubscribers)
    let mn = Pointer<MmuNotifier>("mn")
    let (section, mm) = (Pointer<MmuNotifierRange>("section"), Pointer<Mm>("mm"))
    var world = World.window()
    world.edition = edition
    world.devices[0].notifiers = [
      NotifierOps(
        start: Procedure("section_start", [mn.value, section.value], isKernel: false) {
          when(!section.blockable) { result(Errno.EAGAIN) }
          result(0)
        },
        end: Procedure("section_end", [mn.value, section.value], isKernel: false) { result(0) },
        release: Procedure("gone", [mn.value, mm.value], isKernel: false) { result() })
    ]
    guard let register = core.mmu_notifier_register, let unregister = core.mmu_notifier_unregister else { return world }
    return world.with(
      Actor("gpu", [.call(register, [3, 1]), .call(unregister, [3, 1])]), Actor("app", [.dontneed(0..<1), .exit]),
      Actor("reaper", [.oomReap(0..<2)]))
  }

  /// A work item with a timer, that is set, changed, flushed and cancelled.
  static var delayed: World {
    let core = Core.of(.linux5_2)
    var world = works
    world.devices[0].delayed = [0]
    return world.with(
      Actor(
        "a",
        [
          .call(core.queue_delayed_work, [1, 1]), .call(core.flush_delayed_work, [1]),
          .call(core.queue_delayed_work, [1, 0]), .call(core.mod_delayed_work, [1, 1]),
        ]),
      Actor("b", [.call(core.mod_delayed_work, [1, 1]), .call(core.cancel_delayed_work, [1])]),
      Actor("c", [.call(core.cancel_delayed_work_sync, [1]), .call(core.queue_delayed_work, [1, 1])]))
  }

  @Test("every step that has a name has words, and says what it will do") func coverage() throws {
    for world in Self.worlds + Self.huge {
      let program = Program(try world.setup())
      for step in program.steps.dropFirst() {
        guard let name = step.name, Int(name) == nil else { continue }
        let text = program.text(of: step)
        #expect(Reasons.words(for: name, text: text), "\(name) \(text)")
      }
    }
  }

  @Test("words have values, whatever the order of the threads") func values() throws {
    var shorts: Set<String> = []
    for world in Self.worlds + Self.huge {
      let program = Program(try world.setup())
      for seed in 0..<40 {
        var random = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        var state = program.initialState()
        for _ in 0..<600 {
          let choices = program.choices(state)
          guard !choices.isEmpty else { break }
          random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          let choice = choices[Int(random >> 33) % choices.count]
          let step = program.nextStep(state, choice.thread)!
          let next = program.move(state, choice)!
          let will = Look(world: world, program: program, old: state, new: state, index: choice.thread)
          let look = Look(world: world, program: program, old: state, new: next, index: choice.thread)
          let text = program.text(of: step)
          let name = program.procedures[step.procedure].name
          if let words = Reasons.intention(step: step.name, text: text, will) {
            #expect(!words.contains("?") && words.count <= 26, "\(words)")
          }
          if program.fault(next) == nil, let reason = Reasons.reason(step: step.name, in: name, text: text, look) {
            #expect(!reason.text.contains(" ?") && !reason.text.contains("\n"), "\(reason.text)")
            #expect(reason.short.count <= 38 && !reason.short.contains("⋯"), "\(reason.short)")
            #expect(reason.text.count <= 340, "more than three rows: \(reason.text)")
            // A refusal is told where it happens, and nowhere else.
            if look.isTaken == false { #expect(!reason.text.contains("-E"), "\(reason.text)") }
            shorts.insert(reason.short)
          }
          state = next
        }
      }
    }
    #expect(shorts.count > 100)
  }

  @Test("the words of a step are those of the story") func story() throws {
    let world = Self.worlds[0]
    let run = try Run(world)
    func said(_ thread: String, _ step: String) -> String {
      run.run(thread, before: step)
      let before = run.state
      let next = run.program.nextStep(before, run.thread(thread))!
      run.step(thread)
      let look = Look(world: world, program: run.program, old: before, new: run.state, index: run.thread(thread))
      let procedure = run.program.procedures[next.procedure].name
      return Reasons.reason(step: next.name, in: procedure, text: run.program.text(of: next), look)?.text ?? ""
    }
    #expect(said("gpu", "RR6").contains("range #0 joins hmm->ranges. notifiers is 0"))
    run.run("gpu", through: "SN8", times: 2)
    run.step("gpu")
    #expect(said("gpu", "SN8").contains("pte 001 is present and writable, so pfns[1] becomes 1a1 with VALID and WRITE"))
    run.run("gpu", before: "14")
    #expect(
      said("kswapd", "IS4").contains(
        "kswapd, IS4, in one step under hmm->lock: notifiers 0 ⇒ 1, and range #0 overlaps [7f0000001000 +1p): INVALID.")
    )
    #expect(said("kswapd", "C2").contains("There is none, so nothing changes."))
    run.run("kswapd", before: "TU4")
    run.run("gpu", through: "WT3")
    #expect(said("kswapd", "TU6").contains("pte 001 ⇒ ◊ swap 5"))
    #expect(
      said("kswapd", "IE3").contains(
        "notifiers 1 ⇒ 0, no section is open any more, so range #0 becomes valid. gpu wakes."))
    #expect(said("kswapd", "TU11").contains("frame 1a1 is free"))
    #expect(said("app", "TC5").contains("pte 001 ◊ swap 5 ⇒ ◓ 1b4 ro"))
  }

  @Test("no two steps share a name: one of them would say the other's words") func names() {
    #expect(Reasons.doubled == [])
  }
}
