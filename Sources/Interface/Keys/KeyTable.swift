import Scene
import Screen

/// The one table of keys: help, palette, man page and config file are printed from it, and what is pressed is looked
/// up in it.
public struct KeyTable: Equatable, Sendable {
  let groups: [KeyGroup]
  let others: [Binding]
  private let actions: [String: Action]

  /// As it is without a config file.
  public static let standard = KeyTable()

  /// - Parameter keys: other keys for the actions of these names; an action that is not here keeps its own.
  public init(replacing keys: [String: [String]] = [:]) {
    groups = Self.standardGroups.map { group in
      KeyGroup(
        name: group.name,
        lines: group.lines.map { line in
          HelpLine(
            line.binding.with(keys[line.binding.name]), line.opposite.map { $0.with(keys[$0.name]) })
        })
    }
    others = Self.standardOthers.map { $0.with(keys[$0.name]) }
    var actions: [String: Action] = [:]
    // What is set wins over the second names of keys.
    for binding in Self.fixed + groups.flatMap(\.lines).flatMap(\.bindings) + others {
      for key in binding.keys { actions[key] = binding.action }
    }
    actions["Ctrl-c"] = .interrupt
    self.actions = actions
  }

  var lines: [HelpLine] { groups.flatMap(\.lines) }

  /// Everything that can have other keys, in the order of the help, by group.
  public var settable: [(group: String, bindings: [Binding])] {
    groups.map { ($0.name, $0.lines.flatMap(\.bindings)) } + [("Others", others)]
  }

  /// Without what a trace has no use for: its order cannot be chosen.
  func groups(isRun: Bool) -> [KeyGroup] {
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

  func action(of event: Event) -> Action? { KeyName.of(event).flatMap { actions[$0] } }

  /// Whether a key has a meaning, by the name that the help gives it.
  func isBound(_ key: String) -> Bool { actions[key] != nil }

  /// The keys of an action, by its name, as they are written in a hint; empty for none.
  func label(of name: String) -> String {
    let binding = (lines.flatMap(\.bindings) + others).first { $0.name == name }
    return binding.map { $0.keys.first ?? "" } ?? ""
  }

  /// A key of the standard table in a hint, as it is called now.
  func current(_ key: String) -> String {
    guard let action = Self.standard.actions[key], actions[key] != action else { return key }
    let label = label(of: action.name)
    return label.isEmpty ? key : label
  }

  /// One line for a key that means nothing: the nearest key that does.
  func unknown(_ name: String) -> String {
    // Whoever has given other keys to an action still knows the usual one.
    if let usual = Self.standard.actions[name], !label(of: usual.name).isEmpty,
      let text = text(of: label(of: usual.name))
    {
      return "\(name) has no meaning here; \(label(of: usual.name)): \(text)"
    }
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
    let help = label(of: Action.help.name)
    return "\(name) has no meaning here" + (help.isEmpty ? "" : "; \(help) shows the keys that have one")
  }

  private func text(of key: String) -> String? {
    for line in lines {
      if line.binding.keys.contains(key) { return line.binding.text }
      if let opposite = line.opposite, opposite.keys.contains(key) {
        return opposite.text.isEmpty ? opposite.says : opposite.text
      }
    }
    return nil
  }
}
