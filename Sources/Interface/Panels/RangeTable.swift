import Scene
import Screen

/// The registered ranges with what they hold: Ranges of a run, Intervals of interval notifiers.
///
/// The same facts in four lengths; the longest that has room is taken.
enum RangeTable {
  private enum Length: Int, CaseIterable, Comparable {
    /// A row for the window, one for the flag, one a page.
    case full
    /// The flag beside the window.
    case compact
    /// All pages in a row.
    case flat
    /// The same, with what is counted for one address space.
    case short
    /// The counter in the row of the first range, too.
    case shortest

    static func < (a: Length, b: Length) -> Bool { a.rawValue < b.rawValue }
  }

  static func content(_ scene: Scene, room: Room, folds: Folds = Folds()) -> Content {
    let counters = counters(scene, folds)
    let first = counters.first { $0.mark == .changed } ?? counters.first { $0.mark == .read } ?? counters[0]
    for length in Length.allCases {
      let rows = rows(scene.ranges, length < .short ? counters : [first], room: room, length)
      let isLast = length == .shortest
      // A long table is better scrolled than squeezed into rows that tell nothing, if there is room to scroll.
      let scrolls = length == .compact && room.rows > 8
      if rows.count <= room.rows || isLast || scrolls { return Content(rows: rows) }
    }
    return Content()
  }

  /// What is counted, a list for each address space, or for that which was asked for alone.
  private static func counters(_ scene: Scene, _ folds: Folds) -> [SpaceCounters] {
    let all = [SpaceCounters(scene.ranges.owner, scene.ranges.counters)] + scene.ranges.others
    let side = Side.cpu(scene, folds)
    return side.chosen.flatMap { chosen in all.first { $0.owner == side.tables[chosen].owner } }.map { [$0] } ?? all
  }

  private static func rows(_ ranges: Ranges, _ counters: [SpaceCounters], room: Room, _ length: Length) -> [Row] {
    var rows: [Row] = []
    if length != .shortest {
      rows += counters.filter { !$0.counters.isEmpty }.map { row($0, ranges, room: room) }
    }
    for (index, range) in told(ranges.ranges).enumerated() {
      for counter in range.sequence where length != .shortest || range.validity == .unknown {
        var row = Row(mark: counter.mark, cell: counter.cell)
        row.line.append(counter, base: row.base)
        rows.append(row)
      }
      let first = windowRow(range, isInterval: ranges.isIntervals, room: room, length)
      rows.append(first)
      if length == .full, showsFlag(range, isInterval: ranges.isIntervals) { rows.append(flagRow(range, room: room)) }
      if length == .full || length == .compact {
        rows += range.notes.map { Row(length == .full ? " " + $0 : $0) }
      }
      rows += pfns(range, isInterval: ranges.isIntervals, room: room, length)
      if length == .shortest, index == 0 { append(counters[0], to: &rows, room: room) }
    }
    if ranges.ranges.isEmpty, rows.count < room.rows { rows.append(Row("no range is registered")) }
    return rows
  }

  /// A range that is not filled in says something only as long as there is no other.
  private static func told(_ ranges: [RangeRow]) -> [RangeRow] {
    let filled = ranges.filter { $0.validity != .notFilled || $0.before != nil || !$0.pfns.isEmpty }
    return filled.isEmpty ? Array(ranges.prefix(1)) : filled
  }

  /// Appends the first counter to the first row that has room for it, else to the first row as far as it goes.
  private static func append(_ space: SpaceCounters, to rows: inout [Row], room: Room) {
    guard let counter = space.counters.first else { return }
    let index = rows.indices.first { index in
      var line = rows[index].line
      append(counter, of: space, to: &line, base: rows[index].base)
      return line.width <= room.columns
    }
    let row = index ?? 0
    append(counter, of: space, to: &rows[row].line, base: rows[row].base)
    if counter.mark != .none, rows[row].mark == .none { rows[row].mark = counter.mark }
  }

  private static func append(_ counter: Counter, of space: SpaceCounters, to line: inout Line, base: Role) {
    line.append("    " + (space.owner.isEmpty ? "" : space.owner + ": "))
    line.append(counter, base: base)
  }

  private static func row(_ space: SpaceCounters, _ ranges: Ranges, room: Room) -> Row {
    let cell = space.counters.first { $0.mark == .changed }?.cell ?? space.counters.first?.cell
    var row = Row(mark: space.mark, cell: cell ?? "")
    if !space.owner.isEmpty { row.line.append(space.owner + ": ", row.base) }
    row.line.append(space.counters, between: ranges.isIntervals ? 3 : 2, room: room.columns, base: row.base)
    return row
  }

  private static func showsFlag(_ range: RangeRow, isInterval: Bool) -> Bool {
    !(isInterval && range.validity == .unknown && range.before == nil)
  }

