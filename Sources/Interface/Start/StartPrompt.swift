import Scene
import Screen
import Spelling

/// What can be typed after `:` on the start screen, where nothing runs yet.
enum StartCommands {
  static let all: [(name: String, arguments: String, text: String)] = [
    ("open", "NAME", "a lesson, a scenario, a bug, a driver, a recording"),
    ("check", "NAME", "every order of the threads of a scenario, from its beginning"),
    ("find", "TEXT", "what has the text, in any list"),
    ("theme", "NAME", "auto, dark, light, high-contrast, monochrome; without a name the next one"),
    ("mouse", "", "take the mouse, or leave it to the terminal"),
    ("keys", "", "the keys of this screen"),
    ("quit", "", "quit"),
  ]

  static func hint(_ text: String) -> String {
    let name = text.prefix { $0 != " " }
    if let command = all.first(where: { $0.name == name }) {
      return (command.arguments.isEmpty ? "" : command.arguments + ": ") + command.text
    }
    let names = all.map(\.name)
    let fitting = names.filter { $0.hasPrefix(name) }
    return (fitting.isEmpty && !text.contains(" ") ? Fuzzy.best(String(name), among: names, 4) : fitting)
      .joined(separator: " ")
  }

  static func completed(_ text: String) -> String {
    let names = all.map(\.name).filter { $0.hasPrefix(text) }
    return names.count == 1 && !text.contains(" ") ? names[0] + " " : text
  }
}

extension StartView {
  /// A key while a command is typed.
  mutating func type(_ event: Event, _ scene: StartScene) -> [StartEffect] {
    guard var text = prompt else { return [] }
    switch event {
    case .key(.escape):
      prompt = nil
      return []
    case .key(.enter):
      prompt = nil
      return run(command: trimmed(text), scene)
    case .key(.backspace) where text.isEmpty, .control("h") where text.isEmpty:
      prompt = nil
      return []
    case .key(.tab): text = StartCommands.completed(text)
    default: _ = text.type(event)
    }
    prompt = text
    return []
  }

  private mutating func run(command text: String, _ scene: StartScene) -> [StartEffect] {
    let name = String(text.prefix { $0 != " " }), rest = trimmed(String(text.dropFirst(name.count)))
    switch name {
    case "": return []
    case "open", "check":
      guard !rest.isEmpty else {
        return name == "check" ? check(choice(scene)) : choice(scene).map { [.open($0)] } ?? []
      }
      guard let choice = choice(called: rest, scene) else { return [] }
      return name == "check" ? check(choice) : [.open(choice)]
    case "find": find(rest, scene)
    case "theme" where rest.isEmpty: return turn(to: theme.next)
    case "theme":
      guard let theme = ThemeName(rawValue: rest) else {
        let names = ThemeName.allCases.map(\.rawValue).joined(separator: ", ")
        show(note: "no theme is called \(rest): \(names)", isError: true)
        return []
      }
      return turn(to: theme)
    case "mouse": return turnMouse()
    case "keys", "help": showKeys()
    case "q", "quit": return [.quit]
    default:
      let names = StartCommands.all.map(\.name)
      let near = nearest(name, among: names).map { "did you mean \($0)?" }
      show(note: "\(name) is no command here; " + (near ?? names.joined(separator: ", ")), isError: true)
    }
    return []
  }

  /// The item of this name, number or unique beginning; what is near to it is told.
  private mutating func choice(called text: String, _ scene: StartScene) -> StartChoice? {
    let wanted = text.lowercased()
    let all = scene.lists.flatMap { list in
      list.items.map { (choice: StartChoice(list.kind, $0.id), names: names(of: $0)) }
    }
    if let exact = all.first(where: { $0.names.contains(wanted) }) { return exact.choice }
    let beginning = all.filter { $0.names.contains { $0.hasPrefix(wanted) } }
    if beginning.count == 1 { return beginning[0].choice }
    if beginning.isEmpty {
      let near = nearest(wanted, among: all.flatMap(\.names)).map { "; did you mean \($0)?" } ?? ""
      show(note: "nothing is called \(text)\(near)", isError: true)
    } else {
      show(note: "\(text) is the beginning of \(beginning.count) names", isError: true)
    }
    return nil
  }

  /// What an item may be called: its file with and without folder, number and ending, its title, its number.
  private func names(of item: StartItem) -> [String] {
    let file = String(item.id.split(separator: "/").last ?? ""), name = trimmed(item.name)
    let stem = String(file.prefix { $0 != "." })
    let number = stem.prefix { $0.isNumber }
    let title = String(name.drop { $0.isNumber || $0 == " " })
    var names = [item.id, file, stem, name, title]
    if !number.isEmpty, stem.dropFirst(number.count).first == "-" {
      names += [String(stem.dropFirst(number.count + 1)), Int(number).map { "\($0)" } ?? ""]
    }
    return names.map { $0.lowercased() }.filter { !$0.isEmpty }
  }

  /// Every order of what is chosen, where it has threads.
  mutating func check(_ choice: StartChoice?) -> [StartEffect] {
    guard let choice else { return [] }
    switch choice.kind {
    case .scenarios, .bugs, .drivers: return [.check(choice)]
    case .lessons:
      show(note: "a lesson tells one order; x checks a scenario, a bug or a driver: Tab goes there")
    case .recordings: show(note: "what was recorded has one order; x checks a scenario, a bug or a driver")
    }
    return []
  }

  mutating func turn(to name: ThemeName) -> [StartEffect] {
    theme = name
    show(note: "theme \(name.rawValue)")
    return [.theme(name)]
  }

  mutating func turnMouse() -> [StartEffect] {
    takesMouse.toggle()
    show(note: takesMouse ? "a click chooses, a second one opens" : "the mouse is the terminal's: it selects text")
    return [.mouse(takesMouse)]
  }
}
