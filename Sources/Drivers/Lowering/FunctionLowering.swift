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
    /// An array that the model has in a place of its own.
    case array(Place)
    case silent
  }

  /// Where `break` and `continue` lead.
  struct Target {
    var leave: String?
    /// Nil inside a switch: `continue` goes to the loop around it.
    var isLoop: Bool
    var proceed: String?
  }

  /// A variable by where it is declared: all that a macro declares stands in one place.
  struct Declared: Hashable {
    let name: String
    let span: Span

    init(_ variable: Variable) {
      name = variable.name
      span = variable.span
    }
  }

  /// A frame of the machine's stack is small.
  static let mostLocals = 48

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
  var stackLocals: [Declared: Local] = [:]
  /// The arrays that have elements of their own, by where they are declared.
  var stackArrays: [Declared: Place] = [:]
  /// Variables that a text reads or sets, with the place of the first time, and those that something sets.
  var mentioned: [(local: Local, span: Span)] = []
  var isSet: Set<String> = []
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
    allocateArrays(&unit)
    var body: [Statement] = []
    sentences(function.body, &body, &unit)
    finish(&body)
    setFirst(&body, &unit)
    body = unit.environment.keepingBooks(body)
    let count = names.count + hiddenCount
    if count > Self.mostLocals {
      let hint = "at most \(Self.mostLocals) fit on the model's stack"
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
      returnsVoid: function.returnsVoid, loop: loop, depth: unit.depth(below: function, locals: count))
  }

  /// Locals of the steps that are put in the place of calls must not be those of the text.
  private mutating func reserveNames(_ unit: UnitLowering) {
    let commits = function.commits && !unit.hasCommitCall ? [unit.environment.commit] : []
    for name in function.calls.union(commits) {
      if case .statements(_, let locals, _)? = unit.environment.functions[name] { names.formUnion(locals) }
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
}
