import Explorer
import Kernel
import Machine
import Scenarios
import Testing

/// Drivers that wait with a timer: what they may forget when they go.
@Suite("Delayed work")
struct DelayedWorkTests {
  private static let scenario = """
    title: a driver that looks again later
    memory:
      base: 0x7f0000000000
      pages: [1a0 rw]
      vmas: [000 rw]
      frames: {1a0: app A}
    devices:
      gpu: {driver: poll.c}
    threads:
      gpu: mirror
    """

  /// A driver whose work must not run once it is gone, and what it does before it goes.
  private static func program(_ leaving: String, delay: String = "msecs_to_jiffies(10)") throws -> Program {
    let driver = """
      struct gpu { struct mutex update; struct hmm_mirror mirror; struct delayed_work poll; bool gone; int polls; };
      static void poll(struct work_struct *work)
      {
        struct gpu *gpu = container_of(to_delayed_work(work), struct gpu, poll);
        BUG_ON(gpu->gone);
        if (gpu->polls++ < 1)
          schedule_delayed_work(&gpu->poll, HZ);
      }
      int mirror(struct gpu *gpu, struct mm_struct *mm)
      {
        INIT_DELAYED_WORK(&gpu->poll, poll);
        schedule_delayed_work(&gpu->poll, \(delay));
        \(leaving)
        gpu->gone = true;
        return 0;
      }
      """
    let scenario = try Scenario.read(Array(scenario.utf8), file: "poll.yaml") { _ in Array(driver.utf8) }
    return Program(try scenario.setup())
  }

  @Test(
    "runs after its driver is gone, unless the driver stops it and waits",
    arguments: [
      ("", true), ("cancel_delayed_work(&gpu->poll);", true), ("flush_scheduled_work();", true),
      ("flush_delayed_work(&gpu->poll);", true), ("cancel_delayed_work_sync(&gpu->poll);", false),
      ("mod_delayed_work(system_wq, &gpu->poll, 9); cancel_delayed_work_sync(&gpu->poll);", false),
    ])
  func leaving(_ call: String, _ isWrong: Bool) throws {
    let program = try Self.program(call)
    let findings = explore(program)
    #expect(findings.verdict == (isWrong ? .fails : .passes))
    if let violation = findings.violations.first {
      #expect(program.sentence(violation).contains("BUG_ON(gpu->gone)"), "\(program.sentence(violation))")
    }
    let plain = explore(program, Bounds(), .plain)
    #expect(plain.verdict == findings.verdict)
  }

  @Test("without a delay is queued at once: to flush the queue waits for its first run, not for the next")
  func withoutDelay() throws {
    let waits = try Self.program("flush_scheduled_work(); BUG_ON(!gpu->polls); gpu->polls = 2;", delay: "0")
    let findings = explore(waits, Bounds(endsAtFirstFlaw: false))
    #expect(findings.violations.map { waits.sentence($0) }.allSatisfy { $0.contains("BUG_ON(gpu->gone)") })
    let doesNot = try Self.program("flush_scheduled_work(); BUG_ON(!gpu->polls);", delay: "1")
    let early = explore(doesNot, Bounds(endsAtFirstFlaw: false))
    #expect(early.violations.map { doesNot.sentence($0) }.contains { $0.contains("BUG_ON(!gpu->polls)") })
  }

  @Test("is a thread more for its timer, and a world without has neither thread nor cell") func threads() throws {
    let program = try Self.program("")
    #expect(program.threads.map(\.name) == ["gpu", "kwork", "timer"])
    let plain = Program(try KernelWorld.works[0].world.setup())
    #expect(plain.layout.rows[DelayedWork.name] ?? 0 == 0)
  }

  @Test("has the same states in Spin") func spin() throws {
    guard let spin = Spin.installed else { return }
    let program = try Self.program("cancel_delayed_work_sync(&gpu->poll);")
    let answer = try spin.explore(promela(program, monitor: true), [])
    #expect(answer.errors == 0)
    #expect(answer.states == explore(program, Bounds(), .plain).states)
  }
}
