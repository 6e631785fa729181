import Explorer
import Kernel
import Machine
import Testing

@Suite("A thread that serves others")
struct WorkTests {
  @Test("may have nothing to do for ever, and counts as ended then") func idle() {
    let served = Property("E", "both were served", onlyAtEnd: true, holds: toy.count == 2)
    let p = program([server, client, client], properties: [served], cells: Universe.inUse)
    let findings = explore(p)
    #expect(findings.verdict == .passes)
    #expect(findings.endings > 0)
    #expect(findings.coverage.taken == findings.coverage.steps)
    let never = Property("E", "nobody was served", onlyAtEnd: true, holds: toy.count == 0)
    #expect(explore(program([server, client], properties: [never], cells: Universe.inUse)).verdict == .fails)
  }

  @Test("is no help to one who waits for what it does not do") func hopeless() throws {
    let p = program([server, hopeful], cells: Universe.inUse)
    let violation = try #require(explore(p).violations.first)
    #expect(violation.flaw == .deadlock)
    #expect(violation.waits.text == "b sleeps until somebody counts, which is up to a")
    #expect(p.obstacle(violation.state, 0) == .rests("there is an item"))
    #expect(p.rests(violation.state, 0) && !p.hasEnded(violation.state))
  }

  @Test("is told from one that waits in Spin too") func spin() throws {
    guard let spin = Spin.installed else { return }
    let served = Property("E", "both were served", onlyAtEnd: true, holds: toy.count == 2)
    let p = program([server, client, client], properties: [served], cells: Universe.inUse)
    let answer = try spin.explore(promela(p, monitor: true), [])
    #expect(answer.errors == 0)
    #expect(answer.states == explore(p, Bounds(), .plain).states, "the monitor adds none")
    let never = Property("E", "nobody was served", onlyAtEnd: true, holds: toy.count == 0)
    let served1 = program([server, client], properties: [never], cells: Universe.inUse)
    #expect(try spin.explore(promela(served1, monitor: true), []).errors == 1)
    let stuck = program([server, hopeful], cells: Universe.inUse)
    #expect(try spin.explore(promela(stuck, monitor: false), []).errors == 1)
  }
}

@Suite("A work item")
struct WorkItemTests {
  private static let core = KernelWorld.core
  private static let work = Pointer<WorkItem>("work")
  private static let driver = Pointer<Driver>(.named("driver", 1))

  private func verdict(_ world: World) throws -> (program: Program, findings: Findings) {
    let program = Program(try world.setup())
    return (program, explore(program))
  }

  @Test("that flushes itself waits for itself") func itself() throws {
    let flush = Procedure("flush", [Self.work.value], isKernel: false) { call(Self.core.flush_work, Self.work.value) }
    let (_, findings) = try verdict(KernelWorld.items([flush]).with(Actor("a", [KernelWorld.queue(1)])))
    let violation = try #require(findings.violations.first)
    #expect(violation.flaw == .deadlock)
    #expect(violation.waits.text == "kwork sleeps until the work item has run, which is up to kwork itself")
    #expect(violation.waits.cycle == [1])
  }

  @Test(
    "that needs a lock must not be waited for with that lock held",
    arguments: [core.flush_work, core.cancel_work_sync])
  func locked(_ wait: Procedure) throws {
    let holder = Procedure("holder", isKernel: false) {
      mutex_lock(Self.driver.update)
      call(Self.core.queue_work, 1)
      call(wait, 1)
      mutex_unlock(Self.driver.update)
    }
    let (_, findings) = try verdict(KernelWorld.items([KernelWorld.zap]).with(Actor("a", [.call(holder, [])])))
    let violation = try #require(findings.violations.first)
    #expect(violation.flaw == .deadlock)
    #expect(
      violation.waits.text == """
        a sleeps until the work item has run, which is up to kwork; kwork waits for driver->update, which a has
        """)
    #expect(violation.waits.cycle == [0, 1])
  }

  @Test("that is done leaves its worker idle, and nothing to complain about", arguments: KernelWorld.works.prefix(2))
  func fine(_ world: KernelWorld) throws {
    let (program, findings) = try verdict(world.world)
    #expect(findings.verdict == .passes, "\(findings.violations.map { program.sentence($0) })")
    #expect(findings.endings > 0)
  }

  @Test("is told later than the callback returns: the device maps what is gone") func late() throws {
    let (program, findings) = try verdict(KernelWorld.works[2].world)
    let violation = try #require(findings.violations.first)
    #expect(program.sentence(violation).hasPrefix("I"))
  }

  @Test("never runs on two workers at once, and is queued once at a time") func once() throws {
    let never = Property("one", "one worker an item") {
      every(Self.work, Self.work.worker == 0 || list_count(Pointer<Workqueue>(.named("q", 1)).worklist) < 3)
    }
    var setup = try KernelWorld.works[1].world.setup()
    setup.properties.append(never)
    let busy = Property(
      "busy", "an item that runs may be queued again", holds: !some(Self.work, Self.work.worker != 0 && pending))
    setup.properties.append(busy)
    let program = Program(setup)
    let findings = explore(program, Bounds(endsAtFirstFlaw: false), .plain)
    let flaws = findings.violations.map { program.sentence($0) }
    #expect(flaws == ["busy: an item that runs may be queued again"], "and it happens")
  }

  private var pending: Value { list_contains(Pointer<Workqueue>(.named("q", 1)).worklist, Self.work.value) }

  @Test("is taken by the first worker that is idle, of all that could") func first() throws {
    let world = KernelWorld.items([KernelWorld.zap, KernelWorld.again]).with(
      Actor("a", [KernelWorld.queue(1), KernelWorld.queue(2)]))
    let program = Program(try world.setup())
    var state = program.initialState()
    while let next = program.move(state, Choice(thread: 0)) { state = next }
    #expect(program.obstacle(state, 1) == nil)
    #expect(program.rests(state, 2) && !program.hasEnded(state))
    state = try #require(program.move(state, Choice(thread: 1)))
    #expect(program.obstacle(state, 2) == nil, "the first is busy now")
    #expect(program.value(state, WorkItem.name, 1, "worker") == 2)
  }

  @Test("has a worker of its own as long as there is room, and a name that nobody else may have") func workers() throws
  {
    var world = KernelWorld.items([KernelWorld.zap, KernelWorld.again])
    world.threads = (1...6).map { Actor("t\($0)", []) }
    #expect(world.workers == ["kwork", "kwork2"])
    world.threads.append(Actor("t7", []))
    #expect(world.workers == ["kwork"])
    world.threads[6].name = "kwork"
    #expect(throws: WorldError.twice("thread", name: "kwork")) { try world.setup() }
    world.threads = (1...8).map { Actor("t\($0)", []) }
    #expect(throws: WorldError.tooMany("threads with kwork", count: 9, limit: 8)) { try world.setup() }
    #expect(KernelWorld.window(1, present: 1).workers == [])
  }
}

extension Property {
  fileprivate init(_ name: String, _ sentence: String, _ holds: () -> Value) {
    self.init(name, sentence, holds: holds())
  }
}
