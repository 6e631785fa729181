import Scene
import Screen

/// The large, calm layout for a projector: no frames, no names of kernel lines, words in place of short forms, a blank
/// row between groups, what is said last and alone.
struct Present {
  private let scene: Scene
  private let columns: Int
  private let rows: Int
  private let text: [Line]

  /// - Parameters:
  ///   - says: what stands below: the prose of a stop, a question, the notes of the speaker, or why.
  init(_ scene: Scene, columns: Int, rows: Int, says: [Line]) {
    self.scene = scene
    self.columns = columns
    self.rows = rows
    text = says
  }

  private static let margin = 3

  /// The rows between the title and the scrubber.
  func lines() -> [Line] {
    let room = max(0, rows - 4)
    // What is said comes first where there is little room; the groups fill the rest from the top.
    let said = min(text.count, max(3, room / 3))
    var groups: [[Line]] = [], left = room - said - 1
    for group in [tables(), section(), threads()] where !group.isEmpty {
      guard left > 2 else { break }
      let taken = Array(group.prefix(left))
      groups.append(taken)
      left -= taken.count + 1
    }
    var lines = groups.flatMap { $0 + [Line()] }
    let start = max(lines.count, 0)
    let rest = room - start
    lines += text.prefix(max(0, rest))
    return lines
  }

  // MARK: Groups

  private var half: Int { (columns - 2 * Self.margin) / 2 }

  /// Two columns side by side.
  private func beside(_ left: [Line], _ right: [Line]) -> [Line] {
    (0..<max(left.count, right.count)).map { index in
      var line = Line()
      line.pad(to: Self.margin)
      if left.indices.contains(index) {
        var part = left[index]
        part.cut(to: half - 2)
        line.append(part)
      }
      if right.indices.contains(index) {
        line.pad(to: Self.margin + half)
        var part = right[index]
        part.cut(to: columns - Self.margin - half - 1)
        line.append(part)
      }
      return line
    }
  }

  private func tables() -> [Line] {
    let height = rows < 30 ? 4 : 8
    func column(_ table: Table) -> [Line] {
      [Line(table.name, .now), Line()]
        + shown(table.entries, height).map { entry in
          var line = Line(entry.mark == .changed ? "» " : "  ", .now)
          line.append(entry.label + "   ")
          line.append(entry, room: half - 12, base: entry.mark == .changed ? .now : .plain)
          return line.withoutDimText
        }
    }
    return beside(column(scene.cpu), column(scene.device))
  }

  /// So many entries, the changed ones among them.
  private func shown(_ entries: [Entry], _ count: Int) -> [Entry] {
    guard entries.count > count, let changed = entries.firstIndex(where: { $0.mark == .changed }) else {
      return Array(entries.prefix(count))
    }
    let first = min(max(0, changed - count / 2), entries.count - count)
    return Array(entries[first..<first + count])
  }

  /// The range on the left, the invalidation that is open on the right.
  private func section() -> [Line] {
    var left: [Line] = []
    if let range = scene.ranges.ranges.first {
      left = [Line("Range " + range.label, .now), Line()]
      var state = Line("  ")
      if let before = range.before { state.appendMarked(words(before) + " ⇒ ") }
      state.append(
        words(range.validity), range.validity == .invalid ? .caution : range.validity == .valid ? .holds : .plain)
      left.append(state)
      let held = range.pfns.filter { $0.value.kind != .unwritten && $0.value.kind != .none }
      for entry in shown(held, rows < 30 ? 2 : 4) {
        var line = Line("  holds " + entry.label + " ")
        line.append(entry, room: half - 14, base: entry.mark == .changed ? .now : .plain)
        left.append(line.withoutDimText)
      }
      for waiter in range.waiters { left.append(Line("  " + waiter + " sleeps until it is valid")) }
    }
    var right: [Line] = []
    if let section = scene.notifiers.open.last {
      right = [Line("Invalidation of \(section.shortAddress), by \(section.thread)", .now), Line()]
      for phase in section.phases.prefix(6) {
        var line = Line("  ")
        line.appendMarked(glyph(phase.state) + " " + phase.name, phase.mark == .none ? .plain : .now)
        line.pad(to: 13)
        line.appendMarked(phase.detail, phase.mark == .none ? .plain : .now)
        right.append(line.withoutDimText)
      }
    } else {
      right = [Line("No invalidation is open", .now)]
    }
    return beside(left, right)
  }

  private func words(_ validity: Validity) -> String {
    switch validity {
    case .valid: "✓ valid"
    case .invalid: "✗ INVALID"
    default: validity.text
    }
  }

  private func glyph(_ state: PhaseState) -> String {
    switch state {
    case .done: "✓"
    case .next: "►"
    case .toCome: "◦"
    case .skipped: "-"
    case .refused: "✗"
    case .unknown: "?"
    }
  }

