import Machine
import Spelling

extension FunctionLowering {
  mutating func sentences(_ all: [Sentence], _ body: inout [Statement], _ unit: inout UnitLowering) {
    for one in all { sentence(one, &body, &unit) }
  }

  mutating func sentence(_ one: Sentence, _ body: inout [Statement], _ unit: inout UnitLowering) {
    let line = one.span.start.line
    switch one.kind {
    case .empty, .ellipsis: break
    case .commit: commit(one.span, &body, &unit)
    case .block(let inner): scoped(inner, &body, &unit)
    case .declaration(let variables): for variable in variables { declaration(variable, &body, &unit) }
    case .expression(let expression): effect(expression, &body, &unit)
    case .when(let condition, let yes, let no): when(condition, yes, no, line: line, &body, &unit)
    case .loop, .doLoop, .count: loop(one, line: line, &body, &unit)
    case .choice(let value, let cases): choice(value, cases, line: line, &body, &unit)
    case .test: unit.error(one.span, "case stands outside of a switch")
    case .otherwise: unit.error(one.span, "default stands outside of a switch")
    case .label(let name):
      flush(&body)
      body.append(Statement(.label(name), line: line))
    case .goto(let name): goto(name, one.span, &body, &unit)
    case .leave:
      guard let target = targets.last else { return unit.error(one.span, "break stands outside of a loop or switch") }
      jump(target.leave.map { .goto($0) } ?? .breakLoop, line: line, &body)
    case .proceed:
      guard let target = targets.last(where: \.isLoop) else {
        return unit.error(one.span, "continue stands outside of a loop")
      }
      jump(target.proceed.map { .goto($0) } ?? .continueLoop, line: line, &body)
    case .result(let value): result(value, one.span, &body, &unit)
    }
  }

  mutating func scoped(_ inner: [Sentence], _ body: inout [Statement], _ unit: inout UnitLowering) {
    scopes.append([:])
    sentences(inner, &body, &unit)
    scopes.removeLast()
  }

  // MARK: Declarations

  private mutating func declaration(
    _ variable: Variable, _ body: inout [Statement], _ unit: inout UnitLowering
  ) {
    if scopes[scopes.count - 1][variable.name] != nil, scopes.count > 1 || !isParameterShadow(variable.name) {
      return unit.error(variable.span, "a second variable named '\(variable.name)'")
    }
    let type = variable.type
    if variable.isArray { return array(variable, &body, &unit) }
    if type.isStruct, type.pointers == 0 { return structure(variable, &unit) }
    guard let known = unit.type(of: type), known != .void else {
      if type.isStruct, !unit.knows(type.name) { unit.unknownStruct(type.name, variable.span) }
      scopes[scopes.count - 1][variable.name] = .silent
      return
    }
    // The first value is read before the name is known: int ret = ret is the outer one.
    guard let value = variable.value else {
      _ = declare(variable.name, known, &unit)
      return
    }
    if case .ellipsis = value.kind {
      _ = declare(variable.name, known, &unit)
      return
    }
    let line = variable.span.start.line
    let before = scopes
    let local = declare(variable.name, known, &unit)
    let after = scopes
    scopes = before
    assign(to: .variable(local, known), value, line: line, &body, &unit)
    scopes = after
  }

  /// The first scope holds the parameters too; C lets no variable of the body have a parameter's name.
  private func isParameterShadow(_ name: String) -> Bool {
    guard case .local(let local, _)? = scopes[0][name] else { return false }
    // A given name that is a parameter only in the model may be declared by the text.
    return parameters.contains { $0.local == local } && !function.parameters.contains { $0.name == name }
  }

  /// A struct on the stack.
  private mutating func structure(_ variable: Variable, _ unit: inout UnitLowering) {
    let name = variable.type.name
    if name == "hmm_mirror" {
      // The scenario has registered the device's one mirror; a text that declares another means that.
      scopes[scopes.count - 1][variable.name] = .silent
      return unit.error(
        variable.span, "a struct hmm_mirror on the stack is not modelled in this edition yet",
        hint: "use driver->mirror")
    }
    guard let record = unit.environment.structs[name]?.record else {
      if unit.knows(name) {
        unit.error(variable.span, "a struct \(name) on the stack is not modelled in this edition yet")
      } else {
        unit.unknownStruct(name, variable.span)
      }
      scopes[scopes.count - 1][variable.name] = .silent
      return
    }
    guard record.isAllocated, let local = stackLocals[Declared(variable)] else {
      unit.error(variable.span, "a struct \(name) on the stack is not modelled in this edition yet")
      scopes[scopes.count - 1][variable.name] = .silent
      return
    }
    scopes[scopes.count - 1][variable.name] = .structure(local, name)
  }

