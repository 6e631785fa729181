import Scene
import Screen

/// The keys that work here, printed from the table that looks them up. Typing finds one, Enter does it.
struct Help: Sendable {
  var search = ""
  var selected = 0
  /// What is special about the keys here, in a row; empty where nothing is.
  var here = ""
  private let groups: [KeyGroup]
  private let lines: [HelpLine]
  /// Those of the keys that would do something here.
  private let useful: Set<String>

  init(_ keys: KeyTable = .standard, isRun: Bool = true, isOfUse: (Action) -> Bool = { _ in true }) {
    groups = keys.groups(isRun: isRun)
    lines = groups.flatMap(\.lines)
    useful = Set(lines.flatMap(\.bindings).filter { isOfUse($0.action) }.map(\.name))
  }

  /// The lines with a key that works here and has the text, as indices of `lines`.
  var found: [Int] { lines.indices.filter { meant(lines[$0]) != nil } }

  /// The key of a line that works here and has the text: of a pair the one that does, the first if both do.
  private func meant(_ line: HelpLine) -> Binding? {
    let text = search.lowercased()
    return line.bindings.first { binding in
      let words = [binding.label, binding.text, binding.says, binding.name]
      return useful.contains(binding.name) && (text.isEmpty || words.contains { $0.lowercased().contains(text) })
    }
  }

  /// The key that Enter stands for.
  var binding: Binding? {
    let found = found, index = found.indices.contains(selected) ? found[selected] : found.first
    return index.flatMap { meant(lines[$0]) }
  }

  func draw(on frame: inout Frame, panel: String, isASCII: Bool) {
    if frame.columns >= 80, frame.rows >= 24 {
      drawWhole(on: &frame, panel: panel, isASCII: isASCII)
    } else {
      drawList(on: &frame)
    }
  }

  /// A closed box. Its title is the first row of the screen, or on a higher screen a row of the box.
  private func drawWhole(on frame: inout Frame, panel: String, isASCII: Bool) {
    let isBoxed = frame.rows >= 26
    let column = (frame.columns - 80) / 2, row = isBoxed ? (frame.rows - 24) / 2 + 1 : 0
    for line in (isBoxed ? row - 1 : row + 1)..<row + 23 { frame.write(Self.blank, column: column, row: line) }
    let rooms = [
      Rectangle(column: column + 1, row: row + 2, columns: 38, rows: 9),
      Rectangle(column: column + 40, row: row + 2, columns: 39, rows: 9),
      Rectangle(column: column + 1, row: row + 12, columns: 38, rows: 5),
      Rectangle(column: column + 40, row: row + 12, columns: 39, rows: 5),
    ]
    let below = Rectangle(column: column + 1, row: row + 18, columns: 78, rows: 4)
    var border = Border(columns: frame.columns, rows: frame.rows)
    let title = Rectangle(column: column + 1, row: row, columns: 78, rows: 1)
    for room in rooms + [below] + (isBoxed ? [title] : []) { border.surround(room) }
    border.draw(on: &frame)
    if isBoxed {
      frame.write(titleLine(panel: panel, columns: 78), column: column + 1, row: row)
    } else {
      frame.write(titleLine(panel: panel, columns: frame.columns), column: 0, row: 0)
    }
    let found = found, chosen = found.indices.contains(selected) ? found[selected] : nil
    var index = 0
    for (group, room) in zip(groups, rooms) {
      let own = index..<index + group.lines.count
      let title =
        chosen.map(own.contains) ?? false ? Line("┤" + group.name + "├", .focus) : Line("─ " + group.name + " ")
      frame.write(title, column: room.column, row: room.row - 1)
      for (offset, line) in group.lines.enumerated() where offset < room.rows {
        let look: Role? = index == chosen ? .selection : found.contains(index) ? nil : .quiet
        frame.write(
          self.line(line, room.columns, look), column: room.column, row: room.row + offset, limit: room.columns)
        index += 1
      }
    }
    for (offset, pieces) in legend(isASCII: isASCII).enumerated() {
      var line = Line()
      let isWide = pieces.reduce(1 - 3) { $0 + $1.columns + 3 } <= below.columns
      for piece in pieces {
        line.append(line.width == 0 ? " " : isWide ? "   " : "  ")
        let role = piece.unicodeScalars.first.flatMap { Line.role(of: $0, .plain) }
        if let role, role == .caution || role == .unknown {
          line.append(piece, role)
        } else {
          line.appendMarked(piece)
        }
      }
      frame.write(line, column: below.column, row: below.row + offset, limit: below.columns)
    }
  }

  /// What the glyphs mean. In ASCII two of them look alike: where they stand tells which.
  private func legend(isASCII: Bool) -> [[String]] {
    [
      here.isEmpty ? ["Lower case goes forward, upper case goes back.", "More words:  : help WORD"] : [here],
      isASCII
        ? ["» just now", "► next (margin)", "⇒ became (between values)", "░ waits", "~ inferred"]
        : ["» now", "► next", "░ waits", "⇒ became", "~ inferred", "! poison", "* special", "◉ devmap"],
      ["● rw", "◓ ro", "◌ protnone", "◦ none", "◊ swap", "⇄ moving", "◨ device", "◧ exclusive"],
      ["✓ holds", "✗ does not", "? not told", "step 5 of 9+: the run can go on after 9"],
    ]
  }

  private static let blank = Line(String(repeating: " ", count: 80))

  private func titleLine(panel: String, columns: Int) -> Line {
    var line = Line(" hmmscope  keys that work here, in the panel " + panel, .bar)
    line.pad(to: 64, .bar)
    line.append("find " + search + "_", .bar)
    line.cut(to: columns)
    line.pad(to: columns, .bar)
    return line
  }

  private func line(_ help: HelpLine, _ columns: Int, _ look: Role?) -> Line {
    let text = columns > 38 ? 15 : 14, opposite = columns > 38 ? 28 : 26
    // Of a pair, what does nothing here is faint.
    func role(_ binding: Binding, _ usual: Role) -> Role {
      look ?? (useful.contains(binding.name) ? usual : .quiet)
    }
    let binding = help.binding
    var line = Line(" "), label = Line(binding.label, role(binding, .key))
    label.cut(to: text - 2)
    line.append(label)
    line.pad(to: max(text, line.width + 1), look ?? .plain)
    line.append(binding.text, role(binding, .plain))
    if let other = help.opposite {
      line.pad(to: max(opposite, line.width + 1), look ?? .plain)
      line.append(other.label, role(other, .key))
      if !other.text.isEmpty { line.append(" " + other.text, role(other, .plain)) }
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
        line = self.line(lines[found[top + row]], 38, top + row == selected ? .selection : nil)
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
      guard let binding = help.binding else {
        show(note: "no key has \"\(help.search)\"; Backspace takes a letter back", isError: true)
        return []
      }
      overlay = nil
      return perform(binding.action, scene)
    case .key(.down), .key(.tab): help.selected = min(help.selected + 1, max(0, count - 1))
    case .key(.up), .key(.shiftTab): help.selected = max(help.selected - 1, 0)
    case .key(.pageDown): help.selected = min(help.selected + 9, max(0, count - 1))
    case .key(.pageUp): help.selected = max(help.selected - 9, 0)
    case .character("j") where help.search.isEmpty: help.selected = min(help.selected + 1, max(0, count - 1))
    case .character("k") where help.search.isEmpty: help.selected = max(help.selected - 1, 0)
    case .character("q") where help.search.isEmpty:
      overlay = nil
      return []
    default: if help.search.type(event) { help.selected = 0 }
    }
    overlay = .help(help)
    return []
  }
}
