/// One key, or several that do the same, with the words of the help.
public struct Binding: Equatable, Sendable {
  /// As the help names them: `s`, `Ctrl-o`, `PgDn`.
  public var keys: [String]
  var action: Action
  /// How they are written in the help; the keys themselves where it is empty.
  var shown = ""
  /// What the help says in the little room that it has; empty where the key before it says enough.
  var text: String
  /// The same for where there is more room: the palette, the man page, the config file.
  public var says: String

  var label: String { shown.isEmpty ? keys.joined(separator: " ") : shown }

  /// What it is called in a config file, after `:` and in the palette.
  public var name: String { action.name }

  init(_ keys: String, _ action: Action, _ text: String = "", says: String = "", shown: String = "") {
    self.keys = keys.split(separator: " ").map(String.init)
    self.action = action
    self.text = text
    self.says = says.isEmpty ? text : says
    self.shown = shown
  }

  /// The same with other keys, where the person has some.
  func with(_ keys: [String]?) -> Binding {
    guard let keys, keys != self.keys else { return self }
    var binding = self
    binding.keys = keys
    binding.shown = keys.isEmpty ? "no key" : ""
    return binding
  }
}

/// One line of the help: a key, and often the one that does the opposite.
struct HelpLine: Equatable, Sendable {
  var binding: Binding
  var opposite: Binding?

  init(_ binding: Binding, _ opposite: Binding? = nil) {
    self.binding = binding
    self.opposite = opposite
  }

  var bindings: [Binding] { [binding] + (opposite.map { [$0] } ?? []) }
}

/// Keys that belong together.
struct KeyGroup: Equatable, Sendable {
  var name: String
  var lines: [HelpLine]
}
