import Scene
import Screen

/// One key, or several that do the same, with the words of the help.
struct Binding: Sendable {
  /// As the help names them: `s`, `Ctrl-o`, `PgDn`.
  var keys: [String]
  var action: Action
  /// How they are written in the help; the keys themselves where it is empty.
  var shown = ""
  var text: String

  var label: String { shown.isEmpty ? keys.joined(separator: " ") : shown }

  init(_ keys: String, _ action: Action, _ text: String = "", shown: String = "") {
    self.keys = keys.split(separator: " ").map(String.init)
    self.action = action
    self.text = text
    self.shown = shown
  }
}

/// One line of the help: a key, and often the one that does the opposite.
struct HelpLine: Sendable {
  var binding: Binding
  var opposite: Binding?

  init(_ binding: Binding, _ opposite: Binding? = nil) {
    self.binding = binding
    self.opposite = opposite
  }
}

/// Keys that belong together.
struct KeyGroup: Sendable {
  var name: String
  var lines: [HelpLine]
}

/// The one table of keys: the help is printed from it, and what is pressed is looked up in it.
enum KeyTable {
  static let groups = [
    KeyGroup(
      name: "Move in time",
      lines: [
        HelpLine(
          Binding("s l . Right", .step(.forward), "one line"), Binding("S h , Left", .step(.back))),
        HelpLine(Binding("o", .over(.forward), "over a call"), Binding("O", .over(.back))),
        HelpLine(Binding("f", .out(.forward), "out of it"), Binding("F", .out(.back))),
        HelpLine(Binding("c", .run(.forward), "to a stop"), Binding("C", .run(.back))),
        HelpLine(Binding("Space", .play, "play"), Binding("+ =", .faster, "speed", shown: "+ -")),
        HelpLine(Binding("]", .nextMark(.forward), "next mark"), Binding("[", .nextMark(.back))),
        HelpLine(Binding("0", .tenth(0), "0 to 90 %", shown: "0 to 9")),
        HelpLine(Binding("g Home", .first, "first, last"), Binding("G End", .last)),
        HelpLine(
          Binding("Ctrl-o Alt-Left", .jumpBack, "where I was", shown: "Ctrl-o"), Binding("Alt-Right", .jumpForward)),
      ]),
    KeyGroup(
      name: "Look",
      lines: [
        HelpLine(Binding("Tab", .nextPanel, "next panel"), Binding("Shift-Tab", .previousPanel)),
        HelpLine(Binding("z", .zoom, "this panel alone"), Binding("v", .levels, "fold")),
        HelpLine(Binding("p", .space, "next process"), Binding("d", .device, "device")),
        HelpLine(Binding("j Down", .down, "scroll, choose", shown: "j k PgDn PgUp")),
        HelpLine(Binding("Enter", .open, "deeper"), Binding("Esc", .close, "close")),
        HelpLine(Binding("e", .why, "why, at length"), Binding("i", .bothForms, "2 forms")),
        HelpLine(Binding("w", .watch, "watch this"), Binding("W", .lastWriter, "who wrote")),
        HelpLine(Binding("b", .breakHere, "stop here"), Binding("B", .listBreaks, "all stops")),
        HelpLine(Binding("/", .find, "find"), Binding("n", .findNext, "next", shown: "n N")),
      ]),
    KeyGroup(
      name: "Choose a future",
      lines: [
        HelpLine(Binding("t", .choose, "who is next"), Binding("T", .force, "force it")),
        HelpLine(Binding("x", .explore, "every order from here")),
        HelpLine(
          Binding("}", .branch(.forward), "other branch", shown: "} {"), Binding("Q", .questions, "ask me")),
        HelpLine(Binding("&", .filter, "only what has this text")),
        HelpLine(Binding("Alt-1", .panel(0), "the panel of that number", shown: "Alt-1 to 9")),
      ]),
    KeyGroup(
      name: "Keep and leave",
      lines: [
        HelpLine(Binding("m", .setMark, "set mark a", shown: "m a"), Binding("'", .goToMark, "go to a", shown: "' a")),
        HelpLine(Binding("y", .copy, "copy the id of this step")),
        HelpLine(Binding("Ctrl-s", .saveScreen, "this screen as text")),
        HelpLine(Binding(":", .command, "any command by name")),
        HelpLine(Binding("q", .quit, "quit"), Binding("P", .present, "projector")),
      ]),
  ]

