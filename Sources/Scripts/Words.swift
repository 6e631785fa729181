import Drivers

/// One line of a script, word by word.
struct Words {
  let line: Int
  private let characters: [Character]
  private var index = 0

  /// A longer line is a mistake, such as a file that is no script.
  static let charactersMost = 10_000

  /// A piece of the line between blanks, or in quotes.
  struct Word {
    var text: String
    var isQuoted: Bool
    var span: Span
  }

  init(_ text: String, line: Int) throws(ScriptProblem) {
    characters = Array(text)
    self.line = line
    if characters.count > Self.charactersMost {
      throw ScriptProblem(
        Self.span(line, 0, 1), "this line has \(characters.count) characters",
        hint: "a line has at most \(Self.charactersMost)")
    }
    if let bad = characters.firstIndex(where: { $0 != "\t" && $0.isControl }) {
      throw ScriptProblem(
        Self.span(line, bad, bad + 1), "a control character", hint: "in \"…\" it can be written: \\n, \\t")
    }
  }

  /// The next word; nil at the end of the line or before a comment.
  mutating func next() throws(ScriptProblem) -> Word? {
    skipBlanks()
    guard let first = peek, first != "#" else { return nil }
    if first == "\"" || first == "'" || first == "`" { return try quoted(first) }
    let start = index
    while let character = peek, !character.isBlank { index += 1 }
    return Word(text: String(characters[start..<index]), isQuoted: false, span: span(start, index))
  }

  /// Everything up to the end of the line or a comment, without blanks around it.
  mutating func rest() -> Word? {
    skipBlanks()
    let start = index
    var open: Character?
    while let character = peek {
      if let quote = open {
        if character == quote { open = nil }
      } else if character == "\"" || character == "'" {
        open = character
      } else if character == "#", index == start || characters[index - 1].isBlank {
        break
      }
      index += 1
    }
    var end = index
    while end > start, characters[end - 1].isBlank { end -= 1 }
    guard end > start else { return nil }
    return Word(text: String(characters[start..<end]), isQuoted: false, span: span(start, end))
  }

  /// Reads over the rest of the line.
  mutating func skip() { index = characters.count }

  /// What stands between two slashes here, `\/` being a slash; nil where that is not so.
  mutating func pattern() -> Word? {
    skipBlanks()
    guard peek == "/" else { return nil }
    let start = index
    var text = ""
    index += 1
    while let character = peek, character != "/" {
      index += 1
      if character == "\\", let next = peek {
        index += 1
        text += next == "/" ? "/" : "\\\(next)"
      } else {
        text.append(character)
      }
    }
    guard peek != nil else {
      index = start
      return nil
    }
    index += 1
    return Word(text: text, isQuoted: true, span: span(start, index))
  }

  /// Where an argument is missing.
  var here: Span {
    var end = index
    while end > 0, characters[end - 1].isBlank { end -= 1 }
    return span(end, end + 1)
  }

  // MARK: Quotes

  private mutating func quoted(_ quote: Character) throws(ScriptProblem) -> Word {
    let start = index
    var text = ""
    index += 1
    while let character = peek, character != quote {
      index += 1
      if character == "\\", quote == "\"" {
        text.unicodeScalars.append(try escape(from: index - 1))
      } else {
        text.append(character)
      }
    }
    guard peek != nil else {
      throw ScriptProblem(
        span(start, characters.count), "this text is not closed", hint: "it ends on its own line with \(quote)")
    }
    index += 1
    if let after = peek, !after.isBlank, after != "#" {
      throw ScriptProblem(span(index, index + 1), "a blank must stand after a text in quotes")
    }
    return Word(text: text, isQuoted: true, span: span(start, index))
  }

  private mutating func escape(from start: Int) throws(ScriptProblem) -> Unicode.Scalar {
    let character = peek
    index += character == nil ? 0 : 1
    switch character {
    case "n": return "\n"
    case "t": return "\t"
    case "\"": return "\""
    case "'": return "'"
    case "`": return "`"
    case "\\": return "\\"
    case "u": if let scalar = codePoint() { return scalar }
    default: break
    }
    throw ScriptProblem(
      span(start, max(start + 1, index)), "this escape is not known",
      hint: "there are \\n \\t \\\" \\\\ and \\u{2713}; in '…' and `…` a backslash is itself")
  }

  /// `{2713}`; a control character is none that can be written.
  private mutating func codePoint() -> Unicode.Scalar? {
    guard peek == "{", let close = characters[index...].firstIndex(of: "}") else { return nil }
    let digits = String(characters[(index + 1)..<close])
    guard (1...8).contains(digits.count), let value = UInt32(digits, radix: 16),
      let scalar = Unicode.Scalar(value), !Character(scalar).isControl
    else { return nil }
    index = close + 1
    return scalar
  }

  // MARK: Places

  private var peek: Character? { index < characters.count ? characters[index] : nil }

  private mutating func skipBlanks() {
    while let character = peek, character.isBlank { index += 1 }
  }

  private func span(_ start: Int, _ end: Int) -> Span { Self.span(line, start, end) }

  private static func span(_ line: Int, _ start: Int, _ end: Int) -> Span {
    Span(Position(line: line, column: start + 1), Position(line: line, column: end + 1))
  }
}

/// What is wrong with a line.
struct ScriptProblem: Error {
  var diagnostic: Diagnostic

  init(_ span: Span, _ message: String, hint: String? = nil) {
    diagnostic = Diagnostic(.error, span, message, hint: hint)
  }
}

extension Character {
  fileprivate var isBlank: Bool { self == " " || self == "\t" }

  /// A terminal would obey it.
  var isControl: Bool { unicodeScalars.contains { $0.properties.generalCategory == .control } }
}
