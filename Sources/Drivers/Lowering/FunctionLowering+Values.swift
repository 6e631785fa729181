import Machine

extension FunctionLowering {
  /// The value of an expression. What it does on the way becomes steps before; what is wrong is noted, and the value
  /// is then 0.
  mutating func value(
    _ expression: Expression, line: Int, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Value {
    let meaning = self.meaning(expression, line: line, &body, &unit)
    return value(of: meaning, expression, &unit)
  }

  func value(of meaning: Meaning, _ expression: Expression, _ unit: inout UnitLowering) -> Value {
    switch meaning {
    case .number(let value), .pointer(let value, _): return value
    case .variable(let local, _): return .local(local)
    case .cell(let place, _):
      if place.field.kind.isLock {
        unit.error(expression.span, "a lock has no value", hint: "take it with a call: mutex_lock(&…)")
      }
      if let problem = place.field.kind.unreadable { unit.error(expression.span, problem.message, hint: problem.hint) }
      if let structure = unit.environment.structure(of: place.record),
        let read = unit.environment.structs[structure]?.reads[place.field.name]
      {
        return read(place.row)
      }
      return .cell(place)
    case .structure:
      unit.error(expression.span, "a whole struct is no value here", hint: "'&' gives its address")
    case .address: unit.error(expression.span, "the address of a cell is no value here")
    case .array, .constants:
      unit.error(expression.span, "a whole array is no value here", hint: "[…] gives one element")
    case .silent:
      unit.error(
        expression.span, "this is not modelled in this edition yet: it can be set, but not read",
        hint: expression.arrayName.flatMap { unit.whySilent($0) })
    case .ops: unit.error(expression.span, "ops have no value here", hint: "they can be set: …ops = &my_ops")
    case .function(let name): unit.error(expression.span, "'\(name)' is a function", hint: "'\(name)(…)' calls it")
    case .open: unit.error(expression.span, "'...' stands for nothing that could be known here")
    case .text: unit.error(expression.span, "a string is no value here")
    case .nothing: unit.error(expression.span, "this function returns nothing")
    case .broken: break
    }
    return .constant(0, name: nil)
  }

  /// What an expression stands for.
  mutating func meaning(
    _ expression: Expression, line: Int, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning {
    switch expression.kind {
    case .number(let number): return .number(.constant(number, name: nil))
    case .text: return .text
    case .ellipsis: return .open
    case .sizeof: return .number(.constant(1, name: nil))
    case .initialiser:
      unit.error(expression.span, "an initialiser stands only where a variable is declared")
      return .broken
    case .name(let name): return self.name(name, expression.span, &unit)
    case .cast(_, let value): return meaning(value, line: line, &body, &unit)
    case .member(let owner, let name, let isArrow):
      return member(owner, name, isArrow, expression, line: line, &body, &unit)
    case .element(let array, let index): return element(array, index, expression, line: line, &body, &unit)
    case .call(let callee, let arguments):
      return call(callee, arguments, expression, into: .value, line: line, &body, &unit)
    case .unary(let symbol, let operand): return unary(symbol, operand, line: line, &body, &unit)
    case .binary(let symbol, let a, let b): return binary(symbol, a, b, expression, line: line, &body, &unit)
    case .conditional(let condition, let yes, let no):
      return conditional(condition, yes, no, line: line, &body, &unit)
    case .assign(let change, let target, let value):
      return assignment(change, target, value, line: line, &body, &unit)
    case .step(let target, let by, let isPostfix):
      return step(target, by, isPostfix, isUsed: true, line: line, &body, &unit)
    }
  }

  // MARK: Operators

  private mutating func unary(
    _ symbol: UnaryOperator, _ operand: Expression, line: Int, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning {
    let inner = meaning(operand, line: line, &body, &unit)
    switch symbol {
    case .address: return address(inner, operand, &unit)
    case .dereference:
      if case .pointer(let structure)? = inner.type { return .structure(value(of: inner, operand, &unit), structure) }
      if case .function = inner { return inner }
      if case .broken = inner { return inner }
      unit.error(operand.span, "this is no pointer")
      return .broken
    case .plus: return .number(value(of: inner, operand, &unit))
    case .minus:
      let value = value(of: inner, operand, &unit)
      if let known = value.known { return .number(unit.constant(0 &- known)) }
      return .number(.negated(value))
    case .not: return .number(.not(value(of: inner, operand, &unit)))
    case .complement:
      let value = value(of: inner, operand, &unit)
      if let known = value.known { return .number(unit.constant(~known)) }
      return .number(.constant(-1, name: nil) - value)
    }
  }

  private func address(_ inner: Meaning, _ operand: Expression, _ unit: inout UnitLowering) -> Meaning {
    switch inner {
    case .structure(let row, let name): return .pointer(row, name)
    case .cell(let place, .pointer(let name)):
      // A mirror that C has inside of its driver is a row of its own here: its address is the pointer's value.
      return .pointer(.cell(place), name)
    case .cell(let place, _): return .address(place)
    case .function, .silent, .broken, .array: return inner
    default:
      unit.error(operand.span, "the address of this is not modelled in this edition yet")
      return .broken
    }
  }

  private mutating func binary(
    _ symbol: BinaryOperator, _ a: Expression, _ b: Expression, _ whole: Expression, line: Int,
    _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning {
    if symbol == .and || symbol == .or { return shortCut(symbol, a, b, line: line, &body, &unit) }
    if let bit = migrateBit(symbol, a, b, line: line, &body, &unit) { return bit }
    let left = value(a, line: line, &body, &unit)
    // Addresses are page numbers here: an address and its page number are the same.
    if symbol == .shiftLeft || symbol == .shiftRight, case .name("PAGE_SHIFT") = b.kind { return .number(left) }
    var more: [Statement] = []
    let right = value(b, line: line, &more, &unit)
    var first = left
    if !more.isEmpty, left.isVariable {
      // The second operand does something: what the first was read as must be kept.
      let kept = hidden()
      emit(Statement(.assign(.local(kept), left)), line: line, &body)
      first = .local(kept)
    }
    body += more
    if let x = first.known, let y = right.known {
      if let number = symbol.apply(x, y) { return .number(unit.constant(number)) }
      unit.error(whole.span, "this has no value")
      return .broken
    }
    warnIfNeverEqual(symbol, first, right, a, b, &unit)
    if let simple = Operator(rawValue: symbol.rawValue) { return .number(.binary(simple, first, right)) }
    return indirect(symbol, first, right, whole, line: line, &body, &unit)
  }

  /// Operators that the machine does not have, by those that it has.
  private mutating func indirect(
    _ symbol: BinaryOperator, _ a: Value, _ b: Value, _ whole: Expression, line: Int, _ body: inout [Statement],
    _ unit: inout UnitLowering
  ) -> Meaning {
    if symbol == .bitXor {
      // Each operand is needed twice, and must be the same both times.
      let (x, y) = (kept(a, line: line, &body), kept(b, line: line, &body))
      return .number((x | y) - (x & y))
    }
    if let divisor = b.known, divisor > 0, divisor & (divisor - 1) == 0 {
      if symbol == .divide {
        return .number(.binary(.shiftRight, a, .constant(divisor.trailingZeroBitCount, name: nil)))
      }
      if symbol == .remainder { return .number(.binary(.bitAnd, a, .constant(divisor - 1, name: nil))) }
    }
    unit.error(whole.span, "'\(symbol.rawValue)' is modelled only by a power of two")
    return .broken
  }

  /// A value that can be read again: in a local of its own if it is not one or a number already.
  private mutating func kept(_ value: Value, line: Int, _ body: inout [Statement]) -> Value {
    switch value {
    case .local, .constant: return value
    default:
      let local = hidden(.number)
      emit(Statement(.assign(.local(local), value)), line: line, &body)
      return .local(local)
    }
  }

  /// Numbers are bytes: a comparison with a larger one would always come out the same.
  private func warnIfNeverEqual(
    _ symbol: BinaryOperator, _ left: Value, _ right: Value, _ a: Expression, _ b: Expression,
    _ unit: inout UnitLowering
  ) {
    guard (6...7).contains(symbol.strength) else { return }
    if let number = right.known { unit.warnIfTooLarge(number, b.span) }
    if let number = left.known { unit.warnIfTooLarge(number, a.span) }
  }

  /// `&&` and `||`: what stands right is done only if it is needed.
  private mutating func shortCut(
    _ symbol: BinaryOperator, _ a: Expression, _ b: Expression, line: Int, _ body: inout [Statement],
    _ unit: inout UnitLowering
  ) -> Meaning {
    let left = value(a, line: line, &body, &unit)
    flush(&body)
    var more: [Statement] = []
    let right = value(b, line: line, &more, &unit)
    flush(&more)
    if more.isEmpty { return .number(symbol == .and ? left && right : left || right) }
    let kept = hidden(.flag)
    let truth = Value.not(.not(right))
    more.append(Statement(.assign(.local(kept), truth), line: line))
    let decided = Statement(.assign(.local(kept), .constant(symbol == .and ? 0 : 1, name: nil)), line: line)
    body.append(
      Statement(.when(left, symbol == .and ? more : [decided], symbol == .and ? [decided] : more), line: line))
    return .number(.local(kept))
  }

  private mutating func conditional(
    _ condition: Expression, _ yes: Expression, _ no: Expression, line: Int, _ body: inout [Statement],
    _ unit: inout UnitLowering
  ) -> Meaning {
    let test = value(condition, line: line, &body, &unit)
    flush(&body)
    var first: [Statement] = []
    var second: [Statement] = []
    let yesMeaning = meaning(yes, line: line, &first, &unit)
    let noMeaning = meaning(no, line: line, &second, &unit)
    let yesValue = value(of: yesMeaning, yes, &unit)
    let noValue = value(of: noMeaning, no, &unit)
    let type = yesMeaning.type ?? noMeaning.type ?? .number(.errno)
    let kept = hidden(type.kind(unit.environment))
    first.append(Statement(.assign(.local(kept), yesValue), line: line))
    second.append(Statement(.assign(.local(kept), noValue), line: line))
    body.append(Statement(.when(test, first, second), line: line))
    if case .pointer(let name) = type { return .pointer(.local(kept), name) }
    return .number(.local(kept))
  }
}

extension Value {
  /// Whether its value may be another one later.
  var isVariable: Bool {
    switch self {
    case .constant, .rows, .me, .procedure: false
    case .not(let inner), .negated(let inner), .named(_, _, let inner): inner.isVariable
    case .binary(_, let a, let b): a.isVariable || b.isVariable
    default: true
    }
  }
}

extension Meaning {
  /// The type of what it can be read as.
  var type: Type? {
    switch self {
    case .number: .number(.errno)
    case .pointer(_, let name): .pointer(name)
    case .variable(_, let type), .cell(_, let type): type
    default: nil
    }
  }
}

extension Kind {
  var isLock: Bool { self == .mutex || self == .rwsem || self == .spinlock }
}

extension UnitLowering {
  /// A number by the name that it is printed with.
  func constant(_ number: Int) -> Value { .constant(number, name: environment.printedNumbers[number]) }
}
