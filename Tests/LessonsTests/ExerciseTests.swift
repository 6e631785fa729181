import Lessons
import Scene
import Session
import Testing

@Suite("An exercise in a lesson")
struct ExerciseTests {
  private static let names = LessonNames(
    scenarios: ["quiet"], recordings: [], exercises: ["mine.c"], outcomes: ["I12", "I1", "passes", "anything else"])
  private static let head = "# Title\n\nAbout.\n\n```hmmscope\nScenario quiet\n```\n\n## Stop\n\nWrite it.\n\n"
  private static let block = "```exercise\nhmmscope check quiet --driver mine.c\n```\n\n"
  private static let said =
    "### When: I12, I1\n\nAsk under the lock.\n\n### When: anything else\n\nLook.\n\n### When: passes\n\nRight.\n\n"
  private static let rest = "## Next\n\nThe end.\n"

  private static func lesson(_ body: String) throws -> Lesson {
    try Lesson(Array((head + body + rest).utf8), file: "19-x.md", names: names)
  }

  private static func errors(_ body: String) -> [String] {
    do {
      _ = try lesson(body)
      return []
    } catch {
      return "\(error)".split(separator: "\n").map(String.init)
    }
  }

  @Test("has a scenario, a file, and something to say of each outcome") func reading() throws {
    let exercise = try #require(try Self.lesson(Self.block + Self.said).stops[0].exercise)
    #expect(exercise.scenario == "quiet" && exercise.file == "mine.c")
    #expect(exercise.reaction(to: "I1")?.prose.first?.text == "Ask under the lock.")
    #expect(exercise.reaction(to: "passes")?.prose.first?.text == "Right.")
    #expect(exercise.reaction(to: "I7")?.prose.first?.text == "Look.")
  }

  private static let mistakes: [(body: String, message: String)] = [
    ("```exercise\nhmmscope check quit --driver mine.c\n```\n" + said, "14:1: error: there is no scenario quit"),
    ("```exercise\nhmmscope check quiet --driver min.c\n```\n" + said, "14:1: error: there is no exercise min.c"),
    ("```exercise\nmake\n```\n" + said, "14:1: error: this is not the command that checks an exercise"),
    (block + block + said, "17:1: error: a second exercise in this stop"),
    (said, "13:1: error: what is said of an exercise comes after its block"),
    (block + said + "### When: I99\n\nx\n", "29:1: error: a check never says I99"),
    (block + "### When: passes\n\nx\n\n", "14:1: error: nothing is said where it ends as: anything else"),
    (block + "### When: I1\n\n" + said, "17:1: error: this says nothing"),
  ]

  @Test("that is wrong says where, and what is allowed", arguments: mistakes)
  func wrong(body: String, message: String) {
    let errors = Self.errors(body)
    #expect(errors.contains { $0.hasPrefix("19-x.md:" + message) }, "\(errors)")
  }

  @Test("shows what came of the last attempt in place of its own words, and the run that goes wrong") func attempts()
    throws
  {
    let tutor = Tutor(try LessonPlayer(try Self.lesson(Self.block + Self.said), host: ShippedHost()))
    #expect(tutor.scene().lesson?.prose.map(\.text) == ["Write it."])
    let other = try ShippedHost().open(scenario: "aba", seed: nil)
    other.handle(.goTo(.last))
    let reply = tutor.take(LessonAttempt(outcome: "I1", verdict: "I1: a sentence", session: other))
    #expect(reply.note == "mine.c: ✗ I1")
    let scene = tutor.scene()
    #expect(scene.lesson?.prose.map(\.text) == ["✗ I1: a sentence", "Ask under the lock."])
    #expect(scene.lesson?.isAway == false && scene.time.now == other.position && scene.time.now > 0)
    // Whoever goes along the run comes back to the stop as it was.
    tutor.handle(.step(2, .back))
    #expect(tutor.scene().lesson?.isAway == true)
    tutor.handle(.teach(.previous))
    #expect(tutor.scene().lesson?.prose.map(\.text) == ["Write it."] && tutor.scene().time.now == 0)
  }

  @Test("keeps the person until it passes, or until they ask twice") func until() throws {
    let tutor = Tutor(try LessonPlayer(try Self.lesson(Self.block + Self.said), host: ShippedHost()))
    #expect(tutor.handle(.teach(.next)).note == "mine.c does not pass yet; once more goes on without")
    #expect(tutor.scene().lesson?.stop == 1)
    tutor.handle(.teach(.next))
    #expect(tutor.scene().lesson?.stop == 2)
    tutor.handle(.teach(.previous))
    _ = tutor.take(LessonAttempt(outcome: "passes", verdict: "passes"))
    #expect(tutor.scene().lesson?.prose.map(\.text) == ["✓ passes", "Right."])
    #expect(tutor.handle(.teach(.next)).note == "" && tutor.scene().lesson?.stop == 2)
  }
}
