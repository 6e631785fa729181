import Scripts
import Testing

@Suite("A script runs")
struct RunnerTests {
  @Test("every verb prints its effect in a line")
  func everyVerb() throws {
    let outcome = try play(
      """
      # A tour of the verbs.
      Scenario toy
      Step 3
      Back
      Until n == 6   # a comment
      BackUntil odd
      Mark here "the last odd one"
      Goto 50%
      Goto fail
      Goto here
      Goto end
      Step
      Pick gpu
      Say "that" 'was' `it`
      Sleep 1.5s
      """)
    #expect(outcome.stop == nil)
    #expect(
      outcome.lines == [
        "scenario toy  counting  Linux 5.2",
        "step 3  gpu  count C3",
        "step 2  gpu  count C2",
        "step 6  gpu  count C6  (n == 6)",
        "step 5  gpu  count C5  (odd)",
        "mark here  step 5  the last odd one",
        "step 5  gpu  count C5",
        "step 8  gpu  count C8",
        "step 5  gpu  count C5",
        "step 10  gpu  count C10",
        "step 10  gpu  count C10  (nothing can follow: this is the end)",
        "step 11  gpu  count C11",
        "that was it",
        "sleep  clock 1.500 s",
      ])
  }

  @Test("the same script prints the same lines and writes the same files")
  func deterministic() throws {
    let text = "Scenario toy\nOutput a.txt\nStep 2\nRight 3\nSnapshot\nSnapshot b.txt\nType \"x\"\n"
    let (one, two) = (Host(), Host())
    #expect(try play(text, on: one).lines == play(text, on: two).lines)
    #expect(one.files == two.files)
    #expect(one.files.count == 2)
  }

  @Test("an expectation that does not hold stops the script, with its place and the values")
  func expectation() throws {
    let outcome = try play("Scenario toy\n  Expect n == 0\nStep\nExpect n == 0 || odd == 0\nSay \"never\"\n")
    #expect(outcome.lines == ["scenario toy  counting  Linux 5.2", "holds  n == 0", "step 1  gpu  count C1"])
    let stop = try #require(outcome.stop)
    #expect("\(stop)" == "toy.tape:4:8: expected n == 0 || odd == 0, but n = 1, odd = 1")
    #expect(stop.cause == nil)
  }

  @Test("what is unknown does not hold, and a name that nobody knows is told apart from it")
  func unknown() throws {
    #expect(try play("Scenario toy\nExpect dark").stop?.message == "expected dark, but dark = unknown")
    #expect(try play("Scenario toy\nExpect light").stop?.message == "nothing here is called light")
    #expect(try play("Scenario toy\nUntil light").stop?.message == "nothing here is called light")
    #expect(try play("Scenario toy\nExpect 1 == 2").stop?.message == "expected 1 == 2, but it does not")
  }

  @Test("a moment that never comes stops the script where it was")
  func never() throws {
    let forward = try play("Scenario toy\nStep 4\nUntil n == 99")
    #expect(forward.stop?.message == "n == 99 does not become true after step 4; there, n = 4")
    let back = try play("Scenario toy\nStep 4\nBackUntil n == 7")
    #expect(back.stop?.message == "n == 7 does not become true before step 4; there, n = 4")
    #expect(try play("Scenario toy\nGoto nowhere").stop?.message == "there is no mark nowhere; m sets one")
    #expect(try play("Scenario toy\nPick cpu").stop?.message == "there is no thread cpu; there are gpu")
  }

  @Test("a verb of the model needs something that is open")
  func nothingOpen() throws {
    for verb in ["Step", "Until n == 1", "Expect n", "Mark a", "Goto 1", "Pick gpu"] {
      let stop = try #require(try play(verb).stop)
      #expect("\(stop)".hasSuffix("nothing is open: Scenario NAME or Load FILE comes first"))
    }
  }

  @Test("what the host throws is handed on with its place")
  func hostFails() throws {
    let stop = try #require(try play("\nScenario other").stop)
    #expect("\(stop)" == "toy.tape:2:10: there is no scenario other")
    #expect(stop.cause is Host.Missing)
  }

  @Test("a seed belongs to the scenario beside it, on either side")
  func seeds() throws {
    let host = Host()
    _ = try play("Seed 7\nScenario toy\nScenario toy\nSeed 18446744073709551615\nLoad toy", on: host)
    #expect(host.opened == ["toy 7", "toy 18446744073709551615", "toy"])
  }

  @Test("keys reach the host, and a key that moves time says where it went")
  func keys() throws {
    let host = Host()
    let outcome = try play(
      "Scenario toy\nRight 2\nEnter\nType@1s \"a\\tb\\n\"\nCtrl+L\nAlt+Left\nShift+Tab\nF5", on: host)
    #expect(
      outcome.lines == [
        "scenario toy  counting  Linux 5.2", "step 2  gpu  count C2", "keys  clock 0.150 s", "keys  clock 4.150 s",
        "keys  clock 4.200 s", "keys  clock 4.250 s", "keys  clock 4.300 s", "keys  clock 4.350 s",
      ])
    #expect(
      host.keys == [
        .key(.right), .key(.right), .key(.enter), .character("a"), .key(.tab), .character("b"), .key(.enter),
        .control("l"), .altKey(.left), .key(.shiftTab), .key(.function(5)),
      ])
    #expect(host.passed == 4350)
  }

  @Test("the typing speed can be set, and given for a key")
  func typingSpeed() throws {
    let host = Host()
    _ = try play("Set TypingSpeed 10ms\nDown 3\nDown@.5s 2\nSleep 2", on: host)
    #expect(host.passed == 30 + 1000 + 2000)
  }

  @Test("pictures are parted by a line, and a file gets the picture alone")
  func snapshots() throws {
    let host = Host()
    let rule = String(repeating: "─", count: 80)
    let outcome = try play("Set Size 90x20\nScenario toy\nSnapshot\nSnapshot\nSnapshot x.txt\nSnapshot", on: host)
    #expect(
      outcome.lines.dropFirst() == [rule, "[0] 90", rule, "[0] 90", rule, "snapshot x.txt", rule, "[0] 90", rule])
    #expect(host.files == ["x.txt": "[0] 90\n"])
  }

  @Test("Output keeps the screen after every command that is not hidden, also of a script that fails")
  func output() throws {
    let host = Host()
    let rule = String(repeating: "─", count: 80)
    _ = try play("Output o.ascii\nHide\nScenario toy\nStep\nShow\nStep\nRight\nExpect n == 0\nStep", on: host)
    #expect(host.files == ["o.ascii": "[2]\n\(rule)\n[3]\n\(rule)\n"])
  }
}
