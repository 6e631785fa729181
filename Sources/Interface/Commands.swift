import Scene
import Screen

/// What can be typed after `:`. Names that are not here go to the session as they are.
enum Commands {
  struct Command: Sendable {
    var name: String
    var arguments: String
    var text: String
    /// The same command by another name is completed last.
    var action: Action?

    init(_ name: String, _ arguments: String, _ text: String, _ action: Action? = nil) {
      self.name = name
      self.arguments = arguments
      self.text = text
      self.action = action
    }
  }

  static let all = [
    Command("goto", "N, N%, +N, -N, start, end, fail, MARK", "go there; the word goto may be left out"),
    Command("start", "", "before the first step", .first),
    Command("end", "", "after the last step", .last),
    Command("fail", "", "to the first broken invariant"),
    Command("until", "CONDITION", "run on until it is true"),
    Command("back-until", "CONDITION", "run back until it is true"),
    Command("break", "LINE or CONDITION", "stop there; again takes the stop away"),
    Command("breaks", "", "all stops", .listBreaks),
    Command("watch", "EXPRESSION", "show its value; again takes it away"),
    Command("clear", "", "take all stops and watches away"),
    Command("writer", "CELL", "to the step that wrote it last"),
    Command("find", "TEXT", "to the next moment that has the text"),
    Command("filter", "TEXT", "only what has the text"),
    Command("mark", "NAME NOTE", "keep this moment under a name"),
    Command("marks", "", "all marks"),
    Command("p", "EXPRESSION", "its value now"),
    Command("pick", "THREAD", "take this thread next"),
    Command("save-script", "FILE", "write what was done so far as a script, FILE.tape"),
    Command("fix", "SWITCH", "mend a known bug and run the same choices again"),
    Command("unfix", "SWITCH", "put it back and run the same choices again"),
    Command("force", "THREAD", "run what must come first, then this thread"),
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
    Command("redraw", "", "draw everything anew", .redraw),
    Command("q", "", "quit", .quit),
    Command("quit", "", "quit", .quit),
  ]

  /// What the prompt says while one types: the names that fit, or what the command takes.
  static func hint(_ text: String) -> String {
    let name = text.prefix { $0 != " " }
    if text.isEmpty { return all.prefix(8).map(\.name).joined(separator: " ") + " ⋯  Tab completes" }
    if let command = all.first(where: { $0.name == name }) {
      return (command.arguments.isEmpty ? "" : command.arguments + ": ") + command.text
    }
    if text.contains(" ") { return "" }
    if target(String(name)) != nil { return "go there" }
    return all.filter { $0.name.hasPrefix(name) }.map(\.name).joined(separator: " ")
  }

  /// As far as the names that fit agree.
  static func completed(_ text: String) -> String {
    guard !text.contains(" ") else { return text }
    let names = all.map(\.name).filter { $0.hasPrefix(text) }
    guard var common = names.first else { return text }
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
    if name == "help", let lines = Words.pages(about: rest) {
      overlay = .pages(Pages(title: "help " + rest, lines: lines))
      return []
    }
    let takesText = [
      "goto", "break", "watch", "find", "mark", "writer", "force", "pick", "until", "back-until", "p", "panel",
      "fix", "unfix", "save-script",
    ]
    if takesText.contains(name), rest.isEmpty {
      show(note: name + " needs something: " + Commands.hint(name), isError: true)
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
    default: return ask(.command(text))
    }
  }

  /// `13` or `IS4` is a line of a listing; everything else is a condition.
  private func isLine(_ text: String, _ scene: Scene) -> Bool {
    if (scene.driver.rows + scene.kernel.rows).contains(where: { $0.label == text }) { return true }
    let letters = text.prefix { $0.isUppercase }
    let digits = text.dropFirst(letters.count)
    return !digits.isEmpty && letters.count <= 3 && digits.allSatisfy { $0.isASCII && $0.isNumber }
  }
}
