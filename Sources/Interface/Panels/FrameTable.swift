import Scene
import Screen

/// The frames and swap slots: whose they are, where they are mapped, what is in them.
enum FrameTable {
  private struct Widths {
    var label: Int, owner: Int, cpu: Int, device: Int

    /// Gives columns to the data, as long as what stands in the others keeps a blank behind it.
    mutating func makeRoom(for data: Int, in columns: Int, _ frames: [FrameRow]) {
      func need(_ text: (FrameRow) -> String) -> Int { (frames.map { text($0).columns }.max() ?? 0) + 1 }
      func drawn(_ text: String, _ before: String?) -> String { (before == nil ? "" : "⇒ ") + text }
      let parts: [(width: WritableKeyPath<Widths, Int>, need: Int)] = [
        (\.device, need { drawn(mapping($0.device) + ($0.isBroken ? " ✗" : ""), $0.deviceBefore) }),
        (\.cpu, need { drawn(mapping($0.cpu), $0.cpuBefore) }), (\.owner, need { drawn($0.owner, $0.ownerBefore) }),
        (\.label, need(\.label)),
      ]
      var wanted = parts.reduce(1 + data - columns) { $0 + max(self[keyPath: $1.width], $1.need) }
      for part in parts {
        let given = min(max(0, wanted), max(0, self[keyPath: part.width] - part.need))
        self[keyPath: part.width] -= given
        wanted -= given
      }
    }
  }

  static func content(_ scene: Scene, room: Room) -> Content {
    let hasSwap = scene.frames.contains(where: \.isSwap)
    var widths =
      room.isNarrow
      ? Widths(label: hasSwap ? 7 : 4, owner: 6, cpu: 5, device: 3)
      : hasSwap
        ? Widths(label: 8, owner: 7, cpu: 6, device: room.columns < 36 ? 6 : 8)
        : Widths(label: 5, owner: 7, cpu: 5, device: 8)
    let usual = [widths.label, widths.owner, widths.cpu, widths.device, 0]
    // A change of the data must be seen whole.
    let data = scene.frames.map { (($0.dataBefore.map { $0 + " ⇒ " } ?? "") + $0.data).columns }.max() ?? 0
    widths.makeRoom(for: data, in: room.columns, scene.frames)
    var content = Content()
    content.rows = scene.frames.map { row($0, widths, room: room.columns) }
    if room.rows > content.rows.count || (!hasSwap && room.rows == content.rows.count && room.rows > 3) {
      var header = Row()
      let names = [hasSwap ? "frame" : "frm", "owner", scene.cpu.owner, scene.device.owner, "data"]
      let now = [widths.label, widths.owner, widths.cpu, widths.device, 0]
      for (name, (width, before)) in zip(names, zip(now, usual)) {
        var text = Line(name)
        if width < before { text.cut(to: width - 1) }
        append(text.text, width, to: &header.line, as: .quiet)
      }
      content.header = [header]
    }
    return content
  }

  private static func append(_ text: String, _ width: Int, to line: inout Line, as role: Role) {
    let start = line.width
    line.append(text, role)
    if width > 0 { line.pad(to: max(start + width, line.width + 1)) }
  }

  private static func row(_ frame: FrameRow, _ widths: Widths, room: Int) -> Row {
    var row = Row(mark: frame.mark, cell: frame.cell)
    append(frame.label, widths.label, to: &row.line, as: row.base)
    field(frame.owner, before: frame.ownerBefore, widths.owner, to: &row)
    field(mapping(frame.cpu), before: frame.cpuBefore, widths.cpu, to: &row)
    let device = mapping(frame.device) + (frame.isBroken ? " ✗" : "")
    field(device, before: frame.deviceBefore, widths.device, to: &row, isBroken: frame.isBroken)
    if let before = frame.dataBefore {
      let new = 2 + frame.data.columns
      if row.line.width + before.columns + 1 + new <= room { row.line.append(before + " ", row.base) }
      row.line.append("⇒ ", row.base)
      row.line.append(frame.data, .changed)
    } else {
      row.line.append(frame.data, frame.data == "-" ? .quiet : row.base)
    }
    if let references = frame.references, room >= 44 { row.line.append("  \(references) refs", .quiet) }
    return row
  }

  fileprivate static func mapping(_ page: String) -> String { page.isEmpty ? "◦" : page }

  /// A column; where it has changed the new value alone, as old and new have no room.
  private static func field(
    _ text: String, before: String?, _ width: Int, to row: inout Row, isBroken: Bool = false
  ) {
    let isChanged = before != nil
    let role: Role = isBroken ? .broken : isChanged ? .changed : text == "◦" || text == "-" ? .quiet : row.base
    let start = row.line.width
    if isChanged { row.line.append("⇒ ", row.base) }
    row.line.append(text, role)
    row.line.pad(to: max(start + width, row.line.width + 1))
  }
}
