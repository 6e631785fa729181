import Scene
import Screen

/// One page table: its captions, a row a page, and what the glyphs in it mean.
enum PageTable {
  static func content(_ table: Table, room: Room, anchor: (Int) -> Anchor) -> Content {
    var content = Content()
    let width = table.entries.map(\.label.columns).max() ?? 0
    for entry in table.entries { content.rows.append(row(entry, label: width, room: room, anchor: anchor)) }

    // Pages come first, then the row below them, then the captions, the last of which says the most.
    var spare = room.rows - content.rows.count
    if !room.isAlone, spare > 0, let footer = footer(table) {
      content.footer = [footer]
      spare -= 1
    }
    for caption in table.captions.suffix(max(0, spare)) {
      content.header.append(Row(caption.text.columns < room.columns ? caption.text : caption.short, mark: caption.mark))
    }
    return content
  }

  private static func row(_ entry: Entry, label: Int, room: Room, anchor: (Int) -> Anchor) -> Row {
    var row = Row(mark: entry.mark, cell: entry.cell)
    row.line.append(entry.label, row.base)
    row.line.pad(to: 1 + label + 1)
    for page in entry.pages.prefix(64) { row.anchors.append((anchor(page), row.line.width)) }
    row.line.append(entry, room: room.columns - row.line.width, base: row.base)
    return row
  }

  private static func footer(_ table: Table) -> Row? {
    guard table.footer.isEmpty else { return Row(table.footer) }
    let kinds = EntryKind.allCases.filter { kind in table.entries.contains { $0.value.kind == kind } }
    guard !kinds.isEmpty else { return nil }
    var row = Row()
    for (index, kind) in kinds.enumerated() {
      row.line.append((index == 0 ? "" : "  ") + kind.glyph + " " + kind.word, .quiet)
    }
    return row
  }
}
