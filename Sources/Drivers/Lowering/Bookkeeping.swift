import Machine

/// Bookkeeping that the laws ask for: what a text's own lines have read, and which locks they have given up. It runs
/// within the steps of these lines.
extension Environment {
  func keepingBooks(_ body: [Statement]) -> [Statement] { body.map { keepingBooks($0) } }

  private func keepingBooks(_ statement: Statement) -> Statement {
    var copy = statement.after(notes(of: statement))
    switch statement.action {
    case .when(let condition, let yes, let no):
      copy.action = .when(condition, keepingBooks(yes), keepingBooks(no))
    case .loop(let condition, let body): copy.action = .loop(condition, keepingBooks(body))
    case .doLoop(let body, let condition): copy.action = .doLoop(keepingBooks(body), condition)
    case .atomic(let body): copy.action = .atomic(body.flatMap { notes(of: $0) + [$0] })
    default: break
    }
    return copy
  }

  /// What a statement reads and gives up itself.
  private func notes(of statement: Statement) -> [Statement] {
    switch statement.action {
    case .when(let value, _, _), .loop(let value, _), .doLoop(_, let value), .assign(_, let value), .result(let value?):
      value.cells.flatMap { note($0, \.noted) }
    case .lock(let verb, let place) where verb.givesUp: note(place, \.released)
    default: []
    }
  }

  private func note(
    _ place: Place, _ kind: KeyPath<Structure, [String: @Sendable (Value) -> [Statement]]>
  ) -> [Statement] {
    let structure = structs.values.first {
      $0.record.name == place.record && $0[keyPath: kind][place.field.name] != nil
    }
    return structure?[keyPath: kind][place.field.name]?(place.row) ?? []
  }
}

extension LockVerb {
  fileprivate var givesUp: Bool {
    switch self {
    case .mutexUnlock, .spinUnlock, .upRead, .upWrite: true
    default: false
    }
  }
}

extension Value {
  /// The cells that an expression of a text reads.
  fileprivate var cells: [Place] {
    switch self {
    case .cell(let place): [place] + place.row.cells
    case .not(let inner), .negated(let inner): inner.cells
    case .named(_, let arguments, let inner): arguments.flatMap(\.cells) + inner.cells
    case .binary(_, let a, let b): a.cells + b.cells
    default: []
    }
  }
}
