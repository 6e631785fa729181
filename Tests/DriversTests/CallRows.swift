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

extension CallRow {
  static let works = [
    CallRow("INIT_WORK, schedule_work", "INIT_WORK(&gpu->work, run_it); got = schedule_work(&gpu->work);", got: 1),
    CallRow(
      "queue_work of what is queued",
      "INIT_WORK(&gpu->work, run_it); queue_work(gpu->wq, &gpu->work); got = queue_work(system_wq, &gpu->work);", got: 0
    ),
    CallRow("DECLARE_WORK", outside: "static DECLARE_WORK(early, run_it);", "got = schedule_work(&early);", got: 1),
    CallRow(
      "a work item outside of structs", outside: "static struct work_struct alone;",
      "INIT_WORK(&alone, run_it); got = schedule_work(&alone) + schedule_work(&alone);", got: 1),
    CallRow("flush_work of nothing", "got = 1 + flush_work(&gpu->work);", got: 1),
    CallRow("flush_workqueue of nothing", "flush_workqueue(gpu->wq); flush_scheduled_work(); got = 2;", got: 2),
    CallRow(
      "cancel_work_sync",
      """
      INIT_WORK(&gpu->work, run_it); schedule_work(&gpu->work);
      got = cancel_work_sync(&gpu->work);
      """,
      got: 1),
    CallRow("cancel_work_sync of nothing", "got = 1 + cancel_work_sync(&gpu->work);", got: 1),
    CallRow("container_of", "got = container_of(&gpu->work, struct gpu, work) == gpu;", got: 1),
  ]

  /// Outside of functions: a delayed work item.
  private static let poll = """
    static struct delayed_work poll;
    static void poll_it(struct work_struct *work) { runs += to_delayed_work(work) == &poll; }
    """

  static let delays = [
    CallRow(
      "INIT_DELAYED_WORK, schedule_delayed_work", outside: poll,
      "INIT_DELAYED_WORK(&poll, poll_it); got = schedule_delayed_work(&poll, HZ / 2);", got: 1),
    CallRow(
      "queue_delayed_work of what is pending", outside: poll,
      """
      INIT_DELAYED_WORK(&poll, poll_it); queue_delayed_work(gpu->wq, &poll, msecs_to_jiffies(20));
      got = 2 + queue_delayed_work(system_wq, &poll, 0);
      """,
      got: 2),
    CallRow(
      "DECLARE_DELAYED_WORK", outside: poll + "\nstatic DECLARE_DELAYED_WORK(early, poll_it);",
      "got = schedule_delayed_work(&early, 0);", got: 1),
    CallRow(
      "mod_delayed_work", outside: poll,
      """
      INIT_DELAYED_WORK(&poll, poll_it); got = mod_delayed_work(system_wq, &poll, 0);
      got = 10 * got + mod_delayed_work(system_wq, &poll, 5);
      """,
      got: 1),
    CallRow(
      "delayed_work_pending", outside: poll,
      """
      got = delayed_work_pending(&poll); INIT_DELAYED_WORK(&poll, poll_it); schedule_delayed_work(&poll, 1);
      got = 10 * got + delayed_work_pending(&poll);
      """,
      got: 1),
    CallRow(
      "cancel_delayed_work", outside: poll,
      """
      INIT_DELAYED_WORK(&poll, poll_it); schedule_delayed_work(&poll, 1);
      got = cancel_delayed_work(&poll); got = 10 * got + cancel_delayed_work(&poll);
      """,
      got: 10),
    CallRow(
      "cancel_delayed_work_sync", outside: poll,
      """
      INIT_DELAYED_WORK(&poll, poll_it); schedule_delayed_work(&poll, 1);
      got = cancel_delayed_work_sync(&poll); got = 10 * got + cancel_delayed_work_sync(&poll);
      """,
      got: 10),
    CallRow("flush_delayed_work of nothing", outside: poll, "got = 1 + flush_delayed_work(&poll);", got: 1),
    CallRow(
      "container_of a delayed work", outside: poll, "got = container_of(&poll, struct gpu, work) == gpu;", got: 1),
  ]

  static let waits = [
    CallRow(
      "wait_event that holds",
      "init_waitqueue_head(&gpu->queue); gpu->done = true; wait_event(gpu->queue, gpu->done); got = 1;", got: 1),
    CallRow(
      "wait_event_timeout that holds", "gpu->done = true; got = wait_event_timeout(gpu->queue, gpu->done && mm, 100);",
      got: 1),
    CallRow(
      "wait_event_interruptible that holds",
      "gpu->done = true; wait_event_interruptible(gpu->queue, gpu->done); got = 1;", got: 1),
    CallRow(
      "wake_up_interruptible", "wake_up_interruptible(&gpu->queue); wake_up_interruptible_all(&gpu->queue); got = 3;",
      got: 3),
    CallRow(
      "wake_up", outside: "static DECLARE_WAIT_QUEUE_HEAD(all);", "wake_up(&all); wake_up_all(&gpu->queue); got = 3;",
      got: 3),
    CallRow("msleep, usleep_range, udelay", "msleep(20); usleep_range(100, 200); udelay(5); got = 1;", got: 1),
    CallRow("device_flush_tlb", "device_flush_tlb(gpu); got = 1;", got: 1),
  ]

