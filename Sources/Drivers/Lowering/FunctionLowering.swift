import Machine

/// Lowers one function to a procedure.
struct FunctionLowering {
  enum Role {
    case entry, helper
    case callback(Environment.Callback)
  }

  /// What a name inside the function stands for.
  enum Name {
    case local(Local, Type)
    /// A struct that lies on the stack: a row that this local points to.
    case structure(Local, String)
    case silent
  }

  /// Where `break` and `continue` lead.
  struct Target {
    var leave: String?
    /// Nil inside a switch: `continue` goes to the loop around it.
    var isLoop: Bool
    var proceed: String?
  }

  let function: Function
  let role: Role
  var scopes: [[String: Name]] = [[:]]
  var names: Set<String> = []
  var labels: [String: Int] = [:]
  var targets: [Target] = []
  /// Rows that the function allocates when it begins, and frees when it returns.
  var onStack: [(local: Local, record: String)] = []
  /// Steps that are to run together with the next one: bookkeeping that C has no line for.
  var pending: [Statement] = []
  var pendingLine = 1
  /// The driver's row, where a name that the scenario gives needs it; nil until it is asked for in a helper.
  var driver: Value?
  var takesDriver = false
  var needsRet = false
  var hiddenCount = 0
  var labelCount = 0
  var parameters: [(local: Local, type: Type)] = []
  /// The rows of structs on the stack, by where they are declared.
  var stackLocals: [Span: Local] = [:]
  /// The line of the condition that the present statement hangs on.
  var conditionLine: Int?

  init(_ function: Function, role: Role) {
    self.function = function
    self.role = role
  }

  /// The procedure; what is wrong is noted in the unit.
  mutating func lower(in unit: inout UnitLowering) -> UnitLowering.Lowered {
    declareParameters(&unit)
    declareLabels(&unit)
    reserveNames(unit)
    allocateStructs(&unit)
    var body: [Statement] = []
    sentences(function.body, &body, &unit)
    finish(&body)
    let count = names.count + hiddenCount
    if count > 48 {
      let hint = "at most 48 fit on the model's stack"
      unit.error(function.span, "\(function.name)() has too many variables", hint: hint)
    }
    var values = parameters.map { Value.local($0.local) }
    if takesDriver, case .helper = role, let driver { values.append(driver) }
    let returns: Kind = function.returnsVoid ? .number : .errno
    let procedure = Procedure(
      function.name, values, file: unit.source.file, returns: returns, isKernel: false, text: unit.source.lines
    ) { body }
    return UnitLowering.Lowered(
      procedure: procedure, parameters: parameters.map { ($0.local.name, $0.type) }, takesDriver: takesDriver,
      returnsVoid: function.returnsVoid, loop: loop)
  }

  /// Locals of the steps that are put in the place of calls must not be those of the text.
  private mutating func reserveNames(_ unit: UnitLowering) {
    let commits = function.commits && !unit.hasCommitCall ? [unit.environment.commit] : []
    for name in function.calls.union(commits) {
      if case .statements(_, let locals, _)? = unit.environment.functions[name] { names.formUnion(locals) }
    }
  }

  // MARK: Parameters

  private mutating func declareParameters(_ unit: inout UnitLowering) {
    switch role {
    case .entry: declareEntry(&unit)
    case .callback(let callback): declareCallback(callback, &unit)
    case .helper:
      for parameter in function.parameters {
        guard let type = unit.type(of: parameter.type), type != .void else {
          unit.error(parameter.span, "the model has no values of type '\(parameter.type.text)'")
          continue
        }
        let local = declare(parameter.name, type, &unit)
        parameters.append((local, type))
        if case .pointer(let name) = type, unit.isDriver(name) { driver = driver ?? .local(local) }
      }
      if driver == nil { driver = .local(Local("driver", .pointer("driver"))) } else { return }
      // Not yet a parameter: only if a name asks for it.
      names.insert("driver")
    }
  }

