import Drivers
import Kernel
import Machine
import Testing

/// A call that a driver's text may make.
struct CallRow: Sendable, CustomTestStringConvertible {
  let name: String
  /// Outside of functions.
  let outside: String
  /// In the loop, after which `got` is looked at.
  let lines: String
  let got: Int

  init(_ name: String, outside: String = "", _ lines: String, got: Int) {
    (self.name, self.outside, self.lines, self.got) = (name, outside, lines, got)
  }

  var testDescription: String { name }

  var text: String {
    """
    struct gpu {
      struct mutex update;
      struct hmm_mirror mirror;
      struct work_struct work;
      struct workqueue_struct *wq;
      wait_queue_head_t queue;
      atomic_t count;
      struct kref kref;
      struct rw_semaphore sem;
      spinlock_t lock;
      struct mutex other;
      bool done;
    };
    static int got, runs;
    static void run_it(struct work_struct *work)
    {
      struct gpu *gpu = container_of(work, struct gpu, work);
      runs++;
      gpu->done = true;
      wake_up(&gpu->queue);
    }
    static void last(struct kref *kref)
    {
      got = 7;
    }
    \(outside)
    int mirror(struct gpu *gpu, struct mm_struct *mm)
    {
      long ret;
      unsigned long flags;
      struct vm_area_struct *vma;
    \(lines)
      return 0;
    }
    """
  }
}

@Suite("A call of a driver's text")
struct CallTests {
  static let works = [
    CallRow("INIT_WORK, schedule_work", "INIT_WORK(&gpu->work, run_it); got = schedule_work(&gpu->work);", got: 1),
    CallRow(
      "queue_work of what is queued",
      "INIT_WORK(&gpu->work, run_it); queue_work(gpu->wq, &gpu->work); got = queue_work(system_wq, &gpu->work);", got: 0),
    CallRow("DECLARE_WORK", outside: "static DECLARE_WORK(early, run_it);", "got = schedule_work(&early);", got: 1),
    CallRow(
      "a work item outside of structs", outside: "static struct work_struct alone;",
      "INIT_WORK(&alone, run_it); got = schedule_work(&alone) + schedule_work(&alone);", got: 1),
    CallRow("flush_work of nothing", "got = 1 + flush_work(&gpu->work);", got: 1),
    CallRow("flush_workqueue of nothing", "flush_workqueue(gpu->wq); flush_scheduled_work(); got = 2;", got: 2),
    CallRow(
      "cancel_work_sync", "INIT_WORK(&gpu->work, run_it); schedule_work(&gpu->work);\ngot = cancel_work_sync(&gpu->work);",
      got: 1),
    CallRow("cancel_work_sync of nothing", "got = 1 + cancel_work_sync(&gpu->work);", got: 1),
    CallRow("container_of", "got = container_of(&gpu->work, struct gpu, work) == gpu;", got: 1),
  ]

  static let waits = [
    CallRow("wait_event that holds", "init_waitqueue_head(&gpu->queue); gpu->done = true; wait_event(gpu->queue, gpu->done); got = 1;", got: 1),
    CallRow(
      "wait_event_timeout that holds", "gpu->done = true; got = wait_event_timeout(gpu->queue, gpu->done && mm, 100);",
      got: 1),
    CallRow("wake_up", outside: "static DECLARE_WAIT_QUEUE_HEAD(all);", "wake_up(&all); wake_up_all(&gpu->queue); got = 3;", got: 3),
    CallRow("msleep, usleep_range, udelay", "msleep(20); usleep_range(100, 200); udelay(5); got = 1;", got: 1),
    CallRow("device_flush_tlb", "device_flush_tlb(gpu); got = 1;", got: 1),
  ]

