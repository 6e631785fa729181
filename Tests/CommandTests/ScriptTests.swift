import Foundation
import Testing

@Suite("Scripts and tapes", .enabled(if: Program.isThere, Program.missing))
struct ScriptTests {
  /// As the makers of tapes show theirs.
  static let tape = """
    # Where should we write the GIF?
    Output demo.gif

    Require echo

    Set Shell "bash"
    Set FontSize 32
    Set Width 1200
    Set Height 600
    Set Padding 20
    Set Theme { "name": "Whimsy", "black": "#535178", "background": "#29283b" }

    # Type a command in the terminal.
    Type "echo 'Welcome to VHS!'"
    Sleep 500ms
    Enter
    Sleep 5s
    Hide
    Type@100ms "clear" Enter
    Show
    Ctrl+L
    """

  @Test("a plain tape is played, with one warning for all that means nothing here")
  func plainTape() throws {
    let scratch = try Scratch()
    let file = try scratch.file("demo.tape", Self.tape)
    let result = try Program.run("replay", "aba", "--script", file)
    #expect(result.status == 0)
    #expect(result.errors.components(separatedBy: "warning:").count == 2)
    #expect(result.errors.contains("Output demo.gif, Set Shell, Set FontSize, Set Width, Set Height, Set Padding"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path) == ["demo.tape"])
  }

  @Test("an exploration says the same twice, and its branch can be gone to")
  func explores() throws {
    let scratch = try Scratch()
    let text = """
      Scenario aba
      Explore
      Branch
      Goto fail
      Expect !I1
      Back 20
      Explore Depth 3
      Explore States 10
      """
    let file = try scratch.file("e.tape", text)
    let result = try Program.run("replay", "--script", file)
    let again = try Program.run("replay", "--script", file)
    #expect(result == again && result.status == 0)
    #expect(result.lines[1].hasPrefix("explore  ✗ I1 in "))
    #expect(result.lines.contains("holds  !I1"))
    #expect(result.lines.contains { $0.hasPrefix("explore  nothing concluded: ") })
  }

  @Test("a question without a right answer is 65, a program that is missing is 1")
  func status() throws {
    let scratch = try Scratch()
    let broken = try scratch.file("broken.tape", "Scenario aba\nAsk \"Where?\" \"a\" \"b\" Answer gpu.line + 7\n")
    let result = try Program.run("replay", "--script", broken)
    #expect(result.status == 65 && result.errors.contains("broken.tape:2:29: error: none of the 2 choices is right"))
    let missing = try scratch.file("missing.tape", "Require no-such-program\n")
    let stopped = try Program.run("replay", "--script", missing)
    #expect(stopped.status == 1 && stopped.errors.contains("missing.tape:1:9: error: no-such-program is not to be"))
  }

  @Test("a script beside it is found from any folder, and a circle is refused")
  func sources() throws {
    let scratch = try Scratch()
    let main = try scratch.file("main.tape", "Source part.tape\nExpect gpu.line == 14\n")
    _ = try scratch.file("part.tape", "Scenario aba\nUntil gpu.line == 14\n")
    #expect(try Program.run("replay", "--script", main, folder: URL(filePath: "/")).status == 0)
    #expect(try Program.run("replay", "--script", "main.tape", folder: scratch.folder).status == 0)
    let shipped = try scratch.file("shipped.tape", "Source aba\n")
    #expect(try Program.run("replay", "--script", shipped).status == 0)
    let circle = try scratch.file("circle.tape", "Step\nSource circle.tape\n")
    let refused = try Program.run("replay", "aba", "--script", circle)
    #expect(
      refused.status == 65 && refused.errors.contains("circle.tape:2:8: error: this script would be its own part"))
  }

  @Test(
    "the film of a script is played by asciinema, and is the same twice",
    .enabled(if: Consumer.areThere(.asciinema), Consumer.missing))
  func film() throws {
    let scratch = try Scratch()
    let text =
      "Set Size 80x24\nScenario aba\nUntil gpu.line == 14\nSleep 2s\nType \"z\"\nStep 3\nSave a.cast\nSave b.cast 3\n"
    let file = try scratch.file("film.tape", text)
    var films: [Data] = []
    for _ in 1...2 {
      #expect(try Program.run("replay", "--script", file, folder: scratch.folder).status == 0)
      films.append(try Data(contentsOf: scratch.url("a.cast")) + Data(contentsOf: scratch.url("b.cast")))
    }
    #expect(films[0] == films[1])
    let played = try Consumer.played(scratch.url("a.cast").path)
    #expect(played.status == 0)
    #expect(played.output.contains("step 49") && played.output.contains("retry-loop.c"))
    let header = try String(contentsOf: scratch.url("b.cast"), encoding: .utf8).prefix { $0 != "\n" }
    #expect(header.hasPrefix(#"{"version":3,"term":{"cols":80,"rows":24}"#))
  }
}
