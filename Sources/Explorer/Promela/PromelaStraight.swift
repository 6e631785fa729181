import Machine

/// Statements that run within one step, as Promela: a sequence in a `d_step`.
extension PromelaScope {
  func straight(_ statements: [Statement]) -> String {
    let parts = statements.map { straight($0) }.filter { !$0.isEmpty }
    return parts.isEmpty ? "skip" : parts.joined(separator: "; ")
  }

  private func straight(_ statement: Statement) -> String {
    switch statement.action {
    case .assign(let place, let value): return "\(target(place)) = \(stored(value))"
    case .atomic(let body): return body.isEmpty ? "" : straight(body)
    case .lock(let verb, let place): return release(verb, place)
    case .trylock(let verb, let place, let local): return tryLock(verb, place, local)
    case .wake(let place): return "\(cell(place)) = 0"
    case .list(let verb, let place, let entry):
      let column = cells.column(place)
      guard column.rows * column.stride > 0 else { return "assert(false)" }
      return "x = \(text(entry)); y = \(offset(place)); \(PromelaCells.listInline(column, verb))()"
    case .reference(let verb, let place, let local): return reference(verb, place, local)
    case .allocate(let place, let record): return "\(PromelaCells.allocateInline(record))(); \(target(place)) = x"
    case .free(let record, let row): return "x = \(text(row)); \(PromelaCells.freeInline(record))()"
    case .fault: return "assert(false)"
    case .nothing: return ""
    case .when(let condition, let yes, let no):
      return "if :: \(text(condition)) -> \(straight(yes)) :: else -> \(straight(no)) fi"
    case .loop(let condition, let body): return loop("", condition, body, "")
    case .count(let local, let from, let below, let body):
      let name = variable(local)
      return loop("\(name) = \(stored(from)); ", .local(local) < below, body, "\(name) = S8(\(name) + 1)")
        + "; \(name) = 0"
    case .each(let local, let place, let condition, let body):
      let inner = condition.map { [Statement(.when($0, body, []))] } ?? body
      let next = "\(variable(local)) = \(text(.list(.next, place, .local(local))))"
      let first = "\(variable(local)) = \(text(.list(.first, place, nil))); "
      return loop(first, .local(local) != 0, inner, next)
    default: preconditionFailure("\(statement.text) cannot stand in an atomic block")
    }
  }

  /// A `do` may not be the last statement of a `d_step`: Spin takes its `break` for a jump out of it.
  private func loop(_ before: String, _ condition: Value, _ body: [Statement], _ after: String) -> String {
    let again = after.isEmpty ? "" : "; \(after)"
    return "\(before)do :: \(text(condition)) -> \(straight(body))\(again) :: else -> break od; skip"
  }

  private func target(_ place: Value) -> String {
    switch place {
    case .local(let local): return variable(local)
    case .cell(let cell): return self.cell(cell)
    default: preconditionFailure("\(place.text) cannot be assigned to")
    }
  }

  private func reference(_ verb: ReferenceVerb, _ place: Place, _ local: Local?) -> String {
    let count = cell(place)
    let into = local.map { variable($0) }
    switch verb {
    case .get: return "assert(\(count) != 0); \(count)++"
    case .getUnlessZero:
      let yes = into.map { "; \($0) = 1" } ?? ""
      let no = into.map { "\($0) = 0" } ?? "skip"
      return "if :: \(count) != 0 -> \(count)++\(yes) :: else -> \(no) fi"
    case .put:
      let zero = into.map { "; \($0) = (\(count) == 0)" } ?? ""
      return "assert(\(count) != 0); \(count)--\(zero)"
    }
  }
}
