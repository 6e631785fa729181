import Scene
import Screen

/// Where the lists, the preview and the words for newcomers stand.
struct StartLayout {
  /// The room of each list, in their order; without rows where only the title is in sight.
  var lists: [Rectangle] = []
  var preview: Rectangle?
  var words: Rectangle?
  /// One list without frames, as on the smallest screens.
  var isAlone = false

  init(columns: Int, rows: Int, scene: StartScene, focus: Int) {
    let count = scene.lists.count
    guard columns >= 60, rows >= 8 + count else {
      isAlone = true
      lists = (0..<count).map { index in
        Rectangle(column: 0, row: 1, columns: columns, rows: index == focus ? max(0, rows - 3) : 0)
      }
      return
    }
    if columns >= 100, rows >= 30, count == StartList.Kind.allCases.count {
      square(columns, rows, scene)
    } else {
      stack(columns, rows, count, focus)
    }
  }

  /// Lessons, scenarios, and bugs above drivers; below them recordings and the preview; then words.
  private mutating func square(_ columns: Int, _ rows: Int, _ scene: StartScene) {
    let one = (columns - 4) / 3, three = columns - 4 - 2 * one
    let words = rows >= 34 ? 5 : 0
    let rest = rows - 5 - (words > 0 ? words + 1 : 0)
    let recordings = scene.lists.first { $0.kind == .recordings }?.items.count ?? 0
    let low = min(max(7, recordings), rest / 3), high = rest - low
    let drivers = min(scene.lists.first { $0.kind == .drivers }?.items.count ?? 0, high / 3)
    let left = [1, 2 + one, 3 + 2 * one]
    lists = scene.lists.map { list in
      switch list.kind {
      case .lessons: Rectangle(column: left[0], row: 2, columns: one, rows: high)
      case .scenarios: Rectangle(column: left[1], row: 2, columns: one, rows: high)
      case .bugs: Rectangle(column: left[2], row: 2, columns: three, rows: high - drivers - 1)
      case .drivers: Rectangle(column: left[2], row: 2 + high - drivers, columns: three, rows: drivers)
      case .recordings: Rectangle(column: 1, row: 3 + high, columns: 2 * one + 1, rows: low)
      }
    }
    preview = Rectangle(column: left[2], row: 3 + high, columns: three, rows: low)
    if words > 0 { self.words = Rectangle(column: 1, row: 4 + high + low, columns: columns - 2, rows: words) }
  }

  /// The lists below one another, the one with the keys open; the preview beside them, or below where it is narrow.
  private mutating func stack(_ columns: Int, _ rows: Int, _ count: Int, _ focus: Int) {
    let isBeside = columns >= 76
    let width = isBeside ? (columns - 3) / 2 : columns - 2
    let below = isBeside ? 0 : 4
    var row = 2
    for index in 0..<count {
      let open = index == focus ? max(1, rows - 3 - count - below) : 0
      lists.append(Rectangle(column: 1, row: row, columns: width, rows: open))
      row += open + 1
    }
    preview =
      isBeside
      ? Rectangle(column: width + 2, row: 2, columns: columns - 3 - width, rows: row - 3)
      : Rectangle(column: 1, row: row, columns: width, rows: below - 1)
  }
}

extension StartView {
  /// The picture of the start screen.
  public func frame(of scene: StartScene) -> Frame {
    var frame = Frame(columns: columns, rows: rows)
    guard frame.columns > 0, frame.rows > 0 else { return frame }
    let layout = StartLayout(columns: frame.columns, rows: frame.rows, scene: scene, focus: focus)
    if layout.isAlone { drawAlone(scene, layout, on: &frame) } else { drawAll(scene, layout, on: &frame) }
    frame.write(keyRow(), column: 0, row: frame.rows - 1)
    pages?.draw(on: &frame)
    if isASCII { frame.replaceScalars(ASCII.scalar) }
    return frame
  }

