import Foundation
import Scene
import Screen
import Testing

@testable import Interface

/// A stop and a question on the scene of step 35.
private enum Teach {
  static func words(_ text: String) -> ProseBlock { ProseBlock(.paragraph, [ProseSpan(text)]) }

  static let stop: Scene = {
    var scene = RetryLoop.step35
    var lesson = LessonScene()
    (lesson.title, lesson.stop, lesson.stops) = ("The retry loop meets reclaim", 4, 10)
    lesson.heading = "Marked, and not committed"
    lesson.looks = [.ranges, .notifiers]
    lesson.prose = [
      ProseBlock(
        .paragraph,
        [
          ProseSpan("The range is marked "), ProseSpan("INVALID", .code), ProseSpan(" "),
          ProseSpan("before", .emphasis),
          ProseSpan(" the driver is told and before the pte changes. So whoever holds the driver's lock after the "),
          ProseSpan("callback sees it."),
        ]),
      ProseBlock(.item("-"), [ProseSpan("kswapd has counted its section: notifiers is 1 now;")]),
      ProseBlock(.item("-"), [ProseSpan("gpu still carries what it read, and is about to test its result.")]),
    ]
    scene.lesson = lesson
    return scene
  }()

  /// The same with so much to read that it must be scrolled.
  static let long: Scene = {
    var scene = stop
    scene.lesson?.prose += (1...20).map { words("Paragraph \($0) of a stop that has a lot to say.") }
    return scene
  }()

  static let away: Scene = {
    var scene = stop
    scene.lesson?.isAway = true
    return scene
  }()

  static let question: Scene = {
    var scene = stop.withoutFuture()
    scene.lesson?.question = QuestionScene(
      number: 3, count: 4, score: 2, text: words("kswapd is about to call the driver. Which thread waits then?"),
      choices: ["gpu, for update", "kswapd, for update", "nobody"].map(words))
    return scene
  }()

  static func answered(_ chosen: Int?) -> Scene {
    var scene = stop
    var asked = question.lesson?.question
    asked?.answer = .init(chosen: chosen, right: 2, explanation: [words("update is free: C1 takes it.")])
    scene.lesson?.question = asked
    return scene
  }
}

@Suite("A lesson on the screen") struct Lessons {
  private func view(_ columns: Int, _ rows: Int, at scene: Scene) -> View {
    var view = View(columns: columns, rows: rows)
    view.arrive(at: scene, from: Scene())
    return view
  }

  @Test(arguments: [(120, 36), (100, 30), (80, 24), (60, 20), (40, 10)]) func aStopIsDrawn(columns: Int, rows: Int)
    throws
  {
    let view = view(columns, rows, at: Teach.stop)
    try expectSnapshot(view.frame(of: Teach.stop), named: "stop-\(columns)x\(rows)")
  }

  @Test(arguments: [(120, 36), (80, 24), (40, 10)]) func aQuestionIsDrawn(columns: Int, rows: Int) throws {
    let view = view(columns, rows, at: Teach.question)
    try expectSnapshot(view.frame(of: Teach.question), named: "question-\(columns)x\(rows)")
  }

  @Test(arguments: [0, 2]) func anAnswerIsDrawn(chosen: Int) throws {
    let scene = Teach.answered(chosen)
    try expectSnapshot(view(80, 24, at: scene).frame(of: scene), named: "answer-\(chosen)-80x24")
  }

  @Test(arguments: [(120, 36), (80, 24)]) func aProjectorGetsALargeCalmPicture(columns: Int, rows: Int) throws {
    var view = view(columns, rows, at: Teach.stop)
    #expect(view.handle(.character("P"), scene: Teach.stop) == [] && view.isPresenting)
    let frame = view.frame(of: Teach.stop)
    try expectSnapshot(frame, named: "present-\(columns)x\(rows)")
    #expect(!frame.text.contains("│") && !frame.text.contains("IS4"))
    #expect(!frame.cells.contains { $0.role == .quiet && $0.scalar != 0x20 && $0.scalar != 0x2500 })
    // What remote controls send goes on; notes are for who asks for them.
    #expect(view.handle(.key(.pageDown), scene: Teach.stop) == [.request(.teach(.next))])
    #expect(view.handle(.character("."), scene: Teach.stop) == [.request(.teach(.next))])
    var scene = Teach.stop
    scene.lesson?.notes = [Teach.words("Ask them first.")]
    #expect(!view.frame(of: scene).text.contains("Ask them first."))
    _ = view.handle(.character("n"), scene: scene)
    #expect(view.frame(of: scene).text.contains("Ask them first."))
    #expect(view.handle(.key(.escape), scene: scene) == [] && !view.isPresenting)
  }

