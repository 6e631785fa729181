import Machine

// Arrays that a text declares. One whose elements alone are named has cells of its own. One that stands somewhere for
// the whole of it is handed on, and what it is handed to has its array already: range->pfns, src and dst.

extension UnitLowering {
  /// The most elements that an array may have: a number of the model goes up to 127, and a window up to 100 pages.
  static let longestArray = 100

  /// The cells of an array; nil for one that has none, or where something is wrong with its length, which is noted.
  ///
  /// - Parameter wholes: the names that stand somewhere for the whole of it.
  mutating func arrayField(_ variable: Variable, named name: String, wholes: Set<String>) -> Field? {
    guard !wholes.contains(variable.name), let kind = kind(of: variable.type), kind.fitsArray else { return nil }
    let length: Int
    if let written = variable.length {
      guard let number = constant(written) else {
        error(written.span, "the length of '\(variable.name)' is not a number that is known here")
        return nil
      }
      length = number
    } else if case .initialiser(let fields)? = variable.value?.kind {
      length = (elements(fields).map(\.index).max() ?? -1) + 1
    } else {
      error(variable.span, "'\(variable.name)' has no length", hint: "write it between the brackets")
      return nil
    }
    guard (1...Self.longestArray).contains(length) else {
      error(
        variable.length?.span ?? variable.span, "an array of \(length) elements is not modelled",
        hint: "1 to \(Self.longestArray) are")
      return nil
    }
    return Field(name, kind, length: length)
  }

  /// The elements that an initialiser names, with their places.
  mutating func elements(_ fields: [Expression.Field]) -> [(index: Int, value: Expression)] {
    var result: [(index: Int, value: Expression)] = []
    var next = 0
    for field in fields {
      if let index = field.index {
        guard let number = constant(index) else {
          error(index.span, "this index is not a number that is known here")
          continue
        }
        next = number
      }
      if field.name != nil { error(field.value.span, "an array has no members that could be named") }
      result.append((next, field.value))
      next += 1
    }
    return result
  }

  /// The elements that an array begins with; too many, or something else, is noted.
  mutating func elements(of field: Field, _ value: Expression) -> [(index: Int, value: Expression)] {
    guard case .initialiser(let fields) = value.kind else {
      error(value.span, "the first values of an array stand in braces")
      return []
    }
    let all = elements(fields)
    for element in all where !(0..<(field.length ?? 0)).contains(element.index) {
      error(element.value.span, "this array has no element \(element.index)")
    }
    return all.filter { (0..<(field.length ?? 0)).contains($0.index) }
  }

  /// What an array outside of functions begins with.
  mutating func setFirst(_ record: String, _ field: Field, _ variable: Variable, _ value: Expression) {
    for element in elements(of: field, value) {
      guard let number = constant(element.value) else {
        error(element.value.span, "the first value of '\(variable.name)[\(element.index)]' is not a number")
        continue
      }
      warnIfTooLarge(number, element.value.span)
      var setup = Setup(records: [], rows: [:])
      setup.set(record, 1, field.name, element: element.index, to: .number(number))
      cells += setup.cells
    }
  }

  /// The length of an array outside of functions, asked for as `ARRAY_SIZE(name)`.
  func arraySize(_ call: String) -> Int? {
    guard call.hasPrefix("ARRAY_SIZE("), case .own(_, let field)? = variables[String(call.dropFirst(11).dropLast())]
    else { return nil }
    return field.length
  }

  /// Why the elements of an array that the text declares can't be read; nil for any other name.
  func whySilent(_ name: String) -> String? {
    func isArray(_ variable: Variable) -> Bool { variable.name == name && variable.isArray }
    let isHandedOn =
      unit.variables.contains { isArray($0) && wholes.variables.contains(name) }
      || unit.structs.contains { $0.members.contains { isArray($0) && wholes.members.contains(name) } }
      || unit.functions.contains { $0.arrays.contains { isArray($0) } && $0.wholes.variables.contains(name) }
    guard isHandedOn else { return nil }
    return "'\(name)' is handed on as a whole, to something that has its own array in the model"
  }
}

extension FunctionLowering {
  /// Arrays on the stack lie in a row that is the function's as long as it runs, as its structs do.
  mutating func allocateArrays(_ unit: inout UnitLowering) {
    var fields: [(variable: Variable, field: Field)] = []
    let wholes = function.wholes.variables
    for variable in function.arrays {
      var name = variable.name
      while fields.contains(where: { $0.field.name == name }) { name += "_" }
      if let field = unit.arrayField(variable, named: name, wholes: wholes) { fields.append((variable, field)) }
    }
    guard let first = fields.first else { return }
    let record = RecordType(
      name: unit.recordName("\(unit.stem)_\(function.name)"), fields: fields.map(\.field), isAllocated: true)
    unit.records.append(record)
    let local = hidden(.pointer(record.name))
    onStack.append((local, record.name))
    pend(Statement(.allocate(.local(local), record: record.name)), line: first.variable.span.start.line)
    for (variable, field) in fields {
      stackArrays[Declared(variable)] = Place(record: record.name, field: field, row: .local(local))
    }
  }