  private func threads() -> [Line] {
    let name = scene.threads.map(\.name.columns).max() ?? 0
    return scene.threads.map { thread in
      var line = Line(thread.ran ? " » " : "   ", .now)
      line.append(thread.name, thread.ran ? .now : .plain)
      line.pad(to: Self.margin + name + 3)
      let waits = thread.state == .waits ? "░ " : ""
      line.appendMarked(waits + thread.says)
      line.cut(to: columns - 1)
      return line
    }
  }
}

extension Line {
  /// A projector swallows what is dim.
  fileprivate var withoutDimText: Line {
    var line = Line()
    for cell in cells {
      var cell = cell
      if cell.role == .quiet { cell.role = .plain }
      line.append(cell)
    }
    return line
  }
}

extension View {
  /// The whole picture for a projector.
  func drawPresent(_ scene: Scene, on frame: inout Frame) {
    let present = Present(scene, columns: columns, rows: rows, says: says(scene))
    frame.write(presentTitle(scene), column: 0, row: 0)
    for (index, line) in present.lines().enumerated() where index + 2 < rows - 2 {
      frame.write(line, column: 0, row: index + 2)
    }
    let rail = Line(String(repeating: "─", count: max(0, columns - 2)))
    if rows > 4 {
      frame.write(rail, column: 1, row: rows - 2)
      Scrubber.drawWhole(scene.time, on: &frame, column: 1, row: rows - 2, columns: columns - 2)
    }
    frame.write(keyRow(scene), column: 0, row: rows - 1)
  }

  private func presentTitle(_ scene: Scene) -> Line {
    let lesson = scene.lesson
    var left = Line(
      " " + (lesson.map { $0.title.isEmpty ? scene.heading.title : $0.title } ?? scene.heading.title), .now)
    var right = Line()
    if !scene.heading.broken.isEmpty {
      right.append("✗ " + scene.heading.broken.joined(separator: " ") + "  ", .broken)
    }
    if let lesson, lesson.stops > 0 {
      right.append("stop \(lesson.stop) of \(lesson.stops) ", .bar)
    } else {
      right.append((scene.heading.isRun ? Title.position(scene.time) : "line \(scene.time.now)") + " ", .bar)
    }
    left.cut(to: max(0, columns - right.width - 1))
    left.pad(to: columns - right.width)
    left.append(right)
    return left
  }

  /// What stands below: the notes where they are asked for, else the lesson, else why.
  private func says(_ scene: Scene) -> [Line] {
    let width = max(8, columns - 8)
    func indented(_ lines: [Line]) -> [Line] {
      lines.map { text in
        var line = Line()
        line.pad(to: 3)
        line.append(text)
        return line
      }
    }
    if showsNotes {
      let notes = scene.lesson?.notes ?? []
      let blocks = notes.isEmpty ? [ProseBlock(.paragraph, [ProseSpan("there are no notes here")])] : notes
      return indented([Line("For the speaker:", .now)] + ProseText.lines(blocks, columns: width))
    }
    if showsLesson(scene), let lesson = scene.lesson {
      let room = Room(columns: columns - 4, rows: max(3, rows / 3))
      let content = LessonRows.content(lesson, scene, room: room, selected: answer)
      return indented(content.rows.dropFirst(scroll[.lesson] ?? 0).map(\.line))
    }
    let kinds: [SentenceKind] = [.broken, .happened, .waits]
    let sentences = scene.why.sentences.filter { kinds.contains($0.kind) }.map(\.text)
    let blocks = sentences.map { ProseBlock(.paragraph, [ProseSpan($0)]) }
    return indented(ProseText.lines(blocks, columns: width))
  }

  /// A key that means something of its own on a projector; nil for the others.
  mutating func presentKey(_ event: Event, _ scene: Scene) -> [Effect]? {
    switch event {
    case .character("n"):
      showsNotes.toggle()
      return []
    case .key(.escape) where prompt == nil && overlay == nil && !(scene.lesson?.isAsked ?? false):
      isPresenting = false
      showsNotes = false
      return []
    case .key(.pageDown) where scene.lesson == nil: return ask(.step(1, .forward))
    case .key(.pageUp) where scene.lesson == nil: return ask(.step(1, .back))
    default: return nil
    }
  }

  /// How much a step has changed, for how long it should stand: 1 for little, more where there is more to see.
  static func weight(of scene: Scene) -> Int {
    let entries = (scene.cpu.entries + scene.device.entries).count { $0.mark == .changed }
    let ranges = scene.ranges.ranges.count { $0.mark == .changed } + scene.ranges.counters.count { $0.mark == .changed }
    let phases = scene.notifiers.open.reduce(0) { $0 + $1.phases.count { $0.mark == .changed } }
    return 1 + min(3, entries + ranges + phases)
  }
}
