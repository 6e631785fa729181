import Foundation
import Testing

@Suite("Files are checked without being shown", .enabled(if: Program.isThere, Program.missing))
struct ValidateTests {
  private static let failing = "```hmmscope\nExpect retries == 7\n```\n"

  private static func shipped(_ folder: String, _ ending: String) throws -> [String] {
    let path = Program.root.appending(path: "Assets/\(folder)").path
    return try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(ending) }.sorted()
      .map { "\(path)/\($0)" }
  }

  @Test(
    "everything that ships is right, each in a line",
    arguments: [
      ("Scripts", ".tape", ": script, "), ("Scenarios", ".yaml", ": scenario, "), ("Drivers", ".c", ": driver, Linux "),
      ("Traces", ".txt", ": trace, "),
    ])
  func shipped(_ folder: String, _ ending: String, _ words: String) throws {
    let files = try Self.shipped(folder, ending)
    let result = try Program.run(["validate"] + files)
    #expect(result.status == 0)
    let lines = result.lines.dropLast()
    #expect(lines.count == files.count && !files.isEmpty)
    for (line, file) in zip(lines, files) { #expect(line.hasPrefix(file + words)) }
  }

  @Test("a lesson is played to its end")
  func lesson() throws {
    let file = try #require(try Self.shipped("Lessons", ".md").first { $0.contains("/05-") })
    let result = try Program.run("validate", file)
    #expect(result.status == 0 && result.lines[0].hasPrefix("\(file): lesson, 10 stops, "))
  }

  @Test(
    "a mistake is told with its file, its line and its column",
    arguments: [
      ("a.tape", "Scenario aba\nStpe\n", 65, "a.tape:2:1: error: Stpe is no verb"),
      ("a.tape", "Scenario abba\n", 65, "a.tape:1:10: error: there is no scenario abba"),
      ("a.tape", "\nLoad none.txt\n", 65, "a.tape:2:6: error: there is no recording and no trace none.txt"),
      ("a.yaml", "title: x\nmemroy: 3\n", 65, "a.yaml:2:1: error: "),
      ("a.md", "# T\n\nAbout.\n\n```hmmscope\nScenario abba\n```\n\n## Stop\n\nWords.\n", 65, "a.md:6:10"),
      (
        "a.md",
        "# T\n\nAbout.\n\n```hmmscope\nScenario aba\n```\n\n## Stop\n\nWords.\n\n" + failing,
        1, "a.md:14:8: error: expected retries == 7"
      ),
      ("a.c", "int mirror(void)\n{\n  return hmm_nothing();\n}\n", 65, "a.c:3:10: error: "),
      ("a.jsonl", "{\"hmmscope\":\n", 65, "a.jsonl:1:"),
      ("a.what", "Dear reader,\n", 65, "a.what:1:1: error: this is no file"),
      ("a.what", "Step\nStpe\n", 65, "a.what:2:1: error: Stpe is no verb"),
    ])
  func mistakes(_ name: String, _ text: String, _ status: Int32, _ message: String) throws {
    let scratch = try Scratch()
    _ = try scratch.file(name, text)
    let result = try Program.run(["validate", name], folder: scratch.folder)
    #expect(result.status == status && result.output == "")
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test("one wrong file does not keep the others from being checked; a missing one is 66")
  func several() throws {
    let scratch = try Scratch()
    let good = try scratch.file("good", "# a script without an ending\nScenario aba\nStep 3\n")
    let bad = try scratch.file("bad.tape", "Stpe\n")
    let result = try Program.run("validate", bad, good, "none.tape")
    #expect(result.status == 65 && result.output == "\(good): script, 2 commands\n")
    #expect(result.errors.contains("bad.tape:1:1") && result.errors.contains("there is no file none.tape"))
    #expect(try Program.run("validate", good, "none.tape").status == 66)
    #expect(try Program.run("validate").status == 64)
    #expect(try Program.run("validate", good, "--edition", "4.19").status == 64)
  }

  @Test("a driver is for the editions that can run it")
  func editions() throws {
    let old = try #require(try Self.shipped("Drivers", ".c").first { $0.hasSuffix("before-the-commit.c") })
    #expect(try Program.run("validate", old).output == "\(old): driver, Linux 5.1\n")
    #expect(try Program.run("validate", old, "--edition", "5.2").status == 65)
  }
}
