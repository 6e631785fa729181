import Machine

/// The type of a variable or a value, as far as the model needs it.
enum Type: Hashable {
  case number(Kind)
  /// A pointer to a struct, by its name in C.
  case pointer(String)
  case void

  /// The kind of a cell or local that holds it. All structs of a text are parts of one device: a pointer to one of them
  /// is the row of its driver.
  func kind(_ environment: Environment) -> Kind {
    switch self {
    case .number(let kind): kind
    case .void: .number
    case .pointer(let structure): .pointer(environment.structs[structure]?.record.name ?? "driver")
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
  /// An array whose elements are cells; what to do when a whole array is assigned to it.
  case array(Place, [Statement])
  /// An array of numbers that never change.
  case constants([Int])
  /// Something that the model does not look into; what to do when it is assigned to.
  case silent([Statement])
  /// The ops of a subscriber, by its row: they are assigned as a whole.
  case ops(Value)
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
