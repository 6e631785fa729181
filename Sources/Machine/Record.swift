/// What a cell can hold. One byte, but for a read-write semaphore (two) and a list (one for each row of its record).
public enum Kind: Sendable, Hashable {
  case flag, number, letter, thread, procedure, errno
  /// A number with a meaning that the machine does not know: `page`, `entry`.
  case tag(String)
  /// A row of a record; 0 is NULL.
  case pointer(String)
  case mutex, rwsem, spinlock
  /// A bit for each thread that sleeps on it.
  case waitQueue
  /// A count that may not be raised from zero, nor fall below it.
  case reference
  /// Rows of a record, in order, each at most once.
  case list(String)
}

/// A field of a record type. Every cell that a procedure names refers to one, so it is there once, and referred to.
public final class Field: Sendable, Hashable {
  public let name: String
  public let kind: Kind
  /// The field of the same record that guards this one, where there is one.
  public let guardedBy: String?
  /// The record whose number of rows is the length of this array; nil for a single cell.
  public let extent: String?
  /// The length of an array that is the same in every scenario; nil for any other field.
  public let length: Int?
  /// Bookkeeping of the model that the kernel does not have.
  public let isGhost: Bool

  public init(
    _ name: String, _ kind: Kind = .number, guardedBy: String? = nil, extent: String? = nil, length: Int? = nil,
    isGhost: Bool = false
  ) {
    self.name = name
    self.kind = kind
    self.guardedBy = guardedBy
    self.extent = extent
    self.length = length
    self.isGhost = isGhost
  }

  /// Whether it has elements rather than one value.
  public var isArray: Bool { extent != nil || length != nil }

  public static func == (a: Field, b: Field) -> Bool {
    a === b
      || a.name == b.name && a.kind == b.kind && a.guardedBy == b.guardedBy && a.extent == b.extent
        && a.length == b.length && a.isGhost == b.isGhost
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// A field that points to a row of a known record, so that `range.hmm.lock` can be written.
public struct Link<To: Record>: Sendable {
  public let field: Field

  public init(_ name: String, guardedBy: String? = nil, isGhost: Bool = false) {
    field = Field(name, .pointer(To.name), guardedBy: guardedBy, isGhost: isGhost)
  }
}

/// A record type: a struct whose stored properties are `Field`s and `Link`s, with one value that describes it.
public protocol Record: Sendable {
  static var schema: Self { get }
  /// The name in cells and listings: `range`.
  static var name: String { get }
  /// True if rows are known by number (`pte[3]`), false if by pointer (`range->valid`).
  static var isTable: Bool { get }
  /// True if rows are allocated and freed while a run goes on; touching a freed one is a fault.
  static var isAllocated: Bool { get }
}

extension Record {
  public static var isTable: Bool { false }
  public static var isAllocated: Bool { false }

  /// The record type without its Swift type.
  public static var type: RecordType {
    RecordType(name: name, fields: fields, isTable: isTable, isAllocated: isAllocated)
  }

  /// The fields in order. A record has nothing but `Field`s and `Link`s, and a link is a field in memory: so its bytes
  /// are the array of its fields. Reflection says the same, but takes a millisecond, which every start would pay.
  private static var fields: [Field] {
    withUnsafeBytes(of: schema) { Array($0.bindMemory(to: Field.self)) }
  }
}

/// A record type as the layout uses it.
public struct RecordType: Sendable, Hashable {
  public let name: String
  public let fields: [Field]
  public let isTable: Bool
  public let isAllocated: Bool

  public init(name: String, fields: [Field], isTable: Bool = false, isAllocated: Bool = false) {
    self.name = name
    self.fields = fields
    self.isTable = isTable
    self.isAllocated = isAllocated
  }
}

/// A value that points to a row of a record; its fields are reached by name.
@dynamicMemberLookup
public struct Pointer<To: Record>: Sendable {
  public let value: Value

  public init(_ value: Value) {
    self.value = value
  }

  /// A local variable of this type.
  public init(_ name: String) {
    value = .local(Local(name, .pointer(To.name)))
  }

  /// The row with this number, counted from zero, of a record that is a table.
  public init(row: Value) {
    value = row + 1
  }

  public subscript(dynamicMember path: KeyPath<To, Field>) -> Value {
    .cell(Place(record: To.name, field: To.schema[keyPath: path], row: value, isTable: To.isTable))
  }

  public subscript<Next>(dynamicMember path: KeyPath<To, Link<Next>>) -> Pointer<Next> {
    Pointer<Next>(.cell(Place(record: To.name, field: To.schema[keyPath: path].field, row: value, isTable: To.isTable)))
  }

  /// One element of an array field.
  public func element(_ path: KeyPath<To, Field>, _ index: Value) -> Value {
    .cell(
      Place(record: To.name, field: To.schema[keyPath: path], row: value, element: index, isTable: To.isTable))
  }
}
