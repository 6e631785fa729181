import Machine

extension Laws {
  /// I3. `notifiers` counts the open sections. A dying address space is left out: its end steps are not delivered. So
  /// is an object whose last reference is gone: nobody asks it any more.
  static let counted = Property(
    "I3", "notifiers is the number of open invalidations.",
    holds: every(
      space, implies(isMirrored && !object.dead && object.kref > 0, object.notifiers == count(section, isOpenHere))))

  private static var isOpenHere: Value { isOpen && section.mm.value == space.value }
}
