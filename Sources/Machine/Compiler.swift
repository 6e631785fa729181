/// Turns a setup's procedures into a program. Used once, by `Program.init`.
struct Compiler {
  let setup: Setup
  let layout: Layout
  var procedures: [CompiledProcedure] = []
  var steps: [Step] = []
  var threads: [ThreadLayout] = []
  var size = 0
  var code: [Instruction] = []
  var callable: [Int] = []
  /// Which procedures a field can hold, and the fields that hold what cannot be told from the text.
  var held: [String: Set<Int>] = [:]
  var open: Set<String> = []
  var index: [ObjectIdentifier: Int] = [:]
  var callSites: [CallSite] = []
  var rowRules: [RowRule] = []
  var allocations: [Allocation] = []
  var questions: [Question] = []
  /// By property: its questions, none for one that asks about threads before a step; and which of those it is, -1 for
  /// none.
  var questionsOf: [Range<Int>] = []
  var approachOf: [Int] = []
  /// For each property that asks about threads before a step: where its code for a step is, -1 for none.
  var approachEntries: [[Int32]] = []
  /// The bytes that such a property looks at, whatever the step and the thread.
  var approachReads: [Set<Int>] = []

  var outlines: [Outline] = []
  var found: [Procedure] = []
  var allocationIndex: [String: Int] = [:]
  var ruleIndex: [String: Int] = [:]
  /// The procedure being compiled: slots of its locals, and rows that stand for locals in an unrolled loop.
  var slots: [String: Int] = [:]
  var fixed: [String: Int] = [:]
  var touchesCells = false
  var guards: [Step.Guard] = []
  /// The bytes that what is compiled looks at; nil while nobody wants to know.
  var reads: Set<Int>?

  init(_ setup: Setup) {
    self.setup = setup
    layout = Layout(setup)
  }

  mutating func compile() {
    for thread in setup.threads { discover(thread.procedure) }
    for cell in setup.cells {
      let key = "\(cell.record).\(cell.field)"
      switch cell.value {
      case .procedure(let procedure):
        offer(procedure)
        hold(procedure, in: key)
      case .number: if layout.column(cell.record, cell.field)?.field.kind == .procedure { open.insert(key) }
      }
    }
    var counter = 1
    var firsts: [Int] = []
    for outline in outlines {
      firsts.append(counter)
      counter += outline.steps.count
    }
    for (index, procedure) in found.enumerated() {
      procedures.append(
        CompiledProcedure(
          procedure: procedure, rows: outlines[index].rows, locals: outlines[index].locals, first: firsts[index],
          count: outlines[index].steps.count))
    }
    precondition(counter < 65_536, "too many steps")
    steps.append(
      Step(
        procedure: -1, index: 0, name: nil, rows: [], line: nil, isBare: false, alternatives: 0, kind: .result(nil),
        next: 0, other: 0, entries: [], isLocal: true, before: [], guards: []))
    // The end of a thread, which the first step stands for, approaches nothing.
    approachEntries = setup.properties.filter { $0.before != nil }.map { _ in [-1] }
    approachReads = approachEntries.map { _ in [] }
    for index in found.indices { compileProcedure(index) }
    slots = [:]
    compileProperties()
    layOutThreads()
  }

  // MARK: Finding procedures

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

  // MARK: Threads

  mutating func layOutThreads() {
    precondition(setup.threads.count <= 8, "more than eight threads")
    var next = layout.size
    for thread in setup.threads {
      let root = index[ObjectIdentifier(thread.procedure)]!
      let stack = stackBytes(root, path: [])
      precondition(stack < 500, "the stack of \(thread.name) does not fit")
      threads.append(
        ThreadLayout(name: thread.name, base: next, stack: stack, procedure: root, arguments: thread.arguments))
      next += Program.threadHeader + stack
    }
    size = (next + 7) & ~7
  }

  /// The deepest stack that a procedure can need; a recursion is given room for two more rounds.
  func stackBytes(_ procedure: Int, path: [Int]) -> Int {
    let own = procedures[procedure].locals.count
    if path.filter({ $0 == procedure }).count >= 2 || path.count > 40 { return own }
    var deepest = 0
    for step in outlines[procedure].steps {
      guard case .call(let callee, let arguments, _) = step.action else { continue }
      let callees: [Int]
      switch callee {
      case .procedure(let target): callees = [index[ObjectIdentifier(target)]!]
      case .cell(let place):
        let key = "\(place.record).\(place.field.name)"
        let known = open.contains(key) ? callable : Array(held[key] ?? [])
        callees = known.filter { found[$0].fits(arguments) }
      }
      for target in callees {
        deepest = max(deepest, Program.frameHeader + stackBytes(target, path: path + [procedure]))
      }
    }
    // The frames of callees begin at even places.
    return deepest == 0 ? own : (own + 1) & ~1 + deepest
  }

  // MARK: Steps

  mutating func emit(_ op: Op, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0) {
    code.append(Instruction(op: op, a: Int32(a), b: Int32(b), c: Int32(c)))
  }

