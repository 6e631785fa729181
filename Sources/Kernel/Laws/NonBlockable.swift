import Machine

extension Laws {
  /// I9. From its start to its end nobody waits in a section that may not block. B2c: its end takes a mutex. Where a
  /// thread has the lock already, it stops at that, which is worse.
  public static let neverWaits = Property(
    "I9", "In a section that may not block nobody takes a lock that he may have to wait for, and nobody sleeps."
  ) { approach in
    switch approach {
    case .lock(.spinLock, _): nil
    case .lock(_, let place): !isHasty || .holds(place)
    case .sleep: !isHasty
    }
  }

  /// The section of the thread that is asked.
  private static let own = Pointer<MmuNotifierRange>(.me)
  private static var isHasty: Value {
    has(own.phases, Phases.start) && !has(own.phases, Phases.end) && !own.blockable
  }
}
