import Drivers
import Interface
import Screen
import Spelling
import Yams

extension Settings {
  /// Reads a config file.
  ///
  /// - Parameter file: the name for messages.
  /// - Throws: everything that is wrong, each with line, column and what is allowed.
  public init(_ bytes: [UInt8], file: String) throws(Diagnostics) {
    self.init()
    let bytes = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes.dropFirst(3)) : bytes
    guard bytes.count <= 1 << 20, let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      let start = Span(Position(line: 1, column: 1), Position(line: 1, column: 2))
      throw Diagnostics(
        file: file, lines: [], all: [Diagnostic(.error, start, "this is no config file: that is a short YAML text")])
    }
    var reader = SettingsReader(text: text)
    reader.read(&self)
    guard reader.problems.isEmpty else { throw Diagnostics(file: file, lines: reader.lines, all: reader.problems) }
  }
}

/// Reads the YAML tree of a config file and keeps every problem that it meets.
private struct SettingsReader {
  let text: String
  let lines: [String]
  var problems: [Diagnostic] = []

  init(text: String) {
    self.text = text
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      String(line.hasSuffix("\r") ? line.dropLast() : line)
    }
  }

  private static let names = [
    "theme", "color", "ascii", "animation", "mouse", "present", "speed", "size", "keys",
  ]

  mutating func read(_ settings: inout Settings) {
    let root: Node?
    do {
      root = try Yams.compose(yaml: text, .basic)
    } catch {
      return problem(error)
    }
    // Nothing but comments says nothing.
    guard let root, root.string != "" else { return }
    guard let mapping = root.mapping else {
      return problem(root, "a config file is a YAML mapping", hint: "such as  theme: dark")
    }
    for (key, value) in mapping {
      switch key.string ?? "" {
      case "theme": one(of: ThemeName.allCases, value, "theme").map { settings.theme = $0 }
      case "color": one(of: ColorChoice.allCases, value, "color").map { settings.color = $0 }
      case "ascii": flag(value, "ascii").map { settings.ascii = $0 }
      case "animation": flag(value, "animation").map { settings.animation = $0 }
      case "mouse": flag(value, "mouse").map { settings.mouse = $0 }
      case "present": flag(value, "present").map { settings.present = $0 }
      case "speed":
        if let name = value.string, View.speeds.contains(name) {
          settings.speed = name
        } else {
          problem(value, "there is no speed \(shown(value))", hint: "there are \(list(View.speeds))")
        }
      case "size":
        if let size = value.string.flatMap({ Size($0) }) {
          settings.size = size
        } else {
          problem(value, "\(shown(value)) is no size", hint: "columns and rows, such as 120x36, up to 1000 each")
        }
      case "keys": settings.keys = keys(value)
      case let name:
        let near = nearest(name, among: Self.names).map { "did you mean \($0)? " } ?? ""
        problem(key, "nothing is called \(shown(key)) here", hint: near + "there are \(list(Self.names))")
      }
    }
  }

  // MARK: Keys

  private mutating func keys(_ node: Node) -> KeyTable {
    guard let mapping = node.mapping else {
      problem(node, "keys is a mapping from actions to keys", hint: "such as  keys: {step: [s, Right]}")
      return .standard
    }
    let known = KeyTable.standard.settable.flatMap(\.bindings)
    var wanted: [String: [String]] = [:], places: [String: [(key: String, node: Node)]] = [:]
    for (action, value) in mapping {
      let name = action.string ?? ""
      guard known.contains(where: { $0.name == name }) else {
        let names = known.map(\.name)
        let near = nearest(name, among: names).map { "did you mean \($0)? " } ?? ""
        problem(action, "no action is called \(shown(action))", hint: near + "there are \(list(names))")
        continue
      }
      let nodes = value.sequence.map(Array.init) ?? [value]
      let keys = nodes.compactMap { node in key(node, name).map { (key: $0, node: node) } }
      wanted[name] = keys.map(\.key)
      places[name] = keys
    }
    clashes(wanted, places, known)
    return KeyTable(replacing: wanted)
  }

  private mutating func key(_ node: Node, _ action: String) -> String? {
    guard let name = node.string, !name.isEmpty else {
      problem(node, "the keys of \(action) are names of keys", hint: "such as  \(action): [s, Right]")
      return nil
    }
    guard let why = KeyName.problem(name) else { return name }
    let written = KeyName.named.first { $0.lowercased() == name.lowercased() }
    let near = (written ?? nearest(name, among: KeyName.named)).map { "did you mean \($0)? " } ?? ""
    problem(
      node, "\(shown(node)) cannot be a key here: \(why)",
      hint: near + "a character, Ctrl-a to Ctrl-z, Alt- with a character, or one of \(list(KeyName.named))")
    return nil
  }

  /// One key does one thing: what the file says against itself, and against the keys that it leaves as they are.
  private mutating func clashes(
    _ wanted: [String: [String]], _ places: [String: [(key: String, node: Node)]], _ known: [Binding]
  ) {
    var owners: [String: String] = [:]
    for binding in known where wanted[binding.name] == nil { for key in binding.keys { owners[key] = binding.name } }
    let all = places.flatMap { name, keys in keys.map { (name: name, key: $0.key, node: $0.node) } }
    for (name, key, node) in all.sorted(by: { place($0.node).start < place($1.node).start }) {
      guard let owner = owners[key], owner != name else {
        owners[key] = name
        continue
      }
      let isOwn = wanted[owner] != nil
      problem(
        node, "\(key) is the key of \(owner)" + (isOwn ? " too" : ""),
        hint: isOwn
          ? "one key does one thing: \(name) or \(owner)"
          : "\(owner) needs another one then: \(owner): [\(free(owner, known, key))]")
    }
  }

  /// The keys that are left to an action when one is taken away, or a place to write another.
  private func free(_ action: String, _ known: [Binding], _ key: String) -> String {
    let rest = known.first { $0.name == action }?.keys.filter { $0 != key } ?? []
    return rest.isEmpty ? "KEY" : list(rest.map(Settings.quoted))
  }

  // MARK: Values

  private mutating func one<Choice: RawRepresentable<String>>(
    of choices: [Choice], _ node: Node, _ what: String
  ) -> Choice? {
    if let choice = node.string.flatMap({ Choice(rawValue: $0) }) { return choice }
    let names = choices.map(\.rawValue)
    let near = node.string.flatMap { nearest($0, among: names) }.map { "did you mean \($0)? " } ?? ""
    problem(node, "there is no \(what) \(shown(node))", hint: near + "there are \(list(names))")
    return nil
  }

  private mutating func flag(_ node: Node, _ what: String) -> Bool? {
    switch node.string {
    case "true": return true
    case "false": return false
    default:
      problem(node, "\(what) is true or false, not \(shown(node))")
      return nil
    }
  }

  // MARK: Problems

  private mutating func problem(_ node: Node, _ message: String, hint: String? = nil) {
    problems.append(Diagnostic(.error, place(node), message, hint: hint))
  }

  private func place(_ node: Node) -> Span {
    let start = Position(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    return Span(start, Position(line: start.line, column: start.column + max(1, (node.string ?? "").count)))
  }

  private mutating func problem(_ error: any Error) {
    var position = Position(line: 1, column: 1), words = "this is not YAML"
    switch error {
    case YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
      YamlError.composer(_, let problem, let mark, _):
      (position, words) = (Position(line: mark.line, column: mark.column), "this is not YAML: \(problem)")
    case YamlError.duplicatedKeysInMapping(let duplicates, let context):
      position = Position(line: context.mark.line, column: context.mark.column)
      words = "\(duplicates.joined(separator: ", ")) is there twice"
    case YamlError.reader(let problem, let offset, _, _):
      let line = text.prefix(offset ?? 0).count { $0 == "\n" } + 1
      (position, words) = (Position(line: line, column: 1), "this is not YAML: \(problem)")
    default: break
    }
    let end = Position(line: position.line, column: position.column + 1)
    problems.append(Diagnostic(.error, Span(position, end), words))
  }

  private func shown(_ node: Node) -> String { node.string.map { "\"\($0.prefix(40))\"" } ?? "a list or a mapping" }

  private func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}
