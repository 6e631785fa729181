import Machine

extension Procedure {
  /// The procedure with its statements changed; nil where nothing is. Statements are numbered as they are read, from 0,
  /// those inside of others after the one that they are in.
  ///
  /// Locals that nothing sets any more are kept alive by statements that never run, so that what reads them finds zero.
  func edited(_ edit: (Int, Statement) -> [Statement]?) -> Procedure {
    var number = 0
    var new = Self.edited(body, &number, edit)
    let kept = Self.locals(of: new)
    let lost = Self.locals(of: body).filter { local in
      !kept.contains { $0.name == local.name } && !parameters.contains { $0.name == local.name }
    }
    if !lost.isEmpty {
      let zero = lost.map { Statement(.assign(.local($0), 0)) }
      new += [Statement(.result(nil)), Statement(.atomic(zero))]
    }
    return with(new)
  }

  /// The same procedure with another body.
  func with(_ body: [Statement]) -> Procedure {
    Procedure(
      name, parameters.map { .local($0) }, file: file, returns: returns, isKernel: isKernel, text: text
    ) { body }
  }

  /// Every statement with its number.
  var numbered: [(number: Int, statement: Statement)] {
    var result: [(Int, Statement)] = []
    var number = 0
    _ = Self.edited(body, &number) {
      result.append(($0, $1))
      return nil
    }
    return result
  }

  private static func edited(
    _ statements: [Statement], _ number: inout Int, _ edit: (Int, Statement) -> [Statement]?
  ) -> [Statement] {
    statements.flatMap { statement -> [Statement] in
      let own = number
      number += 1
      let change = edit(own, statement)
      var copy = statement
      copy.action = statement.action.mapped { edited($0, &number, edit) }
      return change ?? [copy]
    }
  }

  private static func locals(of statements: [Statement]) -> [Local] {
    var result: [Local] = []
    for statement in statements {
      result += statement.action.targets
      _ = statement.action.mapped {
        result += locals(of: $0)
        return $0
      }
    }
    return result
  }
}

extension Action {
  /// The action with the statements inside of it changed.
  func mapped(_ change: ([Statement]) -> [Statement]) -> Action {
    switch self {
    case .atomic(let body): .atomic(change(body))
    case .when(let condition, let yes, let no): .when(condition, change(yes), change(no))
    case .loop(let condition, let body): .loop(condition, change(body))
    case .doLoop(let body, let condition): .doLoop(change(body), condition)
    case .count(let local, let from, let below, let body): .count(local, from: from, below: below, change(body))
    case .each(let local, let place, let condition, let body): .each(local, place, where: condition, change(body))
    case .rest(let condition, let reason, let body): .rest(until: condition, reason: reason, change(body))
    default: self
    }
  }

  /// The locals that the action itself sets.
  var targets: [Local] {
    switch self {
    case .assign(.local(let local), _), .allocate(.local(let local), _), .trylock(_, _, let local),
      .wait(_, _, _, let local?), .count(let local, _, _, _), .each(let local, _, _, _), .call(_, _, let local?),
      .choose(let local, _, _), .reference(_, _, let local?):
      [local]
    default: []
    }
  }
}

/// Puts other procedures in the place of some, wherever they are called or held by a cell.
struct Redirection {
  private var known: [ObjectIdentifier: Procedure]

  init(_ old: Procedure, to new: Procedure) {
    known = [ObjectIdentifier(old): new]
  }

  /// The setup with every way to the old procedure leading to the new one.
  mutating func applied(to setup: Setup) -> Setup {
    var copy = setup
    for index in copy.threads.indices { copy.threads[index].procedure = redirected(copy.threads[index].procedure) }
    for index in copy.cells.indices {
      if case .procedure(let procedure) = copy.cells[index].value {
        copy.cells[index].value = .procedure(redirected(procedure))
      }
    }
    return copy
  }

  private mutating func redirected(_ procedure: Procedure) -> Procedure {
    if let new = known[ObjectIdentifier(procedure)] { return new }
    var isChanged = false
    let body = redirected(procedure.body, &isChanged)
    let new = isChanged ? procedure.with(body) : procedure
    known[ObjectIdentifier(procedure)] = new
    return new
  }

  private mutating func redirected(_ statements: [Statement], _ isChanged: inout Bool) -> [Statement] {
    var result: [Statement] = []
    for statement in statements {
      var copy = statement
      switch statement.action {
      case .call(.procedure(let procedure), let arguments, let local):
        let new = redirected(procedure)
        if new !== procedure { isChanged = true }
        // A procedure that is handed on is another way to it.
        let handed = arguments.map { argument -> Value in
          guard case .procedure(let inner) = argument else { return argument }
          let new = redirected(inner)
          if new !== inner { isChanged = true }
          return .procedure(new)
        }
        copy.action = .call(.procedure(new), handed, into: local)
      case .assign(let place, .procedure(let procedure)):
        let new = redirected(procedure)
        if new !== procedure { isChanged = true }
        copy.action = .assign(place, .procedure(new))
      default:
        // A closure may not change what it does not own.
        var (inner, innerChanged) = (self, false)
        copy.action = statement.action.mapped { inner.redirected($0, &innerChanged) }
        self = inner
        if innerChanged { isChanged = true }
      }
      result.append(copy)
    }
    return result
  }
}
