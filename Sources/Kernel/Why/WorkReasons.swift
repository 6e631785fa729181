import Machine

extension Reasons {
  /// Work items, from the queue to the worker.
  static let working: [String: StepWords] = [
    "QW1": StepWords("kernel/workqueue.c", will: { _ in "queues the work item" }) { g in
      let item = g.local("work") ?? 0
      let isQueued = g.queue(g.new).count > g.queue(g.old).count
      if isQueued {
        return (
          """
          the work item is queued. A worker will run it, now or much later: nothing of it has been done when this \
          call returns.
          """,
          [], "queues the work item"
        )
      }
      return g.old(WorkItem.name, item, "canceling") != 0
        ? (
          "somebody cancels this work item: it cannot be queued until that is over.", [], "it is being cancelled"
        )
        : (
          "the work item is queued already, and has not begun: it will run once for both.", [],
          "it is queued already"
        )
    },
    "QW2": StepWords("kernel/workqueue.c", will: { g in g.returns("queued") }) { g in
      (g.local("queued") ?? 0) != 0
        ? ("returns true: it was not queued before.", [], "returns true")
        : ("returns false: nothing was queued.", [], "returns false")
    },
    "QD1": StepWords("kernel/workqueue.c", will: { _ in "sets the timer" }) { g in g.sets },
    "QD2": StepWords("kernel/workqueue.c", will: { g in g.returns("queued") }) { g in
      (g.local("queued") ?? 0) != 0
        ? ("returns true: it was not pending before.", [], "returns true")
        : ("returns false: nothing was set.", [], "returns false")
    },
    "QM1": StepWords("kernel/workqueue.c", will: { _ in "sets the timer anew" }) { g in g.sets },
    "QM2": StepWords("kernel/workqueue.c", will: { g in g.returns("queued") }) { g in
      (g.local("queued") ?? 0) != 0
        ? ("returns true: it was pending already.", [], "returns true")
        : ("returns false: it was not pending.", [], "returns false")
    },
    "QT1": StepWords("kernel/workqueue.c", will: { _ in "the timer runs out" }) { _ in
      (
        """
        the timer runs out, and puts the work item at the end of the queue. However long its delay was, here that may \
        happen at any moment after it was set.
        """,
        [], "the timer runs out"
      )
    },
    "QF1": StepWords("kernel/workqueue.c", will: { _ in "queues it without delay" }) { g in
      g.queue(g.new).count > g.queue(g.old).count
        ? ("stops the timer, and queues the work item at once.", [], "queues it at once")
        : ("the timer does not run: nothing is queued.", [], "no timer runs")
    },
    "QF2": StepWords(
      "kernel/workqueue.c", "waits for the work item", short: "waits for the work item",
      "from here on it is like any other work item: waits for the run that is queued or under way."),
    "QF3": StepWords("kernel/workqueue.c", will: { g in g.returns("busy") }) { g in
      (g.local("busy") ?? 0) != 0
        ? ("returns true: it has waited.", [], "returns true")
        : ("returns false: there was nothing to wait for.", [], "returns false")
    },
    "QC1": StepWords("kernel/workqueue.c", will: { _ in "stops the timer" }) { g in
      (
        "\(g.stops) A run that has begun goes on: this call does not wait for it.", [],
        g.wasPending ? "it will not run" : "nothing to cancel"
      )
    },
    "QC2": StepWords("kernel/workqueue.c", will: { g in g.returns("queued") }) { g in
      (g.local("queued") ?? 0) != 0
        ? ("returns true: it was pending.", [], "returns true")
        : ("returns false: it was not pending.", [], "returns false")
    },
    "QS1": StepWords("kernel/workqueue.c", will: { _ in "stops the timer" }) { g in
      let worker = g.new(WorkItem.name, g.local("dwork") ?? 0, "worker")
      let second = worker == 0 ? "It does not run either." : "\(g.threadName(worker)) runs it: that must end first."
      return (
        "\(g.stops) \(second) It cannot be queued until this call is over.", [],
        g.wasPending ? "it will not run" : worker == 0 ? "nothing to cancel" : "waits for the run"
      )
    },
    "WW1": StepWords("kernel/workqueue.c", will: { _ in "takes a work item" }) { g in
      let left = g.queue(g.new).count
      let rest = left == 0 ? "The queue is empty now." : "\(left) more \(left == 1 ? "waits" : "wait") there."
      return (
        """
        takes the first work item that nobody runs off the queue. From here on it may be queued again, and would \
        run once more. \(rest)
        """,
        [], "takes a work item"
      )
    },
    "WW2": StepWords("kernel/workqueue.c", will: { _ in "runs the work item" }) { _ in
      (
        "calls the function of the work item. It runs in this thread, with no lock held, whoever queued it.", [],
        "runs the work item"
      )
    },
    "WW3": StepWords("kernel/workqueue.c", will: { _ in "has run the work item" }) { g in
      let item = g.local("work") ?? 0
      let waiting = g.old(WorkItem.name, item, "flush_this")
      let who = waiting == 0 ? "Nobody waits for it." : "\(g.threads(waiting)) waited for this."
      return ("the work item has run. \(who)", [], "the work item has run")
    },
    "FW1": StepWords("kernel/workqueue.c", will: { _ in "looks for the work item" }) { g in g.flushes },
    "FW2": StepWords("kernel/workqueue.c", will: { _ in "goes on: the item has run" }) { _ in
      ("the run that was waited for has ended.", [], "the item has run")
    },
    "FW3": StepWords("kernel/workqueue.c", will: { g in g.returns("busy") }) { g in
      (g.local("busy") ?? 0) != 0
        ? ("returns true: it has waited.", [], "returns true")
        : ("returns false: there was nothing to wait for.", [], "returns false")
    },
    "FQ1": StepWords("kernel/workqueue.c", will: { _ in "looks for work items" }) { g in
      let count = (1...max(1, g.rows(WorkItem.name))).count { g.isAwaited($0) }
      return (
        count == 0
          ? "nothing is queued and nothing runs: there is nothing to wait for."
          : "will wait for \(count) work item\(count == 1 ? "" : "s"). What is queued from now on is not waited for.",
        [], count == 0 ? "no work is left" : "waits for \(count) work item\(count == 1 ? "" : "s")"
      )
    },
    "FQ2": StepWords("kernel/workqueue.c", will: { _ in "goes on: the item has run" }) { _ in
      ("this work item is not waited for any longer.", [], "this item has run")
    },
    "FQ3": StepWords("kernel/workqueue.c", will: { _ in "returns" }) { _ in
      ("all that was queued or ran when this began has ended.", [], "all work has run")
    },
    "CW1": StepWords("kernel/workqueue.c", will: { _ in "takes it off the queue" }) { g in
      let item = g.local("work") ?? 0
      let wasQueued = g.queue(g.new).count < g.queue(g.old).count
      let worker = g.new(WorkItem.name, item, "worker")
      let first = wasQueued ? "the work item is taken off the queue: it will not run." : "the work item is not queued."
      let second = worker == 0 ? "It does not run either." : "\(g.threadName(worker)) runs it: that must end first."
      return (
        "\(first) \(second) It cannot be queued until this call is over.", [],
        wasQueued ? "takes it off the queue" : worker == 0 ? "nothing to cancel" : "waits for the run"
      )
    },
    "CW2": StepWords("kernel/workqueue.c", will: { _ in "goes on: it does not run" }) { _ in
      ("the work item does not run.", [], "the item does not run")
    },
    "CW3": StepWords("kernel/workqueue.c", will: { _ in "lets it be queued again" }) { _ in
      ("from here on the work item may be queued again.", [], "it may be queued again")
    },
    "CW4": StepWords("kernel/workqueue.c", will: { g in g.returns("queued") }) { g in
      (g.local("queued") ?? 0) != 0
        ? ("returns true: it was queued.", [], "returns true")
        : ("returns false: it was not queued.", [], "returns false")
    },
    "DF1": StepWords(
      "the driver", "flushes the device's TLB", short: "flushes the device's TLB",
      """
      flushes the device's TLB. Here this is done within the step that removes the entries, so that nothing is left \
      to do.
      """),
  ]
}

