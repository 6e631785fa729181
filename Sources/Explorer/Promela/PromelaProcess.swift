import Machine

/// One thread as a process: every call written out where it stands, a label and a choice of `d_step`s for each step.
struct PromelaProcess {
  private let cells: PromelaCells
  private let callees: PromelaCallees
  private let thread: Int
  private let countsEnded: Bool
  private var items: [Item] = []
  /// Label 0 is the end of the process.
  private var labels = 0
  private var width = 0

  /// One step, in one place of the call tree.
  struct Item {
    var label: Int
    var comment: String
    var options: [Option]
  }

  /// One way to take a step: a guard, what happens, where it goes on.
  struct Option {
    var condition: String?
    var effect: String?
    var target: Int
  }

  private struct Frame {
    var procedure: Int
    var scope: PromelaScope
    /// What the machine's stack holds below the frame, for the same overflow.
    var bytes: Int
    /// Where the caller goes on, and where the result goes.
    var back: Int
    var into: String?
    var first: Int
  }

  init(_ cells: PromelaCells, _ callees: PromelaCallees, thread: Int, countsEnded: Bool) {
    self.cells = cells
    self.callees = callees
    self.thread = thread
    self.countsEnded = countsEnded
  }

  private var program: Program { cells.program }

  /// The process as text.
  consuming func text() -> String {
    let layout = program.threads[thread]
    let root = frame(layout.procedure, base: 0, bytes: 0, back: 0, into: nil)
    write(root)
    var values = layout.arguments.map { Int(Int8(truncatingIfNeeded: $0)) }
    values += Array(repeating: 0, count: max(0, width - values.count))
    let name = PromelaCells.identifier(layout.name)
    var text = "active proctype thread\(thread + 1)_\(name)() {\n"
    if width > 0 { text += "  short v[\(width)]\(PromelaCells.initialiser(values));\n" }
    if cells.hasSpinlocks { text += "  byte spins;\n" }
    return text + printed() + "end:\n  false\n}\n"
  }

  // MARK: The call tree

  private mutating func frame(_ procedure: Int, base: Int, bytes: Int, back: Int, into: String?) -> Frame {
    let compiled = program.procedures[procedure]
    var slots: [String: Int] = [:]
    for (slot, local) in compiled.locals.enumerated() { slots[local.name] = slot }
    let first = labels + 1
    labels += compiled.count
    width = max(width, base + compiled.locals.count)
    return Frame(
      procedure: procedure, scope: PromelaScope(cells, slots: slots, base: base, thread: thread), bytes: bytes,
      back: back, into: into, first: first)
  }

  private mutating func write(_ frame: Frame) {
    let compiled = program.procedures[frame.procedure]
    for counter in reachable(compiled) {
      let step = program.steps[counter]
      let label = frame.first + counter - compiled.first
      let next = frame.first + step.next - compiled.first
      let other = frame.first + step.other - compiled.first
      let comment = commentText("\(compiled.name) \(step.name ?? ""): \(program.text(of: step))")
      guard case .call(let callee, let arguments, let local) = step.kind else {
        items.append(
          Item(label: label, comment: comment, options: options(step, frame, own: label, next: next, other: other)))
        continue
      }
      let into = local.map { frame.scope.variable($0) }
      var called: [Frame] = []
      var item = Item(label: label, comment: comment, options: [])
      switch callee {
      case .procedure(let procedure):
        guard let target = program.procedures.firstIndex(where: { $0.procedure === procedure }) else { continue }
        item.options.append(call(target, nil, arguments, frame, back: next, into: into, &called))
      case .cell(let place):
        let cell = frame.scope.cell(place)
        let candidates = callees.callees(place, arguments: arguments.count)
        for candidate in candidates {
          item.options.append(
            call(
              candidate.procedure, "\(cell) == \(candidate.number)", arguments, frame, back: next, into: into, &called))
        }
        let known = candidates.map { "\(cell) != \($0.number)" } + ["1"]
        item.options.append(Option(condition: known.joined(separator: " && "), effect: "assert(false)", target: 0))
      }
      items.append(item)
      for inner in called { write(inner) }
    }
  }

  /// The program counters of a procedure that can be reached in it, in order.
  private func reachable(_ compiled: CompiledProcedure) -> [Int] {
    var found: Set<Int> = []
    var waiting = [compiled.first]
    while let counter = waiting.popLast() {
      guard counter != 0, found.insert(counter).inserted else { continue }
      let step = program.steps[counter]
      if case .result = step.kind { continue }
      waiting.append(step.next)
      if case .test = step.kind { waiting.append(step.other) }
    }
    return found.sorted()
  }

  private mutating func call(
    _ target: Int, _ condition: String?, _ arguments: [Value], _ frame: Frame, back: Int, into: String?,
    _ called: inout [Frame]
  ) -> Option {
    let locals = program.procedures[frame.procedure].locals.count
    let bytes = frame.bytes + locals + Program.frameHeader
    guard bytes + program.procedures[target].locals.count <= program.threads[thread].stack else {
      return Option(condition: condition, effect: "assert(false)", target: 0)
    }
    let inner = self.frame(target, base: frame.scope.base + locals, bytes: bytes, back: back, into: into)
    called.append(inner)
    let effect = arguments.enumerated().map { "v[\(inner.scope.base + $0)] = \(frame.scope.stored($1))" }
    return Option(
      condition: condition, effect: effect.isEmpty ? nil : effect.joined(separator: "; "), target: inner.first)
  }

  // MARK: Steps

  private func options(_ step: Step, _ frame: Frame, own: Int, next: Int, other: Int) -> [Option] {
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
    case .result(let value): return [result(value, frame)]
    case .choose(let local, _, let condition):
      return (0..<step.alternatives).map { candidate in
        let holds = condition.map { scope.binding(local, to: "\(candidate)").text($0) }
        let stored = scope.stored(.constant(candidate, name: nil))
        return Option(condition: holds, effect: "\(scope.variable(local)) = \(stored)", target: next)
      }
    case .call: preconditionFailure("calls are written out before")
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

  // MARK: Text

  private func printed() -> String {
    var wanted: Set<Int> = []
    for (position, item) in items.enumerated() {
      let following = position + 1 < items.count ? items[position + 1].label : 0
      for option in item.options where option.target != following { wanted.insert(option.target) }
    }
    var text = ""
    for (position, item) in items.enumerated() {
      let following = position + 1 < items.count ? items[position + 1].label : 0
      if wanted.contains(item.label) { text += "L\(item.label):\n" }
      text += "  /* \(item.comment) */\n  if\n"
      for option in item.options {
        text += "  :: \(Self.text(option))"
        if option.target != following { text += option.target == 0 ? "; goto end" : "; goto L\(option.target)" }
        text += "\n"
      }
      text += "  fi;\n"
    }
    return text
  }

  private static func text(_ option: Option) -> String {
    switch (option.condition, option.effect) {
    case (let condition?, let effect?): "d_step { \(condition) -> \(effect) }"
    case (let condition?, nil): "\(condition)"
    case (nil, let effect?): "d_step { \(effect) }"
    case (nil, nil): "skip"
    }
  }
}
