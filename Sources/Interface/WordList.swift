import Scene
import Screen

/// The words of the screen with what they mean, in a box: the list on the left, the chosen one on the right.
struct WordList: Sendable {
  let entries: [WordEntry]
  var selected = 0
  var search = ""

  init(_ entries: [WordEntry]) { self.entries = entries }

  /// Those that have what was typed.
  var found: [WordEntry] {
    search.isEmpty ? entries : entries.filter { $0.term.lowercased().contains(search.lowercased()) }
  }

  /// False when it is to be closed.
  mutating func handle(_ event: Event) -> Bool {
    let last = max(0, found.count - 1)
    switch event {
    case .key(.escape), .key(.enter), .key(.function(1)): return false
    case .key(.down), .key(.tab): selected = min(selected + 1, last)
    case .key(.up), .key(.shiftTab): selected = max(selected - 1, 0)
    case .key(.pageDown): selected = min(selected + 8, last)
    case .key(.pageUp): selected = max(selected - 8, 0)
    default: if search.type(event) { selected = 0 }
    }
    return true
  }

  func draw(on frame: inout Frame) {
    let box = Box(on: frame, columns: 80, rows: 18)
    guard box.inner.rows > 0, box.inner.columns > 0 else { return }
    let found = found, chosen = min(selected, max(0, found.count - 1))
    box.draw(title: "Words of this screen" + (search.isEmpty ? "" : " ── find " + search + "_"), on: &frame)
    let longest = found.map(\.term.columns).max() ?? 0
    let left = min(longest + 2, max(8, box.inner.columns / 3))
    let top = min(max(0, chosen - box.inner.rows / 2), max(0, found.count - box.inner.rows))
    for (offset, entry) in found.dropFirst(top).prefix(box.inner.rows).enumerated() {
      var line = Line(" " + entry.term)
      line.cut(to: left)
      line.pad(to: left)
      if top + offset == chosen { line = line.drawn(as: .selection) }
      frame.write(line, column: box.inner.column, row: box.inner.row + offset)
    }
    guard found.indices.contains(chosen) else {
      frame.write(
        Line(" no word here has this"), column: box.inner.column, row: box.inner.row, limit: box.inner.columns)
      return
    }
    let entry = found[chosen], width = box.inner.columns - left - 3
    guard width > 8 else { return }
    var rows = entry.text.split(separator: "\n").flatMap { wrap(String($0), to: width) }
    if !entry.lesson.isEmpty { rows += [""] + wrap("Lesson: " + entry.lesson, to: width) }
    for (offset, row) in rows.prefix(box.inner.rows).enumerated() {
      frame.write(Line(row), column: box.inner.column + left + 2, row: box.inner.row + offset, limit: width)
    }
  }
}
