/// A variable of a procedure. Its name identifies it within the procedure.
public struct Local: Sendable, Hashable {
  public let name: String
  public let kind: Kind

  public init(_ name: String, _ kind: Kind = .number) {
    self.name = name
    self.kind = kind
  }
}

/// A cell, or one element of an array cell, as a procedure names it.
public struct Place: Sendable {
  public let record: String
  public let field: Field
  public let row: Value
  public let element: Value?
  public let isTable: Bool

  public init(record: String, field: Field, row: Value, element: Value? = nil, isTable: Bool = false) {
    self.record = record
    self.field = field
    self.row = row
    self.element = element
    self.isTable = isTable
  }
}

public enum Operator: String, Sendable, CaseIterable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case equal = "=="
  case notEqual = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="
  case and = "&&"
  case or = "||"
  case bitAnd = "&"
  case bitOr = "|"
  case shiftLeft = "<<"
  case shiftRight = ">>"
}

/// What a list can be asked.
public enum ListQuery: String, Sendable {
  case first = "list_first_entry_or_null"
  case next = "list_next_entry"
  case isEmpty = "list_empty"
  case contains = "list_contains"
  case count = "list_count"
}

/// An expression: data, not a closure. One concrete type, which keeps the type checker fast.
public indirect enum Value: Sendable {
  case constant(Int, name: String?)
  case local(Local)
  case cell(Place)
  case not(Value)
  case negated(Value)
  case binary(Operator, Value, Value)
  /// How many rows the scenario gives a record (NULL not counted).
  case rows(String)
  /// The number of the thread that runs this, from 1.
  case me
  /// The identity of a procedure, for cells of that kind.
  case procedure(Procedure)
  /// A question to a list; `next` and `contains` take an entry.
  case list(ListQuery, Place, Value?)
  /// True if it holds for every row (1 and up) of a record that the local stands for.
  case every(Local, String, Value)
  /// True if it holds for at least one row.
  case some(Local, String, Value)
  /// For how many rows it holds.
  case count(Local, String, Value)
  /// Whether the thread that runs this holds a lock in any mode.
  case holds(Place)
  /// An expression with a name, printed as `name(arguments)`.
  case named(String, [Value], Value)

  /// A local variable.
  public static func local(_ name: String, _ kind: Kind = .number) -> Value { .local(Local(name, kind)) }

  /// A constant that is printed by its name.
  public static func named(_ name: String, _ number: Int) -> Value { .constant(number, name: name) }
}

extension Value: ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
  public init(integerLiteral number: Int) { self = .constant(number, name: nil) }
  public init(booleanLiteral flag: Bool) { self = .constant(flag ? 1 : 0, name: flag ? "true" : "false") }
}

extension Value {
  public static func + (a: Value, b: Value) -> Value { .binary(.add, a, b) }
  public static func - (a: Value, b: Value) -> Value { .binary(.subtract, a, b) }
  public static func * (a: Value, b: Value) -> Value { .binary(.multiply, a, b) }
  public static func == (a: Value, b: Value) -> Value { .binary(.equal, a, b) }
  public static func != (a: Value, b: Value) -> Value { .binary(.notEqual, a, b) }
  public static func < (a: Value, b: Value) -> Value { .binary(.less, a, b) }
  public static func <= (a: Value, b: Value) -> Value { .binary(.lessOrEqual, a, b) }
  public static func > (a: Value, b: Value) -> Value { .binary(.greater, a, b) }
  public static func >= (a: Value, b: Value) -> Value { .binary(.greaterOrEqual, a, b) }
  public static func && (a: Value, b: Value) -> Value { .binary(.and, a, b) }
  public static func || (a: Value, b: Value) -> Value { .binary(.or, a, b) }
  public static func & (a: Value, b: Value) -> Value { .binary(.bitAnd, a, b) }
  public static func | (a: Value, b: Value) -> Value { .binary(.bitOr, a, b) }
  public static func << (a: Value, b: Value) -> Value { .binary(.shiftLeft, a, b) }
  public static func >> (a: Value, b: Value) -> Value { .binary(.shiftRight, a, b) }
  public static prefix func ! (a: Value) -> Value { .not(a) }

  /// The local that this value is; a mistake in a procedure if it is none.
  var asLocal: Local {
    guard case .local(let local) = self else { preconditionFailure("\(self) is not a local") }
    return local
  }

  /// The place that this value is; a mistake in a procedure if it is none.
  public var asPlace: Place {
    guard case .cell(let place) = self else { preconditionFailure("\(self) is not a cell") }
    return place
  }
}

/// Every row of a record: `every(page, "pte") { … }`.
public func every<R: Record>(_ pointer: Pointer<R>, _ holds: Value) -> Value {
  .every(pointer.value.asLocal, R.name, holds)
}

/// At least one row of a record.
public func some<R: Record>(_ pointer: Pointer<R>, _ holds: Value) -> Value {
  .some(pointer.value.asLocal, R.name, holds)
}

/// How many rows of a record.
public func count<R: Record>(_ pointer: Pointer<R>, _ holds: Value) -> Value {
  .count(pointer.value.asLocal, R.name, holds)
}

/// How many rows a record has.
public func rows<R: Record>(of _: R.Type) -> Value { .rows(R.name) }
