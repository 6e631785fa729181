import Scene
import Screen

/// The lines of a trace around now, as printed. The current one is wrapped instead of cut.
enum TraceText {
  static func content(_ scene: Scene, room: Room) -> Content {
    var content = Content()
    var now = 0..<0
    let number = scene.traceLines.map { String($0.number).count }.max() ?? 1
    let task = scene.traceLines.map(\.task.columns).max() ?? 0
    for line in scene.traceLines {
      let rows = rows(line, number: number, task: task, room: room)
      if line.isNow { now = content.rows.count..<content.rows.count + rows.count }
      content.rows += rows
    }
    let before = max(0, (room.rows - now.count) / 2)
    content.top = min(max(0, now.lowerBound - before), max(0, content.rows.count - room.rows))
    return content
  }

  private static func rows(_ line: TraceLine, number: Int, task: Int, room: Room) -> [Row] {
    var row = Row(mark: line.isNow ? .read : .none)
    if !line.isNow, line.isInferred { row.line = Line("~", .inferred) }
    row.moment = line.number
    let digits = String(line.number)
    row.line.pad(to: 1 + number - digits.count)
    row.line.append(digits + " ", .quiet)
    row.line.append(line.task + " ", row.base)
    row.line.pad(to: row.line.width + task - line.task.columns)
    let indent = row.line.width
    guard line.isNow else {
      row.line.append(line.text, row.base)
      return [row]
    }
    var rows: [Row] = []
    for (index, piece) in wrap(line.text, to: max(8, room.columns - indent - 1)).enumerated() {
      var next = row
      if index > 0 {
        next.line = Line()
        next.line.pad(to: indent)
      }
      next.line.append(piece, .now)
      rows.append(next)
    }
    return rows
  }
}
