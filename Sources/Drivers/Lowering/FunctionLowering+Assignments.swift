import Machine

extension FunctionLowering {
  /// An expression that stands as a statement: its value is not used.
  mutating func effect(_ expression: Expression, _ body: inout [Statement], _ unit: inout UnitLowering) {
    let line = expression.span.start.line
    switch expression.kind {
    case .call(let callee, let arguments):
      _ = call(callee, arguments, expression, into: .nothing, line: line, &body, &unit)
    case .step(let target, let by, let isPostfix):
      _ = step(target, by, isPostfix, isUsed: false, line: line, &body, &unit)
    case .assign(let change, let target, let value):
      _ = assignment(change, target, value, line: line, &body, &unit)
    case .cast(_, let value): effect(value, &body, &unit)
    case .ellipsis: break
    default:
      let before = unit.problems.count
      _ = meaning(expression, line: line, &body, &unit)
      if unit.problems.count == before { unit.warn(expression.span, "this statement does nothing") }
    }
  }

  mutating func assignment(
    _ change: BinaryOperator?, _ target: Expression, _ value: Expression, line: Int, _ body: inout [Statement],
    _ unit: inout UnitLowering
  ) -> Meaning {
    let place = meaning(target, line: line, &body, &unit)
    guard let change else {
      assign(to: place, value, target: target, line: line, &body, &unit)
      return place
    }
    if target.change != nil {
      unit.error(target.span, "this would be done twice", hint: "write it in two statements")
      return .broken
    }
    guard place.isAssignable else {
      refuse(place, target, &unit)
      return .broken
    }
    let whole = Expression(.binary(change, target, value), target.span.joined(value.span))
    assign(to: place, whole, target: target, line: line, &body, &unit)
    return place
  }

  /// Assigns; a call's result goes straight into a local.
  mutating func assign(
    to place: Meaning, _ expression: Expression, target: Expression? = nil, line: Int, _ body: inout [Statement],
    _ unit: inout UnitLowering
  ) {
    let target = target ?? expression
    if case .silent(let then) = place {
      // What the model does not look into takes any value; it is not even read.
      if !then.isEmpty { emit(Statement(.atomic(ghosts(then))), line: line, &body) }
      return
    }
    // The arrays of a range are the scenario's: which memory they lie in makes no difference.
    if case .constants = place { return }
    // All structs of a text are parts of one device: a pointer between them points there already.
    if case .pointer(_, let part) = place, unit.isDriver(part), !target.isCall { return }
    if case .array(_, let then) = place, !then.isEmpty {
      return emit(Statement(.atomic(ghosts(then))), line: line, &body)
    }
    if case .ops(let row) = place { return assignOps(of: row, expression, line: line, &body, &unit) }
    guard place.isAssignable else { return refuse(place, target, &unit) }
    if case .ellipsis = expression.kind { return assignOpen(to: place, target, line: line, &body, &unit) }
    if case .variable(let local, let type) = place, case .call(let callee, let arguments) = expression.plain.kind {
      let result = call(callee, arguments, expression.plain, into: .local(local), line: line, &body, &unit)
      if case .variable(let taken, _) = result, taken == local { return check(type, result, expression, &unit) }
      check(type, result, expression, &unit)
      let value = value(of: result, expression, &unit)
      return emit(Statement(.assign(.local(local), value)), line: line, &body)
    }
    let meaning = self.meaning(expression, line: line, &body, &unit)
    if let type = place.type { check(type, meaning, expression, &unit) }
    let value = value(of: meaning, expression, &unit)
    if let number = value.known { unit.warnIfTooLarge(number, expression.span) }
    switch place {
    case .variable(let local, _): emit(Statement(.assign(.local(local), value)), line: line, &body)
    case .cell(let cell, _): emit(Statement(.assign(.cell(cell), value)), line: line, &body)
    default: break
    }
  }

  /// `range.start = ...`: the scenario's own value of that name, if it has one.
  private mutating func assignOpen(
    to place: Meaning, _ target: Expression, line: Int, _ body: inout [Statement], _ unit: inout UnitLowering
  ) {
    let name: String
    switch target.kind {
    case .member(_, let member, _): name = member
    case .name(let variable): name = variable
    default: return
    }
    guard let value = given(name, target.span, &unit) else { return }
    switch place {
    case .variable(let local, _): emit(Statement(.assign(.local(local), value)), line: line, &body)
    case .cell(let cell, _): emit(Statement(.assign(.cell(cell), value)), line: line, &body)
    default: break
    }
  }

