import Lessons
import Scene
import Session
import Testing

@Suite("A tutor")
struct TutorTests {
  private static func tutor() throws -> Tutor {
    Tutor(try LessonPlayer(try Small.lesson(), host: ShippedHost()))
  }

  /// Goes on until a question is asked.
  private static func asked() throws -> Tutor {
    let tutor = try tutor()
    while !(tutor.scene().lesson?.isAsked ?? true) { tutor.handle(.teach(.next)) }
    return tutor
  }

  @Test("each stop says which of how many it is, and going back gives the same scene")
  func stops() throws {
    let tutor = try Self.tutor()
    let first = tutor.scene()
    #expect(first.lesson?.stop == 1 && first.lesson?.isAway == false && first.lesson?.prose.isEmpty == false)
    #expect(first.lesson?.looks == [.cpu, .device])
    tutor.handle(.teach(.next))
    #expect(tutor.scene().lesson?.stop == 2 && tutor.scene().time.now > 0)
    tutor.handle(.teach(.previous))
    #expect(tutor.scene() == first)
    #expect(tutor.handle(.teach(.previous)).note == "this is the first stop")
  }

  @Test("whoever steps away is away, comes back with one key, and can go on from there")
  func away() throws {
    let tutor = try Self.tutor()
    let first = tutor.scene()
    tutor.handle(.step(3, .forward))
    #expect(tutor.scene().lesson?.isAway == true && tutor.scene().lesson?.stop == 1)
    tutor.handle(.teach(.previous))
    #expect(tutor.scene() == first)
    tutor.handle(.step(1, .forward))
    tutor.handle(.step(1, .back))
    #expect(tutor.scene().lesson?.isAway == false)
    tutor.handle(.choose(thread: "app", alternative: 0))
    #expect(tutor.handle(.teach(.next)).note == "")
    #expect(tutor.scene().lesson?.stop == 2 && tutor.scene().lesson?.isAway == false)
  }

  @Test("a question hides what comes, and nothing goes on before it is answered")
  func hidden() throws {
    let tutor = try Self.asked()
    let scene = tutor.scene()
    #expect(scene.time.hidesFuture && scene.time.last == scene.time.now)
    #expect(!scene.threads.contains(where: \.isNext) && !scene.why.sentences.contains { $0.kind == .next })
    #expect(!scene.time.lanes.contains { $0.marks.contains(.future) })
    #expect(scene.time.stops.allSatisfy { $0.step <= scene.time.now })
    for request in [
      Request.step(1, .forward), .goTo(.last), .run(.forward), .teach(.next), .command("until step==200"),
    ] {
      #expect(tutor.handle(request).note.contains("a question waits"))
      #expect(tutor.scene() == scene)
    }
    #expect(tutor.handle(.watch("retries")).note == "watching retries")
  }

  @Test("the machine says which answer is right, and a wrong one is explained by what happened")
  func answers() throws {
    let right = try Self.asked()
    let number = try #require(right.scene().lesson?.question?.choices.count)
    right.handle(.teach(.skip))
    let shown = try #require(right.scene().lesson?.question?.answer)
    #expect(shown.chosen == nil && right.score == 0)
    let good = try Self.asked()
    good.handle(.teach(.answer(shown.right)))
    #expect(good.score == 1 && good.scene().lesson?.question?.score == 1)
    let plain = try #require(good.scene().lesson?.question?.answer?.explanation)
    let bad = try Self.asked()
    bad.handle(.teach(.answer((shown.right + 1) % number)))
    #expect(bad.score == 0)
    let explained = try #require(bad.scene().lesson?.question?.answer?.explanation)
    #expect(explained.count > plain.count && explained.prefix(plain.count) == plain[...])
    #expect(explained[plain.count].text == bad.scene().why.sentences.first { $0.kind == .happened }?.text)
    // The first answer counts.
    bad.handle(.teach(.previous))
    while !(bad.scene().lesson?.isAsked ?? true) { bad.handle(.teach(.next)) }
    bad.handle(.teach(.answer(shown.right)))
    #expect(bad.score == 0)
  }

  @Test("what was answered before the lesson was left counts on") func outcomes() throws {
    let left = try Self.asked()
    left.handle(.teach(.skip))
    let right = try #require(left.scene().lesson?.question?.answer?.right)
    let tutor = Tutor(try #require(try Self.tutor().player), outcomes: [1: true])
    #expect(tutor.score == 1)
    while !(tutor.scene().lesson?.isAsked ?? true) { tutor.handle(.teach(.next)) }
    tutor.handle(.teach(.answer(right)))
    #expect(tutor.score == 2 && tutor.outcomes == [0: true, 1: true])
  }

  @Test("says what the words of the screen mean, and which lesson shows them")
  func words() throws {
    let tutor = try Self.tutor()
    tutor.lessonOfWord = { $0 == "pte" ? "1, what a device wants" : nil }
    let before = tutor.scene(), words = tutor.handle(.command("words")).words
    #expect(words.first { $0.term == "pte" }?.lesson == "1, what a device wants")
    #expect(words.contains { $0.term == "range" && $0.lesson.isEmpty && !$0.text.isEmpty })
    #expect(tutor.scene() == before)
  }

  @Test("without questions the answers are told, and the end says so")
  func told() throws {
    let tutor = try Self.tutor()
    tutor.handle(.teach(.questions))
    var told = 0
    for _ in 0..<100 {
      if tutor.handle(.teach(.next)).note.contains("end of the lesson") { break }
      #expect(tutor.scene().lesson?.isAsked == false)
      if tutor.scene().lesson?.question != nil { told += 1 }
    }
    #expect(told == 3 && tutor.scene().lesson?.isLast == true && tutor.outcomes.values.allSatisfy { !$0 })
  }
}
