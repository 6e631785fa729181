/// One frame of a thread's stack.
public struct StackFrame: Sendable, Equatable {
  /// Which procedure, and the step it is at: the next one of the innermost frame, the call that is under way of others.
  public var procedure: Int
  public var counter: Int
  /// By the order of the procedure's locals.
  public var locals: [Int]
  /// The address of the first local.
  public var address: Int
}

/// Why a thread cannot move.
public enum Obstacle: Equatable, Sendable {
  /// A lock, by the address of its cell, with the verb that asks for it.
  case lock(Int, LockVerb)
  /// It sleeps on the wait queue at this address.
  case sleeps(Int)
  /// A condition of the model, in words.
  case awaits(String)
  /// No alternative of a free choice is possible.
  case nothingToChoose
  case ended
  /// A fault has stopped the machine.
  case stopped
}

extension Program {
  /// The value of a cell; rows count from 1.
  public func value(
    _ state: [UInt8], _ record: String, _ row: Int, _ field: String, _ element: Int = 0
  ) -> Int? {
    layout.address(record, row, field, element).map { Int(Int8(bitPattern: state[$0])) }
  }

  /// The fault that stopped the machine, with the thread that ran into it.
  public func fault(_ state: [UInt8]) -> (fault: Fault, thread: Int)? {
    Fault(rawValue: state[Layout.faultAddress]).map { ($0, Int(state[Layout.faultThreadAddress]) - 1) }
  }

  /// The program counter of a thread; 0 when it has ended.
  public func counter(_ state: [UInt8], _ thread: Int) -> Int {
    let base = threads[thread].base
    return Int(state[base]) | Int(state[base + 1]) << 8
  }

  /// The step that a thread takes next; nil when it has ended.
  public func nextStep(_ state: [UInt8], _ thread: Int) -> Step? {
    let counter = counter(state, thread)
    return counter == 0 ? nil : steps[counter]
  }

  /// The stack of a thread, the innermost frame first; empty when it has ended.
  public func stack(_ state: [UInt8], _ thread: Int) -> [StackFrame] {
    let base = threads[thread].base
    let frames = base + Self.threadHeader
    var counter = counter(state, thread)
    var bottom = Int(state[base + 2])
    var result: [StackFrame] = []
    while counter != 0 {
      let procedure = steps[counter].procedure
      let locals = procedures[procedure].locals.indices.map { Int(Int8(bitPattern: state[frames + bottom + $0])) }
      result.append(StackFrame(procedure: procedure, counter: counter, locals: locals, address: frames + bottom))
      if bottom == 0 { break }
      let header = frames + bottom - Self.frameHeader
      counter = Int(state[header]) | Int(state[header + 1]) << 8
      bottom = Int(state[header + 2])
    }
    return result
  }

  /// The value of a local in the innermost frame that has one of this name.
  public func local(_ state: [UInt8], _ thread: Int, _ name: String) -> Int? {
    for frame in stack(state, thread) {
      if let slot = procedures[frame.procedure].locals.firstIndex(where: { $0.name == name }) {
        return frame.locals[slot]
      }
    }
    return nil
  }

  /// Every choice that is possible, threads in order.
  public func choices(_ state: [UInt8]) -> [Choice] {
    guard state[Layout.faultAddress] == 0 else { return [] }
    var result: [Choice] = []
    for thread in threads.indices {
      let counter = counter(state, thread)
      for alternative in 0..<steps[counter].alternatives {
        let choice = Choice(thread: thread, alternative: alternative)
        if move(state, choice) != nil { result.append(choice) }
      }
    }
    return result
  }

  /// Whether every thread has ended.
  public func hasEnded(_ state: [UInt8]) -> Bool { threads.indices.allSatisfy { counter(state, $0) == 0 } }

  /// Why a thread cannot take any step; nil if it can.
  public func obstacle(_ state: [UInt8], _ thread: Int) -> Obstacle? {
    guard state[Layout.faultAddress] == 0 else { return .stopped }
    let counter = counter(state, thread)
    guard counter != 0 else { return .ended }
    let step = steps[counter]
    // A time-out is always possible; a thread that only has that left still waits.
    if move(state, Choice(thread: thread)) != nil { return nil }
    switch step.kind {
    case .lock(let verb, let place): return .lock(address(of: place, state, thread) ?? 0, verb)
    case .wait(_, let place, _, _): return .sleeps(address(of: place, state, thread) ?? 0)
    case .await(_, let reason): return .awaits(reason)
    case .run(let body):
      if case .lock(let verb, let place)? = body.first?.action {
        return .lock(address(of: place, state, thread) ?? 0, verb)
      }
      return .nothingToChoose
    case .choose:
      let isPossible = (0..<step.alternatives).contains { move(state, Choice(thread: thread, alternative: $0)) != nil }
      return isPossible ? nil : .nothingToChoose
    default: return .nothingToChoose
    }
  }

