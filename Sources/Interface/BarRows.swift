import Scene
import Screen

extension View {
  /// The first row: what is looked at on the left, where we are on the right. What is broken stands here at every size.
  func titleRow(_ scene: Scene) -> Line {
    let width = layout(scene).form.columns
    // A long name of a file costs the words that say the least. What the right may come to take decides, so that no
    // word comes and goes from step to step.
    let longest = longest(scene)
    for detail in [width, min(width, 119), min(width, 99), min(width, 79), min(width, 78)] {
      let left = titleLeft(scene, width: detail), right = titleRight(scene, width: detail)
      let wanted = max(right.width, titleRight(longest, width: detail).width)
      let isLast = detail < 79
      if isLast || left.width + (left.width > 0 ? 2 : 0) + wanted <= columns {
        guard isLast, left.width + 1 + right.width > columns else { return bar(left, right) }
        return bar(cutTitle(left, scene, to: columns - right.width - 1), right)
      }
    }
    return bar(Line(), Line())
  }

  /// The moment of the same run that has the most to say in the title row.
  private func longest(_ scene: Scene) -> Scene {
    var scene = scene
    guard scene.heading.isRun else { return scene }
    if scene.heading.broken.count < 2 { scene.heading.broken = ["I1", "I11"] }
    scene.time.now = scene.time.isComplete ? scene.time.last : scene.time.last - 1
    return scene
  }

  /// The note says what is left out of the picture, so it stays and the name is cut.
  private func cutTitle(_ left: Line, _ scene: Scene, to room: Int) -> Line {
    guard !scene.heading.note.isEmpty, room > 12 else { return left }
    var note = Line("  " + scene.heading.note, .bar), name = Line(" " + scene.heading.title, .bar)
    note.cut(to: room - 8)
    name.cut(to: room - note.width)
    name.append(note)
    return name
  }

  private func titleLeft(_ scene: Scene, width: Int) -> Line {
    let heading = scene.heading
    var left = Line(" ", .bar)
    if width >= 80 { left.append(program + "  ", .bar) }
    left.append(heading.title, .bar)
    var edition = heading.edition
    if width < 79, edition.hasPrefix("Linux ") { edition = String(edition.dropFirst(6)) }
    if !edition.isEmpty { left.append("  " + edition, .bar) }
    if width >= 120, let seed = heading.seed { left.append("  seed \(seed)", .bar) }
    if !heading.note.isEmpty { left.append("  " + heading.note, .bar) }
    return left
  }

  private func titleRight(_ scene: Scene, width: Int) -> Line {
    let heading = scene.heading
    var right = Line()
    if !heading.broken.isEmpty {
      right.append("✗ " + heading.broken.joined(separator: " "), .broken)
      right.append("  ", .bar)
    }
    if let lesson = scene.lesson, lesson.stops > 0 {
      right.append("stop \(lesson.stop) of \(lesson.stops)  ", .now)
    }
    let last = scene.time.hidesFuture ? "?" : "\(scene.time.last)"
    right.append(heading.isRun ? Title.position(scene.time) : "line \(scene.time.now) of \(last)", .bar)
    if !heading.stamp.isEmpty, width >= 100 { right.append("  " + heading.stamp, .bar) }
    if width >= 120, heading.isRun { right.append("  " + scene.time.granularity, .bar) }
    if isPlaying {
      right.append("  playing " + speed.text, .bar)
    } else if width >= 100 {
      let idle = heading.isRun ? "paused" : "all lines read"
      right.append("  " + (heading.progress.isEmpty ? idle : heading.progress), .bar)
    }
    right.append("  ", .bar)
    right.append(key(.help), .key)
    right.append(" help ", .bar)
    return right
  }

  /// The first row of a panel without a frame.
  func aloneTitleRow(_ panel: Panel, _ scene: Scene) -> Line {
    let title = title(of: panel, scene, columns: columns, isAlone: true)
    var left = Line(" ", .bar)
    left.append(title.name + (title.count.isEmpty ? "" : " " + title.count), .bar)
    var right = Line()
    if !scene.heading.broken.isEmpty {
      right.append("✗ " + scene.heading.broken.joined(separator: " ") + "  ", .broken)
    }
    if let index = Panel.numbered.firstIndex(of: panel) { right.append("\(index + 1) of 9  ", .bar) }
    right.append("\(scene.time.now)/\(scene.time.hidesFuture ? "?" : "\(scene.time.last)") ", .bar)
    return bar(left, right)
  }

  /// Left and right, with at least two blanks between; the left is cut, the right is not as long as it fits.
  private func bar(_ left: Line, _ right: Line) -> Line {
    var line = left, right = right
    right.cut(to: columns)
    line.cut(to: max(0, columns - right.width - (right.width < columns ? 1 : 0)))
    line.pad(to: columns - right.width, .bar)
    line.append(right)
    return line
  }

  /// The last row: what is being typed, what was answered, or the keys that work here.
  func keyRow(_ scene: Scene) -> Line {
    var line: Line
    if let prompt {
      line = prompt.line(columns: columns, keys)
    } else if let pending {
      line = Line(pending == .setMark ? " mark this moment with a letter" : " go to the mark with the letter", .bar)
    } else if let note {
      line = exploring(scene) ?? Line(" ", .bar)
      line.append((note.isError ? "✗ " : "") + note.text, note.isError ? .caution : .bar)
      // What Why tells as well needs no row of its own where that leaves no room for a key.
      let isTold = !note.isError && scene.why.sentences.contains { $0.kind == .stop && $0.text == note.text }
      if isTold, line.width > columns - 24 { line = Line(" ▾ a stop: Why says why", .bar) }
      let atEnd = scene.time.now >= scene.time.last && scene.time.isComplete && !hasOverlay && scene.lesson == nil
      append(atEnd ? Hints.named(Hints.atEnd, keys) : Hints.list(self, scene), to: &line, isFirst: false)
    } else {
      line = exploring(scene) ?? Line(" ", .bar)
      append(Hints.list(self, scene), to: &line, isFirst: true)
    }
    line.cut(to: columns)
    line.pad(to: columns, .bar)
    return line
  }

  /// How far a search in the background is; nil while there is none.
  private func exploring(_ scene: Scene) -> Line? {
    scene.exploration.map { ExploringBar.line($0, columns: columns, key: key(.explore)) }
  }

  /// As many keys as have room; behind a note only the first ones, and at least two, since one alone says little.
  private func append(_ hints: [Hints.Hint], to line: inout Line, isFirst: Bool) {
    var keys = Line(), count = 0
    for hint in hints {
      var piece = Line(count == 0 ? (isFirst ? "" : "   ") : Hints.gap(self), .bar)
      piece.append(hint.key, .key)
      if !hint.word.isEmpty { piece.append(" " + hint.word, .bar) }
      guard line.width + keys.width + piece.width <= columns else {
        if isFirst { continue } else { break }
      }
      keys.append(piece)
      count += 1
    }
    if isFirst || count > 1 { line.append(keys) }
  }
}
