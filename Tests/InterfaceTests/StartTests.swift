import Scene
import Screen
import Testing

@testable import Interface

/// The lists of a start screen.
enum Lists {
  static let scene: StartScene = {
    var scene = StartScene()
    scene.editions = ["5.1", "5.2", "5.3"]
    let lessons = ["why share a page table", "two tables, one process", "the retry loop", "reclaim cuts in"]
    scene.lists = [
      StartList(
        .lessons, title: "Lessons", count: "1 of 4 done",
        items: lessons.enumerated().map { index, name in
          StartItem(
            id: "0\(index + 1)-x.md", mark: ["✓", "►", "", ""][index], name: "\(index + 1) \(name)",
            detail: "\(6 + index)")
        }),
      StartList(
        .scenarios, title: "Scenarios", count: "40, 3 break",
        items: (1...40).map { StartItem(id: "s\($0)", mark: $0 == 7 ? "✗" : "", name: "scenario \($0)", detail: "5.2") }
      ),
      StartList(
        .bugs, title: "Bugs", count: "1",
        items: [StartItem(id: "H01", name: "H01 the flag that comes back", detail: "to 5.5")]),
      StartList(.drivers, title: "Drivers", count: "1", items: [StartItem(id: "retry-loop.c", name: "retry-loop.c")]),
      StartList(.recordings, title: "Recordings and kernel traces", count: "none", items: []),
    ]
    let text = [ProseBlock(.paragraph, [ProseSpan("Who may write which table, and why there are two.")])]
    scene.previews[StartChoice(.lessons, "01-x.md")] = StartPreview(title: "Lesson 1 ── why share", text: text)
    return scene
  }()
}

@Suite("The start screen") struct Start {
  private func pressed(_ events: Event..., columns: Int = 120, rows: Int = 36) -> (StartView, [StartEffect]) {
    var view = StartView(columns: columns, rows: rows), effects: [StartEffect] = []
    for event in events { effects = view.handle(event, scene: Lists.scene) }
    return (view, effects)
  }

  private func typed(_ text: String) -> StartView {
    var view = StartView(columns: 120, rows: 36)
    for scalar in text.unicodeScalars { _ = view.handle(.character(scalar), scene: Lists.scene) }
    return view
  }

  @Test(arguments: [(120, 36), (80, 24), (60, 20), (40, 10)]) func isDrawn(columns: Int, rows: Int) throws {
    try expectSnapshot(
      StartView(columns: columns, rows: rows).frame(of: Lists.scene), named: "start-\(columns)x\(rows)")
  }

  @Test func theLessonThatWasLeftIsChosenFirst() {
    var view = StartView(columns: 120, rows: 36), scene = Lists.scene
    view.chooseNextLesson(scene)
    #expect(view.choice(scene) == StartChoice(.lessons, "02-x.md"))
    #expect(!view.frame(of: scene).text.contains("New here?"))
    scene.lists[0].items[1].mark = "✓"
    view.chooseNextLesson(scene)
    #expect(view.choice(scene) == StartChoice(.lessons, "03-x.md"))
    for index in scene.lists[0].items.indices { scene.lists[0].items[index].mark = "" }
    view.chooseNextLesson(scene)
    #expect(view.choice(scene) == StartChoice(.lessons, "01-x.md"))
    #expect(view.frame(of: scene).text.contains("New here?"))
  }

  @Test func everySizeIsDrawnWithoutACrash() {
    for columns in Array(1...12) + stride(from: 13, through: 210, by: 11) {
      for rows in Array(1...14) + stride(from: 15, through: 70, by: 7) {
        for scene in [Lists.scene, StartScene()] {
          var view = StartView(columns: columns, rows: rows)
          for event in [Event.key(.tab), .character("s"), .key(.escape), .character("?")] {
            let frame = view.frame(of: scene)
            #expect(frame.columns == columns && frame.rows == rows)
            _ = view.handle(event, scene: scene)
          }
        }
      }
    }
  }

  @Test func enterOpensWhatIsChosen() {
    #expect(pressed(.key(.enter)).1 == [.open(StartChoice(.lessons, "01-x.md"))])
    #expect(pressed(.character("j"), .key(.down), .key(.enter)).1 == [.open(StartChoice(.lessons, "03-x.md"))])
    #expect(pressed(.character("j"), .character("k"), .key(.enter)).1 == [.open(StartChoice(.lessons, "01-x.md"))])
    #expect(pressed(.character("G"), .key(.enter)).1 == [.open(StartChoice(.lessons, "04-x.md"))])
    #expect(pressed(.key(.tab), .key(.pageDown), .key(.enter)).1 == [.open(StartChoice(.scenarios, "s9"))])
    // A list without anything is passed over.
    #expect(pressed(.key(.shiftTab), .key(.enter)).1 == [.open(StartChoice(.drivers, "retry-loop.c"))])
  }

