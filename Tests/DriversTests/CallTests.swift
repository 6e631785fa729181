import Drivers
import Kernel
import Machine
import Testing

@Suite("A call of a driver's text")
struct CallTests {
  @Test("does what it does", arguments: CallRow.works + CallRow.delays + CallRow.waits + CallRow.counts + CallRow.locks)
  func row(_ row: CallRow) throws {
    let compiled = try compile(row.text)
    #expect(compiled.warnings.map(\.message) == [])
    let program = try machine(compiled)
    let (state, _) = run(program)
    #expect(program.counter(state, 0) == 0, "the loop ends")
    #expect(program.fault(state) == nil)
    #expect(program.value(state, "loop", 1, "got") == row.got)
    #expect(program.value(state, "driver", 1, "update") == 0)
  }

  @Test("that queues has a thread which runs the item, once for each time, and is idle then") func worker() throws {
    let row = CallRow(
      "",
      """
      INIT_WORK(&gpu->work, run_it); schedule_work(&gpu->work); schedule_work(&gpu->work);
      wait_event(gpu->queue, gpu->done); got = flush_work(&gpu->work) + 2 * runs;
      """,
      got: 2)
    let program = try machine(compile(row.text))
    #expect(program.threads.map(\.name) == ["gpu", "kwork"])
    var (state, _) = run(program)
    #expect(program.obstacle(state, 1) == nil, "there is work")
    guard case .sleeps = program.obstacle(state, 0) else { return #expect(Bool(false)) }
    while let next = program.move(state, Choice(thread: 1)) { state = next }
    #expect(program.obstacle(state, 1) == .rests("there is work"))
    while let next = program.move(state, Choice(thread: 0)) { state = next }
    #expect(program.hasEnded(state))
    #expect(program.value(state, "loop", 1, "got") == 2)
    #expect(program.value(state, "loop", 1, "runs") == 1)
  }

  @Test("about the second work item of the second device means that one") func several() throws {
    let text = """
      struct gpu { struct mutex update; struct work_struct first; struct work_struct second; int told; };
      static void one(struct work_struct *work)
      {
        struct gpu *gpu = container_of(work, struct gpu, first);
        gpu->told += 1;
      }
      static void two(struct work_struct *work)
      {
        struct gpu *gpu = container_of(work, struct gpu, second);
        gpu->told += 10;
      }
      int mirror(struct gpu *gpu, struct mm_struct *mm)
      {
        INIT_WORK(&gpu->first, one);
        INIT_WORK(&gpu->second, two);
        schedule_work(&gpu->second);
        return flush_work(&gpu->second);
      }
      """
    let program = try machine(compile(text)) { world in
      world.devices.append(world.devices[0])
      world.devices[1].name = "npu"
      world.threads = [Actor("npu", [.mirror(device: "npu")])]
    }
    #expect(program.threads.count == 5)
    var state = program.initialState()
    while let choice = program.choices(state).first { state = try #require(program.move(state, choice)) }
    #expect(program.hasEnded(state) && program.fault(state) == nil)
    #expect(program.value(state, "gpu", 1, "told") == 0 && program.value(state, "gpu", 2, "told") == 10)
  }

  @Test("that nobody makes adds no thread and no cell") func none() throws {
    let program = try machine(compile("int mirror(struct driver *driver, struct mm_struct *mm) { return 0; }"))
    #expect(program.threads.count == 1)
    #expect(program.layout.rows[WorkItem.name] ?? 0 == 0 && program.layout.rows[Workqueue.name] ?? 0 == 0)
  }

  @Test("about a work item that was never given a function stops the worker") func uninitialised() throws {
    let program = try machine(compile(CallRow("", "schedule_work(&gpu->work);", got: 0).text))
    var (state, _) = run(program)
    while let next = program.move(state, Choice(thread: 1)) { state = next }
    #expect(program.fault(state)?.fault == .noProcedure)
  }

  @Test("that sleeps may not be made with a spinlock held", arguments: ["msleep(1);", "flush_work(&gpu->work);"])
  func atomicSleep(_ call: String) throws {
    let lines = "INIT_WORK(&gpu->work, run_it); schedule_work(&gpu->work); spin_lock(&gpu->lock); \(call)"
    let program = try machine(compile(CallRow("", lines, got: 0).text))
    #expect(program.fault(run(program).state)?.fault == .sleepsWithSpinlock)
  }

  @Test("for a lock that somebody has may come back with -EINTR") func interrupted() throws {
    let lines = "got = mutex_lock_interruptible(&gpu->other); if (!got) mutex_unlock(&gpu->other);"
    var text = CallRow("", lines, got: 0).text
    text += "\n"
    let program = try machine(compile(text)) { $0.threads.append(Actor("two", [.mirror(device: "gpu")])) }
    var state = program.initialState()
    while program.value(state, "gpu", 1, "other") == 0 { state = program.move(state, Choice(thread: 0))! }
    while program.nextStep(state, 1)?.alternatives != 2 { state = program.move(state, Choice(thread: 1))! }
    #expect(program.move(state, Choice(thread: 1, alternative: 0)) != nil, "it may also wait")
    var late = try #require(program.move(state, Choice(thread: 1, alternative: 1)))
    while let next = program.move(late, Choice(thread: 1)) { late = next }
    #expect(program.counter(late, 1) == 0)
    #expect(program.value(late, "loop", 1, "got") == -4)
  }

  @Test(
    "that sleeps interruptibly is woken by what it waits for, and by no signal",
    arguments: [
      ("ret = wait_event_interruptible(gpu->queue, gpu->done);", 0, "it returns 0"),
      ("ret = wait_event_killable(gpu->queue, gpu->done);", 0, "it returns 0"),
      ("ret = wait_event_interruptible_timeout(gpu->queue, gpu->done, 9);", 1, "1 or, when time runs out, 0"),
    ])
  func signals(_ call: String, _ returned: Int, _ told: String) throws {
    let lines = """
      INIT_WORK(&gpu->work, run_it); schedule_work(&gpu->work);
      \(call)
      if (ret == -ERESTARTSYS) return ret;
      got = 10 + ret;
      """
    let compiled = try compile(CallRow("", lines, got: 0).text)
    let warning = try #require(compiled.warnings.first)
    #expect(compiled.warnings.count == 1 && warning.span.start == Position(line: 33, column: 7))
    #expect(warning.message.hasSuffix("never returns -ERESTARTSYS here") && warning.hint?.hasSuffix(told) == true)
    let program = try machine(compiled)
    var (state, _) = run(program)
    guard case .sleeps = program.obstacle(state, 0) else { return #expect(Bool(false), "it sleeps") }
    while let next = program.move(state, Choice(thread: 1)) { state = next }
    while let next = program.move(state, Choice(thread: 0)) { state = next }
    #expect(program.hasEnded(state))
    #expect(program.value(state, "loop", 1, "got") == 10 + returned)
  }

  @Test("may be answered with -ERESTARTSYS by the driver itself") func restart() throws {
    let program = try machine(compile(CallRow("", "got = -ERESTARTSYS;", got: 0).text))
    #expect(Errno.name(program.value(run(program).state, "loop", 1, "got") ?? 0) == "-ERESTARTSYS")
  }

  @Test(
    "that is wrong is told with its place",
    arguments: [
      ("schedule_work(gpu);", "32:15: error: schedule_work() takes a struct work_struct *, not a struct gpu *"),
      (
        "schedule_work(gpu->work);", "32:15: error: schedule_work() takes a struct work_struct *, not the struct itself"
      ),
      ("queue_work(&gpu->work);", "32:1: error: queue_work() takes 2 arguments, not 1"),
      ("queue_work(mm, &gpu->work);", "32:12: error: queue_work() takes a struct workqueue_struct * first"),
      ("INIT_WORK(&gpu->work);", "32:1: error: INIT_WORK() takes 2 arguments, not 1"),
      ("INIT_WORK(&gpu->lock, run_it);", "32:11: error: INIT_WORK() takes the address of a struct work_struct"),
      ("INIT_WORK(&gpu->work, run_is);", "32:23: error: no function 'run_is'"),
      ("INIT_WORK(&gpu->work, 3);", "32:23: error: expected the name of a function"),
      ("INIT_WORK(&gpu->work, last);", "22:31: error: 'kref' is called with a struct work_struct *"),
      ("struct work_struct w;", "32:20: error: a struct work_struct on the stack is not modelled in this edition yet"),
      ("cancel_work(&gpu->work);", "32:1: error: cancel_work is not in edition 5.2 (it came with 6.0)"),
      (
        "schedule_delayed_work(&gpu->work, 1);",
        "32:23: error: schedule_delayed_work() takes a struct delayed_work *, not a struct work_struct *"
      ),
      ("schedule_delayed_work(&gpu->work);", "32:1: error: schedule_delayed_work() takes 2 arguments, not 1"),
      ("INIT_DELAYED_WORK(&gpu->work, run_it);", "32:19: error: INIT_DELAYED_WORK() takes the address of a struct"),
      ("wake_up(gpu->queue);", "32:9: error: wake_up() takes the address of a wait queue"),
      (
        "wait_event(&gpu->queue, gpu->done);", "32:12: error: wait_event() takes the wait queue itself, not its address"
      ),
      ("wait_event(gpu->done, 1);", "32:12: error: wait_event() takes a wait queue"),
      ("wait_event(gpu->queue);", "32:1: error: wait_event() takes 2 arguments, not 1"),
      ("wait_event_interruptible(gpu->queue);", "32:1: error: wait_event_interruptible() takes 2 arguments, not 1"),
      (
        "wake_up_interruptible(gpu->queue);", "32:23: error: wake_up_interruptible() takes the address of a wait queue"
      ),
      (
        "wait_event(gpu->queue, mutex_trylock(&gpu->other));",
        "32:24: error: the condition of wait_event() may only read here"
      ),
      ("got = gpu->queue;", "32:7: error: a wait queue has no value"),
      ("got = gpu->count;", "32:7: error: an atomic_t is no number"),
      ("atomic_inc(gpu->count);", "32:12: error: atomic_inc() takes the address of an atomic_t"),
      ("atomic_inc(&got);", "32:12: error: atomic_inc() takes the address of an atomic_t"),
      ("atomic_set(&gpu->count);", "32:1: error: atomic_set() takes 2 arguments, not 1"),
      ("spin_lock_irqsave(&gpu->lock);", "32:1: error: spin_lock_irqsave() takes 2 arguments, not 1"),
      (
        "mutex_lock_interruptible(&gpu->lock);", "32:26: error: mutex_lock_interruptible() takes the address of a mutex"
      ),
      ("mutex_is_locked(gpu->other);", "32:17: error: mutex_is_locked() takes the address of a mutex"),
      ("got = find_vma(mm, 1);", "32:7: error: a pointer to struct vm_area_struct is no number"),
      ("get_user_pages(1);", "32:1: error: get_user_pages() is not modelled in this edition yet"),
      ("mmu_notifier_register(1);", "32:1: error: mmu_notifier_register() takes 2 arguments, not 1"),
    ])
  func wrong(_ line: String, _ expected: String) {
    #expect(problem(CallRow("", line, got: 0).text).hasPrefix("loop.c:\(expected)"))
  }
}
