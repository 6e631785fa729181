import Machine

extension Laws {
  private static let mirror13 = Pointer<HmmMirror>("mirror")

  /// I13. A mirror is not unlinked while its callback runs; so none runs after it was unregistered.
  static let noOrphan = Property(
    "I13", "No callback of a mirror runs once the mirror is unregistered.",
    holds: every(mirror13, !mirror13.orphaned))
}
