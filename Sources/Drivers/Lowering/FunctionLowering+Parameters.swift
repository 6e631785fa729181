import Machine

extension FunctionLowering {
  mutating func declareParameters(_ unit: inout UnitLowering) {
    switch role {
    case .entry: declareEntry(&unit)
    case .callback(let callback): declareCallback(callback, &unit)
    case .helper:
      for parameter in function.parameters {
        guard let type = unit.type(of: parameter.type), type != .void else {
          unit.error(parameter.span, "the model has no values of type '\(parameter.type.text)'")
          continue
        }
        let local = declare(parameter.name, type, &unit)
        parameters.append((local, type))
        if case .pointer(let name) = type, unit.isDriver(name) { driver = driver ?? .local(local) }
      }
      if driver == nil { driver = .local(Local("driver", .pointer("driver"))) } else { return }
      // Not yet a parameter: only if a name asks for it.
      names.insert("driver")
    }
  }

  /// The loop is called with the driver and its mm, in this order; the text may name them as it likes.
  private mutating func declareEntry(_ unit: inout UnitLowering) {
    let driverText = function.parameters.first { unit.isDriver($0.type.name) && $0.type.pointers == 1 }
    let mmText = function.parameters.first { $0.type.name == "mm_struct" && $0.type.pointers == 1 }
    let driverType = Type.pointer(driverText?.type.name ?? "driver")
    let first = declare(driverText?.name ?? "driver", driverType, &unit)
    let second = declare(mmText?.name ?? "mm", .pointer("mm_struct"), &unit)
    parameters = [(first, driverType), (second, .pointer("mm_struct"))]
    driver = .local(first)
    for parameter in function.parameters {
      if parameter.name == driverText?.name || parameter.name == mmText?.name { continue }
      let type = unit.type(of: parameter.type)
      switch type {
      case .pointer("hmm_range")?:
        let local = declare(parameter.name, .pointer("hmm_range"), &unit)
        allocate(local, "hmm_range", line: parameter.span.start.line, unit)
      case .pointer("hmm_mirror")?, .number?:
        let name = type == .pointer("hmm_mirror") ? "mirror" : parameter.name
        guard let type, let value = given(name, parameter.span, &unit) else { fallthrough }
        let local = declare(parameter.name, type, &unit)
        pend(Statement(.assign(.local(local), value)), line: parameter.span.start.line)
      default:
        unit.error(
          parameter.span, "nobody can give '\(parameter.name)' to \(function.name)()",
          hint: "the scenario gives the loop its driver, mm, start and end")
      }
    }
  }

  private mutating func declareCallback(_ callback: Environment.Callback, _ unit: inout UnitLowering) {
    let isOpen = function.isOpen && function.parameters.isEmpty
    if !isOpen, function.parameters.count != callback.parameters.count {
      let wanted = callback.parameters.map { $0.passing.text($0.name) }.joined(separator: ", ")
      unit.error(function.span, "this callback is called with (\(wanted))")
      return
    }
    for (index, parameter) in callback.parameters.enumerated() {
      let written = isOpen ? nil : function.parameters[index]
      if let written, !parameter.passing.fits(written.type) {
        let wanted = parameter.passing.text("").trimmed
        unit.error(written.span, "'\(written.name)' is called with a \(wanted), not '\(written.type.text)'")
      }
      declare(parameter.passing, as: written?.name ?? parameter.name, &unit)
    }
  }

  private mutating func declare(
    _ passing: Environment.Callback.Passing, as name: String, _ unit: inout UnitLowering
  ) {
    switch passing {
    case .nothing: scopes[0][name] = .silent
    case .array(let place): scopes[0][name] = .array(place)
    case .number(let kind): parameters.append((declare(name, .number(kind), &unit), .number(kind)))
    case .driver:
      let local = declare(name, .pointer("driver"), &unit)
      parameters.append((local, .pointer("driver")))
      driver = .local(local)
    case .structure(let structure):
      let local = declare(name, .pointer(structure), &unit)
      parameters.append((local, .pointer(structure)))
      if let link = unit.environment.field(structure, "driver"), link.kind == .pointer("driver") {
        let record = unit.environment.structs[structure]?.record.name ?? structure
        driver = driver ?? .cell(Place(record: record, field: link, row: .local(local)))
      }
    }
  }
}

extension Environment.Callback.Passing {
  /// The parameter as C declares it.
  func text(_ name: String) -> String {
    switch self {
    case .structure(let structure): "struct \(structure) *\(name)"
    case .number: "unsigned long \(name)"
    case .array: "unsigned long *\(name)"
    case .driver: "void *\(name)"
    case .nothing: "... \(name)"
    }
  }

  /// Whether a parameter may be written with this type.
  func fits(_ type: TypeName) -> Bool {
    switch self {
    case .structure(let structure): type.name == structure && type.pointers == 1
    case .number: !type.isStruct && type.pointers == 0
    case .array: !type.isStruct && type.pointers == 1
    case .driver: type.pointers == 1
    case .nothing: true
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    last == "*" ? self : String(self[..<(lastIndex { $0 != " " } ?? startIndex)]) + suffix(1)
  }
}

extension Environment {
  /// A field of a struct, by its name in C; ghosts too.
  func field(_ structure: String, _ name: String) -> Field? {
    structs[structure]?.record.fields.first { $0.name == name }
  }
}

extension UnitLowering {
  /// Whether a struct is the driver's own, or a part of it.
  func isDriver(_ structure: String) -> Bool { structure == "driver" || ownStructs[structure] != nil }
}
