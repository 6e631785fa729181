import Machine

/// Procedures in which what happens at once is a step a statement, so that each condition in it is a test that can be
/// seen, and each lock is held for a while. For one thread by itself it is the same program.
struct Dissolving {
  private var known: [ObjectIdentifier: Procedure] = [:]

  /// The same machine, made of such procedures.
  mutating func applied(to setup: Setup) -> Setup {
    var copy = setup
    for index in copy.threads.indices { copy.threads[index].procedure = dissolved(copy.threads[index].procedure) }
    for index in copy.cells.indices {
      if case .procedure(let procedure) = copy.cells[index].value {
        copy.cells[index].value = .procedure(dissolved(procedure))
      }
    }
    return copy
  }

  private mutating func dissolved(_ procedure: Procedure) -> Procedure {
    if let new = known[ObjectIdentifier(procedure)] { return new }
    let body = dissolved(procedure.body, nil)
    let new = Procedure(
      procedure.name, procedure.parameters.map { .local($0) }, file: procedure.file, returns: procedure.returns,
      isKernel: procedure.isKernel, text: []
    ) { body }
    known[ObjectIdentifier(procedure)] = new
    return new
  }

  /// - Parameter step: what the statements are part of: a step, or a function that is written inline there.
  private mutating func dissolved(_ statements: [Statement], _ step: String?) -> [Statement] {
    var result: [Statement] = []
    for statement in statements {
      var copy = statement
      if let step { copy.name = step }
      switch statement.action {
      case .atomic(let body):
        result += dissolved(body, statement.row.map(Self.function) ?? step ?? statement.name)
        continue
      case .when(let condition, let yes, let no):
        copy.action = .when(condition, dissolved(yes, step), dissolved(no, step))
      case .loop(let condition, let body): copy.action = .loop(condition, dissolved(body, step))
      case .doLoop(let body, let condition): copy.action = .doLoop(dissolved(body, step), condition)
      case .count(let local, let from, let below, let body):
        copy.action = .count(local, from: from, below: below, dissolved(body, step))
      case .each(let local, let place, let condition, let body):
        var inner = dissolved(body, step)
        if let condition { inner = [Statement(.when(condition, inner, []), name: step)] }
        copy.action = .each(local, place, where: nil, inner)
      case .call(.procedure(let callee), let arguments, let local):
        copy.action = .call(.procedure(dissolved(callee)), arguments, into: local)
      default: break
      }
      result.append(copy)
    }
    return result
  }

  /// The function that a row calls: `put_page` of `put_page(page);`, `vm_area_dup` of `tmp = vm_area_dup(vma);`.
  private static func function(_ row: String) -> String {
    let head = row.prefix { $0 != "(" }
    return String(head.split(separator: " ").last ?? head)
  }
}
