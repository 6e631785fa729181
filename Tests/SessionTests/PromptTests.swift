import Scene
import Session
import Testing

@Suite("Commands at the prompt")
struct PromptTests {
  private let play: Play

  init() throws { play = try Play("invalidate-before-lock") }

  @discardableResult
  private func type(_ text: String) -> String { play.ask(.command(text)) }

  @Test("until and back-until") func until() throws {
    let (up, down) = (try play.after("kswapd", "IS4"), try play.after("kswapd", "IE3"))
    #expect(type("until hmm->notifiers == 1") == "hmm->notifiers = 1" && play.position == up)
    #expect(type("until hmm->notifiers == 0") == "hmm->notifiers = 0" && play.position == down)
    #expect(type("back-until hmm->notifiers == 1") == "hmm->notifiers = 1" && play.position == down - 1)
    #expect(type("backuntil !range->registered").contains("range->registered = 0"))
    #expect(type("until hmm->notifiers == 2") == "! hmm->notifiers == 2 does not become true after this")
    #expect(type("back-until hmm->notifiers == 2") == "! hmm->notifiers == 2 does not become true before this")
    #expect(type("until").hasPrefix("! column 1: "))
    #expect(type("until nonsense") == "! nothing here is called nonsense")
  }

  @Test("words has those of the screen, or one that is asked about") func words() throws {
    #expect(play.session.handle(.command("words")).words.count > 3)
    let reply = play.session.handle(.command("words ptes"))
    #expect(reply.words.map(\.term) == ["pte"])
    #expect(type("words qqq") == "! nothing is known of qqq")
    #expect(Session.terms(in: "Two ptes of a range, and ptes.") == ["ptes", "range"])
  }

  @Test("a command that nobody knows names the nearest") func nearest() throws {
    #expect(type("utnil x") == "! utnil is no command; did you mean until?")
    #expect(type("dance").hasPrefix("! dance is no command; there are until, "))
  }

  @Test("p prints a value") func value() throws {
    play.ask(.goTo(.moment(try play.after("kswapd", "IS4"))))
    #expect(type("p hmm->notifiers + 1") == "hmm->notifiers + 1 = 2")
    #expect(type("print range->valid") == "range->valid = false")
    #expect(type("p 1 / 0") == "1 / 0 = unknown")
    #expect(!type("p 9223372036854775807 + 1").isEmpty, "it does not end the program")
    #expect(type("p nobody").hasPrefix("! nothing here is called nobody"))
    #expect(type("p (").hasPrefix("! column "))
  }

  @Test("break takes a label or a predicate, clear takes all away") func breaks() {
    #expect(type("break 21") == "stop at 21")
    #expect(type("b hmm->notifiers == 1") == "stop when hmm->notifiers == 1")
    #expect(type("w hmm->kref") == "watching hmm->kref")
    #expect(play.session.scene().breaks == ["21", "hmm->notifiers == 1"])
    #expect(type("clear") == "no breaks, conditions and watches")
    #expect(play.session.scene().breaks == [] && play.session.scene().watches == [])
    #expect(type("break").hasPrefix("! "))
  }

  @Test("goto, marks, find, writer") func places() throws {
    type("goto 20")
    #expect(play.position == 20)
    type("go +5")
    #expect(play.position == 25)
    type("60")
    #expect(play.position == 60)
    #expect(type("marks") == "no marks yet; m sets one")
    #expect(type("mark here a long note") == "mark here at 60")
    #expect(play.session.handle(.command("marks")).pages == ["here  60  a long note"])
    #expect(type("mark") == "! mark NAME NOTE: the name is missing")
    type("goto end")
    type("goto here")
    #expect(play.position == 60)
    #expect(type("goto nowhere") == "! there is no mark nowhere; m sets one")
    type("find IE3")
    #expect(play.position == (try play.after("kswapd", "IE3")))
    #expect(type("writer hmm->notifiers") == "wrote hmm->notifiers before")
  }

  @Test("filter makes steps go only to what has the words") func filter() throws {
    #expect(type("filter kswapd IS") == "only moments that have: kswapd IS")
    play.ask(.step(1, .forward))
    #expect(
      play.position == (try play.after("kswapd", "TU0")) || play.timeline.text(at: play.position).contains("kswapd"))
    #expect(type("filter") == "no filter")
    let here = play.position
    play.ask(.step(1, .forward))
    #expect(play.position == here + 1)
  }

  @Test("pick and force") func threads() throws {
    #expect(type("pick nobody") == "! there is no thread nobody; there are gpu, kswapd, app")
    type("pick kswapd")
    #expect(play.position == 1 && play.session.scene().branches.count == 2)
    type("force app")
    #expect(play.position == 2)
    #expect(type("force nobody") == "! there is no thread nobody")
  }

  @Test("id names the moment, and two moments differ") func id() throws {
    let first = type("id")
    #expect(first.hasPrefix("the retry loop meets reclaim, step 0, state "))
    play.ask(.goTo(.moment(try play.after("kswapd", "IS4"))))
    let then = type("id")
    #expect(then.contains("kswapd: hmm_invalidate_range_start IS4, state ") && then != first)
    #expect(type("id") == then)
  }

  @Test("What is no command lists those that are") func unknown() {
    #expect(type("dance").hasPrefix("! dance is no command; there are until, back-until, p, break, "))
    #expect(type("") == "" && type("   ") == "")
    #expect(type("99999999999999999999999").hasPrefix("! "))
    #expect(!Session.commands.isEmpty)
  }
}