  @Test func aPresentationWithoutALessonStepsAndStandsLongerWhereMoreHasChanged() throws {
    var view = View(columns: 80, rows: 24)
    view.isPresenting = true
    let scene = RetryLoop.step35
    view.arrive(at: scene, from: Scene())
    #expect(view.handle(.key(.pageDown), scene: scene) == [.request(.step(1, .forward))])
    #expect(view.handle(.key(.pageUp), scene: scene) == [.request(.step(1, .back))])
    _ = view.handle(.character(" "), scene: scene)
    let busy = try #require(view.pause)
    view.isPresenting = false
    let usual = try #require(view.pause)
    var calm = View(columns: 80, rows: 24)
    calm.isPresenting = true
    _ = calm.handle(.character(" "), scene: Scene())
    #expect(calm.pause == 2 * usual && busy > 2 * usual)
  }

  @Test func everySizeIsDrawnWithoutACrash() {
    for scene in [Teach.stop, Teach.long, Teach.away, Teach.question, Teach.answered(0), Teach.answered(nil)] {
      for columns in [1, 2, 9, 39, 40, 59, 60, 79, 80, 100, 119, 160, 200] {
        for rows in [1, 2, 3, 9, 10, 12, 19, 20, 23, 24, 30, 36, 60] {
          let frame = view(columns, rows, at: scene).frame(of: scene)
          #expect(frame.columns == columns && frame.rows == rows)
          var large = view(columns, rows, at: scene)
          large.isPresenting = true
          #expect(large.frame(of: scene).rows == rows)
        }
      }
    }
  }

  @Test(arguments: [Event.key(.pageDown), .character("."), .key(.enter)]) func theseGoOn(key: Event) {
    var view = view(120, 36, at: Teach.stop)
    #expect(view.handle(key, scene: Teach.stop) == [.request(.teach(.next))])
  }

  @Test func pageUpGoesBackAndOtherKeysMeanWhatTheyAlwaysMean() {
    var view = view(120, 36, at: Teach.stop)
    #expect(view.handle(.key(.pageUp), scene: Teach.stop) == [.request(.teach(.previous))])
    #expect(view.handle(.character("s"), scene: Teach.stop) == [.request(.step(1, .forward))])
    #expect(view.handle(.character("S"), scene: Teach.stop) == [.request(.step(1, .back))])
    #expect(view.handle(.character("c"), scene: Teach.stop) == [.request(.run(.forward))])
    // A digit may have come a key too early, and was meant for the question.
    #expect(view.handle(.character("3"), scene: Teach.stop) == [])
    #expect(view.frame(of: Teach.stop).text.contains("digits answer questions here"))
  }

