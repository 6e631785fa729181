import Kernel
import Library
import Machine
import Replay
import Scenarios
import Scene
import Session
import Testing

@Suite("A switch flipped in the middle of a run")
struct FlipTests {
  /// The reaper comes while the driver holds its lock: its callback refuses.
  static let refused = """
    title: the reaper is refused
    memory:
      base: 0x7f0000000000
      pages: [1a0 rw, 1a1 rw]
      vmas: [000-001 rw]
      frames: {1a0: app A, 1a1: app B}
    devices:
      gpu: {driver: retry-loop.c}
    threads:
      gpu: mirror
      reaper: oom_reap 000-001
    schedule:
      - gpu to line 26
      - reaper end
      - gpu end
    """

  private func refused() throws -> Scenario {
    try Scenario.read(Array(Self.refused.utf8), file: "refused.yaml") { Play.files.bytes("Drivers/\($0)") }
  }

  private func run(_ play: Play) throws -> RunTimeline { try #require(play.session.timeline as? RunTimeline) }

  @Test("runs the same choices again, and says where they part") func parts() throws {
    let play = try Play("aba")
    play.ask(.goTo(.failure))
    let note = play.ask(.command("fix B1"))
    #expect(note.hasPrefix("B1 is mended: the choices part at step "), "\(note)")
    let scene = play.session.scene()
    #expect(scene.heading.edition == "Linux 5.2 without B1" && scene.heading.broken == [])
    #expect(play.session.timeline.failure == nil, "nothing breaks with B1 mended")
  }

  @Test("stands among the branches, and the run that it was flipped in beside it") func branches() throws {
    let play = try Play("aba")
    let length = play.timeline.last
    #expect(play.session.scene().branches.map(\.name) == ["a"])
    play.ask(.goTo(.failure))
    play.ask(.command("fix B1"))
    let rows = play.session.scene().branches
    #expect(rows.map(\.name) == ["a, Linux 5.2 without B1", "Linux 5.2"])
    #expect(rows.map(\.isCurrent) == [true, false])
    #expect(rows[1].length == length)
    #expect(rows[1].fork.map { $0 > 0 && $0 < length } == true, "they part where the driver sees the number")
    play.ask(.command("unfix B1"))
    #expect(play.session.scene().branches.map(\.name) == ["a"])
  }

  @Test("passes over the steps that only one form has: all choices are made again") func extraSteps() throws {
    let play = try Play(try refused())
    let before = try run(play).run
    let note = play.ask(.command("fix B2a"))
    #expect(note == "B2a is mended: the same \(before.count) choices, run again in \(before.count) steps")
    // B2b brings a step after which the reaper gives up, where it took the pages before.
    let parted = play.ask(.command("fix B2b"))
    #expect(parted.contains("the choices part at step") && parted.contains("reaper"), "\(parted)")
    #expect(play.session.scene().heading.edition == "Linux 5.2 without B2a, B2b")
  }

  @Test(
    "twice gives the run that was, to the byte", arguments: ["aba", "retry-loop", "exit-while-waiting", "two-sections"])
  func twice(_ name: String) throws {
    for bug in ["B1", "B2", "B3", "B5", "B12", "B13"] {
      let play = try Play(name)
      play.at(play.timeline.last / 2)
      let (before, place) = (try run(play).run, play.position)
      let first = play.ask(.command("fix \(bug)"))
      #expect(!first.hasPrefix("!"), "\(first)")
      #expect(try run(play).run !== before)
      play.ask(.command("unfix \(bug)"))
      let after = try run(play).run
      #expect(after.choices == before.choices && play.position == place && play.session.isAsOpened)
      #expect(after.state(after.count) == before.state(before.count))
    }
  }

  @Test("and back after a choice of one's own runs that choice again, too") func ownChoice() throws {
    let play = try Play("retry-loop")
    play.ask(.command("fix B3"))
    play.at(4)
    let choices = play.session.scene().choices.filter(\.isEnabled)
    let other = try #require(choices.last)
    play.ask(.choose(thread: other.thread, alternative: 0))
    let mine = try run(play).run.choices
    play.ask(.command("unfix B3"))
    #expect(try run(play).run.choices == mine)
  }

  @Test("marks move with the steps, and a recording holds the switches") func recorded() throws {
    let play = try Play("aba")
    play.at(20)
    play.ask(.mark("here", note: ""))
    play.ask(.command("fix B5"))
    let timeline = try run(play)
    #expect(play.session.bookmarks.map(\.moment) == [play.position])
    let scenario = try #require(timeline.scenario)
    let header = RecordingHeader(scenario, seed: nil)
    #expect(header.fixes == ["B5"])
    let text = try Recording(timeline.run, header: header).text()
    let recording = try Recording(Array(text.utf8), file: "flipped")
    let again = try recording.replay(on: timeline.run.program, file: "flipped")
    #expect(again.choices == timeline.run.choices)
  }

  @Test(
    "says what cannot be flipped",
    arguments: [
      ("fix B99", "there is no switch B99; there is B1, B2a"), ("unfix B1", "B1 is not mended here"),
      ("fix B7", "B7 cannot be flipped: a bug of a driver's text"),
    ])
  func refusals(_ command: String, _ words: String) throws {
    let note = try Play("aba").ask(.command(command))
    #expect(note.hasPrefix("! " + words), "\(note)")
  }

  @Test("the listing names the switch of a row and keeps its other form") func listing() throws {
    let play = try Play("aba")
    let scene = play.timeline.scene(at: try play.after("app", "IS4"))
    #expect(scene.kernel.title == "app: hmm_invalidate_range_start" && scene.kernel.hasTwoForms)
    let other = scene.kernel.rows.flatMap(\.others)
    #expect(other.contains { $0.switches == "B2b" && $0.text.contains("ret = rc;") && $0.form == .changed })
    let loop = try #require(scene.kernel.rows.first { $0.text.contains("update->end < range->start") })
    #expect(loop.switches == "B13" && loop.form == .original)
    #expect(scene.kernel.rows.contains { $0.switches == "B13 B1" }, "what is absent marks the row before it")
  }

  @Test("a driver's text that has changed runs with the same choices, as far as they go") func rereads() throws {
    let scenario = try refused()
    let session = Session(try RunTimeline.open(scenario))
    session.handle(.goTo(.moment(30)))
    let before = session.scene()
    #expect(session.rerun(on: scenario).note.hasPrefix("read again: the same "))
    #expect(session.scene() == before && session.isAsOpened)
    let other = try Scenario.read(Array(Self.refused.utf8), file: "refused.yaml") { _ in
      Play.files.bytes("Drivers/test-before-lock.c")
    }
    let note = session.rerun(on: other).note
    #expect(note.hasPrefix("read again: the choices part at step "), "\(note)")
    #expect(session.scene().driver.rows.contains { $0.text.contains("if (!range.valid)") } && session.position == 30)
  }
}
