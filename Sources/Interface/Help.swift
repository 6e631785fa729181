import Scene
import Screen

/// The keys that work here, printed from the table that looks them up. Typing finds one, Enter does it.
struct Help: Sendable {
  var search = ""
  var selected = 0

  /// The lines that have the text, as indices of `KeyTable.lines`; all of them as long as nothing is typed.
  var found: [Int] {
    KeyTable.lines.indices.filter { search.isEmpty || Self.has(KeyTable.lines[$0], search.lowercased()) }
  }

  private static func has(_ line: HelpLine, _ text: String) -> Bool {
    let bindings = [line.binding] + (line.opposite.map { [$0] } ?? [])
    return bindings.contains { $0.label.lowercased().contains(text) || $0.text.lowercased().contains(text) }
  }

  /// The line that Enter does.
  var line: HelpLine? {
    let found = found
    return found.indices.contains(selected) ? KeyTable.lines[found[selected]] : found.first.map { KeyTable.lines[$0] }
  }

  func draw(on frame: inout Frame, panel: String) {
    if frame.columns >= 80, frame.rows >= 24 { drawWhole(on: &frame, panel: panel) } else { drawList(on: &frame) }
  }

  private func drawWhole(on frame: inout Frame, panel: String) {
    let column = (frame.columns - 80) / 2, row = (frame.rows - 24) / 2
    for line in 0..<24 { frame.write(Self.blank, column: column, row: row + line) }
    frame.write(titleLine(panel: panel), column: column, row: row)
    let rooms = [
      Rectangle(column: column + 1, row: row + 2, columns: 38, rows: 9),
      Rectangle(column: column + 40, row: row + 2, columns: 39, rows: 9),
      Rectangle(column: column + 1, row: row + 12, columns: 38, rows: 5),
      Rectangle(column: column + 40, row: row + 12, columns: 39, rows: 5),
    ]
    let below = Rectangle(column: column + 1, row: row + 18, columns: 78, rows: 4)
    var border = Border(columns: frame.columns, rows: frame.rows)
    for room in rooms + [below] { border.surround(room) }
    border.draw(on: &frame)
    let found = found, chosen = found.indices.contains(selected) ? found[selected] : nil
    var index = 0
    for (group, room) in zip(KeyTable.groups, rooms) {
      let own = index..<index + group.lines.count
      let title =
        chosen.map(own.contains) ?? false ? Line("┤" + group.name + "├", .focus) : Line("─ " + group.name + " ")
      frame.write(title, column: room.column, row: room.row - 1)
      for (offset, line) in group.lines.enumerated() where offset < room.rows {
        let look: Role? = index == chosen ? .selection : found.contains(index) ? nil : .quiet
        frame.write(
          Self.line(line, room.columns, look), column: room.column, row: room.row + offset, limit: room.columns)
        index += 1
      }
    }
    for (offset, text) in Self.words.enumerated() {
      var line = Line(" ")
      line.appendMarked(text)
      frame.write(line, column: below.column, row: below.row + offset, limit: below.columns)
    }
    var keys = Line(" type to find a key   ", .bar)
    for (key, word) in [("j k", "move   "), ("Enter", "do it   "), ("Esc", "close")] {
      keys.append(key, .key)
      keys.append(" " + word, .bar)
    }
    keys.pad(to: 80, .bar)
    frame.write(keys, column: column, row: row + 23)
  }

  private static let words = [
    "Lower case goes forward, the same letter in upper case goes back.",
    "» just now   ► next   ░ waits   ⇒ became   ✓ holds   ✗ does not   ~ inferred",
    "● rw  ◓ ro  ◌ protnone  ◦ none  ◊ swap  ⇄ moving  ◨ device  ◧ exclusive  ?",
    "More words for a panel or a command:  : help WORD",
  ]

  private static let blank = Line(String(repeating: " ", count: 80))

  private func titleLine(panel: String) -> Line {
    var line = Line(" hmmscope  keys that work here, in the panel " + panel, .bar)
    line.pad(to: 64, .bar)
    line.append("find " + search + "_", .bar)
    line.cut(to: 80)
    line.pad(to: 80, .bar)
    return line
  }

  private static func line(_ help: HelpLine, _ columns: Int, _ look: Role?) -> Line {
    let text = columns > 38 ? 15 : 14, opposite = columns > 38 ? 28 : 26
    var line = Line(" ")
    line.append(help.binding.label, look ?? .key)
    line.pad(to: max(text, line.width + 1), look ?? .plain)
    line.append(help.binding.text, look ?? .plain)
    if let other = help.opposite {
      line.pad(to: max(opposite, line.width + 1), look ?? .plain)
      line.append(other.label, look ?? .key)
      if !other.text.isEmpty { line.append(" " + other.text, look ?? .plain) }
    }
    if look == .selection { line.pad(to: columns, .selection) }
    return line
  }

  /// A key a row, on a screen that is too small for the whole.
  private func drawList(on frame: inout Frame) {
    let found = found
    let columns = frame.columns, height = max(1, frame.rows - 2)
    let top = min(max(0, selected - height / 2), max(0, found.count - height))
    var title = Line(" keys ── find " + search + "_", .bar)
    title.cut(to: columns)
    title.pad(to: columns, .bar)
    frame.write(title, column: 0, row: 0)
    for row in 0..<height where row + 1 < frame.rows {
      var line = Line()
      if found.indices.contains(top + row) {
        line = Self.line(KeyTable.lines[found[top + row]], 38, top + row == selected ? .selection : nil)
      }
      line.cut(to: columns)
      line.pad(to: columns)
      frame.write(line, column: 0, row: row + 1)
    }
  }
}

extension View {
  /// A key while the help is open.
  mutating func handle(_ event: Event, _ help: inout Help, _ scene: Scene) -> [Effect] {
    let count = help.found.count
    switch event {
    case .key(.escape), .key(.function(1)), .character("?"):
      overlay = nil
      return []
    case .key(.enter):
      overlay = nil
      return help.line.map { perform($0.binding.action, scene) } ?? []
    case .key(.down), .key(.tab): help.selected = min(help.selected + 1, max(0, count - 1))
    case .key(.up), .key(.shiftTab): help.selected = max(help.selected - 1, 0)
    case .key(.pageDown): help.selected = min(help.selected + 9, max(0, count - 1))
    case .key(.pageUp): help.selected = max(help.selected - 9, 0)
    case .character("j") where help.search.isEmpty: help.selected = min(help.selected + 1, max(0, count - 1))
    case .character("k") where help.search.isEmpty: help.selected = max(help.selected - 1, 0)
    case .character("q") where help.search.isEmpty:
      overlay = nil
      return []
    case .key(.backspace):
      if !help.search.isEmpty { help.search.removeLast() }
      help.selected = 0
    case .control("u"): help.search = ""
    case .character(let scalar) where scalar.columns > 0:
      help.search.unicodeScalars.append(scalar)
      help.selected = 0
    default: break
    }
    overlay = .help(help)
    return []
  }
}
