// The words that procedures are written in. Lock verbs have their kernel names.

infix operator <- : AssignmentPrecedence

/// Assignment.
public func <- (place: Value, value: Value) -> Statement { Statement(.assign(place, value)) }

/// Everything in it happens in one step; with a name, the step of the reference that it is.
public func step(_ name: String, @StatementBuilder _ body: () -> [Statement]) -> Statement {
  let statements = body()
  if statements.count == 1, statements.solid.count == 1 { return statements[0].named(name) }
  return Statement(.atomic(statements), name: name)
}

public func atomic(@StatementBuilder _ body: () -> [Statement]) -> Statement { Statement(.atomic(body())) }

/// A call that is written inline: the listing shows one row for all of it, and it happens in one step.
public func inline(_ row: String, @StatementBuilder _ body: () -> [Statement]) -> Statement {
  var statement = Statement(.atomic(body()))
  statement.row = row
  return statement
}

/// Bookkeeping of the model within a step.
public func ghost(@StatementBuilder _ body: () -> [Statement]) -> [Statement] {
  body().map { statement in
    var copy = statement
    copy.isGhost = true
    return copy
  }
}

public func when(_ condition: Value, @StatementBuilder _ body: () -> [Statement]) -> Statement {
  Statement(.when(condition, body(), []))
}

public func when(
  _ condition: Value, @StatementBuilder _ body: () -> [Statement], @StatementBuilder otherwise: () -> [Statement]
) -> Statement {
  Statement(.when(condition, body(), otherwise()))
}

public func loop(_ condition: Value, @StatementBuilder _ body: () -> [Statement]) -> Statement {
  Statement(.loop(condition, body()))
}

/// `for (local = from; local < below; local++)`, one row.
public func count(
  _ local: Value, from: Value, below: Value, @StatementBuilder _ body: () -> [Statement]
) -> Statement {
  Statement(.count(local.asLocal, from: from, below: below, body()))
}

/// Every entry of a list, in its order.
public func each<R: Record>(
  _ entry: Pointer<R>, in list: Value, where condition: Value? = nil, @StatementBuilder _ body: () -> [Statement]
) -> Statement {
  Statement(.each(entry.value.asLocal, list.asPlace, where: condition, body()))
}

public func label(_ name: String) -> Statement { Statement(.label(name)) }
public func goto(_ name: String) -> Statement { Statement(.goto(name)) }
public func result() -> Statement { Statement(.result(nil)) }
public func result(_ value: Value) -> Statement { Statement(.result(value)) }

public func call(_ procedure: Procedure, _ arguments: Value..., into local: Value? = nil) -> Statement {
  Statement(.call(.procedure(procedure), arguments, into: local?.asLocal))
}

/// Calls the procedure that a cell holds.
public func call(_ cell: Value, _ arguments: Value..., into local: Value? = nil) -> Statement {
  Statement(.call(.cell(cell.asPlace), arguments, into: local?.asLocal))
}

public func mutex_lock(_ lock: Value) -> Statement { Statement(.lock(.mutexLock, lock.asPlace)) }
public func mutex_unlock(_ lock: Value) -> Statement { Statement(.lock(.mutexUnlock, lock.asPlace)) }
public func mutex_trylock(_ lock: Value, into local: Value) -> Statement {
  Statement(.trylock(.mutexTrylock, lock.asPlace, into: local.asLocal))
}
public func down_read(_ lock: Value) -> Statement { Statement(.lock(.downRead, lock.asPlace)) }
public func down_read_trylock(_ lock: Value, into local: Value) -> Statement {
  Statement(.trylock(.downReadTrylock, lock.asPlace, into: local.asLocal))
}
public func up_read(_ lock: Value) -> Statement { Statement(.lock(.upRead, lock.asPlace)) }
public func down_write(_ lock: Value) -> Statement { Statement(.lock(.downWrite, lock.asPlace)) }
public func up_write(_ lock: Value) -> Statement { Statement(.lock(.upWrite, lock.asPlace)) }
public func downgrade_write(_ lock: Value) -> Statement { Statement(.lock(.downgradeWrite, lock.asPlace)) }
public func spin_lock(_ lock: Value) -> Statement { Statement(.lock(.spinLock, lock.asPlace)) }
public func spin_unlock(_ lock: Value) -> Statement { Statement(.lock(.spinUnlock, lock.asPlace)) }

