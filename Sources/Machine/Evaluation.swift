/// Expressions as a thread would read them now, for sentences and conditions; the machine itself runs compiled code.
extension Program {
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
