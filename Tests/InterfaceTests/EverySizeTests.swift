import Interface
import Scene
import Screen
import Testing

@Suite struct EverySize {
  private static let glyphs = Set(
    "●◓◌◦◊⇄◨◧◉⇒»►░✓✗↻▬─╌▴▾╎›⋯│┌┐└┘├┤┬┴┼".unicodeScalars.map(\.value))

  private func check(_ view: View, _ scene: Scene) {
    let frame = view.frame(of: scene)
    #expect(frame.columns == view.columns && frame.rows == view.rows)
    let strange = frame.cells.first { !(0x20..<0x7f).contains($0.scalar) && !Self.glyphs.contains($0.scalar) }
    #expect(strange == nil, "\(view.columns)x\(view.rows)")
  }

  private static let scenes = [RetryLoop.step35, FlagComesBack.step54, RealTrace.line2466, Scene()]

  @Test(arguments: scenes.indices) func isDrawnWithGlyphsOfTheTableOnly(scene: Int) {
    for columns in Array(1...12) + stride(from: 13, through: 210, by: 11) {
      for rows in Array(1...12) + stride(from: 13, through: 70, by: 8) {
        check(View(columns: columns, rows: rows, focus: scene == 1 ? nil : .driver), Self.scenes[scene])
      }
    }
  }

  @Test(arguments: AllOfMemory.all.indices) func everyKindOfMemoryIsDrawnAtEverySize(scene: Int) {
    for columns in [1, 3, 9, 12] + stride(from: 38, through: 210, by: 17) {
      for rows in [1, 3, 9, 12] + stride(from: 19, through: 70, by: 11) {
        for focus in [Panel.driver, .cpu, .frames, .notifiers] {
          var view = View(columns: columns, rows: rows, focus: focus)
          check(view, AllOfMemory.all[scene].scene)
          guard focus == .cpu else { continue }
          for key in "vp".unicodeScalars { _ = view.handle(.character(key), scene: AllOfMemory.all[scene].scene) }
          check(view, AllOfMemory.all[scene].scene)
        }
      }
    }
  }

  @Test(arguments: Panel.allCases) func isDrawnWhicheverPanelHasTheKeys(panel: Panel) {
    for (columns, rows) in [(5, 3), (40, 10), (60, 20), (80, 24), (100, 30), (120, 36), (160, 45), (200, 60)] {
      for scene in Self.scenes {
        var view = View(columns: columns, rows: rows, focus: panel)
        check(view, scene)
        view.isZoomed = true
        check(view, scene)
        view.isWhyOpen = true
        check(view, scene)
      }
    }
  }

  @Test func everyKeyInEverySizeLeavesSomethingToDraw() {
    let keys: [Event] = [
      .character("t"), .character("j"), .key(.escape), .character("?"), .character("s"), .key(.pageDown), .key(.escape),
      .character(":"), .character("5"), .key(.tab), .key(.escape), .key(.tab), .character("j"), .character("k"),
      .key(.pageDown), .character("z"), .character("e"), .key(.tab), .key(.enter), .character("j"), .character("B"),
      .key(.pageDown), .key(.end), .key(.escape), .character("w"), .character("/"), .key(.enter), .character("m"),
      .character("a"), .character("x"), .character("Q"), .mouse(column: 3, row: 3, button: .left), .key(.shiftTab),
    ]
    for (columns, rows) in [(1, 1), (5, 3), (17, 4), (40, 10), (60, 20), (80, 24), (100, 30), (120, 36), (200, 60)] {
      for scene in Self.scenes {
        var view = View(columns: columns, rows: rows)
        for key in keys {
          _ = view.handle(key, scene: scene)
          check(view, scene)
        }
      }
    }
  }

  @Test func whatIsBrokenStandsInTheTitleRowAtEverySize() {
    for (columns, rows) in [(40, 10), (60, 20), (80, 24), (100, 30), (120, 36), (200, 60)] {
      let title = View(columns: columns, rows: rows).frame(of: FlagComesBack.step54).text.split(separator: "\n")[0]
      #expect(title.contains("✗ I1 I11"), "\(columns)x\(rows)")
    }
  }

  @Test func aHostileNameCannotMoveTheCursor() {
    var scene = RetryLoop.step35
    scene.threads[0].name = "\u{1b}[2J\u{202e}evil\n"
    scene.why.sentences[0].text = "a\u{7}b\u{1b}]0;x\u{7}"
    let frame = View(columns: 120, rows: 36).frame(of: scene)
    #expect(frame.cells.allSatisfy { $0.scalar >= 0x20 && $0.scalar != 0x7f && $0.scalar != 0x202e })
  }
}
