import Lessons
import Library
import Scenarios
import Scene
import Session
import Testing

@Suite("Predictions")
struct PredictionTests {
  private static func tutor(_ name: String, seed: UInt64 = 1) throws -> Tutor {
    let scenario = try #require(try Scenario.shipped(name, file: Library().bytes))
    return Tutor(Session(try RunTimeline.open(scenario)), seed: seed)
  }

  /// Every question of a run, skipped one after the other, with the scene that answers it.
  private static func all(_ name: String, seed: UInt64) throws -> [(question: QuestionScene, scene: Scene)] {
    let tutor = try tutor(name, seed: seed)
    tutor.handle(.teach(.questions))
    var found: [(QuestionScene, Scene)] = []
    for _ in 0..<1000 {
      if tutor.scene().lesson?.isAsked ?? false { tutor.handle(.teach(.skip)) }
      if let question = tutor.scene().lesson?.question, question.answer != nil {
        found.append((question, tutor.scene()))
      }
      let before = tutor.scene()
      tutor.handle(.teach(.next))
      if tutor.scene() == before { break }
    }
    return found
  }

  @Test(
    "there are questions of every kind, each with one right answer among different ones",
    arguments: ["retry-loop", "aba"])
  func kinds(name: String) throws {
    var texts: [String] = []
    for seed in UInt64(1)...3 {
      for (question, scene) in try Self.all(name, seed: seed) {
        let answer = try #require(question.answer), choices = question.choices.map(\.text)
        #expect(Set(choices).count == choices.count && (2...4).contains(choices.count))
        let right = choices[answer.right]
        texts.append(question.text.text)
        if question.text.text.contains("blocked") {
          let waiting = scene.threads.filter { $0.state == .waits }.map(\.name).sorted()
          #expect(right == (waiting.isEmpty ? "none" : waiting.joined(separator: " and ")))
        }
        if question.text.text.hasSuffix("What will notifiers be then?") {
          #expect(scene.ranges.counters.first { $0.name == "notifiers" }?.value == right)
        }
        if question.text.text.contains("Which line") {
          let next = try #require(scene.driver.rows.first { $0.isNext || $0.waits })
          #expect(right.hasPrefix("line \(next.label) "))
        }
      }
    }
    for kind in ["What will", "be then?", "blocked", "Will the check pass?", "Which line"] {
      #expect(texts.contains { $0.contains(kind) }, "\(kind)")
    }
  }

  @Test("the same seed asks the same, another one something else") func seeds() throws {
    let texts = { (seed: UInt64) in try Self.all("retry-loop", seed: seed).map { $0.question.choices.map(\.text) } }
    let (first, again, other) = (try texts(1), try texts(1), try texts(2))
    #expect(first == again && first != other)
  }

  @Test("an answer makes the step and says whether it was right, and the questions end where they were asked for")
  func answering() throws {
    let tutor = try Self.tutor("retry-loop")
    #expect(tutor.handle(.teach(.answer(0))).note.contains("nothing is asked here"))
    tutor.handle(.teach(.questions))
    while !(tutor.scene().lesson?.isAsked ?? false) { tutor.handle(.step(1, .forward)) }
    let asked = tutor.scene()
    #expect(asked.time.hidesFuture && tutor.handle(.step(1, .forward)).note.contains("a question waits"))
    tutor.handle(.teach(.answer(0)))
    let answered = try #require(tutor.scene().lesson?.question)
    #expect(tutor.session.position == asked.time.now + 1 && answered.answer?.chosen == 0)
    #expect(answered.answer?.explanation.isEmpty == false)
    let note = tutor.handle(.teach(.questions)).note
    #expect(note == "no questions any more: \(answered.answer?.right == 0 ? 1 : 0) of 1 were right")
    #expect(tutor.scene().lesson == nil && !tutor.scene().time.hidesFuture)
  }
}
