import Scene

/// A timeline with a place in it: requests in, scenes out. The same for a person, a script and a test.
public final class Session {
  public internal(set) var timeline: any Timeline
  /// The moment that is shown.
  public internal(set) var position: Int
  public internal(set) var bookmarks: [Bookmark] = []
  var breaks: Set<String> = []
  var conditions: [Condition] = []
  var watches: [Condition] = []
  /// Words that a moment must have for a step to stop at it; empty: every moment.
  var filter: [String] = []
  var earlier: [Int] = []
  var later: [Int] = []
  var trail = Trail()
  /// The runs that switches were flipped in, the oldest first.
  var flips: [Flip] = []
  /// The moment from which every order was tried last; it goes with the choices when a switch is flipped.
  public var origin: Int?
  private var lastFind = ""

  /// A named moment.
  public struct Bookmark: Equatable, Sendable {
    public var name: String
    public var moment: Int
    public var note: String
  }

  public init(_ timeline: any Timeline) {
    self.timeline = timeline
    position = timeline.first
  }

  // MARK: The picture

  /// The scene of the moment, with what is the session's own.
  public func scene() -> Scene {
    var scene = timeline.scene(at: position)
    scene.breaks = breaks.sorted() + conditions.map(\.text)
    scene.branches = withFlips(scene.branches)
    for index in scene.driver.rows.indices {
      scene.driver.rows[index].isBreak = breaks.contains(scene.driver.rows[index].label)
    }
    for index in scene.kernel.rows.indices {
      let label = scene.kernel.rows[index].label
      scene.kernel.rows[index].isBreak = !label.isEmpty && breaks.contains(label)
    }
    scene.watches = watches.map { watch in
      let now = watch.value(timeline, at: position)
      let previous = timeline.moment(after: position, .back).flatMap { watch.value(timeline, at: $0) }
      return Watch(
        expression: watch.text, value: words(now, watch),
        before: previous == now || previous == nil ? nil : words(previous, watch))
    }
    if !filter.isEmpty { scene.heading.note = "filter: \(filter.joined(separator: " "))" }
    for mark in bookmarks {
      scene.time.stops.append(Stop(mark.moment, .bookmark(mark.name), note: mark.note))
    }
    if let stop = stopReason() { scene.why.sentences.insert(Sentence(.stop, stop), at: stopPlace(scene.why)) }
    return scene
  }

  /// A watched value in the words of its cell.
  private func words(_ value: Int?, _ watch: Condition) -> String {
    guard let value else { return "unknown" }
    return timeline.words(for: value, of: watch.text, at: position) ?? "\(value)"
  }

  private func stopPlace(_ why: Why) -> Int {
    why.sentences.firstIndex { $0.kind.rawValue > SentenceKind.stop.rawValue } ?? why.sentences.count
  }

  private func stopReason() -> String? {
    if let condition = conditions.first(where: { $0.holds(timeline, at: position) }) {
      return "stop: \(condition.text) holds (\(condition.values(timeline, at: position)))."
    }
    return nil
  }

  // MARK: Requests

  /// Carries a request out. The reply has a note where the new picture does not say enough.
  @discardableResult
  public func handle(_ request: Request) -> Reply {
    switch request {
    case .step(let count, let direction): return step(count, direction)
    case .over(let direction):
      return retrace(.over, direction) { move(timeline.over(from: position, direction), direction) }
    case .out(let direction):
      return retrace(.out, direction) { move(timeline.out(from: position, direction), direction) }
    case .run(let direction): return retrace(.run, direction) { run(direction) }
    case .goTo(let target): return go(target)
    case .nextMark(let direction): return nextMark(direction)
    case .jumpBack: return jump(from: &earlier, to: &later)
    case .jumpForward: return jump(from: &later, to: &earlier)
    case .choose(let thread, let alternative):
      return adopt(timeline.choose(thread: thread, alternative: alternative, at: position))
    case .force(let thread): return force(thread)
    case .explore, .stopExploring: return Reply("only a terminal explores in the background", isError: true)
    case .branch(let direction): return adopt(timeline.branch(direction, at: position))
    case .toggleBreak(let label): return toggleBreak(label)
    case .breakIf(let text): return add(text, to: \.conditions, word: "stop when")
    case .watch(let text): return toggleWatch(text)
    case .lastWriter(let cell): return lastWriter(cell)
    case .find(let text, let direction): return find(text, direction)
    case .mark(let name, let note): return mark(name, note)
    case .teach: return Reply("no lesson is open here", isError: true)
    case .command(let text): return command(text)
    }
  }

  private func step(_ count: Int, _ direction: Direction) -> Reply {
    for done in 0..<max(0, count) {
      guard let next = nextMoment(direction) else {
        guard done == 0 else { return Reply() }
        return filter.isEmpty
          ? end(direction)
          : Reply("no moment \(direction == .forward ? "after" : "before") this has: \(filter.joined(separator: " "))")
      }
      position = next
    }
    return Reply()
  }

