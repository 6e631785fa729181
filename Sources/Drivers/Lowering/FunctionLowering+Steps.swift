import Machine

// How statements become steps: what runs together, what is allocated and freed on the way.

extension FunctionLowering {
  /// Allocates a row when the function begins; it is freed wherever the function returns.
  mutating func allocate(_ local: Local, _ structure: String, line: Int, _ unit: UnitLowering) {
    guard let known = unit.environment.structs[structure] else { return }
    onStack.append((local, known.record.name))
    pend(Statement(.allocate(.local(local), record: known.record.name)), line: line)
    guard let driver = driverRow() else { return }
    for statement in known.allocated(.local(local), driver) { pend(statement, line: line) }
  }

  mutating func pend(_ statement: Statement, line: Int) {
    if let local = statement.setLocal { isSet.insert(local.name) }
    if pending.isEmpty { pendingLine = line }
    pending.append(statement)
  }

  /// Adds a step. What is pending runs together with it, if it can: in the kernel it takes no time of its own.
  mutating func emit(_ statement: Statement, line: Int, _ body: inout [Statement]) {
    var statement = statement
    statement.line = line
    if let local = statement.setLocal { isSet.insert(local.name) }
    guard !pending.isEmpty else {
      body.append(statement)
      return
    }
    let before = ghosts(pending)
    switch statement.action {
    case .assign, .wake, .list, .reference, .allocate, .free:
      pending = []
      body.append(Statement(.atomic(before + [statement]), name: statement.name, line: line))
    case .atomic(let inner) where !inner.contains(where: \.isLock):
      pending = []
      statement.action = .atomic(before + inner)
      body.append(statement)
    default:
      flush(&body)
      body.append(statement)
    }
  }

  /// What is pending becomes a step of its own.
  mutating func flush(_ body: inout [Statement]) {
    guard !pending.isEmpty else { return }
    body.append(Statement(.atomic(ghosts(pending)), line: pendingLine))
    pending = []
  }

  func ghosts(_ statements: [Statement]) -> [Statement] {
    statements.map { statement in
      var copy = statement
      copy.isGhost = true
      return copy
    }
  }

  /// A variable that nothing sets begins with 0 here; in C it could be anything.
  mutating func setFirst(_ body: inout [Statement], _ unit: inout UnitLowering) {
    // What a broken line would have set is not known.
    if unit.problems.contains(where: { $0.severity == .error }) { return }
    var zeros: [Statement] = []
    for (local, span) in mentioned {
      if isSet.contains(local.name) || parameters.contains(where: { $0.local == local }) { continue }
      if case .local(let given)? = driver, given == local { continue }
      isSet.insert(local.name)
      unit.warn(span, "nothing sets '\(local.name)': it is taken for 0")
      zeros.append(Statement(.assign(.local(local), .constant(0, name: nil))))
    }
    if !zeros.isEmpty { body.insert(Statement(.atomic(ghosts(zeros)), line: function.lines.lowerBound), at: 0) }
  }

  /// The end of the body returns, if it can be reached.
  mutating func finish(_ body: inout [Statement]) {
    if case .result? = body.last?.action { return }
    giveBack(nil, line: function.lines.upperBound, &body)
  }
}

extension Statement {
  /// The local that it sets.
  var setLocal: Local? {
    switch action {
    case .assign(.local(let local), _), .allocate(.local(let local), _), .trylock(_, _, let local),
      .reference(_, _, let local?), .call(_, _, let local?):
      local
    default: nil
    }
  }

  var isLock: Bool {
    switch action {
    case .lock, .trylock: true
    default: false
    }
  }
}
