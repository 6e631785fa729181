import Drivers
import Scene
import Scripts
import Session

/// Why a lesson cannot go on: a mistake of the lesson, not of the person.
public struct LessonProblem: Error, CustomStringConvertible {
  /// `05-retry-loop.md:31:3`.
  public var place: String
  public var message: String
  /// What the program itself refused; nil otherwise.
  public var cause: (any Error)?
  /// A question without exactly one right answer: the file is wrong. Otherwise a command failed, such as an Expect.
  public var isBrokenQuestion = false

  public var description: String { "\(place): error: \(message)" }
}

/// Where one is in a lesson: a stop, and what has been asked there.
public struct LessonPlace: Equatable, Sendable {
  public enum Phase: Equatable, Sendable {
    /// The prose of the stop.
    case reading
    /// A question by its number within the stop, from 0; its commands have not run.
    case asked(Int)
    /// The same, after its commands have run.
    case answered(Int)
  }
  /// From 0.
  public var stop = 0
  public var phase = Phase.reading

  public init(stop: Int = 0, phase: Phase = .reading) {
    self.stop = stop
    self.phase = phase
  }
}

/// Plays a lesson: carries out the commands of its stops and questions on a session.
///
/// The same lesson at the same place is the same state, whatever was done in between: whoever has wandered off is
/// brought back by running the lesson anew.
public final class LessonPlayer {
  public let lesson: Lesson
  public private(set) var session: Session
  public private(set) var place = LessonPlace()
  /// The panels that the stop is about, the first having the keys.
  public private(set) var looks: [PanelName] = []
  /// The number of the choice that the machine found right, from 0, of the question that was answered last.
  public private(set) var right: Int?
  /// What came of what was written at this stop last.
  public private(set) var attempt: LessonAttempt?
  /// The session is where the lesson has left it.
  public private(set) var isUntouched = true

  private let host: any ScriptHost

  /// Opens what the lesson plays on and goes to its first stop.
  public init(_ lesson: Lesson, host: any ScriptHost) throws(LessonProblem) {
    self.lesson = lesson
    self.host = host
    session = try Self.run([lesson.opening], nil, host, looks: nil).session
    try arrive(at: 0)
  }

  /// Call when the person has done something to the session.
  public func touched() { isUntouched = false }

  /// The question that is asked, or whose answer is shown.
  public var question: LessonQuestion? {
    switch place.phase {
    case .reading: nil
    case .asked(let index), .answered(let index): lesson.stops[place.stop].questions[index]
    }
  }

  /// Call with what came of what the person has written for the exercise of this stop: it is shown in place of the
  /// stop's own moment.
  public func take(_ attempt: LessonAttempt) {
    self.attempt = attempt
    if let shown = attempt.session {
      shown.takeAttention(of: session)
      session = shown
    }
    isUntouched = false
  }

  /// What the lesson says of it.
  public var reaction: LessonReaction? {
    attempt.flatMap { lesson.stops[place.stop].exercise?.reaction(to: $0.outcome) }
  }

  /// How many questions come before the one that is asked.
  public var questionNumber: Int {
    let before = lesson.stops[..<place.stop].reduce(0) { $0 + $1.questions.count }
    switch place.phase {
    case .reading: return before
    case .asked(let index), .answered(let index): return before + index
    }
  }

  /// What follows a place; nil after the last.
  public func next(after place: LessonPlace, asks: Bool = true) -> LessonPlace? {
    let count = lesson.stops[place.stop].questions.count
    switch place.phase {
    case .reading where count > 0: return LessonPlace(stop: place.stop, phase: asks ? .asked(0) : .answered(0))
    case .asked(let index): return LessonPlace(stop: place.stop, phase: .answered(index))
    case .answered(let index) where index + 1 < count:
      return LessonPlace(stop: place.stop, phase: asks ? .asked(index + 1) : .answered(index + 1))
    case .reading, .answered:
      return place.stop + 1 < lesson.stops.count ? LessonPlace(stop: place.stop + 1) : nil
    }
  }

  /// Goes to what follows; false at the end. From a question, its commands run: the answer is known then.
  public func goOn() throws(LessonProblem) -> Bool {
    guard let next = next(after: place) else { return false }
    try go(to: next)
    return true
  }

