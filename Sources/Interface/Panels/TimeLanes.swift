import Scene
import Screen

/// How moments stand in columns: the lanes and the scrubber below them.
struct TimeScale {
  /// The step of the first column, and how many steps a column stands for.
  var start: Int
  var stride: Int
  var columns: Int
  /// How many steps there are to show.
  var count: Int

  /// The whole run if a column need not stand for many steps, else a part around now.
  init(_ time: Time, columns: Int) {
    self.columns = max(1, columns)
    let first = time.window.lowerBound, last = max(first, time.window.upperBound)
    let length = last - first + 1
    let isWhole = last >= time.last && first <= time.first + 1
    if length <= self.columns {
      (start, stride, count) = (first, 1, length)
    } else if isWhole, length <= 4 * self.columns {
      (start, stride, count) = (first, (length - 1) / self.columns + 1, length)
    } else {
      // A page at a time, so that the picture stands still while now walks through it. Pages are counted from the
      // start of the whole, for the window moves along with now.
      let page = max(1, self.columns * 3 / 4)
      let pages = max(0, time.now - time.first - 1) / page
      let wanted = time.first + 1 + pages * page - self.columns / 8
      start = min(max(first, wanted), last - self.columns + 1)
      (stride, count) = (1, self.columns)
    }
  }

  /// The column of a step, from 0; -1 is the moment before the first.
  func column(of step: Int) -> Int {
    let offset = step - start
    return offset < 0 ? -((-offset + stride - 1) / stride) : offset / stride
  }

  var end: Int { start + count - 1 }
}

/// A lane a thread, a column a step.
enum TimeLanes {
  static func content(_ scene: Scene, room: Room) -> Content {
    let time = scene.time
    let prefix = prefix(time), scale = TimeScale(time, columns: room.columns - prefix)
    return Content(
      rows: chosen(scene, rows: room.rows).map { lane in
        var row = Row()
        row.line.append(lane.ran ? "»" : " ", .now)
        row.line.append(lane.isText ? Line(" ") : ThreadList.state(lane.state, isNext: lane.isNext))
        row.line.append(lane.name, lane.ran ? .now : .plain)
        row.line.pad(to: prefix)
        if lane.isText { append(lane.texts, scale, to: &row.line) } else { append(lane, time, scale, to: &row.line) }
        return row
      })
  }

  /// The columns before the first step.
  static func prefix(_ time: Time) -> Int { 3 + min(longestName, time.lanes.map(\.name.columns).max() ?? 0) + 1 }

  /// Names give way to what happened.
  static let longestName = 16

  /// Lanes of threads that have not begun or have finished go first, then those in which nothing happens now.
  private static func chosen(_ scene: Scene, rows: Int) -> [Lane] {
    let lanes = scene.time.lanes
    guard lanes.count > rows else { return lanes }
    let open = Set(scene.notifiers.open.map(\.thread))
    let need = lanes.map { lane in
      if lane.ran { return 0 }
      if lane.isNext { return 1 }
      if open.contains(lane.name) { return 2 }
      if lane.state == .finished || lane.state == .idle { return 4 }
      // What a future holds has not begun.
      return lane.isText || lane.marks.contains { $0.rank > LaneMark.future.rank && $0 != .waits } ? 3 : 5
    }
    let order = lanes.indices.sorted { (need[$0], $0) < (need[$1], $1) }
    return order.prefix(max(0, rows)).sorted().map { lanes[$0] }
  }

  private static func append(_ lane: Lane, _ time: Time, _ scale: TimeScale, to line: inout Line) {
    var step = scale.start
    while step <= scale.end {
      var mark = LaneMark.blank
      for part in step..<min(step + scale.stride, scale.end + 1) {
        let index = part - time.window.lowerBound
        guard lane.marks.indices.contains(index) else { continue }
        if lane.marks[index].rank > mark.rank { mark = lane.marks[index] }
      }
      line.append(mark.glyph, mark.role)
      step += scale.stride
    }
  }

  private static func append(_ texts: [LaneText], _ scale: TimeScale, to line: inout Line) {
    let base = line.width
    for text in texts where text.step <= scale.end {
      let column = scale.column(of: text.step)
      guard column >= 0, base + column >= line.width, column + text.text.columns <= scale.columns else { continue }
      line.pad(to: base + column)
      line.append(text.text, text.text.hasPrefix("[") ? .caution : .plain)
    }
  }
}

extension Lane {
  fileprivate var isText: Bool { marks.isEmpty && !texts.isEmpty }
}

extension LaneMark {
  fileprivate var glyph: String {
    switch self {
    case .blank: " "
    case .future: "╌"
    case .idle: "─"
    case .ran: "▬"
    case .waits: "░"
    case .sectionOpen: "["
    case .sectionClose: "]"
    case .inferred: "~"
    case .retry: "↻"
    case .committed: "✓"
    case .broken: "✗"
    }
  }

  fileprivate var role: Role {
    switch self {
    case .blank, .ran: .plain
    case .future, .idle: .quiet
    case .waits, .sectionOpen, .sectionClose, .retry: .caution
    case .inferred: .inferred
    case .committed: .holds
    case .broken: .broken
    }
  }

  /// Where a column stands for several steps, the rarer mark wins.
  fileprivate var rank: Int {
    switch self {
    case .blank: 0
    case .idle: 1
    case .future: 2
    case .ran: 3
    case .waits: 4
    case .inferred: 5
    case .sectionClose: 6
    case .sectionOpen: 7
    case .retry: 8
    case .committed: 9
    case .broken: 10
    }
  }
}
