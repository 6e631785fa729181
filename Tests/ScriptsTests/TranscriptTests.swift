import Library
import Scenarios
import Scene
import Scripts
import Session
import Testing

@Suite("A live session as a script")
struct TranscriptTests {
  /// Does what a person asks for, and writes it down.
  private final class Live {
    let session: Session
    let transcript: Transcript

    init(_ name: String, seed: UInt64?) throws {
      let stage = ShippedTests.Stage()
      session = try stage.open(scenario: name, seed: seed)
      transcript = Transcript(opening: ["Scenario \(name)"] + (seed.map { ["Seed \($0)"] } ?? []))
    }

    @discardableResult
    func ask(_ request: Request) -> Reply {
      let before = session.position
      let reply = session.handle(request)
      transcript.note(request, reply, session, from: before)
      return reply
    }
  }

  /// The session that a script ends in.
  private func played(_ text: String) throws -> Session {
    let runner = ScriptRunner(host: ShippedTests.Stage()) { _ in }
    try runner.run(try Script(text, file: "session.tape"))
    return try #require(runner.session)
  }

  @Test("what is asked of the model is a verb, what no verb says is the moment that it led to")
  func verbs() throws {
    let live = try Live("aba", seed: nil)
    for request: Request in [
      .step(1, .forward), .step(1, .forward), .step(3, .forward), .step(1, .back), .run(.forward), .mark("a", note: ""),
      .mark("two words", note: "say \"so\""), .goTo(.first), .goTo(.bookmark("a")), .goTo(.bookmark("two words")),
      .choose(thread: "app", alternative: 0), .force(thread: "gpu"), .branch(.forward), .branch(.back),
      .command("until gpu.line == 26"), .command("back-until gpu.line == 14"), .goTo(.last), .goTo(.percent(50)),
      .watch("range.valid"), .toggleBreak("13"), .breakIf("hmm->notifiers == 1"), .command("p range.valid"),
      .command("fix B1"), .command("unfix B1"), .over(.forward), .find("hmm_range", .back), .goTo(.bookmark("none")),
      .choose(thread: "nobody", alternative: 0), .command("nonsense"), .command("until gpu.line =="),
    ] {
      live.ask(request)
    }
    let lines = live.transcript.text.split(separator: "\n").dropFirst(2).map(String.init)
    #expect(
      lines.prefix(10) == [
        "Step 5", "Back", "Goto 95  # valid again, and the driver carries what it read before", "Mark a",
        "Mark \"two words\" \"say \\\"so\\\"\"", "Goto start", "Goto a", "Goto \"two words\"", "Pick app", "Force gpu",
      ])
    #expect(
      lines.dropFirst(10).prefix(5) == [
        "Branch", "BackBranch", "Until gpu.line == 26", "BackUntil gpu.line == 14", "Goto end",
      ])
    #expect(lines.contains("Fix B1") && lines.contains("Unfix B1"))
    #expect(lines.contains("Type \":watch range.valid\"") && lines.contains("Type \":break 13\""))
    #expect(!lines.contains { $0.contains("nobody") || $0.contains("none") || $0.contains("nonsense") })
  }

  @Test("keys that only change the view stay keys, and what was opened and closed leaves nothing")
  func keys() throws {
    let transcript = Transcript(opening: ["Scenario aba"])
    func press(_ key: ScriptKey, isAsking: Bool = false, isOpen: Bool = false, columns: Int = 80) {
      transcript.press(.key(key), isAsking: isAsking, isOpen: isOpen, size: (columns, 24))
    }
    press(.key(.tab))
    press(.key(.tab))
    press(.character("z"))
    press(.character("i"))
    press(.character(" "))
    press(.key(.function(5)), columns: 120)
    press(.control("d"), columns: 120)
    press(.altKey(.left), columns: 120)
    // A help page, opened and closed.
    press(.character("?"), isOpen: true, columns: 120)
    press(.key(.escape), columns: 120)
    // A command that asks is told of by the request.
    for character in ":id".unicodeScalars { press(.character(character), isOpen: true, columns: 120) }
    press(.key(.enter), isAsking: true, columns: 120)
    // A command of the view.
    for character in ":zoom \"".unicodeScalars { press(.character(character), isOpen: true, columns: 120) }
    press(.key(.enter), columns: 120)
    transcript.press(.mouse(column: 7, row: 9, .left), isAsking: false, isOpen: false, size: (120, 24))
    transcript.press(.mouse(column: 7, row: 9, .wheelUp), isAsking: true, isOpen: false, size: (120, 24))
    #expect(
      transcript.text == """
        # A live session of hmmscope.
        Scenario aba
        Set Size 80x24
        Tab 2
        Type "zi"
        Space
        Set Size 120x24
        F5
        Ctrl+d
        Alt+Left
        Type ":zoom"
        Space
        Type "\\""
        Enter
        Mouse 7 9

        """)
    #expect(try Script(transcript.text).warnings == [])
  }

  @Test("an exploration in the background is played where it was begun, and leads back to where one was")
  func explorations() {
    func lines(_ branch: Int, _ moment: Int, _ here: (Int, Int), _ future: (Int, Bool)?, _ counts: (Int, Int)) -> String
    {
      let transcript = Transcript(opening: [])
      transcript.noteExploration(branch: branch, moment: moment, here: here, future: future, counts: counts)
      return transcript.text.split(separator: "\n").dropFirst().joined(separator: ", ")
    }
    #expect(lines(0, 5, (0, 5), nil, (1, 1)) == "Explore")
    #expect(lines(0, 5, (0, 5), (1, true), (1, 2)) == "Explore")
    #expect(lines(0, 5, (0, 9), nil, (1, 1)) == "")
    #expect(lines(0, 5, (0, 3), (1, true), (1, 2)) == "Goto 5, Explore, Goto 3")
    #expect(lines(0, 5, (0, 9), (1, false), (1, 2)) == "Goto 5, Explore, Branch, Goto 9")
    #expect(lines(1, 5, (0, 9), (3, false), (3, 4)) == "Branch, Goto 5, Explore, Branch, Goto 9")
    #expect(lines(1, 5, (2, 9), (0, false), (3, 3)) == "Branch, Branch, Goto 5, Explore, Branch, Branch, Goto 9")
  }

  /// A stream of numbers from a seed.
  private struct Lots {
    var state: UInt64

    mutating func next(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % max(1, count)
    }
  }

  private func request(_ lots: inout Lots, _ session: Session) -> Request {
    let threads = session.scene().threads.map(\.name)
    let direction: Direction = lots.next(3) > 0 ? .forward : .back
    let thread = threads.isEmpty ? "gpu" : threads[lots.next(threads.count)]
    switch lots.next(26) {
    case 0...5: return .step(1 + lots.next(4), direction)
    case 6, 7: return .choose(thread: thread, alternative: lots.next(2))
    case 8: return .force(thread: thread)
    case 9: return .over(direction)
    case 10: return .out(direction)
    case 11: return .run(direction)
    case 12: return .branch(direction)
    case 13:
      return .goTo([.first, .last, .failure, .percent(lots.next(101)), .relative(lots.next(40) - 20)][lots.next(5)])
    case 14: return .goTo(.moment(lots.next(300)))
    case 15: return lots.next(2) == 0 ? .jumpBack : .jumpForward
    case 16: return .nextMark(direction)
    case 17: return .mark(["a", "12", "end", "x y", "+3"][lots.next(5)], note: ["", "a \"note\" # so"][lots.next(2)])
    case 18: return .goTo(.bookmark(["a", "12", "end", "x y", "+3"][lots.next(5)]))
    case 19: return .lastWriter(["range.valid", "hmm->notifiers", "pte[1].frame"][lots.next(3)])
    case 20: return .find(["hmm_", "gpu", "valid", ""][lots.next(4)], direction)
    case 21: return .command((lots.next(2) == 0 ? "fix " : "unfix ") + ["B1", "B2a", "B13"][lots.next(3)])
    case 22:
      return .command(
        (lots.next(2) == 0 ? "until " : "back-until ") + ["gpu.line == 14", "!range.valid"][lots.next(2)])
    case 23: return .command(["filter gpu", "filter", "p range.valid", "marks", "\(lots.next(200))"][lots.next(5)])
    case 24: return .watch("range.valid")
    default: return .toggleBreak(["13", "IS4", "22"][lots.next(3)])
    }
  }

  @Test(
    "whatever is done, playing its script ends in the same moment",
    arguments: ["aba", "retry-loop", "two-sections", "exit-while-waiting"])
  func law(_ name: String) throws {
    for seed: UInt64 in 1...12 {
      var lots = Lots(state: seed)
      let live = try Live(name, seed: seed % 3 == 0 ? seed : nil)
      for _ in 0..<25 where live.session.timeline.last < 10_000 { live.ask(request(&lots, live.session)) }
      let text = live.transcript.text
      let session: Session
      do {
        session = try played(text)
      } catch {
        Issue.record("\(name), \(seed): \(error)\n\(text)")
        continue
      }
      let here = live.session.timeline.identity(at: live.session.position)
      #expect(session.timeline.identity(at: session.position) == here, "\(name), \(seed):\n\(text)")
      #expect(session.position == live.session.position, "\(name), \(seed):\n\(text)")
      var (one, two) = (live.session.scene(), session.scene())
      // The keys of a filter go to the screen, which there is none of here.
      (one.heading.note, two.heading.note) = ("", "")
      #expect(one.cpu == two.cpu && one.ranges == two.ranges && one.threads == two.threads && one.why == two.why)
      #expect(
        one.heading == two.heading
          && one.branches.first { $0.isCurrent }?.name == two.branches.first { $0.isCurrent }?.name)
    }
  }
}
