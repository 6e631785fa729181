import Screen

/// What keys are called in the help and in the config file.
public enum KeyName {
  /// What the help calls a key; nil for what is no key.
  static func of(_ event: Event) -> String? {
    switch event {
    case .character(" "): "Space"
    case .character(let scalar): String(Character(scalar))
    case .control(let scalar): "Ctrl-" + String(Character(scalar))
    case .alt(let scalar): "Alt-" + String(Character(scalar))
    case .key(let key): of(key)
    case .altKey(let key): "Alt-" + of(key)
    case .mouse, .resize: nil
    }
  }

  private static func of(_ key: Key) -> String {
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

  private static let keys: [Key] =
    [
      .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .insert, .delete, .backspace, .enter, .escape, .tab,
      .shiftTab,
    ] + (1...12).map { .function($0) }

  /// The keys that write no character.
  public static let named = keys.map(of) + ["Space"]

  /// Why a name is none of a key that can be pressed here; nil where it is one.
  public static func problem(_ name: String) -> String? {
    if named.contains(name) { return nil }
    let scalars = Array(name.unicodeScalars)
    if scalars.count == 1 { return scalars[0].columns == 1 && scalars[0] != " " ? nil : "it writes no character" }
    let base = name.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).last.map(String.init) ?? ""
    if name.hasPrefix("Alt-") {
      return named.contains(base) && base != "Space" || base.unicodeScalars.count == 1 ? nil : "it is no key"
    }
    guard name.hasPrefix("Ctrl-") else { return "it is no key" }
    // Terminals send these as other keys.
    let same = ["h": "Backspace", "i": "Tab", "j": "Enter", "m": "Enter"]
    if let other = same[base] { return "terminals cannot tell it from \(other)" }
    if base == "c" { return "it always ends what is running" }
    return base.count == 1 && ("a"..."z").contains(base) ? nil : "Ctrl goes with a letter from a to z"
  }
}
