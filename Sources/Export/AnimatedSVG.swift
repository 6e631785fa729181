import Screen

/// Frames one after the other as one moving picture, which needs nothing beside itself and begins again at its end.
///
/// A row that stays the same is drawn once. What comes and goes is shown and hidden by CSS: a reader of SVG that knows
/// no animation shows the first frame, and so does one whose owner wants nothing to move.
public struct AnimatedSVG {
  private var frames: [(frame: Frame, milliseconds: Int)] = []
  private let palette: Palette
  private let title: String

  public init(_ theme: ThemeName, title: String) {
    palette = Palette(theme)
    self.title = title
  }

  /// Adds a frame, which is shown for so long.
  public mutating func show(_ frame: Frame, milliseconds: Int) {
    frames.append((frame, max(1, milliseconds)))
  }

  /// Something that is drawn from one frame up to, and without, another.
  private struct Piece: Hashable {
    var from: Int
    var to: Int
    var drawing: String
  }

  /// The picture; it has the size of the largest frame.
  public var text: String {
    let columns = frames.map(\.frame.columns).max() ?? 0, rows = frames.map(\.frame.rows).max() ?? 0
    var pieces: [Piece] = []
    for row in 0..<rows { pieces += self.pieces { $0.rows > row ? $0.svgRow(row, palette) : "" } }
    pieces += self.pieces { $0.svgLines(palette) }
    let intervals = Set(pieces.filter { !isAlways($0) }.map { [$0.from, $0.to] }).sorted {
      ($0[0], $0[1]) < ($1[0], $1[1])
    }
    let names = Dictionary(uniqueKeysWithValues: intervals.enumerated().map { ($0.element, "k\($0.offset)") })
    let roles = frames.reduce(into: Set<UInt8>()) { $0.formUnion($1.frame.roles) }
    var text = Frame.svgHead(
      columns: columns, rows: rows, title: title,
      style: Frame.svgStyle(of: roles, palette) + intervals.map { rule(names[$0] ?? "", $0[0], $0[1]) }.joined()
        + (intervals.isEmpty ? "" : "@media(prefers-reduced-motion:reduce){g{animation:none!important}}"),
      paper: palette.paper)
    for piece in pieces {
      if isAlways(piece) {
        text += piece.drawing
      } else {
        text += "<g class=\"\(names[[piece.from, piece.to]] ?? "")\">\n\(piece.drawing)</g>\n"
      }
    }
    return text + Frame.svgTail
  }

  private func isAlways(_ piece: Piece) -> Bool { piece.from == 0 && piece.to == frames.count }

  /// What a part of the frames looks like, as long as it stays so.
  private func pieces(_ draw: (Frame) -> String) -> [Piece] {
    var pieces: [Piece] = []
    for (index, shown) in frames.enumerated() {
      let drawing = draw(shown.frame)
      if let last = pieces.last, last.drawing == drawing {
        pieces[pieces.count - 1].to = index + 1
      } else {
        pieces.append(Piece(from: index, to: index + 1, drawing: drawing))
      }
    }
    return pieces.filter { !$0.drawing.isEmpty }
  }

  /// Shows something from a frame up to another one.
  private func rule(_ name: String, _ from: Int, _ to: Int) -> String {
    var keys = from == 0 ? "0%{visibility:visible}" : "0%{visibility:hidden}\(share(from)){visibility:visible}"
    if to < frames.count { keys += "\(share(to)){visibility:hidden}" }
    let length = frames.reduce(0) { $0 + $1.milliseconds }
    let still = from == 0 ? "" : "visibility:hidden;"
    return "@keyframes \(name){\(keys)}.\(name){\(still)animation:\(name) \(length)ms step-end infinite}"
  }

  /// When a frame begins, as a share of the whole: whole numbers, so that it is the same everywhere.
  private func share(_ index: Int) -> String {
    let length = frames.reduce(0) { $0 + $1.milliseconds }
    let parts = frames[..<index].reduce(0) { $0 + $1.milliseconds } * 1_000_000 / length
    let fraction = String(parts % 10_000)
    return "\(parts / 10_000).\(String(repeating: "0", count: 4 - fraction.count))\(fraction)%"
  }
}
