import Scene
import Screen

/// The last steps by thread and line. Enter goes there.
enum HistoryList {
  static func content(_ scene: Scene, room: Room) -> Content {
    let name = scene.history.map(\.thread.columns).max() ?? 0
    let number = scene.history.map { String($0.step).count }.max() ?? 1
    var content = Content()
    content.rows = scene.history.map { step in
      var row = Row(mark: step.isNow ? .changed : .none)
      row.moment = step.step
      row.line.pad(to: 1 + number - String(step.step).count)
      row.line.append("\(step.step) ", .quiet)
      row.line.append(step.thread, row.base)
      row.line.pad(to: number + name + 4)
      row.line.append(step.line, row.base)
      return row
    }
    if content.rows.isEmpty { content.rows = [Row("nothing has happened yet")] }
    content.top = max(0, content.rows.count - room.rows)
    return content
  }
}

/// The cells and expressions that are watched, and the stops that were set.
enum WatchList {
  /// All in one row, what has changed first; `+ 2` for those that have no room.
  static func row(_ scene: Scene, columns: Int) -> Row {
    let watches = scene.watches.filter { $0.before != nil } + scene.watches.filter { $0.before == nil }
    var row = Row(mark: watches.contains { $0.before != nil } ? .changed : .none)
    row.line.append(" watch", row.base)
    for (index, watch) in watches.enumerated() {
      let rest = watches.count - index - 1
      var piece = Line("  " + watch.expression + " ", watch.before == nil ? .plain : .now)
      if let before = watch.before { piece.append(before + " ⇒ ", .now) }
      piece.append(watch.value, watch.before == nil ? .plain : .changed)
      let more = rest > 0 ? 5 : 0
      guard index == 0 || row.line.width + piece.width + more <= columns else {
        row.line.append("  + \(rest + 1)", .quiet)
        break
      }
      if index == 0, row.line.width + piece.width + more > columns {
        // The value stays: the name gives way.
        let value = (watch.before.map { $0 + " ⇒ " } ?? "") + watch.value
        let free = columns - row.line.width - more - value.columns - 3
        var name = Line(watch.expression)
        name.cut(to: max(1, free))
        piece = Line("  " + name.text + " ", row.base)
        piece.append(value, watch.before == nil ? .plain : .changed)
      }
      row.line.append(piece)
    }
    return row
  }

  static func content(_ scene: Scene) -> Content {
    let name = scene.watches.map(\.expression.columns).max() ?? 0
    var content = Content()
    content.rows = scene.watches.map { watch in
      var row = Row(mark: watch.before == nil ? .none : .changed, cell: watch.expression)
      row.line.append(watch.expression, row.base)
      row.line.pad(to: name + 3)
      if let before = watch.before { row.line.append(before + " ⇒ ", row.base) }
      row.line.append(watch.value, watch.before == nil ? row.base : .changed)
      return row
    }
    content.rows += scene.breaks.map { Row("▾ " + $0) }
    if content.rows.isEmpty { content.rows = [Row("w watches the chosen row"), Row("b stops at a line")] }
    return content
  }
}

/// The other futures of the run. Enter goes to where one begins.
enum BranchList {
  static func content(_ scene: Scene) -> Content {
    var content = Content()
    content.rows = scene.branches.map { branch in
      var row = Row()
      row.moment = branch.fork
      row.line.append(branch.isCurrent ? "►" : " ", .now)
      row.line.append(" " + branch.name, branch.isCurrent ? .now : .plain)
      row.line.append("  \(branch.length) steps")
      if let fork = branch.fork { row.line.append(", parts at step \(fork)", .quiet) }
      return row
    }
    if content.rows.isEmpty { content.rows = [Row("one future only; t begins another")] }
    return content
  }
}
