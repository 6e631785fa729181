import Machine
import Spelling

extension FunctionLowering {
  /// What becomes of the result of a call.
  enum Wanted {
    case value, nothing
    case local(Local)
  }

  mutating func call(
    _ callee: Expression, _ arguments: [Expression], _ whole: Expression, into wanted: Wanted, line: Int,
    _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning {
    guard case .name(let name) = callee.plain.kind, find(name) == nil else {
      unit.error(callee.span, "only functions can be called that are known by their name")
      return .broken
    }
    let site = CallSite(name: name, span: callee.span, whole: whole, arguments: arguments, wanted: wanted, line: line)
    if unit.functions[name] != nil { return callOwn(site, &body, &unit) }
    if unit.prototypes.contains(name), unit.environment.functions[name] == nil {
      unit.error(callee.span, "\(name)() is declared, but has no body")
      return .broken
    }
    if let verb = LockVerb(rawValue: name) { return lock(verb, site, &body, &unit) }
    if let result = word(site, &body, &unit) { return result }
    if let result = workWord(site, &body, &unit) { return result }
    if let result = waitWord(site, &body, &unit) { return result }
    if let result = atomicWord(site, &body, &unit) { return result }
    if let result = pageWord(site, &body, &unit) { return result }
    if let result = notifierWord(site, &body, &unit) { return result }
    if let procedure = unit.environment.specials[name] { return special(procedure, site, &body, &unit) }
    return callKernel(site, &body, &unit)
  }

  struct CallSite {
    let name: String
    let span: Span
    let whole: Expression
    let arguments: [Expression]
    let wanted: Wanted
    let line: Int

    /// The same without its first arguments.
    func without(first count: Int) -> CallSite {
      CallSite(
        name: name, span: span, whole: whole, arguments: Array(arguments.dropFirst(count)), wanted: wanted, line: line)
    }
  }

  // MARK: Functions of the text

  private mutating func callOwn(
    _ site: CallSite, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning {
    // Functions are lowered callees first; one that is missing is part of a circle, which is reported elsewhere.
    guard let callee = unit.lowered[site.name] else { return .broken }
    let values = self.arguments(
      site, callee.parameters.map { Environment.Parameter($0.name, $0.type.kind(unit.environment)) },
      types: callee.parameters.map(\.type), &body, &unit)
    guard var values else { return .broken }
    if callee.takesDriver {
      guard let driver = driverRow() else { return .broken }
      values.append(driver)
    }
    if callee.returnsVoid {
      if case .nothing = site.wanted {} else { return .nothing }
      emit(Statement(.call(.procedure(callee.procedure), values, into: nil)), line: site.line, &body)
      return .nothing
    }
    return finish(.procedure(callee.procedure), values, .number(.errno), site, &body, unit)
  }

  mutating func finish(
    _ callee: Callee, _ values: [Value], _ type: Type, _ site: CallSite, _ body: inout [Statement],
    _ unit: UnitLowering
  ) -> Meaning {
    let returns = type.kind(unit.environment)
    let local: Local?
    switch site.wanted {
    case .nothing: local = nil
    case .local(let given): local = given
    case .value: local = hidden(returns)
    }
    emit(Statement(.call(callee, values, into: local)), line: site.line, &body)
    return local.map { .variable($0, type) } ?? .nothing
  }

  // MARK: Functions of the kernel

  private mutating func callKernel(
    _ site: CallSite, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning {
    if let confused = unit.environment.confusions[site.name], site.arguments.count == 1,
      site.arguments[0].isPure
    {
      var ignored: [Statement] = []
      let problems = unit.problems.count
      if case .pointer(let structure)? = meaning(site.arguments[0], line: site.line, &ignored, &unit).type,
        let call = confused[structure]
      {
        unit.warn(
          site.arguments[0].span, "\(site.name)() gets a struct \(structure) *",
          hint: "C only warns; what follows is what such a kernel would do")
        return perform(call, site, &body, &unit)
      }
      unit.problems.removeLast(unit.problems.count - problems)
    }
    guard let call = unit.environment.functions[site.name] else {
      unknown(site, &unit)
      return .broken
    }
    return perform(call, site, &body, &unit)
  }

  private func unknown(_ site: CallSite, _ unit: inout UnitLowering) {
    if let problem = OtherEditions.problem(site.name, site.span, version: unit.environment.version) {
      unit.problems.append(problem)
      return
    }
    let all = Set(unit.environment.functions.keys).union(unit.functions.keys).union(LockVerb.allCases.map(\.rawValue))
    let near = nearest(site.name, among: all.union(Self.words).union(Self.moreWords)).map { "did you mean '\($0)'?" }
    unit.error(site.span, "no function '\(site.name)'", hint: near)
  }

  mutating func perform(
    _ call: Environment.Call, _ site: CallSite, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning {
    switch call {
    case .nothing:
      if case .nothing = site.wanted { return .nothing }
      return .number(.constant(0, name: nil))
    case .notModelled:
      unit.error(site.span, "\(site.name)() is not modelled in this edition yet")
      return .broken
    case .statements(let parameters, _, let make):
      guard let values = arguments(site, parameters, types: nil, &body, &unit) else { return .broken }
      let made = make(values)
      emit(made.count == 1 ? made[0] : Statement(.atomic(made)), line: site.line, &body)
      return .nothing
    case .procedure(let procedure):
      let parameters = procedure.parameters.map { Environment.Parameter($0.name, $0.kind) }
      guard let values = arguments(site, parameters, types: nil, &body, &unit) else { return .broken }
      return finish(.procedure(procedure), values, unit.type(of: procedure.returns), site, &body, unit)
    }
  }

  // MARK: Arguments

  /// The values for a call's parameters; nil if something is wrong with them.
  private mutating func arguments(
    _ site: CallSite, _ parameters: [Environment.Parameter], types: [Type]?, _ body: inout [Statement],
    _ unit: inout UnitLowering
  ) -> [Value]? {
    var given = site.arguments
    var isFilled = false
    if case .ellipsis? = given.last?.kind, given.count != parameters.count || given.count == 1 {
      given.removeLast()
      isFilled = true
    } else if given.count == 1, parameters.count > 1, site.name == "hmm_range_register" {
      // The short form of the documents.
      isFilled = true
      let names = parameters.dropFirst().map(\.name).joined(separator: ", ")
      unit.warn(site.whole.span, "\(site.name)() needs more: \(names) are the scenario's", hint: nil)
    }
    if given.count > parameters.count || given.count < parameters.count && !isFilled {
      let shape = parameters.map(\.name).joined(separator: ", ")
      let count = parameters.count == 1 ? "1 argument" : "\(parameters.count) arguments"
      unit.error(site.whole.span, "\(site.name)() takes \(count), not \(given.count)", hint: "\(site.name)(\(shape))")
      return nil
    }
    var values: [Value] = []
    for (index, parameter) in parameters.enumerated() {
      let type = types?[index] ?? unit.type(of: parameter.kind)
      guard index < given.count, given[index].kind != .ellipsis else {
        guard let value = self.given(parameter.name, site.whole.span, &unit) else {
          unit.error(site.whole.span, "the scenario has nothing for '\(parameter.name)' of \(site.name)()")
          return nil
        }
        values.append(value)
        continue
      }
      guard let value = argument(given[index], type, parameter.name, site, &body, &unit) else { return nil }
      values.append(value)
    }
    return values
  }

  mutating func argument(
    _ expression: Expression, _ type: Type, _ name: String, _ site: CallSite, _ body: inout [Statement],
    _ unit: inout UnitLowering
  ) -> Value? {
    let meaning = self.meaning(expression, line: site.line, &body, &unit)
    if case .broken = meaning { return nil }
    guard case .pointer(let wanted) = type else {
      if case .pointer(let found)? = meaning.type {
        unit.error(expression.span, "'\(name)' of \(site.name)() is a number, not a struct \(found) *")
        return nil
      }
      return value(of: meaning, expression, &unit)
    }
    switch meaning {
    case .structure(_, let found) where found == wanted:
      unit.error(
        expression.span, "\(site.name)() takes a struct \(wanted) *, not the struct itself",
        hint: "'&\(expression.shortText)' gives its address")
      return nil
    case .address(let place) where place.field.kind == .reference && unit.isDriver(wanted): return place.row
    default: break
    }
    let value = value(of: meaning, expression, &unit)
    if case .pointer(let found)? = meaning.type {
      if found == wanted || unit.isDriver(found) && unit.isDriver(wanted) { return value }
      unit.error(expression.span, "\(site.name)() takes a struct \(wanted) *, not a struct \(found) *")
      return nil
    }
    if value.known == 0 { return value }
    unit.error(expression.span, "\(site.name)() takes a struct \(wanted) * here")
    return nil
  }
}
