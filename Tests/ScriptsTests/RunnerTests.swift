import Scripts
import Session
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

  @Test("a question is answered by the machine: a value, the number of a choice, or one of two by a condition")
  func questions() throws {
    let outcome = try play(
      """
      Scenario toy
      Step 3
      Ask "How many?" Answer n
      Ask "Is it odd?" "yes" "no" Answer odd
      Ask "Is it even?" "yes" "no" Answer !odd
      Ask "How many?" 'two' "one" `three` Answer n
      """)
    #expect(outcome.stop == nil)
    #expect(
      outcome.lines.dropFirst(2) == [
        "ask  How many?", "answer  3", "ask  Is it odd?", "  1  yes", "  2  no", "answer  1  yes", "ask  Is it even?",
        "  1  yes", "  2  no", "answer  2  no", "ask  How many?", "  1  two", "  2  one", "  3  three",
        "answer  3  three",
      ])
  }

  @Test("a question without a right answer is a mistake of the file, with its place")
  func brokenQuestions() throws {
    for (answer, message) in [
      ("n + 3", "none of the 2 choices is right: n + 3 is 3"), ("dark", "the answer is unknown here: dark = unknown"),
    ] {
      let stop = try #require(try play("Scenario toy\nAsk \"x\" \"a\" \"b\" Answer \(answer)").stop)
      #expect("\(stop)" == "toy.tape:2:24: \(message)")
      #expect(stop.isBrokenQuestion)
    }
    #expect(try play("Scenario toy\nAsk \"x\" Answer light").stop?.message == "nothing here is called light")
  }

  @Test("an exploration says what it has come to, or stops the script where its time was over")
  func explores() throws {
    let outcome = try play("Scenario toy\nStep 2\nExplore\nExplore Depth 7 For 2s States 100\nExplore For 1ms")
    #expect(
      outcome.lines.dropFirst(2) == [
        "explore  from 2, depth -1, states -1", "explore  from 2, depth 7, states 100",
      ])
    #expect(outcome.stop.map { "\($0)" } == "toy.tape:5:9: the time was over")
  }

  @Test("the mouse is pressed at a column and a row, so often")
  func mouse() throws {
    let host = Host()
    _ = try play("Scenario toy\nMouse 80 24\nMouse 1 2 WheelDown 2\nMouse 3 4 2", on: host)
    #expect(host.clicks == ["80,24 Left", "1,2 WheelDown", "1,2 WheelDown", "3,4 Left", "3,4 Left"])
    #expect(host.passed == 5 * 50)
  }

  @Test("waiting lets the script's own time pass until the screen has what is waited for")
  func waits() throws {
    final class Slow: ScriptHost {
      let session = Session(Counting())
      var passed = 0
      func open(scenario: String, seed: UInt64?) -> Session { session }
      func load(file: String) -> Session { session }
      func frame() -> String { "\(passed)\n at last \n   " }
      func press(_ key: ScriptKey) {}
      func resize(columns: Int, rows: Int) {}
      func advance(milliseconds: Int) { passed += milliseconds }
      func write(_ text: String, to file: String) {}
    }
    func lines(_ text: String) throws -> (lines: [String], stop: String?) {
      var lines: [String] = []
      do {
        try ScriptRunner(host: Slow()) { lines.append($0) }.run(try Script(text, file: "w"))
      } catch let stop as ScriptStop {
        return (lines, "\(stop)")
      }
      return (lines, nil)
    }
    #expect(try lines("Wait /^30+$/").stop == "w:1:1: the screen does not show /^30+$/ within 15.000 s")
    #expect(try lines("Wait /^300/\nWait+Line /at l.st/").lines == ["wait  clock 0.300 s", "wait  clock 0.300 s"])
    #expect(try lines("Set WaitPattern /700/\nWait").lines == ["wait  clock 0.700 s"])
    #expect(try lines("Set WaitTimeout 250ms\nWait /7/").stop?.hasSuffix("within 0.250 s") == true)
    #expect(try lines("Wait@.2s /7/").stop?.hasSuffix("within 0.200 s") == true)
    #expect(try lines("Wait").lines == ["wait  clock 0.000 s"])
  }

  @Test("a program that is required and not found stops the script")
  func requires() throws {
    let outcome = try play("Require here\nRequire there\nSay \"never\"")
    #expect(outcome.lines.isEmpty)
    #expect(outcome.stop.map { "\($0)" } == "toy.tape:2:9: there is not to be found")
  }

  @Test("a film has a marker for what was done to the model, and every step stands long enough to be seen")
  func film() throws {
    let host = Host()
    let outcome = try play(
      """
      Scenario toy
      Step
      Say "look"
      Sleep 2s
      Step
      Right@1s 2
      Hide
      Step
      Sleep 5s
      Show
      Goto 3
      Save a.cast
      Save b.cast 3
      """, on: host)
    #expect(outcome.stop == nil)
    let film = """
      +0 [0] step=0
      +1000 [1] step=1 gpu: count C1
      +1000 [1] look
      +2000 [2] step=2 gpu: count C2
      +0 [3]
      +1000 [4]
      +1000 [3] step=3 gpu: count C3
      """
    #expect(host.files["a.cast"] == "2\n\(film)\n+1000\n")
    #expect(host.files["b.cast"] == "3\n\(film)\n+1000\n")
    let other = Host()
    _ = try play("Output o.cast\nScenario toy\nStep\nExpect n == 7", on: other)
    #expect(other.files == ["o.cast": "2\n+0 [0] step=0\n+1000 [1] step=1 gpu: count C1\n+1000\n"])
  }
}
