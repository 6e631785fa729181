import Scene
import Screen

/// The invalidations that are under way, with the phases in the order in which the operation does them.
enum NotifierList {
  static func content(_ scene: Scene, room: Room) -> Content {
    let notifiers = scene.notifiers
    switch notifiers.open.count {
    case 0: return Content(rows: quiet(notifiers, isRun: scene.heading.isRun, room: room))
    case 1: return Content(rows: whole(notifiers.open[0], room: room))
    default: return Content(rows: several(notifiers.open, room: room))
    }
  }

  /// Several sections, one row each. Nested ones are indented as deep as they are, with all phases where they have
  /// room, else with the one that each is in, else with marks alone.
  private static func several(_ sections: [SectionRow], room: Room) -> [Row] {
    let isNested = sections.contains { $0.depth > 0 }
    let whole = sections.flatMap { Self.whole($0, room: Room(columns: room.columns, rows: .max), indent: indent($0)) }
    if isNested, whole.count <= room.rows { return whole }
    return sections.flatMap { section in
      if isNested, sections.count * 2 <= room.rows {
        return [
          head(section, room: room, tail: 0, indent: indent(section), saysRefused: false), current(section, room: room),
        ]
      }
      var row = head(section, room: room, tail: 1 + section.phases.count, indent: indent(section))
      row.line.append(" ")
      append(section.phases, to: &row.line)
      return [row]
    }
  }

  /// Two columns a level, as long as there is room for what matters.
  private static func indent(_ section: SectionRow) -> Int { 2 * min(max(0, section.depth), 3) }

  /// The phases as marks, and the newest one or the next in words: `✓✓►◦◦◦ told  zaps 001`.
  private static func current(_ section: SectionRow, room: Room) -> Row {
    let phase =
      section.phases.first { $0.mark == .changed } ?? section.phases.first { $0.state == .next || $0.state == .refused }
    var row = Row(mark: phase?.mark ?? .none)
    row.line.pad(to: 1 + indent(section) + (section.depth > 0 ? 2 : 0))
    append(section.phases, to: &row.line)
    guard let phase else { return row }
    if phase.name == "told" { row.anchors.append((.told, row.line.width + 1)) }
    guard phase.state != .refused else {
      row.line.append(" " + refusal(phase), .caution)
      return row
    }
    row.line.append(" " + phase.name, row.base)
    // Of a change the new value stays.
    let change = phase.detail.firstIndex(of: "⇒").map { String(phase.detail[$0...]) } ?? ""
    let forms = (room.isNarrow ? [] : [phase.detail]) + [phase.shortDetail, room.isNarrow ? phase.detail : "", change]
    let detail = forms.first { !$0.isEmpty && row.line.width + 2 + $0.columns <= room.columns } ?? phase.detail
    if !detail.isEmpty { row.line.appendMarked("  " + detail, row.base) }
    return row
  }

  private static func refusal(_ phase: Phase) -> String {
    "✗ refused" + (phase.detail.isEmpty ? "" : ", " + phase.detail)
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
      let names = notifiers.mirrors.joined(separator: ", ")
      let title = notifiers.mirrors.count == 1 ? " mirrors of this mm: " : " mirrors, the newest first: "
      rows.append(Row())
      rows += title.columns + names.columns <= room.columns ? [Row(title + names)] : [Row(title), Row("   " + names)]
    }
    if !notifiers.next.isEmpty { rows += [Row(), Row("next: " + notifiers.next)] }
    if rows.count > room.rows { rows.removeAll { $0.line.width <= 1 } }
    return rows
  }

  /// `CLEAR [7f0000001000 +1p) kswapd`, shorter where `tail` more columns would not fit.
  /// One that is nested stands behind `›`.
  private static func head(_ section: SectionRow, room: Room, tail: Int, indent: Int = 0, saysRefused: Bool = true)
    -> Row
  {
    var row = Row()
    row.line.pad(to: 1 + indent)
    if section.depth > 0 { row.line.append("› ", .quiet) }
    let event = section.event + (section.isBlockable ? " " : " nonblock ")
    let inside = section.inside.isEmpty ? "" : ", in " + section.inside
    let forms = [
      section.address + " " + section.thread + inside, section.shortAddress + ", " + section.thread + inside,
      section.address + " " + section.thread, section.shortAddress + ", " + section.thread,
      section.shortAddress.prefix { $0 != " " } + ", " + section.thread,
    ]
    row.line.append(event)
    row.anchors.append((.section, row.line.width))
    row.line.append(
      forms.first { row.line.width + $0.columns + tail <= room.columns } ?? forms[section.depth > 0 ? 4 : 3])
    if saysRefused, let refused = section.phases.first(where: { $0.state == .refused }) {
      row.line.append(" " + refusal(refused), .caution)
    }
    return row
  }

  private static func whole(_ section: SectionRow, room: Room, indent: Int = 0) -> [Row] {
    var rows = [head(section, room: room, tail: 0, indent: indent)]
    let indent = indent + (section.depth > 0 ? 2 : 0)
    // Phases without anything to say share rows when there are too few of them.
    var missing = 1 + section.phases.count - room.rows
    var index = 0
    while index < section.phases.count {
      let phase = section.phases[index]
      var row = Row(mark: phase.mark)
      row.line.pad(to: 1 + indent)
      append(phase, to: &row.line, base: row.base, isNarrow: room.isNarrow)
      if phase.name == "told" { row.anchors.append((.told, 3 + indent)) }
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
    line.append(" " + phase.name, phase.state == .toCome || phase.state == .skipped ? .quiet : base)
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
    case .skipped: "-"
    case .refused: "✗"
    case .unknown: "?"
    }
  }

  private static func role(_ state: PhaseState) -> Role {
    switch state {
    case .done: .holds
    case .next: .now
    case .toCome, .skipped: .quiet
    case .refused: .caution
    case .unknown: .unknown
    }
  }
}
