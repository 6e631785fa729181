import Scene
import Session
import Testing

@Suite("What can be asked of a session")
struct RequestTests {
  private let play: Play

  init() throws { play = try Play("invalidate-before-lock") }

  @Test("Steps go by one or many, and stop at both ends") func steps() {
    #expect(play.ask(.step(1, .forward)) == "" && play.position == 1)
    play.ask(.step(10, .forward))
    #expect(play.position == 11)
    play.ask(.step(4, .back))
    #expect(play.position == 7)
    play.ask(.step(100, .back))
    #expect(play.position == 0)
    #expect(play.ask(.step(1, .back)) == "this is the first moment")
    play.ask(.step(100_000, .forward))
    #expect(play.position == play.timeline.last)
    #expect(play.ask(.step(1, .forward)) == "nothing can follow: this is the end")
    #expect(play.ask(.step(0, .forward)) == "" && play.ask(.step(-3, .forward)) == "")
    #expect(play.position == play.timeline.last)
  }

  @Test("Over runs a call whole, out to where it returns") func calls() throws {
    let call = try play.after("gpu", "line 8") - 1
    play.at(call).ask(.over(.forward))
    // The call itself is a step of line 8; over it, the next line of the driver comes.
    #expect(play.session.scene().driver.title == "retry-loop.c:9, round 1")
    #expect(play.timeline.over(from: play.position, .back) == call)
    play.at(try play.after("gpu", "RR3")).ask(.out(.forward))
    #expect(play.session.scene().driver.title == "retry-loop.c:9, round 1")
    play.at(try play.after("gpu", "RR3")).ask(.out(.back))
    #expect(play.position <= (try play.after("gpu", "line 8")))
  }

  @Test("Over follows one thread while others cut in") func overOthers() throws {
    let start = try play.after("gpu", "line 17") - 1
    play.at(start).ask(.over(.forward))
    // While gpu slept, kswapd and app ran to their ends.
    #expect(play.session.scene().driver.title.hasPrefix("retry-loop.c:18"))
    #expect(play.position > (try play.after("kswapd", "IE3")))
  }

  @Test("Targets: a number, a distance, a share, both ends, a mark") func targets() {
    let last = play.timeline.last
    for (target, moment) in [
      (Target.moment(35), 35), (.relative(5), 40), (.relative(-10), 30), (.percent(50), last / 2), (.percent(0), 0),
      (.percent(100), last), (.first, 0), (.last, last), (.moment(0), 0), (.moment(last), last),
    ] {
      play.ask(.goTo(target))
      #expect(play.position == moment, "\(target)")
    }
    #expect(play.ask(.goTo(.moment(last + 1))) == "the last moment is \(last)" && play.position == last)
    #expect(play.ask(.goTo(.moment(-1))) == "the first moment is 0" && play.position == 0)
    #expect(play.ask(.goTo(.failure)) == "! no invariant breaks in what is known")
    #expect(play.ask(.goTo(.bookmark("x"))) == "! there is no mark x; m sets one")
    #expect(play.ask(.mark("x", note: "why")) == "mark x at 0")
    play.ask(.goTo(.moment(9)))
    #expect(play.ask(.goTo(.bookmark("x"))) == "" && play.position == 0)
  }

  @Test(
    "Numbers that no run reaches end at its ends",
    arguments: [
      Target.moment(.max), .moment(.min), .relative(.max), .relative(.min), .percent(.max), .percent(.min),
    ])
  func extremes(_ target: Target) {
    play.at(7).ask(.goTo(target))
    #expect([0, play.timeline.last].contains(play.position))
  }

  @Test("The words of a target") func words() {
    for (text, target) in [
      ("42", Target.moment(42)), ("end", .last), ("last", .last), ("first", .first), ("start", .first),
      ("fail", .failure), ("failure", .failure), ("50%", .percent(50)), ("+10", .relative(10)), ("-3", .relative(-3)),
      ("here", .bookmark("here")), ("", .bookmark("")), ("+", .bookmark("+")), ("%", .bookmark("%")),
    ] { #expect(Session.target(text) == target, "\(text)") }
  }

  @Test("The jump list goes back and forward over jumps, not over steps") func jumps() {
    #expect(play.ask(.jumpBack) == "no jump to go back over")
    play.ask(.goTo(.moment(20)))
    play.ask(.step(3, .forward))
    play.ask(.goTo(.moment(60)))
    play.ask(.jumpBack)
    #expect(play.position == 23)
    play.ask(.jumpBack)
    #expect(play.position == 0)
    play.ask(.jumpForward)
    #expect(play.position == 23)
    play.ask(.jumpForward)
    #expect(play.position == 60)
    #expect(play.ask(.jumpForward) == "no jump to go back over")
  }

  @Test("The next mark of the scrubber, either way") func marks() throws {
    var stops: [Int] = []
    while play.ask(.nextMark(.forward)) != "no mark after this", stops.last != play.position {
      stops.append(play.position)
    }
    #expect(stops == stops.sorted() && Set(stops).count == stops.count)
    #expect(stops.contains(try play.after("gpu", "line 26")))
    #expect(stops.contains(try play.after("kswapd", "IE3")))
    for stop in stops.dropLast().reversed() {
      play.ask(.nextMark(.back))
      #expect(play.position == stop)
    }
    #expect(play.ask(.nextMark(.back)) == "no mark before this")
  }

  @Test("A mark that is set again moves, and stands on the scrubber") func remark() {
    play.at(5).ask(.mark("a", note: "one"))
    play.at(9).ask(.mark("a", note: "two"))
    #expect(play.session.bookmarks.map(\.moment) == [9])
    #expect(play.session.scene().time.stops.contains(Stop(9, .bookmark("a"), note: "two")))
  }

  @Test("Find goes to the next moment that has all the words, and repeats") func find() throws {
    #expect(play.ask(.find("", .forward)) == "! nothing was searched for yet")
    play.ask(.find("KSWAPD is4", .forward))
    #expect(play.position == (try play.after("kswapd", "IS4")))
    #expect(play.ask(.find("", .forward)) == "! kswapd is4 is not found after this")
    play.ask(.find("hmm->notifiers", .forward))
    #expect(play.position == (try play.after("kswapd", "IE3")))
    play.ask(.find("", .back))
    #expect(play.position == (try play.after("kswapd", "IS4")))
    #expect(play.ask(.find("no such words", .back)) == "! no such words is not found before this")
  }

  @Test("The last writer, and the one before") func writer() throws {
    let (up, down) = (try play.after("kswapd", "IS4"), try play.after("kswapd", "IE3"))
    play.ask(.goTo(.last))
    #expect(play.ask(.lastWriter("hmm->notifiers")) == "wrote hmm->notifiers last" && play.position == down)
    #expect(play.ask(.lastWriter("hmm->notifiers")) == "wrote hmm->notifiers before" && play.position == up)
    #expect(play.ask(.lastWriter("hmm->notifiers")) == "this is the first write of hmm->notifiers")
    #expect(play.at(0).ask(.lastWriter("hmm->notifiers")) == "nothing has written hmm->notifiers up to here")
    #expect(play.ask(.lastWriter("hmm->nonsense")) == "! nothing here is called hmm->nonsense")
    play.ask(.goTo(.last))
    play.ask(.lastWriter("pte[1].kind"))
    #expect(play.position == (try play.after("app", "TC5")))
  }
}