  static let counts = [
    CallRow("atomic_set, atomic_read", "atomic_set(&gpu->count, 5); got = atomic_read(&gpu->count);", got: 5),
    CallRow(
      "atomic_inc, atomic_dec", "atomic_inc(&gpu->count); atomic_inc(&gpu->count); atomic_dec(&gpu->count);\ngot = atomic_read(&gpu->count);",
      got: 1),
    CallRow(
      "atomic_add, atomic_sub", "atomic_add(9, &gpu->count); atomic_sub(2, &gpu->count); got = atomic_read(&gpu->count);",
      got: 7),
    CallRow("atomic_inc_return", "got = atomic_inc_return(&gpu->count);", got: 1),
    CallRow("atomic_dec_return", "got = atomic_dec_return(&gpu->count);", got: -1),
    CallRow(
      "atomic_dec_and_test", "atomic_set(&gpu->count, 2);\ngot = 10 * atomic_dec_and_test(&gpu->count); got += atomic_dec_and_test(&gpu->count);",
      got: 1),
    CallRow(
      "atomic_inc_not_zero", "got = atomic_inc_not_zero(&gpu->count); atomic_set(&gpu->count, 1);\ngot += atomic_inc_not_zero(&gpu->count) + atomic_read(&gpu->count);",
      got: 3),
    CallRow(
      "atomic_xchg", "atomic_set(&gpu->count, 4); ret = 9; ret = atomic_xchg(&gpu->count, ret);\ngot = ret * 10 + atomic_read(&gpu->count);",
      got: 49),
    CallRow("kref_init, kref_get, kref_put", "kref_init(&gpu->kref); kref_get(&gpu->kref); kref_put(&gpu->kref, last); got = 1;", got: 1),
    CallRow("kref_put of the last", "kref_init(&gpu->kref); kref_put(&gpu->kref, last);", got: 7),
    CallRow(
      "kref_get_unless_zero", "got = kref_get_unless_zero(&gpu->kref); kref_init(&gpu->kref);\ngot += 2 * kref_get_unless_zero(&gpu->kref);",
      got: 2),
    CallRow("mmget, mmput", "mmget(mm); got = mm->mm_users; mmput(mm); got = 10 * got + mm->mm_users;", got: 21),
    CallRow("mmget_not_zero", "got = mmget_not_zero(mm) + mm->mm_users; mmput(mm);", got: 3),
    CallRow("mmgrab, mmdrop", "got = mm->mm_count; mmgrab(mm); got = mm->mm_count - got; mmdrop(mm);", got: 1),
  ]

  static let locks = [
    CallRow("mutex_trylock", "got = mutex_trylock(&gpu->update); got = 2 * got + mutex_trylock(&gpu->update);\nmutex_unlock(&gpu->update);", got: 2),
    CallRow(
      "mutex_is_locked", "got = mutex_is_locked(&gpu->other); mutex_lock(&gpu->other);\ngot += 2 * mutex_is_locked(&gpu->other); mutex_unlock(&gpu->other);",
      got: 2),
    CallRow(
      "mutex_lock_interruptible of a free lock",
      "ret = mutex_lock_interruptible(&gpu->other); got = ret + mutex_is_locked(&gpu->other);\nmutex_unlock(&gpu->other);",
      got: 1),
    CallRow(
      "mutex_lock_killable, tested at once",
      "if (mutex_lock_killable(&gpu->other)) return -EINTR; got = 1; mutex_unlock(&gpu->other);", got: 1),
    CallRow("spin_lock", "spin_lock(&gpu->lock); got = spin_is_locked(&gpu->lock); spin_unlock(&gpu->lock);", got: 1),
    CallRow("spin_trylock", "got = spin_trylock(&gpu->lock); spin_unlock(&gpu->lock);", got: 1),
    CallRow(
      "spin_lock_irqsave", "spin_lock_irqsave(&gpu->lock, flags); got = spin_trylock(&gpu->lock) + 1;\nspin_unlock_irqrestore(&gpu->lock, flags);",
      got: 1),
    CallRow(
      "spin_lock_irq, spin_lock_bh", "spin_lock_irq(&gpu->lock); spin_unlock_irq(&gpu->lock); spin_lock_bh(&gpu->lock);\nspin_unlock_bh(&gpu->lock); got = 1;",
      got: 1),
    CallRow(
      "down_write, downgrade_write, up_read",
      "down_write(&gpu->sem); downgrade_write(&gpu->sem); got = rwsem_is_locked(&gpu->sem);\nup_read(&gpu->sem); got += rwsem_is_locked(&gpu->sem);",
      got: 1),
    CallRow(
      "down_read_trylock", "down_write(&mm->mmap_sem); up_write(&mm->mmap_sem); got = down_read_trylock(&mm->mmap_sem);\nup_read(&mm->mmap_sem);",
      got: 1),
    CallRow("down_write_trylock", "got = down_write_trylock(&gpu->sem); up_write(&gpu->sem);", got: 1),
    CallRow(
      "find_vma", "down_read(&mm->mmap_sem); vma = find_vma(mm, 2); got = vma->vm_end; vma = find_vma(mm, 9);\nif (!vma) got += 10; up_read(&mm->mmap_sem);",
      got: 14),
  ]

