import Machine

/// Expressions of one frame of one thread, as Promela.
struct PromelaScope {
  let cells: PromelaCells
  /// The procedure's locals, by name, as places in the frame.
  let slots: [String: Int]
  /// Where the frame begins in the process's array.
  let base: Int
  /// From 0.
  let thread: Int
  /// Locals that stand for something else: a row of a quantifier, the value that a step is about to give them.
  var bound: [String: String] = [:]

  init(_ cells: PromelaCells, slots: [String: Int], base: Int, thread: Int) {
    self.cells = cells
    self.slots = slots
    self.base = base
    self.thread = thread
  }

  func binding(_ local: Local, to text: String) -> PromelaScope {
    var copy = self
    copy.bound[local.name] = text
    return copy
  }

  func variable(_ local: Local) -> String {
    guard let slot = slots[local.name] else { preconditionFailure("no local \(local.name)") }
    return "v[\(base + slot)]"
  }

  // MARK: Values

  /// An expression as it is computed; `stored` is what a cell keeps of it.
  func text(_ value: Value) -> String {
    switch value {
    case .constant(let number, _): return "\(number)"
    case .local(let local): return bound[local.name] ?? variable(local)
    case .cell(let place): return cell(place)
    case .not(let inner): return "!(\(text(inner)))"
    case .negated(let inner): return "(-\(text(inner)))"
    case .binary(.shiftRight, let a, let b): return "((\(text(a)) & 255) >> \(text(b)))"
    case .binary(let op, let a, let b): return "(\(text(a)) \(op.rawValue) \(text(b)))"
    case .rows(let record): return "\(rows(record))"
    case .me: return "\(thread + 1)"
    case .procedure(let procedure): return "\(cells.program.number(of: procedure) ?? 0)"
    case .list(let query, let place, let entry): return list(query, place, entry)
    case .every(let local, let record, let inner): return joined(local, record, inner, "&&", "1")
    case .some(let local, let record, let inner): return joined(local, record, inner, "||", "0")
    case .count(let local, let record, let inner): return joined(local, record, .not(.not(inner)), "+", "0")
    case .holds(let place):
      if place.field.kind != .rwsem { return "(\(cell(place)) == \(thread + 1))" }
      return "(\(cell(place)) == \(thread + 1) || (\(readers(place)) & \(1 << thread)) != 0)"
    case .named(_, _, let inner): return text(inner)
    }
  }

  /// An expression cut down to the signed byte that a cell keeps.
  func stored(_ value: Value) -> String {
    switch value {
    case .constant(let number, _): return "\(Int8(truncatingIfNeeded: number))"
    case .binary(.add, _, _), .binary(.subtract, _, _), .binary(.multiply, _, _), .binary(.shiftLeft, _, _),
      .binary(.shiftRight, _, _), .negated:
      return "S8(\(text(value)))"
    case .named(_, _, let inner): return stored(inner)
    default: return text(value)
    }
  }

  private func rows(_ record: String) -> Int { cells.program.layout.rows[record] ?? 0 }

  private func joined(_ local: Local, _ record: String, _ inner: Value, _ op: String, _ none: String) -> String {
    if rows(record) == 0 { return none }
    let parts = (1...rows(record)).map { binding(local, to: "\($0)").text(inner) }
    return "(" + parts.joined(separator: " \(op) ") + ")"
  }

  // MARK: Places

  /// A cell, to read or to write; of a semaphore, its writer.
  func cell(_ place: Place) -> String {
    guard place.field.kind == .rwsem else { return cell(place, "") }
    guard case .constant(1, _)? = place.element else { return cell(place, "_writer") }
    return readers(place)
  }

  /// The mask of a semaphore's readers.
  func readers(_ place: Place) -> String { cell(place, "_readers") }

  private func cell(_ place: Place, _ suffix: String) -> String {
    let column = cells.column(place)
    guard column.rows * column.stride > 0 else { return PromelaCells.fault }
    return "\(PromelaCells.name(column))\(suffix)[\(index(place, column))]"
  }

  private func index(_ place: Place, _ column: Layout.Column) -> String {
    let row = row(place, column)
    let elements = column.field.kind == .rwsem ? 1 : column.stride
    guard column.field.kind != .rwsem, elements > 1 || place.element != nil else { return row }
    guard let element = place.element else { return sum(product(row, elements), "0") }
    let text: String
    if let number = Int(self.text(element)) {
      text = (0..<elements).contains(number) ? "\(number)" : PromelaCells.fault
    } else if column.rows == 1, row == "0" {
      // The bounds of the array are those of the row.
      text = self.text(element)
    } else {
      text = "ELEMENT(\(self.text(element)), \(elements))"
    }
    return sum(product(row, elements), text)
  }

  /// Where a list begins in its array.
  func offset(_ place: Place) -> String {
    let column = cells.column(place)
    guard column.rows * column.stride > 0 else { return PromelaCells.fault }
    return product(row(place, column), column.stride)
  }

  /// The row, counted from 0; what is NULL or lies outside of the record comes out as an index that Spin rejects.
  private func row(_ place: Place, _ column: Layout.Column) -> String {
    // Whether a row is in use can be asked at any time.
    if column.record.isAllocated, column.field.name != Layout.allocatedField {
      return "\(PromelaCells.rowMacro(place.record))(\(text(place.row)))"
    }
    if case .binary(.add, let index, .constant(1, _)) = place.row { return text(index) }
    let row = text(place.row)
    guard let number = Int(row) else { return "\(row) - 1" }
    return (1...column.rows).contains(number) ? "\(number - 1)" : PromelaCells.fault
  }

  private func product(_ row: String, _ stride: Int) -> String {
    if stride == 1 { return row }
    if let number = Int(row) { return "\(number * stride)" }
    return row.contains(" ") ? "(\(row)) * \(stride)" : "\(row) * \(stride)"
  }

  private func sum(_ a: String, _ b: String) -> String {
    if a == "0" { return b }
    if b == "0" { return a }
    if let first = Int(a), let second = Int(b) { return "\(first + second)" }
    return "\(a) + \(b)"
  }

  // MARK: Lists

  private func list(_ query: ListQuery, _ place: Place, _ entry: Value?) -> String {
    let column = cells.column(place)
    let entry = entry.map { text($0) } ?? "0"
    guard column.rows * column.stride > 0 else {
      // A list that can hold nothing; of a record without rows it cannot even be asked.
      if column.rows == 0 { return PromelaCells.fault }
      switch query {
      case .isEmpty: return "1"
      case .next: return PromelaCells.fault
      default: return "0"
      }
    }
    let base = offset(place)
    let items = (0..<column.elements).map { "\(PromelaCells.name(column))[\(sum(base, "\($0)"))]" }
    switch query {
    case .first: return items[0]
    case .isEmpty: return "(\(items[0]) == 0)"
    case .count: return "(" + items.map { "(\($0) != 0)" }.joined(separator: " + ") + ")"
    case .contains: return "(\(entry) != 0 && (" + items.map { "\($0) == \(entry)" }.joined(separator: " || ") + "))"
    case .next:
      var text = PromelaCells.fault
      for (position, item) in items.enumerated().reversed() {
        let next = position + 1 < items.count ? items[position + 1] : "0"
        text = "(\(item) == \(entry) -> \(next) : \(text))"
      }
      return "(\(entry) == 0 -> \(PromelaCells.fault) : \(text))"
    }
  }
}
