import Scene
import Screen

/// What a lesson says, or a question with its choices, in the rows of Why and Time.
enum LessonRows {
  static func content(_ lesson: LessonScene, _ scene: Scene, room: Room, selected: Int?) -> Content {
    guard let question = lesson.question else {
      var content = prose(lesson.prose, room)
      // Why has given its rows away; a stop that is about it has its sentences below.
      if lesson.looks.contains(.why) {
        content.rows += [Row()] + WhyText.content(scene.why, room: room, isOpen: true).rows
      }
      return content
    }
    if let answer = question.answer { return self.answer(question, answer, room) }
    return asked(question, room, selected: selected)
  }

  private static func prose(_ blocks: [ProseBlock], _ room: Room) -> Content {
    var content = Content(rows: rows(blocks, room))
    content.top = 0
    return content
  }

  private static func rows(_ blocks: [ProseBlock], _ room: Room) -> [Row] {
    ProseText.lines(blocks, columns: room.columns - 2).map { line in
      var row = Row()
      row.line.append(line)
      return row
    }
  }

  private static func asked(_ question: QuestionScene, _ room: Room, selected: Int?) -> Content {
    var content = Content(rows: rows([question.text], room))
    var chosen = 0..<0
    for (index, choice) in question.choices.enumerated() {
      let first = content.rows.count
      content.rows += self.choice(choice, index, room, mark: index == selected ? "►" : " ")
      if index == selected { chosen = first..<content.rows.count }
    }
    for row in chosen {
      content.rows[row].line.pad(to: room.columns)
      content.rows[row].line = content.rows[row].line.drawn(as: .selection)
    }
    content.top = max(0, chosen.upperBound - max(1, room.rows))
    return content
  }

  /// `► 2 words`, going on below where they are long.
  private static func choice(_ words: ProseBlock, _ index: Int, _ room: Room, mark: String) -> [Row] {
    let numbered = ProseBlock(.item("\(mark) \(index + 1)"), words.spans)
    return rows([numbered], room).map { row in
      var row = row
      row.answer = index
      return row
    }
  }

  private static func answer(_ question: QuestionScene, _ answer: QuestionScene.Answer, _ room: Room) -> Content {
    let isRight = answer.chosen == answer.right
    var content = Content()
    let right = question.choices[answer.right].spans
    let said: [ProseBlock]
    if answer.chosen == nil {
      said = [ProseBlock(.item("✓"), [ProseSpan("\(answer.right + 1) is right: ")] + right)]
    } else if isRight {
      said = [ProseBlock(.item("✓"), [ProseSpan("Right: ", .strong)] + right)]
    } else {
      let chosen = question.choices[answer.chosen ?? 0].spans
      said = [
        ProseBlock(.item("✗"), [ProseSpan("Not so: ", .strong)] + chosen),
        ProseBlock(.item("✓"), [ProseSpan("\(answer.right + 1) is right: ")] + right),
      ]
    }
    content.rows = rows(said, room).map { row in
      guard let glyph = row.line.cells.dropFirst().first.flatMap({ Unicode.Scalar($0.scalar) }) else { return row }
      var row = row
      if glyph == "✓" || glyph == "✗" {
        var line = Line(" ")
        line.append(String(Character(glyph)), glyph == "✓" ? .holds : .caution)
        for cell in row.line.cells.dropFirst(2) { line.append(cell) }
        row.line = line
      }
      return row
    }
    content.rows += rows(answer.explanation, room)
    content.top = 0
    return content
  }

  /// `Stop 4 of 10`, `Question 3 of 4`, with what there is to say of it.
  static func title(_ lesson: LessonScene, isShort: Bool) -> (name: String, count: String) {
    guard let question = lesson.question else {
      return ("Stop \(lesson.stop) of \(lesson.stops)", lesson.heading)
    }
    let name = "Question \(question.number)" + (question.count.map { " of \($0)" } ?? "")
    let score = "\(question.score) right so far"
    return (name, isShort ? "" : lesson.heading.isEmpty ? score : "\(lesson.heading), \(score)")
  }
}
