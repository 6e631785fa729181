import Kernel
import Machine
import Replay
import Scene

/// Moving by calls, in both directions.
extension RunTimeline {
  func depth(_ moment: Int, _ thread: Int) -> Int { run.program.stack(run.state(moment), thread).count }

  public func over(from moment: Int, _ direction: Direction) -> Int? { walk(from: moment, direction, out: false) }
  public func out(from moment: Int, _ direction: Direction) -> Int? { walk(from: moment, direction, out: true) }

  /// Until the acting thread is as deep as now, or one less, after a step of its own; others move as they do.
  func walk(from moment: Int, _ direction: Direction, out: Bool) -> Int? {
    let acting: Int
    if direction == .forward {
      guard let next = proposal(at: moment) else { return nil }
      acting = next.thread
    } else {
      guard moment > 0 else { return nil }
      acting = Int(facts[moment].thread)
    }
    let limit = max(0, depth(moment, acting) - (out ? 1 : 0))
    var at = moment
    for _ in 0..<100_000 {
      guard let next = self.moment(after: at, direction) else { return at == moment ? nil : at }
      let step = direction == .forward ? next : at
      at = next
      if Int(facts[step].thread) == acting, depth(at, acting) <= limit { return at }
      if direction == .forward, run.program.counter(run.state(at), acting) == 0 { return at }
    }
    return at
  }
}