  /// Keys that a line of the help speaks of without being its first one, and those that other programs have taught.
  static let others =
    [
      Binding("-", .slower), Binding("N", .findPrevious), Binding("{", .branch(.back)), Binding("k Up", .up),
      Binding("PgDn", .pageDown), Binding("PgUp", .pageUp), Binding("Ctrl-d", .halfDown), Binding("Ctrl-u", .halfUp),
      Binding("? F1", .help), Binding("F5", .step(.forward)), Binding("F4", .step(.back)),
      Binding("F8", .run(.forward)),
      Binding("Ctrl-l", .redraw), Binding("Ctrl-z", .suspend), Binding("Ctrl-c", .interrupt),
    ] + (1...9).map { Binding("\($0)", .tenth($0)) } + (2...9).map { Binding("Alt-\($0)", .panel($0 - 1)) }

  static let lines = groups.flatMap(\.lines)

  /// Without what a trace has no use for: its order cannot be chosen.
  static func groups(isRun: Bool) -> [KeyGroup] {
    guard !isRun else { return groups }
    return groups.map { group in
      let lines = group.lines.filter { line in
        switch line.binding.action {
        case .choose, .force, .explore, .branch: false
        default: true
        }
      }
      return KeyGroup(name: lines.count == group.lines.count ? group.name : "Choose", lines: lines)
    }
  }

  private static let actions: [String: Action] = {
    var actions: [String: Action] = [:]
    let shown = lines.flatMap { [$0.binding] + ($0.opposite.map { [$0] } ?? []) }
    for binding in shown + others {
      for key in binding.keys { actions[key] = binding.action }
    }
    return actions
  }()

  static func action(of event: Event) -> Action? { name(of: event).flatMap { actions[$0] } }

  /// Whether a key has a meaning, by the name that the help gives it.
  static func isBound(_ key: String) -> Bool { actions[key] != nil }

  /// What the help calls a key; nil for what is no key.
  static func name(of event: Event) -> String? {
    switch event {
    case .character(" "): "Space"
    case .character(let scalar): String(Character(scalar))
    case .control(let scalar): "Ctrl-" + String(Character(scalar))
    case .alt(let scalar): "Alt-" + String(Character(scalar))
    case .key(let key): name(of: key)
    case .altKey(let key): "Alt-" + name(of: key)
    case .mouse, .resize: nil
    }
  }

  private static func name(of key: Key) -> String {
    switch key {
    case .up: "Up"
    case .down: "Down"
    case .left: "Left"
    case .right: "Right"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .insert: "Insert"
    case .delete: "Delete"
    case .backspace: "Backspace"
    case .enter: "Enter"
    case .escape: "Esc"
    case .tab: "Tab"
    case .shiftTab: "Shift-Tab"
    case .function(let number): "F\(number)"
    }
  }

  /// One line for a key that means nothing: the nearest key that does.
  static func unknown(_ name: String) -> String {
    let lower = name.lowercased(), upper = name.uppercased()
    for other in [lower, upper, "Ctrl-" + lower] where other != name && isBound(other) {
      if let text = text(of: other) { return "\(name) has no meaning here; \(other): \(text)" }
    }
    // Keys beside it on the keyboard are the likeliest slips.
    let rows = ["`1234567890-=", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./"]
    for row in rows {
      let keys = row.map(String.init)
      guard let index = keys.firstIndex(of: lower) else { continue }
      for near in [index - 1, index + 1] where keys.indices.contains(near) {
        if let text = text(of: keys[near]) { return "\(name) has no meaning here; \(keys[near]): \(text)" }
      }
    }
    return "\(name) has no meaning here; ? shows the keys that have one"
  }

  private static func text(of key: String) -> String? {
    for line in lines {
      if line.binding.keys.contains(key) { return line.binding.text }
      if let opposite = line.opposite, opposite.keys.contains(key) {
        return opposite.text.isEmpty ? line.binding.text + ", back" : opposite.text
      }
    }
    return nil
  }
}
