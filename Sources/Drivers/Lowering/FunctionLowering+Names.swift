import Machine
import Spelling

extension FunctionLowering {
  /// What a name stands for, from the innermost block outwards.
  mutating func name(_ name: String, _ span: Span, _ unit: inout UnitLowering) -> Meaning {
    if let found = find(name) {
      switch found {
      case .local(let local, let type):
        mentioned.append((local, span))
        return .variable(local, type)
      case .structure(let local, let structure): return .structure(.local(local), structure)
      case .array(let place): return .array(place, [])
      case .silent: return .silent([])
      }
    }
    if let member = unit.variables[name] { return meaning(of: member, row: 1, &unit) }
    if let number = unit.numbers[name] { return .number(.constant(number, name: name)) }
    if unit.functions[name] != nil { return .function(name) }
    if let number = unit.environment.numbers[name] { return .number(.constant(number, name: name)) }
    if unit.environment.functions[name] != nil { return .function(name) }
    if let value = givenMeaning(name, span, &unit) { return value }
    if let problem = OtherEditions.problem(name, span, version: unit.environment.version) {
      unit.problems.append(problem)
      return .broken
    }
    var known = Set(unit.variables.keys).union(unit.numbers.keys).union(unit.environment.given.keys)
    known.formUnion(unit.environment.numbers.keys)
    for scope in scopes { known.formUnion(scope.keys) }
    let near = nearest(name, among: known).map { "did you mean '\($0)'?" }
    unit.error(span, "no variable '\(name)'", hint: near)
    return .broken
  }

  /// A name that the scenario provides without a declaration.
  mutating func givenMeaning(_ name: String, _ span: Span, _ unit: inout UnitLowering) -> Meaning? {
    if name == "ret" {
      let outer = scopes
      let local = declare("ret", .number(.errno), &unit)
      // It belongs to the whole function, not only to the block where it is met first.
      scopes = outer
      scopes[0]["ret"] = .local(local, .number(.errno))
      mentioned.append((local, span))
      return .variable(local, .number(.errno))
    }
    if name == "driver" {
      guard let driver = driverRow() else { return nil }
      if case .local(let local) = driver { return .variable(local, .pointer("driver")) }
      return .pointer(driver, "driver")
    }
    guard let text = unit.environment.given[name], let expression = try? parseExpression(text, file: name) else {
      return nil
    }
    var ignored: [Statement] = []
    return meaning(expression.moved(to: span), line: span.start.line, &ignored, &unit)
  }

  /// The driver's row; in a helper it becomes a parameter when it is first asked for.
  mutating func driverRow() -> Value? {
    if case .helper = role, case .local(let local)? = driver, !parameters.contains(where: { $0.local == local }) {
      takesDriver = true
    }
    return driver
  }

  /// The value that stands for `...` in a place of this name; nil if the scenario has none.
  mutating func given(_ name: String, _ span: Span, _ unit: inout UnitLowering) -> Value? {
    if let number = unit.environment.numbers[name] { return unit.constant(number) }
    guard unit.environment.given[name] != nil, let meaning = givenMeaning(name, span, &unit) else { return nil }
    return value(of: meaning, Expression(.name(name), span), &unit)
  }

  /// A variable outside of functions, or a member of one of the text's structs.
  mutating func meaning(of member: UnitLowering.Member, row: Value, _ unit: inout UnitLowering) -> Meaning {
    switch member {
    case .driver(let field):
      // Also where the text has it as a variable of its own: each device has its own lock and mirror.
      guard let driver = row.known == nil ? row : driverRow() else { return .broken }
      let place = Place(record: "driver", field: field, row: driver)
      if field.isArray { return .array(place, []) }
      return .cell(place, unit.type(of: field.kind))
    case .own(let record, let field) where field.isArray:
      return .array(Place(record: record, field: field, row: row), [])
    case .own(let record, let field):
      return .cell(Place(record: record, field: field, row: row), unit.type(of: field.kind))
    case .part(let structure, let isPointer):
      guard let driver = row.known == nil ? row : driverRow() else { return .broken }
      return isPointer ? .pointer(driver, structure) : .structure(driver, structure)
    case .work(let number):
      // The items of a device are as many rows apart as there are devices.
      guard let driver = row.known == nil ? row : driverRow() else { return .broken }
      let item = number == 0 ? driver : driver + .constant(number, name: nil) * .rows("driver")
      return .structure(item, unit.delayedWorks.contains(number) ? "delayed_work" : "work_struct")
    case .notifier(let number):
      // HMM's subscribers come first; those of a device are as many rows apart as there are devices.
      guard let driver = row.known == nil ? row : driverRow() else { return .broken }
      let first = Value.rows("hmm") + driver
      return .structure(
        number == 0 ? first : first + .constant(number, name: nil) * .rows("driver"), "mmu_notifier")
    case .silent: return .silent([])
    }
  }

  // MARK: Members