  /// Every struct on the stack gets its row when the function begins, also one in a loop: C has it once.
  mutating func allocateStructs(_ unit: inout UnitLowering) {
    var found: [Variable] = []
    function.visit { sentence in
      if case .declaration(let variables) = sentence.kind {
        found += variables.filter { $0.type.isStruct && $0.type.pointers == 0 && !$0.isArray }
      }
    }
    for variable in found {
      guard unit.environment.structs[variable.type.name]?.record.isAllocated == true,
        variable.type.name == "hmm_range"
      else { continue }
      scopes.append([:])
      let local = declare(variable.name, .pointer(variable.type.name), &unit)
      scopes.removeLast()
      stackLocals[Declared(variable)] = local
      allocate(local, variable.type.name, line: variable.span.start.line, unit)
    }
  }

  // MARK: Returning

  private mutating func result(
    _ expression: Expression?, _ span: Span, _ body: inout [Statement], _ unit: inout UnitLowering
  ) {
    let line = span.start.line
    var value: Value?
    if let expression, expression.kind != .ellipsis {
      value = self.value(expression, line: line, &body, &unit)
      if function.returnsVoid { unit.warn(expression.span, "\(function.name)() returns nothing: this value is lost") }
    }
    giveBack(value, line: line, &body)
  }

  /// Frees what lies on the stack and returns.
  mutating func giveBack(_ value: Value?, line: Int, _ body: inout [Statement]) {
    var value = value
    if !onStack.isEmpty {
      if let read = value, read.readsCells {
        let kept = hidden()
        emit(Statement(.assign(.local(kept), read)), line: line, &body)
        value = .local(kept)
      }
      flush(&body)
      let frees = onStack.map { Statement(.free(record: $0.record, .local($0.local))) }
      body.append(Statement(.atomic(ghosts(frees)), line: line))
    }
    flush(&body)
    body.append(Statement(.result(value), line: line))
  }

  // MARK: Jumps

  mutating func declareLabels(_ unit: inout UnitLowering) {
    var found: [(String, Span)] = []
    function.visit { if case .label(let name) = $0.kind { found.append((name, $0.span)) } }
    for (name, span) in found {
      if let first = labels[name] {
        unit.error(span, "a second label '\(name)' in \(function.name)()", hint: "the first is in line \(first)")
      } else {
        labels[name] = span.start.line
      }
    }
  }

  private mutating func goto(
    _ name: String, _ span: Span, _ body: inout [Statement], _ unit: inout UnitLowering
  ) {
    guard labels[name] != nil else {
      let end = Position(line: span.start.line, column: span.start.column)
      let at = labelSpan(of: name, from: end, unit)
      let near = nearest(name, among: labels.keys).map { "did you mean '\($0)' (line \(labels[$0] ?? 0))?" }
      let none = labels.isEmpty ? "this function has no labels" : nil
      return unit.error(at, "no label '\(name)' in \(function.name)()", hint: near ?? none)
    }
    jump(.goto(name), line: span.start.line, &body)
  }

  /// Where the label's name stands behind `goto`.
  private func labelSpan(of name: String, from start: Position, _ unit: UnitLowering) -> Span {
    let line = Array(unit.source.lines[start.line - 1])
    var column = start.column - 1 + 4
    while column < line.count, line[column].isWhitespace { column += 1 }
    let begin = Position(line: start.line, column: column + 1)
    return Span(begin, Position(line: start.line, column: column + 1 + name.count))
  }

  /// A jump on a line of its own is a step, as it is a row of the listing; behind an if on the same line it is not.
  private mutating func jump(_ action: Action, line: Int, _ body: inout [Statement]) {
    if line != conditionLine || !body.isEmpty { emit(Statement(.atomic([])), line: line, &body) }
    body.append(Statement(action, line: line))
  }

  /// From the first label that the text goes back to, to the end of the statement that goes back last; without such a
  /// label, the first loop.
  var loop: ClosedRange<Int>? {
    var back: (label: String, line: Int)?
    for sentence in function.body {
      sentence.visit { inner in
        guard case .goto(let name) = inner.kind, let line = labels[name], line <= inner.span.start.line else { return }
        if back == nil || line < back?.line ?? 0 { back = (name, line) }
      }
    }
    var first: ClosedRange<Int>?
    var last: Int?
    for sentence in function.body {
      sentence.visit { inner in
        switch inner.kind {
        case .loop, .doLoop, .count: if first == nil { first = inner.span.start.line...inner.span.end.line }
        case .goto(let name) where name == back?.label: last = sentence.span.end.line
        default: break
        }
      }
    }
    if let back, let last { return back.line...max(back.line, last) }
    return first
  }
}
