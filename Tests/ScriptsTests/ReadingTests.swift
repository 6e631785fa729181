import Drivers
import Scene
import Scripts
import Session
import Testing

@Suite("A script is read")
struct ReadingTests {
  /// What is printed of a script that cannot be read.
  private func errors(_ text: String) -> String {
    do {
      _ = try Script(text, file: "a.tape")
      return "it was read"
    } catch {
      return "\(error)"
    }
  }

  /// The first line of that.
  private func first(_ text: String) -> String { String(errors(text).prefix { $0 != "\n" }) }

  @Test("an empty script, blank lines and comments are nothing to do")
  func empty() throws {
    for text in ["", "\n\n", "# nothing\n   # here\n", "\u{FEFF}", " \t \r\n"] {
      #expect(try Script(text).commands.isEmpty)
    }
  }

  @Test("all errors come at once, with their lines, carets and hints")
  func allAtOnce() {
    #expect(
      errors("Scenario toy\nStpe 3\nUntil gpu.line = 21\nGoto\n\tSay \"open\nType hello # x\n") == """
        a.tape:2:1: error: Stpe is no verb
            2 | Stpe 3
              | ^^^^
              = did you mean Step?
        a.tape:3:7: error: this would change something
            3 | Until gpu.line = 21
              |       ^^^^^^^^^^^^^
              = a predicate only looks; '==' compares
        a.tape:4:5: error: Goto wants a step, a mark, start, end, fail or a percentage
            4 | Goto
              |     ^
              = Goto STEP|MARK|start|end|fail|50%
        a.tape:5:6: error: this text is not closed
            5 | \tSay "open
              | \t    ^^^^^
              = it ends on its own line with "
        a.tape:6:6: error: the text stands in quotes: "…", '…' or `…`
            6 | Type hello # x
              |      ^^^^^
              = Type[@TIME] "text"
        """)
  }

  @Test(
    "an argument that is wrong is pointed at",
    arguments: [
      ("Step 0", "1:6: error: 0 is no count"), ("Step -1", "1:6: error: -1 is no count"),
      ("Step 1e3", "1:6: error: 1e3 is no count"),
      ("Step 99999999999999999999", "1:6: error: 99999999999999999999 is no count"),
      ("Step 1 2", "1:8: error: Step takes no more than this"), ("Hide 1", "1:6: error: Hide takes no more than this"),
      ("Seed x\nScenario a", "1:6: error: x is no seed"), ("Seed 1", "1:6: error: no Scenario stands beside this Seed"),
      ("Seed 1\nStep\nScenario a", "1:6: error: no Scenario stands beside this Seed"),
      ("Scenario", "1:9: error: Scenario wants the name of a scenario"),
      ("Scenario ''", "1:10: error: this is empty: Scenario wants the name of a scenario"),
      ("Sleep 3h", "1:7: error: 3h is no time"), ("Sleep .", "1:7: error: . is no time"),
      ("Sleep 0.0005s", "1:7: error: 0.0005s is no time"), ("Sleep 61m", "1:7: error: 61m is no time"),
      ("Goto +9223372036854775807", "1:6: error: no run and no trace is that long"),
      ("Goto 101%", "1:6: error: 101% is beyond the end"), ("Goto 12x", "1:6: error: 12x is no step"),
      ("Pick gpu.x", "1:6: error: this is no thread and alternative"),
      ("Mark a b", "1:8: error: the note stands in quotes"),
      ("Until", "1:6: error: Until wants a predicate"), ("Expect # why", "1:7: error: Expect wants a predicate"),
      ("Step@1s", "1:1: error: Step takes no time"), ("Right@soon", "1:1: error: soon is no time"),
      ("Ctrl+Enter", "1:1: error: a terminal has no key of its own for Ctrl+Enter"),
      ("Meta+x", "1:1: error: Meta is no key to hold"), ("F13", "1:1: error: F13 is no verb"),
      ("Wait", "1:1: error: Wait is no verb here"), ("'Step'", "1:1: error: a line begins with a verb"),
      ("Say \"\\q\"", "1:6: error: this escape is not known"),
      ("Say \"\\u{1b}\"", "1:6: error: this escape is not known"),
      ("Say \"a\"b", "1:8: error: a blank must stand after a text in quotes"),
      ("Say \u{1b}[2J", "1:5: error: a control character"),
      ("Set Size 80", "1:10: error: 80 is no size"), ("Set Colour red", "1:5: error: there is no setting Colour"),
    ])
  func arguments(text: String, message: String) {
    #expect(first(text) == "a.tape:" + message)
  }

  @Test("a hint names what was probably meant")
  func hints() {
    for (text, hint) in [
      ("step", "did you mean Step?"), ("UNTIL x", "did you mean Until?"), ("Pagedown", "did you mean PageDown?"),
      ("Step -3", "Back N goes back"), ("Set FontSise 3", "did you mean FontSize?"),
      ("Until \"n == 1\"\nStep x", "a whole number from 1 to 1000000"),
      ("Screenshot a.png", "Snapshot FILE.txt writes the screen as text"),
    ] {
      #expect(errors(text).hasSuffix("= \(hint)"), "\(text)")
    }
  }

  @Test("what is no text is refused with the place")
  func noText() {
    func refusal(_ bytes: [UInt8]) -> String {
      do {
        _ = try Script(bytes: bytes, file: "b.tape")
        return "it was read"
      } catch {
        return "\(error)"
      }
    }
    #expect(refusal(Array("Step\nSt\0ep".utf8)).hasPrefix("b.tape:2:3: error: a NUL byte"))
    #expect(refusal(Array("Step\n".utf8) + [0xff, 0x0a]).hasPrefix("b.tape:2:1: error: this is not UTF-8"))
    #expect(refusal(Array(repeating: 0x23, count: 2 << 20)).hasPrefix("b.tape:1:1: error: 2097152 bytes are too many"))
    let long = "Step\nSay \"" + String(repeating: "x", count: 20_000) + "\""
    #expect(first(long) == "a.tape:2:1: error: this line has 20006 characters")
  }

  @Test("a tape of VHS is read: what means nothing here is said once")
  func tape() throws {
    let script = try Script(
      """
      Output demo.gif
      Output demo.txt
      Require hmmscope
      Set FontSize 22
      Set FontSize 30
      Set Theme { "name": "x", "black": "#000000" }
      Set TypingSpeed 75ms
      Hide
      Type@10ms "hmmscope run aba"
      Enter
      Show
      Sleep 500ms
      Ctrl+C
      """, file: "demo.tape")
    #expect(
      script.warnings.map { String($0.prefix { $0 != "\n" }) } == [
        "demo.tape:1:8: warning: only text is written: FILE.txt, FILE.ascii or FILE.test",
        "demo.tape:3:1: warning: nothing is run from a script, so nothing is required",
        "demo.tape:4:5: warning: FontSize means nothing here and is ignored",
        "demo.tape:6:5: warning: Theme means nothing here and is ignored",
      ])
  }

  @Test("a part of a larger text keeps the lines of the whole")
  func part() throws {
    let text = "# A lesson\n\n```\nStep\nStpe\n```\nwords\n"
    #expect(try Script(text, file: "l.md", part: 3..<4).commands.count == 1)
    #expect(throws: Diagnostics.self) { try Script(text, file: "l.md", part: 3..<5) }
    do {
      _ = try Script(text, file: "l.md", part: 4..<5)
    } catch {
      #expect("\(error)".hasPrefix("l.md:5:1: error: Stpe is no verb\n    5 | Stpe"))
    }
  }

  @Test("a comment may contain anything, and a hash in a text or a word is none")
  func hashes() throws {
    let script = try Script("Say \"a # b\" # \"\nLoad a#b.txt\nUntil x == 1 # '\n#Step", file: "a.tape")
    #expect(script.commands.count == 3)
    guard case .say("a # b") = script.commands[0].verb, case .load("a#b.txt") = script.commands[1].verb,
      case .until(let condition, .forward) = script.commands[2].verb
    else {
      Issue.record("other commands: \(script.commands)")
      return
    }
    #expect(condition.text == "x == 1")
  }

  @Test("every form of the help page names a verb that is read")
  func forms() {
    for (form, _) in Script.forms where !form.hasPrefix("KEY") {
      let verb = String(form.prefix { $0.isLetter })
      #expect(!errors(verb).contains("is no verb"), "\(verb)")
    }
  }

  @Test("whatever the text is, it is read or refused with places inside it")
  func anything() {
    var state: UInt64 = 1
    func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    let pieces =
      Script.forms.map { String($0.form.prefix { $0.isLetter }) } + [
        " ", " ", " ", "\t", "\n", "\n", "\r\n", "\"", "'", "`", "\\", "#", "@", "@1s", "+", "Ctrl+", "-1", "0", "7",
        "99999999999999999999",
        "50%", ".", "1.5s", "n == 1", "->", "[", "]", "(", ")", "&&", "ret", "é", "日", "👩‍🚀", "\u{301}", "\u{0}",
        "\u{1b}", "{", "}", "u{41}",
      ]
    for _ in 1...3000 {
      let text = (0..<next(12)).map { _ in pieces[next(pieces.count)] }.joined()
      do {
        _ = try Script(text)
      } catch {
        #expect(!error.errors.isEmpty, "\(text.debugDescription)")
        let lines = text.count { $0.isNewline } + 1
        for problem in error.all {
          #expect((1...lines).contains(problem.span.start.line), "\(text.debugDescription)")
          #expect((1...500).contains(problem.span.start.column), "\(text.debugDescription)")
        }
        #expect(!"\(error)".isEmpty)
      }
    }
  }
}
