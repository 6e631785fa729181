import Scene
import Session
import Testing

@Suite("Stops, watches and conditions")
struct StopTests {
  private let play: Play

  init() throws { play = try Play("invalidate-before-lock") }

  @Test("Without any stop, going on stops where the story turns, and at its ends") func ends() throws {
    #expect(play.ask(.run(.forward)) == "the driver's test fails: this round is lost")
    #expect(play.session.scene().why.title.contains("retry-loop.c:21"))
    #expect(play.ask(.run(.forward)) == "committed: the device maps what was read")
    #expect(play.ask(.run(.forward)) == "the end" && play.position == play.timeline.last)
    #expect(play.at(30).ask(.run(.back)) == "the first moment" && play.position == 0)
  }

  @Test("In a trace the story turns where a round begins anew and where the table is filled") func turns() throws {
    let timeline = try Shipped.timeline("contend-default")
    let session = Session(timeline)
    #expect(session.handle(.run(.forward)).note == "round 2 begins")
    #expect(timeline.text(at: session.position).contains(" mmu_interval_read_begin:"))
    _ = session.handle(.goTo(.moment(2464)))
    #expect(session.handle(.run(.forward)).note == "round 2 begins" && session.position == 2465)
    #expect(session.handle(.run(.forward)).note == "the device's table is filled")
    #expect(timeline.text(at: session.position).contains(" dmirror_do_fault:"))
    _ = session.handle(.run(.back))
    #expect(session.position == 2465)
  }

  @Test("A stop at a label comes before its row runs; again takes it away") func labels() throws {
    #expect(play.ask(.toggleBreak("IS4")) == "stop at IS4")
    #expect(play.session.scene().breaks == ["IS4"])
    #expect(play.ask(.run(.forward)) == "stop: IS4")
    #expect(play.position == (try play.after("kswapd", "IS4")) - 1)
    #expect(play.session.scene().kernel.rows.contains { $0.label == "IS4" && $0.isBreak })
    #expect(play.ask(.toggleBreak("IS4")) == "no stop at IS4 any more")
    #expect(play.ask(.toggleBreak("99")) == "! nothing runs at 99")
    play.at(0).ask(.toggleBreak("21"))
    #expect(play.ask(.run(.forward)) == "stop: 21")
    #expect(play.session.scene().driver.title.hasPrefix("retry-loop.c:21"))
  }

  @Test("A condition stops where it becomes true, and says its values") func conditions() throws {
    #expect(play.ask(.breakIf("hmm->notifiers == 1")) == "stop when hmm->notifiers == 1")
    #expect(play.ask(.run(.forward)) == "stop: hmm->notifiers == 1")
    #expect(play.position == (try play.after("kswapd", "IS4")))
    let stop = play.session.scene().why.sentences.first { $0.kind == .stop }
    #expect(stop?.text == "stop: hmm->notifiers == 1 holds (hmm->notifiers = 1).")
    #expect(play.ask(.run(.forward)) == "the end", "it stays true, and is not hit again")
  }

  @Test("A watch stops where its value changes, and shows old and new") func watches() throws {
    #expect(play.ask(.watch("hmm->kref")) == "watching hmm->kref")
    #expect(play.session.scene().watches == [Watch(expression: "hmm->kref", value: "1")])
    #expect(play.ask(.run(.forward)) == "watch: hmm->kref is 2 now")
    #expect(play.timeline.lastWriter(of: "hmm->kref", at: play.position) == play.position)
    #expect(play.session.scene().watches == [Watch(expression: "hmm->kref", value: "2", before: "1")])
    #expect(play.ask(.watch("hmm->kref")) == "hmm->kref is not watched any more")
    #expect(play.session.scene().watches == [])
  }

  @Test("Going on stops where an invariant breaks") func failure() throws {
    let play = try Play("aba")
    #expect(play.ask(.run(.forward)) == "valid again, and the driver carries what it read before")
    #expect(play.ask(.run(.forward)) == "an invariant breaks here")
    #expect(play.position == play.timeline.failure)
    #expect(play.ask(.run(.forward)) == "the device writes into a frame of somebody else")
    #expect(play.ask(.goTo(.failure)) == "" && play.position == play.timeline.failure)
  }

  @Test("What cannot be read says the column; what is not known is named") func wrong() {
    #expect(play.ask(.breakIf("hmm->notifiers ==")).hasPrefix("! column "))
    #expect(play.ask(.breakIf("")).hasPrefix("! column 1: "))
    #expect(play.ask(.breakIf("nonsense > 1")) == "! nothing here is called nonsense")
    #expect(play.ask(.watch("hmm->nonsense")) == "! nothing here is called hmm->nonsense")
    #expect(play.ask(.watch("1 +")).hasPrefix("! column "))
    #expect(play.session.scene().breaks == [] && play.session.scene().watches == [])
  }

  @Test(
    "A predicate has the numbers of the run, its threads, laws and cells",
    arguments: [
      ("step", 66), ("step == 66 && retries == 0", 1), ("sections", 1), ("round", 1), ("broken", 0), ("finished", 0),
      ("fault", 0), ("I1", 1), ("gpu", 1), ("kswapd", 2), ("gpu.line", 14), ("gpu.blocked", 0), ("gpu.waits", 0),
      ("gpu.sleeps", 0), ("gpu.holds(mmap_sem)", 1),
      ("gpu.holds(update)", 0), ("gpu.waits(update)", 0), ("kswapd.holds(mmap_sem)", 0), ("gpu.finished", 0),
      ("gpu.ret", 4), ("hmm->notifiers", 1), ("mm->hmm->notifiers", 1), ("range->valid", 0), ("range[0].valid", 0),
      ("range->hmm->kref", 3), ("pte[1].kind == present", 1), ("!range->valid && hmm->notifiers > 0", 1),
      ("kswapd.step == IS5", 1), ("gpu.step == IS5", 0), ("-EAGAIN", -11), ("pte[3].kind == swap", 1),
      ("hmm->lock == kswapd", 1), ("true", 1), ("NULL", 0),
    ])
  func values(_ text: String, _ value: Int) throws {
    let moment = try play.after("kswapd", "IS4")
    let condition = try Condition(text.replacing("66", with: "\(moment)"))
    let wanted = text == "step" ? moment : value
    #expect(condition.value(play.timeline, at: moment) == wanted)
    #expect(condition.unknownName(play.timeline, at: moment) == nil)
    #expect(condition.holds(play.timeline, at: moment) == (wanted != 0))
  }

  @Test(
    "Strange indices are no names",
    arguments: [
      "range[9223372036854775807].valid", "pte[99999999999999999999].kind", "range[77].valid", "gpu.nothing", ".ret",
    ])
  func indices(_ name: String) {
    #expect(play.timeline.value(of: name, at: 10) == nil)
    #expect(play.ask(.watch(name)).hasPrefix("! "))
  }
}
