import Machine

extension FunctionLowering {
  /// Calls that C or the kernel has as macros: they become statements, not calls.
  static let words: Set<String> = [
    "take_lock", "release_lock", "container_of", "likely", "unlikely", "READ_ONCE", "WRITE_ONCE", "BUG_ON", "WARN_ON",
    "WARN_ON_ONCE", "kmalloc", "kzalloc", "kfree", "kref_get", "kref_put", "kref_get_unless_zero", "kref_init",
    "ARRAY_SIZE",
  ]

  /// A call of one of these words; nil if it is none.
  mutating func word(
    _ site: CallSite, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning? {
    guard Self.words.contains(site.name) else { return nil }
    let counts = [
      "WRITE_ONCE": 2, "container_of": 3, "kmalloc": 2, "kzalloc": 2, "kref_put": 2,
    ]
    let count = counts[site.name] ?? 1
    guard site.arguments.count == count else {
      let wanted = count == 1 ? "1 argument" : "\(count) arguments"
      unit.error(site.whole.span, "\(site.name)() takes \(wanted), not \(site.arguments.count)")
      return .broken
    }
    let first = site.arguments[0]
    switch site.name {
    case "take_lock", "release_lock": return plainLock(site, first, &body, &unit)
    case "likely", "unlikely", "READ_ONCE": return meaning(first, line: site.line, &body, &unit)
    case "WRITE_ONCE":
      let place = meaning(first, line: site.line, &body, &unit)
      assign(to: place, site.arguments[1], target: first, line: site.line, &body, &unit)
      return .nothing
    case "BUG_ON", "WARN_ON", "WARN_ON_ONCE":
      let condition = value(first, line: site.line, &body, &unit)
      if site.name == "BUG_ON" {
        flush(&body)
        let stop = Statement(.fault("BUG_ON in \(unit.source.file):\(site.line)"), line: site.line)
        body.append(Statement(.when(condition, [stop], []), line: site.line))
        return .nothing
      }
      return .number(condition)
    case "ARRAY_SIZE": return arraySize(first, site, &body, &unit)
    case "container_of": return container(first, site, &body, &unit)
    case "kmalloc", "kzalloc": return allocation(site, &body, &unit)
    case "kfree": return free(first, site, &body, &unit)
    default: return reference(site, first, &body, &unit)
    }
  }

  /// The device that something is part of.
  private mutating func container(
    _ inner: Expression, _ site: CallSite, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning {
    let meaning = self.meaning(inner, line: site.line, &body, &unit)
    let row: Value
    switch meaning.type {
    case .pointer(let name)? where ["hmm_mirror", "hmm_devmem", "work_struct", "mmu_notifier"].contains(name):
      guard let link = unit.environment.field(name, "driver"), let record = unit.environment.structs[name]?.record.name
      else { return .broken }
      row = .cell(Place(record: record, field: link, row: value(of: meaning, inner, &unit)))
    case .pointer("delayed_work")?:
      // Its row has the number of the work item that it is made around.
      guard let link = unit.environment.field("work_struct", "driver"),
        let record = unit.environment.structs["work_struct"]?.record.name
      else { return .broken }
      row = .cell(Place(record: record, field: link, row: value(of: meaning, inner, &unit)))
    case .pointer(let name)? where unit.isDriver(name): row = value(of: meaning, inner, &unit)
    default:
      if case .broken = meaning { return .broken }
      unit.error(inner.span, "container_of() of this is not modelled in this edition yet")
      return .broken
    }
    return .pointer(row, "driver")
  }

  // MARK: Memory

  private mutating func allocation(
    _ site: CallSite, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning {
    guard case .local(let local) = site.wanted, case .pointer(let record) = local.kind,
      unit.environment.structs.values.contains(where: { $0.record.name == record && $0.record.isAllocated })
    else {
      unit.error(
        site.span, "\(site.name)() is modelled only for a struct hmm_range",
        hint: "struct hmm_range *range = kmalloc(sizeof(*range), GFP_KERNEL)")
      return .broken
    }
    emit(Statement(.allocate(.local(local), record: record)), line: site.line, &body)
    return .variable(local, unit.type(of: local.kind))
  }

  private mutating func free(
    _ pointer: Expression, _ site: CallSite, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning {
    let meaning = self.meaning(pointer, line: site.line, &body, &unit)
    guard case .pointer(let structure)? = meaning.type, let record = unit.environment.structs[structure]?.record,
      record.isAllocated
    else {
      if case .silent = meaning { return .nothing }
      if case .broken = meaning { return .broken }
      unit.error(pointer.span, "kfree() is modelled only for a struct hmm_range")
      return .broken
    }
    let value = value(of: meaning, pointer, &unit)
    emit(Statement(.free(record: record.name, value)), line: site.line, &body)
    return .nothing
  }

  // MARK: Locks

  mutating func lock(
    _ verb: LockVerb, _ site: CallSite, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning {
    guard site.arguments.count == 1 else {
      unit.error(site.whole.span, "\(site.name)() takes 1 argument, not \(site.arguments.count)")
      return .broken
    }
    let argument = site.arguments[0]
    let meaning = self.meaning(argument, line: site.line, &body, &unit)
    guard case .address(let place) = meaning, place.field.kind.isLock else {
      switch meaning {
      case .broken: break
      case .cell(let place, _) where place.field.kind.isLock:
        unit.error(
          argument.span, "\(site.name)() takes the address of a lock",
          hint: "\(site.name)(&\(argument.shortText))")
      case .silent: unit.error(argument.span, "this lock is not modelled in this edition yet")
      default: unit.error(argument.span, "\(site.name)() takes the address of a lock")
      }
      return .broken
    }
    guard place.field.kind == verb.kind else {
      let found = "'\(place.field.name)' is \(place.field.kind.lockText)"
      unit.error(argument.span, "\(site.name)() takes \(verb.kind.lockText), and \(found)")
      return .broken
    }
    return lock(verb, place, site, &body)
  }

  private mutating func lock(
    _ verb: LockVerb, _ place: Place, _ site: CallSite, _ body: inout [Statement]
  ) -> Meaning {
    guard verb.isTry else {
      emit(Statement(.lock(verb, place)), line: site.line, &body)
      return .nothing
    }
    let local: Local
    if case .local(let given) = site.wanted { local = given } else { local = hidden(.flag) }
    emit(Statement(.trylock(verb, place, into: local)), line: site.line, &body)
    return .variable(local, .number(local.kind))
  }

  /// `take_lock(driver->update)`: the documents' way to leave open what kind of lock it is.
  private mutating func plainLock(
    _ site: CallSite, _ argument: Expression, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning {
    let place: Place
    switch meaning(argument, line: site.line, &body, &unit) {
    case .cell(let cell, _) where cell.field.kind.isLock: place = cell
    case .address(let cell) where cell.field.kind.isLock: place = cell
    case .broken: return .broken
    default:
      unit.error(argument.span, "\(site.name)() takes a lock")
      return .broken
    }
    let takes = site.name == "take_lock"
    let verb: LockVerb
    switch place.field.kind {
    case .rwsem: verb = takes ? .downWrite : .upWrite
    case .spinlock: verb = takes ? .spinLock : .spinUnlock
    default: verb = takes ? .mutexLock : .mutexUnlock
    }
    return lock(verb, place, site, &body)
  }

  // MARK: Counts

  private mutating func reference(
    _ site: CallSite, _ argument: Expression, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning {
    let meaning = self.meaning(argument, line: site.line, &body, &unit)
    guard case .address(let place) = meaning, place.field.kind == .reference else {
      if case .broken = meaning { return .broken }
      unit.error(argument.span, "\(site.name)() takes the address of a struct kref")
      return .broken
    }
    let local: Local
    if case .local(let given) = site.wanted { local = given } else { local = hidden(.flag) }
    switch site.name {
    case "kref_init": emit(Statement(.assign(.cell(place), 1)), line: site.line, &body)
    case "kref_get": emit(Statement(.reference(.get, place, into: nil)), line: site.line, &body)
    case "kref_get_unless_zero":
      emit(Statement(.reference(.getUnlessZero, place, into: local)), line: site.line, &body)
      return .variable(local, .number(.flag))
    default:
      emit(Statement(.reference(.put, place, into: local)), line: site.line, &body)
      guard case .name(let name) = site.arguments[1].plain.kind, let callee = unit.lowered[name]?.procedure,
        callee.parameters.count == 1
      else {
        unit.error(site.arguments[1].span, "expected a function of the text that takes the struct kref")
        return .broken
      }
      let last = Statement(.call(.procedure(callee), [place.row], into: nil), line: site.line)
      body.append(Statement(.when(.local(local), [last], []), line: site.line))
      return .variable(local, .number(.flag))
    }
    return .nothing
  }
}

extension LockVerb {
  var isTry: Bool { [.mutexTrylock, .downReadTrylock, .downWriteTrylock, .spinTrylock].contains(self) }

  /// The kind of lock that it works on.
  var kind: Kind {
    switch self {
    case .mutexLock, .mutexUnlock, .mutexTrylock: .mutex
    case .spinLock, .spinUnlock, .spinTrylock: .spinlock
    default: .rwsem
    }
  }
}

extension Kind {
  var lockText: String {
    switch self {
    case .mutex: "a mutex"
    case .rwsem: "a rw_semaphore"
    case .spinlock: "a spinlock"
    default: "no lock"
    }
  }
}
