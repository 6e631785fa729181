import Scene
import Screen

/// The frames and swap slots: whose they are, where they are mapped, what is in them. RAM and the memories of devices
/// are groups, which fold to their titles.
enum FrameTable {
  static func content(_ scene: Scene, room: Room, folds: Folds = Folds()) -> Content {
    let groups = FrameGroup.all(scene.frames)
    let hasSwap = scene.frames.contains(where: \.isSwap)
    let widths = FrameWidths(scene.frames, room: room)
    var content = Content()
    if groups.count < 2 {
      content.rows = scene.frames.map { row($0, widths, room: room.columns) }
    } else {
      let folded = foldedGroups(groups, folds, rows: room.rows)
      for group in groups {
        content.rows.append(title(group, isFolded: folded.contains(group.memory), room: room.columns))
        guard !folded.contains(group.memory) else { continue }
        content.rows += group.frames.map { row($0, widths, room: room.columns) }
      }
    }
    if room.rows > content.rows.count || (!hasSwap && room.rows == content.rows.count && room.rows > 3) {
      content.header = [header(scene, widths, hasSwap: hasSwap)]
    }
    return content
  }

  /// What the person has folded; of the other groups, where not all have room, those in which nothing has changed,
  /// the last first; but for those that fit when all is done, devices first.
  private static func foldedGroups(_ groups: [FrameGroup], _ folds: Folds, rows: Int) -> Set<String> {
    var folded: Set<String> = [], height = groups.count
    for group in groups {
      if folds.folded[Folds.key(memory: group.memory)] ?? false {
        folded.insert(group.memory)
      } else {
        height += group.frames.count
      }
    }
    for group in groups.dropFirst().reversed() + groups.prefix(1) where height > rows {
      let isFixed = folds.folded[Folds.key(memory: group.memory)] != nil
      guard !isFixed, !group.frames.contains(where: { $0.mark != .none }) else { continue }
      folded.insert(group.memory)
      height -= group.frames.count
    }
    for group in groups.dropFirst() + groups.prefix(1) where folded.contains(group.memory) {
      let isFixed = folds.folded[Folds.key(memory: group.memory)] != nil
      guard !isFixed, height + group.frames.count <= rows else { continue }
      folded.remove(group.memory)
      height += group.frames.count
    }
    return folded
  }

  private static func title(_ group: FrameGroup, isFolded: Bool, room: Int) -> Row {
    var row = Row()
    row.line.append(group.title, .title)
    let tail = isFolded ? " ›" : ""
    let fits = row.line.width + 2 + group.count.columns + tail.columns <= room
    row.line.append("  " + (fits ? group.count : group.shortCount) + tail, .quiet)
    row.fold = Fold(Folds.key(memory: group.memory), isFolded: isFolded)
    return row
  }

  private static func header(_ scene: Scene, _ widths: FrameWidths, hasSwap: Bool) -> Row {
    var header = Row()
    let cpu = scene.otherSpaces.isEmpty ? scene.cpu.owner : "cpu"
    let device = scene.otherDevices.isEmpty ? scene.device.owner : "device"
    let names = [hasSwap ? "frame" : "frm", "owner", cpu, device, "data"]
    let now = [widths.label, widths.owner, widths.cpu, widths.device, 0]
    for (name, (width, before)) in zip(names, zip(now, widths.usual)) {
      var text = Line(name)
      if width < before { text.cut(to: width - 1) }
      append(text.text, width, to: &header.line, as: .quiet)
    }
    return header
  }

  private static func append(_ text: String, _ width: Int, to line: inout Line, as role: Role) {
    let start = line.width
    line.append(text, role)
    if width > 0 { line.pad(to: max(start + width, line.width + 1)) }
  }

  private static func row(_ frame: FrameRow, _ widths: FrameWidths, room: Int) -> Row {
    var row = Row(mark: frame.mark, cell: frame.cell)
    append(frame.label, widths.label, to: &row.line, as: row.base)
    field(frame.owner, isChanged: frame.ownerBefore != nil, widths.owner, widths, to: &row)
    field(frame.cpuText(widths.form), isChanged: frame.isRemapped, widths.cpu, widths, to: &row)
    field(
      frame.deviceText(widths.form), isChanged: frame.isRemappedByDevice, widths.device, widths, to: &row,
      isBroken: frame.isBroken)
    if let before = frame.dataBefore {
      let new = 2 + frame.data.columns
      if row.line.width + before.columns + 1 + new <= room { row.line.append(before + " ", row.base) }
      row.line.append(widths.form.arrow, row.base)
      row.line.append(frame.data, .changed)
    } else {
      row.line.append(frame.data, frame.data == "-" ? .quiet : row.base)
    }
    if let references = frame.references, room >= 44 { row.line.append("  \(references) refs", .quiet) }
    return row
  }

  /// A column; where it has changed the new value alone, as old and new have no room.
  private static func field(
    _ text: String, isChanged: Bool, _ width: Int, _ widths: FrameWidths, to row: inout Row, isBroken: Bool = false
  ) {
    let role: Role = isBroken ? .broken : isChanged ? .changed : text == "◦" || text == "-" ? .quiet : row.base
    let start = row.line.width
    if isChanged { row.line.append(widths.form.arrow, row.base) }
    row.line.append(text, role)
    row.line.pad(to: max(start + width, row.line.width + 1))
  }
}

/// The frames of one memory.
struct FrameGroup {
  /// As the rows name it: empty for RAM.
  var memory: String
  var frames: [FrameRow]

  var title: String { memory.isEmpty ? "RAM" : memory }

  /// `2 used, 1 free, 1 swapped`.
  var count: String {
    let slots = frames.count(where: \.isSwap)
    return shortCount + (slots > 0 ? ", \(slots) swapped" : "")
  }

  var shortCount: String { "\(used) used, \(size - used) free" }

  var size: Int { frames.count { !$0.isSwap } }
  var used: Int { frames.count { !$0.isSwap && $0.owner != "free" } }

  /// In the order in which they come; one group alone where there is no device memory.
  static func all(_ frames: [FrameRow]) -> [FrameGroup] {
    var groups: [FrameGroup] = []
    for frame in frames {
      if let index = groups.firstIndex(where: { $0.memory == frame.memory }) {
        groups[index].frames.append(frame)
      } else {
        groups.append(FrameGroup(memory: frame.memory, frames: [frame]))
      }
    }
    return groups
  }
}
