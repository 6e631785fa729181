import Kernel
import Machine

// Delayed work: a timer that may run out at any moment, however long it was set to.

extension FunctionLowering {
  /// A call about a delayed work item: the procedure behind it, and what it takes.
  struct DelayedWord {
    let procedure: String
    var takesQueue = false
    var takesDelay = false
  }

  static let delayedWords: [String: DelayedWord] = [
    "schedule_delayed_work": DelayedWord(procedure: "queue_delayed_work", takesDelay: true),
    "queue_delayed_work": DelayedWord(procedure: "queue_delayed_work", takesQueue: true, takesDelay: true),
    "mod_delayed_work": DelayedWord(procedure: "mod_delayed_work", takesQueue: true, takesDelay: true),
    "flush_delayed_work": DelayedWord(procedure: "flush_delayed_work"),
    "cancel_delayed_work": DelayedWord(procedure: "cancel_delayed_work"),
    "cancel_delayed_work_sync": DelayedWord(procedure: "cancel_delayed_work_sync"),
  ]

  mutating func delayedWord(
    _ site: CallSite, _ word: DelayedWord, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning {
    guard takes(1 + (word.takesQueue ? 1 : 0) + (word.takesDelay ? 1 : 0), site, &unit) else { return .broken }
    if word.takesQueue, !isWorkqueue(site, &body, &unit) { return .broken }
    guard case .procedure(let procedure)? = unit.environment.functions[word.procedure] else { return .broken }
    let rest = word.takesQueue ? site.without(first: 1) : site
    guard let item = argument(rest.arguments[0], .pointer("delayed_work"), "dwork", site, &body, &unit) else {
      return .broken
    }
    var values = [item]
    if word.takesDelay { values.append(delay(rest.arguments[1], site, &body, &unit)) }
    return finish(.procedure(procedure), values, .number(.flag), site, &body, unit)
  }

  /// How long it is makes no difference, only whether there is a delay at all.
  private mutating func delay(
    _ expression: Expression, _ site: CallSite, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Value {
    let value = value(expression, line: site.line, &body, &unit)
    guard let known = value.known else { return .not(.not(value)) }
    return .constant(known == 0 ? 0 : 1, name: "\(known)")
  }

  /// Calls that are values: the delayed work of a work item, whether it is pending, a time in jiffies.
  mutating func delayedValue(
    _ site: CallSite, _ body: inout [Statement], _ unit: inout UnitLowering
  ) -> Meaning? {
    switch site.name {
    case "to_delayed_work":
      guard let item = argument(site.arguments[0], .pointer("work_struct"), "work", site, &body, &unit) else {
        return .broken
      }
      return .pointer(item, "delayed_work")
    case "delayed_work_pending":
      guard let item = argument(site.arguments[0], .pointer("delayed_work"), "dwork", site, &body, &unit) else {
        return .broken
      }
      return .number(Core.delayed_work_pending(item))
    case "msecs_to_jiffies", "usecs_to_jiffies":
      return .number(value(site.arguments[0], line: site.line, &body, &unit))
    default: return nil
    }
  }
}
