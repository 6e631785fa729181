import Kernel
import Machine

extension Environment {
  /// What a driver finds that subscribes to sections itself.
  ///
  /// In an edition without subscribers the calls are those of the same edition with them: a text is looked through
  /// before it is known whether it subscribes.
  mutating func addNotifiers(_ edition: Edition) {
    let core = Core.of(edition.withSubscribers)
    for procedure in [core.mmu_notifier_register, core.__mmu_notifier_register, core.mmu_notifier_unregister] {
      if let procedure { functions[procedure.name] = .procedure(procedure) }
    }
    structs["mmu_notifier"] = Structure(MmuNotifier.type)
    structs["mmu_notifier"]?.hidden = Set(MmuNotifier.type.fields.map(\.name))
    structs["mmu_notifier_range"] = Structure(MmuNotifierRange.type)
    callbacks["mmu_notifier_ops"] = [
      "invalidate_range_start": Callback([("mn", "mmu_notifier"), ("range", "mmu_notifier_range")]),
      "invalidate_range_end": Callback([("mn", "mmu_notifier"), ("range", "mmu_notifier_range")]),
      "release": Callback([("mn", "mmu_notifier"), ("mm", "mm_struct")]),
    ]
    silentCallbacks["mmu_notifier_ops"] = [
      "clear_flush_young", "clear_young", "test_young", "change_pte", "invalidate_range", "flags",
    ]
    // 5.1 has the flag as a member, and no reason that could be asked for.
    guard edition.version != "5.1" else {
      structs["mmu_notifier_range"]?.hidden = ["event"]
      return
    }
    structs["mmu_notifier_range"]?.hidden = ["blockable"]
    functions["mmu_notifier_range_blockable"] = .nothing
    let events = ["UNMAP", "CLEAR", "PROTECTION_VMA", "PROTECTION_PAGE", "SOFT_DIRTY"]
    for (number, event) in events.enumerated() { numbers["MMU_NOTIFY_\(event)"] = number }
  }
}
