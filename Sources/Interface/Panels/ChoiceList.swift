import Scene
import Screen

/// The menu of the next step: every thread with its next line and what that would change.
enum ChoiceList {
  static func content(_ scene: Scene, room: Room, selected: Int) -> Content {
    let name = max(6, scene.choices.map(\.thread.columns).max() ?? 0)
    let longest = scene.choices.map(\.line.columns).max() ?? 0
    let effects = scene.choices.map { effectText($0).columns }.max() ?? 0
    let effect = min(5 + name + 2 + max(13, longest) + 3, max(30, room.columns / 2, room.columns - 1 - effects))
    var content = Content()
    if room.rows > scene.choices.count {
      var header = Row()
      header.line.append("    thread", .quiet)
      header.line.pad(to: 5 + name + 2)
      header.line.append("its next line", .quiet)
      if effect < room.columns {
        header.line.pad(to: effect)
        header.line.append("what it would change", .quiet)
      }
      content.header = [header]
    }
    // Effects that are long go on below, as far as there are rows.
    var spare = room.rows - content.header.count - scene.choices.count, end = 0
    for (index, choice) in scene.choices.enumerated() {
      let texts = wrap(effectText(choice), to: max(8, room.columns - effect - 1))
      let given = min(texts.count, 1 + max(0, spare))
      spare -= given - 1
      var rows = [Row(choice, number: index + 1, name: name, effect: effect)]
      for (number, text) in texts.prefix(given).enumerated() {
        if number > 0 { rows.append(Row()) }
        rows[number].line.pad(to: effect)
        let isLast = number == given - 1 && given < texts.count
        rows[number].line.appendMarked(isLast ? texts[number...].joined(separator: " ") : text)
      }
      if index == selected {
        for row in rows.indices {
          rows[row].line.cut(to: room.columns)
          rows[row].line.pad(to: room.columns)
          rows[row].line = rows[row].line.drawn(as: .selection)
        }
        end = content.rows.count + rows.count
      }
      content.rows += rows
    }
    content.top = max(0, end - max(1, room.rows - content.header.count))
    guard room.rows > content.rows.count + 3 else { return content }
    content.rows.append(Row())
    for text in notes(scene) {
      for (index, line) in wrap(text, to: max(1, room.columns - 4)).enumerated() {
        content.rows.append(Row(index == 0 && text.hasPrefix("»") ? line : "  " + line))
      }
    }
    return content
  }

  private static func effectText(_ choice: ThreadChoice) -> String {
    (choice.isEnabled || choice.effect.hasPrefix("░") ? "" : "░ ") + choice.effect
  }

  private static func notes(_ scene: Scene) -> [String] {
    var notes: [String] = []
    if let happened = scene.why.sentences.first(where: { $0.kind == .happened }) {
      notes.append("» " + (happened.short.isEmpty ? happened.text : happened.short))
    }
    notes.append(
      "Another choice than ► starts a branch at step \(scene.time.now); the old future stays. } and { change branch.")
    if scene.choices.contains(where: { !$0.isEnabled }) {
      notes.append("T forces a waiting thread: it runs what must come first, then the line of that thread.")
    }
    return notes
  }
}

extension Row {
  fileprivate init(_ choice: ThreadChoice, number: Int, name: Int, effect: Int) {
    self.init()
    line.append(" ")
    line.append(choice.isProposed ? Line("►", .now) : choice.isEnabled ? Line(" ") : Line("░", .caution))
    line.append("\(number) " + choice.thread)
    line.pad(to: 5 + name + 2)
    line.append(choice.line)
    line.cut(to: effect - 1)
  }
}
