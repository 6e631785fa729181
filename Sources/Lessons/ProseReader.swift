import Drivers
import Scene

/// The text of one paragraph, item or heading with the place of every character, so that a mistake can be pointed at.
struct SourceLine {
  private(set) var characters: [Character] = []
  private(set) var places: [Position] = []

  init() {}

  /// A part of a line that begins at a column, counted from 1. What is appended later stands after a blank.
  init(_ text: some StringProtocol, line: Int, column: Int) { append(text, line: line, column: column) }

  mutating func append(_ text: some StringProtocol, line: Int, column: Int) {
    var column = column
    var text = Substring(text)
    while text.first == " " {
      text.removeFirst()
      column += 1
    }
    while text.last == " " { text.removeLast() }
    if !characters.isEmpty, !text.isEmpty { add(" ", Position(line: line, column: max(1, column - 1))) }
    for (offset, character) in text.enumerated() { add(character, Position(line: line, column: column + offset)) }
  }

  private mutating func add(_ character: Character, _ place: Position) {
    characters.append(character)
    places.append(place)
  }

  /// What is left when so many characters and the blanks behind them are taken away.
  func dropping(_ count: Int) -> SourceLine {
    var rest = SourceLine()
    var index = count
    while index < characters.count, characters[index] == " " { index += 1 }
    while index < characters.count {
      rest.add(characters[index], places[index])
      index += 1
    }
    return rest
  }

  var text: String { String(characters) }

  func span(_ from: Int, _ to: Int) -> Span {
    guard !places.isEmpty else { return Span(Position(line: 1, column: 1), Position(line: 1, column: 2)) }
    let start = places[min(max(0, from), places.count - 1)], last = places[min(max(from, to - 1), places.count - 1)]
    return Span(start, Position(line: last.line, column: last.column + 1))
  }
}

/// Reads `code`, *emphasis*, **strong** and the words of links.
struct ProseReader {
  private let source: SourceLine
  private var index = 0
  private var spans: [ProseSpan] = []
  private var plain = ""
  private(set) var problems: [Diagnostic] = []

  private init(_ source: SourceLine) { self.source = source }

  static func spans(_ source: SourceLine, _ problems: inout [Diagnostic]) -> [ProseSpan] {
    var reader = ProseReader(source)
    reader.read()
    problems += reader.problems
    return reader.spans
  }

  private mutating func read() {
    let text = source.characters
    while index < text.count {
      switch text[index] {
      case "`": code()
      case "*": marked()
      case "!" where index + 1 < text.count && text[index + 1] == "[":
        refuse(index + 2, "an image has no place in a lesson", "the screen of the program is its picture")
      case "[": link()
      case "<" where startsTag: refuse(index + 2, "HTML has no place in a lesson", "write <code> as `<code>`")
      case "\\" where index + 1 < text.count && "*`[<\\!".contains(text[index + 1]):
        plain.append(text[index + 1])
        index += 2
      default:
        plain.append(text[index])
        index += 1
      }
    }
    flush()
  }

  private var startsTag: Bool {
    guard index + 1 < source.characters.count else { return false }
    let next = source.characters[index + 1]
    return (next.isASCII && next.isLetter || next == "/" || next == "!") && source.characters[index...].contains(">")
  }

  private mutating func refuse(_ end: Int, _ message: String, _ hint: String) {
    problems.append(Diagnostic(.error, source.span(index, end), message, hint: hint))
    plain.append(source.characters[index])
    index += 1
  }

  private mutating func flush() {
    if !plain.isEmpty { spans.append(ProseSpan(plain)) }
    plain = ""
  }

  private mutating func code() {
    let rest = source.characters[(index + 1)...]
    guard let close = rest.firstIndex(of: "`") else {
      return refuse(index + 1, "this code is not closed", "a second ` closes it")
    }
    flush()
    spans.append(ProseSpan(String(rest[..<close]), .code))
    index = close + 1
  }

  /// `*` that stands apart is a star.
  private mutating func marked() {
    let text = source.characters
    let count = index + 1 < text.count && text[index + 1] == "*" ? 2 : 1
    let start = index + count
    guard start < text.count, text[start] != " " else {
      plain.append(contentsOf: text[index..<start])
      index = start
      return
    }
    var end = start
    while end < text.count {
      let closes = text[end] == "*" && (count == 1 || end + 1 < text.count && text[end + 1] == "*")
      if closes, end > start { break }
      end += 1
    }
    guard end < text.count else {
      return refuse(start, "this emphasis is not closed", "\(String(text[index..<start])) closes it, \\* is a star")
    }
    flush()
    spans.append(ProseSpan(String(text[start..<end]), count == 2 ? .strong : .emphasis))
    index = end + count
  }

  /// `[words](address)`: the words. Everything else in brackets is itself.
  private mutating func link() {
    let text = source.characters
    guard let close = text[index...].firstIndex(of: "]"), close + 1 < text.count, text[close + 1] == "(",
      let end = text[close...].firstIndex(of: ")")
    else {
      plain.append("[")
      index += 1
      return
    }
    plain += String(text[(index + 1)..<close])
    index = end + 1
  }
}
