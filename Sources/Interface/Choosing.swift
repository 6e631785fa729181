import Scene
import Screen

/// Rows that are chosen, and what is done with them.
extension View {
  /// The panel on the screen that takes j and k, with what it shows.
  func focused(_ scene: Scene) -> (place: Place, content: Content)? {
    let layout = layout(scene)
    let wanted: Panel = isWhyOpen ? .why : focus ?? .driver
    let isTable = wanted == .cpu || wanted == .device
    guard let place = layout.place(wanted) ?? (isTable ? layout.place(.tables) : nil) ?? layout.places.first else {
      return nil
    }
    return (place, content(of: place, scene, layout))
  }

  mutating func scrollPanel(_ action: Action, _ scene: Scene) {
    guard let (place, content) = focused(scene) else { return }
    if place.panel == .lesson, action == .down || action == .up, chooseWord(action == .down ? 1 : -1, scene) { return }
    let height = max(1, place.inner.rows - content.header.count - content.footer.count)
    let difference =
      switch action {
      case .down: 1
      case .up: -1
      case .pageDown: height
      case .pageUp: -height
      case .halfDown: max(1, height / 2)
      default: -max(1, height / 2)
      }
    let window = window(of: content, place)
    let selectable = content.rows.indices.filter { content.rows[$0].isSelectable }
    guard !selectable.isEmpty else {
      scroll[place.panel] = min(max(0, window.lowerBound + difference), max(0, content.rows.count - height))
      return
    }
    let start = chosen[place.panel] ?? firstChoice(of: content, window, selectable, goesDown: difference > 0)
    let position = selectable.firstIndex { $0 >= start } ?? selectable.count - 1
    let isNew = chosen[place.panel] == nil
    let next = isNew ? position : min(max(0, position + difference), selectable.count - 1)
    // A list that is not longer than its panel stays where it is.
    if scroll[place.panel] == nil { scroll[place.panel] = window.lowerBound }
    chosen[place.panel] = selectable[next]
    scroll[place.panel] = self.window(of: content, place).lowerBound
  }

  /// Where choosing begins: at the current line, at what the step has changed, or at the first row in sight.
  private func firstChoice(of content: Content, _ window: Range<Int>, _ selectable: [Int], goesDown: Bool) -> Int {
    if let current = content.current, selectable.contains(current) { return current }
    let inSight = selectable.filter { window.contains($0) }
    let marked = inSight.first { content.rows[$0].mark != .none }
    return marked ?? (goesDown ? inSight.first : inSight.last) ?? selectable[0]
  }

  private func chosenRow(_ scene: Scene) -> Row? {
    guard let (place, content) = focused(scene), let index = chosen[place.panel] else { return nil }
    return content.rows.indices.contains(index) ? content.rows[index] : nil
  }

  /// What the chosen row of the panel with the keys can hide.
  func foldOfChosenRow(_ scene: Scene) -> Fold? { chosenRow(scene)?.fold }

  /// Watches, asks about, or stops at the chosen row.
  mutating func act(_ action: Action, _ scene: Scene) -> [Effect] {
    let row = chosenRow(scene) ?? changedRow(scene)
    switch action {
    case .watch:
      if let row, !row.cell.isEmpty { return [.request(.watch(row.cell))] }
      show(note: "choose a row with j and k first, or  :watch EXPRESSION")
    case .lastWriter:
      if let row, !row.cell.isEmpty { return ask(.lastWriter(row.cell)) }
      show(note: "choose a row with j and k first: of a table, a range, a lock")
    default:
      if let row, !row.label.isEmpty { return [.request(.toggleBreak(row.label))] }
      if let next = scene.driver.rows.first(where: { $0.isNext }), focus ?? .driver == .driver, !next.label.isEmpty {
        return [.request(.toggleBreak(next.label))]
      }
      show(note: "choose a line of a listing with j and k first, or  :break LINE  or  :break CONDITION")
    }
    return []
  }

  /// The row that the step has changed, when none was chosen.
  private func changedRow(_ scene: Scene) -> Row? {
    focused(scene)?.content.rows.first { $0.mark == .changed && !$0.cell.isEmpty }
  }

  /// Enter: goes where the chosen row points.
  mutating func open(_ scene: Scene) -> [Effect] {
    if let row = chosenRow(scene) {
      if let fold = row.fold {
        toggle(fold)
        return []
      }
      if let moment = row.moment, moment != scene.time.now { return ask(.goTo(.moment(moment))) }
      if !row.cell.isEmpty { return [.request(.command("p " + row.cell))] }
      if !row.label.isEmpty { return [.request(.toggleBreak(row.label))] }
    }
    switch focus ?? .driver {
    case .threads where scene.heading.isRun: chooseThread(scene)
    case .kernel where !scene.traceLines.isEmpty:
      let line = scene.traceLines.first(where: \.isNow)
      let lines = line.map { ["line \($0.number), task \($0.task)", "", $0.text] } ?? ["no line is current"]
      overlay = .pages(Pages(title: "Trace", lines: lines))
    case .why: return ask(.command("words"))
    default: isZoomed.toggle()
    }
    return []
  }
}
