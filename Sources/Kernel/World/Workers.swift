import Machine

// Work items and the kernel threads that run them: none where no driver has one.

extension World {
  /// How many work items a device has, at most.
  private var itemsOfDevice: Int { devices.map(\.works.count).max() ?? 0 }

  /// Rows of work items: the first of every device, then the second of every device.
  var workRows: Int { itemsOfDevice * devices.count }

  /// The names of the threads that run work items. There are as many as items, if so many threads fit: an item that
  /// sleeps does not keep others from running, as in the kernel's own pools.
  public var workers: [String] {
    guard workRows > 0 else { return [] }
    let count = max(1, min(workRows, Self.mostThreads - threads.count))
    return (1...count).map { $0 == 1 ? "kwork" : "kwork\($0)" }
  }

  /// Whether the workers fit beside the scenario's threads.
  func checkWorkers() throws(WorldError) {
    guard let first = workers.first else { return }
    if threads.count == Self.mostThreads {
      throw .tooMany("threads with \(first)", count: threads.count + 1, limit: Self.mostThreads)
    }
    for name in workers where threads.contains(where: { $0.name == name }) { throw .twice("thread", name: name) }
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
  }
}
