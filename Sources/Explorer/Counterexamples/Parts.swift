import Machine

/// What a thread has to do with a flaw.
public enum Part: Sendable, Equatable {
  /// It takes no step on the way to the flaw.
  case still
  /// Without it the flaw is found too: in so many steps.
  case none(steps: Int)
  /// Without it the flaw is not found: none of so many states has it, and they are all that there are.
  case needed(states: Int)
  /// Without it the flaw was not found among so many states, and there are more.
  case unknown(states: Int)
}

/// A way to a flaw without the threads that play no part in it.
public struct Cast: Sendable {
  /// What each thread has to do with it.
  public let parts: [Part]
  /// The violation; its way is another one where a thread that moved on the first was not needed.
  public let violation: Violation
}

extension Program {
  /// Tries a violation without each thread: everything is searched again with that thread never moving.
  ///
  /// The way is kept as short as it was, and with as few switches. A thread is left out of it only together with those
  /// that are out already, so that what remains is a way by itself; the answer for a thread is about it alone.
  public func cast(of violation: Violation, states bound: Int, interruption: Interruption? = nil) -> Cast {
    var best = violation
    var parts = [Part](repeating: .still, count: threads.count)
    let movers = threads.indices.filter { thread in violation.path.contains { $0.thread == thread } }
    var absent = Set(threads.indices).subtracting(movers)
    for thread in movers {
      var (part, found) = part(of: [thread], best, bound, interruption)
      parts[thread] = part
      guard found != nil else { continue }
      if !absent.isEmpty { (part, found) = self.part(of: absent.union([thread]), best, bound, interruption) }
      guard let found, found.depth == best.depth, found.switches <= best.switches else { continue }
      absent.insert(thread)
      best = found
    }
    return Cast(parts: parts, violation: best)
  }

  private func part(
    of absent: Set<Int>, _ violation: Violation, _ bound: Int, _ interruption: Interruption?
  ) -> (Part, Violation?) {
    let program = without(threads: absent)
    // Another flaw may be nearer: then the search must go on to this one.
    for endsAtFirst in [true, false] {
      let findings = explore(
        program, Bounds(states: bound, endsAtFirstFlaw: endsAtFirst), interruption: interruption)
      if let same = findings.violations.first(where: { $0.flaw == violation.flaw }) {
        return (.none(steps: same.path.count), same)
      }
      if findings.limit != nil { return (.unknown(states: findings.states), nil) }
      if findings.violations.isEmpty || !endsAtFirst { return (.needed(states: findings.states), nil) }
    }
    return (.unknown(states: 0), nil)
  }
}
