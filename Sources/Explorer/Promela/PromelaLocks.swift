import Machine

/// Locks as Promela: when a thread may take one, what taking and releasing does, what breaks its rules.
extension PromelaScope {
  private var me: Int { thread + 1 }
  private var bit: Int { 1 << thread }

  /// When a lock can be taken, and what taking it does; nil for a verb that never blocks.
  func acquire(_ verb: LockVerb, _ place: Place) -> (guardText: String, effect: String)? {
    let lock = cell(place)
    switch verb {
    case .mutexLock: return (free("\(lock) != \(me)", "\(lock) == 0", sleeps: true), "\(lock) = \(me)")
    case .spinLock:
      return (free("\(lock) != \(me)", "\(lock) == 0", sleeps: false), "\(lock) = \(me); spins++")
    case .downRead:
      let readers = readers(place)
      let mine = "\(lock) != \(me) && (\(readers) & \(bit)) == 0"
      return (free(mine, "\(lock) == 0", sleeps: true), "\(readers) = \(readers) | \(bit)")
    case .downWrite:
      let readers = readers(place)
      let mine = "\(lock) != \(me) && (\(readers) & \(bit)) == 0"
      return (free(mine, "\(lock) == 0 && \(readers) == 0", sleeps: true), "\(lock) = \(me)")
    default: return nil
    }
  }

  /// A guard that is a fault where the rules are broken.
  private func free(_ isAllowed: String, _ isFree: String, sleeps: Bool) -> String {
    let mayTake = sleeps && cells.hasSpinlocks ? "spins == 0 && \(isAllowed)" : isAllowed
    return "(\(mayTake) -> \(isFree) : \(PromelaCells.fault))"
  }

  func release(_ verb: LockVerb, _ place: Place) -> String {
    let lock = cell(place)
    switch verb {
    case .mutexUnlock, .upWrite: return "assert(\(lock) == \(me)); \(lock) = 0"
    case .spinUnlock: return "assert(\(lock) == \(me)); \(lock) = 0; spins--"
    case .upRead:
      let readers = readers(place)
      return "assert((\(readers) & \(bit)) != 0); \(readers) = \(readers) & \(255 - bit)"
    case .downgradeWrite:
      let readers = readers(place)
      return "assert(\(lock) == \(me)); \(lock) = 0; \(readers) = \(readers) | \(bit)"
    default: preconditionFailure("\(verb.rawValue) can only begin a step")
    }
  }

  func tryLock(_ verb: LockVerb, _ place: Place, _ local: Local) -> String {
    let lock = cell(place)
    let into = variable(local)
    switch verb {
    case .downReadTrylock:
      let readers = readers(place)
      return "assert((\(readers) & \(bit)) == 0); "
        + "if :: \(lock) == 0 -> \(readers) = \(readers) | \(bit); \(into) = 1 :: else -> \(into) = 0 fi"
    case .downWriteTrylock:
      return "if :: \(lock) == 0 && \(readers(place)) == 0 -> \(lock) = \(me); \(into) = 1 :: else -> \(into) = 0 fi"
    default:
      let count = verb == .spinTrylock ? "; spins++" : ""
      return "if :: \(lock) == 0 -> \(lock) = \(me)\(count); \(into) = 1 :: else -> \(into) = 0 fi"
    }
  }
}