extension Glance {
  /// The work items that are queued and not begun.
  func queue(_ state: [UInt8]) -> [Int] {
    (0..<rows(WorkItem.name)).compactMap { program.value(state, Workqueue.name, 1, "worklist", $0) }.filter { $0 != 0 }
  }

  /// Whether the delayed work that a call is about had a timer that ran, or was queued.
  fileprivate var wasPending: Bool {
    let item = local("dwork") ?? 0
    return old(DelayedWork.name, item, "timer") != 0 || queue(old).contains(item)
  }

  fileprivate var stops: String {
    let item = local("dwork") ?? 0
    if old(DelayedWork.name, item, "timer") != 0 { return "the timer is stopped: the work item will not run." }
    if queue(old).contains(item) { return "the work item is taken off the queue: it will not run." }
    return "neither does its timer run, nor is it queued."
  }

  /// What setting a timer comes to.
  fileprivate var sets: StepWords.Said {
    let item = local("dwork") ?? 0
    if old(WorkItem.name, item, "canceling") != 0 {
      return ("somebody cancels this work item: it cannot be queued until that is over.", [], "it is being cancelled")
    }
    if new(DelayedWork.name, item, "timer") != 0, old(DelayedWork.name, item, "timer") == 0 {
      return (
        """
        the timer runs. When it runs out the work item will be queued: here that can be at any moment, however long \
        the delay is.
        """,
        [], "sets the timer"
      )
    }
    if queue(new).contains(item), !queue(old).contains(item) {
      return ("there is no delay: the work item is queued at once.", [], "queues the work item")
    }
    return ("it is pending already: it will run once for both.", [], "it is pending already")
  }

  /// What a flag that is returned says.
  fileprivate func returns(_ flag: String) -> String { (local(flag) ?? 0) != 0 ? "returns true" : "returns false" }

  /// Whether the thread waits for this work item.
  fileprivate func isAwaited(_ item: Int) -> Bool {
    (new(WorkItem.name, item, "flush_next") | new(WorkItem.name, item, "flush_this")) & (1 << (me - 1)) != 0
  }

  fileprivate var flushes: StepWords.Said {
    let item = local("work") ?? 0
    if new(WorkItem.name, item, "flush_next") & (1 << (me - 1)) != 0 {
      return (
        "the work item is queued: sleeps until a worker has run it to its end.", [], "waits for the queued item"
      )
    }
    let worker = new(WorkItem.name, item, "worker")
    if worker != 0 {
      let who = worker == me ? "\(thread) itself runs this work item, and will wait for itself" : threadName(worker)
      return worker == me
        ? ("\(who): nobody can end this.", [], "waits for itself")
        : ("\(who) runs the work item: sleeps until that run has ended.", [], "waits for the run")
    }
    return ("the work item is neither queued nor run: there is nothing to wait for.", [], "nothing to wait for")
  }
}
