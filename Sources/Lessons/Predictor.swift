import Scene
import Session

/// Asks before steps of a run, outside of lessons: what will happen, and then whether it has.
final class Predictor {
  private enum Phase {
    case off
    /// This step is not worth a question.
    case idle
    case asked(Prediction)
    case answered(Prediction, chosen: Int?)
  }

  private let session: Session
  private let seed: UInt64
  private var phase = Phase.off
  private var number = 0
  private var score = 0

  init(_ session: Session, seed: UInt64) {
    self.session = session
    self.seed = seed
  }

  /// Carries out what concerns questions; nil for what is the session's alone.
  func handle(_ request: Request) -> Reply? {
    if case .teach(let teaching) = request { return teach(teaching) }
    switch phase {
    case .off: return nil
    case .asked where request.goesElsewhere: return Tutor.waits
    case .answered where request == .step(1, .forward): return look()
    case .asked, .answered, .idle:
      let before = session.position
      let reply = session.handle(request)
      if session.position != before { _ = look() }
      return reply
    }
  }

  private func teach(_ teaching: Teaching) -> Reply {
    switch (teaching, phase) {
    case (.questions, .off):
      guard session.scene().heading.isRun else { return Reply("a trace has happened: there is nothing to predict") }
      (number, score) = (0, 0)
      _ = look()
      if case .idle = phase { return Reply("questions before steps; this step is not worth one, s makes it") }
      return Reply("questions before steps; Q ends them")
    case (.questions, _):
      phase = .off
      return Reply(number == 0 ? "no questions" : "no questions any more: \(score) of \(number) were right")
    case (_, .off): return Reply("nothing is asked here; Q asks before steps")
    case (.answer(let index), .asked(let question)) where question.choices.indices.contains(index):
      return answer(question, index)
    case (.skip, .asked(let question)): return answer(question, nil)
    case (.next, .asked): return Tutor.waits
    case (.next, _): return seek()
    case (.previous, _):
      let reply = session.handle(.step(1, .back))
      _ = look()
      return reply
    case (.answer, _), (.skip, _): return Reply("nothing is asked here")
    }
  }

  private func answer(_ question: Prediction, _ chosen: Int?) -> Reply {
    number += 1
    if chosen == question.right { score += 1 }
    let reply = session.handle(.step(1, .forward))
    phase = .answered(question, chosen: chosen)
    return reply
  }

  /// Asks about the step that comes next, if it is worth it.
  private func look() -> Reply {
    let question = PredictionMaker.question(session.timeline, at: session.position, seed: seed)
    phase = question.map { .asked($0) } ?? .idle
    return Reply()
  }

  /// To the next step that is worth a question.
  private func seek() -> Reply {
    if case .answered = phase {
      _ = look()
      if case .asked = phase { return Reply() }
    }
    for _ in 0..<100_000 {
      let before = session.position, reply = session.handle(.step(1, .forward))
      guard session.position != before else { return reply }
      _ = look()
      if case .asked = phase { return Reply() }
    }
    return Reply("no more questions")
  }

  /// Adds the question to the scene of the session.
  func scene(_ scene: Scene) -> Scene {
    var lesson = LessonScene()
    func shown(_ question: Prediction, _ number: Int) -> QuestionScene {
      QuestionScene(number: number, count: nil, score: score, text: question.text, choices: question.choices)
    }
    switch phase {
    case .off, .idle: return scene
    case .asked(let question):
      lesson.heading = "before step \(question.step)"
      lesson.question = shown(question, number + 1)
      var scene = scene.withoutFuture()
      scene.lesson = lesson
      return scene
    case .answered(let question, let chosen):
      lesson.heading = "step \(question.step)"
      var asked = shown(question, number)
      let why = scene.why.sentences.filter { $0.kind == .happened || $0.kind == .broken }.map(\.text)
      asked.answer = .init(
        chosen: chosen, right: question.right,
        explanation: why.map { ProseBlock(.item("»"), [ProseSpan($0)]) })
      lesson.question = asked
      var scene = scene
      scene.lesson = lesson
      return scene
    }
  }
}
