import Scene
import Screen

/// One panel on its place: its rows and its title.
extension View {
  /// A panel's rows: those that stay, and of the others those in sight.
  func draw(_ place: Place, _ scene: Scene, on drawing: inout Drawing) {
    let content = content(of: place, scene, drawing.layout), inner = place.inner
    let window = window(of: content, place)
    var row = inner.row
    func put(_ content: Row, isChosen: Bool) {
      guard row < inner.bottom else { return }
      var line = content.line
      line.cut(to: inner.columns)
      if isChosen {
        line.pad(to: inner.columns)
        line = line.drawn(as: .selection)
      }
      drawing.frame.write(line, column: inner.column, row: row)
      for (anchor, column) in content.anchors where column < inner.columns && drawing.anchors[anchor] == nil {
        drawing.anchors[anchor] = (inner.column + column, row)
      }
      if content.mark != .none {
        drawing.changed.append(Rectangle(column: inner.column, row: row, columns: inner.columns, rows: 1))
      }
      row += 1
    }
    for line in content.header { put(line, isChosen: false) }
    let chosen = hasKeys(place.panel, byDefault: .driver) ? chosenRow(of: content, place.panel) : nil
    for index in window where content.rows.indices.contains(index) {
      put(content.rows[index], isChosen: index == chosen)
    }
    if place.panel == .lesson, let word = chosenWord(scene), window.contains(word.row) {
      let row = inner.row + content.header.count + word.row - window.lowerBound
      let place = Rectangle(
        column: inner.column + word.columns.lowerBound, row: row, columns: word.columns.count, rows: 1)
      drawing.frame.draw(place, as: .selection)
    }
    if place.panel == .lesson, window.upperBound < content.rows.count {
      // What is left to read must show even where the row is full.
      drawing.frame.write(" ⋯", column: inner.right - 2, row: inner.bottom - 1, as: .now)
    }
    row = max(row, inner.bottom - content.footer.count)
    for line in content.footer { put(line, isChosen: false) }
  }

  /// Whether a panel takes the keys, where none was chosen the one that is named.
  private func hasKeys(_ panel: Panel, byDefault: Panel? = nil) -> Bool {
    if panel == .choices { return true }
    if isWhyOpen { return panel == .why }
    let focus = focus ?? byDefault
    return panel == focus || (panel == .tables && (focus == .cpu || focus == .device))
  }

  /// The rows that are in sight.
  func window(of content: Content, _ place: Place) -> Range<Int> {
    let height = max(0, place.inner.rows - content.header.count - content.footer.count)
    let last = max(0, content.rows.count - height)
    var top = content.top ?? 0
    if let scrolled = scroll[place.panel] {
      top = scrolled
    } else if content.top == nil {
      let marked = content.rows.indices.filter { content.rows[$0].mark != .none }
      // Changed rows come before rows that were merely read.
      let first = content.rows.firstIndex { $0.mark == .changed } ?? marked.first
      if let end = marked.last, end >= height { top = end - height + 1 }
      if let first, first < top { top = first }
    }
    if let chosen = chosen[place.panel], content.rows.indices.contains(chosen) {
      top = min(max(top, chosen - height + 1), chosen)
    }
    top = min(max(0, top), last)
    return top..<min(content.rows.count, top + height)
  }

  /// The chosen row, if it is still there.
  func chosenRow(of content: Content, _ panel: Panel) -> Int? {
    chosen[panel].flatMap { content.rows.indices.contains($0) ? $0 : nil }
  }

  /// What a panel shows in a room.
  func content(of place: Place, _ scene: Scene, _ layout: Layout) -> Content {
    let room = Room(columns: place.inner.columns, rows: place.inner.rows, isAlone: layout.isAlone)
    switch place.panel {
    case .why: return withWatches(scene, room, layout) { WhyText.content(scene.why, room: $0, isOpen: isWhyLong) }
    case .choices:
      return withWatches(scene, room, layout) { ChoiceList.content(scene, room: $0, selected: selectedChoice) }
    default: return panelContent(place.panel, scene, room)
    }
  }

  /// What a panel shows in a room, whatever else is on the screen.
  func panelContent(_ panel: Panel, _ scene: Scene, _ room: Room) -> Content {
    switch panel {
    case .cpu: return tables(.cpu(scene, folds), room)
    case .device: return tables(.device(scene, folds), room)
    case .tables: return MergedTables.content(scene, room: room, folds: folds, prefersDevice: focus == .device)
    case .ranges: return RangeTable.content(scene, room: room, folds: folds)
    case .notifiers: return NotifierList.content(scene, room: room)
    case .frames:
      return scene.frames.isEmpty && !scene.heading.isRun
        ? EvidenceList.content(scene) : FrameTable.content(scene, room: room, folds: folds)
    case .threads: return ThreadList.content(scene, room: room)
    case .driver: return ListingText.content(scene.driver, room: room, showsBothForms: showsBothForms)
    case .kernel:
      return scene.traceLines.isEmpty
        ? ListingText.content(scene.kernel, room: room, showsBothForms: showsBothForms)
        : TraceText.content(scene, room: room)
    case .why: return WhyText.content(scene.why, room: room, isOpen: isWhyLong)
    case .time: return TimeLanes.content(scene, room: room)
    case .history: return HistoryList.content(scene, room: room)
    case .watches: return WatchList.content(scene)
    case .branches: return BranchList.content(scene)
    case .choices: return ChoiceList.content(scene, room: room, selected: selectedChoice)
    case .lesson: return scene.lesson.map { LessonRows.content($0, scene, room: room, selected: answer) } ?? Content()
    }
  }

