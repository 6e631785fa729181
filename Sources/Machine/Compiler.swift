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
  var index: [ObjectIdentifier: Int] = [:]
  var callSites: [CallSite] = []
  var rowRules: [RowRule] = []
  var allocations: [Allocation] = []
  var propertyEntries: [Int32] = []

  private var outlines: [Outline] = []
  private var found: [Procedure] = []
  private var allocationIndex: [String: Int] = [:]
  private var ruleIndex: [String: Int] = [:]
  /// The procedure being compiled: slots of its locals, and rows that stand for locals in an unrolled loop.
  private var slots: [String: Int] = [:]
  private var fixed: [String: Int] = [:]
  private var touchesCells = false

  init(_ setup: Setup) {
    self.setup = setup
    layout = Layout(setup)
  }

  mutating func compile() {
    for thread in setup.threads { discover(thread.procedure) }
    for cell in setup.cells { if case .procedure(let procedure) = cell.value { offer(procedure) } }
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
        next: 0, other: 0, entries: [], isLocal: true))
    for index in found.indices { compileProcedure(index) }
    slots = [:]
    for property in setup.properties {
      propertyEntries.append(Int32(code.count))
      value(property.holds)
      emit(.decide)
    }
    layOutThreads()
  }

  // MARK: Finding procedures

  private mutating func discover(_ procedure: Procedure) {
    guard index[ObjectIdentifier(procedure)] == nil else { return }
    index[ObjectIdentifier(procedure)] = found.count
    found.append(procedure)
    outlines.append(Outline(procedure))
    for statement in procedure.body { discover(in: statement) }
  }

  private mutating func offer(_ procedure: Procedure) {
    discover(procedure)
    let number = index[ObjectIdentifier(procedure)]!
    if !callable.contains(number) { callable.append(number) }
  }

  private mutating func discover(in statement: Statement) {
    switch statement.action {
    case .call(.procedure(let procedure), let arguments, _):
      discover(procedure)
      for argument in arguments { offer(in: argument) }
    case .call(.cell, let arguments, _): for argument in arguments { offer(in: argument) }
    case .assign(_, let value): offer(in: value)
    case .result(let value?): offer(in: value)
    case .atomic(let body), .loop(_, let body), .doLoop(let body, _), .count(_, _, _, let body),
      .each(_, _, _, let body):
      for inner in body { discover(in: inner) }
    case .when(_, let yes, let no): for inner in yes + no { discover(in: inner) }
    default: break
    }
  }

  private mutating func offer(in value: Value) {
    if case .procedure(let procedure) = value { offer(procedure) }
  }

  // MARK: Threads

  private mutating func layOutThreads() {
    precondition(setup.threads.count <= 8, "more than eight threads")
    var next = layout.size
    for thread in setup.threads {
      let root = index[ObjectIdentifier(thread.procedure)]!
      let stack = stackBytes(root, path: [])
      precondition(stack < 250, "the stack of \(thread.name) does not fit")
      threads.append(
        ThreadLayout(name: thread.name, base: next, stack: stack, procedure: root, arguments: thread.arguments))
      next += Program.threadHeader + stack
    }
    size = (next + 7) & ~7
  }

  /// The deepest stack that a procedure can need; a recursion is given room for two more rounds.
  private func stackBytes(_ procedure: Int, path: [Int]) -> Int {
    let own = procedures[procedure].locals.count
    if path.filter({ $0 == procedure }).count >= 2 || path.count > 40 { return own }
    var deepest = 0
    for step in outlines[procedure].steps {
      guard case .call(let callee, _, _) = step.action else { continue }
      let callees: [Int]
      switch callee {
      case .procedure(let target): callees = [index[ObjectIdentifier(target)]!]
      case .cell: callees = callable
      }
      for target in callees {
        deepest = max(deepest, Program.frameHeader + stackBytes(target, path: path + [procedure]))
      }
    }
    return own + deepest
  }

  // MARK: Steps

  private mutating func emit(_ op: Op, _ a: Int = 0, _ b: Int = 0, _ c: Int = 0) {
    code.append(Instruction(op: op, a: Int32(a), b: Int32(b), c: Int32(c)))
  }

  private mutating func compileProcedure(_ number: Int) {
    let outline = outlines[number]
    let first = procedures[number].first
    slots = [:]
    for (slot, local) in outline.locals.enumerated() { slots[local.name] = slot }
    for (position, flat) in outline.steps.enumerated() {
      touchesCells = false
      let next = flat.next < 0 ? 0 : first + flat.next
      let other = flat.other < 0 ? 0 : first + flat.other
      let entries = compileStep(flat, own: first + position, next: next, other: other, locals: outline.locals.count)
      let isLocal: Bool
      switch flat.action {
      case .run, .test: isLocal = !touchesCells
      default: isLocal = false
      }
      steps.append(
        Step(
          procedure: number, index: position, name: flat.name, rows: flat.rows, line: flat.line, isBare: flat.isBare,
          alternatives: entries.count, kind: flat.action, next: next, other: other, entries: entries,
          isLocal: isLocal))
    }
  }

  private mutating func compileStep(_ flat: FlatStep, own: Int, next: Int, other: Int, locals: Int) -> [Int32] {
    let begin = Int32(code.count)
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

  private func constant(_ value: Value) -> Int {
    switch value {
    case .constant(let number, _): return number
    case .rows(let record): return layout.rows[record] ?? 0
    case .binary(.add, let a, let b): return constant(a) + constant(b)
    case .binary(.subtract, let a, let b): return constant(a) - constant(b)
    default: preconditionFailure("\(value.text) is not known when the scenario is laid out")
    }
  }

  private func slot(_ local: Local) -> Int {
    guard let slot = slots[local.name] else { preconditionFailure("no local \(local.name)") }
    return slot
  }

  private mutating func hole(_ op: Op) -> Int {
    emit(op)
    return code.count - 1
  }

  private mutating func fill(_ hole: Int) { code[hole].a = Int32(code.count) }

  private mutating func lock(_ verb: LockVerb) {
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

  // MARK: Straight code

  private mutating func straight(_ statement: Statement) {
    switch statement.action {
    case .assign(let place, let new):
      value(new)
      store(place)
    case .atomic(let body): for inner in body { straight(inner) }
    case .lock(let verb, let place):
      address(place)
      lock(verb)
    case .trylock(let verb, let place, let local):
      address(place)
      lock(verb)
      emit(.setLocal, slot(local))
    case .wake(let place):
      address(place)
      emit(.wakeAll)
    case .list(let verb, let place, let entry):
      value(entry)
      address(place)
      let capacity = column(place).elements
      switch verb {
      case .add: emit(.listAdd, capacity)
      case .addTail: emit(.listAddTail, capacity)
      case .remove: emit(.listRemove, capacity)
      }
    case .reference(let verb, let place, let local):
      address(place)
      switch verb {
      case .get: emit(.referenceGet)
      case .getUnlessZero: emit(.referenceGetUnlessZero)
      case .put: emit(.referencePut)
      }
      if verb != .get { if let local { emit(.setLocal, slot(local)) } else { emit(.drop) } }
    case .allocate(let place, let record):
      emit(.allocate, allocation(record))
      store(place)
      touchesCells = true
    case .free(let record, let row):
      value(row)
      emit(.free, allocation(record))
      touchesCells = true
    case .fault: emit(.fault, Int(Fault.written.rawValue))
    case .when(let condition, let yes, let no):
      value(condition)
      let branch = hole(.jumpIfZero)
      for inner in yes { straight(inner) }
      if no.isEmpty {
        fill(branch)
      } else {
        let out = hole(.jump)
        fill(branch)
        for inner in no { straight(inner) }
        fill(out)
      }
    case .loop(let condition, let body):
      let top = code.count
      value(condition)
      let out = hole(.jumpIfZero)
      for inner in body { straight(inner) }
      emit(.jump, top)
      fill(out)
    case .count(let local, let from, let below, let body):
      value(from)
      emit(.setLocal, slot(local))
      let top = code.count
      value(.local(local) < below)
      let out = hole(.jumpIfZero)
      for inner in body { straight(inner) }
      value(.local(local) + 1)
      emit(.setLocal, slot(local))
      emit(.jump, top)
      fill(out)
      emit(.constant, 0)
      emit(.setLocal, slot(local))
    case .each(let local, let place, let condition, let body):
      value(.list(.first, place, nil))
      emit(.setLocal, slot(local))
      let top = code.count
      emit(.local, slot(local))
      let out = hole(.jumpIfZero)
      var skip: Int?
      if let condition {
        value(condition)
        skip = hole(.jumpIfZero)
      }
      for inner in body { straight(inner) }
      if let skip { fill(skip) }
      value(.list(.next, place, .local(local)))
      emit(.setLocal, slot(local))
      emit(.jump, top)
      fill(out)
    default: preconditionFailure("\(statement.text) cannot stand in an atomic block")
    }
  }

  private mutating func allocation(_ record: String) -> Int {
    if let known = allocationIndex[record] { return known }
    guard let flags = layout.column(record, Layout.allocatedField) else {
      preconditionFailure("\(record) is not allocated")
    }
    let columns = layout.columns.filter { $0.record.name == record && $0.base != flags.base }
    allocations.append(
      Allocation(
        allocated: Int32(flags.base), rows: Int32(flags.rows),
        columns: columns.map { (Int32($0.base), Int32($0.stride)) }))
    allocationIndex[record] = allocations.count - 1
    return allocations.count - 1
  }

  // MARK: Values

  private func column(_ place: Place) -> Layout.Column {
    guard let column = layout.column(place.record, place.field.name) else {
      preconditionFailure("no field \(place.record).\(place.field.name)")
    }
    return column
  }

  /// The constant that a value is, where it is known while compiling.
  private func known(_ value: Value) -> Int? {
    switch value {
    case .constant(let number, _): return number
    case .local(let local): return fixed[local.name]
    case .rows(let record): return layout.rows[record] ?? 0
    case .binary(.add, let a, let b): if let a = known(a), let b = known(b) { return a + b } else { return nil }
    case .binary(.subtract, let a, let b): if let a = known(a), let b = known(b) { return a - b } else { return nil }
    case .named(_, _, let inner): return known(inner)
    default: return nil
    }
  }

  /// The address of a cell, where it is known while compiling and needs no check.
  private func knownAddress(_ place: Place) -> Int? {
    let column = column(place)
    guard !column.needsAllocation, let row = known(place.row), (1...max(1, column.rows)).contains(row),
      column.rows > 0
    else { return nil }
    guard let element = place.element else { return column.base + (row - 1) * column.stride }
    guard let number = known(element), (0..<column.elements).contains(number) else { return nil }
    return column.base + (row - 1) * column.stride + number
  }

  private mutating func address(_ place: Place) {
    touchesCells = true
    if let address = knownAddress(place) { return emit(.constant, address) }
    let column = column(place)
    value(place.row)
    emit(.row, column.base, column.stride, rule(column))
    if let element = place.element {
      value(element)
      // A read-write semaphore is two bytes: the writer, and a bit for each reader.
      emit(.element, column.stride)
    }
  }

  private mutating func rule(_ column: Layout.Column) -> Int {
    let name = column.record.name + (column.needsAllocation ? "" : " at any time")
    if let known = ruleIndex[name] { return known }
    let flags = column.needsAllocation ? layout.column(column.record.name, Layout.allocatedField)?.base : nil
    rowRules.append(RowRule(rows: Int32(column.rows), allocated: Int32(flags ?? -1)))
    ruleIndex[name] = rowRules.count - 1
    return rowRules.count - 1
  }

  private mutating func store(_ place: Value) {
    switch place {
    case .local(let local): emit(.setLocal, slot(local))
    case .cell(let cell):
      touchesCells = true
      if let address = knownAddress(cell) { return emit(.setCell, address) }
      address(cell)
      emit(.store)
    default: preconditionFailure("\(place.text) cannot be assigned to")
    }
  }

  private mutating func value(_ value: Value) {
    switch value {
    case .constant(let number, _): emit(.constant, number)
    case .local(let local):
      if let row = fixed[local.name] { emit(.constant, row) } else { emit(.local, slot(local)) }
    case .cell(let place):
      touchesCells = true
      if let address = knownAddress(place) { return emit(.cell, address) }
      address(place)
      emit(.load)
    case .not(let inner):
      self.value(inner)
      emit(.not)
    case .negated(let inner):
      self.value(inner)
      emit(.negate)
    case .binary(let op, let a, let b): binary(op, a, b)
    case .rows(let record): emit(.constant, layout.rows[record] ?? 0)
    case .me: emit(.me)
    case .procedure(let procedure):
      let number = index[ObjectIdentifier(procedure)].flatMap { callable.firstIndex(of: $0) }
      emit(.constant, (number ?? -1) + 1)
    case .list(let query, let place, let entry):
      if let entry { self.value(entry) }
      address(place)
      let capacity = column(place).elements
      switch query {
      case .first: emit(.listFirst, capacity)
      case .next: emit(.listNext, capacity)
      case .isEmpty: emit(.listIsEmpty, capacity)
      case .contains: emit(.listContains, capacity)
      case .count: emit(.listCount, capacity)
      }
    case .every(let local, let record, let inner): quantified(local, record, inner, .every)
    case .some(let local, let record, let inner): quantified(local, record, inner, .some)
    case .count(let local, let record, let inner):
      emit(.constant, 0)
      for row in 1...max(1, layout.rows[record] ?? 0) where (layout.rows[record] ?? 0) > 0 {
        bind(local, row) { compiler in
          compiler.value(inner)
          compiler.emit(.truth)
        }
        emit(.add)
      }
    case .holds(let place):
      address(place)
      emit(.holds, place.field.kind == .rwsem ? 1 : 0)
    case .named(_, _, let inner): self.value(inner)
    }
  }

  private mutating func bind(_ local: Local, _ row: Int, _ body: (inout Compiler) -> Void) {
    let outer = fixed[local.name]
    fixed[local.name] = row
    body(&self)
    fixed[local.name] = outer
  }

  private enum Quantifier { case every, some }

  /// Unrolled over the rows; the first row that decides ends it.
  private mutating func quantified(_ local: Local, _ record: String, _ inner: Value, _ quantifier: Quantifier) {
    let rows = layout.rows[record] ?? 0
    var decided: [Int] = []
    for row in 0..<rows {
      bind(local, row + 1) { $0.value(inner) }
      if quantifier == .some { emit(.not) }
      decided.append(hole(.jumpIfZero))
    }
    emit(.constant, quantifier == .every ? 1 : 0)
    let out = hole(.jump)
    for branch in decided { fill(branch) }
    emit(.constant, quantifier == .every ? 0 : 1)
    fill(out)
  }

  private mutating func binary(_ op: Operator, _ a: Value, _ b: Value) {
    if op == .and || op == .or {
      value(a)
      if op == .or { emit(.not) }
      let first = hole(.jumpIfZero)
      value(b)
      emit(.truth)
      let out = hole(.jump)
      fill(first)
      emit(.constant, op == .and ? 0 : 1)
      fill(out)
      return
    }
    value(a)
    value(b)
    switch op {
    case .add: emit(.add)
    case .subtract: emit(.subtract)
    case .multiply: emit(.multiply)
    case .equal: emit(.equal)
    case .notEqual: emit(.notEqual)
    case .less: emit(.less)
    case .lessOrEqual: emit(.lessOrEqual)
    case .greater: emit(.greater)
    case .greaterOrEqual: emit(.greaterOrEqual)
    case .bitAnd: emit(.bitAnd)
    case .bitOr: emit(.bitOr)
    case .shiftLeft: emit(.shiftLeft)
    case .shiftRight: emit(.shiftRight)
    case .and, .or: break
    }
  }
}

extension Layout.Column {
  /// Whether a row must be in use to be touched; the field that says so can be read at any time.
  fileprivate var needsAllocation: Bool { record.isAllocated && field.name != Layout.allocatedField }
}
