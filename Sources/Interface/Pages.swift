import Screen

/// A text to be read at leisure, in a box over the panels.
struct Pages: Sendable {
  var title: String
  var lines: [String]
  private var top = 0

  init(title: String, lines: [String]) {
    self.title = title
    self.lines = lines.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
  }

  /// False when it is to be closed.
  mutating func handle(_ event: Event, rows: Int) -> Bool {
    let height = max(1, min(rows - 2, 22) - 2)
    switch event {
    case .key(.escape), .character("q"), .key(.enter): return false
    case .character("j"), .key(.down): top += 1
    case .character("k"), .key(.up): top -= 1
    case .key(.pageDown), .character(" "), .control("d"): top += height
    case .key(.pageUp), .control("u"): top -= height
    case .character("g"), .key(.home): top = 0
    case .character("G"), .key(.end): top = .max / 2
    default: break
    }
    // Long lines are wrapped when drawn, so the end is looked for there.
    top = min(max(0, top), max(0, lines.reduce(0) { $0 + max(1, ($1.columns + 39) / 40) } - 1))
    return true
  }

  func draw(on frame: inout Frame) {
    let box = Box(on: frame)
    guard box.inner.rows > 0, box.inner.columns > 0 else { return }
    let rows = lines.flatMap { wrapKeepingIndent($0, to: max(1, box.inner.columns - 2)) }
    let top = min(self.top, max(0, rows.count - box.inner.rows))
    let rest = rows.count > box.inner.rows ? " ── \(top + 1) of \(rows.count)" : ""
    box.draw(title: title + rest, on: &frame)
    for (index, text) in rows.dropFirst(top).prefix(box.inner.rows).enumerated() {
      var line = Line(" ")
      line.appendMarked(text)
      line.cut(to: box.inner.columns)
      frame.write(line, column: box.inner.column, row: box.inner.row + index)
    }
  }

  private func wrapKeepingIndent(_ text: String, to width: Int) -> [String] {
    if text.columns <= width { return [text] }
    let indent = String(text.prefix { $0 == " " }.prefix(width / 2))
    return wrap(text, to: width - indent.columns).map { indent + $0 }
  }
}

/// A box of at most 80x22 in the middle of the screen, between the rows of title and keys.
struct Box {
  var inner: Rectangle

  /// Smaller where less is to be shown.
  init(on frame: Frame, columns: Int = 80, rows: Int = 22) {
    let columns = min(80, columns, frame.columns), rows = min(22, rows, frame.rows - 2)
    let column = (frame.columns - columns) / 2, row = max(1, (frame.rows - rows) / 2)
    inner = Rectangle(column: column + 1, row: row + 1, columns: columns - 2, rows: rows - 2)
  }

  func draw(title: String, on frame: inout Frame) {
    for row in inner.row..<max(inner.row, inner.bottom) {
      for column in inner.column..<max(inner.column, inner.right) { frame[column, row] = Cell() }
    }
    var border = Border(columns: frame.columns, rows: frame.rows)
    border.surround(inner)
    border.draw(on: &frame)
    var line = Line("┤" + title + "├", .focus)
    line.cut(to: inner.columns)
    frame.write(line, column: inner.column, row: inner.row - 1)
  }
}
