import Scene
import Screen
import Spelling

/// What can be typed after `:`. Names that are not here go to the session as they are.
enum Commands {
  struct Command: Sendable {
    var name: String
    var arguments: String
    var text: String
    /// What is done where nothing stands behind the name.
    var action: Action?

    init(_ name: String, _ arguments: String, _ text: String, _ action: Action? = nil) {
      self.name = name
      self.arguments = arguments
      self.text = text
      self.action = action
    }
  }

  /// Those that take more than a key can say, and those that are known by another name than their keys.
  static let typed = [
    Command("goto", "N, N%, +N, -N, start, end, fail, MARK", "go there; the word goto may be left out"),
    Command("start", "", "before the first step", .first),
    Command("end", "", "after the last step", .last),
    Command("fail", "", "to the first broken invariant"),
    Command("until", "CONDITION", "run on until it is true"),
    Command("back-until", "CONDITION", "run back until it is true"),
    Command("break", "LINE or CONDITION", "stop there; again takes the stop away", .breakHere),
    Command("breaks", "", "all stops", .listBreaks),
    Command("watch", "EXPRESSION", "show its value; again takes it away", .watch),
    Command("clear", "", "take all stops and watches away"),
    Command("writer", "CELL", "to the step that wrote it last", .lastWriter),
    Command("find", "TEXT", "to the next moment that has the text", .find),
    Command("filter", "TEXT", "only what has the text"),
    Command("mark", "NAME NOTE", "keep this moment under a name", .setMark),
    Command("marks", "", "all marks"),
    Command("p", "EXPRESSION", "its value now"),
    Command("pick", "THREAD", "take this thread next", .choose),
    Command("save-script", "FILE", "write what was done so far as a script, FILE.tape"),
    Command("fix", "SWITCH", "mend a known bug and run the same choices again"),
    Command("unfix", "SWITCH", "put it back and run the same choices again"),
    Command("force", "THREAD", "run what must come first, then this thread", .force),
    Command("explore", "", "every order of the threads from here; again ends it", .explore),
    Command("play", "", "steps follow by themselves", .play),
    Command("why", "", "why, at length", .why),
    Command("forms", "", "both forms of what a switch changes, or one", .bothForms),
    Command("present", "", "the large layout for a projector, or the usual one", .present),
    Command("questions", "", "ask before every step, or no more", .questions),
    Command("zoom", "", "this panel alone", .zoom),
    Command("levels", "", "pgd, p4d, pud and pmd in rows of their own", .levels),
    Command("process", "", "the next address space, of several", .space),
    Command("device", "", "the next device, of several", .device),
    Command("panel", "NAME", "the keys go to that panel: history, branches, frames"),
    Command("id", "", "the id of this step"),
    Command("keys", "", "the keys that work here", .help),
    Command("help", "WORD", "about a panel, a command, a key, a glyph"),
    Command("words", "", "what the words of this screen mean", .words),
    Command("theme", "NAME", "auto, dark, light, high-contrast, monochrome; without a name the next one", .theme),
    Command("redraw", "", "draw everything anew", .redraw),
    Command("q", "", "quit", .quit),
    Command("quit", "", "quit", .quit),
  ]

  /// All, with what has a key and can be typed as well.
  static let all: [Command] = {
    let known = Set(typed.map(\.name))
    let bindings = KeyTable.standard.settable.flatMap(\.bindings)
    return typed + bindings.filter { !known.contains($0.name) }.map { Command($0.name, "", $0.says, $0.action) }
  }()

  /// Short names that the session understands too.
  private static let short = ["b", "w", "t", "T", "W", "print", "go", "backuntil"]

  /// The command that was probably meant; nil where the name is one, or near to none.
  static func meant(by name: String) -> String? {
    guard !all.contains(where: { $0.name == name }), !short.contains(name) else { return nil }
    let names = all.map(\.name)
    return nearest(name, among: names) ?? names.first { name.count > 2 && $0.hasPrefix(name) }
  }

  /// What the prompt says while one types: the names that fit, or what the command takes.
  static func hint(_ text: String, _ keys: KeyTable = .standard) -> String {
    let name = text.prefix { $0 != " " }
    if text.isEmpty { return all.prefix(8).map(\.name).joined(separator: " ") + " ⋯  Tab completes" }
    if let command = all.first(where: { $0.name == name }) {
      let key = keys.label(of: command.name)
      return (command.arguments.isEmpty ? "" : command.arguments + ": ") + command.text
        + (key.isEmpty ? "" : "  (key \(key))")
    }
    if text.contains(" ") { return "" }
    if target(String(name)) != nil { return "go there" }
    let names = all.map(\.name).filter { $0.hasPrefix(name) }
    // Nothing begins so: what has the letters in this order, best first.
    return (names.isEmpty ? Fuzzy.best(String(name), among: all.map(\.name), 6) : names).joined(separator: " ")
  }

