import Scene
import Screen

/// Tables with the same pages, a column each.
struct SideBySide {
  struct Column {
    var table: Table
    var isDevice: Bool
    /// Values fly from it and to it.
    var hasAnchors: Bool

    func anchor(_ page: Int) -> Anchor { isDevice ? Anchor.devicePte(page) : Anchor.pte(page) }
  }

  private let columns: [Column]
  private let room: Room
  private let label: Int
  /// Where each column begins; one more for the end of the last.
  private var starts: [Int] = []

  init(_ columns: [Column], room: Room) {
    (self.columns, self.room) = (columns, room)
    label = Self.label(columns.map(\.table), Self.parts(columns.map(\.table)))
    if columns.count == 2, !columns[0].isDevice, columns[1].isDevice {
      // The new value of the device stays whole: its column gives way to long labels on the left.
      starts = [label + 2, max(label + 12, min(20 + label, room.columns - 12), (room.columns + 6) / 2)]
    } else {
      let width = max(1, (room.columns - label - 2) / max(1, columns.count))
      starts = columns.indices.map { label + 2 + $0 * width }
    }
    starts.append(room.columns + 1)
  }

  /// Whether every table has room for a change, `⇒● 1a0 rw`.
  static func fits(_ tables: [Table], columns: Int) -> Bool {
    tables.count < 2 || label(tables, parts(tables)) + 2 + 10 * tables.count <= columns
  }

  /// A huge entry whose pages are rows of another table needs no room for its own name.
  private static func label(_ tables: [Table], _ parts: [ClosedRange<Int>]) -> Int {
    var labels = tables.flatMap { table in table.changedLevels.compactMap { LevelRows.label($0.pages, table.entries) } }
    labels += tables.flatMap(\.entries).filter { !$0.isHuge || parts.contains($0.pages) }.map(\.label)
    return max(3, labels.map(\.columns).max() ?? 0)
  }

  /// With the captions that are true of all tables, where there is room for them.
  func content(captions: [Caption] = []) -> Content {
    var content = Content()
    var header = Row()
    header.line.append("page", .quiet)
    for (index, column) in columns.enumerated() {
      let isIndented = columns.count == 2 && column.isDevice && index > 0 && room.columns < 40
      if index > 0 { header.line.cut(to: starts[index] - 1) }
      header.line.pad(to: index == 0 ? label + 3 : starts[index] + (isIndented ? 1 : 0))
      header.line.append(column.table.owner, .quiet)
    }

    var levels = columns.map(\.table.changedLevels)
    for pages in Self.parts(columns.map(\.table)) {
      var replaced: [Int: Level] = [:]
      for index in columns.indices {
        while let next = levels[index].firstIndex(where: { $0.pages.overlaps(pages) }) {
          let level = levels[index].remove(at: next)
          if level.state != .table, level.pages == pages {
            replaced[index] = level
          } else {
            content.rows.append(row(level, in: index))
          }
        }
      }
      content.rows.append(row(pages, replaced))
    }
    let spare = room.rows - content.rows.count - 1
    content.header = captions.suffix(max(0, spare)).map {
      Row($0.text.columns < room.columns ? $0.text : $0.short, mark: $0.mark)
    }
    // The only row is better used for a page.
    if room.rows > 1 { content.header.append(header) }
    return content
  }

  /// A slot that the step has changed, in the column of its table.
  private func row(_ level: Level, in index: Int) -> Row {
    var row = Row(mark: .changed, cell: level.cell)
    row.line.append(LevelRows.label(level.pages, columns[index].table.entries) ?? level.label, row.base)
    begin(index, of: &row)
    LevelRows.append(level, to: &row.line, room: room(index, of: row), base: .now)
    end(index, of: &row)
    return row
  }

  private func row(_ pages: ClosedRange<Int>, _ replaced: [Int: Level]) -> Row {
    let entries = columns.map { $0.table.entries.first { $0.pages.overlaps(pages) } }
    var marks = entries.compactMap { $0?.mark } + replaced.values.map(\.mark)
    let splits = zip(columns, entries).map { column, entry in entry.map(column.table.isSplit) ?? false }
    if splits.contains(true) { marks.append(.changed) }
    // The cell is that of the last table that has changed, else that of the first.
    let changed = entries.compactMap { $0 }.last { $0.mark == .changed }
    let cell = (changed ?? entries.compactMap { $0 }.first)?.cell ?? ""
    var row = Row(mark: marks.contains(.changed) ? .changed : marks.contains(.read) ? .read : .none, cell: cell)
    row.line.append(Self.label(pages, entries.compactMap { $0 }), row.base)
    for (index, column) in columns.enumerated() {
      begin(index, of: &row)
      if var entry = entries[index] {
        // The glyph of a huge entry says its right too, where its frames need the room.
        if entry.isHuge, entry.value.text.columns + 2 > room(index, of: row) { entry.value = entry.value.withoutRight }
        for page in pages.prefix(64) where column.hasAnchors {
          row.anchors.append((column.anchor(page), row.line.width))
        }
        let base: Role = entry.mark == .none && !splits[index] ? .plain : .now
        if let level = replaced[index] {
          LevelRows.append(level, to: &row.line, room: room(index, of: row), base: .now)
        } else if entry.isHuge, entry.pages.lowerBound < pages.lowerBound {
          // One entry over several rows is named once; as in a strip, `=` is the rest of it.
          row.line.append("=", entry.mark == .none ? .quiet : .now)
        } else {
          row.line.append(entry, room: room(index, of: row), base: base, isNew: splits[index])
          let stale = CachedText.stale(entry)
          if stale.width <= room(index, of: row) { row.line.append(stale) }
        }
      }
      end(index, of: &row)
    }
    return row
  }

  private func begin(_ index: Int, of row: inout Row) { row.line.pad(to: starts[index]) }

  private func room(_ index: Int, of row: Row) -> Int { starts[index + 1] - 1 - row.line.width }

  private func end(_ index: Int, of row: inout Row) {
    if index + 1 < columns.count { row.line.cut(to: starts[index + 1] - 1) }
  }

  /// The pages, parted wherever one of the tables has another row.
  private static func parts(_ tables: [Table]) -> [ClosedRange<Int>] {
    // How many more rows begin than end at a page.
    var changes: [Int: Int] = [:]
    for entry in tables.lazy.flatMap(\.entries) {
      changes[entry.pages.lowerBound, default: 0] += 1
      changes[entry.pages.upperBound &+ 1, default: 0] -= 1
    }
    let sorted = changes.keys.sorted()
    var all: [ClosedRange<Int>] = [], rows = 0
    for (start, end) in zip(sorted, sorted.dropFirst()) {
      rows += changes[start] ?? 0
      if rows > 0 { all.append(start...end - 1) }
    }
    return all
  }

  /// The label of a part: that of the row that has exactly these pages, or counted from the row that has them all.
  private static func label(_ pages: ClosedRange<Int>, _ entries: [Entry]) -> String {
    if let exact = entries.first(where: { $0.pages == pages }) { return exact.label }
    guard let whole = entries.first else { return "" }
    let first = whole.label.prefix { $0 != "-" }
    guard let base = Int(first, radix: 16) else { return whole.label }
    func name(_ page: Int) -> String {
      let digits = String(base &+ page &- whole.pages.lowerBound, radix: 16)
      return String(repeating: "0", count: max(0, first.count - digits.count)) + digits
    }
    let names = (name(pages.lowerBound), name(pages.upperBound))
    return pages.count == 1 ? names.0 : names.0 + "-" + names.1
  }
}
