import Export
import Foundation
import Screen
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("A frame as a picture")
struct SVGTests {
  @Test("a small frame gives exactly this picture")
  func exact() {
    let svg = smallFrame().svg(.dark, title: "A \"small\" frame")
    #expect(
      svg == """
        <svg xmlns="http://www.w3.org/2000/svg" width="132" height="96" viewBox="0 0 132 96" role="img" \
        font-family="'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',ui-monospace,monospace" font-size="15" \
        xml:space="preserve">
        <title>A &quot;small&quot; frame</title>
        <style>text{white-space:pre}.t0{fill:#d4d4d4}.l0{fill:none;stroke:#d4d4d4}\
        .t1{fill:#949494}.l1{fill:none;stroke:#949494}\
        .t2{fill:#d4d4d4}.l2{fill:none;stroke:#d4d4d4}.t4{fill:#d4d4d4;font-weight:bold}\
        .l4{fill:none;stroke:#d4d4d4}.t7{fill:#87afff}.l7{fill:none;stroke:#87afff}\
        .t8{fill:#ffd700;font-weight:bold}.l8{fill:none;stroke:#ffd700}\
        .t9{fill:#1e1e1e;font-weight:bold}.l9{fill:none;stroke:#1e1e1e}.g9{fill:#ff5f5f}\
        .t12{fill:#1e1e1e}.l12{fill:none;stroke:#1e1e1e}.g12{fill:#d4d4d4}</style>
        <rect width="132" height="96" rx="8" fill="#1e1e1e"/>
        <g transform="translate(12 12)">
        <text class="t2" x="27" y="14" textLength="45" lengthAdjust="spacingAndGlyphs">a&lt;b&amp;c</text>
        <rect class="g9" x="72" y="18" width="9" height="18"/>
        <rect class="g9" x="81" y="18" width="27" height="18"/>
        <text class="t4" x="9" y="32" textLength="9" lengthAdjust="spacingAndGlyphs">»</text>
        <text class="t4" x="18" y="32" textLength="27" lengthAdjust="spacingAndGlyphs">001</text>
        <text class="t7" x="54" y="32" textLength="9" lengthAdjust="spacingAndGlyphs">●</text>
        <text class="t9" x="72" y="32" textLength="9" lengthAdjust="spacingAndGlyphs">✗</text>
        <text class="t9" x="90" y="32" textLength="18" lengthAdjust="spacingAndGlyphs">I1</text>
        <text class="t8" x="9" y="50" textLength="18" lengthAdjust="spacingAndGlyphs">日</text>
        <text class="t8" x="36" y="50" textLength="27" lengthAdjust="spacingAndGlyphs">&quot;x&quot;</text>
        <rect class="g12" x="36" y="54" width="54" height="18"/>
        <text class="t12" x="45" y="68" textLength="36" lengthAdjust="spacingAndGlyphs">pick</text>
        <path class="l1" d="M4.5 9.5H18M81 9.5H103.5M4.5 63.5H9M4.5 9V63M103.5 9V18"/>
        </g>
        </svg>

        """)
  }

  @Test("its colours are those of the theme: none where there are to be none, white on black for high contrast")
  func themes() {
    func colours(_ theme: ThemeName) -> Set<String> {
      let text = smallFrame().svg(theme, title: "")
      return Set(text.matches(of: /#[0-9a-f]{6}/).map { String($0.output) })
    }
    #expect(colours(.monochrome) == ["#d4d4d4", "#1e1e1e"])
    #expect(
      colours(.highContrast).isSuperset(of: ["#ffffff", "#000000"]) && !colours(.highContrast).contains("#1e1e1e"))
    #expect(colours(.auto) == colours(.dark) && colours(.light) != colours(.dark))
  }

  @Test("it is well-formed, and all its text is there", arguments: ThemeName.allCases)
  func wellFormed(theme: ThemeName) throws {
    let reader = Reader()
    let parser = XMLParser(data: Data(smallFrame().svg(theme, title: "<&>").utf8))
    parser.delegate = reader
    #expect(parser.parse())
    #expect(reader.texts["title"] == ["<&>"])
    #expect(reader.texts["text"] == ["a<b&c", "»", "001", "●", "✗", "I1", "日", "\"x\"", "pick"])
    #expect(reader.names == ["svg", "title", "style", "rect", "g", "text", "path"])
  }

  @Test("every run is as long as its cells")
  func lengths() throws {
    let reader = Reader()
    let parser = XMLParser(data: Data(smallFrame().svg(.light, title: "x").utf8))
    parser.delegate = reader
    #expect(parser.parse())
    let runs = reader.attributes["text"] ?? []
    #expect(runs.map { Int($0["x"] ?? "") } == [27, 9, 18, 54, 72, 90, 9, 36, 45])
    #expect(runs.map { Int($0["textLength"] ?? "") } == [45, 9, 27, 9, 9, 18, 18, 27, 36])
  }

  @Test("it names no other address, and the same frame gives the same bytes")
  func selfContained() {
    let svg = smallFrame().svg(.dark, title: "x")
    #expect(svg == smallFrame().svg(.dark, title: "x"))
    #expect(svg.replacing("http://www.w3.org/2000/svg", with: "").firstRange(of: "http") == nil)
    for word in ["script", "href", "url(", "@import", "foreignObject"] { #expect(!svg.contains(word)) }
  }

  @Test("a frame without cells is a picture too")
  func empty() {
    let parser = XMLParser(data: Data(Frame(columns: 0, rows: 0).svg(.dark, title: "").utf8))
    #expect(parser.parse())
  }
}

/// What is in a document, by element.
private final class Reader: NSObject, XMLParserDelegate {
  var names: [String] = []
  var texts: [String: [String]] = [:]
  var attributes: [String: [[String: String]]] = [:]
  private var open: [String] = []

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    if !names.contains(name) { names.append(name) }
    self.attributes[name, default: []].append(attributes)
    if ["title", "text"].contains(name) { texts[name, default: []].append("") }
    open.append(name)
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    open.removeLast()
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    guard let name = open.last, let count = texts[name]?.count else { return }
    texts[name]?[count - 1] += string
  }
}