  private func drawAll(_ scene: StartScene, _ layout: StartLayout, on frame: inout Frame) {
    frame.write(titleRow(scene), column: 0, row: 0)
    var border = Border(columns: frame.columns, rows: frame.rows)
    for room in layout.lists + [layout.preview, layout.words].compactMap(\.self) { border.surround(room) }
    border.draw(on: &frame)
    for index in scene.lists.indices { draw(index, scene, layout.lists[index], on: &frame) }
    if let room = layout.preview { drawPreview(scene, room, on: &frame) }
    if let room = layout.words { drawWords(room, scene, on: &frame) }
  }

  private func titleRow(_ scene: StartScene) -> Line {
    let about = columns < 78 || search != nil ? "" : "  Linux shares page tables with a device"
    var left = Line(" hmmscope\(about)", .bar),
      right = Line("Linux " + scene.editions.joined(separator: "  ") + "   ", .bar)
    if let search { left.append("   find " + search + "_", .now) }
    right.append("?", .key)
    right.append(" help ", .bar)
    if left.width + 2 + right.width > columns { right = Line() }
    left.cut(to: columns)
    left.pad(to: columns - right.width, .bar)
    left.append(right)
    return left
  }

  private func title(_ list: StartList, found: Int) -> String {
    let count = search == nil || search == "" ? list.count : "\(found) found"
    return count.isEmpty ? list.title : list.title + " ── " + count
  }

  private func draw(_ index: Int, _ scene: StartScene, _ room: Rectangle, on frame: inout Frame) {
    let items = found(scene)[index]
    var line = Line()
    let text = title(scene.lists[index], found: items.count)
    if index == focus {
      line.append("┤" + text + "├", .focus)
    } else {
      line.append("─ ", .quiet)
      line.append(text + " ", items.isEmpty ? .quiet : .title)
    }
    line.cut(to: room.columns)
    frame.write(line, column: room.column, row: room.row - 1)
    drawItems(index, items, room, on: &frame)
  }

  private func drawItems(_ index: Int, _ items: [StartItem], _ room: Rectangle, on frame: inout Frame) {
    let top = top(index, items.count, room.rows), chosen = row(index, items.count)
    for (offset, item) in items.dropFirst(top).prefix(room.rows).enumerated() {
      var line = Line(" ")
      line.append(
        item.mark.isEmpty ? "  " : item.mark + " ", item.mark == "✗" ? .caution : item.mark == "✓" ? .holds : .now)
      line.append(item.name)
      let detail = item.detail.isEmpty ? 0 : item.detail.columns + 2
      line.cut(to: max(4, room.columns - detail))
      if detail > 0, detail < room.columns - 8 {
        line.pad(to: room.columns - detail + 1)
        line.append(item.detail, .quiet)
      }
      line.cut(to: room.columns)
      if index == focus, top + offset == chosen {
        line.pad(to: room.columns)
        line = line.drawn(as: .selection)
      }
      frame.write(line, column: room.column, row: room.row + offset)
    }
    // What has no room is counted, so that nobody takes the list for whole.
    let hidden = items.count - top - room.rows
    guard hidden > 0, room.rows > 2, !(index == focus && chosen == top + room.rows - 1) else { return }
    var more = Line("   and \(hidden + 1) more", .quiet)
    more.pad(to: room.columns)
    frame.write(more, column: room.column, row: room.bottom - 1)
  }

  private func drawPreview(_ scene: StartScene, _ room: Rectangle, on frame: inout Frame) {
    guard let choice = choice(scene), let preview = scene.previews[choice] else { return }
    var title = Line("─ ", .quiet)
    title.append(preview.title + " ", .title)
    title.cut(to: room.columns)
    frame.write(title, column: room.column, row: room.row - 1)
    let lines = ProseText.lines(preview.text, columns: room.columns - 2)
    for (offset, line) in lines.prefix(room.rows).enumerated() {
      var line = line
      if offset == room.rows - 1, lines.count > room.rows {
        line.append(" ")
        line.pad(to: room.columns)
        line.cut(to: room.columns - 2)
      }
      frame.write(line, column: room.column + 1, row: room.row + offset)
    }
  }