  /// One table, or several with a column each.
  private func tables(_ side: Side, _ room: Room) -> Content {
    let shown = side.shown(columns: room.columns)
    let hasLevels = folds.showsLevels && !side.tables[side.one].levels.isEmpty
    if shown.count == 1 || hasLevels {
      let table = side.tables[shown.count == 1 ? shown[0] : side.one]
      return PageTable.content(table, room: room, folds: folds, anchor: side.anchor)
    }
    let captions = side.tables[shown[0]].captions.filter { caption in
      shown.allSatisfy { side.tables[$0].captions.contains(caption) }
    }
    return SideBySide(side.columns(shown), room: room).content(captions: captions)
  }

  /// Why tells everything, and takes the keys.
  var isWhyLong: Bool { isWhyOpen || focus == .why }

  /// What is watched stands below the sentences where it has no panel of its own.
  private func withWatches(_ scene: Scene, _ room: Room, _ layout: Layout, _ content: (Room) -> Content) -> Content {
    guard !scene.watches.isEmpty, layout.place(.watches) == nil, room.rows > 1 else { return content(room) }
    var smaller = room
    smaller.rows -= 1
    var content = content(smaller)
    content.footer = [WatchList.row(scene, columns: room.columns)]
    return content
  }

  func drawTitle(of place: Place, _ scene: Scene, _ layout: Layout, on frame: inout Frame) {
    let inner = place.inner
    let isFocused = hasKeys(place.panel) || (place.panel == .lesson && scene.lesson?.isAsked ?? false)
    let isLooked = isLookedAt(place.panel, scene)
    var text = title(of: place, scene, layout)
    var line = Line()
    if isFocused {
      line.append("┤", .focus)
      line.append((isLooked ? "▾ " : "") + text, .focus)
      line.append("├", .focus)
    } else {
      if text.columns > inner.columns - 3, inner.columns > 3 {
        var short = Line(text)
        short.cut(to: inner.columns - 3)
        text = short.text
      }
      line.append(isLooked ? "▾ " : "─ ", isLooked ? .now : .quiet)
      line.append(text, isLooked ? .now : .title)
      line.append(" ", .quiet)
    }
    line.cut(to: inner.columns)
    frame.write(line, column: inner.column, row: inner.row - 1)
  }

  private func title(of place: Place, _ scene: Scene, _ layout: Layout) -> String {
    if place.panel == .time {
      let scale = TimeScale(scene.time, columns: place.inner.columns - TimeLanes.prefix(scene.time))
      return Title.time(scene, scale, rows: place.inner.rows)
    }
    return title(
      of: place.panel, scene, columns: place.inner.columns, isNarrow: place.panel == .why && columns < 80,
      showsInFlight: layout.place(.notifiers) == nil && !scene.ranges.isIntervals
    ).text
  }

  /// The title of a panel of so many columns, which says whose tables of several are in sight.
  func title(
    of panel: Panel, _ scene: Scene, columns: Int, isNarrow: Bool = false, isAlone: Bool = false,
    showsInFlight: Bool = false
  ) -> Title {
    let isNarrow = isNarrow || (panel != .why && columns < 32)
    let title = Title(panel, scene, isNarrow: isNarrow, isAlone: isAlone, showsInFlight: showsInFlight)
    switch panel {
    case .cpu:
      return Side.cpu(scene, folds).title(
        title, several: isNarrow || isAlone ? "CPU tables" : "CPU page tables", columns: columns,
        showsOne: folds.showsLevels,
        isAlone: isAlone)
    case .device:
      return Side.device(scene, folds).title(
        title, several: isNarrow || isAlone ? "Device tables" : "Device page tables", columns: columns,
        showsOne: folds.showsLevels, isAlone: isAlone)
    case .tables where folds.showsLevels:
      let side = focus == .device ? Side.device(scene, folds) : Side.cpu(scene, folds)
      guard !side.tables[side.one].levels.isEmpty else { return title }
      let single = Title(focus == .device ? .device : .cpu, scene, isNarrow: isNarrow)
      return side.title(single, several: "", columns: columns, showsOne: true, isAlone: isAlone)
    case .tables: return MergedTables.title(title, scene, folds, columns: columns)
    default: return title
    }
  }

  func name(of panel: Panel, _ scene: Scene) -> String { title(of: panel, scene, columns: columns).name }
}
