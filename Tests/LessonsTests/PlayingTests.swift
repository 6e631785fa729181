import Lessons
import Scene
import Session
import Testing

@Suite("Playing a lesson")
struct PlayingTests {
  private static func lesson(_ rest: String) throws -> Lesson {
    let head = "# Title\n\nAbout.\n\n```hmmscope\nScenario retry-loop\n```\n\n## Stop\n\nProse.\n\n"
    return try Lesson(Array((head + rest).utf8), file: "x.md", names: Shipped.names)
  }

  private static func problem(_ rest: String) throws -> LessonProblem? {
    let lesson = try lesson(rest)
    do {
      let player = try LessonPlayer(lesson, host: ShippedHost())
      while try player.goOn() {}
      return nil
    } catch {
      return error
    }
  }

  private static func asks(_ one: String, _ two: String) -> String {
    "### Question: What?\n\n- `\(one)`: one\n- `\(two)`: two\n\n```hmmscope\nUntil gpu.line == 20\n```\n"
  }

  @Test("an Expect that does not hold ends it, with its place")
  func expectation() throws {
    let problem = try #require(try Self.problem("```hmmscope\nExpect step == 1\n```\n"))
    #expect(problem.place == "x.md:14:8" && problem.message == "expected step == 1, but step = 0")
    #expect(!problem.isBrokenQuestion)
  }

  @Test("exactly one answer must be right: none, two, and unknown names are mistakes of the lesson")
  func broken() throws {
    #expect(try Self.problem(Self.asks("gpu.line == 20", "gpu.line != 20")) == nil)
    let none = try #require(try Self.problem(Self.asks("gpu.line == 1", "gpu.line == 2")))
    #expect(none.isBrokenQuestion && none.place == "x.md:13:1" && none.message.contains("no answer is right"))
    #expect(none.message.contains("gpu.line = 20"))
    let both = try #require(try Self.problem(Self.asks("gpu.line == 20", "gpu.line > 1")))
    #expect(both.isBrokenQuestion && both.place == "x.md:16:4" && both.message.contains("more than one"))
    let unknown = try #require(try Self.problem(Self.asks("gpu.line == 20", "nobody == 1")))
    #expect(unknown.isBrokenQuestion && unknown.place == "x.md:16:4")
    #expect(unknown.message.contains("nothing here is called nobody"))
  }

  @Test("what is to be looked at lasts until the next stop")
  func looks() throws {
    let lesson = try Self.lesson(
      "```hmmscope\nLook ranges driver\n```\n\n" + Self.asks("gpu.line == 20", "gpu.line < 20")
        + "\n## Next\n\nProse.\n")
    let player = try LessonPlayer(lesson, host: ShippedHost())
    #expect(player.looks == [.ranges, .driver])
    #expect(try player.goOn() && player.goOn() && player.looks == [.ranges, .driver] && player.right == 0)
    #expect(try player.goOn() && player.looks == [])
    #expect(try !player.goOn())
  }

  @Test("whoever wanders off comes back to the same state, with stops and watches kept")
  func wandering() throws {
    let lesson = try Self.lesson(
      "```hmmscope\nUntil gpu.line == 14\n```\n\n## Next\n\nProse.\n\n```hmmscope\nUntil !range.valid\n```\n")
    let player = try LessonPlayer(lesson, host: ShippedHost())
    _ = try player.goOn()
    let there = player.session.scene()
    try player.go(to: LessonPlace())
    player.session.handle(.choose(thread: "app", alternative: 0))
    player.session.handle(.command("fix B1"))
    player.touched()
    _ = try player.goOn()
    #expect(player.session.scene() == there)
    player.session.handle(.watch("retries"))
    player.session.handle(.step(5, .back))
    player.touched()
    try player.go(to: player.place)
    #expect(player.session.scene().watches.map(\.expression) == ["retries"])
    #expect(player.session.position == there.time.now)
  }
}
