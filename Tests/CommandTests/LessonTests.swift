import Foundation
import Testing

@Suite("Lessons", .enabled(if: Program.isThere, Program.missing))
struct LessonTests {
  private static let head = "# A title\n\nAbout.\n\n```hmmscope\nScenario retry-loop\n```\n\n## A stop\n\nProse.\n\n"

  private static func play(_ text: String) throws -> Program.Result {
    let scratch = try Scratch()
    return try Program.run("lesson", try scratch.file("mine.md", head + text), "--size", "80x24")
  }

  @Test("Every lesson plays as text without hands, the same twice") func plays() throws {
    let lines = try Program.run("list", "lessons").lines
    #expect(lines.contains { $0.hasPrefix("  5  ") })
    let first = try Program.run("lesson", "5", "--text", "--size", "80x24")
    #expect(first.status == 0 && first.errors == "")
    #expect(first.output.contains("Question 1: ") && first.output.contains("Answer: ") && first.output.contains("┌"))
    #expect(first.lines.allSatisfy { $0.count <= 80 })
    #expect(try Program.run("lesson", "5", "--text", "--size", "80x24") == first)
    #expect(try Program.run("lesson").lines.first != "")
  }

  @Test("An Expect that fails is exit status 1, a file that is wrong 65, no lesson 66") func statuses() throws {
    let fails = try Self.play("```hmmscope\nExpect step == 9\n```\n")
    #expect(fails.status == 1 && fails.errors.contains("mine.md:14:8: error: expected step == 9, but step = 0"))
    let wrong = try Self.play("```hmmscope\nLook everything\n```\n")
    #expect(wrong.status == 65 && wrong.errors.contains("mine.md:14:6: error: everything is no panel"))
    #expect(wrong.errors.contains("there are cpu, device, ranges"))
    let broken = try Self.play("### Question: What?\n\n- `step == 1`: one\n- `step == 2`: two\n")
    #expect(broken.status == 65 && broken.errors.contains("mine.md:13:1: error: at step 0 no answer is right"))
    let none = try Program.run("lesson", "retry-lop")
    #expect(none.status == 66 && none.errors.contains("there is no lesson retry-lop; did you mean retry-loop?"))
  }
}
