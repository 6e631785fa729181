import Foundation
import Testing

@Suite("A session that is written down", .enabled(if: Needed.isThere, Needed.missing))
struct RecordingTests {
  /// Keys that mean something in most moments; those that leave or that start something endless are not among them.
  private static let keys = [
    "s", "s", "s", "S", "o", "O", "c", "C", "n", "N", "g", "G", "5", "Tab", "BTab", "z", "i", "e", "j", "k", "Enter",
    "Escape", "t", "T", "w", "b", "W", "L", "+", "-", "J", "K", "PgDn", "PgUp", "Down", "Up", "Right", "Left", "?", "[",
    "]", "P", "Space",
  ]

  @Test("playing the script of random keys ends in the same moment", arguments: [1, 2, 3] as [UInt64])
  func law(_ seed: UInt64) throws {
    let screen = try Screen(columns: 80, rows: 24)
    try screen.start("run aba --no-animation")
    if seed == 3 {
      // What is found in the background is a branch then.
      try screen.press("c", "x")
      try screen.wait(for: ": branch b")
    }
    var state = seed
    for _ in 0..<70 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      try screen.press(Self.keys[Int(state >> 33) % Self.keys.count])
    }
    // Whatever is open or plays is closed and stopped; then the script is written.
    try screen.press("s", "S", "Escape", "Escape", "Escape", "Escape", "C-c")
    try screen.press("Escape", "Escape", ":")
    try screen.type("save-script s.tape")
    try screen.wait(for: "written to s.tape")
    let live = try screen.text()
    try screen.press("q")
    try screen.wait(for: "status 0")
    try screen.type("clear; (cat s.tape; echo Set Size 80x24; echo Snapshot) > t.tape")
    try screen.type("\(screen.program) replay --script t.tape > out; echo status $?; tail -25 out | head -4")
    let played = try screen.wait { $0.contains("status 0") && $0.contains(" of ") }
    let script = try String(contentsOf: screen.file("s.tape"), encoding: .utf8)
    let moment = try #require(live.firstMatch(of: /step (\d+) of/)).1
    let again = try #require(played.firstMatch(of: /step (\d+) of/)).1
    #expect(moment == again, "\(script)")
  }

  @Test("a file that is there and no such script is left alone, and a lesson says why it has none")
  func refuses() throws {
    let screen = try Screen(columns: 80, rows: 24)
    try screen.type("echo mine > mine.tape")
    try screen.start("run aba")
    try screen.press("s", ":")
    try screen.type("save-script mine.tape")
    try screen.wait(for: "mine.tape is there already")
    try screen.press(":")
    try screen.type("save-script no/such/a.tape")
    try screen.wait(for: "there is no folder no/such")
    try screen.press(":")
    try screen.type("save-script")
    try screen.wait(for: "save-script needs something")
    try screen.press(":")
    try screen.type("save-script a.tape")
    try screen.wait(for: "written to a.tape")
    try screen.press("s")
    try screen.wait(for: "step 2 of")
    try screen.press(":")
    try screen.type("save-script ./a.tape")
    try screen.wait(for: "written to ./a.tape")
    #expect(try String(contentsOf: screen.file("mine.tape"), encoding: .utf8) == "mine\n")
    let text = try String(contentsOf: screen.file("a.tape"), encoding: .utf8)
    #expect(text == "# A live session of hmmscope.\nScenario aba\nStep 2\n")
    try screen.press("q")
    try screen.wait(for: "status 0")
    try screen.start("lesson 1", until: "stop 1 of")
    try screen.press(":")
    try screen.type("save-script b.tape")
    try screen.wait(for: "a lesson is its own script")
  }

  @Test("what a question keeps from being done is not written down")
  func questions() throws {
    let screen = try Screen(columns: 80, rows: 24)
    try screen.start("run aba")
    try screen.press("s", "s", "Q")
    try screen.wait(for: "1 ")
    // Until something is asked, steps are made; then nothing goes on.
    for _ in 0..<12 { try screen.press("s") }
    try screen.wait(for: "a question waits")
    try screen.press("G", "g", ":")
    try screen.type("save-script q.tape")
    try screen.wait(for: "written to q.tape")
    let text = try String(contentsOf: screen.file("q.tape"), encoding: .utf8)
    #expect(text.contains("Step") && !text.contains("Goto"), "\(text)")
  }

  @Test("run --record FILE.tape writes the script when the person leaves, with the options that it wants")
  func record() throws {
    let screen = try Screen(columns: 80, rows: 24)
    try screen.start("run aba --seed 7 --fix B2a --record r.tape")
    try screen.press("s", "s", "S", "q")
    try screen.wait(for: "status 0")
    #expect(
      try String(contentsOf: screen.file("r.tape"), encoding: .utf8) == """
        # A live session of hmmscope.
        # It goes with the same options: hmmscope replay --script FILE --fix B2a
        Scenario aba
        Seed 7
        Step 2
        Back

        """)
  }
}
