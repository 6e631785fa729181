import Machine

extension Laws {
  /// I2. From the return of the callbacks to the end of a section, the device maps nothing there.
  static let quietWindow = Property(
    "I2", "Once told of an invalidation, a device maps nothing there until the section has ended.",
    holds: every(section, implies(isQuiet, every(device, every(row, implies(covers(section, page), isUnmapped))))))

  private static var isQuiet: Value {
    has(section.phases, Phases.told) && !has(section.phases, Phases.end)
  }

  private static var isUnmapped: Value { !has(mapping, Entries.valid) }
}
