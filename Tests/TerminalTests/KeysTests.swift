import Testing

@Suite("In a real terminal", .enabled(if: Needed.isThere, Needed.missing), .serialized)
struct KeysTests {
  @Test("A step and back give the same screen, and quitting gives the shell's screen back") func steps() throws {
    let screen = try Screen()
    let pictures = try [0, 1, 5].map { try screen.picture("invalidate-before-lock", at: $0) }
    try screen.type("echo this was here before")
    try screen.wait(for: "\nthis was here before")
    try screen.start("run invalidate-before-lock --no-animation")
    try screen.wait { $0 == pictures[0] }
    try screen.press("s")
    try screen.wait { $0 == pictures[1] }
    try screen.press("S")
    try screen.wait { $0 == pictures[0] }
    try screen.press("s", "s", "s", "s", "s")
    try screen.wait { $0 == pictures[2] }
    try screen.press("S", "S", "S", "S")
    try screen.wait { $0 == pictures[1] }
    try screen.press("G")
    try screen.wait(for: "All threads have finished.")
    try screen.press("g")
    try screen.wait { $0 == pictures[0] }
    try screen.press("q")
    let after = try screen.wait(for: "status 0")
    #expect(after.contains("\nthis was here before") && !after.contains("CPU page table"))
  }

  @Test("The screen is the picture that is printed without a terminal", arguments: [(120, 36), (80, 24), (60, 20)])
  func picture(_ columns: Int, _ rows: Int) throws {
    let screen = try Screen(columns: columns, rows: rows)
    let printed = try screen.picture("aba", at: 40, columns: columns, rows: rows)
    try screen.start("run aba --at 40 --no-animation", until: "step 40")
    try screen.wait { $0 == printed }
  }

  @Test("An animation ends in the still picture") func animation() throws {
    let screen = try Screen()
    try screen.start("run aba --at 34", until: "step 34")
    for moment in 35...38 {
      try screen.press("s")
      let printed = try screen.picture("aba", at: moment)
      try screen.wait { $0 == printed }
    }
  }

  @Test("The palette finds a command, Ctrl-t turns the theme, and M takes the mouse and leaves it") func comfort()
    throws
  {
    let screen = try Screen(columns: 80, rows: 24)
    try screen.start("run retry-loop --no-animation")
    try screen.press("C-p")
    try screen.wait(for: "Commands ── find _")
    try screen.press("l", "a", "s", "t", "Space", "s", "t", "e", "p")
    try screen.wait(for: "after the last step")
    try screen.press("Enter")
    try screen.wait(for: "All threads have finished.")
    let before = try screen.text(escapes: true)
    for name in ["dark", "light", "high-contrast"] {
      try screen.press("C-t")
      try screen.wait(for: "theme \(name): ")
    }
    #expect(try screen.text(escapes: true).contains("48;5;16") && !before.contains("48;5;16"))
    try screen.press("M")
    try screen.wait(for: "the mouse chooses rows")
    #expect(try screen.takesMouse())
    try screen.press("M")
    try screen.wait(for: "the mouse is the terminal's")
    #expect(try !screen.takesMouse())
    try screen.press("q")
    try screen.wait(for: "status 0")
  }

