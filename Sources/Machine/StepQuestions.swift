/// What can be asked of a step: what it tests, locks, calls and frees.
extension Program {
  /// The condition that a step decides by; nil for a step without one.
  public func condition(of step: Step) -> Value? {
    switch step.kind {
    case .test(_, let condition): condition
    case .wait(let condition, _, _, _): condition
    case .await(let condition, _), .rest(let condition, _, _), .join(let condition, _, _): condition
    default: nil
    }
  }

  /// Whether a step first sets a local and then tests it, as the head of a `for` does.
  public func preparesItsTest(_ step: Step) -> Bool {
    guard case .test(let before, _) = step.kind else { return false }
    return !before.isEmpty
  }

  /// The record whose row a step gives back; nil if it frees nothing.
  public func freed(by step: Step) -> String? {
    guard case .run(let statements) = step.kind else { return nil }
    for statement in statements { if case .free(let record, _) = statement.action { return record } }
    return nil
  }

  /// What a step waits for in words, where it is bare waiting for a condition.
  public func awaited(_ step: Step) -> String? {
    switch step.kind {
    case .await(_, let reason), .rest(_, let reason, _), .join(_, let reason, _): reason
    default: nil
    }
  }

  /// Whether the condition of the test that a thread has made held; nil if its step was no test, or is still to come.
  public func outcome(_ before: [UInt8], _ after: [UInt8], _ thread: Int) -> Bool? {
    guard let step = nextStep(before, thread), case .test = step.kind, before != after else { return nil }
    return counter(after, thread) != step.other
  }

  /// The line that a thread's step went back to in the same text; nil if it went on.
  public func wentBack(_ before: [UInt8], _ after: [UInt8], _ thread: Int) -> Int? {
    guard let from = nextStep(before, thread), let to = nextStep(after, thread), from.procedure == to.procedure,
      let old = from.line, let new = to.line, new < old
    else { return nil }
    return new
  }

  /// Whether a step can set a field of a record to something other than 0.
  public func assigns(_ step: Step, _ record: String, _ field: String) -> Bool {
    guard case .run(let statements) = step.kind else { return false }
    var isFound = false
    statements.forEachStatement { statement in
      guard case .assign(.cell(let place), let value) = statement.action, place.record == record,
        place.field.name == field
      else { return }
      if case .constant(0, _) = value { return }
      isFound = true
    }
    return isFound
  }

  /// The number of the step that a test goes to when its condition does not hold.
  public func otherwise(of step: Step) -> Int { step.other }

  /// The lock that a step takes or releases.
  public func lock(of step: Step) -> (verb: LockVerb, place: Place)? {
    switch step.kind {
    case .lock(let verb, let place): return (verb, place)
    case .trylock(let verb, let place, _): return (verb, place)
    default: return nil
    }
  }

  /// What a step calls, where it is a call.
  public func callee(of step: Step) -> String? {
    guard case .call(let callee, _, _) = step.kind else { return nil }
    return callee.text
  }

  /// Whether a step returns from its procedure, and with what expression.
  public func isReturn(_ step: Step) -> Bool { if case .result = step.kind { true } else { false } }

  /// The text of the row where a step begins.
  public func text(of step: Step) -> String {
    guard step.procedure >= 0, let row = step.rows.first else { return "" }
    let rows = procedures[step.procedure].rows
    return row < rows.count ? rows[row].text.trimmedBlanks : ""
  }

  /// The local that a call's result goes to.
  public func target(of step: Step) -> Local? {
    guard case .call(_, _, let local) = step.kind else { return nil }
    return local
  }
}

extension String {
  var trimmedBlanks: String {
    guard let first = firstIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
    return String(self[first...])
  }
}
