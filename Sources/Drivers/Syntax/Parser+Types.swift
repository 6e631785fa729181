extension Parser {
  /// Words that say more about a type or a function than the dialect asks for.
  private static let qualifiers: Set<String> = [
    "const", "volatile", "static", "inline", "extern", "register", "__init", "__exit", "__user", "__always_inline",
    "noinline", "__maybe_unused", "__read_mostly",
  ]

  private static let numberWords: Set<String> = ["unsigned", "signed", "int", "long", "short", "char", "bool", "_Bool"]

  /// Types of the kernel that a text may use without a declaration.
  private static let typedefs: Set<String> = [
    "u8", "u16", "u32", "u64", "s8", "s16", "s32", "s64", "size_t", "ssize_t", "pgoff_t", "dma_addr_t", "gfp_t",
    "spinlock_t", "atomic_t", "vm_fault_t", "uint8_t", "uint16_t", "uint32_t", "uint64_t", "int8_t", "int16_t",
    "int32_t", "int64_t", "hmm_pfn_t", "loff_t", "wait_queue_head_t",
  ]

  /// Whether a type begins so many tokens ahead.
  func isType(_ offset: Int) -> Bool {
    guard case .name(let word) = ahead(offset).kind else { return false }
    if Self.qualifiers.contains(word) || Self.numberWords.contains(word) || Self.typedefs.contains(word) { return true }
    return ["void", "struct", "enum", "union", "float", "double"].contains(word)
  }

  /// Whether a declaration begins here; a name before a name can be nothing else.
  var isDeclaration: Bool {
    if isType(0) { return true }
    guard case .name(let word) = token.kind, !keywords.contains(word) else { return false }
    var offset = 1
    while ahead(offset).is("*") { offset += 1 }
    guard case .name(let next) = ahead(offset).kind, !keywords.contains(next) else { return false }
    // Two names on two lines are a statement without its semicolon.
    guard ahead(offset).span.start.line == token.span.start.line else { return false }
    return offset == 1 || word.hasSuffix("_t")
  }

  /// A type up to, not including, the name that is declared.
  mutating func typeName() throws(Unparsable) -> TypeName {
    skipQualifiers()
    let start = token.span
    let type: TypeName
    if accept(word: "struct") {
      type = TypeName(try name(of: "a struct").name, isStruct: true, pointers: 0)
    } else if accept(word: "enum") {
      _ = try name(of: "an enum")
      type = TypeName("int", isStruct: false, pointers: 0)
    } else if token.isWord("union") || token.isWord("float") || token.isWord("double") {
      throw fail("the dialect has no '\(token.described.dropFirst().dropLast())'")
    } else {
      type = TypeName(try plainType(), isStruct: false, pointers: 0)
    }
    skipQualifiers()
    var pointers = 0
    while accept("*") {
      pointers += 1
      skipQualifiers()
    }
    if pointers > 2 { note(.error, start, "a pointer to a pointer to a pointer means nothing here") }
    return TypeName(type.name, isStruct: type.isStruct, pointers: pointers)
  }

  private mutating func skipQualifiers() {
    while case .name(let word) = token.kind, Self.qualifiers.contains(word) { advance() }
  }

  private mutating func plainType() throws(Unparsable) -> String {
    guard case .name(let first) = token.kind else { throw fail("expected a type, found \(token.described)") }
    guard Self.numberWords.contains(first) else {
      if first != "void", keywords.contains(first) { throw fail("expected a type, found '\(first)'") }
      advance()
      return first
    }
    var words: [String] = []
    while case .name(let word) = token.kind, Self.numberWords.contains(word) || word == "const" {
      words.append(word)
      advance()
    }
    return words.contains("bool") || words.contains("_Bool") ? "bool" : words.joined(separator: " ")
  }

  /// The rest of a declaration behind its type: one variable or several.
  mutating func variables(of type: TypeName) throws(Unparsable) -> [Variable] {
    var result: [Variable] = []
    var type = type
    repeat {
      result.append(try variable(of: type))
      type = TypeName(type.name, isStruct: type.isStruct, pointers: token.is(",") ? starsAhead() : 0)
    } while accept(",")
    try expect(";", after: "the declaration of '\(result.last?.name ?? "")'")
    return result
  }

  private func starsAhead() -> Int {
    var count = 0
    while ahead(count + 1).is("*") { count += 1 }
    return count
  }

  private mutating func variable(of type: TypeName) throws(Unparsable) -> Variable {
    while accept("*") {}
    let (name, span) = try name(of: "a variable")
    var length: Expression?
    var isArray = false
    while accept("[") {
      if isArray { throw fail("an array of arrays means nothing here") }
      isArray = true
      if !token.is("]") { length = try expression() }
      try expect("]", after: "the length of an array")
    }
    let value = accept("=") ? try expression() : nil
    return Variable(type: type, name: name, length: length, isArray: isArray, value: value, span: span)
  }

  /// A parameter list behind its opening parenthesis.
  mutating func parameters() throws(Unparsable) -> (list: [Variable], isOpen: Bool) {
    var list: [Variable] = []
    var isOpen = false
    if token.isWord("void"), ahead(1).is(")") { advance() }
    while !token.is(")") {
      if accept("...") {
        isOpen = true
      } else {
        let start = token.span
        let type = try typeName()
        if case .name = token.kind {
          let (name, span) = try name(of: "a parameter")
          if accept("[") { try expect("]", after: "a parameter") }
          list.append(Variable(type: type, name: name, length: nil, isArray: false, value: nil, span: span))
        } else {
          // A prototype may leave the names out.
          list.append(Variable(type: type, name: "", length: nil, isArray: false, value: nil, span: start))
        }
      }
      if !accept(",") { break }
    }
    try expect(")", after: "the parameters")
    return (list, isOpen)
  }
}
