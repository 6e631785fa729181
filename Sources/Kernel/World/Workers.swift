import Machine

// Work items, the kernel threads that run them, and the timers of those that are delayed: none where no driver has any.

extension World {
  /// How many work items a device has, at most.
  private var itemsOfDevice: Int { devices.map(\.works.count).max() ?? 0 }

  /// Rows of work items: the first of every device, then the second of every device.
  var workRows: Int { itemsOfDevice * devices.count }

  /// The names of the threads that run work items. There are as many as items, if so many threads fit: an item that
  /// sleeps does not keep others from running, as in the kernel's own pools.
  public var workers: [String] {
    guard workRows > 0 else { return [] }
    let count = max(1, min(workRows, Self.mostThreads - threads.count - timers.count))
    return (1...count).map { $0 == 1 ? "kwork" : "kwork\($0)" }
  }

  /// The rows of the work items that have a timer.
  var delayedRows: [Int] {
    zip(devices, 1...).flatMap { device, row in device.delayed.map { $0 * devices.count + row } }.sorted()
  }

  /// The names of the threads that timers are: each may run out at any moment, whatever the others do.
  public var timers: [String] {
    delayedRows.isEmpty ? [] : (1...delayedRows.count).map { $0 == 1 ? "timer" : "timer\($0)" }
  }

  /// Whether the workers fit beside the scenario's threads.
  func checkWorkers() throws(WorldError) {
    guard let first = workers.first else { return }
    let least = threads.count + timers.count + 1
    if least > Self.mostThreads {
      throw .tooMany("threads with \(([first] + timers).listed)", count: least, limit: Self.mostThreads)
    }
    for name in workers + timers where threads.contains(where: { $0.name == name }) {
      throw .twice("thread", name: name)
    }
  }

  func layOutWorks(_ setup: inout Setup, _ core: Core) {
    for (device, row) in zip(devices, 1...) {
      for (index, function) in device.works.enumerated() {
        let item = index * devices.count + row
        setup.set(WorkItem.name, item, "driver", to: .number(row))
        if let function { setup.set(WorkItem.name, item, "func", to: .procedure(function)) }
      }
    }
    if workRows > 0 { setup.set(Workqueue.name, 1, "first_worker", to: .number(threads.count + 1)) }
    setup.threads += workers.map { ThreadSetup(name: $0, procedure: core.worker_thread) }
    setup.threads += zip(timers, delayedRows).map {
      ThreadSetup(name: $0, procedure: Core.delayed_work_timer_fn($1))
    }
  }
}
