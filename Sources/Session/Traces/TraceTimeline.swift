import Scene
import Trace

/// A kernel trace as the screen uses it: its moments are the lines of the file that are events.
///
/// What a trace does not tell is unknown, and what was concluded says so and names its lines.
public final class TraceTimeline: Timeline {
  /// The recording itself: counts, gaps, lines that were not understood.
  public let trace: Trace
  /// The file's name, for titles.
  public let name: String
  let history: TraceHistory
  let focuses: FocusFinder
  let marks: TraceMarks
  /// The lanes that were drawn last: they stay the same while one walks through them.
  var lanes: LaneSheet?

  /// Reads a recording. Throws what makes it unreadable, in words for a person.
  public init(_ bytes: TraceBytes, name: String) throws(TraceError) {
    trace = try Trace(bytes)
    self.name = Trace.printable(name)
    history = TraceHistory(trace)
    focuses = FocusFinder(trace)
    marks = TraceMarks(trace)
  }

  public convenience init(_ bytes: [UInt8], name: String) throws(TraceError) {
    try self.init(TraceBytes(bytes), name: name)
  }

  public var first: Int { trace.line(of: 0) }
  public var last: Int { trace.line(of: trace.count - 1) }

  public func moment(after moment: Int, _ direction: Direction) -> Int? {
    switch direction {
    case .forward:
      let next = (trace.event(atOrBefore: moment) ?? -1) + 1
      return next < trace.count ? trace.line(of: next) : nil
    case .back:
      guard moment > first, let before = trace.event(atOrBefore: moment - 1) else { return nil }
      return trace.line(of: before)
    }
  }

  public func scene(at moment: Int) -> Scene {
    let event = event(at: moment)
    let before = history.state(at: event - 1)
    let picture = TracePicture(
      timeline: self, event: trace.event(event), state: history.state(at: event), before: before)
    return picture.scene()
  }

  public func text(at moment: Int) -> String {
    let event = trace.event(event(at: moment))
    return "\(event.pid) \(event.taskName) \(event.text)"
  }

  public func turn(at moment: Int) -> String? { marks.turns[moment] }

  /// No invariant is tested on a trace yet.
  public var failure: Int? { nil }

  public func choose(thread: String, alternative: Int, at moment: Int) -> Result<Int, Refusal> {
    .failure(Refusal("a trace has happened: which task goes next can only be chosen in a run"))
  }

  public func branch(_ direction: Direction, at moment: Int) -> Result<Int, Refusal> {
    .failure(Refusal("a trace has one future; branches belong to runs"))
  }

  /// The event of a moment: the one on that line, or the last one before it.
  func event(at moment: Int) -> Int { trace.event(atOrBefore: moment) ?? 0 }

  /// What is known at a moment.
  func state(at moment: Int) -> TraceState { history.state(at: event(at: moment)) }
}