  /// The declaration of an array in a function.
  mutating func array(_ variable: Variable, _ body: inout [Statement], _ unit: inout UnitLowering) {
    guard let place = stackArrays[Declared(variable)] else {
      scopes[scopes.count - 1][variable.name] = .silent
      return
    }
    if let value = variable.value {
      // What braces do not name becomes 0, each time that the declaration is met.
      var values = [Value](repeating: 0, count: place.field.length ?? 0)
      for element in unit.elements(of: place.field, value) {
        values[element.index] = self.value(element.value, line: element.value.span.start.line, &body, &unit)
      }
      let sets = values.enumerated().map { index, value in
        Statement(.assign(.cell(place.element(.constant(index, name: nil))), value))
      }
      emit(Statement(.atomic(sets)), line: variable.span.start.line, &body)
    }
    scopes[scopes.count - 1][variable.name] = .array(place)
  }

  /// `ARRAY_SIZE(array)`.
  mutating func arraySize(
    _ array: Expression, _ site: CallSite, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning {
    switch meaning(array, line: site.line, &body, &unit) {
    case .array(let place, _):
      if let length = place.field.length { return .number(.constant(length, name: nil)) }
    case .constants(let numbers): return .number(.constant(numbers.count, name: nil))
    case .broken: return .broken
    default: break
    }
    unit.error(array.span, "ARRAY_SIZE() takes an array of the text whose length is a number")
    return .broken
  }
}

extension Place {
  /// One element of an array.
  func element(_ index: Value) -> Place {
    Place(record: record, field: field, row: row, element: index, isTable: isTable)
  }
}

extension Kind {
  /// Whether an array of it has cells: numbers and pointers, not locks.
  fileprivate var fitsArray: Bool {
    switch self {
    case .flag, .number, .errno, .pointer: true
    default: false
    }
  }
}

extension Function {
  /// The arrays that it declares, in the order of the text.
  var arrays: [Variable] {
    var found: [Variable] = []
    visit { sentence in
      if case .declaration(let variables) = sentence.kind { found += variables.filter(\.isArray) }
    }
    return found
  }
}

extension Expression {
  /// The name of the array of which this is an element.
  var arrayName: String? {
    guard case .element(let array, _) = kind else { return nil }
    switch array.kind {
    case .name(let name), .member(_, let name, _): return name
    default: return nil
    }
  }

  /// Adds the names in it that do not stand in front of an index.
  fileprivate func collect(_ wholes: inout WholeNames) {
    switch kind {
    case .name(let name): wholes.variables.insert(name)
    case .member(let owner, let name, _):
      wholes.members.insert(name)
      owner.collect(&wholes)
    case .element(let array, let index):
      array.collectOwner(&wholes)
      index.collect(&wholes)
    case .call(let callee, let arguments) where callee.kind == .name("ARRAY_SIZE"):
      for argument in arguments { argument.collectOwner(&wholes) }
    default: for part in parts { part.collect(&wholes) }
    }
  }

  /// The same of an array whose elements are meant.
  private func collectOwner(_ wholes: inout WholeNames) {
    switch kind {
    case .name: break
    case .member(let owner, _, _): owner.collect(&wholes)
    default: collect(&wholes)
    }
  }
}

/// Names that stand somewhere for the whole of what they name.
struct WholeNames {
  var variables: Set<String> = []
  var members: Set<String> = []
}

extension Function {
  var wholes: WholeNames {
    var wholes = WholeNames()
    visit { for expression in $0.inner.expressions { expression.collect(&wholes) } }
    return wholes
  }

  /// The names of its parameters and variables.
  fileprivate var declared: Set<String> {
    var names = Set(parameters.map(\.name))
    visit { if case .declaration(let variables) = $0.kind { names.formUnion(variables.map(\.name)) } }
    return names
  }
}

extension Unit {
  /// Of what stands outside of functions.
  var wholes: WholeNames {
    var wholes = WholeNames()
    for function in functions {
      let inner = function.wholes
      wholes.variables.formUnion(inner.variables.subtracting(function.declared))
      wholes.members.formUnion(inner.members)
    }
    for variable in variables { variable.value?.collect(&wholes) }
    return wholes
  }
}