  /// The nearest moment that passes the filter.
  private func nextMoment(_ direction: Direction) -> Int? {
    var at = position
    while let next = timeline.moment(after: at, direction) {
      at = next
      if filter.isEmpty { return at }
      let text = timeline.text(at: at).lowercased()
      if filter.allSatisfy({ text.contains($0) }) { return at }
    }
    return nil
  }

  private func end(_ direction: Direction) -> Reply {
    direction == .back ? Reply("this is the first moment") : Reply("nothing can follow: this is the end")
  }

  private func move(_ moment: Int?, _ direction: Direction) -> Reply {
    guard let moment else { return end(direction) }
    position = moment
    return Reply()
  }

  /// Takes the last move of a kind back if it led here the other way; else makes a new one.
  private func retrace(_ kind: Trail.Kind, _ direction: Direction, _ carryOut: () -> Reply) -> Reply {
    let start = position
    if let from = trail.takeBack(kind, direction, at: start) {
      if kind == .run { remember() }
      position = from
      return Reply()
    }
    let reply = carryOut()
    trail.add(kind, direction, from: start, to: position)
    return reply
  }

  private func adopt(_ result: Result<Int, Refusal>) -> Reply {
    switch result {
    case .success(let moment):
      trail.clear()
      position = moment
      return Reply()
    case .failure(let refusal): return Reply(refusal.reason, isError: true)
    }
  }

  private func force(_ thread: String) -> Reply {
    guard let runs = timeline as? RunTimeline else {
      return Reply("a trace has happened already: nobody can be forced to run", isError: true)
    }
    return adopt(runs.force(thread: thread, at: position))
  }

  /// To a break, a condition that becomes true, a watch that changes, a violation, or the end.
  private func run(_ direction: Direction) -> Reply {
    remember()
    // Where nobody has asked for a stop, the story's own turns are stops.
    let isAsked = !(breaks.isEmpty && conditions.isEmpty && watches.isEmpty)
    var held = conditions.map { $0.holds(timeline, at: position) }
    var values = watches.map { $0.value(timeline, at: position) }
    for _ in 0..<1_000_000 {
      guard let next = timeline.moment(after: position, direction) else {
        return Reply(direction == .back ? "the first moment" : "the end")
      }
      position = next
      if let failure = timeline.failure, failure == position { return Reply("an invariant breaks here") }
      if isAsked == false, let turn = timeline.turn(at: position) { return Reply(turn) }
      let holds = conditions.map { $0.holds(timeline, at: position) }
      if let index = holds.indices.first(where: { holds[$0] && !held[$0] }) {
        return Reply("stop: \(conditions[index].text)")
      }
      held = holds
      let now = watches.map { $0.value(timeline, at: position) }
      if let index = now.indices.first(where: { now[$0] != values[$0] }) {
        return Reply("watch: \(watches[index].text) is \(now[index].map { "\($0)" } ?? "unknown") now")
      }
      values = now
      if !breaks.isEmpty, let label = breakHere() { return Reply("stop: \(label)") }
    }
    return Reply("a million steps, and no stop")
  }

  /// The label of a break whose row comes next here.
  private func breakHere() -> String? {
    let scene = timeline.scene(at: position)
    return (scene.driver.rows + scene.kernel.rows).first { $0.isNext && breaks.contains($0.label) }?.label
  }

  private func go(_ target: Target) -> Reply {
    switch target {
    case .moment(let moment): return jump(to: moment)
    case .relative(let delta):
      let (sum, overflows) = position.addingReportingOverflow(delta)
      return jump(to: overflows ? (delta > 0 ? .max : .min) : sum)
    case .percent(let percent):
      return jump(to: timeline.first + (timeline.last - timeline.first) * max(0, min(percent, 100)) / 100)
    case .first: return jump(to: timeline.first)
    case .last:
      (timeline as? RunTimeline)?.finishBranch()
      return jump(to: timeline.last)
    case .failure:
      guard let failure = timeline.failure else { return Reply("no invariant breaks in what is known", isError: true) }
      return jump(to: failure)
    case .bookmark(let name):
      guard let mark = bookmarks.first(where: { $0.name == name }) else {
        return Reply("there is no mark \(name); m sets one", isError: true)
      }
      return jump(to: mark.moment)
    }
  }

  private func jump(to moment: Int) -> Reply {
    remember()
    // A run may go on for ever: so far and no farther at once.
    for _ in 0..<100_000 where moment > timeline.last {
      if timeline.moment(after: timeline.last, .forward) == nil { break }
    }
    var reply = Reply()
    if moment > timeline.last { reply = Reply("the last moment is \(timeline.last)") }
    if moment < timeline.first { reply = Reply("the first moment is \(timeline.first)") }
    position = nearest(max(timeline.first, min(moment, timeline.last)))
    return reply
  }

