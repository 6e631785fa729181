/// The first value of a cell.
public enum FirstValue: Sendable {
  case number(Int)
  case procedure(Procedure)
}

/// Where a machine begins: how many rows each record has, what the cells hold, which threads run what.
public struct Setup: Sendable {
  public var records: [RecordType]
  /// Rows without NULL; a record that is not named has none.
  public var rows: [String: Int]
  public var cells: [FirstCell] = []
  public var threads: [ThreadSetup] = []
  public var properties: [Property] = []
  /// False makes a wait with a time-out wait for ever: a bound of an exploration.
  public var hasTimeouts = true
  /// Cells that another lock guards here than their record says: `hmm.notifiers` by `ranges_lock`.
  public var guardians: [String: String] = [:]
  /// The first state itself, in place of what the cells and the threads say; it must be one of the same program.
  public var start: [UInt8]?

  public init(records: [RecordType], rows: [String: Int]) {
    self.records = records
    self.rows = rows
  }

  /// Sets a cell; rows are counted from 1, as pointers are, elements from 0.
  public mutating func set(_ record: String, _ row: Int, _ field: String, element: Int = 0, to value: FirstValue) {
    cells.append(FirstCell(record: record, row: row, field: field, element: element, value: value))
  }

  /// The field of the same record that guards a field here; nil if none does.
  func guardian(of field: Field, in record: String) -> String? {
    guardians["\(record).\(field.name)"] ?? field.guardedBy
  }

  /// Marks a row of an allocated record as in use from the beginning.
  public mutating func allocate(_ record: String, _ row: Int) {
    set(record, row, Layout.allocatedField, to: .number(1))
  }
}

public struct FirstCell: Sendable {
  public var record: String
  public var row: Int
  public var field: String
  public var element: Int
  public var value: FirstValue
}

/// A thread: its name, what it runs, with which arguments.
public struct ThreadSetup: Sendable {
  public var name: String
  public var procedure: Procedure
  public var arguments: [Int]

  public init(name: String, procedure: Procedure, arguments: [Int] = []) {
    self.name = name
    self.procedure = procedure
    self.arguments = arguments
  }
}

/// Something that must hold: in every state, or in every state in which all threads have ended.
public struct Property: Sendable {
  /// `I11`.
  public var name: String
  /// One sentence.
  public var sentence: String
  public var holds: Value
  public var onlyAtEnd: Bool
  /// Instead of a question to every state: what must hold for a thread as long as its next step is such a one. It is
  /// asked as that thread; nil for a step of which nothing is asked.
  public let before: (@Sendable (Approach) -> Value?)?

  public init(_ name: String, _ sentence: String, onlyAtEnd: Bool = false, holds: Value) {
    self.name = name
    self.sentence = sentence
    self.onlyAtEnd = onlyAtEnd
    self.holds = holds
    before = nil
  }

  /// A property of threads that are about to do something.
  public init(_ name: String, _ sentence: String, before: @escaping @Sendable (Approach) -> Value?) {
    self.name = name
    self.sentence = sentence
    onlyAtEnd = false
    holds = true
    self.before = before
  }
}

/// What a thread's next step does that a property may ask about.
public enum Approach: Sendable {
  /// It takes a lock, and waits for it where it has to.
  case lock(LockVerb, Place)
  /// It sleeps until something holds.
  case sleep
}

extension Approach {
  /// What a step does; nil for one that no property asks about.
  package init?(_ step: Step) {
    switch step.kind {
    case .lock(let verb, let place) where verb.waits: self = .lock(verb, place)
    case .wait, .join: self = .sleep
    case .run(let body):
      // A step of several rows takes a lock in its first one or not at all.
      var first = body.first?.action
      while case .atomic(let inner)? = first { first = inner.first?.action }
      guard case .lock(let verb, let place)? = first, verb.waits else { return nil }
      self = .lock(verb, place)
    default: return nil
    }
  }
}

extension LockVerb {
  /// Whether it waits until it has the lock.
  package var waits: Bool {
    switch self {
    case .mutexLock, .downRead, .downWrite, .spinLock: true
    default: false
    }
  }
}
