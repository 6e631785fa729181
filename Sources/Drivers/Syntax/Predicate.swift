/// Reads an expression, as breakpoints, Until, Expect and find have them.
/// Throws what is wrong with it, line and column within the text; the file is only the name to print.
public func parseExpression(_ text: String, file: String = "expression") throws(Diagnostics) -> Expression {
  let source = SourceText(text, file: file)
  guard source.characters.count <= 4096 else {
    let start = Position(line: 1, column: 1)
    let problem = Diagnostic(.error, Span(start, start), "an expression has at most 4096 characters")
    throw Diagnostics(file: file, lines: [], all: [problem])
  }
  var parser = Parser(source.characters)
  let value = try? parser.expression()
  if value != nil, parser.problems.isEmpty, !parser.isAtEnd {
    parser.note(.error, parser.token.span, "expected the end of the expression, found \(parser.token.described)")
  }
  guard let value, parser.problems.isEmpty else {
    throw Diagnostics(file: file, lines: source.lines, all: parser.problems)
  }
  if let change = value.change {
    let hint = "a predicate only looks; '==' compares"
    let problem = Diagnostic(.error, change.span, "this would change something", hint: hint)
    throw Diagnostics(file: file, lines: source.lines, all: [problem])
  }
  return value
}

extension Expression {
  /// The value under the given values of names; nil if it is not known. A name is the text of a member chain without
  /// blanks, its indices being numbers: `ret`, `hmm->notifiers`, `range[0].valid`; of a call likewise, `mapped(1)`.
  ///
  /// What does not depend on an unknown name is known: `0 && unknown` is 0, `1 || unknown` is 1.
  public func evaluate(lookup: (String) -> Int?) -> Int? {
    switch kind {
    case .number(let number): return number
    case .text, .ellipsis, .sizeof, .initialiser, .assign, .step: return nil
    case .name, .member, .element, .call:
      guard let name = canonicalName(lookup: lookup) else { return nil }
      return lookup(name) ?? Self.everywhere[name]
    case .cast(_, let value): return value.evaluate(lookup: lookup)
    case .unary(.address, _), .unary(.dereference, _): return nil
    case .unary(let symbol, let value):
      guard let value = value.evaluate(lookup: lookup) else { return nil }
      return symbol.apply(to: value)
    case .binary(.and, let a, let b): return Self.shortCut(a, b, stopsAt: false, lookup)
    case .binary(.or, let a, let b): return Self.shortCut(a, b, stopsAt: true, lookup)
    case .binary(let symbol, let a, let b):
      guard let a = a.evaluate(lookup: lookup), let b = b.evaluate(lookup: lookup) else { return nil }
      return symbol.apply(a, b)
    case .conditional(let condition, let yes, let no):
      if let condition = condition.evaluate(lookup: lookup) {
        return (condition != 0 ? yes : no).evaluate(lookup: lookup)
      }
      let yes = yes.evaluate(lookup: lookup)
      return yes == no.evaluate(lookup: lookup) ? yes : nil
    }
  }

  /// Names that mean the same in every text.
  private static let everywhere = ["true": 1, "false": 0, "NULL": 0]

  /// Either side may decide alone: a value that is known does not wait for one that is not.
  private static func shortCut(
    _ a: Expression, _ b: Expression, stopsAt decisive: Bool, _ lookup: (String) -> Int?
  ) -> Int? {
    let left = a.evaluate(lookup: lookup).map { $0 != 0 }
    if left == decisive { return decisive ? 1 : 0 }
    let right = b.evaluate(lookup: lookup).map { $0 != 0 }
    if right == decisive { return decisive ? 1 : 0 }
    return left == nil || right == nil ? nil : decisive ? 0 : 1
  }

