import Scene
import Screen

/// All stops, each with the text of its line, in a box that is as large as they are.
enum StopList {
  static func draw(_ scene: Scene, selected: Int, on frame: inout Frame) {
    let stops = scene.breaks
    let width = stops.map(\.columns).max() ?? 0
    let lines = stops.map { stop in
      var line = Line(" ▾ ", .caution)
      line.append(stop, .plain)
      if let text = text(of: stop, scene) {
        line.pad(to: 3 + width + 2)
        line.append(text)
      }
      return line
    }
    let empty = [Line(" no stop is set; b sets one at the chosen line")]
    let rows = lines.isEmpty ? empty : lines
    let title = "All stops"
    let columns = max(title.columns + 4, rows.map(\.width).max() ?? 0) + 1
    let box = Box(on: frame, columns: columns + 2, rows: rows.count + 2)
    guard box.inner.rows > 0, box.inner.columns > 0 else { return }
    let chosen = min(selected, max(0, rows.count - 1)), top = max(0, chosen - box.inner.rows + 1)
    box.draw(title: title, on: &frame)
    for (index, text) in rows.enumerated().dropFirst(top).prefix(box.inner.rows) {
      var line = text
      line.cut(to: box.inner.columns)
      line.pad(to: box.inner.columns)
      if index == chosen, !lines.isEmpty { line = line.drawn(as: .selection) }
      frame.write(line, column: box.inner.column, row: box.inner.row + index - top)
    }
  }

  /// The line of a listing that has this label; a condition is its own text.
  private static func text(of stop: String, _ scene: Scene) -> String? {
    (scene.driver.rows + scene.kernel.rows).first { $0.label == stop }.map { trimmed($0.text) }
  }
}

extension View {
  /// A key while the stops are listed.
  mutating func handle(_ event: Event, selectedStop selected: Int, _ scene: Scene) -> [Effect] {
    let last = max(0, scene.breaks.count - 1), selected = min(selected, last)
    switch event {
    case .character("j"), .key(.down): overlay = .stops(selected: min(selected + 1, last))
    case .character("k"), .key(.up): overlay = .stops(selected: max(selected - 1, 0))
    case .key(.home), .character("g"): overlay = .stops(selected: 0)
    case .key(.end), .character("G"): overlay = .stops(selected: last)
    case .character("b"), .key(.delete), .key(.enter):
      guard scene.breaks.indices.contains(selected) else {
        overlay = nil
        return []
      }
      return [.request(.toggleBreak(scene.breaks[selected]))]
    case .key(.escape), .character("q"), .character("B"): overlay = nil
    default: break
    }
    return []
  }
}