  @Test("does what it does", arguments: works + waits + counts + locks)
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
      "", "INIT_WORK(&gpu->work, run_it); schedule_work(&gpu->work); schedule_work(&gpu->work);\nwait_event(gpu->queue, gpu->done); got = flush_work(&gpu->work) + 2 * runs;",
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
    "that is wrong is told with its place",
    arguments: [
      ("schedule_work(gpu);", "42:15: error: schedule_work() takes a struct work_struct *, not a struct gpu *"),
      ("schedule_work(gpu->work);", "42:15: error: schedule_work() takes a struct work_struct *, not the struct itself"),
      ("queue_work(&gpu->work);", "42:1: error: queue_work() takes 2 arguments, not 1"),
      ("queue_work(mm, &gpu->work);", "42:12: error: queue_work() takes a struct workqueue_struct * first"),
      ("INIT_WORK(&gpu->work);", "42:1: error: INIT_WORK() takes 2 arguments, not 1"),
      ("INIT_WORK(&gpu->lock, run_it);", "42:11: error: INIT_WORK() takes the address of a struct work_struct"),
      ("INIT_WORK(&gpu->work, run_is);", "42:23: error: no function 'run_is'"),
      ("INIT_WORK(&gpu->work, 3);", "42:23: error: expected the name of a function"),
      ("INIT_WORK(&gpu->work, last);", "23:18: error: 'kref' is called with a struct work_struct *"),
      ("struct work_struct w;", "42:20: error: a struct work_struct on the stack is not modelled in this edition yet"),
      ("cancel_work(&gpu->work);", "42:1: error: cancel_work is not in edition 5.2 (it came with 6.0)"),
      ("schedule_delayed_work(gpu, 1);", "42:1: error: schedule_delayed_work() is not modelled in this edition yet"),
      ("wake_up(gpu->queue);", "42:9: error: wake_up() takes the address of a wait queue"),
      ("wait_event(&gpu->queue, gpu->done);", "42:12: error: wait_event() takes the wait queue itself, not its address"),
      ("wait_event(gpu->done, 1);", "42:12: error: wait_event() takes a wait queue"),
      ("wait_event(gpu->queue);", "42:1: error: wait_event() takes 2 arguments, not 1"),
      ("wait_event(gpu->queue, mutex_trylock(&gpu->other));", "42:24: error: the condition of wait_event() may only read here"),
      ("got = gpu->queue;", "42:7: error: a wait queue has no value"),
      ("got = gpu->count;", "42:7: error: an atomic_t is no number"),
      ("atomic_inc(gpu->count);", "42:12: error: atomic_inc() takes the address of an atomic_t"),
      ("atomic_inc(&got);", "42:12: error: atomic_inc() takes the address of an atomic_t"),
      ("atomic_set(&gpu->count);", "42:1: error: atomic_set() takes 2 arguments, not 1"),
      ("spin_lock_irqsave(&gpu->lock);", "42:1: error: spin_lock_irqsave() takes 2 arguments, not 1"),
      ("mutex_lock_interruptible(&gpu->lock);", "42:26: error: mutex_lock_interruptible() takes the address of a mutex"),
      ("mutex_is_locked(gpu->other);", "42:17: error: mutex_is_locked() takes the address of a mutex"),
      ("got = find_vma(mm, 1);", "42:7: error: a pointer to struct vm_area_struct is no number"),
      ("get_user_pages(1);", "42:1: error: get_user_pages() is not modelled in this edition yet"),
      ("mmu_notifier_register(1);", "42:1: error: mmu_notifier_register() is not modelled in this edition yet"),
    ])
  func wrong(_ line: String, _ expected: String) {
    #expect(problem(CallRow("", line, got: 0).text).hasPrefix("loop.c:\(expected)"))
  }
}
