import Scene
import Screen

/// One page table: its captions, a row a page, and what the glyphs in it mean.
struct PageTable {
  let table: Table
  let room: Room
  let folds: Folds
  let anchor: (Int) -> Anchor
  private var label = 0
  /// The columns of what the TLBs have, behind the entries; 0 where there is nothing or no room.
  private var cached = 0

  static func content(
    _ table: Table, room: Room, folds: Folds = Folds(), anchor: @escaping (Int) -> Anchor
  ) -> Content {
    PageTable(table, room, folds, anchor).content()
  }

  private init(_ table: Table, _ room: Room, _ folds: Folds, _ anchor: @escaping (Int) -> Anchor) {
    (self.table, self.room, self.folds, self.anchor) = (table, room, folds, anchor)
    let levels = table.changedLevels.compactMap { LevelRows.label($0.pages, table.entries) }
    label = (table.entries.map(\.label.columns) + (showsLevels ? [] : levels.map(\.columns))).max() ?? 0
    cached = table.entries.map { CachedText.line($0, room: room.columns).width }.max() ?? 0
    if label + cached + 13 > room.columns { cached = 0 }
  }

  private var showsLevels: Bool { folds.showsLevels && !table.levels.isEmpty }

  private func content() -> Content {
    var content = Content()
    var ptes: [Int] = []
    content.rows = showsLevels ? tree(&ptes) : flat()

    // Pages come first, then the row below them, then the captions, the last of which says the most.
    var spare = room.rows - content.rows.count
    if !room.isAlone, spare > 0, let footer = footer() {
      content.footer = [footer]
      spare -= 1
    }
    let captions = showsLevels ? table.captions.filter { !$0.isPath } : table.captions
    for caption in captions.suffix(max(0, spare)) {
      content.header.append(Row(caption.text.columns < room.columns ? caption.text : caption.short, mark: caption.mark))
    }
    content.top = top(content, ptes)
    return content
  }

  /// Where levels take more rows than there are: the first row to show, so that the ptes that were touched are in
  /// sight, or some where none was, and above them the level that they lie in. nil where that needs no care.
  private func top(_ content: Content, _ ptes: [Int]) -> Int? {
    let height = room.rows - content.header.count - content.footer.count
    guard content.rows.count > height, height > 0 else { return nil }
    let changed = ptes.filter { content.rows[$0].mark == .changed }
    let touched = changed.isEmpty ? ptes.filter { content.rows[$0].mark != .none } : changed
    // An entry of an upper level that has changed is news of its own.
    if touched.isEmpty, content.rows.contains(where: { $0.mark == .changed }) { return nil }
    guard let first = touched.first ?? ptes.first, let last = touched.last ?? ptes.last else { return nil }
    return max(0, min(max(first - 1, last - height + 1), first))
  }

  /// A row a page; a slot above stands among them when the step has changed it: one row that splits.
  private func flat() -> [Row] {
    var rows: [Row] = [], levels = table.changedLevels
    for entry in table.entries {
      var isReplaced = false
      while let index = levels.firstIndex(where: { $0.pages.overlaps(entry.pages) }) {
        let level = levels.remove(at: index)
        let name = LevelRows.label(level.pages, table.entries) ?? level.label
        rows.append(row(level, name: name, indent: 0, label: label))
        if level.state != .table, level.pages == entry.pages { isReplaced = true }
      }
      if !isReplaced { rows.append(row(entry)) }
    }
    return rows + levels.map { row($0, name: $0.label, indent: 0, label: label) }
  }

  /// Each level in a row of its own, and below it what lies in it.
  ///
  /// - Parameter ptes: gets the places of the rows that are ptes.
  private func tree(_ ptes: inout [Int]) -> [Row] {
    var rows: [Row] = [], shown: Set<Int> = [], hidden: Int?
    for (index, level) in table.levels.enumerated() {
      let own = table.entries.indices.filter { table.entries[$0].pages.overlaps(level.pages) }
      if let depth = hidden {
        if level.depth > depth { continue }
        hidden = nil
      }
      let isTable = level.state == .table
      let fold = isTable ? Fold(Folds.key(level), isFolded: folds.folded[Folds.key(level)] ?? false) : nil
      var row = row(level, name: level.label, indent: level.depth, label: 0, isFolded: fold?.isFolded ?? false)
      row.fold = fold
      rows.append(row)
      if fold?.isFolded ?? true {
        hidden = level.depth
        shown.formUnion(own)
        continue
      }
      let hasLevels = index + 1 < table.levels.count && table.levels[index + 1].depth > level.depth
      guard !hasLevels else { continue }
      for index in own where shown.insert(index).inserted {
        ptes.append(rows.count)
        rows.append(self.row(table.entries[index], indent: level.depth + 1))
      }
    }
    return rows + table.entries.indices.filter { !shown.contains($0) }.map { row(table.entries[$0]) }
  }

  private func row(_ level: Level, name: String, indent: Int, label: Int, isFolded: Bool = false) -> Row {
    var row = Row(mark: level.mark, cell: level.cell)
    row.line.pad(to: 1 + indent)
    row.line.append(name, row.base)
    row.line.pad(to: max(1 + label, row.line.width) + 1)
    // Values fly from a folded row too: their pages are in its strip.
    for page in level.pages.prefix(64) where level.state != .table || isFolded {
      row.anchors.append((anchor(page), row.line.width))
    }
    if isFolded, level.before == nil {
      row.line.append("› ", .quiet)
      let pages = level.pages.count == 1 ? "  1 page" : "  \(level.pages.count) pages"
      row.line.append(
        LevelRows.strip(table.entries, level.pages, room: room.columns - row.line.width - pages.columns))
      row.line.append(pages, .quiet)
    } else {
      LevelRows.append(level, to: &row.line, room: room.columns - row.line.width, base: row.base)
    }
    return row
  }

  private func row(_ entry: Entry, indent: Int = 0) -> Row {
    let isSplit = table.isSplit(entry)
    var row = Row(mark: isSplit ? .changed : entry.mark, cell: entry.cell)
    row.line.pad(to: 1 + indent)
    row.line.append(entry.label, row.base)
    row.line.pad(to: 1 + indent + label + 1)
    for page in entry.pages.prefix(64) { row.anchors.append((anchor(page), row.line.width)) }
    let end = room.columns - (cached > 0 ? cached + 1 : 0)
    row.line.append(entry, room: end - row.line.width, base: row.base, isNew: isSplit)
    let text = CachedText.line(entry, room: room.columns)
    if cached > 0, text.width > 0 {
      row.line.cut(to: end)
      row.line.pad(to: min(end + 1, max(1 + indent + label + 22, row.line.width + 2)))
      row.line.append(text)
      if entry.cachedBefore != nil, row.mark == .none { row.mark = .changed }
    } else if cached == 0, room.columns - row.line.width > 9 {
      row.line.append(CachedText.stale(entry))
    }
    return row
  }

  private func footer() -> Row? {
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
