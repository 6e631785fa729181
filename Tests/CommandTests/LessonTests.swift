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

  @Test("A lesson of one's own that names an unknown scenario is told which are near, with 65") func unknownScenario()
    throws
  {
    let scratch = try Scratch()
    let text = Self.head.replacing("Scenario retry-loop", with: "Scenario retry-lop") + "More.\n"
    let result = try Program.run("lesson", try scratch.file("mine.md", text), "--text")
    #expect(result.status == 65 && result.output == "")
    #expect(result.errors.contains("mine.md:6:10: error: there is no scenario retry-lop"))
    #expect(result.errors.contains("did you mean retry-loop?") && result.errors.contains("there are "))
    // A file of one's own is known.
    let scenario = try String(contentsOf: Program.root.appending(path: "Assets/Scenarios/quiet.yaml"), encoding: .utf8)
    let own = try scratch.file("own.yaml", scenario)
    let works = Self.head.replacing("Scenario retry-loop", with: "Scenario \(own)")
    #expect(try Program.run("lesson", try scratch.file("mine.md", works), "--text").status == 0)
  }

  @Test("A quiz is a sheet, has a key, and is marked: 1 below the pass mark, and a line for the class") func quiz()
    throws
  {
    let quiz = { (more: [String]) in try Program.run(["lesson", "5", "--quiz", "--seed", "7", "--text"] + more) }
    let sheet = try quiz(["--size", "80x24"])
    #expect(sheet.status == 0 && sheet.lines.contains("1. ") == false && sheet.output.contains("\n1. "))
    #expect(try quiz(["--size", "80x24"]) == sheet)
    #expect(try Program.run("lesson", "5", "--quiz", "--text", "--size", "80x24") != sheet)
    // What comes next is not on the sheet.
    #expect(!sheet.output.contains("╌") && !sheet.output.contains("of 248"))
    let key = try quiz(["--answers"])
    #expect(key.status == 0)
    let count = key.lines.filter { $0.contains("  # ") }.count
    #expect(count >= 6 && sheet.output.contains("\n\(count). "))
    let scratch = try Scratch()
    let scores = scratch.url("class.csv").path
    let answers = key.lines.map { String($0.prefix { $0 != "#" }) }.joined(separator: "\n")
    let all = try quiz(["--grade", try scratch.file("ada", "name Ada\n" + answers), "--scores", scores])
    #expect(all.status == 0 && all.output.contains("Ada: \(count) of \(count), 100 %"))
    let none = try quiz(["--grade", try scratch.file("bob", "# nothing\n1 -\n"), "--scores", scores])
    #expect(none.status == 1 && none.output.contains("0 of \(count), 0 %") && none.errors.contains("pass mark of 60 %"))
    #expect(try quiz(["--grade", try scratch.file("bob", "1 -\n"), "--pass", "0"]).status == 0)
    let lines = try String(contentsOfFile: scores, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 3 && lines[0] == "name,lesson,seed,right,questions,percent,passed")
    #expect(lines[1] == "\"Ada\",retry-loop,7,\(count),\(count),100,yes" && lines[2].hasSuffix(",0,no"))
  }

  @Test(
    "A mistake in an answer file is told with its line and column",
    arguments: [
      ("1 9", "answers:1:3: error: 9 is no answer to question 1", "there are 1 to"),
      ("1 1\n1 2", "answers:2:1: error: question 1 was answered before", "one line a question"),
      ("99 1", "answers:1:1: error: there is no question 99", "there are 1 to"),
      ("# x\n\n  what", "answers:3:3: error: this is no answer", "such as 3 2"),
      ("name A\nname B", "answers:2:1: error: a second name", "one name"),
    ])
  func answers(text: String, says: String, hint: String) throws {
    let scratch = try Scratch()
    _ = try scratch.file("answers", text)
    let result = try Program.run(["lesson", "5", "--quiz", "--grade", "answers"], folder: scratch.folder)
    #expect(result.status == 65 && result.errors.contains(says) && result.errors.contains(hint), "\(result.errors)")
  }

  @Test(
    "What belongs to a quiz is wrong usage without one",
    arguments: [["--answers"], ["--grade", "x"], ["--scores", "x"]])
  func usage(options: [String]) throws {
    #expect(try Program.run(["lesson", "5"] + options).status == 64)
    #expect(try Program.run(["lesson", "5", "--quiz", "--grade", "nobody"]).status == 66)
  }
}