/// Sleeps on a queue until the condition holds; a time-out in milliseconds makes going on without it possible.
public func wait(until condition: Value, timeout: Value? = nil, on queue: Value, into local: Value? = nil) -> Statement
{
  Statement(.wait(until: condition, on: queue.asPlace, timeout: timeout, into: local?.asLocal))
}

/// Wakes all that sleep on a queue.
public func wake_up_all(_ queue: Value) -> Statement { Statement(.wake(queue.asPlace)) }

/// Is not enabled until the condition holds.
public func hold(until condition: Value, _ reason: String) -> Statement {
  Statement(.await(condition, reason: reason))
}

/// Has nothing to do until the condition holds, then does the statements in the same step.
public func rest(until condition: Value, _ reason: String, @StatementBuilder _ body: () -> [Statement]) -> Statement {
  Statement(.rest(until: condition, reason: reason, body()))
}

/// Sleeps until a condition holds that the thread with this number makes true.
public func join(until condition: Value, _ reason: String, by thread: Value) -> Statement {
  Statement(.join(until: condition, reason: reason, by: thread))
}

public func choose(_ local: Value, below: Value, where condition: Value? = nil) -> Statement {
  Statement(.choose(local.asLocal, below: below, where: condition))
}

public func list_add(_ entry: Value, _ list: Value) -> Statement { Statement(.list(.add, list.asPlace, entry)) }
public func list_add_tail(_ entry: Value, _ list: Value) -> Statement {
  Statement(.list(.addTail, list.asPlace, entry))
}
public func list_del(_ entry: Value, _ list: Value) -> Statement { Statement(.list(.remove, list.asPlace, entry)) }
public func list_empty(_ list: Value) -> Value { .list(.isEmpty, list.asPlace, nil) }
public func list_first<R: Record>(_: R.Type, _ list: Value) -> Pointer<R> {
  Pointer(.list(.first, list.asPlace, nil))
}
public func list_contains(_ list: Value, _ entry: Value) -> Value { .list(.contains, list.asPlace, entry) }
public func list_count(_ list: Value) -> Value { .list(.count, list.asPlace, nil) }

public func kref_get(_ count: Value) -> Statement { Statement(.reference(.get, count.asPlace, into: nil)) }
public func kref_get_unless_zero(_ count: Value, into local: Value) -> Statement {
  Statement(.reference(.getUnlessZero, count.asPlace, into: local.asLocal))
}
public func kref_put(_ count: Value, into local: Value) -> Statement {
  Statement(.reference(.put, count.asPlace, into: local.asLocal))
}

/// A free row of a record, or NULL.
public func allocate<R: Record>(_ pointer: Pointer<R>) -> Statement {
  Statement(.allocate(pointer.value, record: R.name))
}
public func free<R: Record>(_ pointer: Pointer<R>) -> Statement { Statement(.free(record: R.name, pointer.value)) }

/// Whether the thread holds a lock, in any mode.
public func holds(_ lock: Value) -> Value { .holds(lock.asPlace) }

/// Whether a row of an allocated record is in use; may be asked of any row.
public func allocated<R: Record>(_ pointer: Pointer<R>) -> Value {
  let flag = Field(Layout.allocatedField, .flag, isGhost: true)
  return .named("allocated", [pointer.value], .cell(Place(record: R.name, field: flag, row: pointer.value)))
}

public func fault(_ message: String) -> Statement { Statement(.fault(message)) }