  /// The loop is called with the driver and its mm, in this order; the text may name them as it likes.
  private mutating func declareEntry(_ unit: inout UnitLowering) {
    let driverText = function.parameters.first { unit.isDriver($0.type.name) && $0.type.pointers == 1 }
    let mmText = function.parameters.first { $0.type.name == "mm_struct" && $0.type.pointers == 1 }
    let driverType = Type.pointer(driverText?.type.name ?? "driver")
    let first = declare(driverText?.name ?? "driver", driverType, &unit)
    let second = declare(mmText?.name ?? "mm", .pointer("mm_struct"), &unit)
    parameters = [(first, driverType), (second, .pointer("mm_struct"))]
    driver = .local(first)
    for parameter in function.parameters {
      if parameter.name == driverText?.name || parameter.name == mmText?.name { continue }
      let type = unit.type(of: parameter.type)
      switch type {
      case .pointer("hmm_range")?:
        let local = declare(parameter.name, .pointer("hmm_range"), &unit)
        allocate(local, "hmm_range", line: parameter.span.start.line, unit)
      case .pointer("hmm_mirror")?, .number?:
        let name = type == .pointer("hmm_mirror") ? "mirror" : parameter.name
        guard let type, let value = given(name, parameter.span, &unit) else { fallthrough }
        let local = declare(parameter.name, type, &unit)
        pend(Statement(.assign(.local(local), value)), line: parameter.span.start.line)
      default:
        unit.error(
          parameter.span, "nobody can give '\(parameter.name)' to \(function.name)()",
          hint: "the scenario gives the loop its driver, mm, start and end")
      }
    }
  }

  private mutating func declareCallback(_ callback: Environment.Callback, _ unit: inout UnitLowering) {
    let isOpen = function.isOpen && function.parameters.isEmpty
    if !isOpen, function.parameters.count != callback.parameters.count {
      let wanted = callback.parameters.map { "struct \($0.structure) *" }.joined(separator: ", ")
      unit.error(function.span, "this callback is called with (\(wanted))")
      return
    }
    for (index, parameter) in callback.parameters.enumerated() {
      let written = isOpen ? nil : function.parameters[index]
      if let written, written.type.name != parameter.structure || written.type.pointers != 1 {
        unit.error(
          written.span,
          "'\(written.name)' is called with a struct \(parameter.structure) *, not '\(written.type.text)'")
      }
      let local = declare(written?.name ?? parameter.name, .pointer(parameter.structure), &unit)
      parameters.append((local, .pointer(parameter.structure)))
      if parameter.structure == "hmm_mirror", let link = unit.environment.field("hmm_mirror", "driver") {
        driver = .cell(Place(record: "hmm_mirror", field: link, row: .local(local)))
      }
    }
  }

  // MARK: Names

  /// A new local; a name that is used twice in nested blocks gets a number.
  mutating func declare(_ name: String, _ type: Type, _ unit: inout UnitLowering) -> Local {
    var unique = name
    var count = 2
    while names.contains(unique) {
      unique = "\(name)_\(count)"
      count += 1
    }
    names.insert(unique)
    let local = Local(unique, type.kind(unit.environment))
    scopes[scopes.count - 1][name] = .local(local, type)
    return local
  }

  /// A local that the text does not have.
  mutating func hidden(_ kind: Kind = .errno) -> Local {
    hiddenCount += 1
    return Local("(\(hiddenCount))", kind)
  }

  func find(_ name: String) -> Name? {
    for scope in scopes.reversed() { if let found = scope[name] { return found } }
    return nil
  }

  // MARK: The stack

  /// Allocates a row when the function begins; it is freed wherever the function returns.
  mutating func allocate(_ local: Local, _ structure: String, line: Int, _ unit: UnitLowering) {
    guard let known = unit.environment.structs[structure] else { return }
    onStack.append((local, known.record.name))
    pend(Statement(.allocate(.local(local), record: known.record.name)), line: line)
    guard let driver = driverRow() else { return }
    for statement in known.allocated(.local(local), driver) { pend(statement, line: line) }
  }

  mutating func pend(_ statement: Statement, line: Int) {
    if pending.isEmpty { pendingLine = line }
    pending.append(statement)
  }

  /// Adds a step. What is pending runs together with it, if it can: in the kernel it takes no time of its own.
  mutating func emit(_ statement: Statement, line: Int, _ body: inout [Statement]) {
    var statement = statement
    statement.line = line
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
      body.append(Statement(.atomic(before + inner), name: statement.name, line: line))
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

  /// The end of the body returns, if it can be reached.
  private mutating func finish(_ body: inout [Statement]) {
    if case .result? = body.last?.action { return }
    giveBack(nil, line: function.lines.upperBound, &body)
  }
}

extension Statement {
  var isLock: Bool {
    switch action {
    case .lock, .trylock: true
    default: false
    }
  }
}

extension Environment {
  /// A field of a struct, by its name in C; ghosts too.
  func field(_ structure: String, _ name: String) -> Field? {
    structs[structure]?.record.fields.first { $0.name == name }
  }
}

extension UnitLowering {
  /// Whether a struct is the driver's own, or a part of it.
  func isDriver(_ structure: String) -> Bool { structure == "driver" || ownStructs[structure] != nil }
}
