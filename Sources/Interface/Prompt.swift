import Scene
import Screen

/// A line that is being typed in the last row.
struct Prompt: Sendable {
  enum Kind: Sendable { case command, find, filter }
  var kind: Kind
  var text = ""
  /// Which of the past lines is shown; nil for the one being typed.
  var past: Int?

  init(_ kind: Kind) { self.kind = kind }

  private var sign: String {
    switch kind {
    case .command: ":"
    case .find: "/"
    case .filter: "&"
    }
  }

  /// The prompt with what could follow: the commands that begin so.
  func line(columns: Int, _ keys: KeyTable) -> Line {
    var line = Line(" " + sign + text, .plain)
    if line.width >= columns, columns > 2 {
      // The end is what is being typed.
      let tail = text.unicodeScalars.suffix(max(0, columns - 4))
      line = Line(" " + sign + "⋯" + String(String.UnicodeScalarView(tail)))
    }
    line.append(" ", .selection)
    let hint: String
    switch kind {
    case .command: hint = Commands.hint(text, keys)
    case .find: hint = text.isEmpty ? "a thread, a line, a text, a value; n and N repeat" : ""
    case .filter: hint = text.isEmpty ? "words that must be there; !word must not; empty shows all" : ""
    }
    if !hint.isEmpty { line.append("  " + hint, .quiet) }
    return line
  }
}

extension View {
  /// A key while a line is typed.
  mutating func type(_ event: Event, _ scene: Scene) -> [Effect] {
    guard var line = prompt else { return [] }
    switch event {
    case .key(.escape):
      prompt = nil
      return []
    case .key(.enter):
      prompt = nil
      return enter(line, scene)
    case .key(.backspace) where line.text.isEmpty, .control("h") where line.text.isEmpty:
      prompt = nil
      return []
    case .key(.tab): if line.kind == .command { line.text = Commands.completed(line.text) }
    case .key(.up): recall(-1, &line)
    case .key(.down): recall(1, &line)
    default: _ = line.text.type(event, most: 4000)
    }
    prompt = line
    return []
  }

  private func recall(_ difference: Int, _ line: inout Prompt) {
    guard !past.isEmpty else { return }
    let index = (line.past ?? past.count) + difference
    line.past = past.indices.contains(index) ? index : index < 0 ? 0 : nil
    line.text = line.past.map { past[$0] } ?? ""
  }

  private mutating func enter(_ line: Prompt, _ scene: Scene) -> [Effect] {
    let text = trimmed(line.text)
    switch line.kind {
    case .find: return ask(.find(text, .forward))
    case .filter: return ask(.command(text.isEmpty ? "filter" : "filter " + text))
    case .command:
      guard !text.isEmpty else { return [] }
      if past.last != text { past.append(text) }
      return run(command: text, scene)
    }
  }
}

/// Without blanks at both ends.
func trimmed(_ text: String) -> String {
  var rest = text[...]
  while rest.first == " " { rest.removeFirst() }
  while rest.last == " " { rest.removeLast() }
  return String(rest)
}
