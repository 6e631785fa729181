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
  /// the last first.
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

/// How wide the columns of the panel are.
struct FrameWidths {
  var label: Int, owner: Int, cpu: Int, device: Int
  /// As they would be if the data took no more than usual.
  private(set) var usual: [Int] = []
  private(set) var form = Form.full

  /// How a frame with several mappings is written.
  enum Form: CaseIterable {
    /// All of them: `000 app child`.
    case full
    /// The first, and how many more: `000 +1`.
    case short
    /// The same without a blank that is not needed: `000+1`.
    case tight

    var arrow: String { self == .tight ? "⇒" : "⇒ " }
  }

  init(_ frames: [FrameRow], room: Room) {
    let hasSwap = frames.contains(where: \.isSwap)
    if room.isNarrow {
      (label, owner, cpu, device) = (hasSwap ? 7 : 4, 6, 5, 3)
    } else if hasSwap {
      (label, owner, cpu, device) = (8, 7, 6, room.columns < 36 ? 6 : 8)
    } else {
      (label, owner, cpu, device) = (5, 7, 5, 8)
    }
    // A change of the data must be seen whole.
    var data = frames.map { (($0.dataBefore.map { $0 + " ⇒ " } ?? "") + $0.data).columns }.max() ?? 0
    var needs = Needs(frames, .full)
    if frames.contains(where: { $0.mappings.count > 1 || $0.deviceMappings.count > 1 }) {
      form = Form.allCases.first { 1 + Needs(frames, $0).total + data <= room.columns } ?? .tight
      if form == .tight { data = frames.map { (($0.dataBefore == nil ? "" : "⇒") + $0.data).columns }.max() ?? 0 }
      needs = Needs(frames, form)
      (owner, cpu, device) = (max(owner, needs.owner), max(cpu, needs.cpu), max(device, needs.device))
    }
    usual = [label, owner, cpu, device, 0]
    makeRoom(for: data, in: room.columns, needs)
  }

  /// What stands in the columns, with a blank behind it.
  private struct Needs {
    var label: Int, owner: Int, cpu: Int, device: Int

    var total: Int { label + owner + cpu + device }

    init(_ frames: [FrameRow], _ form: Form) {
      func need(_ text: (FrameRow) -> String) -> Int { (frames.map { text($0).columns }.max() ?? 0) + 1 }
      func drawn(_ text: String, _ isChanged: Bool) -> String { (isChanged ? form.arrow : "") + text }
      label = need(\.label)
      owner = need { drawn($0.owner, $0.ownerBefore != nil) }
      cpu = need { drawn($0.cpuText(form), $0.isRemapped) }
      device = need { drawn($0.deviceText(form), $0.isRemappedByDevice) }
    }
  }

  /// Gives columns to the data, as long as what stands in the others keeps a blank behind it.
  private mutating func makeRoom(for data: Int, in columns: Int, _ needs: Needs) {
    let parts: [(width: WritableKeyPath<FrameWidths, Int>, need: Int)] = [
      (\.device, needs.device), (\.cpu, needs.cpu), (\.owner, needs.owner), (\.label, needs.label),
    ]
    var wanted = parts.reduce(1 + data - columns) { $0 + max(self[keyPath: $1.width], $1.need) }
    for part in parts {
      let given = min(max(0, wanted), max(0, self[keyPath: part.width] - part.need))
      self[keyPath: part.width] -= given
      wanted -= given
    }
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

extension FrameRow {
  var isRemapped: Bool { mappingsBefore != nil || cpuBefore != nil }
  var isRemappedByDevice: Bool { deviceMappingsBefore != nil || deviceBefore != nil }

  /// Where the CPU maps it.
  func cpuText(_ form: FrameWidths.Form) -> String {
    // A list that has become empty says so, whatever stands in its place.
    mappings.isEmpty && mappingsBefore == nil ? Self.mapping(cpu) : Self.text(mappings, form)
  }

  /// Where a device maps it, and `✗` where it must not.
  func deviceText(_ form: FrameWidths.Form) -> String {
    let isOne = deviceMappings.isEmpty && deviceMappingsBefore == nil
    return (isOne ? Self.mapping(device) : Self.text(deviceMappings, form)) + (isBroken ? " ✗" : "")
  }

  /// `000`, `000 app child`, `000 app, 001 child`; short, `000 +1`.
  private static func text(_ mappings: [FrameMapping], _ form: FrameWidths.Form) -> String {
    guard let first = mappings.first else { return mapping("") }
    guard mappings.count > 1 else { return first.page }
    if form != .full { return first.page + (form == .short ? " " : "") + "+\(mappings.count - 1)" }
    if mappings.allSatisfy({ $0.page == first.page }) {
      return first.page + " " + mappings.map(\.owner).joined(separator: " ")
    }
    return mappings.map { $0.page + " " + $0.owner }.joined(separator: ", ")
  }

  private static func mapping(_ page: String) -> String { page.isEmpty ? "◦" : page }
}
