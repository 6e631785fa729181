import Scene
import Screen

/// The threads with what each does next or waits for, and the locks with who holds them and who waits.
enum ThreadList {
  static func content(_ scene: Scene, room: Room) -> Content {
    let name = min(TimeLanes.longestName, scene.threads.map(\.name.columns).max() ?? 0)
    var content = Content()
    content.rows = scene.threads.map { row($0, name: name, isNarrow: room.isNarrow) }
    let spare = room.rows - content.rows.count
    if spare >= scene.locks.count || spare > 2 {
      // Of several of a kind not all have room: those that somebody has come first.
      var locks = scene.locks
      let isShort = spare < locks.count && locks.contains { !$0.owner.isEmpty }
      if room.isAlone || isShort { locks = locks.filter { !$0.holders.isEmpty } + locks.filter(\.holders.isEmpty) }
      let longest = locks.map(\.fullName.columns).max() ?? 0
      let width = room.isAlone ? longest + 1 : max(13, longest + 2)
      content.rows += locks.map { row($0, width: width) }
      // The title counts all; behind a lock that is held the others are counted too.
      let hidden = locks.dropFirst(max(0, spare)).count { !$0.holders.isEmpty || !$0.waiters.isEmpty }
      if hidden > 0, spare > 0, !locks[spare - 1].holders.isEmpty {
        let last = content.rows.count - locks.count + spare - 1
        content.rows[last].line.append("  \(hidden) more", .quiet)
      }
    } else if spare > 0, let lock = first(scene) {
      let others = scene.locks.filter { !$0.holders.isEmpty }.count - 1
      var row = row(lock, width: lock.fullName.columns + 2)
      if others > 0 { row.line.append("  \(others) more", .quiet) }
      content.rows.append(row)
    }
    return content
  }

  private static func row(_ thread: ThreadRow, name: Int, isNarrow: Bool) -> Row {
    var row = Row()
    if isNarrow { row.line = Line() } else { row.line = Line(" ") }
    row.line.append(thread.ran ? "»" : " ", .now)
    row.line.append(state(thread.state, isNext: thread.isNext))
    let isDone = thread.state == .finished || thread.state == .idle
    let base: Role = isDone ? .quiet : thread.ran ? .now : .plain
    row.line.append(thread.label + " ", base)
    let start = row.line.width
    row.line.append(thread.name, base)
    row.line.cut(to: start + name)
    row.line.pad(to: start + name + (isNarrow ? 1 : 2))
    row.line.append(thread.says, thread.state == .waits ? .caution : base)
    return row
  }

  /// One glyph for whether a thread can go on.
  static func state(_ state: ThreadState, isNext: Bool) -> Line {
    if isNext { return Line("►", .now) }
    switch state {
    case .ready: return Line(" ")
    case .waits: return Line("░", .caution)
    case .finished: return Line("✓", .holds)
    case .idle: return Line("·", .quiet)
    case .unknown: return Line("?", .unknown)
    }
  }

  private static func row(_ lock: LockRow, width: Int) -> Row {
    var row = Row(mark: lock.mark, cell: lock.cell)
    row.line.append(lock.fullName, row.base)
    row.line.pad(to: 1 + width)
    if lock.isUnknown {
      row.line.append("?", .unknown)
    } else if lock.holders.isEmpty {
      row.line.append("free", .quiet)
    } else {
      if !lock.mode.isEmpty { row.line.append(lock.mode + " ", row.base) }
      row.line.append(
        (lock.isInferred ? "~" : "") + lock.holders.joined(separator: ", "), lock.isInferred ? .inferred : row.base)
    }
    if !lock.waiters.isEmpty { row.line.append("  ░ " + lock.waiters.joined(separator: ", "), .caution) }
    return row
  }

  /// The one lock to show where there is room for one: somebody waits for it, or the thread that ran has it.
  private static func first(_ scene: Scene) -> LockRow? {
    let running = Set(scene.threads.filter(\.ran).map(\.name))
    return scene.locks.first { !$0.waiters.isEmpty } ?? scene.locks.first { !running.isDisjoint(with: $0.holders) }
      ?? scene.locks.first { !$0.holders.isEmpty } ?? scene.locks.first
  }
}
