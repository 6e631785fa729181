/// The lock operations, by their kernel names.
public enum LockVerb: String, Sendable, CaseIterable {
  case mutexLock = "mutex_lock"
  case mutexUnlock = "mutex_unlock"
  case mutexTrylock = "mutex_trylock"
  case downRead = "down_read"
  case downReadTrylock = "down_read_trylock"
  case upRead = "up_read"
  case downWrite = "down_write"
  case downWriteTrylock = "down_write_trylock"
  case upWrite = "up_write"
  case downgradeWrite = "downgrade_write"
  case spinLock = "spin_lock"
  case spinUnlock = "spin_unlock"
  case spinTrylock = "spin_trylock"
}

/// What can be done to a list.
public enum ListVerb: String, Sendable {
  case add = "list_add"
  case addTail = "list_add_tail"
  case remove = "list_del"
}

/// What can be done to a reference count.
public enum ReferenceVerb: String, Sendable {
  case get = "kref_get"
  /// Gives 1 if it was raised, 0 if it was zero.
  case getUnlessZero = "kref_get_unless_zero"
  /// Gives 1 if it fell to zero.
  case put = "kref_put"
}

/// Who is called.
public enum Callee: Sendable {
  case procedure(Procedure)
  /// The procedure that a cell holds: a callback.
  case cell(Place)
}

/// What a statement does.
public indirect enum Action: Sendable {
  case assign(Value, Value)
  /// All of it is one step. Straight code: assignments, lists, counts, unlocks, wakes; a lock only in first place.
  case atomic([Statement])
  case lock(LockVerb, Place)
  /// The local becomes 1 if the lock was taken.
  case trylock(LockVerb, Place, into: Local)
  /// Sleeps on a wait queue until the condition holds; with a time-out, may also go on when it does not.
  case wait(until: Value, on: Place, timeout: Value?, into: Local?)
  /// Is not enabled until the condition holds: no queue, nobody wakes it. For what the model does not look into.
  case await(Value, reason: String)
  /// A thread that serves others has nothing to do until the condition holds: to stay here is a valid end. When it
  /// holds, the statements run within the same step. The condition names no locals.
  case rest(until: Value, reason: String, [Statement])
  /// Sleeps until a condition holds that another thread makes true: the one with this number, 0 if it is not known.
  /// Nobody wakes it, and a spinlock may not be held.
  case join(until: Value, reason: String, by: Value)
  case wake(Place)
  case when(Value, [Statement], [Statement])
  case loop(Value, [Statement])
  /// The body first, then the condition.
  case doLoop([Statement], Value)
  case count(Local, from: Value, below: Value, [Statement])
  case each(Local, Place, where: Value?, [Statement])
  case label(String)
  case goto(String)
  case breakLoop
  case continueLoop
  case call(Callee, [Value], into: Local?)
  case result(Value?)
  /// A free choice: any number from 0 up to the count for which the condition holds.
  case choose(Local, below: Value, where: Value?)
  case list(ListVerb, Place, Value)
  case reference(ReferenceVerb, Place, into: Local?)
  /// A free row of a record, zeroed but for being allocated; 0 if there is none.
  case allocate(Value, record: String)
  case free(record: String, Value)
  /// The model stops here: the kernel would have crashed, or this is not modelled.
  case fault(String)
  /// No step and no row: only the other form of a variant has something here.
  case nothing
}

/// One statement of a procedure: what it does, and how the listing shows it.
public struct Statement: Sendable {
  public var action: Action
  /// The name of the step in the reference: `IS4`.
  public var name: String?
  /// The line of a driver's text, from 1.
  public var line: Int?
  /// Bookkeeping that is no kernel text: it runs within its step and is printed dim.
  public var isGhost = false
  /// It touches guarded cells without their lock, as the kernel does.
  public var isBare = false
  /// Bookkeeping of a single statement that runs within its step, first: it sets no locals, and nothing that the
  /// statement reads. Of a statement with more than one way to go on, or a call, there is none.
  public var before: [Statement] = []
  /// The one row that stands for an atomic block: a call that is written inline.
  public var row: String?
  /// The switches that decide whether it stands here, the innermost first.
  public var variants: [Variant] = []

  public init(_ action: Action, name: String? = nil, line: Int? = nil) {
    self.action = action
    self.name = name
    self.line = line
  }

  /// The same statement under a name of the reference, or under none.
  public func named(_ name: String?) -> Statement {
    var copy = self
    copy.name = name
    return copy
  }

  /// The same statement, with bookkeeping that runs within its step, before it.
  public func after(_ bookkeeping: [Statement]) -> Statement {
    var copy = self
    copy.before += bookkeeping
    return copy
  }

  /// The same statement, marked as touching guarded cells without their lock, as the kernel does.
  public var bare: Statement {
    var copy = self
    copy.isBare = true
    return copy
  }
}

@resultBuilder
public enum StatementBuilder {
  public static func buildExpression(_ statement: Statement) -> [Statement] { [statement] }
  public static func buildExpression(_ statements: [Statement]) -> [Statement] { statements }
  public static func buildBlock(_ parts: [Statement]...) -> [Statement] { parts.flatMap(\.self) }
  /// Swift's own `if` is a switch of the edition.
  public static func buildOptional(_ part: [Statement]?) -> [Statement] { part ?? [] }
  public static func buildEither(first: [Statement]) -> [Statement] { first }
  public static func buildEither(second: [Statement]) -> [Statement] { second }
}
