/// What stops the parsing of a sentence; the error itself is in the parser's list.
struct Unparsable: Error {}

/// Reads tokens into the syntax of a unit; collects all errors instead of stopping at the first.
struct Parser {
  /// Deeper nesting of statements is refused: each level costs stack.
  static let deepest = 100
  /// And of expressions: the machine computes them on a stack of 64 numbers.
  static let deepestExpression = 40
  /// Longer chains of operators are refused, for the same reason.
  static let longestChain = 400

  private let tokens: [Token]
  private var at = 0
  private var depth = 0
  private var expressionDepth = 0
  /// A text gets one repair; the next mistake of that kind is an error.
  private var wasRepaired = false
  private(set) var problems: [Diagnostic] = []

  init(_ characters: [Character], at position: Position = Position(line: 1, column: 1)) {
    var lexer = Lexer(characters, at: position)
    var macros = Macros()
    tokens = macros.expand(lexer.tokens())
    problems = lexer.errors + macros.problems
  }

  /// The token that is looked at.
  var token: Token { tokens[at] }
  /// The one before it; at the very start, the first.
  var last: Token { tokens[max(0, at - 1)] }
  /// How many tokens were read: it grows, or nothing was done.
  var progress: Int { at }
  var isAtEnd: Bool { token.kind == .end }

  func ahead(_ count: Int) -> Token { tokens[min(at + count, tokens.count - 1)] }

  @discardableResult
  mutating func advance() -> Token {
    let token = tokens[at]
    if at < tokens.count - 1 { at += 1 }
    return token
  }

  /// Goes on only if the mark is there.
  mutating func accept(_ mark: String) -> Bool {
    guard token.is(mark) else { return false }
    advance()
    return true
  }

  mutating func accept(word: String) -> Bool {
    guard token.isWord(word) else { return false }
    advance()
    return true
  }

  /// Demands a mark. Where only that mark is missing it is put in: the first time with a warning, later with an error.
  mutating func expect(_ mark: String, after context: String) throws(Unparsable) {
    if accept(mark) { return }
    let position = last.span.end
    let span = Span(position, Position(line: position.line, column: position.column + 1))
    if canInsert(mark) {
      let message = "missing '\(mark)' after \(context)"
      if wasRepaired {
        problems.append(Diagnostic(.error, span, message, hint: "only one such slip is put right in a text"))
      } else {
        wasRepaired = true
        problems.append(Diagnostic(.warning, span, message, hint: "read as if it were there"))
      }
      return
    }
    throw fail("expected '\(mark)' after \(context), found \(token.described)")
  }

  /// Whether the text goes on as it would behind the mark.
  private func canInsert(_ mark: String) -> Bool {
    switch mark {
    case ";": token.is("}") || !isAtEnd && token.span.start.line > last.span.end.line
    case ")": token.is("{") || token.is(";")
    default: false
    }
  }

  /// Notes an error at the present token, to be thrown.
  mutating func fail(_ message: String, hint: String? = nil) -> Unparsable {
    note(.error, token.span, message, hint: hint)
    return Unparsable()
  }

  mutating func note(_ severity: Diagnostic.Severity, _ span: Span, _ message: String, hint: String? = nil) {
    problems.append(Diagnostic(severity, span, message, hint: hint))
  }

  mutating func name(of what: String) throws(Unparsable) -> (name: String, span: Span) {
    guard case .name(let name) = token.kind else {
      throw fail("expected the name of \(what), found \(token.described)")
    }
    if keywords.contains(name) { throw fail("'\(name)' is a word of C, not the name of \(what)") }
    return (name, advance().span)
  }

  /// Reads a statement, which may contain others.
  mutating func nested<Result>(
    _ part: (inout Parser) throws(Unparsable) -> Result
  ) throws(Unparsable) -> Result {
    if depth >= Self.deepest { throw fail("nested too deeply", hint: "at most \(Self.deepest) levels are read") }
    depth += 1
    defer { depth -= 1 }
    return try part(&self)
  }

  /// Reads a part of an expression, which may contain others.
  mutating func within<Result>(
    _ part: (inout Parser) throws(Unparsable) -> Result
  ) throws(Unparsable) -> Result {
    if expressionDepth >= Self.deepestExpression {
      throw fail("this expression is nested too deeply", hint: "write it in several statements")
    }
    expressionDepth += 1
    defer { expressionDepth -= 1 }
    return try part(&self)
  }

  /// Skips what could not be read, up to where the next sentence may begin.
  mutating func recover() {
    var open = 0
    let line = token.span.start.line
    while !isAtEnd {
      if open == 0 {
        if accept(";") { return }
        if token.is("}") { return }
        if case .name(let word) = token.kind, token.span.start.line > line, Self.starters.contains(word) { return }
      }
      if token.is("{") { open += 1 }
      if token.is("}") { open -= 1 }
      advance()
    }
  }

  private static let starters: Set<String> = [
    "if", "while", "for", "do", "switch", "return", "goto", "break", "continue", "struct", "static", "int",
  ]
}