  /// As far as the names that fit agree.
  static func completed(_ text: String) -> String {
    guard !text.contains(" ") else { return text }
    let names = all.map(\.name).filter { $0.hasPrefix(text) }
    guard var common = names.first else { return Fuzzy.best(text, among: all.map(\.name), 1).first ?? text }
    for name in names { while !name.hasPrefix(common) { common.removeLast() } }
    return names.count == 1 ? common + " " : common
  }

  /// `42`, `50%`, `+10`, `-3`, `start`, `end`, `fail`.
  static func target(_ text: String) -> Target? {
    switch text {
    case "start": return .first
    case "end": return .last
    case "fail": return .failure
    default: break
    }
    let digits = text.hasPrefix("+") || text.hasPrefix("-") ? text.dropFirst() : text[...]
    if text.hasSuffix("%"), let percent = Int(text.dropLast()), (0...100).contains(percent) {
      return .percent(percent)
    }
    guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(digits) else {
      return nil
    }
    if text.hasPrefix("+") { return .relative(number) }
    if text.hasPrefix("-") { return .relative(-number) }
    return .moment(number)
  }
}

extension KeyTable {
  /// What can be typed after `:` besides the names of keys, with what it takes and what it does.
  public static let commands = Commands.typed.filter { $0.name != "q" }.map {
    (name: $0.name, arguments: $0.arguments, text: $0.text)
  }
}

extension View {
  /// Does what was typed after `:`.
  mutating func run(command text: String, _ scene: Scene) -> [Effect] {
    if let target = Commands.target(text) { return ask(.goTo(target)) }
    let name = String(text.prefix { $0 != " " })
    let rest = trimmed(String(text.dropFirst(name.count)))
    if let action = Commands.all.first(where: { $0.name == name })?.action, rest.isEmpty {
      return perform(action, scene)
    }
    if name == "help", rest.isEmpty { return perform(.help, scene) }
    if name == "help", let lines = Words.pages(about: rest, keys) {
      overlay = .pages(Pages(title: "help " + rest, lines: lines))
      return []
    }
    let takesText = ["goto", "until", "back-until", "p", "panel", "fix", "unfix", "save-script"]
    if takesText.contains(name), rest.isEmpty {
      show(note: name + " needs something: " + Commands.hint(name, keys), isError: true)
      return []
    }
    switch name {
    case "panel":
      let wanted = rest.lowercased()
      guard let panel = Panel.inTurn.first(where: { Title($0, scene).name.lowercased().hasPrefix(wanted) }) else {
        let names = Panel.inTurn.map { Title($0, scene).name.lowercased() }
        show(note: "no panel is called \(rest): \(names.joined(separator: ", "))", isError: true)
        return []
      }
      turn(to: panel)
      return []
    case "theme": return theme(called: rest)
    case "goto": return ask(.goTo(Commands.target(rest) ?? .bookmark(rest)))
    case "break": return [.request(isLine(rest, scene) ? .toggleBreak(rest) : .breakIf(rest))]
    case "watch": return [.request(.watch(rest))]
    case "writer": return ask(.lastWriter(rest))
    case "find": return ask(.find(rest, .forward))
    case "force": return ask(.force(thread: rest))
    case "pick": return ask(.choose(thread: rest, alternative: 0))
    case "mark":
      let mark = String(rest.prefix { $0 != " " })
      return [.request(.mark(mark, note: trimmed(String(rest.dropFirst(mark.count)))))]
    default:
      if let meant = Commands.meant(by: name) {
        show(note: "\(name) is no command; did you mean \(meant)?", isError: true)
        return []
      }
      return ask(.command(text))
    }
  }

  private mutating func theme(called name: String) -> [Effect] {
    guard let theme = ThemeName(rawValue: name) else {
      let names = ThemeName.allCases.map(\.rawValue).joined(separator: ", ")
      show(note: "no theme is called \(name): \(names)", isError: true)
      return []
    }
    return turn(to: theme)
  }

  /// `13` or `IS4` is a line of a listing; everything else is a condition.
  private func isLine(_ text: String, _ scene: Scene) -> Bool {
    if (scene.driver.rows + scene.kernel.rows).contains(where: { $0.label == text }) { return true }
    let letters = text.prefix { $0.isUppercase }
    let digits = text.dropFirst(letters.count)
    return !digits.isEmpty && letters.count <= 3 && digits.allSatisfy { $0.isASCII && $0.isNumber }
  }
}
