/// The state at any event of a recording. Keeps a copy every so often, so that any event is a few hundred away from
/// one; going back is starting from a copy, and therefore exact.
public final class TraceHistory {
  public let trace: Trace
  private let distance: Int
  /// States after events distance - 1, 2 * distance - 1, …, as far as anybody has been.
  private var checkpoints: [TraceState] = []
  private var current = TraceState()

  public init(_ trace: Trace, distance: Int = 1024) {
    self.trace = trace
    self.distance = max(1, distance)
  }

  /// What is known after an event; -1 is before the first.
  public func state(at event: Int) -> TraceState {
    let target = min(event, trace.count - 1)
    if target < current.event || target - current.event > distance { rewind(to: target) }
    while current.event < target { advance() }
    return current
  }

  private func rewind(to target: Int) {
    let place = min((target + 1) / distance, checkpoints.count)
    let start = place == 0 ? TraceState() : checkpoints[place - 1]
    if target < current.event || start.event > current.event { current = start }
  }

  private func advance() {
    current.apply(trace.event(current.event + 1))
    if (current.event + 1) % distance == 0, (current.event + 1) / distance == checkpoints.count + 1 {
      checkpoints.append(current)
    }
  }
}