  mutating func compileProcedure(_ number: Int) {
    let outline = outlines[number]
    let first = procedures[number].first
    slots = [:]
    for (slot, local) in outline.locals.enumerated() { slots[local.name] = slot }
    for (position, flat) in outline.steps.enumerated() {
      touchesCells = false
      guards = []
      let next = flat.next < 0 ? 0 : first + flat.next
      let other = flat.other < 0 ? 0 : first + flat.other
      let entries = compileStep(flat, own: first + position, next: next, other: other, locals: outline.locals.count)
      let isLocal: Bool
      switch flat.action {
      case .run, .test, .call, .result: isLocal = !touchesCells
      default: isLocal = false
      }
      steps.append(
        Step(
          procedure: number, index: position, name: flat.name, rows: flat.rows, line: flat.line, isBare: flat.isBare,
          alternatives: entries.count, kind: flat.action, next: next, other: other, entries: entries,
          isLocal: isLocal, before: flat.before, guards: flat.isBare ? [] : guards))
      compileApproach(steps[steps.count - 1])
    }
  }

  /// What properties ask of a thread whose next step this is.
  mutating func compileApproach(_ step: Step) {
    let approach = Approach(step)
    for (position, property) in setup.properties.filter({ $0.before != nil }).enumerated() {
      var entry = -1
      if let approach, let holds = property.before?(approach) {
        entry = code.count
        reads = approachReads[position]
        value(holds)
        emit(.decide)
        approachReads[position] = reads ?? []
        reads = nil
      }
      approachEntries[position].append(Int32(entry))
    }
  }

  mutating func compileStep(_ flat: FlatStep, own: Int, next: Int, other: Int, locals: Int) -> [Int32] {
    let begin = Int32(code.count)
    for statement in flat.before { straight(statement) }
    switch flat.action {
    case .run(let statements):
      for statement in statements { straight(statement) }
      emit(.go, next)
    case .test(let before, let condition):
      for statement in before { straight(statement) }
      value(condition)
      let branch = hole(.jumpIfZero)
      emit(.go, next)
      fill(branch)
      emit(.go, other)
    case .lock(let verb, let place):
      address(place)
      lock(verb)
      emit(.go, next)
    case .trylock(let verb, let place, let local):
      address(place)
      lock(verb)
      emit(.setLocal, slot(local))
      emit(.go, next)
    case .wait(let condition, let place, let timeout, let local):
      address(place)
      emit(.blockWhileAsleep)
      emit(.drop)
      value(condition)
      let asleep = hole(.jumpIfZero)
      if let local {
        emit(.constant, 1)
        emit(.setLocal, slot(local))
      }
      emit(.go, next)
      fill(asleep)
      address(place)
      emit(.sleep, own)
      guard timeout, setup.hasTimeouts else { return [begin] }
      let late = Int32(code.count)
      address(place)
      emit(.wakeSelf)
      if let local {
        value(condition)
        emit(.truth)
        emit(.setLocal, slot(local))
      }
      emit(.go, next)
      return [begin, late]
    case .await(let condition, _):
      value(condition)
      emit(.block)
      emit(.go, next)
    case .rest(let condition, _, let body):
      value(condition)
      emit(.block)
      for statement in body { straight(statement) }
      emit(.go, next)
    case .join(let condition, _, _):
      emit(.mightSleep)
      value(condition)
      emit(.block)
      emit(.go, next)
    case .call(let callee, let arguments, let local):
      for argument in arguments { value(argument) }
      callSites.append(CallSite(callerLocals: Int32(locals), into: Int32(local.map { slot($0) } ?? -1)))
      switch callee {
      case .procedure(let procedure):
        let target = procedures[index[ObjectIdentifier(procedure)]!]
        precondition(
          target.procedure.parameters.count == arguments.count, "\(target.name) takes other arguments")
        emit(.call, target.first, arguments.count, callSites.count - 1)
      case .cell(let place):
        value(.cell(place))
        emit(.callCell, 0, arguments.count, callSites.count - 1)
      }
    case .result(let result):
      if let result { value(result) } else { emit(.constant, 0) }
      emit(.leave, locals)
    case .choose(let local, let below, let condition):
      var entries: [Int32] = []
      for candidate in 0..<max(1, constant(below)) {
        entries.append(Int32(code.count))
        emit(.constant, candidate)
        emit(.setLocal, slot(local))
        if let condition {
          value(condition)
          emit(.block)
        }
        emit(.go, next)
      }
      return entries
    }
    return [begin]
  }

  func constant(_ value: Value) -> Int {
    switch value {
    case .constant(let number, _): return number
    case .rows(let record): return layout.rows[record] ?? 0
    case .binary(.add, let a, let b): return constant(a) + constant(b)
    case .binary(.subtract, let a, let b): return constant(a) - constant(b)
    default: preconditionFailure("\(value.text) is not known when the scenario is laid out")
    }
  }

  func slot(_ local: Local) -> Int {
    guard let slot = slots[local.name] else { preconditionFailure("no local \(local.name)") }
    return slot
  }

  mutating func hole(_ op: Op) -> Int {
    emit(op)
    return code.count - 1
  }

  mutating func fill(_ hole: Int) { code[hole].a = Int32(code.count) }

  mutating func lock(_ verb: LockVerb) {
    switch verb {
    case .mutexLock: emit(.mutexLock)
    case .mutexUnlock: emit(.mutexUnlock)
    case .mutexTrylock: emit(.mutexTrylock)
    case .downRead: emit(.downRead)
    case .downReadTrylock: emit(.downReadTrylock)
    case .upRead: emit(.upRead)
    case .downWrite: emit(.downWrite)
    case .downWriteTrylock: emit(.downWriteTrylock)
    case .upWrite: emit(.upWrite)
    case .downgradeWrite: emit(.downgradeWrite)
    case .spinLock: emit(.spinLock)
    case .spinUnlock: emit(.spinUnlock)
    case .spinTrylock: emit(.spinTrylock)
    }
  }
}
