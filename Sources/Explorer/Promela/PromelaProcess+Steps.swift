import Machine

/// What one step does, as the ways in which a process can take it.
extension PromelaProcess {
  func options(_ step: Step, _ frame: Frame, own: Int, next: Int, other: Int) -> [Option] {
    let options = plainOptions(step, frame, own: own, next: next, other: other)
    guard !step.before.isEmpty else { return options }
    // What a condition reads is not touched by it.
    let first = frame.scope.straight(step.before)
    return options.map { option in
      var option = option
      option.effect = option.effect.map { "\(first); \($0)" } ?? first
      return option
    }
  }

  private func plainOptions(_ step: Step, _ frame: Frame, own: Int, next: Int, other: Int) -> [Option] {
    let scope = frame.scope
    switch step.kind {
    case .run(let statements):
      guard let (verb, place, rest) = leadingLock(statements), let (free, take) = scope.acquire(verb, place) else {
        return [Option(effect: scope.straight(statements), target: next)]
      }
      let effect = rest.isEmpty ? take : "\(take); \(scope.straight(rest))"
      return [Option(condition: free, effect: effect, target: next)]
    case .test(let before, let condition): return test(before, condition, scope, next: next, other: other)
    case .lock(let verb, let place):
      guard let (free, take) = scope.acquire(verb, place) else {
        return [Option(effect: scope.release(verb, place), target: next)]
      }
      return [Option(condition: free, effect: take, target: next)]
    case .trylock(let verb, let place, let local):
      return [Option(effect: scope.tryLock(verb, place, local), target: next)]
    case .wait(let condition, let place, _, let local):
      return wait(condition, place, local, hasTimeout: step.alternatives > 1, scope, own: own, next: next)
    case .await(let condition, _): return [Option(condition: scope.text(condition), target: next)]
    case .rest(let condition, _, let body):
      return [Option(condition: scope.text(condition), effect: scope.straight(body), target: next)]
    case .join(let condition, _, _):
      let holds = scope.text(condition)
      let allowed = cells.hasSpinlocks ? "(spins == 0 -> \(holds) : \(PromelaCells.fault))" : holds
      return [Option(condition: allowed, target: next)]
    case .result(let value): return results(value, frame)
    case .choose(let local, _, let condition):
      return (0..<step.alternatives).map { candidate in
        let holds = condition.map { scope.binding(local, to: "\(candidate)").text($0) }
        let stored = scope.stored(.constant(candidate, name: nil))
        return Option(condition: holds, effect: "\(scope.variable(local)) = \(stored)", target: next)
      }
    case .call: preconditionFailure("calls are written out before")
    }
  }

  /// A way that can be gone only where a property forbids the step: it adds no state as long as they hold.
  func assertions(_ step: Step, _ scope: PromelaScope) -> [Option] {
    guard asserts, let approach = Approach(step) else { return [] }
    return program.properties.compactMap { $0.before?(approach) }.map {
      Option(condition: "!(\(scope.text($0))) -> assert(false)", target: 0)
    }
  }

  /// The lock that a step takes before all else; the language allows one in no other place.
  private func leadingLock(_ statements: [Statement]) -> (LockVerb, Place, [Statement])? {
    guard let first = statements.first else { return nil }
    switch first.action {
    case .lock(let verb, let place): return (verb, place, Array(statements.dropFirst()))
    case .atomic(let body):
      guard let (verb, place, rest) = leadingLock(body) else { return nil }
      return (verb, place, rest + statements.dropFirst())
    default: return nil
    }
  }

  /// A condition that sees the assignments before it, as a guard that changes nothing.
  private func test(
    _ before: [Statement], _ condition: Value, _ scope: PromelaScope, next: Int, other: Int
  ) -> [Option] {
    var seen = scope
    for statement in before {
      guard case .assign(.local(let local), let value) = statement.action else {
        preconditionFailure("\(statement.text) cannot stand before a condition")
      }
      seen = seen.binding(local, to: seen.stored(value))
    }
    let holds = seen.text(condition)
    let effect = before.isEmpty ? nil : scope.straight(before)
    return [
      Option(condition: holds, effect: effect, target: next),
      Option(condition: "!(\(holds))", effect: effect, target: other),
    ]
  }

  private func wait(
    _ condition: Value, _ place: Place, _ local: Local?, hasTimeout: Bool, _ scope: PromelaScope, own: Int, next: Int
  ) -> [Option] {
    let queue = scope.cell(place)
    let bit = 1 << thread
    let isAsleep = "(\(queue) & \(bit)) != 0"
    let isAwake = "(\(queue) & \(bit)) == 0"
    let allowed = cells.hasSpinlocks ? "(spins == 0 -> \(isAwake) : \(PromelaCells.fault))" : isAwake
    let holds = scope.text(condition)
    let answer = local.map { scope.variable($0) }
    var options = [
      Option(condition: "\(allowed) && \(holds)", effect: answer.map { "\($0) = 1" }, target: next),
      Option(condition: "\(allowed) && !(\(holds))", effect: "\(queue) = \(queue) | \(bit)", target: own),
    ]
    if hasTimeout {
      let late = answer.map { "; \($0) = !(!(\(holds)))" } ?? ""
      options.append(
        Option(condition: isAsleep, effect: "\(queue) = \(queue) & \(255 - bit)\(late)", target: next))
    }
    return options
  }

  /// One way back for each call of a shared procedure.
  private func results(_ value: Value?, _ frame: Frame) -> [Option] {
    guard let returns = returns[frame.procedure] else { return [result(value, frame)] }
    return returns.enumerated().map { number, site in
      var caller = frame
      (caller.back, caller.into) = site
      var option = result(value, caller)
      option.condition = "\(origin(frame)) == \(number + 1)"
      option.effect = [option.effect, "\(origin(frame)) = 0"].compactMap(\.self).joined(separator: "; ")
      return option
    }
  }

  private func result(_ value: Value?, _ frame: Frame) -> Option {
    var parts: [String] = []
    if let into = frame.into {
      parts.append("\(into) = \(value.map { frame.scope.stored($0) } ?? "0")")
    } else if let value {
      // Nobody wants it, but to compute it may be a fault.
      parts.append("x = \(frame.scope.stored(value))")
    }
    for slot in program.procedures[frame.procedure].locals.indices { parts.append("v[\(frame.scope.base + slot)] = 0") }
    if frame.back == 0, frame.bytes == 0, countsEnded { parts.append("threads_ended++") }
    return Option(effect: parts.isEmpty ? nil : parts.joined(separator: "; "), target: frame.back)
  }
}
