import Scene
import Screen

/// One picture of a move, and for how long it stands.
public struct AnimationFrame: Equatable, Sendable {
  public var frame: Frame
  public var milliseconds: Int
}

extension View {
  /// The pictures between two moments: the old one with the moving values over it, then the new one with its changed
  /// rows reversed. The new picture itself comes after the last of them.
  ///
  /// Empty when nothing travelled, or where a move would only be in the way: after jumps, when playing fast, on small
  /// screens.
  public func animation(from old: Scene, to new: Scene, after request: Request) -> [AnimationFrame] {
    guard animates, !isPresenting, overlay == nil, prompt == nil, isSmallStep(request), old.time.now != new.time.now
    else { return [] }
    if isPlaying, speed.milliseconds < 250 { return [] }
    let isBack = new.time.now < old.time.now
    let moves = isBack ? old.moves : new.moves
    guard !moves.isEmpty else { return [] }
    // A step back plays the same pictures in reverse.
    let before = drawing(of: isBack ? new : old), after = drawing(of: isBack ? old : new)
    guard before.layout.places == after.layout.places, !after.layout.isAlone, !after.layout.isTiny else { return [] }
    var frames: [AnimationFrame] = []
    switch after.layout.form.columns {
    case 100...:
      let flight = flight(moves, before, after)
      guard !flight.isEmpty else { return [] }
      frames = flight + [AnimationFrame(frame: emphasised(isBack ? before : after, after.changed), milliseconds: 100)]
      if isBack { frames = flight.reversed() + [frames[frames.count - 1]] }
    case 80...:
      let ends = ends(of: moves, before, after)
      guard !ends.isEmpty else { return [] }
      frames = [AnimationFrame(frame: emphasised(isBack ? before : after, ends), milliseconds: 100)]
    default: return []
    }
    guard isASCII else { return frames }
    return frames.map { step in
      var step = step
      step.frame.replaceScalars(ASCII.scalar)
      return step
    }
  }

  private func isSmallStep(_ request: Request) -> Bool {
    switch request {
    case .step(1, _), .over, .choose: true
    default: false
    }
  }

  /// The values on their way, drawn over the old picture.
  private func flight(_ moves: [Move], _ before: Drawing, _ after: Drawing) -> [AnimationFrame] {
    let paths = moves.compactMap { move -> (text: String, from: Position, to: Position)? in
      let (start, end) = move.anchors
      guard let from = after.anchors[start] ?? before.anchors[start], let to = after.anchors[end] ?? before.anchors[end]
      else { return nil }
      return (move.text, Position(from), Position(to))
    }
    guard !paths.isEmpty else { return [] }
    let count = moves.contains { $0.route == .committing } ? 4 : 3
    return (1...count).map { index in
      var frame = before.frame
      for path in paths {
        let row = path.from.row + between(path.to.row - path.from.row, index, count + 1)
        let column = path.from.column + between(path.to.column - path.from.column, index, count + 1)
        // Without reverse video the two blanks show where the value is.
        let text = hasReverse ? " " + path.text + " " : "{" + path.text + "}"
        frame.write(text, column: column - 1, row: row, as: .moving)
      }
      return AnimationFrame(frame: frame, milliseconds: 50)
    }
  }

  private struct Position {
    var column: Int, row: Int

    init(_ place: (column: Int, row: Int)) { (column, row) = (place.column, place.row) }
  }

  /// A part of a distance, rounded half up.
  private func between(_ distance: Int, _ index: Int, _ count: Int) -> Int {
    let doubled = 2 * distance * index + count
    return doubled >= 0 ? doubled / (2 * count) : -((-doubled + 2 * count - 1) / (2 * count))
  }

  private func emphasised(_ drawing: Drawing, _ parts: [Rectangle]) -> Frame {
    var frame = drawing.frame
    for part in parts { frame.draw(part, as: .selection) }
    return frame
  }

  /// The rows from which and to which something travelled.
  private func ends(of moves: [Move], _ before: Drawing, _ after: Drawing) -> [Rectangle] {
    moves.flatMap { [$0.anchors.from, $0.anchors.to] }.compactMap { anchor in
      guard let at = after.anchors[anchor] ?? before.anchors[anchor] else { return nil }
      guard let place = after.layout.places.first(where: { $0.inner.contains(column: at.column, row: at.row) }) else {
        return nil
      }
      return Rectangle(column: place.inner.column, row: at.row, columns: place.inner.columns, rows: 1)
    }
  }
}

extension Move {
  /// The side of the square along which it travels.
  fileprivate var anchors: (from: Anchor, to: Anchor) {
    let page = page ?? 0
    return switch route {
    case .reading: (.pte(page), .pfn(page))
    case .committing: (.pfn(page), .devicePte(page))
    case .marking: (.section, .range)
    case .takingAway: (.told, .devicePte(page))
    }
  }
}
