import Machine
import Spelling

extension FunctionLowering {
  /// Calls about work items that C or the kernel has with more arguments than the model needs.
  static let workWords: Set<String> = Set(initialisers.keys).union(delayedWords.keys).union([
    "queue_work", "flush_workqueue", "drain_workqueue", "to_delayed_work", "delayed_work_pending", "msecs_to_jiffies",
    "usecs_to_jiffies",
  ])

  /// What gives a work item its function, and the struct that it does this for.
  static let initialisers = [
    "INIT_WORK": "work_struct", "INIT_DELAYED_WORK": "delayed_work", "INIT_DEFERRABLE_WORK": "delayed_work",
  ]

  static var moreWords: Set<String> { workWords.union(waitWords).union(atomicWords.keys) }

  /// The queues that are there from the beginning.
  private static let queues: Set<String> = ["system_wq", "system_highpri_wq", "system_long_wq", "system_unbound_wq"]

  mutating func workWord(
    _ site: CallSite, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning? {
    guard Self.workWords.contains(site.name) else { return nil }
    if let delayed = Self.delayedWords[site.name] { return delayedWord(site, delayed, &body, &unit) }
    let structure = Self.initialisers[site.name]
    let count = structure != nil || site.name == "queue_work" ? 2 : 1
    guard takes(count, site, &unit) else { return .broken }
    if let structure { return initialise(site, structure, &body, &unit) }
    if let value = delayedValue(site, &body, &unit) { return value }
    guard isWorkqueue(site, &body, &unit), let call = unit.environment.functions[site.name] else { return .broken }
    return perform(call, site.without(first: 1), &body, &unit)
  }

  /// Whether the first argument of a call is a work queue; if not, that is noted.
  mutating func isWorkqueue(_ site: CallSite, _ body: inout [Statement], _ unit: inout UnitLowering) -> Bool {
    // All queues are one, so that it does not matter which is named, only that it is one.
    let queue = site.arguments[0]
    if !isQueue(queue) {
      let before = unit.problems.count
      let meaning = self.meaning(queue, line: site.line, &body, &unit)
      guard case .silent = meaning else {
        if unit.problems.count == before {
          unit.error(
            queue.span, "\(site.name)() takes a struct workqueue_struct * first", hint: "system_wq is always there")
        }
        return false
      }
    }
    return true
  }

  private func isQueue(_ expression: Expression) -> Bool {
    if case .name(let name) = expression.kind { return Self.queues.contains(name) && find(name) == nil }
    return false
  }

  /// `INIT_WORK(&item, function)`.
  private mutating func initialise(
    _ site: CallSite, _ structure: String, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning {
    let (item, function) = (site.arguments[0], site.arguments[1])
    let meaning = self.meaning(item, line: site.line, &body, &unit)
    guard case .pointer(structure)? = meaning.type, let field = unit.environment.field("work_struct", "func"),
      let record = unit.environment.structs["work_struct"]?.record.name
    else {
      if case .broken = meaning { return .broken }
      unit.error(item.span, "\(site.name)() takes the address of a struct \(structure)")
      return .broken
    }
    guard case .name(let name) = function.plain.kind, let procedure = unit.lowered[name]?.procedure else {
      // A name that is no function of the text was reported when the text's functions were looked through.
      return .broken
    }
    let place = Place(record: record, field: field, row: value(of: meaning, item, &unit))
    emit(Statement(.assign(.cell(place), .procedure(procedure))), line: site.line, &body)
    return .nothing
  }

  /// Whether a call has so many arguments; if not, that is noted.
  func takes(_ count: Int, _ site: CallSite, _ unit: inout UnitLowering) -> Bool {
    if site.arguments.count == count { return true }
    let wanted = count == 1 ? "1 argument" : "\(count) arguments"
    unit.error(site.whole.span, "\(site.name)() takes \(wanted), not \(site.arguments.count)")
    return false
  }
}

extension UnitLowering {
  private static var workFunction: Environment.Callback { Environment.Callback([("work", "work_struct")]) }

  /// Functions that are handed to work items are called by a worker.
  mutating func declareWorkFunctions() {
    for work in works { if let work, functions[work] != nil { callbacks[work] = Self.workFunction } }
    for function in unit.functions {
      function.visit { sentence in
        for expression in sentence.inner.expressions {
          expression.visit { part in
            guard case .call(let callee, let arguments) = part.kind, case .name(let word) = callee.kind,
              FunctionLowering.initialisers[word] != nil, arguments.count == 2
            else { return }
            note(workFunction: arguments[1])
          }
        }
      }
    }
  }

  private mutating func note(workFunction expression: Expression) {
    guard let name = functionName(expression) else { return }
    callbacks[name] = Self.workFunction
  }

  /// `DECLARE_WORK(item, function)`.
  mutating func setFunction(ofWork number: Int, _ value: Expression) {
    works[number] = functionName(value)
  }

  /// The function of the text that an expression names; nil if it names none, which is noted.
  private mutating func functionName(_ expression: Expression) -> String? {
    guard case .name(let name) = expression.plain.kind else {
      error(expression.span, "expected the name of a function")
      return nil
    }
    if functions[name] != nil { return name }
    let near = nearest(name, among: functions.keys).map { "did you mean '\($0)'?" }
    error(expression.span, "no function '\(name)'", hint: near)
    return nil
  }
}
