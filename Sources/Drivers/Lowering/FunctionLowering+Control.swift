import Machine

extension FunctionLowering {
  /// A part of the body that is reached by a condition or again and again: nothing may be pending before it.
  private mutating func part(
    _ inner: Sentence?, line: Int?, _ unit: inout UnitLowering
  ) -> [Statement] {
    guard let inner else { return [] }
    var statements: [Statement] = []
    let outer = conditionLine
    conditionLine = line
    scoped([inner], &statements, &unit)
    conditionLine = outer
    flush(&statements)
    return statements
  }

  mutating func when(
    _ condition: Expression, _ yes: Sentence, _ no: Sentence?, line: Int, _ body: inout [Statement],
    _ unit: inout UnitLowering
  ) {
    let value = self.value(condition, line: line, &body, &unit)
    flush(&body)
    let first = part(yes, line: line, &unit)
    let second = part(no, line: nil, &unit)
    body.append(Statement(.when(value, first, second), line: line))
  }

  mutating func loop(_ one: Sentence, line: Int, _ body: inout [Statement], _ unit: inout UnitLowering) {
    scopes.append([:])
    defer { scopes.removeLast() }
    switch one.kind {
    case .loop(let condition, let inner):
      flush(&body)
      repeating(condition, change: nil, inner, line: line, &body, &unit)
    case .count(let first, let condition, let change, let inner):
      if let first { sentence(first, &body, &unit) }
      flush(&body)
      repeating(condition, change: change, inner, line: line, &body, &unit)
    case .doLoop(let inner, let condition):
      flush(&body)
      atLeastOnce(inner, condition, line: line, &body, &unit)
    default: break
    }
  }

  private mutating func repeating(
    _ condition: Expression?, change: Expression?, _ inner: Sentence, line: Int, _ body: inout [Statement],
    _ unit: inout UnitLowering
  ) {
    var before: [Statement] = []
    let value = condition.map { self.value($0, line: line, &before, &unit) } ?? .constant(1, name: nil)
    flush(&before)
    // `continue` in a for goes to its last part, which the machine's loop does not have.
    let proceed = change == nil ? nil : fresh("continue")
    targets.append(Target(leave: nil, isLoop: true, proceed: proceed))
    var inside = part(inner, line: nil, &unit)
    targets.removeLast()
    if let change {
      if let proceed { inside.append(Statement(.label(proceed), line: line)) }
      effect(change, &inside, &unit)
      flush(&inside)
    }
    if before.isEmpty {
      body.append(Statement(.loop(value, inside), line: line))
    } else {
      // A condition with a call is asked anew in each round.
      let leave = Statement(.when(.not(value), [Statement(.breakLoop, line: line)], []), line: line)
      let top = fresh("again")
      body.append(Statement(.label(top), line: line))
      body += endless(before + [leave] + inside, top: top, line: line)
    }
  }

  /// Rounds without a test of their own: a label, the round, and a jump back.
  private mutating func endless(_ round: [Statement], top: String, line: Int) -> [Statement] {
    let out = fresh("out")
    let inner = round.map { replaceJumps($0, out: out, top: top) }
    return inner + [Statement(.goto(top), line: line), Statement(.label(out), line: line)]
  }

  /// `break` and `continue` of a loop that became a label and jumps.
  private func replaceJumps(_ statement: Statement, out: String, top: String) -> Statement {
    var copy = statement
    switch statement.action {
    case .breakLoop: copy.action = .goto(out)
    case .continueLoop: copy.action = .goto(top)
    case .when(let condition, let yes, let no):
      copy.action = .when(
        condition, yes.map { replaceJumps($0, out: out, top: top) }, no.map { replaceJumps($0, out: out, top: top) })
    default: break
    }
    return copy
  }

  private mutating func atLeastOnce(
    _ inner: Sentence, _ condition: Expression, line: Int, _ body: inout [Statement], _ unit: inout UnitLowering
  ) {
    let again = fresh("continue")
    if unit.constant(condition) == 0 {
      // A macro's way to be one statement: what would be tested is known.
      targets.append(Target(leave: again, isLoop: true, proceed: again))
      body += part(inner, line: nil, &unit)
      targets.removeLast()
      body.append(Statement(.label(again), line: line))
      return
    }
    targets.append(Target(leave: nil, isLoop: true, proceed: again))
    var inside = part(inner, line: nil, &unit)
    targets.removeLast()
    inside.append(Statement(.label(again), line: line))
    let last = condition.span.start.line
    let value = self.value(condition, line: last, &inside, &unit)
    flush(&inside)
    body.append(Statement(.doLoop(inside, value), line: last))
  }

  // MARK: switch

  mutating func choice(
    _ expression: Expression, _ cases: [Sentence], line: Int, _ body: inout [Statement], _ unit: inout UnitLowering
  ) {
    var value = self.value(expression, line: line, &body, &unit)
    if value.readsCells {
      // Read once, as C does: another thread may change it between two tests.
      let kept = hidden()
      emit(Statement(.assign(.local(kept), value)), line: line, &body)
      value = .local(kept)
    }
    flush(&body)
    let out = fresh("out")
    var entries: [Int: String] = [:]
    var otherwise: String?
    var inside: [Statement] = []
    scopes.append([:])
    targets.append(Target(leave: out, isLoop: false, proceed: nil))
    var isOpen = false
    for one in cases {
      switch one.kind {
      case .test(let test):
        let name = fresh("case")
        isOpen = true
        flush(&inside)
        inside.append(Statement(.label(name), line: one.span.start.line))
        guard let number = unit.constant(test) else {
          unit.error(test.span, "a case is a number")
          continue
        }
        if entries[number] != nil { unit.error(test.span, "a second case \(number)") }
        entries[number] = name
        let leap = [Statement(.goto(name), line: one.span.start.line)]
        let shown = unit.constant(number)
        body.append(Statement(.when(value == shown, leap, []), line: one.span.start.line))
      case .otherwise:
        if otherwise != nil { unit.error(one.span, "a second default") }
        let name = fresh("default")
        otherwise = name
        isOpen = true
        flush(&inside)
        inside.append(Statement(.label(name), line: one.span.start.line))
      default:
        if !isOpen { unit.warn(one.span, "nothing leads to this statement: it stands before the first case") }
        sentence(one, &inside, &unit)
      }
    }
    targets.removeLast()
    scopes.removeLast()
    flush(&inside)
    body.append(Statement(.goto(otherwise ?? out), line: line))
    body += inside
    body.append(Statement(.label(out), line: line))
  }

  /// A label that no text can have.
  mutating func fresh(_ what: String) -> String {
    labelCount += 1
    return "(\(what) \(labelCount))"
  }
}
