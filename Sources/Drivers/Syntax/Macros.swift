/// The macros of a text, and what becomes of its tokens where they are used.
///
/// What a macro comes to stands, for steps and for errors, where its name was written.
struct Macros {
  private struct Macro {
    /// Nil for one that is used without parentheses.
    let parameters: [String]?
    let body: [Token]
  }

  /// Macros that name each other can come to any number of tokens.
  private static let mostTokens = 100_000

  private var macros: [String: Macro] = [:]
  private var count = 0
  private(set) var problems: [Diagnostic] = []

  /// The tokens of a text with its macros put in. A `#define` of a number stays: it is a name, not a text.
  mutating func expand(_ tokens: [Token]) -> [Token] {
    var result: [Token] = []
    var at = 0
    var comments: [Comment] = []
    while at < tokens.count {
      let token = tokens[at]
      if case .directive(let text) = token.kind, define(text, token.span) {
        comments += token.comments
        at += 1
        continue
      }
      guard var inner = use(tokens, &at, hidden: []) else {
        result.append(token.with(comments: comments + token.comments))
        comments = []
        at += 1
        continue
      }
      comments += token.comments
      if let first = inner.first {
        inner[0] = first.with(comments: comments)
        comments = []
      }
      result += inner
    }
    return result
  }

  // MARK: Definitions

  /// Notes a macro; false for a directive that defines none.
  private mutating func define(_ text: String, _ span: Span) -> Bool {
    let start = Position(line: span.start.line, column: span.start.column + 1)
    var lexer = Lexer(Array(text.dropFirst()), at: start)
    let tokens = lexer.tokens().dropLast()
    guard tokens.count >= 2, tokens[0].isWord("define"), case .name(let name) = tokens[1].kind else { return false }
    var rest = Array(tokens.dropFirst(2))
    var parameters: [String]?
    if let open = rest.first, open.is("("), open.span.start == tokens[1].span.end {
      guard let found = self.parameters(&rest, of: name) else { return true }
      parameters = found
    } else if isNumber(rest) {
      return false
    }
    guard lexer.errors.isEmpty else {
      problems += lexer.errors.map { error in
        guard error.message.contains("'#'") else { return error }
        return Diagnostic(.error, error.span, "# and ## are not read in a macro")
      }
      return true
    }
    if macros[name] != nil { problems.append(Diagnostic(.error, tokens[1].span, "a second macro named '\(name)'")) }
    if keywords.contains(name) {
      problems.append(Diagnostic(.error, tokens[1].span, "'\(name)' is a word of C, not the name of a macro"))
    }
    macros[name] = Macro(parameters: parameters, body: rest)
    return true
  }

  /// The names between the parentheses; nil if something else stands there, which is noted.
  private mutating func parameters(_ rest: inout [Token], of name: String) -> [String]? {
    var names: [String] = []
    var at = 1
    while at < rest.count, !rest[at].is(")") {
      guard case .name(let parameter) = rest[at].kind, !names.contains(parameter) else {
        let hint = rest[at].is("...") ? "as many arguments as one likes are not read" : nil
        problems.append(
          Diagnostic(
            .error, rest[at].span, "expected the name of a parameter of \(name)(), found \(rest[at].described)",
            hint: hint))
        return nil
      }
      names.append(parameter)
      at += 1
      if at < rest.count, rest[at].is(",") { at += 1 } else { break }
    }
    guard at < rest.count, rest[at].is(")") else {
      let place = rest[min(at, rest.count - 1)].span
      problems.append(Diagnostic(.error, place, "expected ')' after the parameters of \(name)()"))
      return nil
    }
    rest.removeFirst(at + 1)
    return names
  }

  /// Whether a body can be a number: it has nothing but numbers, names as they are usual for numbers, and operators.
  private func isNumber(_ body: [Token]) -> Bool {
    for (index, token) in body.enumerated() {
      switch token.kind {
      case .number: continue
      case .name(let name):
        let isUsual = !name.contains(where: \.isLowercase) || ["true", "false"].contains(name)
        guard isUsual, macros[name] == nil else { return false }
        if index + 1 < body.count, body[index + 1].is("(") { return false }
      case .mark(let mark):
        if UnaryOperator(rawValue: mark) == nil, BinaryOperator(rawValue: mark) == nil,
          !["(", ")", "?", ":"].contains(mark)
        {
          return false
        }
      default: return false
      }
    }
    return !body.isEmpty
  }

  // MARK: Uses

  /// What the macro that is used at a place comes to, the place moved behind it; nil if none is.
  private mutating func use(_ tokens: [Token], _ at: inout Int, hidden: Set<String>) -> [Token]? {
    let token = tokens[at]
    guard case .name(let name) = token.kind, !hidden.contains(name), let macro = macros[name] else { return nil }
    var values: [String: [Token]] = [:]
    if let parameters = macro.parameters {
      guard at + 1 < tokens.count, tokens[at + 1].is("(") else { return nil }
      guard let end = closing(tokens, from: at + 1) else {
        problems.append(Diagnostic(.error, token.span, "the arguments of \(name)() do not end", hint: "')' ends them"))
        at += 1
        return []
      }
      let arguments = split(tokens[(at + 2)..<end], isNone: parameters.isEmpty)
      at = end + 1
      guard arguments.count == parameters.count else {
        let wanted = parameters.count == 1 ? "1 argument" : "\(parameters.count) arguments"
        let hint = "\(name)(\(parameters.joined(separator: ", ")))"
        problems.append(
          Diagnostic(.error, token.span, "\(name)() takes \(wanted), not \(arguments.count)", hint: hint))
        return []
      }
      for (parameter, argument) in zip(parameters, arguments) { values[parameter] = scan(argument, hidden: hidden) }
    } else {
      at += 1
    }
    let body = macro.body.flatMap { part -> [Token] in
      if case .name(let name) = part.kind, let value = values[name] { return value }
      return [part]
    }
    count += body.count
    guard count <= Self.mostTokens else {
      if count - body.count <= Self.mostTokens {
        problems.append(Diagnostic(.error, token.span, "\(name) comes to too much", hint: "macros name each other"))
      }
      return []
    }
    return scan(body.map { $0.at(token.span) }, hidden: hidden.union([name]))
  }

  private mutating func scan(_ tokens: [Token], hidden: Set<String>) -> [Token] {
    var result: [Token] = []
    var at = 0
    while at < tokens.count {
      if let inner = use(tokens, &at, hidden: hidden) {
        result += inner
      } else {
        result.append(tokens[at])
        at += 1
      }
    }
    return result
  }

  /// The parenthesis that closes the one at a place.
  private func closing(_ tokens: [Token], from start: Int) -> Int? {
    var open = 0
    for at in start..<tokens.count {
      if tokens[at].is("(") { open += 1 }
      if tokens[at].is(")") { open -= 1 }
      if open == 0 { return at }
    }
    return nil
  }

  private func split(_ tokens: ArraySlice<Token>, isNone: Bool) -> [[Token]] {
    if isNone, tokens.isEmpty { return [] }
    var result: [[Token]] = [[]]
    var open = 0
    for token in tokens {
      if token.is("(") { open += 1 }
      if token.is(")") { open -= 1 }
      if open == 0, token.is(",") { result.append([]) } else { result[result.count - 1].append(token) }
    }
    return result
  }
}

extension Token {
  fileprivate func with(comments: [Comment]) -> Token { Token(kind: kind, span: span, comments: comments) }

  /// The same at another place, without its comments.
  fileprivate func at(_ span: Span) -> Token { Token(kind: kind, span: span, comments: []) }
}
