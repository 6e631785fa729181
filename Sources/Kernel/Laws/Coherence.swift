import Machine

extension Laws {
  /// I1. What a device maps, the CPU maps, unless an invalidation is about to tell the device.
  static let coherence = Property(
    "I1", "What a device maps, the CPU maps too, unless the device is about to be told.",
    holds: every(device, every(row, implies(has(mapping, Entries.valid) && !some(section, isUntold), isMirroredPte))))

  /// The device may still be told: the section has begun and the callbacks have not returned.
  private static var isUntold: Value {
    has(section.phases, Phases.start) && !has(section.phases, Phases.told) && covers(section, page)
  }

  private static var isMirroredPte: Value { isMappedByPte || isMappedByPmd }

  private static var isMappedByPte: Value {
    (row.kind == PteKind.present || row.kind == PteKind.devicePrivate || row.kind == PteKind.devmap)
      && row.frame.value == frame && (!has(mapping, Entries.write) || row.write)
  }

  private static var isMappedByPmd: Value {
    row.pmd.kind == TableKind.huge && row.pmd.frame.value + page - row.pmd.start == frame
      && (!has(mapping, Entries.write) || row.pmd.write)
  }

  /// The row of the frame that the device maps.
  private static var frame: Value { mapping >> Entries.pfnShift }
}
