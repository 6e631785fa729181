/// Which procedures a setup needs.
extension Compiler {
  mutating func discover(_ procedure: Procedure) {
    guard index[ObjectIdentifier(procedure)] == nil else { return }
    index[ObjectIdentifier(procedure)] = found.count
    found.append(procedure)
    outlines.append(Outline(procedure))
    for statement in procedure.body { discover(in: statement) }
  }

  mutating func offer(_ procedure: Procedure) {
    discover(procedure)
    let number = index[ObjectIdentifier(procedure)]!
    if !callable.contains(number) { callable.append(number) }
  }

  mutating func discover(in statement: Statement) {
    switch statement.action {
    case .call(.procedure(let procedure), let arguments, _):
      discover(procedure)
      for argument in arguments { offer(in: argument) }
    case .call(.cell, let arguments, _): for argument in arguments { offer(in: argument) }
    case .assign(let place, let value):
      offer(in: value)
      if case .cell(let cell) = place, cell.field.kind == .procedure { note(value, in: cell) }
    case .result(let value?): offer(in: value)
    case .atomic(let body), .loop(_, let body), .doLoop(let body, _), .count(_, _, _, let body),
      .each(_, _, _, let body), .rest(_, _, let body):
      for inner in body { discover(in: inner) }
    case .when(_, let yes, let no): for inner in yes + no { discover(in: inner) }
    default: break
    }
  }

  mutating func note(_ value: Value, in cell: Place) {
    let key = "\(cell.record).\(cell.field.name)"
    switch value {
    case .procedure(let procedure): hold(procedure, in: key)
    case .constant(0, _): break
    default: open.insert(key)
    }
  }

  mutating func hold(_ procedure: Procedure, in key: String) {
    if let number = index[ObjectIdentifier(procedure)] { held[key, default: []].insert(number) }
  }

  mutating func offer(in value: Value) {
    if case .procedure(let procedure) = value { offer(procedure) }
  }
}
