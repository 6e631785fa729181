import Machine
import Spelling

extension UnitLowering {
  /// The value of an expression that only names numbers; nil if it needs more.
  func constant(_ expression: Expression) -> Int? {
    expression.evaluate { numbers[$0] ?? environment.numbers[$0] ?? arraySize($0) }
  }

  mutating func declareNumbers() {
    for number in unit.numbers {
      guard let value = constant(number.value) else {
        error(number.span, "the value of '\(number.name)' is not a number")
        continue
      }
      numbers[number.name] = value
    }
  }

  // MARK: Structs

  mutating func declareStructs() {
    var seen: Set<String> = []
    for structure in unit.structs {
      guard ownStructs[structure.name] != nil else {
        warn(structure.span, "struct \(structure.name) is the kernel's: this declaration is not used")
        continue
      }
      if !seen.insert(structure.name).inserted {
        error(structure.span, "a second struct named '\(structure.name)'")
        continue
      }
      let record = recordName(structure.name)
      var fields: [Field] = []
      let hasUpdate = structure.members.contains { $0.name == "update" && isMutex($0.type) }
      var lockIsTaken = hasUpdate
      for member in structure.members {
        if members[structure.name]?[member.name] != nil {
          error(member.span, "a second member named '\(member.name)' in struct \(structure.name)")
          continue
        }
        let isLock = isMutex(member.type) && (hasUpdate ? member.name == "update" : !lockIsTaken)
        if isLock { lockIsTaken = true }
        members[structure.name, default: [:]][member.name] = meaning(
          of: member, record: record, isLock: isLock, wholes: wholes.members, &fields)
      }
      if !fields.isEmpty { records.append(RecordType(name: record, fields: fields)) }
    }
  }

  private func isMutex(_ type: TypeName) -> Bool { type.name == "mutex" && type.pointers == 0 }

