import Scene
import Screen
import Testing

@testable import Interface

/// What must be in sight, and where.
@Suite struct Sight {
  static let sizes = [(60, 20), (80, 24), (100, 24), (100, 30), (120, 36), (160, 45), (200, 60)]

  private func rows(_ view: View, _ scene: Scene) -> [String] {
    view.frame(of: scene).text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private func text(_ view: View, _ scene: Scene) -> String { view.frame(of: scene).text }

  @Test func whatIsWatchedIsInSightAtEverySizeAndOverEveryPanel() {
    var scene = RetryLoop.step35
    scene.watches = [
      Watch(expression: "hmm->kref", value: "3"), Watch(expression: "range->valid", value: "false", before: "true"),
    ]
    for (columns, rows) in Self.sizes + [(40, 10)] {
      for keys in ["", "e", "t", "z"] where (columns, rows) != (40, 10) || keys.isEmpty {
        var view = View(columns: columns, rows: rows)
        for key in keys.unicodeScalars { _ = view.handle(.character(key), scene: scene) }
        let text = text(view, scene)
        #expect(text.contains("range->valid") && text.contains("true ⇒ false"), "\(columns)x\(rows) \(keys)")
      }
    }
  }

  @Test func aLongWatchKeepsItsValue() {
    var scene = RetryLoop.step35
    let name = String(repeating: "a + ", count: 40) + "b"
    scene.watches = [Watch(expression: name, value: "41", before: "40"), Watch(expression: "kref", value: "2")]
    let row = WatchList.row(scene, columns: 58).line
    #expect(row.width <= 58)
    #expect(row.text.hasSuffix("⋯ 40 ⇒ 41  + 1"), "\(row.text)")
  }

  @Test(arguments: sizes.indices) func theFocusIsAlwaysVisible(size: Int) {
    for scene in [RetryLoop.step35, RealTrace.line2466] {
      for keys in ["", "e"] {
        var view = View(columns: Self.sizes[size].0, rows: Self.sizes[size].1)
        for _ in 0..<16 {
          for key in keys.unicodeScalars { _ = view.handle(.character(key), scene: scene) }
          _ = view.handle(.key(.tab), scene: scene)
          let name = Title(view.focus ?? .driver, scene).name, merged = "Page tables"
          let text = text(view, scene)
          #expect(text.contains("┤" + name) || text.contains("┤" + merged), "\(Self.sizes[size]) \(name)")
        }
      }
    }
  }

  @Test func tabLeavesPanelsOfLargeScreensToLargeScreens() {
    func turns(_ columns: Int, _ rows: Int) -> Set<Panel> {
      var view = View(columns: columns, rows: rows), seen: Set<Panel> = []
      for _ in 0..<20 {
        _ = view.handle(.key(.tab), scene: RetryLoop.step35)
        if let focus = view.focus { seen.insert(focus) }
      }
      return seen
    }
    #expect(turns(200, 60).isSuperset(of: [.history, .watches, .branches, .kernel]))
    #expect(turns(80, 24).isDisjoint(with: [.history, .watches, .branches, .device]))
    #expect(turns(80, 24).isSuperset(of: [.notifiers, .threads, .kernel, .frames]))
  }

  @Test func choosingALineBeginsWhereTheThreadStands() {
    var scene = RetryLoop.step35
    var view = View(columns: 120, rows: 36)
    _ = view.handle(.character("j"), scene: scene)
    #expect(view.handle(.character("b"), scene: scene) == [.request(.toggleBreak("14"))])
    for index in scene.driver.rows.indices {
      scene.driver.rows[index].isNext = false
      scene.driver.rows[index].ran = scene.driver.rows[index].label == "20"
    }
    view = View(columns: 120, rows: 36)
    _ = view.handle(.character("k"), scene: scene)
    #expect(view.handle(.character("b"), scene: scene) == [.request(.toggleBreak("20"))])
  }

  @Test func aCutSentenceNamesTheKeyThatTellsTheRest() {
    var scene = RetryLoop.step35
    scene.why.sentences = (0..<3).map { Sentence(.happened, String(repeating: "word \($0) ", count: 60)) }
    for (columns, rows) in Self.sizes {
      #expect(text(View(columns: columns, rows: rows), scene).contains("⋯ e"), "\(columns)x\(rows)")
    }
  }

  @Test func whyAtLengthTellsAllAndKeepsTheScrubber() {
    var scene = RetryLoop.step35
    scene.why.source = "mm/hmm.c, Linux 5.2"
    scene.why.sentences.append(Sentence(.next, String(repeating: "and more ", count: 20) + "at last"))
    for (columns, rows) in Self.sizes where rows >= 24 {
      var view = View(columns: columns, rows: rows)
      _ = view.handle(.character("e"), scene: scene)
      let text = text(view, scene)
      #expect(text.contains("at last") && text.contains("mm/hmm.c, Linux 5.2"), "\(columns)x\(rows)")
      #expect(text.contains("▴35") && text.contains("┤Why"), "\(columns)x\(rows)")
    }
  }
}
