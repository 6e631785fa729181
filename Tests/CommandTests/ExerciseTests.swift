import Foundation
import Testing

@Suite("Exercises", .enabled(if: Program.isThere, Program.missing))
struct ExerciseTests {
  private static let page = Program.root.appending(path: "Assets/Exercises/README.md")

  /// What the page says before it shows what `list exercises` prints.
  private static let head = """
    # A loop of your own

    `own-loop.c` is the beginning of a driver's loop, for the scenario `own-loop`. Whoever fills it in finds out whether
    it is right by trying every order of events:

    ```
    hmmscope list exercises own-loop > own-loop.c
    hmmscope check own-loop --driver own-loop.c --watch
    ```

    Lesson 19 does the same, and says what to look for. The other files are loops with the mistakes that everybody makes
    once, two that are right, and here is what a check says of each. The last but one is wrong only where no wait runs
    out of time: `--no-timeouts`.


    """

  @Test("The page of the exercises says what a check says of each of them") func page() throws {
    let result = try Program.run("list", "exercises")
    #expect(result.status == 0 && result.errors == "")
    let text = Self.head + "```\n\(result.output)```\n"
    if ProcessInfo.processInfo.environment["SNAPSHOTS"] == "record" { try Data(text.utf8).write(to: Self.page) }
    #expect(try String(contentsOf: Self.page, encoding: .utf8) == text)
  }

  @Test("Every loop with a mistake is found out, and lesson 19 has something to say of just that mistake") func lesson()
    throws
  {
    let result = try Program.run("lesson", "own-loop", "--text", "--size", "100x10")
    #expect(result.status == 0 && result.errors == "")
    let names = try Program.run("list", "exercises").lines.compactMap { line in
      line.hasPrefix("  ") && !line.hasPrefix("   ") ? String(line.dropFirst(2).prefix { $0 != " " }) : nil
    }
    #expect(names.first == "own-loop.c" && names.last == "works.c" && names.count >= 17)
    let right = ["does-not-wait.c", "works.c"]
    for (name, next) in zip(names, names.dropFirst() + [""]) {
      let start = try #require(result.lines.lastIndex(of: name), "\(name)")
      let end = result.lines.lastIndex(of: next) ?? result.lines.endIndex
      let said = result.lines[start..<end]
      #expect(said.contains { $0.hasPrefix("✓ passes") } == right.contains(name), "\(name)")
      #expect(said.contains { $0.hasPrefix("✗ ") } != right.contains(name), "\(name)")
      #expect(!said.contains { $0.contains("The shortest way to it is on the screen") }, "\(name)")
    }
  }

  @Test("A loop without a line that maps is a finding where the scenario wants one") func idle() throws {
    let result = try Program.run("check", "own-loop")
    #expect(result.status == 1)
    #expect(result.lines[0] == "✗ never commits: own-loop.c has no line that maps what it has read")
    let json = try Program.run("check", "own-loop", "--format", "json")
    #expect(json.status == 1 && json.output.contains("\"own-loop.c\""))
    #expect(try Program.run("check", "own-loop", "--driver", "works.c").status == 0)
    // Elsewhere there are drivers that are there for something else.
    #expect(try Program.run("check", "quiet", "--driver", "own-loop.c").status == 0)
  }

  @Test("The text of an exercise and of a driver is printed as it stands") func text() throws {
    let printed = try Program.run("list", "exercises", "own-loop")
    let kept = try String(
      contentsOf: Self.page.deletingLastPathComponent().appending(path: "own-loop.c"), encoding: .utf8)
    #expect(printed.status == 0 && printed.output == kept)
    #expect(try Program.run("list", "drivers", "retry-loop.c").output.contains("hmm_range_snapshot"))
    let none = try Program.run("list", "exercises", "wrks")
    #expect(none.status == 66 && none.errors.contains("there is no wrks among the exercises; did you mean works?"))
    #expect(try Program.run("list", "switches", "B1").status == 64)
  }

  @Test("Where no file can change, --watch says so before it checks anything") func nothingToWatch() throws {
    let result = try Program.run("check", "own-loop", "--watch")
    #expect(result.status == 64 && result.output == "" && result.errors.contains("--watch wants a file"))
    // Nor is it waited for where the scenario cannot be read.
    let wrong = try Program.run("check", "retry-loop", "--edition", "5.3", "--watch")
    #expect(wrong.status == 65 || wrong.status == 64)
  }
}
