import Scene
import Screen
import Testing

@testable import Interface

@Suite struct Keys {
  private let scene = RetryLoop.step35

  private func effects(_ events: Event...) -> [Effect] {
    var view = View(columns: 120, rows: 36), all: [Effect] = []
    for event in events { all += view.handle(event, scene: scene) }
    return all
  }

  private func typed(_ text: String) -> [Effect] {
    var view = View(columns: 120, rows: 36), all: [Effect] = []
    for scalar in text.unicodeScalars { all += view.handle(.character(scalar), scene: scene) }
    return all + view.handle(.key(.enter), scene: scene)
  }

  @Test(arguments: ["s", "l", "."] as [Unicode.Scalar]) func aLowerCaseLetterStepsForward(key: Unicode.Scalar) {
    #expect(effects(.character(key)) == [.request(.step(1, .forward))])
  }

  @Test(arguments: ["S", "h", ","] as [Unicode.Scalar]) func itsOppositeStepsBack(key: Unicode.Scalar) {
    #expect(effects(.character(key)) == [.request(.step(1, .back))])
  }

  @Test func everyKeyOfTimeSendsItsRequest() {
    #expect(effects(.key(.right)) == [.request(.step(1, .forward))])
    #expect(effects(.character("o")) == [.request(.over(.forward))])
    #expect(effects(.character("F")) == [.request(.out(.back))])
    #expect(effects(.character("C")) == [.request(.run(.back))])
    #expect(effects(.character("]")) == [.request(.nextMark(.forward))])
    #expect(effects(.character("7")) == [.request(.goTo(.percent(70)))])
    #expect(effects(.key(.home)) == [.request(.goTo(.first))])
    #expect(effects(.character("G")) == [.request(.goTo(.last))])
    #expect(effects(.control("o")) == [.request(.jumpBack)])
    #expect(effects(.altKey(.right)) == [.request(.jumpForward)])
    #expect(effects(.character("}")) == [.request(.branch(.forward))])
    #expect(effects(.key(.function(5))) == [.request(.step(1, .forward))])
    #expect(effects(.character("m"), .character("a")) == [.request(.mark("a", note: ""))])
    #expect(effects(.character("'"), .character("a")) == [.request(.goTo(.bookmark("a")))])
    #expect(effects(.character("q")) == [.quit])
    #expect(effects(.control("c")) == [])
    #expect(effects(.control("c"), .control("c")) == [.quit])
    #expect(effects(.control("z")) == [.suspend])
    #expect(effects(.control("l")) == [.redraw])
  }

  @Test func everyLineOfTheHelpHasARow() {
    for (group, rows) in zip(KeyTable.standard.groups, [9, 9, 5, 5]) {
      #expect(group.lines.count <= rows, "\(group.name)")
    }
  }

  @Test func whatIsTypedAfterAColonIsParsed() {
    #expect(typed(":42") == [.request(.goTo(.moment(42)))])
    #expect(typed(":50%") == [.request(.goTo(.percent(50)))])
    #expect(typed(":+10") == [.request(.goTo(.relative(10)))])
    #expect(typed(":end") == [.request(.goTo(.last))])
    #expect(typed(":goto fail") == [.request(.goTo(.failure))])
    #expect(typed(":goto here") == [.request(.goTo(.bookmark("here")))])
    #expect(typed(":break 13") == [.request(.toggleBreak("13"))])
    #expect(typed(":break IS4") == [.request(.toggleBreak("IS4"))])
    #expect(typed(":break hmm->notifiers > 1") == [.request(.breakIf("hmm->notifiers > 1"))])
    #expect(typed(":watch kref") == [.request(.watch("kref"))])
    #expect(typed(":mark b the second one") == [.request(.mark("b", note: "the second one"))])
    #expect(typed(":until range[0].valid == 0") == [.request(.command("until range[0].valid == 0"))])
    #expect(typed(":p pte[1]") == [.request(.command("p pte[1]"))])
    #expect(typed(":999999999999999999999999") == [.request(.command("999999999999999999999999"))])
    #expect(typed(":q") == [.quit])
    #expect(typed("/IS4") == [.request(.find("IS4", .forward))])
  }

  @Test func aNumberInTheMenuTakesThatThread() {
    #expect(effects(.character("t"), .character("3")) == [.request(.choose(thread: "app", alternative: 0))])
    #expect(effects(.character("t"), .key(.enter)) == [.request(.choose(thread: "kswapd", alternative: 0))])
    #expect(effects(.character("t"), .character("1")) == [])
    #expect(effects(.character("t"), .character("k"), .character("T")) == [.request(.force(thread: "gpu"))])
    #expect(effects(.character("T")) == [.request(.force(thread: "gpu"))])
    #expect(effects(.character("t"), .character("s")) == [.request(.step(1, .forward))])
    #expect(effects(.character("t"), .key(.escape), .character("s")) == [.request(.step(1, .forward))])
  }

