import Scene
import Session
import Testing

@Suite("What can be asked of a run")
struct PredicateTests {
  @Test func kindsOfTablesHaveNames() throws {
    let timeline = try Play("huge-split").timeline
    #expect(Predicates.holds("pmd[0].kind == huge", timeline, at: 0))
    #expect(Predicates.holds("pmd[0].kind == table", timeline, at: timeline.last))
  }

  @Test func aPteBelowAHugeEntryIsItsPartOfIt() throws {
    let timeline = try Play("huge-split").timeline
    #expect(timeline.value(of: "pte[0].frame", at: 0) == .number(0x1a0))
    #expect(timeline.value(of: "pte[3].frame", at: 0) == .number(0x1a3))
    #expect(timeline.value(of: "pte[3].frame", at: timeline.last) == .number(0x1a3))
  }

  @Test func aDeviceHasNoEntryForAPageOfAnotherProcess() throws {
    let timeline = try Play("two-processes").timeline
    #expect(timeline.value(of: "driver[1].dpt[0]", at: 0) == nil)
    #expect(timeline.value(of: "driver[1].dpt[0].frame", at: 0) == nil)
    #expect(timeline.value(of: "driver[1].dpt[2]", at: 0) == .number(0))
    #expect(timeline.value(of: "driver[0].dpt[1].frame", at: timeline.last) == .number(0))
  }

  @Test func whatAThreadHadLastCanBeAskedWhenItHasFinished() throws {
    let timeline = try Play("two-processes").timeline
    let wanted = Predicates.holds("npu.finished && npu.ret == 2", timeline, at: timeline.last)
    #expect(wanted && timeline.value(of: "npu.nothing", at: timeline.last) == nil)
  }

  @Test("A law that no property states can be asked too", arguments: ["I7", "I8"])
  func lawsOfStops(_ law: String) throws {
    let timeline = try Play("retry-loop").timeline
    #expect(timeline.value(of: law, at: timeline.last) == .number(1))
    let deadlock = try Play("wrong-unregister").timeline
    let stops = deadlock.brokenSoFar(at: deadlock.last)
    #expect(deadlock.value(of: law, at: deadlock.last) == .number(stops.contains(law) ? 0 : 1))
  }

  @Test func theEndOfARunThatWasLedElsewhereIsWhereItsThreadsHaveFinished() throws {
    let play = try Play("retry-loop")
    play.at(10)
    guard case .success(let moment) = play.timeline.choose(thread: "app", alternative: 0, at: 10) else {
      Issue.record("app can move")
      return
    }
    play.at(moment)
    play.ask(.goTo(.last))
    #expect(play.timeline.value(of: "finished", at: play.position) == .number(1))
  }
}

/// Predicates as scripts ask them.
private enum Predicates {
  static func holds(_ text: String, _ timeline: RunTimeline, at moment: Int) -> Bool {
    (try? Condition(text))?.holds(timeline, at: moment) ?? false
  }
}