  /// The address of a place as a thread would reach it now; nil if a pointer on the way is NULL.
  public func address(of place: Place, _ state: [UInt8], _ thread: Int) -> Int? {
    guard let row = evaluate(place.row, state, thread) else { return nil }
    let element = place.element.map { evaluate($0, state, thread) ?? 0 } ?? 0
    return layout.address(place.record, row, place.field.name, element)
  }

  /// An expression without quantifiers, as a thread would read it now; nil if it follows NULL.
  public func evaluate(_ value: Value, _ state: [UInt8], _ thread: Int) -> Int? {
    switch value {
    case .constant(let number, _): return number
    case .local(let local): return self.local(state, thread, local.name)
    case .cell(let place): return address(of: place, state, thread).map { Int(Int8(bitPattern: state[$0])) }
    case .not(let inner): return evaluate(inner, state, thread).map { $0 == 0 ? 1 : 0 }
    case .negated(let inner): return evaluate(inner, state, thread).map { -$0 }
    case .binary(let op, let a, let b):
      guard let left = evaluate(a, state, thread) else { return nil }
      if op == .and, left == 0 { return 0 }
      if op == .or, left != 0 { return 1 }
      guard let right = evaluate(b, state, thread) else { return nil }
      return op.apply(left, right)
    case .rows(let record): return layout.rows[record] ?? 0
    case .me: return thread + 1
    case .procedure(let procedure): return number(of: procedure)
    case .named(_, _, let inner): return evaluate(inner, state, thread)
    case .list(let query, let place, let entry):
      guard let address = address(of: place, state, thread),
        let capacity = layout.column(place.record, place.field.name)?.elements
      else { return nil }
      let entries = state[address..<address + capacity].prefix { $0 != 0 }.map { Int($0) }
      let wanted = entry.flatMap { evaluate($0, state, thread) }
      switch query {
      case .first: return entries.first ?? 0
      case .isEmpty: return entries.isEmpty ? 1 : 0
      case .count: return entries.count
      case .contains: return wanted.map { entries.contains($0) ? 1 : 0 }
      case .next:
        return wanted.flatMap { entries.firstIndex(of: $0) }.map { $0 + 1 < entries.count ? entries[$0 + 1] : 0 }
      }
    case .every, .some, .count, .holds: return nil
    }
  }

  /// What an expression comes to, with the values of its cells and locals, for the sentence that tells why.
  public func operands(_ value: Value, _ state: [UInt8], _ thread: Int) -> [(text: String, value: Int, kind: Kind)] {
    switch value {
    case .local(let local): return evaluate(value, state, thread).map { [(local.name, $0, local.kind)] } ?? []
    case .cell(let place): return evaluate(value, state, thread).map { [(place.text, $0, place.field.kind)] } ?? []
    case .not(let inner), .negated(let inner), .named(_, _, let inner): return operands(inner, state, thread)
    case .binary(_, let a, let b): return operands(a, state, thread) + operands(b, state, thread)
    default: return []
    }
  }

  /// The condition that a step decides by; nil for a step without one.
  public func condition(of step: Step) -> Value? {
    switch step.kind {
    case .test(_, let condition): condition
    case .wait(let condition, _, _, _): condition
    case .await(let condition, _): condition
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

  /// Whether a step is bare waiting for a condition of the model.
  public func awaited(_ step: Step) -> String? {
    guard case .await(_, let reason) = step.kind else { return nil }
    return reason
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
}

extension Operator {
  func apply(_ a: Int, _ b: Int) -> Int {
    switch self {
    case .add: a &+ b
    case .subtract: a &- b
    case .multiply: a &* b
    case .equal: a == b ? 1 : 0
    case .notEqual: a != b ? 1 : 0
    case .less: a < b ? 1 : 0
    case .lessOrEqual: a <= b ? 1 : 0
    case .greater: a > b ? 1 : 0
    case .greaterOrEqual: a >= b ? 1 : 0
    case .and: a != 0 && b != 0 ? 1 : 0
    case .or: a != 0 || b != 0 ? 1 : 0
    case .bitAnd: a & b
    case .bitOr: a | b
    case .shiftLeft: a << b
    case .shiftRight: (a & 0xff) >> b
    }
  }
}

extension String {
  var trimmedBlanks: String {
    guard let first = firstIndex(where: { $0 != " " && $0 != "\t" }) else { return "" }
    return String(self[first...])
  }
}

extension Program {
  /// Whether a thread's next step is a wait on a queue, whose second alternative is the time-out.
  public func isWait(_ state: [UInt8], _ thread: Int) -> Bool {
    guard let step = nextStep(state, thread), case .wait = step.kind else { return false }
    return true
  }
}

extension Program {
  /// The local that a call's result goes to.
  public func target(of step: Step) -> Local? {
    guard case .call(_, _, let local) = step.kind else { return nil }
    return local
  }
}