  @Test func theChosenRowIsWatchedAskedAboutAndStoppedAt() {
    let ranges = Event.alt("3"), down = Event.character("j")
    #expect(effects(ranges, down, .character("w")) == [.request(.watch("hmm->notifiers"))])
    #expect(effects(ranges, down, down, .character("W")) == [.request(.lastWriter("range[0].valid"))])
    #expect(effects(down, down, .character("b")) == [.request(.toggleBreak("15"))])
    #expect(effects(.character("b")) == [.request(.toggleBreak("14"))])
  }

  @Test func anUnknownKeyNamesTheNearestOneThatWorks() {
    var view = View(columns: 120, rows: 36)
    _ = view.handle(.character("a"), scene: scene)
    #expect(lastRow(view).hasPrefix(" a has no meaning here; s: one line   s step  S back"))
    _ = view.handle(.character("Z"), scene: scene)
    #expect(lastRow(view).hasPrefix(" Z has no meaning here; z: this panel alone   s step  S back"))
  }

  private func lastRow(_ view: View) -> Substring {
    view.frame(of: scene).text.split(separator: "\n").last ?? ""
  }

  @Test func escapeNeverLeaves() {
    #expect(effects(.key(.escape), .key(.escape), .character(":"), .key(.escape), .key(.escape)) == [])
  }

  @Test func everyKeyOfTheHelpIsBoundAndEveryHintIsOne() {
    for line in KeyTable.standard.lines {
      for key in line.binding.keys + (line.opposite?.keys ?? []) { #expect(KeyTable.standard.isBound(key), "\(key)") }
    }
    for scene in [RetryLoop.step35, RealTrace.line2466] {
      for (columns, rows) in [(40, 10), (60, 20), (80, 24), (100, 30), (120, 36), (200, 60)] {
        for hint in Hints.list(View(columns: columns, rows: rows), scene) {
          for key in hint.key.split(separator: " ") { #expect(KeyTable.standard.isBound(String(key)), "\(key)") }
        }
      }
    }
  }

  @Test func helpFindsAKeyAndEnterDoesIt() {
    #expect(effects(.character("?"), .character("o"), .character("v"), .key(.enter)) == [.request(.over(.forward))])
  }

  @Test func aClickOnTheScrubberGoesThereAndOneOnAThreadOpensTheMenu() {
    #expect(effects(.mouse(column: 30, row: 34, button: .left)) == [.request(.goTo(.moment(20)))])
    #expect(effects(.mouse(column: 30, row: 32, button: .left)) == [.request(.goTo(.moment(20)))])
    #expect(effects(.mouse(column: 3, row: 2, button: .wheelDown)) == [.request(.step(1, .forward))])
    #expect(
      effects(.mouse(column: 40, row: 20, button: .left), .key(.enter))
        == [.request(.choose(thread: "app", alternative: 0))])
    #expect(
      effects(.mouse(column: 4, row: 5, button: .left), .character("w")) == [.request(.watch("pte[1]"))])
  }

  @Test func playingStepsByItselfAndStopsAtTheEnd() {
    var view = View(columns: 120, rows: 36)
    #expect(view.pause == nil)
    _ = view.handle(.character(" "), scene: scene)
    #expect(view.pause == 500)
    #expect(view.tick(scene) == [.request(.step(1, .forward))])
    var end = scene
    end.time.now = end.time.last
    #expect(view.tick(end) == [])
    #expect(view.pause == nil)
  }

  @Test(arguments: ["Ranges", "why", "until", "s", "↻", "panel"]) func helpSaysSomethingAboutAWord(word: String) {
    var view = View(columns: 80, rows: 24)
    #expect(view.run(command: "help " + word, scene) == [])
    #expect(view.frame(of: scene).text.contains("┤help " + word + "├"))
    #expect(view.handle(.key(.escape), scene: scene) == [])
    #expect(view.frame(of: scene).text.contains("Page tables"))
  }

  @Test func playingEndsWhereAnInvariantBreaks() {
    var view = View(columns: 120, rows: 36)
    _ = view.handle(.character(" "), scene: scene)
    var next = scene
    next.time.now += 1
    view.arrive(at: next, from: scene)
    #expect(view.isPlaying)
    next.heading.broken = ["I5"]
    view.arrive(at: next, from: scene)
    #expect(!view.isPlaying)
    #expect(view.frame(of: next).text.contains("stopped: I5 does not hold any more"))
  }

  @Test func aPromptCompletesTheNameOfACommand() {
    #expect(Commands.completed("unt") == "until ")
    #expect(Commands.completed("break") == "break")
    #expect(Commands.completed("zzz") == "zzz")
  }

  @Test func aPanelWithoutAPlaceTakesOneWhenItGetsTheKeys() {
    for panel in Panel.inTurn {
      let text = View(columns: 80, rows: 24, focus: panel).frame(of: scene).text
      let name = panel == .cpu || panel == .device ? "Page tables" : Title(panel, scene).name
      #expect(text.contains("┤" + name), "\(name)")
    }
  }
}
