import Scene
import Screen

extension View {
  /// The first row: what is looked at on the left, where we are on the right. What is broken stands here at every size.
  func titleRow(_ scene: Scene) -> Line {
    let width = layout(scene).form.columns
    // A long name of a file costs the words that say the least.
    for detail in [width, min(width, 119), min(width, 99), min(width, 79)] {
      let left = titleLeft(scene, width: detail), right = titleRight(scene, width: detail)
      if detail < 80 || left.width + 2 + right.width <= columns { return bar(left, right) }
    }
    return bar(Line(), Line())
  }

  private func titleLeft(_ scene: Scene, width: Int) -> Line {
    let heading = scene.heading
    var left = Line(" ", .bar)
    if width >= 80 { left.append(program + "  ", .bar) }
    left.append(heading.title, .bar)
    var edition = heading.edition
    if width < 80, edition.hasPrefix("Linux ") { edition = String(edition.dropFirst(6)) }
    if !edition.isEmpty { left.append("  " + edition, .bar) }
    if width >= 120 {
      if let seed = heading.seed { left.append("  seed \(seed)", .bar) }
      if !heading.note.isEmpty { left.append("  " + heading.note, .bar) }
    }
    return left
  }

  private func titleRight(_ scene: Scene, width: Int) -> Line {
    let heading = scene.heading
    var right = Line()
    if !heading.broken.isEmpty {
      right.append("✗ " + heading.broken.joined(separator: " "), .broken)
      right.append("  ", .bar)
    }
    right.append(heading.isRun ? Title.position(scene.time) : "line \(scene.time.now) of \(scene.time.last)", .bar)
    if !heading.stamp.isEmpty, width >= 100 { right.append("  " + heading.stamp, .bar) }
    if width >= 120, heading.isRun { right.append("  " + scene.time.granularity, .bar) }
    if isPlaying {
      right.append("  playing " + speed.text, .bar)
    } else if width >= 100 {
      let idle = heading.isRun ? "paused" : "all lines read"
      right.append("  " + (heading.progress.isEmpty ? idle : heading.progress), .bar)
    }
    right.append("  ", .bar)
    right.append("?", .key)
    right.append(" help ", .bar)
    return right
  }

  /// The first row of a panel without a frame.
  func aloneTitleRow(_ panel: Panel, _ scene: Scene) -> Line {
    let title = Title(panel, scene, isAlone: true)
    var left = Line(" ", .bar)
    left.append(title.name + (title.count.isEmpty ? "" : " " + title.count), .bar)
    var right = Line()
    if !scene.heading.broken.isEmpty {
      right.append("✗ " + scene.heading.broken.joined(separator: " ") + "  ", .broken)
    }
    if let index = Panel.numbered.firstIndex(of: panel) { right.append("\(index + 1) of 9  ", .bar) }
    right.append("\(scene.time.now)/\(scene.time.last) ", .bar)
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
      line = prompt.line(columns: columns, scene)
    } else if let pending {
      line = Line(pending == .setMark ? " mark this moment with a letter" : " go to the mark with the letter", .bar)
    } else if let note {
      line = Line(" " + (note.isError ? "✗ " : "") + note.text, note.isError ? .caution : .bar)
    } else {
      line = Line(" ", .bar)
      for (index, hint) in Hints.list(self, scene).enumerated() {
        var piece = Line(index == 0 ? "" : Hints.gap(self), .bar)
        piece.append(hint.key, .key)
        if !hint.word.isEmpty { piece.append(" " + hint.word, .bar) }
        guard line.width + piece.width <= columns else { continue }
        line.append(piece)
      }
    }
    line.cut(to: columns)
    line.pad(to: columns, .bar)
    return line
  }
}