  /// The text by which a cell is known; nil if this is no name, or an index in it is not known.
  private func canonicalName(lookup: (String) -> Int?) -> String? {
    switch kind {
    case .name(let name): return name
    case .member(let owner, let name, let isArrow):
      if case .unary(.dereference, let pointer) = owner.kind, !isArrow {
        return pointer.canonicalName(lookup: lookup).map { "\($0)->\(name)" }
      }
      return owner.canonicalName(lookup: lookup).map { "\($0)\(isArrow ? "->" : ".")\(name)" }
    case .element(let array, let index):
      guard let array = array.canonicalName(lookup: lookup), let index = index.evaluate(lookup: lookup) else {
        return nil
      }
      return "\(array)[\(index)]"
    case .call(let callee, let arguments):
      guard let callee = callee.canonicalName(lookup: lookup) else { return nil }
      var texts: [String] = []
      for argument in arguments {
        // An argument may be a thing rather than a number: `holds(gpu, mmap_sem)`.
        if let name = argument.canonicalName(lookup: { _ in nil }), !argument.isCall {
          texts.append(name)
        } else if let value = argument.evaluate(lookup: lookup) {
          texts.append(String(value))
        } else {
          return nil
        }
      }
      return "\(callee)(\(texts.joined(separator: ", ")))"
    default: return nil
    }
  }

  var isCall: Bool {
    if case .call = kind { return true }
    return false
  }

  /// All names in it whose indices are plain numbers, each once, in the order of the text: what a watch looks at.
  public var names: [String] {
    var result: [String] = []
    collectNames { name in
      if !result.contains(name) { result.append(name) }
    }
    return result
  }

  private func collectNames(_ visit: (String) -> Void) {
    switch kind {
    case .name, .member, .element, .call:
      if let name = canonicalName(lookup: { _ in nil }) { return visit(name) }
      for part in parts { part.collectNames(visit) }
    default: for part in parts { part.collectNames(visit) }
    }
  }

  /// The expressions that it is directly made of.
  var parts: [Expression] {
    switch kind {
    case .number, .name, .text, .ellipsis, .sizeof: []
    case .member(let owner, _, _): [owner]
    case .element(let array, let index): [array, index]
    case .call(let callee, let arguments): [callee] + arguments
    case .unary(_, let value), .cast(_, let value), .step(let value, _, _): [value]
    case .binary(_, let a, let b), .assign(_, let a, let b): [a, b]
    case .conditional(let condition, let yes, let no): [condition, yes, no]
    case .initialiser(let fields): fields.map(\.value)
    }
  }

  /// Whether looking at it twice is the same as once.
  var isPure: Bool {
    switch kind {
    case .call, .assign, .step: false
    default: parts.allSatisfy(\.isPure)
    }
  }

  /// The first part that would change something.
  var change: Expression? {
    switch kind {
    case .assign, .step: return self
    default:
      for part in parts {
        if let change = part.change { return change }
      }
      return nil
    }
  }
}

extension UnaryOperator {
  func apply(to value: Int) -> Int? {
    switch self {
    case .not: value == 0 ? 1 : 0
    case .minus: 0 &- value
    case .plus: value
    case .complement: ~value
    case .address, .dereference: nil
    }
  }
}

extension BinaryOperator {
  /// Nil where C has no answer: division by zero, shifts by more than the width.
  func apply(_ a: Int, _ b: Int) -> Int? {
    switch self {
    case .multiply: return a &* b
    case .divide: return b == 0 ? nil : a.dividedReportingOverflow(by: b).partialValue
    case .remainder: return b == 0 ? nil : b == -1 ? 0 : a % b
    case .add: return a &+ b
    case .subtract: return a &- b
    case .shiftLeft: return (0..<64).contains(b) ? a << b : nil
    case .shiftRight: return (0..<64).contains(b) ? a >> b : nil
    case .less: return a < b ? 1 : 0
    case .lessOrEqual: return a <= b ? 1 : 0
    case .greater: return a > b ? 1 : 0
    case .greaterOrEqual: return a >= b ? 1 : 0
    case .equal: return a == b ? 1 : 0
    case .notEqual: return a != b ? 1 : 0
    case .bitAnd: return a & b
    case .bitXor: return a ^ b
    case .bitOr: return a | b
    case .and: return a != 0 && b != 0 ? 1 : 0
    case .or: return a != 0 || b != 0 ? 1 : 0
    }
  }
}
