import Machine

// Work queues: what queues, runs, flushes and cancels work items.

private let work = Pointer<WorkItem>("work")
private let item = Pointer<WorkItem>("item")
private let index = Value.local("i")
private let queued = Value.local("queued", .flag)
private let busy = Value.local("busy", .flag)
private let queue = Pointer<Workqueue>(.named("system_wq", 1))
private let worklist = queue.worklist
private let file = "kernel/workqueue.c"

/// The bit of the thread that runs this, among those that wait for a work item.
private let bit = Value.named("bit", [.me], 1 << (.me - 1))

extension Core {
  /// `queue_work` and `schedule_work`: true if it was not queued already. To look and to queue is one step, as the
  /// kernel's test of the pending bit is. Linux 5.2, kernel/workqueue.c.
  static func queue_work() -> Procedure {
    Procedure("queue_work", [work.value], file: file, returns: .flag) {
      step("QW1") {
        queued <- !list_contains(worklist, work.value) && work.canceling == 0
        when(queued) { list_add_tail(work.value, worklist) }
      }
      result(queued).named("QW2")
    }
  }

  /// A worker: takes the first item that no other worker runs, runs it, and looks again. Of several that are idle the
  /// first one is woken, as they are all alike. Linux 5.2, kernel/workqueue.c.
  static func worker_thread() -> Procedure {
    let isThere = some(item, list_contains(worklist, item.value) && item.worker == 0)
    let othersAreBusy = count(item, item.worker != 0 && item.worker < .me) == .me - queue.firstWorker
    return Procedure("worker_thread", file: file) {
      label("woke_up")
      rest(until: isThere && othersAreBusy, "there is work") {
        each(item, in: worklist, where: work.value == NULL && item.worker == 0) { work.value <- item.value }
        list_del(work.value, worklist)
        work.worker <- .me
        work.waitsForThis <- work.waitsForNext
        work.waitsForNext <- 0
      }.named("WW1")
      call(work.function, work.value).named("WW2")
      step("WW3") {
        work.worker <- 0
        work.waitsForThis <- 0
        work.value <- NULL
      }
      goto("woke_up")
    }
  }

  /// `flush_work`: sleeps until the last queueing has been run to its end. False if there was nothing to wait for.
  /// Linux 5.2, kernel/workqueue.c.
  static func flush_work() -> Procedure {
    Procedure("flush_work", [work.value], file: file, returns: .flag) {
      step("FW1") {
        busy <- true
        when(list_contains(worklist, work.value)) {
          work.waitsForNext <- work.waitsForNext | bit
        } otherwise: {
          when(work.worker != 0) {
            work.waitsForThis <- work.waitsForThis | bit
          } otherwise: {
            busy <- false
          }
        }
      }
      when(busy) { waitForRun(work).named("FW2") }
      result(busy).named("FW3")
    }
  }

  /// `flush_workqueue` and `flush_scheduled_work`: sleeps until all that is queued or runs now has ended. Linux 5.2,
  /// kernel/workqueue.c.
  static func flush_workqueue() -> Procedure {
    let item = Pointer<WorkItem>(row: index)
    return Procedure("flush_workqueue", file: file, returns: .flag) {
      atomic {
        count(index, from: 0, below: rows(of: WorkItem.self)) {
          when(list_contains(worklist, item.value)) {
            item.waitsForNext <- item.waitsForNext | bit
          } otherwise: {
            when(item.worker != 0) { item.waitsForThis <- item.waitsForThis | bit }
          }
        }
      }.named("FQ1")
      count(index, from: 0, below: rows(of: WorkItem.self)) { waitForRun(item).named("FQ2") }
      result().named("FQ3")
    }
  }

  /// `cancel_work_sync`: takes the item off the queue, waits until its run has ended, and keeps it from being queued
  /// meanwhile. True if it was queued. Linux 5.2, kernel/workqueue.c.
  static func cancel_work_sync() -> Procedure {
    Procedure("cancel_work_sync", [work.value], file: file, returns: .flag) {
      step("CW1") {
        queued <- list_contains(worklist, work.value)
        when(queued) { takeOff(work) }
        waitForThisRun(work)
        work.canceling <- work.canceling + 1
      }
      waitForRun(work).named("CW2")
      step("CW3") { work.canceling <- work.canceling - 1 }
      result(queued).named("CW4")
    }
  }

  /// Takes an item off the queue; who waited for that run waits for the one that is under way, if there is one.
  static func takeOff(_ work: Pointer<WorkItem>) -> [Statement] {
    [
      list_del(work.value, worklist),
      when(work.worker != 0) { work.waitsForThis <- work.waitsForThis | work.waitsForNext },
      work.waitsForNext <- 0,
    ]
  }

  /// Notes that the thread waits for the run that is under way, if there is one.
  static func waitForThisRun(_ work: Pointer<WorkItem>) -> Statement {
    when(work.worker != 0) { work.waitsForThis <- work.waitsForThis | bit }
  }

  static func waitForRun(_ work: Pointer<WorkItem>) -> Statement {
    join(
      until: !has(work.waitsForNext | work.waitsForThis, bit), "the work item has run", by: work.worker)
  }
}
