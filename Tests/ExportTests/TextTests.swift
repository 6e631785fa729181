import Export
import Screen
import Testing

@Suite("A frame as text")
struct TextTests {
  @Test("plain text has no blanks at the ends of its lines")
  func plain() {
    #expect(smallFrame().plainText() == "┌─ a<b&c ──┐\n│»001 ● ✗ I1\n│日 \"x\"\n└    pick\n")
    #expect(Frame(columns: 3, rows: 2).plainText() == "\n\n")
    #expect(Frame(columns: 0, rows: 0).plainText() == "")
  }

  @Test("with 256 colours, a sequence stands where the look changes and every row ends plain")
  func palette() {
    let lines = smallFrame().ansiText(theme: Theme(.dark), depth: .palette).split(separator: "\n")
    #expect(
      lines == [
        "\u{1B}[0;38;5;246m┌─\u{1B}[0m a<b&c \u{1B}[0;38;5;246m──┐\u{1B}[0m",
        "\u{1B}[0;38;5;246m│\u{1B}[0;1m»001\u{1B}[0m \u{1B}[0;38;5;111m●\u{1B}[0m \u{1B}[0;1;7;38;5;203m✗ I1\u{1B}[0m",
        "\u{1B}[0;38;5;246m│\u{1B}[0;1;38;5;220m日 \"x\"\u{1B}[0m     ",
        "\u{1B}[0;38;5;246m└\u{1B}[0m   \u{1B}[0;7m pick \u{1B}[0m  ",
      ])
  }

  @Test("with 16 colours the first eight are used, and without colour attributes alone")
  func fewColours() {
    let frame = smallFrame()
    let sixteen = frame.ansiText(theme: Theme(.light), depth: .sixteen)
    #expect(sixteen.contains("\u{1B}[0;34m●") && sixteen.contains("\u{1B}[0;1;7;35m✗ I1"))
    #expect(sixteen.contains("\u{1B}[0;2m┌─") && !sixteen.contains("38;5"))
    let none = frame.ansiText(theme: Theme(.dark, usesColour: false), depth: .palette)
    #expect(none.contains("\u{1B}[0;1;7m✗ I1") && !none.contains("38;5"))
  }

  @Test(
    "without its sequences every form is the frame's own text",
    arguments: [ColourDepth.none, .sixteen, .palette], Background.allCases)
  func onlySequences(depth: ColourDepth, background: Background) {
    let text = smallFrame().ansiText(theme: Theme(background), depth: depth)
    let parts = text.split(separator: "\u{1B}[", omittingEmptySubsequences: false)
    let rest = parts.dropFirst().map { part -> Substring in
      let codes = part.prefix { $0 != "m" }
      #expect(codes.allSatisfy { $0.isNumber || $0 == ";" })
      return part.dropFirst(codes.count + 1)
    }
    #expect(parts[0] + rest.joined() == smallFrame().text + "\n")
  }
}
