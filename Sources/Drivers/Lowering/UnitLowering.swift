import Machine

/// Lowers a unit: finds out what each name stands for, which function is which, and lowers the functions, callees
/// before callers.
struct UnitLowering {
  let unit: Unit
  let source: SourceText
  let environment: Environment
  /// `my_loop` for `…/my-loop.c`.
  let stem: String
  var problems: [Diagnostic] = []
  /// Structs that the text declares; each is a part of the one device.
  let ownStructs: [String: StructType]
  var members: [String: [String: Member]] = [:]
  var variables: [String: Member] = [:]
  var numbers: [String: Int] = [:]
  var records: [RecordType] = []
  var cells: [FirstCell] = []
  let functions: [String: Function]
  var prototypes: Set<String> { unit.prototypes }
  /// Which functions are given to the kernel, and as which callback.
  var callbacks: [String: Environment.Callback] = [:]
  var callbackNames: [String: String] = [:]
  /// Ops structs of the text: which struct, and which function is which member.
  var ops: [String: (structure: String, members: [String: String])] = [:]
  var lowered: [String: Lowered] = [:]
  /// The work items, with the functions that a `DECLARE_WORK` gives them.
  var works: [String?] = []
  /// Which of them have a timer.
  var delayedWorks: Set<Int> = []
  /// The text's own `struct mmu_notifier`s, with the ops that an initialiser gives them.
  var notifiers: [String?] = []
  /// Callbacks that are being lowered because a function hands them on.
  var handedOn: Set<String> = []
  var entry: String?
  var inferredLines: Set<Int> = []
  /// Whether the text itself calls what writes the device's page table: then no comment stands for that.
  let hasCommitCall: Bool
  /// What stands somewhere for the whole of an array.
  let wholes: WholeNames

  /// What stands behind a member of a struct of the text, or behind a variable outside of functions.
  enum Member {
    /// A cell of the driver that the kernel model has already: its lock, its mirror.
    case driver(Field)
    /// A cell of its own.
    case own(record: String, Field)
    /// Another struct of the text, inside or pointed to: the same row.
    case part(String, isPointer: Bool)
    /// A work item, by its number among those of the text.
    case work(Int)
    /// A subscriber, by its number among those of the text.
    case notifier(Int)
    case silent
  }

  /// A function that was lowered.
  struct Lowered {
    let procedure: Procedure
    let parameters: [(name: String, type: Type)]
    /// A parameter behind the others takes the driver's row, for names that the scenario gives.
    let takesDriver: Bool
    let returnsVoid: Bool
    let loop: ClosedRange<Int>?
    /// Bytes of stack that it and what it calls in the text can need.
    let depth: Int
  }

  /// The stack of a thread has 500 bytes; the kernel's procedures need the rest.
  static let deepestStack = 120