  private func refuse(_ place: Meaning, _ target: Expression, _ unit: inout UnitLowering) {
    switch place {
    case .broken: break
    case .array, .constants: unit.error(target.span, "a whole array cannot be assigned to", hint: "name an element")
    case .structure: unit.error(target.span, "a whole struct cannot be assigned to", hint: "name a member")
    case .number, .pointer: unit.error(target.span, "this has no place that could be assigned to")
    default: unit.error(target.span, "this cannot be assigned to")
    }
  }

  /// C lets pointers and numbers be mixed with a warning; the model would then read another row.
  private func check(_ type: Type, _ meaning: Meaning, _ expression: Expression, _ unit: inout UnitLowering) {
    guard case .pointer(let wanted) = type else {
      if case .pointer(let found)? = meaning.type {
        unit.error(expression.span, "a pointer to struct \(found) is no number")
      }
      return
    }
    switch meaning.type {
    case .pointer(let found)?:
      if wanted != found, !(unit.isDriver(wanted) && unit.isDriver(found)) {
        unit.error(expression.span, "a pointer to struct \(wanted) cannot point to a struct \(found)")
      }
    case .number?:
      if case .number(let value) = meaning, value.known == 0 { return }
      unit.error(expression.span, "a number is no pointer to struct \(wanted)")
    default: break
    }
  }

  /// `++` and `--`.
  mutating func step(
    _ target: Expression, _ by: Int, _ isPostfix: Bool, isUsed: Bool, line: Int, _ body: inout [Statement],
    _ unit: inout UnitLowering
  ) -> Meaning {
    let place = meaning(target, line: line, &body, &unit)
    guard place.isAssignable, case .number? = place.type else {
      if place.isAssignable {
        unit.error(target.span, "a pointer to a struct cannot be counted up or down")
      } else {
        refuse(place, target, &unit)
      }
      return .broken
    }
    let value = value(of: place, target, &unit)
    let changed = by > 0 ? value + .constant(by, name: nil) : value - .constant(-by, name: nil)
    var result = place
    if isUsed, isPostfix {
      let kept = hidden()
      emit(Statement(.assign(.local(kept), value)), line: line, &body)
      result = .number(.local(kept))
    }
    emit(Statement(.assign(value, changed)), line: line, &body)
    return result
  }

  /// The comment that stands for the commit.
  mutating func commit(_ span: Span, _ body: inout [Statement], _ unit: inout UnitLowering) {
    // A text that writes the table itself only speaks of it here.
    if unit.hasCommitCall { return }
    let name = unit.environment.commit
    var range: String?
    for scope in scopes {
      for (name, meaning) in scope.sorted(by: { $0.key < $1.key }) {
        switch meaning {
        case .structure(_, "hmm_range"): range = range ?? "&\(name)"
        case .local(_, .pointer("hmm_range")): range = range ?? name
        default: break
        }
      }
    }
    guard let range else {
      return unit.error(span, "this comment stands for the commit, but there is no struct hmm_range to commit")
    }
    let text = "\(name)(driver, \(range))"
    guard let expression = try? parseExpression(text, file: "commit") else { return }
    let start = span.start
    let placed = expression.moved(to: Span(start, start))
    unit.inferredLines.insert(start.line)
    effect(placed, &body, &unit)
  }
}

extension Meaning {
  var isAssignable: Bool {
    switch self {
    case .variable: true
    case .cell(let place, _): !place.field.kind.isLock && place.field.kind != .reference
    default: false
    }
  }
}

extension Expression {
  /// The same at another place: for expressions that the text does not have.
  func moved(to span: Span) -> Expression {
    switch kind {
    case .member(let owner, let name, let isArrow):
      Expression(.member(owner.moved(to: span), name, isArrow: isArrow), span)
    case .call(let callee, let arguments):
      Expression(.call(callee.moved(to: span), arguments.map { $0.moved(to: span) }), span)
    case .unary(let symbol, let value): Expression(.unary(symbol, value.moved(to: span)), span)
    default: Expression(kind, span)
    }
  }
}
