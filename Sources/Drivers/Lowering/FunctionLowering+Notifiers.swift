import Kernel
import Machine
import Spelling

// A driver that subscribes to sections itself: struct mmu_notifier and its ops.

extension FunctionLowering {
  /// What a `struct mmu_notifier_ops` may name, in the order of the model's cells.
  static let notifierCallbacks = ["invalidate_range_start", "invalidate_range_end", "release"]

  /// `gpu->mn.ops = &ops`.
  mutating func assignOps(
    of row: Value, _ expression: Expression, line: Int, _ body: inout [Statement], _ unit: inout UnitLowering
  ) {
    guard let functions = callbacks(expression, "mmu_notifier_ops", Self.notifierCallbacks, "mmu_notifier", &unit)
    else { return }
    let sets = zip(Self.notifierCallbacks, functions).compactMap { name, function -> Statement? in
      guard let field = unit.environment.field("mmu_notifier", name) else { return nil }
      return Statement(.assign(.cell(Place(record: MmuNotifier.name, field: field, row: row, isTable: true)), function))
    }
    emit(Statement(.atomic(sets)), line: line, &body)
  }

  static let notifierWords: Set<String> = ["mmu_notifier_range_blockable"]

  mutating func notifierWord(
    _ site: CallSite, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning? {
    guard Self.notifierWords.contains(site.name), unit.environment.functions[site.name] != nil else { return nil }
    guard takes(1, site, &unit),
      let range = argument(site.arguments[0], .pointer("mmu_notifier_range"), "range", site, &body, &unit)
    else { return .broken }
    return .number(Core.mmu_notifier_range_blockable(range))
  }
}

extension UnitLowering {
  /// `static struct mmu_notifier mn = { .ops = &ops };`
  mutating func declareNotifier(_ variable: Variable, _ initial: [Expression.Field]) {
    variables[variable.name] = .notifier(notifiers.count)
    notifiers.append(nil)
    for field in initial {
      guard field.name == "ops", case .name(let name) = field.value.plain.kind else {
        error(field.value.span, "of a struct mmu_notifier only its ops are set: .ops = &my_ops")
        continue
      }
      let isOps = unit.variables.contains { $0.name == name && $0.type.name == "mmu_notifier_ops" }
      if !isOps { error(field.value.span, "no struct mmu_notifier_ops '\(name)'") }
      notifiers[notifiers.count - 1] = name
    }
  }

  /// The functions of ops by their name; none for a notifier that the text gives its ops while it runs.
  func ops(named name: String?) -> NotifierOps {
    guard let name, let members = ops[name]?.members else { return NotifierOps() }
    func procedure(_ member: String) -> Procedure? { members[member].flatMap { lowered[$0]?.procedure } }
    return NotifierOps(
      start: procedure("invalidate_range_start"), end: procedure("invalidate_range_end"), release: procedure("release"))
  }
}
