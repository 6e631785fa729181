import Scene
import Session

/// What a person has before them: a session, and the lesson that it belongs to, with the answers given so far.
///
/// Requests in, scenes out, as a session alone does; what concerns the lesson is carried out here.
public final class Tutor {
  private let own: Session
  public let player: LessonPlayer?
  /// Whether a question was answered rightly, by its number, from 0: the first answer counts, none is a wrong one.
  public private(set) var outcomes: [Int: Bool]
  private let asksOnly: Bool
  /// Questions are asked; otherwise their answers are told.
  private var asks = true
  /// Where the lesson has left the session.
  private var left: (timeline: any Timeline, position: Int)?

  /// Asks before steps where there is no lesson.
  private let predictor: Predictor?

  /// A session without a lesson. The seed decides which questions are asked about it.
  public init(_ session: Session, seed: UInt64 = 1) {
    own = session
    player = nil
    outcomes = [:]
    predictor = Predictor(session, seed: seed)
    asksOnly = false
  }

  /// - Parameters:
  ///   - asksOnly: from question to question, without what the stops say.
  ///   - outcomes: what was answered before the lesson was left.
  public init(_ player: LessonPlayer, asksOnly: Bool = false, outcomes: [Int: Bool] = [:]) {
    self.outcomes = outcomes
    own = player.session
    self.asksOnly = asksOnly
    self.player = player
    predictor = nil
    arrived()
    if asksOnly { handle(.teach(.next)) }
  }

  public var session: Session { player?.session ?? own }

  /// How many questions were answered rightly.
  public var score: Int { outcomes.values.count { $0 } }

  /// What is said to whoever asks for something that a question is about: nothing was done.
  public static let waits = Reply("a question waits for its answer: a number answers it, Esc shows what is right")

  /// Which lesson shows what a word means.
  public var lessonOfWord: (String) -> String? = { _ in nil }

  // MARK: Requests

  @discardableResult
  public func handle(_ request: Request) -> Reply {
    var reply = carryOut(request)
    for index in reply.words.indices { reply.words[index].lesson = lessonOfWord(reply.words[index].term) ?? "" }
    return reply
  }

  private func carryOut(_ request: Request) -> Reply {
    guard let player else { return predictor?.handle(request) ?? own.handle(request) }
    if case .teach(let teaching) = request {
      do {
        return try teach(teaching, player)
      } catch {
        return Reply(error.description, isError: true)
      }
    }
    if case .asked = player.place.phase, request.goesElsewhere {
      return Self.waits
    }
    var reply = player.session.handle(request)
    if request == .command("words"), !isAway {
      // Those of the stop come first: somebody is reading it.
      let own = Session.meanings(of: terms), known = Set(own.map(\.term))
      reply.words = own + reply.words.filter { !known.contains($0.term) }
    }
    if reply.words.isEmpty { player.touched() }
    return reply
  }

  private func teach(_ teaching: Teaching, _ player: LessonPlayer) throws(LessonProblem) -> Reply {
    switch (teaching, player.place.phase) {
    case (.next, .asked): return Self.waits
    case (.next, _):
      if let exercise, !insists, !(player.attempt?.passes ?? false) {
        insists = true
        return Reply("\(exercise.file) does not pass yet; once more goes on without")
      }
      var next = player.next(after: player.place, asks: asks)
      while asksOnly, let stop = next, case .reading = stop.phase { next = player.next(after: stop, asks: asks) }
      guard let next else {
        if asksOnly {
          return Reply("no more questions: \(score) of \(player.lesson.questionCount) were right; q leaves")
        }
        return Reply("the end of the lesson: \(score) of \(player.lesson.questionCount) were right; q leaves")
      }
      try go(to: next, player)
    case (.previous, .reading):
      if isAway {
        try go(to: player.place, player)
      } else {
        guard player.place.stop > 0 else { return Reply("this is the first stop") }
        try go(to: LessonPlace(stop: player.place.stop - 1), player)
      }
    case (.previous, _): try go(to: LessonPlace(stop: player.place.stop), player)
    case (.answer(let chosen), .asked): try answer(chosen, player)
    case (.skip, .asked): try answer(nil, player)
    case (.answer, _), (.skip, _): return Reply("nothing is asked here")
    case (.questions, let phase):
      asks.toggle()
      if !asks, case .asked = phase { try answer(nil, player) }
      return Reply(asks ? "questions are asked" : "no questions: their answers are told")
    }
    return Reply()
  }

