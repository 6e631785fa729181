import Machine

extension Laws {
  private static let row14 = Pointer<Hmm>("hmm")
  private static let mirror14 = Pointer<HmmMirror>("mirror")

  /// I14. Each reference has an owner: a mirror, a registered range, or a function that runs.
  static let references = Property(
    "I14", "kref is the mirrors, the registered ranges and the running functions that took a reference.",
    holds: every(row14, implies(allocated(row14), row14.kref == mirrors + list_count(row14.ranges) + row14.held)))

  private static var mirrors: Value { count(mirror14, mirror14.hmm.value == row14.value) }
}
