import Scene
import Screen

/// Both page tables in one panel, a page a row.
enum MergedTables {
  static func content(_ scene: Scene, room: Room) -> Content {
    let cpu = scene.cpu.entries, device = scene.device.entries
    let width = max(3, cpu.map(\.label.columns).max() ?? 0, device.map(\.label.columns).max() ?? 0)
    // The new value of the device stays whole: its column gives way to long labels on the left.
    let split = max(width + 12, min(20 + width, room.columns - 12), (room.columns + 6) / 2)
    var content = Content()

    var header = Row()
    header.line.append("page", .quiet)
    header.line.pad(to: width + 3)
    header.line.append(scene.cpu.owner, .quiet)
    header.line.pad(to: split + (room.columns < 40 ? 1 : 0))
    header.line.append(scene.device.owner, .quiet)
    content.header = [header]

    for pages in parts(cpu, device) {
      let left = cpu.first { $0.pages.overlaps(pages) }, right = device.first { $0.pages.overlaps(pages) }
      let changed = left?.mark == .changed || right?.mark == .changed
      let read = left?.mark == .read || right?.mark == .read
      let cell = right?.mark == .changed ? right?.cell : left?.cell ?? right?.cell
      var row = Row(mark: changed ? .changed : read ? .read : .none, cell: cell ?? "")
      row.line.append(label(pages, left, right), row.base)
      row.line.pad(to: width + 2)
      if let left {
        for page in pages { row.anchors.append((.pte(page), row.line.width)) }
        row.line.append(left, room: split - 1 - row.line.width, base: left.mark == .none ? .plain : .now)
      }
      row.line.cut(to: split - 1)
      row.line.pad(to: split)
      if let right {
        for page in pages { row.anchors.append((.devicePte(page), row.line.width)) }
        row.line.append(right, room: room.columns - split, base: right.mark == .none ? .plain : .now)
      }
      content.rows.append(row)
    }
    return content
  }

  /// The pages, parted wherever one of the tables has another row.
  private static func parts(_ left: [Entry], _ right: [Entry]) -> [ClosedRange<Int>] {
    var starts: Set<Int> = [], all: [ClosedRange<Int>] = []
    for entry in left + right {
      starts.insert(entry.pages.lowerBound)
      starts.insert(entry.pages.upperBound &+ 1)
    }
    let sorted = starts.sorted()
    for (start, end) in zip(sorted, sorted.dropFirst()) {
      let pages = start...end - 1
      if left.contains(where: { $0.pages.overlaps(pages) }) || right.contains(where: { $0.pages.overlaps(pages) }) {
        all.append(pages)
      }
    }
    return all
  }

  /// The label of a part: that of the row that has exactly these pages, or counted from the row that has them all.
  private static func label(_ pages: ClosedRange<Int>, _ left: Entry?, _ right: Entry?) -> String {
    if let left, left.pages == pages { return left.label }
    if let right, right.pages == pages { return right.label }
    guard let whole = left ?? right else { return "" }
    let first = whole.label.prefix { $0 != "-" }
    guard let base = Int(first, radix: 16) else { return whole.label }
    func name(_ page: Int) -> String {
      let digits = String(base &+ page &- whole.pages.lowerBound, radix: 16)
      return String(repeating: "0", count: max(0, first.count - digits.count)) + digits
    }
    let names = (name(pages.lowerBound), name(pages.upperBound))
    return pages.count == 1 ? names.0 : names.0 + "-" + names.1
  }
}
