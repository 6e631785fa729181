import Screen
import Testing

@Suite struct Frames {
  @Test func textIsClippedAtTheEdgesAndNothingTraps() {
    var frame = Frame(columns: 4, rows: 2)
    frame.write("abcdef", column: 2, row: 0)
    frame.write("xyz", column: -1, row: 1)
    frame.write("lost", column: 0, row: 7)
    frame.write("lost", column: 9, row: 0)
    frame[9, 9] = Cell(scalar: 0x41)
    frame.draw(Rectangle(column: -3, row: -3, columns: 20, rows: 20), as: .selection)
    #expect(frame.text == "  ab\nyz  ")
    #expect(frame.cells.allSatisfy { $0.role == .selection })
    #expect(Frame(columns: -1, rows: 3).text == "\n\n")
  }

  @Test func aWideCharacterTakesTwoCells() {
    var frame = Frame(columns: 6, rows: 1)
    frame.write("日本x", column: 0, row: 0)
    #expect(frame.cells.map(\.scalar) == [0x65e5, 0, 0x672c, 0, 0x78, 0x20])
    #expect(frame.text == "日本x ")
  }

  @Test(arguments: ["\u{1b}[2J", "\u{7}", "\u{9b}1m", "\u{202e}", "\u{200b}", "a\u{301}", "\n", "\u{feff}", "\u{ad}"])
  func whatHasNoCellIsDrawnAsAMark(text: String) {
    let line = Line(text)
    #expect(line.cells.allSatisfy { $0.scalar >= 0x20 && !(0x7f..<0xa0).contains($0.scalar) })
    #expect(line.text.contains("!"))
    #expect(line.width == text.unicodeScalars.count)
  }

  @Test func aCutIsShown() {
    var line = Line("hmm_range_register")
    line.cut(to: 6)
    #expect(line.text == "hmm_r⋯")
    line.cut(to: 0)
    #expect(line.width == 0)
    var wide = Line("日本語")
    wide.cut(to: 4)
    #expect(wide.text == "日 ⋯")
    #expect(wide.width == 4)
  }

  @Test func everyGlyphOfTheTableIsOneColumn() {
    for scalar in "●◓◌◦◊⇄◨◧◉⇒»►░✓✗↻▬─╌▴▾╎›⋯│┌┐└┘├┤┬┴┼".unicodeScalars { #expect(scalar.columns == 1) }
  }
}

@Suite struct Themes {
  @Test func whatMattersIsSeenWithoutColour() {
    let theme = Theme(.dark, usesColour: false)
    for role in Role.allCases { #expect(theme.look(of: role, depth: .palette).foreground == -1) }
    let broken = theme.look(of: .broken, depth: .palette)
    #expect(broken.isBold && broken.isReversed)
    #expect(theme.look(of: .caution, depth: .none).isBold)
    #expect(theme.look(of: .quiet, depth: .none).isDim)
  }

  @Test func sixteenColoursOnAnUnknownBackgroundMeanNoHue() {
    for role in Role.allCases {
      #expect(Theme(.unknown).look(of: role, depth: .sixteen).foreground == -1)
      for background in Background.allCases {
        #expect(!(8...15).contains(Theme(background).look(of: role, depth: .sixteen).foreground))
      }
    }
    #expect(Theme(.dark).look(of: .holds, depth: .palette).foreground == 111)
    #expect(Theme(.light).look(of: .caution, depth: .sixteen).foreground == 1)
  }
}
