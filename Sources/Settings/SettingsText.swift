import Interface
import Screen

extension Settings {
  /// The settings as a config file that says the same: every key of it, and every action with its keys.
  public var text: String {
    var rows = [
      "# What hmmscope is set to. This is a config file itself: keep what is to be otherwise.", "",
      row("theme", theme.rawValue, "one of " + Self.list(ThemeName.allCases.map(\.rawValue))),
      row("color", color.rawValue, "auto, always or never; NO_COLOR means never"),
      row("ascii", "\(ascii)", "true: ASCII in place of lines and glyphs"),
      row("animation", "\(animation)", "false: nothing moves between two steps"),
      row("mouse", "\(mouse)", "true: take the mouse from the terminal"),
      row("present", "\(present)", "true: begin with the large layout for a projector"),
      row("speed", speed, "of playing: " + Self.list(View.speeds)),
      row("size", "\(size)", "of screens that are printed"),
      "", "# A key or a list of them for each action. One key does one thing.", "keys:",
    ]
    for group in keys.settable {
      rows.append("  # \(group.group)")
      for binding in group.bindings { rows.append("  " + row(binding.name, Self.value(binding.keys), binding.says)) }
    }
    return rows.joined(separator: "\n") + "\n"
  }

  private func row(_ name: String, _ value: String, _ says: String) -> String {
    let start = "\(name): \(value)"
    return start + String(repeating: " ", count: max(2, 34 - start.count)) + "# " + says
  }

  private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }

  private static func value(_ keys: [String]) -> String {
    keys.count == 1 ? quoted(keys[0]) : "[" + keys.map(quoted).joined(separator: ", ") + "]"
  }

  /// As YAML takes it for this text and nothing else.
  static func quoted(_ key: String) -> String {
    let isPlain = key.unicodeScalars.allSatisfy { $0.isASCII && ($0.properties.isAlphabetic || $0 == "-") }
    // A lone dash, and words that some readers take for truth values, are none of themselves.
    if isPlain, key != "-", !["y", "Y", "n", "N"].contains(key) { return key }
    return "\"" + key.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