  /// `#0 [7f0000000000 +4p)`, in the shorter lengths with the flag.
  private static func windowRow(_ range: RangeRow, isInterval: Bool, room: Room, _ length: Length) -> Row {
    let isNew = range.before == .notFilled || range.before == .notRegistered
    let mark = length != .full || isNew ? range.mark : .none
    var row = Row(mark: mark, cell: range.cell)
    row.line.append(range.label + " ", row.base)
    row.anchors.append((.range, row.line.width))
    if range.validity == .notFilled {
      row.line.append(range.validity.text, .quiet)
      return row
    }
    guard length != .full else {
      let fits = row.line.width + range.address.columns <= room.columns
      row.line.append(fits ? range.address : range.shortAddress, row.base)
      return row
    }
    row.line.append(range.shortAddress, row.base)
    guard showsFlag(range, isInterval: isInterval) else { return row }
    row.line.append(room.isNarrow ? " " : "  ")
    appendFlag(range, to: &row.line, base: row.base, room: room)
    return row
  }

  private static func flagRow(_ range: RangeRow, room: Room) -> Row {
    var row = Row(mark: range.mark, cell: range.cell)
    row.line.append(" ")
    if range.validity == .notFilled {
      row.line.append(Validity.notRegistered.text, .quiet)
    } else {
      appendFlag(range, to: &row.line, base: row.base, room: room)
    }
    return row
  }

  private static func appendFlag(_ range: RangeRow, to line: inout Line, base: Role, room: Room) {
    if let before = range.before {
      let piece = (glyph(before) ?? "") + before.text + " "
      if line.width + piece.columns + 11 <= room.columns { line.append(piece, base) }
      line.append("⇒ ", base)
    }
    let role: Role =
      switch range.validity {
      case .valid: .holds
      case .invalid: .caution
      case .unknown: .unknown
      case .notFilled, .notRegistered: .quiet
      }
    line.append((glyph(range.validity) ?? "") + range.validity.text, range.before == nil ? role : .changed)
    if !range.waiters.isEmpty { line.append("   wq ░ " + range.waiters.joined(separator: ", "), .caution) }
    if range.wakes > 0 { line.append("  wakes \(range.wakes)", base) }
  }

  private static func glyph(_ validity: Validity) -> String? {
    switch validity {
    case .valid: "✓ "
    case .invalid: "✗ "
    case .notFilled, .notRegistered, .unknown: nil
    }
  }

  private static func pfns(_ range: RangeRow, isInterval: Bool, room: Room, _ length: Length) -> [Row] {
    if range.pfns.isEmpty { return isInterval && length == .full ? [Row(" pfns ?")] : [] }
    switch length {
    case .full, .compact:
      return range.pfns.enumerated().map { index, entry in
        var row = Row(mark: entry.mark, cell: entry.cell)
        if length == .full { row.line.append(index == 0 ? " pfns " : "      ", row.base) }
        row.line.append(entry.label + " ", row.base)
        for page in entry.pages.prefix(64) { row.anchors.append((.pfn(page), row.line.width)) }
        row.line.append(entry, room: room.columns - row.line.width, base: row.base)
        return row
      }
    case .flat, .short, .shortest:
      let mark = range.pfns.reduce(Mark.none) { $0 == .changed || $1.mark == .none ? $0 : $1.mark }
      var row = Row(mark: mark, cell: range.pfns.first { $0.mark != .none }?.cell ?? range.pfns[0].cell)
      row.line.append("pfns ", row.base)
      let pieces = range.pfns.map { piece($0, hasLabel: length != .shortest) }
      var first = 0
      // What the step has changed is in sight, even if the first pages are not.
      if let changed = range.pfns.lastIndex(where: { $0.mark == .changed }) {
        while first < changed,
          pieces[first...changed].reduce(row.line.width, { $0 + $1.width + 2 }) > room.columns
        {
          first += 1
        }
      }
      if first > 0 { row.line.append("⋯ ", .quiet) }
      for (index, entry) in range.pfns.enumerated().dropFirst(first) {
        if index > first { row.line.append("  ") }
        let start = row.line.width + (length != .shortest ? pieces[index].label : 0)
        for page in entry.pages.prefix(64) { row.anchors.append((.pfn(page), start)) }
        row.line.append(pieces[index].line)
      }
      return [row]
    }
  }

  /// One entry among others in a row, and how wide its label is.
  private static func piece(_ entry: Entry, hasLabel: Bool) -> (line: Line, label: Int, width: Int) {
    var line = Line()
    if hasLabel {
      let label = entry.label.drop { $0 == "0" }
      line.append((label.isEmpty ? "0" : String(label)) + " ", entry.mark == .none ? .plain : .now)
    }
    let label = line.width
    line.append(entry, room: 0, base: entry.mark == .none ? .plain : .now)
    return (line, label, line.width)
  }
}

extension SpaceCounters {
  fileprivate var mark: Mark { counters.reduce(Mark.none) { $0 == .changed || $1.mark == .none ? $0 : $1.mark } }
}
