import Machine
import Replay
import Scene
import Session
import Testing

@Suite("A future that somebody else has found")
struct AddedFutureTests {
  /// The steps of the thread that the schedule takes second, as long as it can go on.
  private func other(_ play: Play, _ moment: Int, _ count: Int) throws -> [Choice] {
    let program = play.timeline.run.program
    var state = play.timeline.run.state(moment), choices: [Choice] = []
    while choices.count < count, let next = program.move(state, Choice(thread: 1)) {
      choices.append(Choice(thread: 1))
      state = next
    }
    return choices
  }

  private func add(_ play: Play, _ future: [Choice], after moment: Int, notes: [Int: String] = [:]) -> (
    name: String, isShown: Bool
  ) {
    play.session.add(
      future: future, to: play.timeline.run.currentBranch, after: moment, of: play.timeline, notes: notes)
  }

  @Test("is shown at once where one has not gone on, and can be stepped") func shown() throws {
    let play = try Play("aba")
    play.at(5)
    let added = add(play, try other(play, 5, 4), after: 5)
    #expect(added.name == "b" && added.isShown && play.position == 5)
    let scene = play.session.scene()
    #expect(scene.branches.map(\.isCurrent) == [false, true] && scene.time.last == 9)
    play.ask(.step(1, .forward))
    #expect(play.session.scene().why.title.contains(", app: "))
  }

  @Test("waits as a branch where one is somewhere else by now") func waits() throws {
    let play = try Play("aba")
    play.at(5)
    let future = try other(play, 5, 4)
    play.at(20)
    let length = play.timeline.last
    #expect(add(play, future, after: 5).isShown == false)
    #expect(play.position == 20 && play.timeline.last == length)
    play.ask(.branch(.forward))
    #expect(play.timeline.last == 9 && play.position == 9)
  }

  @Test("is not kept twice") func once() throws {
    let play = try Play("aba")
    play.at(5)
    let future = try other(play, 5, 4)
    _ = add(play, future, after: 5)
    play.ask(.branch(.forward))
    #expect(add(play, future, after: 5).name == "b")
    #expect(play.session.scene().branches.count == 2)
  }

  @Test("says at its critical step what it is, and going on stops there") func notes() throws {
    let play = try Play("aba")
    play.at(5)
    _ = add(play, try other(play, 5, 6), after: 5, notes: [8: "critical by order: for the test."])
    play.ask(.run(.forward))
    #expect(play.position == 8)
    let scene = play.session.scene()
    #expect(scene.why.sentences.contains { $0.kind == .stop && $0.text == "critical by order: for the test." })
    #expect(scene.time.stops.contains { $0.step == 8 && $0.kind == .stop })
    play.ask(.branch(.forward))
    #expect(!play.session.scene().time.stops.contains { $0.kind == .stop })
  }

  @Test("the moment of a search goes with the choices when a switch is flipped") func origin() throws {
    let play = try Play("aba")
    let moment = try play.after("gpu", "line 13")
    play.session.origin = moment
    play.ask(.command("fix B1"))
    let now = try #require(play.session.origin)
    #expect(now >= moment)
    #expect(play.session.timeline.text(at: now).contains("hmm_range_snapshot"))
  }

  @Test("without a terminal nobody explores") func refused() throws {
    #expect(try Play("aba").ask(.explore) == "! x tries every order of a run: hmmscope run SCENARIO")
  }
}
