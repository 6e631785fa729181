import Scene
import Screen

/// A finished picture with what an animation has to know of it.
struct Drawing {
  var frame: Frame
  /// Where values fly from and to.
  var anchors: [Anchor: (column: Int, row: Int)] = [:]
  /// The rows of panels that this step has changed.
  var changed: [Rectangle] = []
  var layout = Layout(columns: 0, rows: 0, focus: .driver, isZoomed: false, below: .both, scene: Scene())
}

extension View {
  func drawing(of scene: Scene) -> Drawing {
    var drawing = Drawing(frame: Frame(columns: columns, rows: rows))
    guard drawing.frame.columns > 0, drawing.frame.rows > 0 else { return drawing }
    drawing.layout = layout(scene)
    if drawing.layout.isTiny {
      drawTiny(scene, on: &drawing.frame)
    } else if drawing.layout.isAlone {
      drawAlone(scene, on: &drawing)
    } else {
      drawPanels(scene, on: &drawing)
    }
    switch overlay {
    case .help(let help): help.draw(on: &drawing.frame, panel: name(of: focus ?? .driver, scene))
    case .pages(let pages): pages.draw(on: &drawing.frame)
    case .choices, nil: break
    }
    return drawing
  }

  private func drawPanels(_ scene: Scene, on drawing: inout Drawing) {
    let layout = drawing.layout
    drawing.frame.write(titleRow(scene), column: 0, row: 0)
    drawing.frame.write(keyRow(scene), column: 0, row: rows - 1)
    var border = Border(columns: drawing.frame.columns, rows: drawing.frame.rows)
    for place in layout.places { border.surround(place.inner) }
    border.draw(on: &drawing.frame)
    for place in layout.places {
      draw(place, scene, on: &drawing)
      drawTitle(of: place, scene, layout, on: &drawing.frame)
    }
    if let time = layout.place(.time), form(layout).time > 0 {
      Scrubber.drawUnderLanes(
        scene.time, on: &drawing.frame, column: 1, row: time.inner.bottom, columns: time.inner.columns)
    } else if form(layout).time > 0 {
      Scrubber.drawUnderLanes(scene.time, on: &drawing.frame, column: 1, row: rows - 2, columns: columns - 2)
    } else {
      Scrubber.drawWhole(scene.time, on: &drawing.frame, column: 1, row: rows - 2, columns: columns - 2)
    }
  }

  private func form(_ layout: Layout) -> Form { layout.form }

  private func drawAlone(_ scene: Scene, on drawing: inout Drawing) {
    guard let place = drawing.layout.places.first else { return }
    drawing.frame.write(aloneTitleRow(place.panel, scene), column: 0, row: 0)
    draw(place, scene, on: &drawing)
    var why = WhyText.single(scene)
    why.cut(to: columns)
    drawing.frame.write(why, column: 0, row: rows - 2)
    drawing.frame.write(keyRow(scene), column: 0, row: rows - 1)
  }

  /// Title and why, as far as they go.
  private func drawTiny(_ scene: Scene, on frame: inout Frame) {
    frame.write(aloneTitleRow(focus ?? .driver, scene), column: 0, row: 0)
    guard rows > 1 else { return }
    let hasKeys = rows > 3 || prompt != nil
    let room = Room(columns: columns, rows: rows - (hasKeys ? 2 : 1))
    if room.rows == 1 || columns < 20 {
      var why = WhyText.single(scene)
      why.cut(to: columns)
      frame.write(why, column: 0, row: 1)
    } else {
      for (index, row) in WhyText.content(scene.why, room: room, isOpen: false).rows.prefix(room.rows).enumerated() {
        frame.write(row.line, column: -1, row: 1 + index)
      }
    }
    if hasKeys { frame.write(keyRow(scene), column: 0, row: rows - 1) }
  }

  /// A panel's rows: those that stay, and of the others those in sight.
  private func draw(_ place: Place, _ scene: Scene, on drawing: inout Drawing) {
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
    let isFocused = place.panel == (focus ?? .driver) || (place.panel == .tables && (focus == .cpu || focus == .device))
    let chosen = isFocused ? chosenRow(of: content, place.panel) : nil
    for index in window where content.rows.indices.contains(index) {
      put(content.rows[index], isChosen: index == chosen)
    }
    row = max(row, inner.bottom - content.footer.count)
    for line in content.footer { put(line, isChosen: false) }
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
    case .cpu: return PageTable.content(scene.cpu, room: room, anchor: Anchor.pte)
    case .device: return PageTable.content(scene.device, room: room, anchor: Anchor.devicePte)
    case .tables: return MergedTables.content(scene, room: room)
    case .ranges: return RangeTable.content(scene, room: room)
    case .notifiers: return NotifierList.content(scene, room: room)
    case .frames:
      return scene.frames.isEmpty && !scene.heading.isRun
        ? EvidenceList.content(scene) : FrameTable.content(scene, room: room)
    case .threads: return ThreadList.content(scene, room: room)
    case .driver: return ListingText.content(scene.driver, room: room)
    case .kernel:
      return scene.traceLines.isEmpty
        ? ListingText.content(scene.kernel, room: room) : TraceText.content(scene, room: room)
    case .why:
      return WhyText.content(scene.why, room: room, isOpen: isWhyOpen || focus == .why)
    case .time: return TimeLanes.content(scene, room: room)
    case .history: return HistoryList.content(scene, room: room)
    case .watches: return WatchList.content(scene)
    case .branches: return BranchList.content(scene)
    case .choices: return ChoiceList.content(scene, room: room, selected: selectedChoice)
    }
  }

  private func drawTitle(of place: Place, _ scene: Scene, _ layout: Layout, on frame: inout Frame) {
    let inner = place.inner
    let isFocused =
      place.panel == .choices
      || (focus == place.panel && overlay == nil)
      || (place.panel == .tables && (focus == .cpu || focus == .device))
    var text = title(of: place, scene, layout)
    var line = Line()
    if isFocused {
      line.append("┤", .focus)
      line.append(text, .focus)
      line.append("├", .focus)
    } else {
      if text.columns > inner.columns - 3, inner.columns > 3 {
        var short = Line(text)
        short.cut(to: inner.columns - 3)
        text = short.text
      }
      line.append("─ ", .quiet)
      line.append(text, .title)
      line.append(" ", .quiet)
    }
    line.cut(to: inner.columns)
    frame.write(line, column: inner.column, row: inner.row - 1)
  }

  private func title(of place: Place, _ scene: Scene, _ layout: Layout) -> String {
    if place.panel == .time {
      let scale = TimeScale(scene.time, columns: place.inner.columns - TimeLanes.prefix(scene.time))
      return Title.time(scene, scale)
    }
    return Title(
      place.panel, scene, isNarrow: place.panel == .why ? columns < 80 : place.inner.columns < 32,
      showsInFlight: layout.place(.notifiers) == nil && !scene.ranges.isIntervals
    ).text
  }

  func name(of panel: Panel, _ scene: Scene) -> String { Title(panel, scene).name }
}
