import Drivers
import Kernel
import Machine
import Testing

@Suite("A timer of a driver's text")
struct TimerTests {
  private static let text = """
    struct gpu { struct mutex update; struct delayed_work poll; };
    static int runs;
    static void poll_it(struct work_struct *work)
    {
      struct gpu *gpu = container_of(work, struct gpu, poll.work);
      mutex_lock(&gpu->update);
      runs++;
      mutex_unlock(&gpu->update);
    }
    int mirror(struct gpu *gpu, struct mm_struct *mm)
    {
      INIT_DELAYED_WORK(&gpu->poll, poll_it);
      schedule_delayed_work(&gpu->poll, msecs_to_jiffies(500));
      return 0;
    }
    """

  @Test("is a thread of its own, which may queue the work item at any moment") func thread() throws {
    let program = try machine(compile(Self.text))
    #expect(program.threads.map(\.name) == ["gpu", "kwork", "timer"])
    #expect(program.obstacle(program.initialState(), 2) == .rests("its timer runs"))
    var (state, _) = run(program)
    #expect(program.obstacle(state, 1) == .rests("there is work"), "nothing is queued yet")
    #expect(program.obstacle(state, 2) == nil && !program.hasEnded(state))
    state = try #require(program.move(state, Choice(thread: 2)))
    #expect(program.obstacle(state, 2) == .rests("its timer runs"))
    while let next = program.move(state, Choice(thread: 1)) { state = next }
    #expect(program.hasEnded(state) && program.fault(state) == nil)
    #expect(program.value(state, "loop", 1, "runs") == 1)
  }

  @Test("of the second device queues that one's work") func second() throws {
    let program = try machine(compile(Self.text)) { world in
      world.devices.append(world.devices[0])
      world.devices[1].name = "npu"
      world.threads = [Actor("npu", [.mirror(device: "npu")])]
    }
    #expect(program.threads.map(\.name) == ["npu", "kwork", "kwork2", "timer", "timer2"])
    let (state, _) = run(program)
    #expect(program.obstacle(state, 3) == .rests("its timer runs") && program.obstacle(state, 4) == nil)
  }

  @Test("needs room for its thread") func room() throws {
    #expect(throws: WorldError.tooMany("threads with kwork and timer", count: 9, limit: 8)) {
      try machine(compile(Self.text)) { $0.threads += (1...6).map { Actor("t\($0)", []) } }
    }
  }

  @Test("belongs to its work item, which is handed on with it") func whole() {
    let whole = "schedule_delayed_work(&gpu->poll, msecs_to_jiffies(500))"
    let found = problems(Self.text.replacing(whole, with: "schedule_work(&gpu->poll.work)"))
    #expect(found.hasPrefix("loop.c:13:28: error: the work of a delayed_work is not modelled by itself"))
  }
}
