import Scene
import Screen
import Testing

@testable import Interface

@Suite("The words of a screen") struct ScreenWords {
  private let scene = RetryLoop.step35

  private func answered(_ columns: Int = 80, _ rows: Int = 24) -> View {
    var view = View(columns: columns, rows: rows), reply = Reply()
    var pte = WordEntry("pte", "page table entry: where one page of a process is, and whether it may be written.")
    pte.lesson = "1, what a device wants"
    reply.words = [WordEntry("range", "a window of a driver."), pte, WordEntry("notifier", "who is told.")]
    view.show(reply)
    return view
  }

  @Test func f1AsksForThem() {
    var view = View(columns: 80, rows: 24)
    #expect(view.handle(.key(.function(1)), scene: scene) == [.request(.command("words"))])
    view.focus = .why
    #expect(view.handle(.key(.enter), scene: scene) == [.request(.command("words"))])
  }

  @Test func oneIsChosenAndItsMeaningStandsBesideItWithTheLessonThatShowsIt() {
    var view = answered()
    #expect(view.frame(of: scene).text.contains("a window of a driver."))
    _ = view.handle(.character("j"), scene: scene)
    let text = view.frame(of: scene).text
    #expect(text.contains("page table entry") && text.contains("Lesson: 1, what a device wants"))
    for letter in "not".unicodeScalars { _ = view.handle(.character(letter), scene: scene) }
    #expect(view.frame(of: scene).text.contains("who is told.") && view.frame(of: scene).text.contains("find not_"))
    _ = view.handle(.key(.escape), scene: scene)
    #expect(!view.frame(of: scene).text.contains("Words of this screen"))
  }

  @Test func everySizeIsDrawn() {
    for (columns, rows) in [(1, 1), (9, 4), (40, 10), (60, 20), (80, 24), (200, 60)] {
      #expect(answered(columns, rows).frame(of: scene).rows == rows)
    }
  }
}

@Suite("Words in the prose of a lesson") struct WordsOfProse {
  private static let scene: Scene = {
    var scene = RetryLoop.step35
    var lesson = LessonScene()
    (lesson.title, lesson.stop, lesson.stops) = ("A lesson", 1, 2)
    lesson.prose = [ProseBlock(.paragraph, [ProseSpan("The "), ProseSpan("range", .code), ProseSpan(" holds ptes.")])]
    lesson.terms = ["range", "ptes"]
    scene.lesson = lesson
    return scene
  }()

  private func pressed(_ events: Event...) -> (view: View, effects: [Effect]) {
    var view = View(columns: 120, rows: 36, focus: .lesson), effects: [Effect] = []
    for event in events { effects = view.handle(event, scene: Self.scene) }
    return (view, effects)
  }

  @Test func jChoosesOneAndEnterAsksWhatItMeans() {
    #expect(pressed(.character("j"), .key(.enter)).effects == [.request(.command("words range"))])
    #expect(pressed(.character("j"), .key(.down), .key(.enter)).effects == [.request(.command("words ptes"))])
    let chosen = pressed(.character("j"), .key(.down), .key(.up)).view.frame(of: Self.scene)
    let row = (0..<36).first { row in
      let text = chosen.text.split(separator: "\n")[row]
      return text.contains("The range holds")
    }
    let cells = row.map { chosen[row: $0].filter { $0.role == .selection } } ?? []
    #expect(cells.count == 5)
  }

  @Test func tabGoesToThemFromThePanelThatTheStopIsAbout() {
    var scene = Self.scene
    scene.lesson?.looks = [.ranges]
    var view = View(columns: 120, rows: 36, focus: .ranges)
    _ = view.handle(.key(.tab), scene: scene)
    #expect(view.focus == .lesson)
    _ = view.handle(.key(.tab), scene: scene)
    #expect(view.focus == .notifiers)
  }

  @Test func theStopIsDrawnOnce() {
    for (columns, rows) in [(80, 24), (120, 36), (60, 20)] {
      let text = View(columns: columns, rows: rows, focus: .lesson).frame(of: Self.scene).text
      #expect(text.split(separator: "Stop 1 of 2").count == 2, "\(columns)x\(rows)")
    }
  }

  @Test func withoutOneEnterReadsOn() {
    #expect(pressed(.key(.enter)).effects == [.request(.teach(.next))])
    #expect(pressed(.character("j"), .key(.escape), .key(.enter)).effects == [.request(.teach(.next))])
  }

  @Test func aClickOnAWordAsksAboutIt() throws {
    let view = View(columns: 120, rows: 36)
    let rows = view.frame(of: Self.scene).text.split(separator: "\n", omittingEmptySubsequences: false)
    let row = try #require(rows.firstIndex { $0.contains("The range holds") })
    let column = try #require(rows[row].firstRange(of: "ptes")).lowerBound
    let place = rows[row].distance(from: rows[row].startIndex, to: column)
    var clicked = view
    #expect(
      clicked.handle(.mouse(column: place, row: row, button: .left), scene: Self.scene)
        == [.request(.command("words ptes"))])
    #expect(clicked.handle(.mouse(column: place - 3, row: row, button: .left), scene: Self.scene) == [])
  }

  @Test func theHintSaysSo() {
    let text = pressed(.character("j")).view.frame(of: Self.scene).text
    #expect(text.contains("j k a word") && text.contains("Enter what it means"))
  }
}