  /// The moment at or before a number: a trace has lines that are no events.
  private func nearest(_ moment: Int) -> Int {
    guard moment > timeline.first, let back = timeline.moment(after: moment, .back) else { return moment }
    return timeline.moment(after: back, .forward) ?? moment
  }

  private func remember() {
    earlier.append(position)
    later = []
  }

  private func jump(from source: inout [Int], to other: inout [Int]) -> Reply {
    guard let moment = source.popLast() else { return Reply("no jump to go back over") }
    other.append(position)
    position = min(moment, timeline.last)
    return Reply()
  }

  private func nextMark(_ direction: Direction) -> Reply {
    // A mark of a longer branch may lie beyond the end of this one.
    let stops = scene().time.stops.filter {
      direction == .forward ? $0.step > position && $0.step <= timeline.last : $0.step < position
    }
    let wanted = direction == .forward ? stops.min { $0.step < $1.step } : stops.max { $0.step < $1.step }
    guard let stop = wanted else { return Reply("no mark \(direction == .forward ? "after" : "before") this") }
    remember()
    position = nearest(stop.step)
    return Reply(stop.note)
  }

  // MARK: Breaks, watches, marks

  private func toggleBreak(_ label: String) -> Reply {
    if breaks.remove(label) != nil { return Reply("no stop at \(label) any more") }
    if let index = conditions.firstIndex(where: { $0.text == label }) {
      conditions.remove(at: index)
      return Reply("no stop when \(label) any more")
    }
    guard timeline.canStop(at: label) else { return Reply("nothing runs at \(label)", isError: true) }
    breaks.insert(label)
    return Reply("stop at \(label)")
  }

  private func add(_ text: String, to list: ReferenceWritableKeyPath<Session, [Condition]>, word: String) -> Reply {
    do {
      let condition = try Condition(text)
      if let name = condition.unknownName(timeline, at: position) {
        return Reply("nothing here is called \(name)", isError: true)
      }
      self[keyPath: list].append(condition)
      return Reply("\(word) \(text)")
    } catch {
      return Reply(error.reason, isError: true)
    }
  }

  private func toggleWatch(_ text: String) -> Reply {
    if let index = watches.firstIndex(where: { $0.text == text }) {
      watches.remove(at: index)
      return Reply("\(text) is not watched any more")
    }
    return add(text, to: \.watches, word: "watching")
  }

  private func lastWriter(_ cell: String) -> Reply {
    guard let moment = timeline.lastWriter(of: cell, at: position) else {
      if timeline.value(of: cell, at: position) == nil {
        return Reply("nothing here is called \(cell)", isError: true)
      }
      return Reply("nothing has written \(cell) up to here")
    }
    guard moment != position else {
      // Already there: the one before.
      guard let back = timeline.moment(after: position, .back),
        let earlier = timeline.lastWriter(of: cell, at: back)
      else { return Reply("this is the first write of \(cell)") }
      remember()
      position = earlier
      return Reply("wrote \(cell) before")
    }
    remember()
    position = moment
    return Reply("wrote \(cell) last")
  }

  /// Keeps a moment under a name, as a recording has it.
  public func keep(_ name: String, at moment: Int, note: String) {
    bookmarks.removeAll { $0.name == name }
    bookmarks.append(Bookmark(name: name, moment: moment, note: note))
  }

  private func mark(_ name: String, _ note: String) -> Reply {
    keep(name, at: position, note: note)
    return Reply("mark \(name) at \(position)")
  }

  /// The next moment whose text has all the words.
  private func find(_ text: String, _ direction: Direction) -> Reply {
    if !text.isEmpty { lastFind = text.lowercased() }
    guard !lastFind.isEmpty else { return Reply("nothing was searched for yet", isError: true) }
    let words = lastFind.split(separator: " ")
    var at = position
    while at != (direction == .forward ? timeline.last : timeline.first),
      let next = timeline.moment(after: at, direction)
    {
      at = next
      let here = timeline.text(at: at).lowercased()
      if words.allSatisfy({ here.contains($0) }) {
        remember()
        position = at
        return Reply()
      }
    }
    return Reply("\(lastFind) is not found \(direction == .forward ? "after" : "before") this", isError: true)
  }

  // MARK: Going to a condition

  /// Steps until a condition holds; false if it never does. The place stays where it was then.
  public func until(_ condition: Condition, _ direction: Direction, limit: Int = 100_000) -> Bool {
    var at = position
    for _ in 0..<limit {
      guard let next = timeline.moment(after: at, direction) else { return false }
      at = next
      if condition.holds(timeline, at: at) {
        remember()
        position = at
        return true
      }
    }
    return false
  }

  /// Goes to a moment without leaving a trace in the jump list.
  public func show(_ moment: Int) { position = moment }
}
