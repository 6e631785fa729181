extension Parser {
  /// An expression, with assignment and the conditional operator.
  mutating func expression() throws(Unparsable) -> Expression {
    try within { (parser) throws(Unparsable) in try parser.assignment() }
  }

  private mutating func assignment() throws(Unparsable) -> Expression {
    let left = try conditional()
    guard case .mark(let mark) = token.kind, mark.hasSuffix("=") else { return left }
    let change = BinaryOperator(rawValue: String(mark.dropLast()))
    guard mark == "=" || change.map({ $0.strength >= 3 && $0.strength != 6 && $0.strength != 7 }) == true else {
      return left
    }
    advance()
    let right = try expression()
    return Expression(.assign(change, left, right), left.span.joined(right.span))
  }

  private mutating func conditional() throws(Unparsable) -> Expression {
    let condition = try binary(weakest: 1)
    guard accept("?") else { return condition }
    let yes = try expression()
    try expect(":", after: "the first value of '?'")
    let no = try expression()
    return Expression(.conditional(condition, yes, no), condition.span.joined(no.span))
  }

  private mutating func binary(weakest: Int) throws(Unparsable) -> Expression {
    var left = try unary()
    var length = 0
    while case .mark(let mark) = token.kind, let symbol = BinaryOperator(rawValue: mark), symbol.strength >= weakest {
      length += 1
      if length > Self.longestChain { throw fail("this expression is too long") }
      advance()
      let right = try within { (parser) throws(Unparsable) in try parser.binary(weakest: symbol.strength + 1) }
      left = Expression(.binary(symbol, left, right), left.span.joined(right.span))
    }
    return left
  }

  private mutating func unary() throws(Unparsable) -> Expression {
    let start = token.span
    guard case .mark(let mark) = token.kind else {
      if accept(word: "sizeof") { return try sizeof(from: start) }
      return try postfix()
    }
    if mark == "++" || mark == "--" {
      advance()
      let target = try within { (parser) throws(Unparsable) in try parser.unary() }
      return Expression(.step(target, mark == "++" ? 1 : -1, isPostfix: false), start.joined(target.span))
    }
    if let symbol = UnaryOperator(rawValue: mark) {
      advance()
      let value = try within { (parser) throws(Unparsable) in try parser.unary() }
      return Expression(.unary(symbol, value), start.joined(value.span))
    }
    if mark == "(", isType(1), isCast {
      advance()
      let type = try typeName()
      try expect(")", after: "the type of a cast")
      let value = try within { (parser) throws(Unparsable) in try parser.unary() }
      return Expression(.cast(type, value), start.joined(value.span))
    }
    return try postfix()
  }

  /// Whether what stands between these parentheses is a type and no more.
  private var isCast: Bool {
    var count = 1
    while case .name = ahead(count).kind { count += 1 }
    while ahead(count).is("*") { count += 1 }
    return ahead(count).is(")")
  }

  private mutating func sizeof(from start: Span) throws(Unparsable) -> Expression {
    guard accept("(") else {
      let value = try within { (parser) throws(Unparsable) in try parser.unary() }
      return Expression(.sizeof, start.joined(value.span))
    }
    var open = 1
    while open > 0, !isAtEnd, !token.is(";"), !token.is("{") {
      if token.is("(") { open += 1 }
      if token.is(")") { open -= 1 }
      advance()
    }
    if open > 0 { throw fail("expected ')' after sizeof, found \(token.described)") }
    return Expression(.sizeof, start.joined(last.span))
  }

  private mutating func postfix() throws(Unparsable) -> Expression {
    var value = try primary()
    for length in 0... {
      if length > Self.longestChain { throw fail("this expression is too long") }
      if token.is(".") || token.is("->") {
        let isArrow = advance().is("->")
        let member = try name(of: "a member")
        value = Expression(.member(value, member.name, isArrow: isArrow), value.span.joined(member.span))
      } else if accept("[") {
        let index = try expression()
        try expect("]", after: "an index")
        value = Expression(.element(value, index), value.span.joined(last.span))
      } else if accept("(") {
        let arguments = try arguments(of: value)
        value = Expression(.call(value, arguments), value.span.joined(last.span))
      } else if token.is("++") || token.is("--") {
        let mark = advance()
        value = Expression(.step(value, mark.is("++") ? 1 : -1, isPostfix: true), value.span.joined(mark.span))
      } else {
        break
      }
    }
    return value
  }

  private mutating func arguments(of callee: Expression) throws(Unparsable) -> [Expression] {
    var result: [Expression] = []
    while !token.is(")") {
      if callee.kind == .name("container_of"), isType(0) {
        // A type is no expression; which one it is, the first argument tells.
        let start = token.span
        _ = try typeName()
        result.append(Expression(.sizeof, start.joined(last.span)))
      } else {
        result.append(try expression())
      }
      if !accept(",") { break }
    }
    try expect(")", after: "the arguments")
    return result
  }

  private mutating func primary() throws(Unparsable) -> Expression {
    let start = token.span
    switch token.kind {
    case .number(let number):
      advance()
      return Expression(.number(number), start)
    case .text(let text):
      advance()
      // Strings that stand side by side are one.
      while case .text = token.kind { advance() }
      return Expression(.text(text), start.joined(last.span))
    case .name(let name) where !keywords.contains(name):
      advance()
      return Expression(.name(name), start)
    case .mark("..."):
      advance()
      return Expression(.ellipsis, start)
    case .mark("("):
      if ahead(1).is("{") { throw fail("the dialect has no statements inside of an expression") }
      advance()
      let value = try expression()
      try expect(")", after: "an expression in parentheses")
      return Expression(value.kind, start.joined(last.span))
    case .mark("{"):
      return try initialiser()
    default:
      throw fail("expected an expression, found \(token.described)")
    }
  }

  /// `{ .release = release, 1, [2] = 3 }`
  private mutating func initialiser() throws(Unparsable) -> Expression {
    let start = advance().span
    var fields: [Expression.Field] = []
    while !token.is("}") {
      var field: String?
      var index: Expression?
      if accept(".") {
        field = try name(of: "a member").name
        try expect("=", after: "the name of a member")
      } else if accept("[") {
        index = try expression()
        try expect("]", after: "an index")
        try expect("=", after: "an index")
      }
      fields.append(Expression.Field(name: field, index: index, value: try expression()))
      if !accept(",") { break }
    }
    try expect("}", after: "the initialiser")
    return Expression(.initialiser(fields), start.joined(last.span))
  }
}
