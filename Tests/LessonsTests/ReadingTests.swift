import Drivers
import Lessons
import Scene
import Session
import Testing

@Suite("Reading a lesson")
struct ReadingTests {
  /// The smallest whole lesson, with parts that can be replaced.
  private static let head = "# Title\n\nWhat it is about.\n\n```hmmscope\nScenario quiet\n```\n\n"
  private static let stop = "## Stop\n\nProse.\n"

  private static func errors(_ text: String) -> [String] {
    do {
      _ = try Lesson(
        Array(text.utf8), file: "01-x.md", names: LessonNames(scenarios: ["quiet", "aba"], recordings: ["snapshot"]))
      return []
    } catch {
      return error.description.split(separator: "\n").filter { $0.hasPrefix("01-x.md") || $0.contains(" = ") }
        .map(String.init)
    }
  }

  @Test("prose has paragraphs, items, code, emphasis, and blocks that stay as they are")
  func prose() throws {
    let text =
      Self.head + """
        <!-- without: ranges, notifiers -->

        ## A *short* heading

        Reads `pte[1]` and *then* goes
        on, **always**; 2 * 3 is 6. See [the list](https://example.org).

        - first
          goes on
        - second
        2. numbered

        ```c
        if (x)
          y();
        ```

        <!-- speaker: Ask
        them. -->
        <!-- nothing -->
        """
    let lesson = try Lesson(Array(text.utf8), file: "Lessons/12-a-name.md")
    #expect(lesson.number == 12 && lesson.name == "a-name" && lesson.title == "Title")
    #expect(lesson.without == [.ranges, .notifiers])
    let stop = lesson.stops[0]
    #expect(stop.heading == "A short heading")
    #expect(stop.prose.map(\.kind) == [.paragraph, .item("-"), .item("-"), .item("2."), .verbatim])
    #expect(
      stop.prose[0].spans == [
        ProseSpan("Reads "), ProseSpan("pte[1]", .code), ProseSpan(" and "), ProseSpan("then", .emphasis),
        ProseSpan(" goes on, "), ProseSpan("always", .strong), ProseSpan("; 2 * 3 is 6. See the list."),
      ])
    #expect(stop.prose[1].text == "first goes on")
    #expect(stop.prose[4].text == "if (x)\n  y();")
    #expect(stop.notes.map(\.text) == ["Ask them."])
  }

  @Test("a question has answers with predicates, commands, and an explanation")
  func question() throws {
    let text =
      Self.head + Self.stop + """

        ### Question: Is it `valid`?

        - `range.valid`: yes, it
          is
        - `!range.valid`: no

        ```hmmscope
        Step
        ```

        Because.

        - an item of the explanation
        """
    let question = try #require(try Lesson(Array(text.utf8), file: "x.md").stops[0].questions.first)
    #expect(question.text.text == "Is it valid?")
    #expect(question.choices.map(\.condition.text) == ["range.valid", "!range.valid"])
    #expect(question.choices.map(\.words.text) == ["yes, it is", "no"])
    #expect(question.choices[1].position == Position(line: 17, column: 4))
    #expect(question.commands.count == 1)
    #expect(question.explanation.map(\.text) == ["Because.", "an item of the explanation"])
  }

  @Test("a mistake is told with its line, its column and what is allowed", arguments: mistakes)
  func refused(mistake: Mistake) {
    let errors = Self.errors(mistake.text)
    #expect(errors.first?.hasPrefix("01-x.md:" + mistake.says) ?? false, "\(mistake.text)\n\(errors)")
    if let hint = mistake.hint {
      #expect(errors.contains { $0.contains(" = ") && $0.contains(hint) }, "\(errors)")
    }
  }

  struct Mistake: Sendable {
    var text: String
    var says: String
    var hint: String?
  }

  private static func mistake(_ text: String, _ says: String, _ hint: String? = nil) -> Mistake {
    Mistake(text: text, says: says, hint: hint)
  }

  private static func asks(_ rest: String) -> String { head + stop + "\n### Question: What?\n\n" + rest }

  private static let mistakes: [Mistake] = [
    mistake("", "1:1: error: a lesson begins with its title", "# Title"),
    mistake("Prose.\n", "1:1: error: the title comes first", "# Title"),
    mistake("# A\n\n# B\n", "3:1: error: a second title"),
    mistake("# A\n\nB.\n\n## C\n\nD.\n", "5:1: error: nothing opens what the lesson plays on", "Scenario NAME"),
    mistake("# A\n\nB.\n\nC.\n", "5:1: error: before the first stop"),
    mistake("# A\n\nB.\n\n```hmmscope\nStep\n```\n", "5:1: error: this block opens", "Scenario NAME or Load FILE"),
    mistake(head, "9:1: error: a lesson has at least one stop", "## Heading"),
    mistake(head + "## C\n", "9:1: error: this stop says nothing"),
    mistake(
      head + "## C\n\nD.\n\n### E\n", "13:1: error: below a stop there are questions, and what", "### Question: What …?"
    ),
    mistake(head + "## C\n\nD.\n\n#### E\n", "13:1: error: there are no headings of this level"),
    mistake(head + "### Question: What?\n", "9:1: error: a question stands inside a stop"),
    mistake(head + stop + "\n### Question: What\n", "13:1: error: a question ends with ?"),
    mistake(asks("- `a`: b\n"), "13:1: error: a question has from 2 to 9 answers, this one has 1"),
    mistake(asks("- yes\n- no\n"), "15:3: error: an answer begins with its predicate", "- `PREDICATE`: the words"),
    mistake(asks("- `a` yes\n- `b`: no\n"), "15:5: error: a colon comes between"),
    mistake(asks("- `a`:\n- `b`: no\n"), "15:6: error: this answer has no words"),
    mistake(asks("- `a == `: yes\n- `b`: no\n"), "15:"),
    mistake(asks("- `a = 1`: yes\n- `b`: no\n"), "15:4: error: this would change something", "'==' compares"),
    mistake(asks("Prose.\n"), "15:1: error: the answers come below a question"),
    mistake(head + "## C\n\nD ![x](y).\n", "11:3: error: an image has no place"),
    mistake(head + "## C\n\nD <b>x</b>.\n", "11:3: error: HTML has no place"),
    mistake(head + "## C\n\nD `x.\n", "11:3: error: this code is not closed"),
    mistake(head + "## C\n\nD\nand *x.\n", "12:5: error: this emphasis is not closed"),
    mistake(head + "## C\n\n| a | b |\n", "11:1: error: a table has no place"),
    mistake(
      head + stop + "\n### Question: What?\n\n- `a`: b\n- `c`: d\n\nWhy.\n\n```hmmscope\nStep\n```\n",
      "20:1: error: the commands of a question come before"),
    mistake(head + "## C\n\n```hmmscop\nStep\n```\n", "11:4: error: hmmscop is no kind of block", "exercise, c, text"),
    mistake(head + "## C\n\n```\nStep\n", "11:1: error: this block is not closed"),
    mistake(head + "## C\n\n<!-- speaker: x\n", "11:1: error: this comment is not closed"),
    mistake("# A\n\n<!-- speaker: x -->\n", "3:1: error: a note for the speaker belongs to a stop"),
    mistake(
      head + stop + "\n```hmmscope\nLook cpu rang\n```\n", "14:10: error: rang is no panel",
      "cpu, device, ranges, notifiers, frames, threads, driver, kernel, why, time"),
    mistake(
      head + "<!-- without: frames range -->\n\n" + stop, "9:22: error: range is no panel", "did you mean ranges?"),
    mistake(head + stop + "\n<!-- without: ranges -->\n", "13:1: error: what a lesson is shown without"),
    mistake(head + stop + "\n```hmmscope\nLok cpu\n```\n", "14:1: error: Lok is no verb", "did you mean Look?"),
    mistake(head + stop + "\n```hmmscope\nSnapshot\n```\n", "14:1: error: this has no place in a lesson", "Until"),
    mistake(head + stop + "\n```hmmscope\nScenario abba\n```\n", "14:10: error: there is no scenario abba", "aba"),
    mistake(head + stop + "\n```hmmscope\nLoad snapshop\n```\n", "14:6: error: there is no recording", "snapshot"),
  ]

  @Test("all mistakes of a file are told at once")
  func several() {
    let text = Self.head + "## C\n\nD `x.\n\n```hmmscope\nLook all\nStep 0\n```\n"
    #expect(Self.errors(text).filter { $0.hasPrefix("01-x.md") }.count == 3)
  }

  @Test("a lesson is called by its name, its number, or a unique beginning")
  func names() {
    let files = ["01-what.md", "05-retry-loop.md", "15-retire.md"]
    let called = { (name: String) in Lesson.file(called: name, among: files) }
    #expect(called("retry-loop") == "05-retry-loop.md" && called("5") == "05-retry-loop.md")
    #expect(called("05") == "05-retry-loop.md" && called("retr") == "05-retry-loop.md")
    #expect(called("ret") == nil && called("2") == nil && called("") == nil)
  }
}
