import Machine

/// The type of a variable or a value, as far as the model needs it.
enum Type: Hashable {
  case number(Kind)
  /// A pointer to a struct, by its name in C.
  case pointer(String)
  case void

  var kind: (Environment, Set<String>) -> Kind {
    switch self {
    case .number(let kind): { _, _ in kind }
    case .void: { _, _ in .number }
    case .pointer(let structure): { environment, own in
      // All structs of a text are parts of one device: they share the row of its driver.
      own.contains(structure) ? .pointer("driver") : .pointer(environment.structs[structure]?.record.name ?? "driver")
    }
    }
  }
}

/// What an expression stands for.
enum Meaning {
  /// A number that can only be read.
  case number(Value)
  /// A pointer to a struct, by its name in C.
  case pointer(Value, String)
  case variable(Local, Type)
  case cell(Place, Type)
  /// A struct itself, by its row.
  case structure(Value, String)
  /// The address of a cell: of a lock or of a count.
  case address(Place)
  /// An array whose elements are cells.
  case array(Place)
  /// An array of numbers that never change.
  case constants([Int])
  /// Something that the model does not look into; what to do when it is assigned to.
  case silent([Statement])
  case function(String)
  /// `...`: whatever fits.
  case open
  case text
  /// What a function without a result gives.
  case nothing
  /// An error was reported already.
  case broken
}

extension Value {
  /// Whether reading it looks at a cell, so that it matters when it is read.
  var readsCells: Bool {
    switch self {
    case .constant, .local, .rows, .me, .procedure: false
    case .cell, .list, .every, .some, .count, .holds: true
    case .not(let inner), .negated(let inner): inner.readsCells
    case .named(_, let arguments, let inner): inner.readsCells || arguments.contains(where: \.readsCells)
    case .binary(_, let a, let b): a.readsCells || b.readsCells
    }
  }

  /// The number that it is, where that is known from the text alone.
  var known: Int? {
    switch self {
    case .constant(let number, _): number
    case .negated(let inner): inner.known.map { 0 &- $0 }
    case .not(let inner): inner.known.map { $0 == 0 ? 1 : 0 }
    default: nil
    }
  }
}
