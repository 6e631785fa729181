import Machine

extension FunctionLowering {
  /// Calls on an `atomic_t`: how many arguments they take, and what becomes of the count.
  static let atomicWords: [String: Int] = [
    "atomic_read": 1, "atomic_set": 2, "atomic_inc": 1, "atomic_dec": 1, "atomic_add": 2, "atomic_sub": 2,
    "atomic_inc_return": 1, "atomic_dec_return": 1, "atomic_dec_and_test": 1, "atomic_inc_not_zero": 1,
    "atomic_xchg": 2,
  ]

  mutating func atomicWord(
    _ site: CallSite, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning? {
    guard let count = Self.atomicWords[site.name] else { return nil }
    guard takes(count, site, &unit) else { return .broken }
    // atomic_add and atomic_sub have the number first.
    let isLast = ["atomic_add", "atomic_sub"].contains(site.name)
    let argument = site.arguments[isLast ? 1 : 0]
    let meaning = self.meaning(argument, line: site.line, &body, &unit)
    guard case .address(let place) = meaning, place.field.kind == UnitLowering.atomic else {
      if case .broken = meaning { return .broken }
      unit.error(argument.span, "\(site.name)() takes the address of an atomic_t")
      return .broken
    }
    let cell = Value.cell(place)
    var other = Value.constant(1, name: nil)
    if count == 2 { other = value(site.arguments[isLast ? 0 : 1], line: site.line, &body, &unit) }
    switch site.name {
    case "atomic_read": return .number(cell)
    case "atomic_set":
      emit(Statement(.assign(cell, other)), line: site.line, &body)
      return .nothing
    case "atomic_inc", "atomic_add":
      emit(Statement(.assign(cell, cell + other)), line: site.line, &body)
      return .nothing
    case "atomic_dec", "atomic_sub":
      emit(Statement(.assign(cell, cell - other)), line: site.line, &body)
      return .nothing
    default: return answered(site, cell, other, &body)
    }
  }

  /// Those that change the count and tell of it, in one step.
  private mutating func answered(
    _ site: CallSite, _ cell: Value, _ other: Value, _ body: inout [Statement]
  ) -> Meaning {
    let local = target(site, site.name == "atomic_xchg" || site.name.hasSuffix("_return") ? .errno : .flag)
    let answer = Value.local(local)
    let change: [Statement]
    switch site.name {
    case "atomic_inc_return": change = [cell <- cell + 1, answer <- cell]
    case "atomic_dec_return": change = [cell <- cell - 1, answer <- cell]
    case "atomic_dec_and_test": change = [cell <- cell - 1, answer <- (cell == 0)]
    case "atomic_inc_not_zero": change = [answer <- (cell != 0), Statement(.when(answer, [cell <- cell + 1], []))]
    default:
      // The number may be read from the local that the answer goes to.
      let kept = Value.local(hidden())
      change = [kept <- other, answer <- cell, cell <- kept]
    }
    emit(Statement(.atomic(change)), line: site.line, &body)
    isSet.insert(local.name)
    return .variable(local, .number(local.kind))
  }
}

extension UnitLowering {
  /// The kind of an `atomic_t`, which only the calls for it may touch.
  static var atomic: Kind { .tag("atomic_t") }
}