  static let counts = [
    CallRow("atomic_set, atomic_read", "atomic_set(&gpu->count, 5); got = atomic_read(&gpu->count);", got: 5),
    CallRow(
      "atomic_inc, atomic_dec",
      """
      atomic_inc(&gpu->count); atomic_inc(&gpu->count); atomic_dec(&gpu->count);
      got = atomic_read(&gpu->count);
      """,
      got: 1),
    CallRow(
      "atomic_add, atomic_sub",
      "atomic_add(9, &gpu->count); atomic_sub(2, &gpu->count); got = atomic_read(&gpu->count);",
      got: 7),
    CallRow("atomic_inc_return", "got = atomic_inc_return(&gpu->count);", got: 1),
    CallRow("atomic_dec_return", "got = atomic_dec_return(&gpu->count);", got: -1),
    CallRow(
      "atomic_dec_and_test",
      """
      atomic_set(&gpu->count, 2);
      got = 10 * atomic_dec_and_test(&gpu->count); got += atomic_dec_and_test(&gpu->count);
      """,
      got: 1),
    CallRow(
      "atomic_inc_not_zero",
      """
      got = atomic_inc_not_zero(&gpu->count); atomic_set(&gpu->count, 1);
      got += atomic_inc_not_zero(&gpu->count) + atomic_read(&gpu->count);
      """,
      got: 3),
    CallRow(
      "atomic_xchg",
      """
      atomic_set(&gpu->count, 4); ret = 9; ret = atomic_xchg(&gpu->count, ret);
      got = ret * 10 + atomic_read(&gpu->count);
      """,
      got: 49),
    CallRow(
      "kref_init, kref_get, kref_put",
      "kref_init(&gpu->kref); kref_get(&gpu->kref); kref_put(&gpu->kref, last); got = 1;", got: 1),
    CallRow("kref_put of the last", "kref_init(&gpu->kref); kref_put(&gpu->kref, last);", got: 7),
    CallRow(
      "kref_get_unless_zero",
      """
      got = kref_get_unless_zero(&gpu->kref); kref_init(&gpu->kref);
      got += 2 * kref_get_unless_zero(&gpu->kref);
      """,
      got: 2),
    CallRow("mmget, mmput", "mmget(mm); got = mm->mm_users; mmput(mm); got = 10 * got + mm->mm_users;", got: 21),
    CallRow("mmget_not_zero", "got = mmget_not_zero(mm) + mm->mm_users; mmput(mm);", got: 3),
    CallRow("mmgrab, mmdrop", "got = mm->mm_count; mmgrab(mm); got = mm->mm_count - got; mmdrop(mm);", got: 1),
  ]

  static let locks = [
    CallRow(
      "mutex_trylock",
      """
      got = mutex_trylock(&gpu->update); got = 2 * got + mutex_trylock(&gpu->update);
      mutex_unlock(&gpu->update);
      """,
      got: 2),
    CallRow(
      "mutex_is_locked",
      """
      got = mutex_is_locked(&gpu->other); mutex_lock(&gpu->other);
      got += 2 * mutex_is_locked(&gpu->other); mutex_unlock(&gpu->other);
      """,
      got: 2),
    CallRow(
      "mutex_lock_interruptible of a free lock",
      """
      ret = mutex_lock_interruptible(&gpu->other); got = ret + mutex_is_locked(&gpu->other);
      mutex_unlock(&gpu->other);
      """,
      got: 1),
    CallRow(
      "mutex_lock_killable, tested at once",
      "if (mutex_lock_killable(&gpu->other)) return -EINTR; got = 1; mutex_unlock(&gpu->other);", got: 1),
    CallRow("spin_lock", "spin_lock(&gpu->lock); got = spin_is_locked(&gpu->lock); spin_unlock(&gpu->lock);", got: 1),
    CallRow("spin_trylock", "got = spin_trylock(&gpu->lock); spin_unlock(&gpu->lock);", got: 1),
    CallRow(
      "spin_lock_irqsave",
      """
      spin_lock_irqsave(&gpu->lock, flags); got = spin_trylock(&gpu->lock) + 1;
      spin_unlock_irqrestore(&gpu->lock, flags);
      """,
      got: 1),
    CallRow(
      "spin_lock_irq, spin_lock_bh",
      """
      spin_lock_irq(&gpu->lock); spin_unlock_irq(&gpu->lock); spin_lock_bh(&gpu->lock);
      spin_unlock_bh(&gpu->lock); got = 1;
      """,
      got: 1),
    CallRow(
      "down_write, downgrade_write, up_read",
      """
      down_write(&gpu->sem); downgrade_write(&gpu->sem); got = rwsem_is_locked(&gpu->sem);
      up_read(&gpu->sem); got += rwsem_is_locked(&gpu->sem);
      """,
      got: 1),
    CallRow(
      "down_read_trylock",
      """
      down_write(&mm->mmap_sem); up_write(&mm->mmap_sem); got = down_read_trylock(&mm->mmap_sem);
      up_read(&mm->mmap_sem);
      """,
      got: 1),
    CallRow("down_write_trylock", "got = down_write_trylock(&gpu->sem); up_write(&gpu->sem);", got: 1),
    CallRow(
      "find_vma",
      """
      down_read(&mm->mmap_sem); vma = find_vma(mm, 2); got = vma->vm_end; vma = find_vma(mm, 9);
      if (!vma) got += 10; up_read(&mm->mmap_sem);
      """,
      got: 14),
  ]
}