  init(unit: Unit, source: SourceText, environment: Environment) {
    self.unit = unit
    self.source = source
    self.environment = environment
    let last = source.file.split(separator: "/").last.map(String.init) ?? "driver"
    stem = last.split(separator: ".").first.map(String.init) ?? "driver"
    ownStructs = Dictionary(
      unit.structs.filter { environment.structs[$0.name] == nil || $0.name == "driver" }.map { ($0.name, $0) },
      uniquingKeysWith: { first, _ in first })
    functions = Dictionary(unit.functions.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let commit = environment.commit
    hasCommitCall = unit.functions.contains { $0.calls.contains(commit) }
    wholes = unit.wholes
  }

  mutating func error(_ span: Span, _ message: String, hint: String? = nil) {
    problems.append(Diagnostic(.error, span, message, hint: hint))
  }

  mutating func warn(_ span: Span, _ message: String, hint: String? = nil) {
    problems.append(Diagnostic(.warning, span, message, hint: hint))
  }

  /// Lowers everything; the program is nil if something is wrong.
  mutating func lower(after parsing: [Diagnostic]) -> (program: DriverProgram?, problems: [Diagnostic]) {
    problems = parsing
    declareNumbers()
    declareStructs()
    declareVariables()
    declareWorkFunctions()
    checkNames()
    entry = chooseEntry()
    for function in unit.functions { lower(function.name, path: []) }
    if problems.contains(where: { $0.severity == .error }) { return (nil, problems) }
    guard let entry, let main = lowered[entry] else {
      let start = Position(line: 1, column: 1)
      error(
        Span(start, start), "no function that could be the driver's loop",
        hint: "the loop is a function that is no callback and that no other function calls")
      return (nil, problems)
    }
    let program = DriverProgram(
      name: stem, file: source.file, text: source.text, entry: main.procedure,
      callback: callbackProcedure("sync_cpu_device_pagetables"), release: callbackProcedure("release"),
      works: works.map { $0.flatMap { lowered[$0]?.procedure } }, delayed: delayedWorks,
      notifiers: notifiers.map { ops(named: $0) }, free: callbackProcedure("free"), fault: callbackProcedure("fault"),
      procedures: unit.functions.compactMap { lowered[$0.name]?.procedure }, records: records, cells: cells,
      warnings: problems.filter { $0.severity == .warning }, inferredLines: inferredLines, loop: main.loop)
    return (program, problems)
  }

  private func callbackProcedure(_ member: String) -> Procedure? {
    callbackNames[member].flatMap { lowered[$0]?.procedure }
  }

  private mutating func checkNames() {
    var seen: Set<String> = []
    for function in unit.functions {
      if !seen.insert(function.name).inserted { error(function.span, "a second function named '\(function.name)'") }
      if environment.functions[function.name] != nil {
        warn(function.span, "'\(function.name)' hides the kernel's function of this name")
      }
    }
  }

  /// Lowers a function after those that it calls; a circle of calls is an error.
  mutating func lower(_ name: String, path: [String]) {
    guard lowered[name] == nil, let function = functions[name] else { return }
    if path.contains(name) {
      let way = (path.drop { $0 != name } + [name]).joined(separator: "() → ")
      let start = functions[name]?.span ?? function.span
      let problem = Diagnostic(.error, start, "\(name)() calls itself: \(way)()", hint: "the dialect has no recursion")
      if !problems.contains(problem) { problems.append(problem) }
      return
    }
    if path.count > 24 {
      error(function.span, "calls are nested too deeply here")
      return
    }
    for callee in function.calls.sorted() where functions[callee] != nil { lower(callee, path: path + [name]) }
    guard lowered[name] == nil else { return }
    let other = callbacks[name].map { FunctionLowering.Role.callback($0) } ?? .helper
    var inner = FunctionLowering(function, role: name == entry ? .entry : other)
    lowered[name] = inner.lower(in: &self)
  }

  /// How deep the stack gets from a function on, in bytes.
  mutating func depth(below function: Function, locals: Int) -> Int {
    let deepest = function.calls.compactMap { lowered[$0]?.depth }.max() ?? 0
    let depth = locals + 4 + deepest
    if depth > Self.deepestStack, deepest <= Self.deepestStack {
      error(
        function.span, "\(function.name)() and what it calls have too many variables",
        hint: "\(Self.deepestStack) bytes fit on the model's stack, these need \(depth)")
    }
    return depth
  }

  private func isCalled(_ name: String) -> Bool {
    unit.functions.contains { $0.name != name && $0.calls.contains(name) }
  }

  /// The loop is the function that nobody calls; of several, the one that asks the kernel for pages, else the one that
  /// the scenario can call.
  private mutating func chooseEntry() -> String? {
    let roots = unit.functions.filter { callbacks[$0.name] == nil && !isCalled($0.name) }
    let busy = roots.filter { root in ([environment.commit] + Self.work).contains { reaches(root.name, $0) } }
    var candidates = busy.isEmpty ? roots : busy
    let given = candidates.filter { function in
      function.isOpen || function.parameters.contains { isDriver($0.type.name) || $0.type.name == "mm_struct" }
    }
    if !given.isEmpty { candidates = given }
    guard let first = candidates.first else { return nil }
    candidates.removeAll { $0.name == first.name }
    if !candidates.isEmpty {
      let others = candidates.map { "\($0.name)()" }.joined(separator: ", ")
      warn(first.span, "\(first.name)() is taken for the driver's loop", hint: "it could also be \(others)")
    }
    return first.name
  }

  /// What a driver's loop is there for, besides the commit.
  private static let work = ["hmm_range_snapshot", "migrate_vma"]

  private func reaches(_ name: String, _ target: String) -> Bool {
    var seen: Set<String> = []
    var open = [name]
    while let next = open.popLast() {
      guard seen.insert(next).inserted, let function = functions[next] else { continue }
      if function.calls.contains(target) || target == environment.commit && function.commits { return true }
      open += function.calls
    }
    return false
  }
}
