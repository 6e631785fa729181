import Scene
import Trace

/// Over and out: the calls of one task, found again from its entries and returns.
extension TraceTimeline {
  public func over(from moment: Int, _ direction: Direction) -> Int? {
    let start = event(at: moment)
    let kind = trace.event(start).kind
    let isInside = direction == .forward ? kind.isRecordedEntry(in: trace) : kind.isRecordedReturn(in: trace)
    let found = isInside ? edge(from: start, depth: 0, direction) : nil
    return (found ?? neighbour(of: start, direction)).map { trace.line(of: $0) }
  }

  public func out(from moment: Int, _ direction: Direction) -> Int? {
    let start = event(at: moment)
    let kind = trace.event(start).kind
    // An entry is inside its call already, and so is a return.
    switch direction {
    case .forward:
      return edge(from: start, depth: kind.isRecordedEntry(in: trace) ? 0 : 1, direction).map { trace.line(of: $0) }
    case .back:
      return edge(from: start, depth: kind.isRecordedReturn(in: trace) ? 0 : 1, direction).map { trace.line(of: $0) }
    }
  }

  /// The task's next or previous event.
  private func neighbour(of start: Int, _ direction: Direction) -> Int? {
    let task = trace.event(start).task
    let step = direction == .forward ? 1 : -1
    var i = start + step
    while i >= 0, i < trace.count {
      if trace.event(i).task == task { return i }
      i += step
    }
    return nil
  }

  /// Where a task's nesting falls below what it is at `start`, whose own entry or return counts first.
  private func edge(from start: Int, depth: Int, _ direction: Direction) -> Int? {
    let task = trace.event(start).task
    var depth = depth
    var i = start
    let step = direction == .forward ? 1 : -1
    while i >= 0, i < trace.count {
      let event = trace.event(i)
      if event.task == task {
        let opens =
          direction == .forward ? event.kind.isRecordedEntry(in: trace) : event.kind.isRecordedReturn(in: trace)
        let closes =
          direction == .forward ? event.kind.isRecordedReturn(in: trace) : event.kind.isRecordedEntry(in: trace)
        if opens, i != start || depth == 0 { depth += 1 }
        if closes, i != start {
          depth -= 1
          if depth == 0 { return i }
        }
      }
      i += step
    }
    return nil
  }
}

extension EventKind {
  /// It begins a call whose end this recording has too.
  func isRecordedEntry(in trace: Trace) -> Bool { returned.map { trace.count(of: $0) > 0 } ?? false }

  /// It ends a call whose beginning this recording has too.
  func isRecordedReturn(in trace: Trace) -> Bool { entry.map { trace.count(of: $0) > 0 } ?? false }
}