  @Test("A click goes to a moment, on a thread opens its menu, and the wheel steps") func mouse() throws {
    let screen = try Screen(environment: ["TERM": "xterm-256color"])
    try screen.start("run aba --no-animation --mouse")
    // As terminals report it: button, column, row, M for a press and m for a release; the wheel is pressed only.
    func report(_ button: Int, _ column: Int, _ row: Int) throws {
      let place = "\u{1b}[<\(button);\(column);\(row)"
      try screen.send(place + "M" + (button < 64 ? place + "m" : ""))
    }
    try report(0, 61, 35)
    let there = try screen.wait { !$0.contains("step 0 of") }
    let step = try #require(there.firstMatch(of: /step (\d+) of/).flatMap { Int($0.output.1) })
    #expect(step > 40)
    try report(65, 61, 20)
    try screen.wait(for: "step \(step + 1) of")
    try report(64, 61, 20)
    try screen.wait(for: "step \(step) of")
    try screen.press("g")
    let start = try screen.wait(for: "step 0 of").split(separator: "\n", omittingEmptySubsequences: false)
    let row = try #require(start.firstIndex { $0.contains("2 app ") })
    try report(0, 40, row + 1)
    try screen.wait(for: "run it")
    try screen.press("Escape")
    try screen.wait { !$0.contains("run it") }
    try screen.press("q")
    try screen.wait(for: "status 0")
  }

  @Test("Resizing draws another layout each time, and the old one again") func resize() throws {
    let screen = try Screen()
    try screen.start("run retry-loop --no-animation")
    for (columns, rows) in [(80, 24), (60, 20), (40, 10), (10, 3), (200, 60), (1, 1), (80, 24), (120, 36)] {
      let printed = try screen.picture("retry-loop", at: 0, columns: columns, rows: rows)
      try screen.resize(columns, rows)
      // The last cell of a terminal cannot be written by every terminal, and here it is the only one.
      if columns > 1 { try screen.wait { $0 == printed } }
    }
    try screen.press("s")
    try screen.wait(for: "step 1 of")
    try screen.press("q")
    try screen.wait(for: "status 0")
  }

  @Test("Help opens over the picture and closes again") func help() throws {
    let screen = try Screen(columns: 80, rows: 24)
    let printed = try screen.picture("retry-loop", at: 0, columns: 80, rows: 24)
    try screen.start("run retry-loop --no-animation")
    try screen.press("?")
    try screen.wait(for: "Move in time")
    try screen.press("Escape")
    try screen.wait { $0 == printed }
  }

  @Test("The prompt takes a command, says an error, and Escape leaves it") func prompt() throws {
    let screen = try Screen()
    let printed = try screen.picture("aba", at: 0)
    try screen.start("run aba --no-animation")
    try screen.press(":")
    try screen.wait(for: "Tab completes")
    try screen.press("Escape")
    try screen.wait { $0 == printed }
    try screen.type(":until hmm->notifiers == 1")
    try screen.wait(for: "notifiers 0 ⇒ 1")
    try screen.type(":p hmm->kref")
    try screen.wait(for: "hmm->kref = 3")
    try screen.type(":goto nowhere")
    try screen.wait(for: "there is no mark nowhere")
    try screen.type(":fail")
    try screen.wait(for: "✗ I1 I11")
    try screen.press("q")
    try screen.wait(for: "status 0")
  }

  @Test(
    "x finds a future that breaks a law, which is stepped; with the switch turned it is asked again, and none is left")
  func explore() throws {
    let screen = try Screen()
    try screen.start("run aba --no-animation")
    try screen.press("x")
    try screen.wait(for: "✗ I1 in 99 steps, 2 switches: branch b, c goes on to it")
    try screen.press("c")
    try screen.wait(for: "critical by order: after this step no choice of thread ends well.")
    try screen.type(":fix B1")
    try screen.wait(for: " states from step 0 fail; before: I1 among ")
    try screen.type(":unfix B1")
    try screen.wait(for: "✗ I1 in 99 steps")
    try screen.press("q")
    try screen.wait(for: "status 0")
  }

  @Test("A search goes on behind the keys, and x ends it") func exploreLong() throws {
    let screen = try Screen()
    try screen.start("run two-sections --fix B1 --no-animation")
    try screen.press("x")
    try screen.wait(for: "x stop")
    try screen.press("s")
    try screen.wait(for: "step 1 of")
    try screen.press("x")
    try screen.wait(for: "stopped: nothing is wrong in the ")
    try screen.press("q")
    try screen.wait(for: "status 0")
  }
}