  @Test(arguments: [(120, 36), (80, 24), (60, 20), (40, 10)]) func longProseIsReadToItsEndBeforeTheNextStop(
    columns: Int, rows: Int
  ) {
    var view = view(columns, rows, at: Teach.long), seen = ""
    for _ in 0..<60 {
      let text = view.frame(of: Teach.long).text
      seen += text
      let effects = view.handle(.key(.pageDown), scene: Teach.long)
      // As long as there is more, it shows.
      #expect(effects.isEmpty == text.contains("read on") && (!effects.isEmpty || text.contains(" ⋯")))
      if !effects.isEmpty { break }
    }
    for number in 1...20 { #expect(seen.contains("Paragraph \(number) of"), "\(number)") }
    #expect(view.handle(.key(.pageDown), scene: Teach.long) == [.request(.teach(.next))])
    // And back to its beginning before the stop before.
    for _ in 0..<60 where view.handle(.key(.pageUp), scene: Teach.long).isEmpty {}
    #expect(view.frame(of: Teach.long).text.contains("The range is marked"))
  }

  @Test func theFirstPanelToLookAtHasTheKeysAndAllAreEmphasised() {
    let view = view(120, 36, at: Teach.stop), frame = view.frame(of: Teach.stop)
    #expect(frame.text.contains("┤▾ Ranges") && frame.text.contains("▾ Notifiers") && !frame.text.contains("▾ Frames"))
    #expect(view.focus == .ranges)
  }

  @Test(arguments: [(200, 60), (160, 45), (120, 36), (100, 30), (80, 24), (60, 20)])
  func aLessonLeavesOutWhatItDoesNotSpeakOfUntilSomebodyGoesThere(columns: Int, rows: Int) {
    var scene = Teach.stop
    scene.lesson?.looks = [.cpu]
    scene.lesson?.without = [.ranges, .notifiers]
    var view = view(columns, rows, at: scene)
    let text = view.frame(of: scene).text
    #expect(!text.contains("Ranges ── ") && !text.contains("Notifiers ── "))
    #expect(text.contains("Frames ── ") || rows == 20)
    #expect(text.split(separator: "\n").allSatisfy { $0.count == columns })
    var shows = false
    for _ in 0..<14 {
      _ = view.handle(.key(.tab), scene: scene)
      shows = shows || view.frame(of: scene).text.contains("Ranges ── ")
    }
    #expect(shows)
    scene.lesson?.looks = [.cpu, .ranges]
    #expect(self.view(columns, rows, at: scene).frame(of: scene).text.contains("Ranges ── "))
  }

  @Test(arguments: [(80, 24), (60, 20)]) func whatALessonSaysHasRoomWhateverItIsAbout(columns: Int, rows: Int) throws {
    let all: [[PanelName]] = [
      [], [.ranges], [.ranges, .notifiers, .frames], [.cpu, .frames], [.kernel], [.threads],
    ]
    for scene in [Teach.stop, Teach.long, Teach.question] {
      for looks in all {
        var scene = scene
        scene.lesson?.looks = looks
        let view = view(columns, rows, at: scene), rest = view.lessonRows(scene)
        #expect(rest.height >= min(rest.count, 6), "\(looks)")
        guard !looks.isEmpty, columns == 80 else { continue }
        #expect(view.frame(of: scene).text.contains("┤▾ "), "\(looks)")
      }
    }
  }

  @Test func whoeverLooksElsewhereInTimeSeesWhyAgain() {
    let view = view(120, 36, at: Teach.away), text = view.frame(of: Teach.away).text
    #expect(
      text.contains("Why ── ") && !text.contains("The range is marked INVALID before") && !text.contains("▾ Ranges"))
    #expect(text.contains("stop 4 of 10"))
  }

  @Test func aNumberAnswersAndSoDoesEnterOnTheChosenOne() {
    var view = view(80, 24, at: Teach.question)
    #expect(view.handle(.character("2"), scene: Teach.question) == [.request(.teach(.answer(1)))])
    #expect(view.handle(.character("4"), scene: Teach.question) == [])
    // Whoever reads on with Enter has not chosen anything by that.
    #expect(view.handle(.key(.enter), scene: Teach.question) == [])
    #expect(view.handle(.character("j"), scene: Teach.question) == [])
    #expect(view.handle(.character("j"), scene: Teach.question) == [])
    #expect(view.handle(.key(.enter), scene: Teach.question) == [.request(.teach(.answer(1)))])
    #expect(view.handle(.key(.escape), scene: Teach.question) == [.request(.teach(.skip))])
    #expect(view.handle(.character("Q"), scene: Teach.question) == [.request(.teach(.questions))])
  }

  @Test func aClickAnswers() throws {
    var view = view(80, 24, at: Teach.question)
    let rows = view.frame(of: Teach.question).text.split(separator: "\n")
    let row = try #require(rows.firstIndex { $0.contains("3 nobody") })
    #expect(
      view.handle(.mouse(column: 10, row: row, button: .left), scene: Teach.question)
        == [.request(.teach(.answer(2)))])
  }

  @Test func aQuestionTellsNothingOfTheFuture() {
    let text = view(120, 36, at: Teach.question).frame(of: Teach.question).text
    #expect(text.contains("step 35 of ?") && !text.contains("╌") && !text.contains("of 106"))
  }

  @Test func aTerminalThatGrowsAndShrinksShowsTheStopOnce() {
    var view = view(120, 36, at: Teach.stop)
    let before = view.frame(of: Teach.stop).text
    view.resize(columns: 40, rows: 10, Teach.stop)
    #expect(view.frame(of: Teach.stop).text.contains("The range is marked"))
    view.resize(columns: 120, rows: 36, Teach.stop)
    let after = view.frame(of: Teach.stop).text
    #expect(after.components(separatedBy: "The range is marked INVALID before").count == 2)
    #expect(before.components(separatedBy: "The range is marked INVALID before").count == 2)
  }

  @Test func theHelpOfAStopDoesNotOfferWhatALessonHasNot() {
    let lesson = view(80, 24, at: Teach.stop), away = view(80, 24, at: Teach.away)
    #expect(!lesson.isOfUse(.tenth(3), Teach.stop) && !lesson.isOfUse(.explore, Teach.stop))
    // Whoever has wandered off goes where they like.
    #expect(away.isOfUse(.tenth(3), Teach.away))
  }
}
