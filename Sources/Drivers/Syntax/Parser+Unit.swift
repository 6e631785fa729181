extension Parser {
  /// The whole text.
  mutating func unit() -> Unit {
    var unit = Unit()
    while !isAtEnd {
      let before = progress
      do {
        try declaration(into: &unit)
      } catch {
        recoverOutside()
        if progress == before { advance() }
      }
    }
    return unit
  }

  /// Skips to the next place outside of all braces where a declaration may begin.
  private mutating func recoverOutside() {
    var open = 0
    while !isAtEnd {
      if open == 0, accept(";") { return }
      if token.is("{") { open += 1 }
      let closes = token.is("}")
      if closes { open -= 1 }
      if closes, open <= 0 {
        advance()
        _ = accept(";")
        return
      }
      advance()
    }
  }

  private mutating func declaration(into unit: inout Unit) throws(Unparsable) {
    if accept(";") || accept("...") { return }
    if case .directive(let text) = token.kind {
      let span = advance().span
      directive(text, span, into: &unit)
      return
    }
    if token.isWord("static"), ahead(2).is("("), !isType(1) { advance() }
    if token.isWord("typedef") { throw fail("the dialect has no typedef") }
    if case .name(let word) = token.kind, ahead(1).is("("), try macro(word, into: &unit) { return }
    if token.isWord("enum"), ahead(1).is("{") || ahead(2).is("{") {
      try enumeration(into: &unit)
      return
    }
    if token.isWord("struct"), ahead(2).is("{") {
      try structure(into: &unit)
      return
    }
    guard isDeclaration else {
      throw fail(
        "expected a function, a variable or a struct, found \(token.described)",
        hint: "statements stand inside a function")
    }
    let first = token.span
    let type = try typeName()
    if ahead(1).is("("), case .name = token.kind {
      try function(of: type, from: first, into: &unit)
    } else {
      unit.variables += try variables(of: type)
    }
  }

  /// `MODULE_LICENSE("GPL");`, `DEFINE_MUTEX(update);`: false if it is none of those.
  private mutating func macro(_ word: String, into unit: inout Unit) throws(Unparsable) -> Bool {
    let locks = [
      "DEFINE_MUTEX": "mutex", "DEFINE_SPINLOCK": "spinlock_t", "DECLARE_RWSEM": "rw_semaphore",
      "DECLARE_WAIT_QUEUE_HEAD": "wait_queue_head_t",
    ]
    if let lock = locks[word] {
      advance()
      advance()
      let (name, span) = try name(of: lock == "wait_queue_head_t" ? "a wait queue" : "a lock")
      try expect(")", after: word)
      try expect(";", after: word)
      let type = TypeName(lock, isStruct: !lock.hasSuffix("_t"), pointers: 0)
      unit.variables.append(
        Variable(type: type, name: name, length: nil, isArray: false, value: nil, span: span))
      return true
    }
    if word == "DECLARE_WORK" || word == "DECLARE_DELAYED_WORK" || word == "DECLARE_DEFERRABLE_WORK" {
      advance()
      advance()
      let (name, span) = try name(of: "a work item")
      try expect(",", after: "the name of a work item")
      let function = try expression()
      try expect(")", after: word)
      try expect(";", after: word)
      let type = TypeName(word == "DECLARE_WORK" ? "work_struct" : "delayed_work", isStruct: true, pointers: 0)
      unit.variables.append(
        Variable(type: type, name: name, length: nil, isArray: false, value: function, span: span))
      return true
    }
    guard word.hasPrefix("MODULE_") || word.hasPrefix("EXPORT_SYMBOL") else { return false }
    _ = try expression()
    try expect(";", after: word)
    return true
  }

  private mutating func directive(_ text: String, _ span: Span, into unit: inout Unit) {
    let parts = text.dropFirst().split(maxSplits: 2, omittingEmptySubsequences: true) { $0.isWhitespace }
    switch parts.first {
    case "include", nil: return
    case "define":
      guard parts.count == 3 else {
        note(.error, span, "#define needs the name of a macro")
        return
      }
      let offset = text.distance(from: text.startIndex, to: parts[2].startIndex)
      let start = Position(line: span.start.line, column: span.start.column + offset)
      var inner = Parser(Array(parts[2]), at: start)
      if let value = try? inner.expression(), inner.isAtEnd, inner.problems.isEmpty {
        unit.numbers.append(NamedNumber(name: String(parts[1]), value: value, span: span))
      } else {
        note(.error, span, "this is no number", hint: "'\(parts[1].prefix(40))' is #defined as one")
      }
    default:
      let hint = "#define and #include are read"
      note(.error, span, "the dialect has no #\(parts[0].prefix(20))", hint: hint)
    }
  }

  private mutating func enumeration(into unit: inout Unit) throws(Unparsable) {
    advance()
    if !token.is("{") { advance() }
    advance()
    var base: Expression?
    var offset = 0
    while !token.is("}") {
      let (name, span) = try name(of: "a constant")
      if accept("=") {
        base = try expression()
        offset = 0
      }
      let more = Expression(.number(offset), span)
      let value = base.map { Expression(.binary(.add, $0, more), span) } ?? more
      unit.numbers.append(NamedNumber(name: name, value: value, span: span))
      offset += 1
      if !accept(",") { break }
    }
    try expect("}", after: "the constants of an enum")
    try expect(";", after: "an enum")
  }

  private mutating func structure(into unit: inout Unit) throws(Unparsable) {
    advance()
    let (name, span) = try name(of: "a struct")
    advance()
    var members: [Variable] = []
    while !token.is("}") {
      if isAtEnd { throw fail("the text ends inside struct \(name)") }
      if accept("...") {
        _ = accept(";")
        continue
      }
      let type = try typeName()
      members += try variables(of: type)
    }
    advance()
    try expect(";", after: "struct \(name)")
    unit.structs.append(StructType(name: name, span: span, members: members))
  }

  private mutating func function(of type: TypeName, from first: Span, into unit: inout Unit) throws(Unparsable) {
    let (name, span) = try name(of: "a function")
    advance()
    let (list, isOpen) = try parameters()
    if accept(";") {
      unit.prototypes.insert(name)
      return
    }
    guard token.is("{") else { throw fail("expected '{' or ';' after \(name)(…), found \(token.described)") }
    let opened = advance().span
    let body = block(of: "\(name)()", opened: opened)
    let lines = first.start.line...max(first.start.line, last.span.end.line)
    unit.functions.append(
      Function(
        name: name, span: span, parameters: list, isOpen: isOpen,
        returnsVoid: type.name == "void" && type.pointers == 0, body: body, lines: lines))
  }
}
