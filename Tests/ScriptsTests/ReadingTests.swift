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
      ("Wait x", "1:6: error: Wait wants a pattern between slashes"),
      ("Wait /(/", "1:6: error: this is no regular expression"),
      ("Wait /a/ b", "1:10: error: Wait takes no more than this"),
      ("Ask", "1:4: error: Ask wants a question"), ("Ask Answer n", "1:5: error: Ask wants a question"),
      ("Ask \"n?\"", "1:9: error: this question has no answer: Answer EXPRESSION"),
      ("Ask \"n?\" Answer", "1:16: error: Answer wants a predicate"),
      ("Ask \"n?\" Answer n = 1", "1:17: error: this would change something"),
      ("Ask \"n?\" \"one\" Answer n", "1:10: error: a question has from 2 to 9 choices, or none; this one has 1"),
      ("Ask \"n?\" one Answer n", "1:10: error: questions and choices stand in quotes"),
      ("Ask \" \" Answer n", "1:5: error: this says nothing"),
      ("Explore 7", "1:9: error: 7 is no bound"), ("Explore Depth 0", "1:15: error: 0 is not a number of steps"),
      ("Explore Depth", "1:14: error: Explore wants a number of steps"),
      ("Explore For 1s For 2s", "1:16: error: a second For"),
      ("Save", "1:5: error: Save wants the name of a file"),
      ("Save a.cast 4", "1:13: error: 4 is no version of asciicast"),
      ("Mouse 1", "1:8: error: Mouse wants a row, from 1"), ("Mouse 0 1", "1:7: error: 0 is not a column, from 1"),
      ("Mouse 1 1 Middle", "1:11: error: Middle is no button"), ("Mouse 1 1 Left 0", "1:16: error: 0 is no count"),
      ("Paste", "1:1: error: nothing was copied"), ("Require", "1:8: error: Require wants the name of a program"),
      ("Source a", "1:8: error: no other script can be named here"),
      ("Branch 2", "1:8: error: Branch takes no more than this"),
      ("Enter 2 3", "1:9: error: Enter takes no more than this"),
      ("Enter Step", "1:7: error: Step is no count"),
      ("'Step'", "1:1: error: a line begins with a verb"),
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

  @Test("a tape of VHS is read: one warning names all that means nothing here")
  func tape() throws {
    let script = try Script(
      """
      Output demo.txt
      Output demo.gif
      Require hmmscope
      Set Shell "bash"
      Set FontSize 22
      Set FontSize 30
      Set Theme { "name": "x", "black": "#000000" }
      Set TypingSpeed 75ms
      Env HELLO "it's"
      Hide
      Type@10ms "hmmscope run aba" Sleep 500ms  Enter
      Show
      Wait+Screen@2s /step [0-9]+ \\/ 2/ Sleep .5
      Wait Ctrl+Shift+C
      Screenshot "a b.png"
      ScrollUp@10ms 3
      Ctrl+Alt+Delete
      Copy "gpu" Paste
      Alt+Shift+b Space 2 Hide
      """, file: "demo.tape")
    #expect(
      script.warnings == [
        """
        demo.tape:2:8: warning: ignored here: Output demo.gif, Set Shell, Set FontSize, Set Theme, Env, Screenshot, \
        ScrollUp, Ctrl+Alt+Delete
            2 | Output demo.gif
              |        ^^^^^^^^
              = nothing is filmed in pixels, and no shell is run
        """
      ])
    let names = script.commands.map { "\($0.verb)".prefix { $0.isLetter } }
    #expect(
      names == [
        "output", "require", "typingSpeed", "hide", "type", "sleep", "press", "show", "wait", "sleep", "wait", "press",
        "type", "press", "press", "hide",
      ])
    guard case .wait(.screen, pattern: "step [0-9]+ / 2", milliseconds: 2000) = script.commands[8].verb,
      case .wait(.screen, pattern: nil, milliseconds: nil) = script.commands[10].verb,
      case .press(.control("c"), count: 1, every: nil) = script.commands[11].verb,
      case .type(_, text: "gpu", every: 0) = script.commands[12].verb,
      case .press(.alt("B"), count: 1, every: nil) = script.commands[13].verb
    else {
      Issue.record("other commands: \(script.commands)")
      return
    }
  }

  @Test("a warning with more names than it has room for says how many there are")
  func manyIgnored() throws {
    let names = ["Shell", "FontFamily", "FontSize", "Width", "Height", "Padding", "Margin", "Theme", "Framerate"]
    let script = try Script(names.map { "Set \($0) 1\n" }.joined())
    #expect(script.warnings.count == 1)
    #expect(script.warnings[0].contains("Set Margin, Set Theme and 1 more\n"))
  }

  @Test("a script names others: their lines stand in its place, their outputs and their places stay their own")
  func source() throws {
    let files = [
      "in/b.tape": "Output b.txt\nStep 2\nSet Shell x\nSource c.tape\n", "in/c.tape": "Back\n",
      "circle.tape": "Source round.tape", "round.tape": "Step\nSource circle.tape\n", "bad.tape": "Step\nStpe\n",
      "twice.tape": String(repeating: "Source in/c.tape\n", count: 10),
    ]
    let sources = ScriptSources { name, from in
      let folder = from.contains("/") ? String(from.prefix { $0 != "/" }) + "/" : ""
      let path = files[folder + name] == nil ? name : folder + name
      return files[path].map { ScriptSources.Found(file: path, bytes: Array($0.utf8)) }
    }
    let script = try Script("Step\nSource in/b.tape\nStep 3", file: "a.tape", sources: sources)
    #expect(
      script.commands.map { "\($0.file):\($0.span.start)" } == [
        "a.tape:1:1", "in/b.tape:2:6", "in/c.tape:1:1", "a.tape:3:6",
      ])
    #expect(
      script.warnings.count == 1 && script.warnings[0].hasPrefix("in/b.tape:3:5: warning: ignored here: Set Shell\n"))
    #expect(try Script("Source twice.tape", file: "a.tape", sources: sources).commands.count == 10)
    func refusal(_ text: String) -> String {
      do {
        _ = try Script(text, file: "a.tape", sources: sources)
        return "it was read"
      } catch {
        return String("\(error)".prefix { $0 != "\n" })
      }
    }
    #expect(refusal("Source none.tape") == "a.tape:1:8: error: there is no script none.tape")
    #expect(refusal("\nSource bad.tape") == "bad.tape:2:1: error: Stpe is no verb")
    #expect(refusal("Stpe\nSource bad.tape") == "a.tape:1:1: error: Stpe is no verb")
    #expect(
      refusal("Source circle.tape")
        == "round.tape:2:8: error: this script would be its own part: circle.tape → round.tape → circle.tape")
  }

  @Test("scripts that name one another more and more are refused before they fill the memory")
  func explosion() {
    for twice in [false, true] {
      let sources = ScriptSources { name, _ in
        let number = Int(name) ?? 0, line = number == 20 && twice ? "Step\n" : "Source \(number + 1)\n"
        return ScriptSources.Found(file: name, bytes: Array((twice ? line + line : line).utf8))
      }
      #expect(throws: Diagnostics.self) { try Script("Source 1", file: "0", sources: sources) }
    }
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
      let verb = String(form.prefix { $0.isLetter || $0 == "+" })
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
        "/", "/a+/", "\\/", "Answer", "Depth", "For", "Left", "WheelUp",
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
