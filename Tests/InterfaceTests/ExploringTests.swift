import Interface
import Scene
import Screen
import Testing

/// A search through every order, while it goes on behind the picture.
@Suite struct ExploringTests {
  private let quiet = RetryLoop.step35
  private var busy: Scene {
    var scene = quiet
    scene.exploration = Exploration(from: 35, states: 131_072, waiting: 32_768, depth: 61)
    return scene
  }

  private func effects(_ scene: Scene, _ events: Event...) -> [Effect] {
    var view = View(columns: 80, rows: 24)
    return events.flatMap { view.handle($0, scene: scene) }
  }

  @Test func xAsksForItAndEndsItWhileItGoesOn() {
    #expect(effects(quiet, .character("x")) == [.request(.explore)])
    #expect(effects(busy, .character("x")) == [.request(.stopExploring)])
    #expect(effects(busy, .key(.escape)) == [.request(.stopExploring)])
    #expect(effects(busy, .control("c")) == [.request(.stopExploring)])
    #expect(effects(quiet, .key(.escape)) == [])
  }

  @Test func whatIsOpenIsClosedFirst() {
    #expect(effects(busy, .character("?"), .key(.escape)) == [])
    #expect(effects(busy, .character("e"), .key(.escape), .key(.escape)) == [.request(.stopExploring)])
    #expect(effects(busy, .character(":"), .control("c"), .control("c")) == [.request(.stopExploring)])
  }

  @Test func everyOtherKeyGoesOnWorking() {
    #expect(effects(busy, .character("s")) == [.request(.step(1, .forward))])
    #expect(effects(busy, .character("t"), .character("3")) == [.request(.choose(thread: "app", alternative: 0))])
  }

  private func lastRow(_ view: View, _ scene: Scene) -> String {
    String(view.frame(of: scene).text.split(separator: "\n").last ?? "")
  }

  @Test(arguments: [
    (120, " ▬▬▬▬▬▬▬▬▬▬▬▬▬▬▬╌╌╌╌╌ every order from step 35: 131,072 states, depth 61  x stop  s step"),
    (80, " ▬▬▬▬▬▬▬▬▬╌╌╌ 131,072 states, depth 61  x stop  s step  S back  c go on"),
    (40, " ▬▬▬▬╌╌ 131,072 states  x stop  s step"),
  ]) func theLastRowShowsHowFarItIs(columns: Int, row: String) {
    let view = View(columns: columns, rows: columns / 4 + 6)
    #expect(lastRow(view, busy).hasPrefix(row), "\(lastRow(view, busy))")
  }

  @Test func aBarIsEmptyBeforeTheFirstReportAndFullWhenNothingWaits() {
    let view = View(columns: 80, rows: 24)
    var scene = quiet
    scene.exploration = Exploration(from: 0)
    #expect(lastRow(view, scene).hasPrefix(" ╌╌╌╌╌╌╌╌╌╌╌╌ 0 states"))
    scene.exploration = Exploration(from: 0, states: 999, waiting: 0, depth: 9)
    #expect(lastRow(view, scene).hasPrefix(" ▬▬▬▬▬▬▬▬▬▬▬▬ 999 states"))
  }

  @Test func anAnswerStandsBehindTheBar() {
    var view = View(columns: 120, rows: 36)
    view.show(note: "watching kref")
    #expect(lastRow(view, busy).contains("x stop  watching kref"))
  }

  @Test(arguments: [(80, 24), (120, 36)]) func itLeavesThePictureAlone(columns: Int, rows: Int) throws {
    let view = View(columns: columns, rows: rows)
    try expectSnapshot(view.frame(of: busy), named: "exploring-\(columns)x\(rows)")
  }

  @Test func aStopThatWhyTellsOfLeavesRoomForTheKeys() throws {
    var scene = RetryLoop.step35
    let text = "critical by order: after this step no choice of thread ends well."
    scene.why.sentences.append(Sentence(.stop, text))
    for (columns, rows) in [(80, 24), (120, 36)] {
      var view = View(columns: columns, rows: rows)
      view.show(note: text)
      let last = try #require(view.frame(of: scene).text.split(separator: "\n").last)
      #expect(last.contains("s step  S back"))
      #expect(last.contains(columns == 80 ? "▾ a stop: Why says why" : text))
    }
  }
}
