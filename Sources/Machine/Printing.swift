// How values and statements are printed: C-like text, from the same data that runs.

extension Value {
  /// The expression as C.
  public var text: String { text(tight: false) }

  private func text(tight: Bool) -> String {
    switch self {
    case .constant(let number, let name): return name ?? "\(number)"
    case .local(let local): return local.name
    case .cell(let place): return place.text
    case .not(.list(.contains, let list, let entry)):
      return "!list_contains(&\(list.text), \(entry?.text ?? ""))"
    case .not(let value): return "!" + value.text(tight: true)
    case .negated(let value): return "-" + value.text(tight: true)
    case .binary(let op, let a, let b):
      let text = "\(a.text(tight: true)) \(op.rawValue) \(b.text(tight: true))"
      return tight ? "(\(text))" : text
    case .rows(let record): return "nr_\(record)"
    case .me: return "current"
    case .procedure(let procedure): return procedure.name
    case .list(let query, let place, let entry):
      let more = entry.map { ", \($0.text)" } ?? ""
      return "\(query.rawValue)(&\(place.text)\(more))"
    case .every(let local, let record, let value):
      return "every \(record) \(local.name): \(value.text(tight: true))"
    case .some(let local, let record, let value):
      return "some \(record) \(local.name): \(value.text(tight: true))"
    case .count(let local, let record, let value):
      return "count of \(record) \(local.name): \(value.text(tight: true))"
    case .holds(let place): return "lock_is_held(&\(place.text))"
    case .named(let name, let arguments, _):
      return arguments.isEmpty ? name : "\(name)(\(arguments.map(\.text).joined(separator: ", ")))"
    }
  }
}

extension Place {
  /// The cell as C: `range->valid`, `pte[addr].frame`, `range->pfns[i]`.
  public var text: String {
    let owner: String
    if isTable {
      // A row is known by its number from zero; in the machine it is one more, since row 0 is NULL.
      if case .binary(.add, let index, .constant(1, nil)) = row {
        owner = "\(record)[\(index.text)]."
      } else if case .constant(let number, nil) = row {
        owner = "\(record)[\(number - 1)]."
      } else {
        owner = "\(row.text)->"
      }
    } else {
      owner = "\(row.text)->"
    }
    return owner + field.name + (element.map { "[\($0.text)]" } ?? "")
  }
}

extension Statement {
  /// The first row of the statement as C.
  public var text: String {
    switch action {
    case .assign(let place, let value): return Self.assignment(place, value)
    case .lock(let verb, let place): return "\(verb.rawValue)(&\(place.text));"
    case .trylock(let verb, let place, let local): return "\(local.name) = \(verb.rawValue)(&\(place.text));"
    case .wait(let condition, let place, let timeout, let local):
      let into = local.map { "\($0.name) = " } ?? ""
      guard let timeout else { return "\(into)wait_event(\(place.text), \(condition.text));" }
      return "\(into)wait_event_timeout(\(place.text), \(condition.text), \(timeout.text));"
    case .await(_, let reason): return "/* waits until \(reason) */"
    case .rest(_, let reason, _): return "/* idle until \(reason) */"
    case .join(_, let reason, _): return "/* sleeps until \(reason) */"
    case .wake(let place): return "wake_up_all(&\(place.text));"
    case .call(let callee, let arguments, let local):
      let into = local.map { "\($0.name) = " } ?? ""
      return "\(into)\(callee.text)(\(arguments.map(\.text).joined(separator: ", ")));"
    case .result(let value): return value.map { "return \($0.text);" } ?? "return;"
    case .choose(let local, let below, let condition):
      return "\(local.name) = /* any below \(below.text)\(condition.map { ", where \($0.text)" } ?? "") */;"
    case .list(let verb, let place, let entry): return "\(verb.rawValue)(\(entry.text), &\(place.text));"
    case .reference(let verb, let place, let local):
      return "\(local.map { "\($0.name) = " } ?? "")\(verb.rawValue)(&\(place.text));"
    case .allocate(let place, let record): return "\(place.text) = alloc_\(record)();"
    case .free(let record, let value): return "free_\(record)(\(value.text));"
    case .fault(let message): return "BUG(\"\(message)\");"
    case .label(let name): return "\(name):"
    case .goto(let name): return "goto \(name);"
    case .breakLoop: return "break;"
    case .continueLoop: return "continue;"
    case .when(let condition, _, _): return "if (\(condition.text))"
    case .loop(let condition, _): return "while (\(condition.text))"
    case .doLoop(_, let condition): return "do ... while (\(condition.text));"
    case .count(let local, let from, let below, _):
      return "for (\(local.name) = \(from.text); \(local.name) < \(below.text); \(local.name)++)"
    case .each(let local, let place, _, _): return "list_for_each_entry(\(local.name), &\(place.text))"
    case .atomic(let body): return body.solid.first?.text ?? ";"
    case .nothing: return ";"
    }
  }

  private static func assignment(_ place: Value, _ value: Value) -> String {
    if case .binary(let op, let first, .constant(1, nil)) = value, first.text == place.text {
      if op == .add { return "\(place.text)++;" }
      if op == .subtract { return "\(place.text)--;" }
    }
    return "\(place.text) = \(value.text);"
  }
}

extension Callee {
  var text: String {
    switch self {
    case .procedure(let procedure): procedure.name
    case .cell(let place): place.text
    }
  }
}

/// A procedure as text, one string a row, with the names of its steps.
public func listing(_ procedure: Procedure) -> [String] {
  Outline(procedure).rows.map { row in
    let label = row.label + String(repeating: " ", count: max(0, 6 - row.label.count))
    return label + String(repeating: "  ", count: row.indent) + row.text
  }
}

/// The rows of a procedure, with the switches that they depend on.
public func procedureRows(_ procedure: Procedure) -> [Row] { Outline(procedure).rows }
