import Machine

extension Laws {
  /// I4. The list of ranges and the ranges agree; a range that is gone is on no list.
  static let registered = Property(
    "I4", "A range is on hmm->ranges if and only if it is registered, and then it is still there.",
    holds: every(window, implies(allocated(window), isRegisteredRightly) && implies(isListed, isAliveAndRegistered)))

  private static var isRegisteredRightly: Value {
    implies(
      window.registered, window.hmm.isSet && list_contains(window.hmm.ranges, window.value))
  }

  private static var isListed: Value { some(space, isMirrored && list_contains(object.ranges, window.value)) }
  private static var isAliveAndRegistered: Value { allocated(window) && window.registered }
}
