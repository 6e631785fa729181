import Scene
import Screen

/// The keys named in the last row: the most used first.
enum Hints {
  struct Hint {
    var key: String
    var word: String
  }

  /// What one can do where nothing goes on.
  static let atEnd = parse(["S|back", "g|first", "q|quit"])

  /// Between two hints; wider where there are few.
  static func gap(_ view: View) -> String {
    if case nil = view.overlay { return "  " }
    return "   "
  }

  static func list(_ view: View, _ scene: Scene) -> [Hint] {
    switch view.overlay {
    case .choices:
      let count = scene.choices.count
      let numbers = count < 2 ? "1" : "1 to \(min(9, count))"
      let isNarrow = view.columns < 70
      return [
        Hint(key: numbers, word: isNarrow ? "choose" : "or j k choose"), Hint(key: "Enter", word: "run it"),
        Hint(key: "T", word: "force"), Hint(key: "e", word: "why"),
        Hint(key: "Esc", word: view.columns < 90 ? "leave" : "leave it as recorded"),
      ]
    case .help:
      return [
        Hint(key: "type", word: "to find a key"), Hint(key: "j k", word: "move"), Hint(key: "Enter", word: "do it"),
        Hint(key: "Esc", word: "close"),
      ]
    case .stops:
      if scene.breaks.isEmpty { return [Hint(key: "Esc", word: "close")] }
      return [
        Hint(key: "j k", word: "choose"), Hint(key: "Enter b", word: "take it away"), Hint(key: "Esc", word: "close"),
      ]
    case .pages: return [Hint(key: "j k", word: "scroll"), Hint(key: "Esc", word: "close")]
    case nil: break
    }
    if view.isPlaying {
      return parse(["Space|pause", "+ -|speed", "s|step", "S|back", "e|why", ":|command", "?|help", "q|quit"])
    }
    let isRun = scene.heading.isRun
    // Whose table is shown can be changed only where there are several; a key that jumps gives way.
    let turns = (scene.otherSpaces.isEmpty ? [] : ["p|process"]) + (scene.otherDevices.isEmpty ? [] : ["d|device"])
    switch view.layout(scene).form.columns {
    case 120...:
      return parse(
        isRun
          ? [
            "s|step", "S|back", "o|over", "c|go on", "t|thread",
          ] + turns + ["e|why", "b|break", "w|watch", "x|explore", "m|mark", "/|find", ":|command", "q|quit"]
          : [
            "s|step", "S|back", "c|go on", "[ ]|marks", "e|why", "W|who wrote this", "b|break", "/|find", "&|filter",
            ":|command", "q|quit",
          ])
    case 100...:
      return parse(
        ["s|step", "S|back"] + (isRun ? ["o|over", "c|go on", "t|thread"] : ["c|go on", "[ ]|marks"])
          + turns + ["e|why", "/|find", ":|command", "?|help", "q|quit"])
    case 80...:
      return parse(
        ["s|step", "S|back", "c|go on"] + (turns.isEmpty ? ["C|to last stop"] : turns)
          + (isRun ? ["t|thread"] : ["/|find"])
          + ["e|why", ":|command", "?|help"])
    case 60...:
      return parse(["s|step", "S|back", "c|go on"] + (isRun ? ["t|thread"] : []) + ["Tab|panel", "e|why", "?|"])
    default: return parse(["s|step", "S|back", "Tab|panel", "e|why", "?|"])
    }
  }

  private static func parse(_ hints: [String]) -> [Hint] {
    hints.map { text in
      let bar = text.lastIndex(of: "|") ?? text.endIndex
      return Hint(key: String(text[..<bar]), word: String(text[text.index(after: bar)...]))
    }
  }
}