  /// A record's name that the kernel model does not have.
  func recordName(_ wanted: String) -> String {
    let plain = String(wanted.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    func isTaken(_ name: String) -> Bool {
      name.isEmpty || environment.structs[name] != nil || records.contains { $0.name == name }
        || environment.structs.values.contains { $0.record.name == name }
    }
    var name = plain
    while isTaken(name) { name += "_own" }
    return name
  }

  /// What a variable outside of functions, or a member, is to the model.
  private mutating func meaning(
    of variable: Variable, record: String, isLock: Bool, wholes: Set<String>, _ fields: inout [Field]
  ) -> Member {
    let driver = environment.structs["driver"]?.record.fields ?? []
    func known(_ name: String) -> Member? { driver.first { $0.name == name }.map { .driver($0) } }
    if isLock, let update = known("update") { return update }
    if variable.isArray {
      if variable.name == "dpt", let table = known("dpt") { return table }
      guard let field = arrayField(variable, named: variable.name, wholes: wholes) else { return .silent }
      fields.append(field)
      return .own(record: record, field)
    }
    let type = variable.type
    switch (type.isStruct, type.name) {
    case (true, "mm_struct"): return known("mm") ?? .silent
    case (true, "hmm_mirror"): return known("mirror") ?? .silent
    case (true, "work_struct") where type.pointers == 0, (true, "delayed_work") where type.pointers == 0:
      if type.name == "delayed_work" { delayedWorks.insert(works.count) }
      works.append(nil)
      return .work(works.count - 1)
    case (true, "mmu_notifier") where type.pointers == 0:
      notifiers.append(nil)
      return .notifier(notifiers.count - 1)
    case (true, let name) where ownStructs[name] != nil: return .part(name, isPointer: type.pointers > 0)
    case (true, let name) where environment.structs[name] != nil && type.pointers == 0:
      error(
        variable.span, "a struct \(name) outside of functions is not modelled in this edition yet",
        hint: "declare it as a local of the function that uses it")
      return .silent
    case (false, _) where ["start", "end"].contains(variable.name) && variable.value == nil:
      if let field = known(variable.name) { return field }
    default: break
    }
    guard let kind = kind(of: type) else { return .silent }
    let field = Field(variable.name, kind)
    fields.append(field)
    return .own(record: record, field)
  }

  /// The kind of a cell for a type; nil for what the model does not look into.
  func kind(of type: TypeName) -> Kind? {
    if type.isStruct {
      if type.pointers > 0 {
        if type.pointers > 1 { return nil }
        return self.type(of: type).map { $0.kind(environment) }
      }
      switch type.name {
      case "mutex": return .mutex
      case "rw_semaphore": return .rwsem
      case "kref": return .reference
      default: return nil
      }
    }
    if type.pointers > 0 { return nil }
    switch type.name {
    case "spinlock_t": return .spinlock
    case "wait_queue_head_t": return .waitQueue
    case "atomic_t": return Self.atomic
    case "bool": return .flag
    case "void": return nil
    case "int", "long", "short", "signed", "long long", "long int", "ssize_t", "s8", "s16", "s32", "s64": return .errno
    default: return .number
    }
  }

  /// The type of a variable or parameter; nil for what the model does not look into.
  func type(of name: TypeName) -> Type? {
    if name.name == "void", name.pointers == 0 { return .void }
    if name.isStruct {
      let isKnown = environment.structs[name.name] != nil || ownStructs[name.name] != nil
      // A count is part of its device: container_of leads back to it.
      if name.name == "kref", name.pointers == 1 { return .pointer("driver") }
      return isKnown && name.pointers == 1 ? .pointer(name.name) : nil
    }
    return kind(of: name).map { .number($0) }
  }

  // MARK: Variables

  mutating func declareVariables() {
    var fields: [Field] = []
    let record = recordName(stem)
    let hasUpdate = unit.variables.contains { $0.name == "update" && isMutex($0.type) }
    let structsHaveLock = members.values.contains { $0.values.contains(where: isDriverLock) }
    var lockIsTaken = hasUpdate || structsHaveLock
    for variable in unit.variables {
      if variables[variable.name] != nil || numbers[variable.name] != nil {
        error(variable.span, "a second variable named '\(variable.name)'")
        continue
      }
      if case .initialiser(let initial)? = variable.value?.kind, !variable.isArray {
        if variable.type.name == "mmu_notifier", variable.type.pointers == 0 {
          declareNotifier(variable, initial)
          continue
        }
        variables[variable.name] = .silent
        declareOps(variable, initial)
        continue
      }
      let isLock = isMutex(variable.type) && (hasUpdate ? variable.name == "update" : !lockIsTaken)
      if isLock { lockIsTaken = true }
      let meaning = meaning(
        of: variable, record: record, isLock: isLock, wholes: wholes.variables, &fields)
      variables[variable.name] = meaning
      if let value = variable.value { setFirst(meaning, variable, value) }
    }
    if !fields.isEmpty { records.append(RecordType(name: record, fields: fields)) }
  }

  private func isDriverLock(_ member: Member) -> Bool {
    if case .driver(let field) = member { return field.kind == .mutex }
    return false
  }

  private mutating func setFirst(_ meaning: Member, _ variable: Variable, _ value: Expression) {
    if case .work(let number) = meaning { return setFunction(ofWork: number, value) }
    guard case .own(let record, let field) = meaning else { return }
    if field.isArray { return setFirst(record, field, variable, value) }
    guard let number = constant(value) else {
      error(value.span, "the first value of '\(variable.name)' is not a number")
      return
    }
    warnIfTooLarge(number, value.span)
    var setup = Setup(records: [], rows: [:])
    setup.set(record, 1, field.name, to: .number(number))
    cells += setup.cells
  }

  /// A cell is a byte: a larger number would become another one.
  mutating func warnIfTooLarge(_ number: Int, _ span: Span) {
    if (-128...127).contains(number) { return }
    warn(span, "\(number) does not fit: numbers of the model go from -128 to 127")
  }

  /// Which function is which callback.
  private mutating func declareOps(_ variable: Variable, _ initial: [Expression.Field]) {
    guard variable.type.isStruct, variable.type.pointers == 0 else { return }
    guard let ops = environment.callbacks[variable.type.name] else {
      let name = variable.type.name
      if let problem = OtherEditions.problem(name, variable.span, version: environment.version) {
        problems.append(problem)
      } else if ownStructs[name] == nil {
        let near = nearest(name, among: environment.callbacks.keys).map { "did you mean 'struct \($0)'?" }
        error(variable.span, "struct \(name) has no callbacks that the model knows", hint: near)
      }
      return
    }
    for field in initial {
      guard let member = field.name else {
        error(field.value.span, "a callback is named: .member = function")
        continue
      }
      guard let callback = ops[member] else {
        if environment.silentCallbacks[variable.type.name]?.contains(member) == true {
          error(
            field.value.span, "\(member) of a struct \(variable.type.name) is not modelled in this edition yet",
            hint: "nothing here would call it")
          continue
        }
        let near = nearest(member, among: ops.keys).map { "did you mean '\($0)'?" }
        error(field.value.span, "struct \(variable.type.name) has no member '\(member)'", hint: near)
        continue
      }
      guard case .name(let function) = field.value.plain.kind else {
        error(field.value.span, "expected the name of a function")
        continue
      }
      if function == "NULL" { continue }
      guard functions[function] != nil else {
        let near = nearest(function, among: functions.keys).map { "did you mean '\($0)'?" }
        error(field.value.span, "no function '\(function)'", hint: near)
        continue
      }
      callbacks[function] = callback
      // HMM and a subscriber of the driver's own both have a release.
      if variable.type.name != "mmu_notifier_ops" { callbackNames[member] = function }
      self.ops[variable.name, default: (variable.type.name, [:])].members[member] = function
    }
  }
}

extension Expression {
  /// Without casts, and without the `&` that C allows before a function's name.
  var plain: Expression {
    switch kind {
    case .cast(_, let value), .unary(.address, let value): value.plain
    default: self
    }
  }
}