  private static let welcome = [
    "hmmscope shows how Linux lets a device share the page table of a process: the table of the CPU and the table of "
      + "the device, what keeps them equal, and what happens when something cuts in. Every step goes forward and back.",
    "New here?  Press Enter. A lesson needs PageDown to go on, digits to answer, s (step) and S (back).",
    "A trace of your own?  hmmscope replay FILE    A driver of your own?  hmmscope run retry-loop --driver FILE",
  ]

  private func drawWords(_ room: Rectangle, _ scene: StartScene, on frame: inout Frame) {
    var rows = wrap(Self.welcome[0], to: room.columns - 2)
    if rows.count < room.rows - 2 { rows.append("") }
    let isNew = scene.lists.allSatisfy { list in list.kind != .lessons || list.items.allSatisfy(\.mark.isEmpty) }
    rows += Self.welcome[(isNew ? 1 : 2)...].flatMap { wrapKeepingGaps($0, to: room.columns - 2) }
    for (offset, row) in rows.prefix(room.rows).enumerated() {
      frame.write(Line(row), column: room.column + 1, row: room.row + offset, limit: room.columns - 2)
    }
  }

  private func wrapKeepingGaps(_ text: String, to width: Int) -> [String] {
    text.columns <= width ? [text] : wrap(text, to: width)
  }

  /// One list, what its chosen item shows in a row, and the keys.
  private func drawAlone(_ scene: StartScene, _ layout: StartLayout, on frame: inout Frame) {
    guard scene.lists.indices.contains(focus) else { return }
    let list = scene.lists[focus], items = found(scene)[focus]
    var title = Line(" " + (search.map { "find " + $0 + "_" } ?? title(list, found: items.count)), .bar)
    let place = " \(focus + 1) of \(scene.lists.count) "
    title.cut(to: max(0, columns - place.columns))
    title.pad(to: columns - place.columns, .bar)
    title.append(place, .bar)
    title.cut(to: columns)
    frame.write(title, column: 0, row: 0)
    drawItems(focus, items, layout.lists[focus], on: &frame)
    if frame.rows > 3, let choice = choice(scene), let preview = scene.previews[choice] {
      var line = Line(" " + (preview.text.first?.text ?? preview.title))
      line.cut(to: columns)
      frame.write(line, column: 0, row: frame.rows - 2)
    }
  }

  private func keyRow() -> Line {
    var line = Line(" ", .bar)
    if let prompt {
      line.append(":" + prompt)
      line.append(" ", .selection)
      line.append("  " + StartCommands.hint(prompt), .quiet)
    } else if let note {
      line.append((note.isError ? "✗ " : "") + note.text, note.isError ? .caution : .bar)
    } else {
      append(hints(), to: &line)
    }
    line.cut(to: columns)
    line.pad(to: columns, .bar)
    return line
  }

  private func hints() -> [(key: String, word: String)] {
    if pages != nil { return [("Esc", "close")] }
    if search != nil {
      return [("Enter", "open"), ("Tab", "next list"), ("Backspace", "a letter back"), ("Esc", "all again")]
    }
    return [
      ("Enter", "open"), ("Tab", "next list"), ("type", "to find"), ("x", "every order"), (":", "command"),
      ("?", "help"), ("q", "quit"),
    ]
  }

  /// Where there is little room the gaps are smaller, then those in the middle are left out: how to leave stays.
  private func append(_ hints: [(key: String, word: String)], to line: inout Line) {
    func width(_ hints: [(key: String, word: String)], _ gap: Int) -> Int {
      hints.reduce(line.width - gap) { $0 + gap + $1.key.columns + 1 + $1.word.columns }
    }
    var hints = hints
    while hints.count > 3, width(hints, 2) > columns { hints.remove(at: hints.count - 3) }
    let gap = String(repeating: " ", count: width(hints, 3) <= columns ? 3 : 2)
    for (index, hint) in hints.enumerated() {
      if index > 0 { line.append(gap, .bar) }
      line.append(hint.key, .key)
      line.append(" " + hint.word, .bar)
    }
  }
}
