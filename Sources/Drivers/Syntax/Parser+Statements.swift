extension Parser {
  /// What stands between braces, the closing one included.
  mutating func block(of owner: String, opened: Span) -> [Sentence] {
    var result: [Sentence] = []
    while true {
      result += commits()
      if accept("}") { return result }
      if isAtEnd {
        note(
          .error, token.span, "the text ends inside \(owner)",
          hint: "the '{' of line \(opened.start.line) is not closed")
        return result
      }
      let before = progress
      do {
        result.append(try sentence())
      } catch {
        recover()
        // Something must be left behind, or the same mistake would be met for ever.
        if progress == before, !token.is("}") { advance() }
      }
    }
  }

  /// The comments before the present token that stand for a commit.
  private func commits() -> [Sentence] {
    token.comments.filter(\.saysCommit).map { Sentence(.commit, $0.span) }
  }

  /// One statement.
  mutating func sentence() throws(Unparsable) -> Sentence {
    try nested { (parser) throws(Unparsable) in try parser.plainSentence() }
  }

  private mutating func plainSentence() throws(Unparsable) -> Sentence {
    let start = token.span
    func finish(_ kind: Sentence.Kind) -> Sentence { Sentence(kind, start.joined(last.span)) }
    switch token.kind {
    case .mark(";"):
      advance()
      return finish(.empty)
    case .mark("{"):
      advance()
      return finish(.block(block(of: "a block", opened: start)))
    case .mark("..."):
      advance()
      _ = accept(";")
      return finish(.ellipsis)
    case .directive(let text):
      throw fail("'\(text.prefix(20))' inside a function", hint: "#define and #include stand outside of functions")
    case .name(let word):
      if let kind = try control(word) { return finish(kind) }
      if ahead(1).is(":"), !keywords.contains(word) {
        advance()
        advance()
        return Sentence(.label(word), start)
      }
      if word == "fallthrough", ahead(1).is(";") {
        advance()
        advance()
        return finish(.empty)
      }
      if isDeclaration {
        let type = try typeName()
        return finish(.declaration(try variables(of: type)))
      }
    default: break
    }
    let value = try expression()
    try expect(";", after: "this statement")
    return Sentence(.expression(value), value.span)
  }

  /// A statement that begins with a word of C; nil if this one does not.
  private mutating func control(_ word: String) throws(Unparsable) -> Sentence.Kind? {
    switch word {
    case "if":
      advance()
      let condition = try inParentheses("if")
      let yes = try sentence()
      return .when(condition, yes, accept(word: "else") ? try sentence() : nil)
    case "while":
      advance()
      let condition = try inParentheses("while")
      return .loop(condition, try sentence())
    case "do":
      advance()
      let body = try sentence()
      guard accept(word: "while") else { throw fail("expected 'while' after do, found \(token.described)") }
      let condition = try inParentheses("while")
      try expect(";", after: "do … while")
      return .doLoop(body, condition)
    case "for":
      return try forLoop()
    case "switch":
      advance()
      let value = try inParentheses("switch")
      let opened = token.span
      try expect("{", after: "switch (…)")
      return .choice(value, block(of: "a switch", opened: opened))
    default: return try jump(word)
    }
  }

  private mutating func jump(_ word: String) throws(Unparsable) -> Sentence.Kind? {
    switch word {
    case "case":
      advance()
      let value = try expression()
      try expect(":", after: "case")
      return .test(value)
    case "default":
      advance()
      try expect(":", after: "default")
      return .otherwise
    case "goto":
      advance()
      let label = try name(of: "a label")
      try expect(";", after: "goto \(label.name)")
      return .goto(label.name)
    case "break", "continue":
      advance()
      try expect(";", after: word)
      return word == "break" ? .leave : .proceed
    case "return":
      advance()
      if accept(";") { return .result(nil) }
      // A value on the next line would be that of another statement.
      let value = token.is("}") ? nil : try expression()
      try expect(";", after: "return")
      return .result(value)
    default: return nil
    }
  }

  private mutating func inParentheses(_ word: String) throws(Unparsable) -> Expression {
    guard accept("(") else { throw fail("expected '(' after \(word), found \(token.described)") }
    let condition = try expression()
    try expect(")", after: "the condition of \(word)")
    return condition
  }

  private mutating func forLoop() throws(Unparsable) -> Sentence.Kind {
    advance()
    guard accept("(") else { throw fail("expected '(' after for, found \(token.described)") }
    var first: Sentence?
    if !accept(";") {
      let start = token.span
      if isDeclaration {
        let type = try typeName()
        let variables = try variables(of: type)
        first = Sentence(.declaration(variables), start.joined(last.span))
      } else {
        let value = try expression()
        try expect(";", after: "the first part of for")
        first = Sentence(.expression(value), value.span)
      }
    }
    let condition = token.is(";") ? nil : try expression()
    try expect(";", after: "the condition of for")
    let change = token.is(")") ? nil : try expression()
    try expect(")", after: "the last part of for")
    return .count(first, condition, change, try sentence())
  }
}

extension Comment {
  /// Whether it says, in whatever words, to use the pfns to update the device page table.
  var saysCommit: Bool {
    var words: [Substring] = []
    for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber && $0 != "_" }) {
      words.append(word)
    }
    let isTable = words.indices.contains { at in
      words[at] == "device" && words[at...].starts(with: ["device", "page", "table"])
        || words[at] == "device" && words[at...].starts(with: ["device", "page", "tables"])
    }
    let saysPfns = words.contains { $0 == "pfns" || $0 == "pfn" || $0.hasSuffix("pfns") }
    return isTable && saysPfns && words.contains("use") && words.contains { $0 == "update" || $0 == "fill" }
  }
}
