import Scene
import Screen

/// The keys named in the last row: the most used first.
enum Hints {
  struct Hint {
    var key: String
    var word: String
    /// It means the same whatever the config file says: a key of a list, of a question, of a lesson.
    var isFixed = true
  }

  /// What one can do where nothing goes on.
  static let atEnd = parse(["S|back", "g|first", "q|quit"])

  /// Between two hints; wider where there are few.
  static func gap(_ view: View) -> String {
    if case nil = view.overlay { return "  " }
    return "   "
  }

  static func list(_ view: View, _ scene: Scene) -> [Hint] {
    named(usual(view, scene), view.keys)
  }

  /// The same with the keys that the person has given to what they do.
  static func named(_ hints: [Hint], _ keys: KeyTable) -> [Hint] {
    guard keys != .standard else { return hints }
    return hints.map { hint in
      guard !hint.isFixed else { return hint }
      let names = hint.key.split(separator: " ").map { keys.current(String($0)) }
      return Hint(key: names.joined(separator: " "), word: hint.word, isFixed: false)
    }
  }

  private static func usual(_ view: View, _ scene: Scene) -> [Hint] {
    if view.isPresenting, case nil = view.overlay { return present(view, scene) }
    // Where one came from the start screen, leaving goes back there.
    return view.isNested
      ? hints(view, scene).map { $0.word == "quit" ? Hint(key: "q", word: "start screen", isFixed: false) : $0 }
      : hints(view, scene)
  }

  private static func hints(_ view: View, _ scene: Scene) -> [Hint] {
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
    case .palette:
      return [
        Hint(key: "type", word: "to find a command"), Hint(key: "Up Down", word: "choose"),
        Hint(key: "Enter", word: "do it"), Hint(key: "Esc", word: "close"),
      ]
    case .stops:
      if scene.breaks.isEmpty { return [Hint(key: "Esc", word: "close")] }
      return [
        Hint(key: "j k", word: "choose"), Hint(key: "Enter b", word: "take it away"), Hint(key: "Esc", word: "close"),
      ]
    case .words:
      return [
        Hint(key: "Up Down", word: "choose"), Hint(key: "type", word: "to find a word"),
        Hint(key: "Esc", word: "close"),
      ]
    case .pages: return [Hint(key: "j k", word: "scroll"), Hint(key: "Esc", word: "close")]
    case nil: break
    }
    if let lesson = scene.lesson { return list(lesson, view, scene) }
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

  /// On a projector: few.
  private static func present(_ view: View, _ scene: Scene) -> [Hint] {
    if let lesson = scene.lesson, lesson.isAsked { return list(lesson, view, scene) }
    let step = scene.lesson == nil ? [] : ["s|one step"]
    return parse(["PgDn or .|next", "PgUp|back"] + step + ["n|notes", "Space|play", "Esc|leave"])
  }

  /// Where a lesson is open: how to answer, how to go on, and that the other keys work as ever.
  private static func list(_ lesson: LessonScene, _ view: View, _ scene: Scene) -> [Hint] {
    let isNarrow = view.columns < 70
    if lesson.isAsked {
      let digits = [Hint(key: "1 to \(lesson.question?.choices.count ?? 1)", word: "answer")]
      if view.isWhyOpen { return digits + [Hint(key: "e or Esc", word: "back to the question")] }
      return digits
        + (view.hasMoreToRead(scene) ? [Hint(key: "PgDn", word: "read on")] : [])
        + (view.answer == nil ? [] : [Hint(key: "Enter", word: "take ►")]) + [
          Hint(key: "e", word: "why we are here"),
          Hint(key: "Esc", word: isNarrow ? "skip" : "skip, show it"), Hint(key: "Q", word: "no questions"),
        ]
    }
    guard lesson.stops > 0 else {
      return parse(["PgDn or .|next question", "s|step", "S|back", "e|why", "Q|no questions", "?|help", "q|quit"])
    }
    let on = lesson.isLast ? [] : [Hint(key: isNarrow ? "PgDn" : "PgDn or .", word: isNarrow ? "on" : "go on")]
    if view.focus == .lesson, !lesson.terms.isEmpty, view.showsLesson(scene) {
      let go = view.hasMoreToRead(scene) ? [Hint(key: isNarrow ? "PgDn" : "PgDn or .", word: "read on")] : on
      let meaning = view.word == nil ? [] : [Hint(key: "Enter", word: "what it means")]
      return parse(["j k|a word"]) + meaning + go + parse(["s|step", "S|back", "Tab|panel", "?|help", "q|quit"])
    }
    if view.showsLesson(scene), view.hasMoreToRead(scene) {
      return [Hint(key: isNarrow ? "PgDn" : "PgDn or .", word: "read on"), Hint(key: "PgUp", word: "back")]
        + parse(["s|step", "S|back", "e|why", "Tab|panel", "?|help", "q|quit"])
    }
    let back = Hint(key: "PgUp", word: lesson.isAway ? "back to the stop" : "back")
    return on + [back] + parse(["s|step", "S|step back", "e|why", "Tab|panel", "?|help", "q|leave"])
  }

  private static func parse(_ hints: [String]) -> [Hint] {
    hints.map { text in
      let bar = text.lastIndex(of: "|") ?? text.endIndex
      let key = String(text[..<bar])
      // `PgDn or .` is of a lesson or a projector.
      return Hint(
        key: key, word: String(text[text.index(after: bar)...]), isFixed: key.contains(" or ") || key == "PgUp")
    }
  }
}
