import Drivers
import Session
import Spelling

extension ScriptParser {
  /// The keys that have a name; letters are typed.
  static let keys: [String: ScriptKey] = {
    var keys: [String: ScriptKey] = [
      "Backspace": .key(.backspace), "Delete": .key(.delete), "Insert": .key(.insert), "Enter": .key(.enter),
      "Escape": .key(.escape), "Tab": .key(.tab), "Space": .character(" "), "Up": .key(.up), "Down": .key(.down),
      "Left": .key(.left), "Right": .key(.right), "PageUp": .key(.pageUp), "PageDown": .key(.pageDown),
      "Home": .key(.home), "End": .key(.end),
    ]
    for number in 1...12 { keys["F\(number)"] = .key(.function(number)) }
    return keys
  }()

  static func isKey(_ name: String) -> Bool {
    keys[name] != nil || ["Ctrl+", "Alt+", "Shift+"].contains { name.hasPrefix($0) }
  }

  /// Whether a word is a command of tapes, with its time: `Enter`, `Sleep`, `Type@10ms`.
  static func beginsCommand(_ word: String) -> Bool {
    let name = String(word.prefix { $0 != "@" })
    return Script.tapeVerbs.contains(String(name.prefix { $0 != "+" })) || isKey(name)
  }

  /// `Right@100ms`: the name, and the time of a key.
  func timed(_ head: Words.Word) throws(ScriptProblem) -> (name: String, time: Int?) {
    guard let at = head.text.firstIndex(of: "@") else { return (head.text, nil) }
    let time = String(head.text[head.text.index(after: at)...])
    guard let value = ScriptTime.milliseconds(time) else {
      throw ScriptProblem(head.span, "\(time) is no time", hint: ScriptTime.hint)
    }
    return (String(head.text[..<at]), value)
  }

  mutating func press(
    _ name: String, _ head: Words.Word, _ time: Int?, _ arguments: inout Arguments
  ) throws(ScriptProblem) -> Verb? {
    var key = Self.keys[name]
    if key == nil { key = try chord(name, head) }
    if key == nil, Self.isSilent(name) {
      _ = try arguments.count(most: 10_000)
      ignore(name, head.span)
      return nil
    }
    guard let key else { throw unknown(name, head) }
    return .press(key, count: try arguments.count(most: 10_000), every: time)
  }

  private func unknown(_ name: String, _ head: Words.Word) -> ScriptProblem {
    let names = Script.verbs + Script.ignoredVerbs.sorted() + Self.keys.keys.sorted()
    let hint = nearest(ignoringCase: name, among: names).map { "did you mean \($0)?" }
    return ScriptProblem(
      head.span, "\(name.prefix(40)) is no verb",
      hint: hint ?? "there are \(Script.verbs.joined(separator: ", ")), and keys")
  }

  /// `Ctrl+x`, `Alt+Left`, `Shift+Tab`; nil where there is no `+`.
  private func chord(_ name: String, _ head: Words.Word) throws(ScriptProblem) -> ScriptKey? {
    let parts = name.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 1 else { return nil }
    var modifiers: Set<String> = []
    for part in parts.dropLast() {
      guard ["Ctrl", "Alt", "Shift"].contains(part) else {
        throw ScriptProblem(head.span, "\(part) is no key to hold", hint: "there are Ctrl, Alt and Shift")
      }
      modifiers.insert(part)
    }
    let last = parts[parts.count - 1]
    let letter = last.unicodeScalars.count == 1 ? last.unicodeScalars.first : nil
    switch (modifiers, letter, Self.keys[last]) {
    // A terminal reports the same with Shift held and without.
    case (["Ctrl"], let letter?, _) where letter.isASCII && letter.properties.isAlphabetic,
      (["Ctrl", "Shift"], let letter?, _) where letter.isASCII && letter.properties.isAlphabetic:
      return .control(letter.properties.lowercaseMapping.unicodeScalars.first ?? letter)
    case (["Alt", "Shift"], let letter?, _) where letter.properties.isAlphabetic:
      return .alt(letter.properties.uppercaseMapping.unicodeScalars.first ?? letter)
    case _ where Self.isSilent(name): return nil
    case (["Alt"], let letter?, _): return .alt(letter)
    case (["Alt"], _, .key(let key)?): return .altKey(key)
    case (["Shift"], let letter?, _) where letter.properties.isAlphabetic:
      return .character(letter.properties.uppercaseMapping.unicodeScalars.first ?? letter)
    case (["Shift"], _, .key(.tab)?): return .key(.shiftTab)
    default:
      throw ScriptProblem(
        head.span, "a terminal has no key of its own for \(name.prefix(40))",
        hint: "there are Ctrl+LETTER, Alt+KEY, Shift+LETTER and Shift+Tab")
    }
  }

  /// `Ctrl+Alt+T`: keys of desktops and shells that nothing here listens to.
  private static func isSilent(_ name: String) -> Bool { name.hasPrefix("Ctrl+Alt+") && name.count > 9 }

  func type(_ time: Int?, _ arguments: inout Arguments) throws(ScriptProblem) -> Verb {
    let text = try arguments.texts()
    return .type(Self.keys(of: text), text: text, every: time)
  }

  /// The keys that a text is typed with.
  static func keys(of text: String) -> [ScriptKey] {
    text.unicodeScalars.map { scalar in
      switch scalar {
      case "\n": .key(.enter)
      case "\t": .key(.tab)
      default: .character(scalar)
      }
    }
  }
}
