import Scene
import Session

/// Which moments of a run or of a trace are exported.
struct MomentChoice {
  var at: String?
  var until: String?
  var span: String?

  /// What is meant where nothing was said.
  enum Otherwise {
    case end, all
    /// Where the story turns: the first and the last moment, what is lost, committed or broken.
    case turns
  }

  var isGiven: Bool { at != nil || until != nil || span != nil }

  /// The moments in their order.
  ///
  /// - Parameter most: more are refused.
  func moments(_ session: Session, most: Int = 100_000, otherwise: Otherwise = .end) throws -> [Int] {
    let moments = try found(session, otherwise)
    guard moments.count <= most else {
      throw failure("these are \(moments.count) moments, and at most \(most) fit; --span chooses some", Status.usage)
    }
    return moments
  }

  private func found(_ session: Session, _ otherwise: Otherwise) throws -> [Int] {
    if let until { return [try place(session, .command("until \(until)"))] }
    if let at { return [try place(session, .goTo(Session.target(at)))] }
    let timeline = session.timeline
    if let span { return try inside(span, timeline) }
    switch otherwise {
    case .end: return [try place(session, .goTo(.last))]
    case .all: return all(timeline, to: timeline.last)
    case .turns:
      let ends = [timeline.first, timeline.last, timeline.failure]
      return all(timeline, to: timeline.last).filter { ends.contains($0) || timeline.turn(at: $0) != nil }
    }
  }

  private func place(_ session: Session, _ request: Request) throws -> Int {
    let reply = session.handle(request)
    if reply.isError { throw failure(reply.note, Status.usage) }
    return session.position
  }

  private func all(_ timeline: any Timeline, to last: Int) -> [Int] {
    var result: [Int] = []
    var moment: Int? = timeline.first
    while let at = moment, at <= last {
      result.append(at)
      moment = timeline.moment(after: at, .forward)
    }
    return result
  }

  private func inside(_ span: String, _ timeline: any Timeline) throws -> [Int] {
    let ends = span.split(separator: "-").compactMap { Int($0) }
    guard ends.count == 2, ends[0] <= ends[1] else {
      throw failure("\(span) is no span; write it as 10-20", Status.usage)
    }
    let result = all(timeline, to: min(ends[1], timeline.last)).filter { $0 >= ends[0] }
    if result.isEmpty { throw failure("nothing lies in \(span); the last moment is \(timeline.last)", Status.usage) }
    return result
  }
}
