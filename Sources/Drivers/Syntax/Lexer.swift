/// Cuts a text into tokens. What is no token becomes an error and is left out.
struct Lexer {
  private let characters: [Character]
  private var at = 0
  private var line: Int
  private var column: Int
  /// False between the first token of a line and its end: `#` opens a directive only where it is first.
  private var isLineStart = true
  private(set) var errors: [Diagnostic] = []
  private var comments: [Comment] = []

  init(_ characters: [Character], at position: Position = Position(line: 1, column: 1)) {
    self.characters = characters
    line = position.line
    column = position.column
  }

  private var position: Position { Position(line: line, column: column) }
  private var current: Character? { at < characters.count ? characters[at] : nil }

  private func peek(_ offset: Int = 1) -> Character? {
    at + offset < characters.count ? characters[at + offset] : nil
  }

  private mutating func advance() {
    if characters[at] == "\n" {
      line += 1
      column = 1
      isLineStart = true
    } else {
      column += 1
    }
    at += 1
  }

  /// All tokens, the last one being the end.
  mutating func tokens() -> [Token] {
    var result: [Token] = []
    while let token = next() {
      result.append(token)
      if token.kind == .end { break }
    }
    return result
  }

  private mutating func next() -> Token? {
    while let character = current {
      if character.isWhitespace {
        advance()
      } else if character == "\\", peek() == "\n" {
        advance()
        advance()
      } else if character == "/", peek() == "/" {
        lineComment()
      } else if character == "/", peek() == "*" {
        blockComment()
      } else if let token = token(from: character) {
        isLineStart = false
        return token
      }
    }
    return finish(.end, from: position)
  }

  private mutating func finish(_ kind: Token.Kind, from start: Position) -> Token {
    let token = Token(kind: kind, span: Span(start, position), comments: comments)
    comments = []
    return token
  }

  private mutating func lineComment() {
    let start = position
    advance()
    advance()
    let from = at
    while current != nil, current != "\n" { advance() }
    comments.append(Comment(text: String(characters[from..<at]), span: Span(start, position)))
  }

  private mutating func blockComment() {
    let start = position
    advance()
    advance()
    let from = at
    while current != nil, !(current == "*" && peek() == "/") { advance() }
    let text = String(characters[from..<at])
    if current == nil {
      let open = Span(start, Position(line: start.line, column: start.column + 2))
      errors.append(Diagnostic(.error, open, "this comment does not end", hint: "*/ ends it"))
    } else {
      advance()
      advance()
    }
    comments.append(Comment(text: text, span: Span(start, position)))
  }

  private mutating func token(from first: Character) -> Token? {
    let start = position
    if first == "#", isLineStart { return directive(from: start) }
    if first == "_" || first.isASCII && first.isLetter {
      return finish(.name(take { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }), from: start)
    }
    if first.isASCII, first.isNumber { return number(from: start) }
    if first == "\"" { return string(from: start) }
    if first == "'" { return character(from: start) }
    for length in [3, 2, 1] where at + length <= characters.count {
      let mark = String(characters[at..<(at + length)])
      if Self.marks.contains(mark) {
        for _ in 0..<length { advance() }
        return finish(.mark(mark), from: start)
      }
    }
    advance()
    let isPlain = first.asciiValue.map { $0 > 0x20 && $0 < 0x7F } ?? false
    let shown = isPlain ? "the character '\(first)'" : "this character"
    errors.append(Diagnostic(.error, Span(start, position), "\(shown) has no meaning here"))
    return nil
  }

  private mutating func take(while belongs: (Character) -> Bool) -> String {
    let from = at
    while let character = current, belongs(character) { advance() }
    return String(characters[from..<at])
  }

  private mutating func directive(from start: Position) -> Token {
    // Its own comments are those of what follows it.
    let before = comments
    comments = []
    var text = ""
    while let character = current {
      if character == "\n", characters[at - 1] != "\\" { break }
      if character == "/", peek() == "/" || peek() == "*" {
        // A comment is a blank to C; here it is as many, so that what follows it keeps its place.
        let from = at
        if peek() == "/" { lineComment() } else { blockComment() }
        text += String(characters[from..<at].map { $0 == "\n" ? "\n" : " " })
        continue
      }
      text.append(character)
      advance()
    }
    let inner = comments
    comments = before
    let token = finish(.directive(text), from: start)
    comments = inner
    return token
  }

  private mutating func number(from start: Position) -> Token {
    let text = take { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    if current == ".", let digit = peek(), digit.isASCII, digit.isNumber {
      advance()
      _ = take { $0.isASCII && ($0.isLetter || $0.isNumber) }
      let span = Span(start, position)
      errors.append(Diagnostic(.error, span, "the kernel has no fractions", hint: "write a whole number"))
      return finish(.number(0), from: start)
    }
    if let value = Self.value(of: text) { return finish(.number(value), from: start) }
    let token = finish(.number(0), from: start)
    errors.append(Diagnostic(.error, token.span, "'\(text.prefix(40))' is not a number, or too large"))
    return token
  }

  /// C's notation: decimal, `0x`, `0b`, octal, with the suffixes of unsigned and long.
  static func value(of text: String) -> Int? {
    let lower = text.lowercased()
    let isHex = lower.hasPrefix("0x")
    var digits = Substring(lower)
    while let last = digits.last, last == "u" || last == "l" { digits.removeLast() }
    if isHex { return Int(digits.dropFirst(2), radix: 16) }
    if lower.hasPrefix("0b") { return Int(digits.dropFirst(2), radix: 2) }
    if digits.count > 1, digits.hasPrefix("0") { return Int(digits.dropFirst(), radix: 8) }
    return Int(digits)
  }

  private mutating func string(from start: Position) -> Token {
    advance()
    let from = at
    while let character = current, character != "\"", character != "\n" {
      if character == "\\", peek() != nil, peek() != "\n" { advance() }
      advance()
    }
    let text = String(characters[from..<at])
    if current == "\"" {
      advance()
    } else {
      errors.append(Diagnostic(.error, Span(start, position), "this string does not end", hint: "\" ends it"))
    }
    return finish(.text(text), from: start)
  }

  private mutating func character(from start: Position) -> Token {
    advance()
    let text = take { $0 != "'" && $0 != "\n" }
    let isClosed = current == "'"
    if isClosed { advance() }
    let token: Token
    if isClosed, text.count == 1, let value = text.unicodeScalars.first?.value {
      token = finish(.number(Int(value)), from: start)
    } else {
      token = finish(.number(0), from: start)
      errors.append(Diagnostic(.error, token.span, "between ' and ' stands one character"))
    }
    return token
  }

  private static let marks: Set<String> = [
    "...", "<<=", ">>=", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+=", "-=", "*=", "/=",
    "%=", "&=", "|=", "^=", "+", "-", "*", "/", "%", "&", "|", "^", "~", "!", "<", ">", "=", "?", ":", ";", ",", ".",
    "(", ")", "[", "]", "{", "}",
  ]
}
