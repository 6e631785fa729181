import Machine

/// A work item with a timer: `struct delayed_work`. The row has the number of the work item that it is made around; a
/// world without delayed work has none.
public struct DelayedWork: Record {
  public static let schema = DelayedWork()
  public static let name = "delayed_work"
  public static let isTable = true

  /// Its timer runs: it may run out at any moment, however long it is.
  public let timer = Field("timer", .flag)
}

private let dwork = Pointer<DelayedWork>("dwork")
private let work = Pointer<WorkItem>("work")
private let delay = Value.local("delay")
private let queued = Value.local("queued", .flag)
private let worklist = Pointer<Workqueue>(.named("system_wq", 1)).worklist
private let file = "kernel/workqueue.c"

extension Core {
  /// `schedule_delayed_work` and `queue_delayed_work`: sets the timer, unless it runs or the item is queued already.
  /// Without a delay it is `queue_work`. Linux 5.2, kernel/workqueue.c.
  static func queue_delayed_work() -> Procedure {
    Procedure("queue_delayed_work", [dwork.value, delay], file: file, returns: .flag) {
      step("QD1") {
        itsWork()
        queued <- !isPending && work.canceling == 0
        when(queued) { start() }
      }
      result(queued).named("QD2")
    }
  }

  /// `mod_delayed_work`: the same, but a delay that runs begins anew. True if it was pending. Linux 5.2,
  /// kernel/workqueue.c.
  static func mod_delayed_work() -> Procedure {
    Procedure("mod_delayed_work", [dwork.value, delay], file: file, returns: .flag) {
      step("QM1") {
        itsWork()
        queued <- isPending || work.canceling != 0
        when(work.canceling == 0) {
          stop()
          start()
        }
      }
      result(queued).named("QM2")
    }
  }

  /// `flush_delayed_work`: does not wait for the timer, but queues the item at once, and waits for its run. Linux 5.2,
  /// kernel/workqueue.c.
  static func flush_delayed_work(_ flush_work: Procedure) -> Procedure {
    let busy = Value.local("busy", .flag)
    return Procedure("flush_delayed_work", [dwork.value], file: file, returns: .flag) {
      step("QF1") {
        itsWork()
        when(dwork.timer) {
          dwork.timer <- false
          list_add_tail(work.value, worklist)
        }
      }
      call(flush_work, work.value, into: busy).named("QF2")
      result(busy).named("QF3")
    }
  }

  /// `cancel_delayed_work`: stops the timer or takes the item off the queue, and does not wait for a run that has
  /// begun. True if it was pending. Linux 5.2, kernel/workqueue.c.
  static func cancel_delayed_work() -> Procedure {
    Procedure("cancel_delayed_work", [dwork.value], file: file, returns: .flag) {
      step("QC1") {
        itsWork()
        queued <- isPending && work.canceling == 0
        when(queued) { stop() }
      }
      result(queued).named("QC2")
    }
  }

  /// `cancel_delayed_work_sync`: the same, then waits until its run has ended, and keeps it from being queued
  /// meanwhile. Linux 5.2, kernel/workqueue.c.
  static func cancel_delayed_work_sync() -> Procedure {
    Procedure("cancel_delayed_work_sync", [dwork.value], file: file, returns: .flag) {
      step("QS1") {
        itsWork()
        queued <- isPending
        stop()
        waitForThisRun(work)
        work.canceling <- work.canceling + 1
      }
      waitForRun(work).named("CW2")
      step("CW3") { work.canceling <- work.canceling - 1 }
      result(queued).named("CW4")
    }
  }

  /// The timer of one item: `delayed_work_timer_fn`. It may run out at any moment, so it is a thread whose step may
  /// come whenever the timer runs. Linux 5.2, kernel/workqueue.c.
  static func delayed_work_timer_fn(_ row: Int) -> Procedure {
    let dwork = Pointer<DelayedWork>(.named("dwork", row))
    return Procedure("delayed_work_timer_fn", file: file) {
      label("set")
      rest(until: dwork.timer, "its timer runs") {
        dwork.timer <- false
        list_add_tail(.named("&dwork->work", row), worklist)
      }.named("QT1")
      goto("set")
    }
  }

  /// Whether the timer of a delayed work item runs, or it is queued, and has not begun. Linux 5.2,
  /// include/linux/workqueue.h.
  public static func delayed_work_pending(_ item: Value) -> Value {
    .named(
      "delayed_work_pending", [item], Pointer<DelayedWork>(item).timer || list_contains(worklist, item))
  }

  private static func itsWork() -> Statement { work.value <- .named("&dwork->work", [], dwork.value) }

  /// Whether the timer runs or the item is queued: the kernel's pending bit.
  private static var isPending: Value { dwork.timer || list_contains(worklist, work.value) }

  private static func start() -> Statement {
    when(delay == 0) {
      list_add_tail(work.value, worklist)
    } otherwise: {
      dwork.timer <- true
    }
  }

  private static func stop() -> [Statement] {
    [
      dwork.timer <- false,
      when(list_contains(worklist, work.value)) { takeOff(work) },
    ]
  }
}