  /// What is to be written at this stop.
  public var exercise: LessonExercise? { player.flatMap { $0.lesson.stops[$0.place.stop].exercise } }

  /// The person wants to go on although what is to be written does not pass.
  private var insists = false

  /// Call with what came of what the person has written for the exercise.
  public func take(_ attempt: LessonAttempt) -> Reply {
    player?.take(attempt)
    arrived()
    return Reply("\(exercise?.file ?? ""): \(attempt.brief)")
  }

  private func go(to place: LessonPlace, _ player: LessonPlayer) throws(LessonProblem) {
    try player.go(to: place)
    arrived()
  }

  /// The answer of the person, then that of the machine.
  private func answer(_ chosen: Int?, _ player: LessonPlayer) throws(LessonProblem) {
    guard let question = player.question, chosen.map(question.choices.indices.contains) ?? true,
      let next = player.next(after: player.place)
    else { return }
    try go(to: next, player)
    let number = player.questionNumber
    if outcomes[number] == nil, let right = player.right { outcomes[number] = chosen == right }
    last = chosen
  }

  /// What was chosen at the question whose answer is shown.
  private var last: Int?

  private func arrived() {
    left = (session.timeline, session.position)
    last = nil
    insists = false
  }

  /// The person looks at another moment than the lesson does.
  private var isAway: Bool {
    left.map { session.timeline !== $0.timeline || session.position != $0.position } ?? false
  }

  /// What the stop says, or what there is to say to what was tried.
  private var prose: [ProseBlock] {
    guard let player else { return [] }
    return player.attempt?.prose(player.reaction) ?? player.lesson.stops[player.place.stop].prose
  }

  /// The words of it that can be asked about.
  private var terms: [String] { Session.terms(in: prose.map(\.text).joined(separator: " ")) }

  // MARK: The picture

  public func scene() -> Scene {
    var scene = session.scene()
    guard let player else { return predictor?.scene(scene) ?? scene }
    let stop = player.lesson.stops[player.place.stop]
    var lesson = LessonScene()
    lesson.title = player.lesson.title
    lesson.stop = player.place.stop + 1
    lesson.stops = player.lesson.stops.count
    lesson.heading = stop.heading
    lesson.prose = prose
    lesson.terms = terms
    lesson.attempt = player.attempt?.brief ?? ""
    lesson.notes = stop.notes
    lesson.looks = player.looks
    lesson.without = player.lesson.without
    lesson.isAway = isAway
    lesson.isLast = player.next(after: player.place) == nil
    if let question = player.question {
      var shown = QuestionScene(
        number: player.questionNumber + 1, count: player.lesson.questionCount, score: score, text: question.text,
        choices: question.choices.map(\.words))
      if case .answered = player.place.phase, let right = player.right {
        shown.answer = .init(chosen: last, right: right, explanation: explanation(question, right, scene))
      }
      lesson.question = shown
    }
    if lesson.isAsked { scene = scene.withoutFuture() }
    scene.heading.title = lesson.title
    scene.lesson = lesson
    return scene
  }

  /// A wrong answer is explained by the lesson, and then by what happened, in the words of Why.
  private func explanation(_ question: LessonQuestion, _ right: Int, _ scene: Scene) -> [ProseBlock] {
    guard let last, last != right else { return question.explanation }
    let happened = scene.why.sentences.first { $0.kind == .happened }
    let sentences = (happened.map { [$0.text] } ?? []) + scene.why.sentences.filter { $0.kind == .broken }.map(\.text)
    return question.explanation + sentences.map { ProseBlock(.item("»"), [ProseSpan($0)]) }
  }
}

extension Request {
  /// It would show what a question asks about.
  var goesElsewhere: Bool {
    switch self {
    case .step, .over, .out, .run, .goTo, .nextMark, .jumpBack, .jumpForward, .choose, .force, .branch, .lastWriter,
      .find:
      true
    case .command(let text): ["until", "back", "fix", "unfix", "goto"].contains { text.hasPrefix($0) }
    case .toggleBreak, .breakIf, .watch, .mark, .teach, .explore, .stopExploring: false
    }
  }
}
