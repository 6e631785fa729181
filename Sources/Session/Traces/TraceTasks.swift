import Scene
import Trace

extension TracePicture {
  /// The tasks that have a line in the part that the lanes show.
  func tasks(_ tasks: [Int]) -> [ThreadRow] {
    let next = event.number + 1 < trace.count ? trace.task(of: event.number + 1) : nil
    return tasks.map { task in
      let known = state.tasks[task]
      return ThreadRow(
        label: taskLabel(task), name: timeline.taskName(task, near: known?.event ?? event.number),
        state: taskState(known), ran: task == event.task, isNext: task == next, says: says(task, known))
    }
  }

  private func taskState(_ known: TaskState?) -> ThreadState {
    guard let known else { return .ready }
    if known.isExited { return .finished }
    return known.waiting == nil ? .ready : .waits
  }

  private func says(_ task: Int, _ known: TaskState?) -> String {
    guard let known else { return "has not begun" }
    if known.isExited { return "has ended" }
    if let loop = known.loop {
      let rows = LoopText(loop).row(of: loop.ran)
      return (loop.waits ? "waits in line " : "in line ") + "\(rows)"
    }
    if let waiting = known.waiting {
      if case .mmapLock = waiting { return "waits for mmap_lock" }
      return "waits for a section to end"
    }
    guard let next = trace.next(after: event.number, task: task, within: 5000) else { return "has no more lines" }
    return TraceWords.doing(trace.kind(of: next))
  }

  func locks() -> [LockRow] {
    [mmapLock(), subscriptionLock(), mutex()]
  }

  private func mmapLock() -> LockRow {
    var row = LockRow(name: "mmap_lock", cell: "mmap_lock")
    guard let lock = memory?.lock, lock.isKnown else {
      row.isUnknown = true
      return row
    }
    if let writer = lock.writer {
      row.mode = "W"
      row.holders = [taskLabel(writer)]
    } else if !lock.readers.isEmpty {
      row.mode = "R"
      row.holders = lock.readers.map { taskLabel($0) }
    }
    row.isUnknown = row.holders.isEmpty && !lock.isExact
    row.waiters = lock.waiting.map { taskLabel($0) }
    if lock.event == event.number { row.mark = .changed }
    return row
  }

  /// The lock over the numbers: who holds it is known only at the very lines that are printed under it.
  private func subscriptionLock() -> LockRow {
    var row = LockRow(name: "subs->lock")
    if let task = state.subscriptionLock { row.holders = [taskLabel(task)] } else { row.isUnknown = true }
    return row
  }

  private func mutex() -> LockRow {
    var row = LockRow(name: "mutex", cell: "mutex")
    row.isInferred = true
    if let holder = device?.holder { row.holders = [taskLabel(holder)] } else { row.isUnknown = true }
    return row
  }
}

extension TraceTimeline {
  /// The name of a task as its line nearest to an event has it.
  func taskName(_ task: Int, near event: Int) -> String {
    if event >= 0, trace.task(of: event) == task { return trace.event(event).taskName }
    guard let next = trace.next(after: event, task: task, within: 5000) else { return "" }
    return trace.event(next).taskName
  }
}

extension Trace {
  /// The next event of a task.
  func next(after event: Int, task: Int, within limit: Int) -> Int? {
    guard event + 1 < count else { return nil }
    return (max(0, event + 1)..<min(count, event + 1 + limit)).first { self.task(of: $0) == task }
  }
}
