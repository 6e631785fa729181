import Replay
import Scene
import Session
import Testing

@Suite("Other futures of a run")
struct FutureTests {
  @Test("Choosing another thread starts a branch, and the old future is kept") func choose() throws {
    let play = try Play("invalidate-before-lock")
    let old = (0...play.timeline.last).map { play.timeline.run.state($0) }
    let moment = try play.after("gpu", "line 13") + 3
    play.at(moment).ask(.choose(thread: "kswapd", alternative: 0))
    #expect(play.position == moment + 1)
    let scene = play.session.scene()
    #expect(scene.branches.map(\.name) == ["a", "b"] && scene.branches.map(\.isCurrent) == [false, true])
    #expect(scene.branches[1].fork == moment && scene.time.last == moment + 1)
    #expect(scene.threads[1].ran)
    // The branch goes on by itself.
    play.ask(.step(5, .forward))
    #expect(play.position == moment + 6)
    #expect(play.ask(.branch(.forward)) == "")
    #expect((0...play.timeline.last).map { play.timeline.run.state($0) } == old)
    play.ask(.branch(.back))
    #expect(play.timeline.last == moment + 6)
    play.ask(.goTo(.last))
    #expect(play.timeline.last > moment + 6 || play.position == moment + 6)
  }

  @Test("The choice that is recorded anyway is a step") func same() throws {
    let play = try Play("aba")
    play.ask(.choose(thread: "gpu", alternative: 0))
    #expect(play.position == 1 && play.session.scene().branches.count == 1)
    #expect(play.ask(.branch(.forward)) == "! there is one branch; t takes another thread and starts one")
  }

  @Test("Who cannot run says why") func refused() throws {
    let play = try Play("invalidate-before-lock")
    play.at(try play.after("kswapd", "C2"))
    #expect(play.ask(.choose(thread: "gpu", alternative: 0)) == "! gpu cannot run here: it waits for update")
    #expect(play.ask(.choose(thread: "gpu", alternative: 7)).hasPrefix("! gpu cannot run here: it "))
    #expect(play.ask(.choose(thread: "gpu", alternative: -1)).hasPrefix("! gpu cannot run here: it "))
    play.ask(.goTo(.last))
    #expect(play.ask(.choose(thread: "app", alternative: 0)).hasPrefix("! app cannot run here: it "))
    #expect(play.ask(.force(thread: "app")) == "! app has finished")
  }

  @Test("Forcing a thread that cannot be brought to run changes nothing") func forceInVain() throws {
    let play = try Play("aba")
    play.ask(.goTo(.last))
    let before = play.session.scene()
    #expect(play.ask(.force(thread: "app")) == "! app has finished")
    #expect(play.session.scene() == before)
  }

  @Test("A mark beyond the end of a branch is no place to go on to") func markBeyond() throws {
    let play = try Play("aba")
    play.session.keep("late", at: play.session.timeline.last + 5, note: "of a longer branch")
    play.ask(.goTo(.last))
    #expect(play.ask(.nextMark(.forward)) == "no mark after this")
  }

  @Test("Forcing a thread runs what it waits for first") func force() throws {
    let play = try Play("invalidate-before-lock")
    play.at(try play.after("kswapd", "C2"))
    #expect(play.ask(.force(thread: "gpu")) == "")
    let scene = play.session.scene()
    #expect(scene.threads[0].ran && scene.locks.contains { $0.name == "update" && $0.holders == ["gpu"] })
  }

  @Test("The menu of the next step tells every thread, what it would change or why it cannot") func menu() throws {
    let play = try Play("invalidate-before-lock")
    let scene = play.timeline.scene(at: try play.after("kswapd", "C2"))
    #expect(scene.choices.map(\.thread) == ["gpu", "kswapd", "app"])
    #expect(scene.choices.map(\.isEnabled) == [false, true, true])
    #expect(scene.choices.map(\.isProposed) == [false, true, false])
    #expect(scene.choices[0].line == "line 20 mutex_lock(&driver->update)")
    #expect(scene.choices[0].effect == "waits for update")
  }

  @Test("A sleeper's time-out is an alternative of its own") func timeout() throws {
    let play = try Play("invalidate-before-lock")
    play.at(try play.after("gpu", "WT3"))
    let row = play.session.scene().choices.first { $0.thread == "gpu" && $0.alternative == 1 }
    #expect(row?.isEnabled == true && row?.line.contains("the time runs out") == true)
    #expect(play.ask(.choose(thread: "gpu", alternative: 1)) == "")
    #expect(play.session.scene().threads[0].state == .ready)
  }

  @Test("A seed gives the same run everywhere; another seed another") func seeds() throws {
    let (one, same, other) = (
      try Play("retry-loop", seed: 7), try Play("retry-loop", seed: 7), try Play("retry-loop", seed: 8)
    )
    #expect(one.timeline.run.choices == same.timeline.run.choices)
    #expect(one.timeline.run.choices != other.timeline.run.choices)
    #expect(one.session.scene().heading.seed == 7)
    #expect(one.timeline.scene(at: one.timeline.last) == same.timeline.scene(at: same.timeline.last))
  }
}
