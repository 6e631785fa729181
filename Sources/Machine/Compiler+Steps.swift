/// From steps to code.
extension Compiler {
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
        decide(holds)
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
      let no = jumps(condition, if: false)
      emit(.go, next)
      fill(no)
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
      let asleep = jumps(condition, if: false)
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
        truth(condition)
        emit(.setLocal, slot(local))
      }
      emit(.go, next)
      return [begin, late]
    case .await(let condition, _):
      let no = jumps(condition, if: false)
      emit(.go, next)
      refuse(no)
    case .rest(let condition, _, let body):
      let no = jumps(condition, if: false)
      for statement in body { straight(statement) }
      emit(.go, next)
      refuse(no)
    case .join(let condition, _, _):
      emit(.mightSleep)
      let no = jumps(condition, if: false)
      emit(.go, next)
      refuse(no)
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
        let no = condition.map { jumps($0, if: false) } ?? []
        emit(.go, next)
        refuse(no)
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

  mutating func fill(_ holes: [Int]) { for hole in holes { code[hole].a = Int32(code.count) } }

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
