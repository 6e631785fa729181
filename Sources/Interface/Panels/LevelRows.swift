import Scene
import Screen

/// What the slots above the ptes look like.
enum LevelRows {
  /// How much one entry of a level maps: `2M` of a pmd.
  private static func size(_ depth: Int) -> String {
    switch depth {
    case 3: "2M"
    case 2: "1G"
    default: "512G"
    }
  }

  /// Appends what a slot holds, with what it held before if this step changed it; the new value stays.
  static func append(_ level: Level, to line: inout Line, room: Int, base: Role) {
    guard level.mark == .changed, let before = level.before else {
      append(level.state, to: &line, as: level.isBroken ? .broken : base == .plain ? nil : base)
      if level.isBroken { line.append(" ✗", .broken) }
      return
    }
    var new = Line("⇒ ", base)
    append(level.state, to: &new, as: level.isBroken ? .broken : .changed)
    if level.isBroken { new.append(" ✗", .broken) }
    // Without room for all of the old value its glyph and its size still say that one entry was here.
    var olds = [Line(), Line()]
    append(before, to: &olds[0], as: nil)
    if case .entry(let value) = before, value.kind != .none {
      olds[1].append(value.kind.glyph + " " + size(level.depth))
    } else {
      olds.removeLast()
    }
    if let old = olds.first(where: { $0.width + 1 + new.width <= room }) {
      line.append(old)
      line.append(" ")
    }
    line.append(new)
  }

  private static func append(_ state: LevelState, to line: inout Line, as role: Role?) {
    switch state {
    case .table: line.append("table", role ?? .quiet)
    case .entry(let value): line.append(value, as: value.kind == .none && role != .changed ? nil : role)
    }
  }

  /// One cell a page: `●●◦◊`, a huge entry `●===`.
  static func strip(_ entries: [Entry], _ pages: ClosedRange<Int>, room: Int) -> Line {
    var line = Line()
    for entry in entries where entry.pages.overlaps(pages) {
      let own = entry.pages.clamped(to: pages)
      let role: Role = entry.isBroken ? .broken : entry.mark == .changed ? .changed : .plain
      for page in own.prefix(max(0, room + 1 - line.width)) {
        let isRest = entry.isHuge && page != entry.pages.lowerBound
        line.append(isRest ? "=" : entry.value.kind.glyph, role == .plain && entry.value.kind == .none ? .quiet : role)
      }
    }
    line.cut(to: max(0, room))
    return line
  }

  /// How the pages of a slot are named: `000-003`, from the rows that lie in it.
  static func label(_ pages: ClosedRange<Int>, _ entries: [Entry]) -> String? {
    let own = entries.filter { $0.pages.overlaps(pages) }
    guard let first = own.first, let last = own.last else { return nil }
    if own.count == 1 { return first.label }
    let end = last.label.split(separator: "-").last.map(String.init) ?? last.label
    return first.label.prefix { $0 != "-" } + "-" + end
  }
}

extension Table {
  /// The slots that this step has changed, which stand among the rows even where levels have none.
  var changedLevels: [Level] { levels.filter { $0.mark == .changed && $0.before != nil } }

  /// Whether the step took a slot's entry apart: then its small rows are new, whatever they say.
  func isSplit(_ entry: Entry) -> Bool {
    changedLevels.contains { level in
      guard case .entry(let old)? = level.before, old.kind != .none, level.state == .table else { return false }
      return level.pages.overlaps(entry.pages)
    }
  }
}
