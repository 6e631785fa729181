import Machine

extension Laws {
  /// I10. A driver does not ask for pages with its own lock held: the callback takes it.
  static let notNested = Property(
    "I10", "No driver takes a snapshot, or faults pages in, with its own lock held.", holds: nobody(did: Misuse.nested))

  /// I12. A mapping is made with the driver's lock held, after the range was found valid under that hold, of entries
  /// that this round has read.
  static let recipe = Property(
    "I12",
    "A device maps only with its driver's lock held, since then found valid, and only entries of the same round.",
    holds: nobody(did: Misuse.unlocked) && nobody(did: Misuse.stale) && nobody(did: Misuse.untested))

  /// I15. The entries of a call that failed are not used.
  static let onlySuccess = Property(
    "I15", "A driver maps only entries of a call that returned 0 or more.", holds: nobody(did: Misuse.failed))

  /// I16. A snapshot is taken with mmap_sem held, and leaves it held.
  static let guarded = Property(
    "I16", "A snapshot is taken, and pages are faulted in, with mmap_sem held.", holds: nobody(did: Misuse.unguarded))

  private static func nobody(did misuse: Value) -> Value { every(device, !has(device.misuse, misuse)) }
}
