import Machine

/// Up to where the order of the threads could still have saved a run that breaks something.
public enum CriticalOrder: Sendable, Equatable {
  /// Before this step, from 1, some order still ends well; after it none does. With such an order: the same steps
  /// before it, then another choice, to the end.
  case step(Int, twin: [Choice])
  /// No order ends well, not even from the first state: it is not the order that is wrong.
  case noOrder
  /// The bound was reached before an answer.
  case unknown(states: Int)
}

extension Program {
  /// Finds the critical step of a way to a flaw.
  ///
  /// From where an order ends well one also does a step earlier, so the step is found by halving; each question is
  /// answered by a search of its own.
  public func criticalOrder(
    of path: [Choice], states bound: Int, interruption: Interruption? = nil
  ) -> CriticalOrder {
    var states = [initialState()]
    for choice in path {
      guard let next = move(states[states.count - 1], choice) else { return .unknown(states: 0) }
      states.append(next)
    }
    func outlook(after step: Int, refusing refused: Choice? = nil) -> Outlook {
      self.outlook(
        from: states[step], last: step > 0 ? path[step - 1].thread : path.first?.thread, refusing: refused,
        states: bound,
        interruption: interruption)
    }
    // From the first step some order ends well, from the last one none: the flaw is there.
    var good = 0, bad = path.count
    switch outlook(after: 0) {
    case .endsWell: break
    case .never: return .noOrder
    case .unknown(let states): return .unknown(states: states)
    }
    while bad - good > 1 {
      let middle = (good + bad) / 2
      switch outlook(after: middle) {
      case .endsWell: good = middle
      case .never: bad = middle
      case .unknown(let states): return .unknown(states: states)
      }
    }
    guard case .endsWell(let rest) = outlook(after: good, refusing: path[good]) else { return .unknown(states: 0) }
    return .step(bad, twin: Array(path.prefix(good)) + rest)
  }
}
