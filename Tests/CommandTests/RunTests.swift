import Foundation
import Testing

@Suite("Running without a terminal", .enabled(if: Program.isThere, Program.missing))
struct RunTests {
  static let scenarios = [
    "quiet", "invalidate-before-lock", "invalidate-after-commit", "register-inside", "two-sections",
    "unrelated-section", "aba", "exit-while-waiting", "retry-loop", "retry-loop-munmap",
    "huge-split", "collapse", "migration", "ksm",
  ]

  /// Nothing that a terminal would obey.
  private func isPlain(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 32 && !(127..<160).contains($0.value)) }
  }

  @Test(
    "Every scenario prints its steps and its last screen, and ends with 0, or 1 if an invariant breaks",
    arguments: scenarios)
  func everyScenario(_ name: String) throws {
    let result = try Program.run("run", name)
    #expect(result.status == (name == "aba" ? 1 : 0))
    #expect(isPlain(result.output) && isPlain(result.errors))
    #expect(result.lines.count > 60)
    #expect(result.errors.isEmpty == (name != "aba"))
    #expect(try Program.run("run", name) == result, "the same command has the same bytes")
  }

  @Test("The program alone prints the first lesson") func alone() throws {
    let result = try Program.run()
    #expect(result.status == 0 && isPlain(result.output))
    #expect(result == (try Program.run("lesson")))
    #expect(result.lines.contains { $0.hasPrefix("1 of ") })
  }

  @Test("A scenario is a line a step, and the last screen") func steps() throws {
    let result = try Program.run("run", "retry-loop")
    #expect(result.status == 0 && isPlain(result.output))
    #expect(result == (try Program.run("run")))
    #expect(result.lines[0] == "the retry loop  Linux 5.2")
    #expect(result.lines[1].hasPrefix("     1  gpu: retry-loop.c:7"))
  }

  @Test("It runs from any folder, with nothing beside it and no environment to speak of") func anywhere() throws {
    let scratch = try Scratch()
    let result = try Program.run(
      ["run", "quiet"], environment: ["LANG": "", "TERM": "", "HOME": "/nowhere"], folder: scratch.folder)
    #expect(result.status == 0)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path).allSatisfy {
        ["in", "out", "err"].contains($0)
      })
  }

  @Test("The end of aba shows the broken invariant, and is 1") func end() throws {
    let result = try Program.run("replay", "aba", "--text", "--at", "end")
    #expect(result.status == 1)
    #expect(result.output.contains("✗ I1"))
    #expect(result.lines.count == 37 && result.lines.last == "")
    #expect(result.errors.hasPrefix("hmmscope: I1, I11 do not hold from step "))
    for name in Self.scenarios where name != "aba" {
      #expect(try Program.run("replay", name, "--text", "--at", "end").status == 0, "\(name)")
    }
    let fail = try Program.run("replay", "aba", "--text", "--at", "fail")
    #expect(fail.status == 1 && fail.output.contains("✗ I1 I11"))
  }

  @Test("A place is a step, a share, an end; what is none is refused") func places() throws {
    for place in ["0", "35", "50%", "end", "+3", "999999", "99999999999"] {
      let result = try Program.run("run", "quiet", "--at", place, "--size", "80x24")
      #expect(result.status == 0 && result.lines.count == 25, "\(place)")
    }
    let none = try Program.run("run", "quiet", "--at", "nowhere")
    #expect(none.status == 64 && none.errors == "hmmscope: there is no mark nowhere; m sets one\n")
    #expect(try Program.run("run", "quiet", "--at", "fail").status == 64)
  }

  @Test("NO_COLOR and --color change nothing in text, and no escape is sent") func colour() throws {
    let plain = try Program.run("run", "quiet", "--at", "end")
    #expect(!plain.output.contains("\u{1b}"))
    #expect(try Program.run(["run", "quiet", "--at", "end"], environment: ["NO_COLOR": "1"]) == plain)
    #expect(try Program.run("run", "quiet", "--at", "end", "--color", "always") == plain)
    #expect(try Program.run(["run", "quiet", "--at", "end"], environment: ["LANG": "C", "LC_ALL": "C"]) == plain)
    #expect(try Program.run(["run", "quiet", "--at", "end"], environment: ["TERM": "dumb"]) == plain)
  }

  @Test("A seed is printed and gives the same run again; another seed another") func seeds() throws {
    let seven = try Program.run("run", "retry-loop", "--seed", "7")
    #expect(seven.lines[0] == "the retry loop  Linux 5.2  seed 7")
    #expect(try Program.run("run", "retry-loop", "--seed", "7") == seven)
    #expect(try Program.run("run", "retry-loop", "--seed", "8").output != seven.output)
  }

  @Test("--fix cures the bug: the driver asks for a number, and goes back to again") func fix() throws {
    let result = try Program.run("run", "aba", "--fix", "B1")
    #expect(result.lines[0] == "the flag that comes back  Linux 5.2 without B1")
    #expect(result.status == 0 && result.errors == "")
    #expect(!result.output.contains("✗ I1"))
    let wrong = try Program.run("run", "aba", "--fix", "B99")
    #expect(wrong.status == 64 && wrong.errors.contains("there is no switch B99; there is B1, B2a, B2b"))
    #expect(try Program.run("run", "aba", "--edition", "2.6").status == 64)
  }

  @Test("A file that happens to have the name of a shipped driver is not taken for it") func shadow() throws {
    let scratch = try Scratch()
    _ = try scratch.file("retry-loop.c", "nonsense\n")
    #expect(try Program.run(["run", "quiet"], folder: scratch.folder) == Program.run("run", "quiet"))
    let text = try String(contentsOf: Program.root.appending(path: "Assets/Scenarios/quiet.yaml"), encoding: .utf8)
    let own = try Program.run("run", try scratch.file("own.yaml", text))
    #expect(own.status == 65 && own.errors.contains("retry-loop.c:1:1: error: "), "beside its own file it is")
  }

  @Test("Another driver's text takes the place of the scenario's") func driver() throws {
    let scratch = try Scratch()
    let text = try String(contentsOf: Program.root.appending(path: "Assets/Drivers/unchecked.c"), encoding: .utf8)
    let file = try scratch.file("mine.c", text)
    let result = try Program.run("run", "retry-loop", "--driver", file)
    #expect(result.output.contains("mine.c:"))
    #expect(result.status == 0 || result.errors.contains(" not hold from step "), "\(result.errors)")
    #expect(!result.errors.contains("expected"), "what the scenario expects is of its own driver")
    let wrong = try scratch.file(
      "wrong.c", "int mirror(struct driver *driver, struct mm_struct *mm)\n{\n  return )\n}\n")
    let refused = try Program.run("run", "retry-loop", "--driver", wrong)
    #expect(refused.status == 65 && refused.errors.contains("wrong.c:3:10: error: "), "\(refused.errors)")
    #expect(try Program.run("run", "retry-loop", "--driver", "/no/such.c").status == 66)
  }
}
