import Scene
import Screen

/// The invalidations that are under way, with the phases in the order in which the operation does them.
enum NotifierList {
  static func content(_ scene: Scene, room: Room) -> Content {
    let notifiers = scene.notifiers
    switch notifiers.open.count {
    case 0: return Content(rows: quiet(notifiers, isRun: scene.heading.isRun, room: room))
    case 1: return Content(rows: whole(notifiers.open[0], room: room))
    default:
      return Content(
        rows: notifiers.open.map { section in
          var row = head(section, room: room, tail: 1 + section.phases.count)
          row.line.append(" ")
          append(section.phases, to: &row.line)
          return row
        })
    }
  }

  /// How many sections HMM has counted and not yet ended: what `notifiers` is in the same scene.
  static func inFlight(_ notifiers: Notifiers) -> Int {
    notifiers.open.filter { section in
      section.phases.allSatisfy { phase in
        switch phase.name {
        case "counted": phase.state == .done
        case "end": phase.state != .done
        default: true
        }
      }
    }.count
  }

  private static func quiet(_ notifiers: Notifiers, isRun: Bool, room: Room) -> [Row] {
    var rows = [Row("no section is open")]
    if let last = notifiers.last {
      rows += [
        Row(), Row(isRun || last.span.isEmpty ? "last:" : "last: " + last.span), head(last, room: room, tail: 0),
      ]
      var phases = Row()
      append(last.phases, to: &phases.line)
      if isRun { phases.line.append(" " + last.span) }
      rows.append(phases)
    } else if !notifiers.mirrors.isEmpty {
      rows += [Row(), Row(" mirrors of this mm: " + notifiers.mirrors.joined(separator: ", "))]
    }
    if !notifiers.next.isEmpty { rows += [Row(), Row("next: " + notifiers.next)] }
    if rows.count > room.rows { rows.removeAll { $0.line.width <= 1 } }
    return rows
  }

  /// `CLEAR [7f0000001000 +1p) kswapd`, shorter where `tail` more columns would not fit.
  private static func head(_ section: SectionRow, room: Room, tail: Int) -> Row {
    var row = Row()
    let event = section.event + (section.isBlockable ? " " : " nonblock ")
    let long = event + section.address + " " + section.thread
    row.line.append(event)
    row.anchors.append((.section, row.line.width))
    if 1 + long.columns + tail <= room.columns {
      row.line.append(section.address + " " + section.thread)
    } else {
      row.line.append(section.shortAddress + ", " + section.thread)
    }
    if let refused = section.phases.first(where: { $0.state == .refused }) {
      row.line.append(" ✗ refused" + (refused.detail.isEmpty ? "" : ", " + refused.detail), .caution)
    }
    return row
  }

  private static func whole(_ section: SectionRow, room: Room) -> [Row] {
    var rows = [head(section, room: room, tail: 0)]
    // Phases without anything to say share rows when there are too few of them.
    var missing = 1 + section.phases.count - room.rows
    var index = 0
    while index < section.phases.count {
      let phase = section.phases[index]
      var row = Row(mark: phase.mark)
      append(phase, to: &row.line, base: row.base, isNarrow: room.isNarrow)
      if phase.name == "told" { row.anchors.append((.told, 3)) }
      let rest = section.phases.count - index - 1
      if missing > 0, phase.detail.isEmpty, rest > 0, rest <= missing, section.phases[index + 1].detail.isEmpty {
        row.line.append("  ")
        append(section.phases[index + 1], to: &row.line, base: row.base, isNarrow: room.isNarrow)
        index += 1
        missing -= 1
      }
      rows.append(row)
      index += 1
    }
    return rows
  }

  private static func append(_ phase: Phase, to line: inout Line, base: Role, isNarrow: Bool) {
    line.append(glyph(phase.state), role(phase.state))
    line.append(" " + phase.name, phase.state == .toCome ? .quiet : base)
    let detail = isNarrow && !phase.shortDetail.isEmpty ? phase.shortDetail : phase.detail
    guard !detail.isEmpty else { return }
    line.append(String(repeating: " ", count: max(1, 9 - phase.name.columns)))
    line.appendMarked(detail, base)
  }

  private static func append(_ phases: [Phase], to line: inout Line) {
    for phase in phases { line.append(glyph(phase.state), role(phase.state)) }
  }

  private static func glyph(_ state: PhaseState) -> String {
    switch state {
    case .done: "✓"
    case .next: "►"
    case .toCome: "◦"
    case .refused: "✗"
    case .unknown: "?"
    }
  }

  private static func role(_ state: PhaseState) -> Role {
    switch state {
    case .done: .holds
    case .next: .now
    case .toCome: .quiet
    case .refused: .caution
    case .unknown: .unknown
    }
  }
}
