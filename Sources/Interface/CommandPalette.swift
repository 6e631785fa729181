import Scene
import Screen

/// All commands with their keys, in a box over the panels: a few letters find one, Enter does it.
struct CommandPalette: Sendable {
  let commands: [Commands.Command]
  let keys: KeyTable
  var search = ""
  var selected = 0

  /// - Parameter isOfUse: whether a command would do anything here; the others stand last, and faint.
  init(_ keys: KeyTable, isOfUse: (Commands.Command) -> Bool = { _ in true }) {
    self.keys = keys
    // A digit for each tenth, a number for each panel: their first ones speak for all.
    let all = Commands.all.filter { command in
      switch command.action {
      case .tenth(let tenth): tenth == 0
      case .panel(let index): index == 0
      default: command.name != "q"
      }
    }
    commands = all.filter(isOfUse) + all.filter { !isOfUse($0) }
    useful = all.count(where: isOfUse)
  }

  /// So many of the commands are of use here.
  private let useful: Int

  /// Those that have what was typed, as indices of `commands`, best first: each word in the name as letters in this
  /// order, or in what it does as it stands.
  var found: [Int] {
    let words = search.lowercased().split(separator: " ").map(String.init)
    guard !words.isEmpty else { return Array(commands.indices) }
    let scored = commands.indices.compactMap { index in score(words, index).map { (score: $0, index: index) } }
    return scored.sorted { ($1.score, $0.index) < ($0.score, $1.index) }.map(\.index)
  }

  private func score(_ words: [String], _ index: Int) -> Int? {
    var sum = index < useful ? 0 : -20
    for word in words {
      // A text that has the word is a surer find than letters that are strewn over a name.
      let name = Fuzzy.score(word, in: commands[index].name)
      let text = commands[index].text.lowercased().contains(word) ? 4 * word.count + 2 : nil
      guard let best = [name, text].compactMap(\.self).max() else { return nil }
      sum += best
    }
    return sum
  }

  /// What Enter does.
  var command: Commands.Command? {
    let found = found
    return found.indices.contains(selected) ? commands[found[selected]] : found.first.map { commands[$0] }
  }

  func draw(on frame: inout Frame) {
    let box = Box(on: frame)
    guard box.inner.rows > 0, box.inner.columns > 0 else { return }
    let found = found, height = box.inner.rows, width = box.inner.columns
    box.draw(title: "Commands ── find " + search + "_", on: &frame)
    let top = min(max(0, selected - height / 2), max(0, found.count - height))
    for (offset, index) in found.dropFirst(top).prefix(height).enumerated() {
      var line = line(commands[index], width, index < useful ? nil : .quiet)
      if top + offset == selected { line = line.drawn(as: .selection) }
      frame.write(line, column: box.inner.column, row: box.inner.row + offset)
    }
    if found.isEmpty {
      frame.write(
        Line(" no command has this; Backspace takes a letter back"), column: box.inner.column, row: box.inner.row,
        limit: width)
    }
  }

  /// Name, what it does, key.
  private func line(_ command: Commands.Command, _ width: Int, _ look: Role?) -> Line {
    // On a wide screen the keys stand below one another; on a narrow one a text has what its key leaves.
    let key = keys.label(of: command.name), isNarrow = width < 70, right = isNarrow && key.isEmpty ? 1 : 10
    var line = Line(" ")
    line.append(command.name, look ?? .plain)
    line.pad(to: max(width < 50 ? 14 : 18, line.width + 1))
    line.append(command.arguments.isEmpty || isNarrow ? "" : command.arguments + ": ", .quiet)
    line.append(command.text, look ?? .plain)
    line.cut(to: max(0, width - right))
    line.pad(to: width - right + 1)
    line.append(key, look ?? .key)
    line.cut(to: width)
    line.pad(to: width)
    return line
  }
}

extension View {
  /// A key while the palette is open.
  mutating func handle(_ event: Event, _ palette: inout CommandPalette, _ scene: Scene) -> [Effect] {
    let last = max(0, palette.found.count - 1)
    switch event {
    case .key(.escape), .control("p"):
      overlay = nil
      return []
    case .key(.enter):
      guard let command = palette.command else { return [] }
      overlay = nil
      return run(command, scene)
    case .key(.down), .key(.tab), .control("n"): palette.selected = min(palette.selected + 1, last)
    case .key(.up), .key(.shiftTab): palette.selected = max(palette.selected - 1, 0)
    case .key(.pageDown): palette.selected = min(palette.selected + 10, last)
    case .key(.pageUp): palette.selected = max(palette.selected - 10, 0)
    case .key(.home): palette.selected = 0
    case .key(.end): palette.selected = last
    default: if palette.search.type(event) { palette.selected = 0 }
    }
    overlay = .palette(palette)
    return []
  }

  /// One that takes something is written into the prompt, where that is typed; the others are done.
  private mutating func run(_ command: Commands.Command, _ scene: Scene) -> [Effect] {
    if let action = command.action, command.arguments.isEmpty || command.name == "theme" {
      return perform(action, scene)
    }
    if command.arguments.isEmpty { return run(command: command.name, scene) }
    prompt = Prompt(.command)
    prompt?.text = command.name + " "
    return []
  }
}
