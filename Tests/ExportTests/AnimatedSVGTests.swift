import Export
import Foundation
import Screen
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Frames as a picture that moves")
struct AnimatedSVGTests {
  /// Frames in which a row stays, one changes each time, one comes back, and lines move.
  private static let frames: [Frame] = (0..<5).map { index in
    var frame = smallFrame()
    frame.write("\(index) of 5", column: 1, row: 2, as: index == 3 ? .broken : .plain)
    if index % 2 == 1 { frame.write("│ odd │", column: 2, row: 3, as: .quiet) }
    return frame
  }
  private static let times = [1000, 250, 333, 1, 4000]

  private var picture: String {
    var picture = AnimatedSVG(.dark, title: "five <frames>")
    for (frame, time) in zip(Self.frames, Self.times) { picture.show(frame, milliseconds: time) }
    return picture.text
  }

  @Test("at any time it shows what the still picture of the frame shows")
  func sameAsStill() throws {
    let player = try Player(picture)
    #expect(player.length == Self.times.reduce(0, +))
    var start = 0
    for (frame, time) in zip(Self.frames, Self.times) {
      let still = try Player(frame.svg(.dark, title: "five <frames>"))
      for moment in [start, start + time / 2, start + time - 1] {
        #expect(player.elements(at: moment) == still.elements(at: 0), "at \(moment) ms")
      }
      start += time
    }
  }

  @Test("where nothing moves, its first frame is shown")
  func still() throws {
    let first = try Player(Self.frames[0].svg(.dark, title: "five <frames>"))
    #expect(try Player(picture).stillElements == first.elements(at: 0))
  }

  @Test("what never changes is drawn once, and frames that are all the same make a still picture")
  func small() throws {
    #expect(picture.components(separatedBy: ">a&lt;b&amp;c<").count == 2)
    var same = AnimatedSVG(.dark, title: "x")
    for _ in 1...3 { same.show(Self.frames[0], milliseconds: 100) }
    #expect(same.text == Self.frames[0].svg(.dark, title: "x"))
  }

  @Test("it is well-formed, needs nothing beside itself, and is the same twice")
  func standalone() {
    #expect(XMLParser(data: Data(picture.utf8)).parse())
    #expect(picture == picture)
    #expect(picture.replacing("http://www.w3.org/2000/svg", with: "").firstRange(of: "http") == nil)
    for word in ["script", "href", "url(", "@import", "foreignObject"] { #expect(!picture.contains(word)) }
  }
}

/// Knows as much of CSS animation as these pictures use: which groups are visible when.
private struct Player {
  /// In milliseconds; 0 for a still picture.
  private(set) var length = 0
  /// By class: what is so before the first key, and then the keys: thousandths of a percent, and visible or not.
  private var rules: [String: (isVisible: Bool, keys: [(share: Int, isVisible: Bool)])] = [:]
  /// Elements with the class of the group around them.
  private var drawn: [(group: String?, element: String)] = []

  init(_ svg: String) throws {
    for match in svg.matches(
      of:
        /@keyframes (k\d+){((?:[^{}]*{[^{}]*})*)}\.k\d+{(visibility:hidden;)?animation:k\d+ (\d+)ms step-end infinite}/)
    {
      length = try #require(Int(match.4))
      let keys = match.2.matches(of: /(\d+)(?:\.(\d+))?%{visibility:(\w+)}/).map { key in
        (share: (Int(key.1) ?? 0) * 10_000 + (key.2.flatMap { Int($0) } ?? 0), isVisible: key.3 == "visible")
      }
      rules[String(match.1)] = (match.3 == nil, keys)
    }
    var group: String?
    for line in svg.split(separator: "\n") {
      if let match = line.firstMatch(of: /^<g class="(k\d+)">$/) {
        group = String(match.1)
        #expect(rules[String(match.1)] != nil)
      } else if line == "</g>" {
        group = nil
      } else if line.hasPrefix("<text") || line.hasPrefix("<rect class") || line.hasPrefix("<path") {
        drawn.append((group, String(line)))
      }
    }
  }

  func elements(at time: Int) -> [String] {
    elements { group in
      guard let rule = rules[group] else { return false }
      let share = Double(time) * 1_000_000 / Double(max(1, length))
      return rule.keys.last { Double($0.share) <= share }?.isVisible ?? rule.isVisible
    }
  }

  /// For a reader that knows no animation.
  var stillElements: [String] { elements { rules[$0]?.isVisible ?? false } }

  private func elements(_ isVisible: (String) -> Bool) -> [String] {
    drawn.filter { $0.group.map(isVisible) ?? true }.map(\.element).sorted()
  }
}
