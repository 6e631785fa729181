import Machine

// Subscribers: HMM's, one for each hmm, and those of drivers. None where no driver has one.

extension World {
  /// How many subscribers a device has, at most.
  private var notifiersOfDevice: Int { devices.map(\.notifiers.count).max() ?? 0 }

  /// Rows of subscribers: HMM's, then the first of every device, then the second of every device.
  var notifierRows: Int {
    notifiersOfDevice == 0 ? 0 : 2 * spaces.count + notifiersOfDevice * devices.count
  }

  func checkNotifiers() throws(WorldError) {
    if notifierRows > Core.mostSubscribers {
      throw .tooMany("mmu notifiers, with HMM's", count: notifierRows, limit: Core.mostSubscribers)
    }
  }

  func layOutNotifiers(_ setup: inout Setup, _ core: Core) {
    guard notifierRows > 0 else { return }
    for row in 1...2 * spaces.count {
      let ops = NotifierOps(
        start: core.hmm_invalidate_range_start, end: core.hmm_invalidate_range_end, release: core.hmm_release)
      layOut(ops, row, &setup)
    }
    for (device, row) in zip(devices, 1...) {
      for (index, ops) in device.notifiers.enumerated() {
        let item = 2 * spaces.count + index * devices.count + row
        setup.set(MmuNotifier.name, item, "driver", to: .number(row))
        layOut(ops, item, &setup)
      }
    }
  }

  /// Notes that HMM subscribes to an address space from the beginning.
  func subscribe(_ hmm: Int, to mm: Int, _ setup: inout Setup) {
    guard notifierRows > 0 else { return setup.set(Mm.name, mm, "subscribers", to: .number(hmm)) }
    setup.set(MmuNotifierMm.name, mm, "list", to: .number(hmm))
    setup.set(MmuNotifier.name, hmm, "hashed", to: .number(1))
  }

  private func layOut(_ ops: NotifierOps, _ row: Int, _ setup: inout Setup) {
    for (field, function) in [
      ("invalidate_range_start", ops.start), ("invalidate_range_end", ops.end), ("release", ops.release),
    ] {
      if let function { setup.set(MmuNotifier.name, row, field, to: .procedure(function)) }
    }
  }
}