  @Test func typingFindsInEveryList() {
    #expect(typed("flag").choice(Lists.scene) == StartChoice(.bugs, "H01"))
    #expect(typed("retry").choice(Lists.scene) == StartChoice(.lessons, "03-x.md"))
    #expect(typed("/quiet").choice(Lists.scene) == nil)
    let text = typed("loop retry").frame(of: Lists.scene).text
    #expect(
      text.contains("find loop retry_") && text.contains("Lessons ── 1 found") && text.contains("Drivers ── 1 found"))
    var view = typed("zzz")
    #expect(view.handle(.key(.enter), scene: Lists.scene) == [])
    #expect(view.frame(of: Lists.scene).text.contains("nothing has \"zzz\""))
    #expect(view.handle(.key(.escape), scene: Lists.scene) == [])
    #expect(view.choice(Lists.scene) != nil && view.frame(of: Lists.scene).text.contains("1 of 4 done"))
  }

  @Test func leavingIsQAndNothingElse() {
    #expect(pressed(.character("q")).1 == [.quit])
    #expect(pressed(.control("c")).1 == [.quit])
    #expect(pressed(.key(.escape)).1 == [])
    #expect(pressed(.character("/"), .character("q")).1 == [])
  }

  @Test func aClickChoosesAndASecondOneOpens() throws {
    var view = StartView(columns: 120, rows: 36)
    let rows = view.frame(of: Lists.scene).text.split(separator: "\n")
    let row = try #require(rows.firstIndex { $0.contains("reclaim cuts in") })
    #expect(view.handle(.mouse(column: 8, row: row, button: .left), scene: Lists.scene) == [])
    #expect(
      view.handle(.mouse(column: 8, row: row, button: .left), scene: Lists.scene)
        == [.open(StartChoice(.lessons, "04-x.md"))])
  }

  @Test func aListThatIsLongerThanItsRoomSaysHowMuchIsMissing() throws {
    let text = StartView(columns: 120, rows: 36).frame(of: Lists.scene).text
    let shown = (1...40).filter { text.contains("scenario \($0) ") }.count
    #expect(shown > 10 && text.contains("and \(40 - shown) more"))
  }
}

@Suite("Commands of the start screen") struct StartCommandsTests {
  private func typed(_ text: String) -> (view: StartView, effects: [StartEffect]) {
    var view = StartView(columns: 80, rows: 24)
    for scalar in text.unicodeScalars { _ = view.handle(.character(scalar), scene: Lists.scene) }
    let effects = view.handle(.key(.enter), scene: Lists.scene)
    return (view, effects)
  }

  @Test func oneIsOpenedByNameOrNumber() {
    #expect(typed(":open 3").effects == [.open(StartChoice(.lessons, "03-x.md"))])
    #expect(typed(":open h01").effects == [.open(StartChoice(.bugs, "H01"))])
    #expect(typed(":open the retry loop").effects == [.open(StartChoice(.lessons, "03-x.md"))])
    #expect(typed(":check s7").effects == [.check(StartChoice(.scenarios, "s7"))])
    #expect(typed(":theme light").effects == [.theme(.light)])
    #expect(typed(":quit").effects == [.quit])
  }

  @Test func whatIsUnknownNamesWhatIsNear() {
    #expect(typed(":open retry-lop.c").view.note?.text == "nothing is called retry-lop.c; did you mean retry-loop.c?")
    #expect(typed(":opne x").view.note?.text == "opne is no command here; did you mean open?")
  }

  @Test func xChecksWhatHasThreadsAndSaysSoOfTheRest() {
    var view = StartView(columns: 80, rows: 24)
    #expect(view.handle(.character("x"), scene: Lists.scene) == [])
    #expect(view.note?.text.contains("x checks a scenario") ?? false)
    _ = view.handle(.key(.tab), scene: Lists.scene)
    #expect(view.handle(.character("x"), scene: Lists.scene) == [.check(StartChoice(.scenarios, "s1"))])
  }

  @Test func whatIsTypedStandsInTheLastRow() {
    var view = StartView(columns: 80, rows: 24)
    for scalar in ":the".unicodeScalars { _ = view.handle(.character(scalar), scene: Lists.scene) }
    #expect(view.frame(of: Lists.scene).text.split(separator: "\n").last?.hasPrefix(" :the   theme") ?? false)
  }
}