  /// Goes to a place; the state is as the lesson leaves it there.
  public func go(to wanted: LessonPlace) throws(LessonProblem) {
    if isUntouched, let next = next(after: place), next == wanted { return try step(to: next) }
    if isUntouched, place == wanted { return }
    let old = session
    try restart(before: wanted.stop)
    session.takeAttention(of: old)
    while place != wanted, let next = next(after: place) { try step(to: next) }
  }

  /// Runs the lesson up to the nearest stop at or before this one at which something is opened anew.
  private func restart(before stop: Int) throws(LessonProblem) {
    let opens = lesson.stops[...stop].lastIndex { stop in
      switch stop.commands.first?.commands.first?.verb {
      case .scenario, .load: true
      default: false
      }
    }
    isUntouched = true
    if let opens { return try arrive(at: opens) }
    session = try Self.run([lesson.opening], nil, host, looks: nil).session
    try arrive(at: 0)
  }

  private func step(to next: LessonPlace) throws(LessonProblem) {
    switch next.phase {
    case .reading: try arrive(at: next.stop)
    case .asked: place = next
    case .answered(let index):
      let question = lesson.stops[next.stop].questions[index]
      (session, _) = try Self.run(question.commands, session, host, looks: looks)
      place = next
      right = try judge(question)
    }
  }

  private func arrive(at stop: Int) throws(LessonProblem) {
    (session, looks) = try Self.run(lesson.stops[stop].commands, session, host, looks: [])
    (place, right, attempt) = (LessonPlace(stop: stop), nil, nil)
  }

  /// The choice that holds. Exactly one must.
  private func judge(_ question: LessonQuestion) throws(LessonProblem) -> Int {
    func broken(_ position: Position, _ message: String) -> LessonProblem {
      LessonProblem(place: "\(lesson.file):\(position)", message: message, isBrokenQuestion: true)
    }
    let moment = "step \(session.position)"
    for choice in question.choices {
      if let name = choice.condition.unknownName(session.timeline, at: session.position) {
        throw broken(choice.position, "nothing here is called \(name)")
      }
    }
    let holding = question.choices.indices.filter {
      question.choices[$0].condition.holds(session.timeline, at: session.position)
    }
    guard holding.count < 2 else {
      let both = holding.map { question.choices[$0].condition.text }.joined(separator: " and ")
      throw broken(question.choices[holding[1]].position, "at \(moment) more than one answer is right: \(both)")
    }
    guard let right = holding.first else {
      var values: [String] = []
      for choice in question.choices {
        let value = choice.condition.values(session.timeline, at: session.position)
        if !value.isEmpty, !values.contains(value) { values.append(value) }
      }
      throw broken(
        question.position, "at \(moment) no answer is right, one must be: \(values.joined(separator: ", "))")
    }
    return right
  }

  // MARK: Commands

  /// Runs scripts one after the other; what they say to look at is kept.
  private static func run(
    _ scripts: [Script], _ session: Session?, _ host: any ScriptHost, looks: [PanelName]?
  ) throws(LessonProblem) -> (session: Session, looks: [PanelName]) {
    let listener = Listener(host)
    listener.looks = looks ?? []
    let runner = ScriptRunner(host: listener, session: session) { _ in }
    for script in scripts {
      do {
        try runner.run(script)
      } catch {
        throw LessonProblem(place: error.place, message: error.message, cause: error.cause)
      }
    }
    guard let session = runner.session else {
      throw LessonProblem(place: "the lesson", message: "opens nothing")
    }
    return (session, listener.looks)
  }

  /// Passes everything on, and remembers what is to be looked at.
  private final class Listener: ScriptHost {
    private let host: any ScriptHost
    var looks: [PanelName] = []

    init(_ host: any ScriptHost) { self.host = host }

    func open(scenario: String, seed: UInt64?) throws -> Session { try host.open(scenario: scenario, seed: seed) }
    func load(file: String) throws -> Session { try host.load(file: file) }
    func frame() -> String { host.frame() }
    func press(_ key: ScriptKey) throws { try host.press(key) }
    func resize(columns: Int, rows: Int) { host.resize(columns: columns, rows: rows) }
    func write(_ text: String, to file: String) throws { try host.write(text, to: file) }
    func look(_ panels: [PanelName]) { looks = panels }
  }
}