  mutating func member(
    _ owner: Expression, _ name: String, _ isArrow: Bool, _ whole: Expression, line: Int,
    _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning {
    let meaning = self.meaning(owner, line: line, &body, &unit)
    let row: Value
    let structure: String
    switch meaning {
    case .structure(let value, let name):
      if isArrow {
        unit.error(owner.span, "'\(owner.shortText)' is a struct, not a pointer", hint: "use '.' instead of '->'")
        return .broken
      }
      (row, structure) = (value, name)
    case .pointer(let value, let name): (row, structure) = (value, name)
    case .variable(let local, .pointer(let name)):
      if !isArrow {
        unit.error(owner.span, "'\(local.name)' is a pointer", hint: "use '->' instead of '.'")
        return .broken
      }
      (row, structure) = (.local(local), name)
    // What C has inside of another struct is a row of its own here: both '.' and '->' reach it.
    case .cell(let place, .pointer(let name)): (row, structure) = (.cell(place), name)
    case .silent: return .silent([])
    case .broken: return .broken
    default:
      unit.error(owner.span, "'\(owner.shortText)' has no members")
      return .broken
    }
    return member(name, of: structure, row, whole, &unit)
  }

  private mutating func member(
    _ name: String, of structure: String, _ row: Value, _ whole: Expression, _ unit: inout UnitLowering
  ) -> Meaning {
    let span = Span(whole.span.end.back(name.count), whole.span.end)
    if structure == "delayed_work", name == "work" {
      unit.error(
        span, "the work of a delayed_work is not modelled by itself in this edition yet",
        hint: "hand on the delayed_work: cancel_delayed_work_sync(&…), flush_delayed_work(&…)")
      return .broken
    }
    if let own = unit.members[structure]?[name] { return meaning(of: own, row: row, &unit) }
    // A struct of the text that is the driver has the model's members too.
    let known = unit.isDriver(structure) ? "driver" : structure
    guard let kernel = unit.environment.structs[known] else {
      unit.error(span, "struct \(structure) has no member '\(name)'")
      return .broken
    }
    if let numbers = kernel.constants[name] { return .constants(numbers) }
    if let array = kernel.arrays[name] { return .array(array, []) }
    if let field = kernel.fields.first(where: { $0.name == name }) {
      let place = Place(record: kernel.record.name, field: field, row: row, isTable: kernel.record.isTable)
      if field.isArray { return .array(place, kernel.filled[name]?(row) ?? []) }
      return .cell(place, unit.type(of: field.kind))
    }
    if structure == "mmu_notifier", name == "ops" { return .ops(row) }
    if kernel.silent.contains(name) { return .silent([]) }
    if let problem = OtherEditions.problem(name, span, version: unit.environment.version) {
      unit.problems.append(problem)
      return .broken
    }
    let all = kernel.fields.map(\.name) + kernel.silent + (unit.members[structure].map { Array($0.keys) } ?? [])
    let near = nearest(name, among: all).map { "did you mean '\($0)'?" }
    unit.error(span, "struct \(structure) has no member '\(name)'", hint: near)
    return .broken
  }

  mutating func element(
    _ array: Expression, _ index: Expression, _ whole: Expression, line: Int, _ body: inout [Statement],
    _ unit: inout UnitLowering
  ) -> Meaning {
    let owner = meaning(array, line: line, &body, &unit)
    switch owner {
    case .array(let place, _):
      let index = value(index, line: line, &body, &unit)
      let element = Place(
        record: place.record, field: place.field, row: place.row, element: index, isTable: place.isTable)
      if let length = place.field.length, let known = index.known, !(0..<length).contains(known) {
        unit.error(whole.span, "'\(array.shortText)' has no element \(known)", hint: "it has \(length), from 0")
        return .broken
      }
      return .cell(element, unit.type(of: place.field.kind))
    case .constants(let numbers):
      guard let index = unit.constant(index), numbers.indices.contains(index) else {
        unit.error(index.span, "an index from 0 to \(numbers.count - 1) is expected here")
        return .broken
      }
      return .number(.constant(numbers[index], name: nil))
    case .silent: return .silent([])
    case .broken: return .broken
    default:
      unit.error(array.span, "'\(array.shortText)' is no array")
      return .broken
    }
  }
}

extension Position {
  /// So many characters before.
  func back(_ count: Int) -> Position { Position(line: line, column: max(1, column - count)) }
}

extension Expression {
  /// Its text where it is a chain of names, else a word for it.
  var shortText: String {
    switch kind {
    case .name(let name): name
    case .member(let owner, let name, let isArrow): "\(owner.shortText)\(isArrow ? "->" : ".")\(name)"
    case .element(let array, _): "\(array.shortText)[…]"
    case .call(let callee, _): "\(callee.shortText)(…)"
    case .unary(.address, let value): "&\(value.shortText)"
    case .unary(.dereference, let value): "*\(value.shortText)"
    default: "this"
    }
  }
}

extension UnitLowering {
  func knows(_ structure: String) -> Bool { environment.structs[structure] != nil || ownStructs[structure] != nil }

  mutating func unknownStruct(_ name: String, _ span: Span) {
    if let problem = OtherEditions.problem(name, span, version: environment.version) {
      problems.append(problem)
      return
    }
    let all = Set(environment.structs.keys).union(ownStructs.keys)
    if let near = nearest(name, among: all) {
      error(span, "no struct '\(name)'", hint: "did you mean 'struct \(near)'?")
    }
  }

  /// The type of what a cell holds.
  func type(of kind: Kind) -> Type {
    if case .pointer(let record) = kind {
      return environment.structure(of: record).map { .pointer($0) } ?? .number(kind)
    }
    return .number(kind)
  }
}
