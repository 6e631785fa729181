import Machine

/// What a thread's number is to a program: where it stands, and which rows belong to a thread.
///
/// Threads whose numbers the program never tells apart can be exchanged: what one of them can do in a state, another
/// one can do in the state in which they have changed places. A row that is a thread's own goes with it.
struct ThreadNumbers {
  /// Records of which each thread has the row with its number, or two: that one, and that one after all threads.
  private(set) var owned: Set<String> = []
  /// Whether nothing that is asked or done depends on which number a thread has.
  private(set) var isBlind = true
  private let layout: Layout
  private let threads: Int
  /// What a callback may be.
  private let callable: [Procedure]

  init(_ program: Program) {
    layout = program.layout
    threads = program.threads.count
    callable = program.callable.map { program.procedures[$0].procedure }
    // The first time through it is found which records are threads' own, the second time whether that is all.
    for _ in 0..<2 {
      isBlind = true
      for compiled in program.procedures { look(compiled.procedure.body) }
      for property in program.properties {
        check(property.holds, as: nil)
        guard let before = property.before else { continue }
        for step in program.steps { if let holds = Approach(step).flatMap(before) { check(holds, as: nil) } }
      }
    }
    for record in owned {
      let rows = layout.rows[record] ?? 0
      if rows != threads, rows != 2 * threads { isBlind = false }
    }
    for compiled in program.procedures where compiled.procedure.parameters.contains(where: { isOwned($0.kind) }) {
      // A thread that begins here was given a row by its number.
      if program.threads.contains(where: { program.procedures[$0.procedure].procedure === compiled.procedure }) {
        isBlind = false
      }
    }
  }

  /// Whether a value of this kind says which thread, or whose row.
  private func isOwned(_ kind: Kind?) -> Bool {
    switch kind {
    case .thread: true
    case .pointer(let record): owned.contains(record)
    default: false
    }
  }

  // MARK: Statements

  private mutating func look(_ statements: [Statement]) {
    for statement in statements {
      look(statement.before)
      look(statement.action)
    }
  }

  private mutating func look(_ action: Action) {
    switch action {
    case .assign(let place, let value):
      check(place, as: kind(place))
      check(value, as: kind(place))
    case .atomic(let body): look(body)
    case .lock(_, let place), .trylock(_, let place, _), .wake(let place): check(place)
    case .wait(let condition, let place, let timeout, _):
      check(condition, as: nil)
      check(place)
      if let timeout { check(timeout, as: nil) }
    case .await(let condition, _): check(condition, as: nil)
    case .rest(let condition, _, let body):
      check(condition, as: nil)
      look(body)
    case .join(let condition, _, let thread):
      check(condition, as: nil)
      check(thread, as: .thread)
    case .when(let condition, let yes, let no):
      check(condition, as: nil)
      look(yes + no)
    case .loop(let condition, let body), .doLoop(let body, let condition):
      check(condition, as: nil)
      look(body)
    case .count(let local, let first, let end, let body):
      if isOwned(local.kind) { isBlind = false }
      check(first, as: nil)
      check(end, as: nil)
      look(body)
    case .each(_, let list, let condition, let body):
      check(list)
      if let condition { check(condition, as: nil) }
      look(body)
    case .call(let callee, let arguments, let result):
      if isOwned(result?.kind) { isBlind = false }
      switch callee {
      case .procedure(let procedure): check(arguments, for: procedure)
      case .cell(let place):
        check(place)
        for procedure in callable where mayBe(procedure, arguments) { check(arguments, for: procedure) }
      }
    case .result(let value?):
      // Where it goes is not known here.
      if isOwned(kind(value)) { isBlind = false }
      check(value, as: nil)
    case .choose(let local, let end, let condition):
      if isOwned(local.kind) { isBlind = false }
      check(end, as: nil)
      if let condition { check(condition, as: nil) }
    case .list(_, let place, let entry):
      check(place)
      check(entry, as: kind(ofEntriesIn: place))
    case .reference(_, let place, _): check(place)
    case .allocate(let place, let record):
      // The lowest free row is taken, whoever asks.
      if owned.contains(record) { isBlind = false }
      check(place, as: kind(place))
    case .free(let record, let row): check(row, as: .pointer(record))
    case .label, .goto, .breakLoop, .continueLoop, .result, .fault, .nothing: break
    }
  }

  /// Whether a callback with these arguments may be a procedure: a pointer goes where one of its record belongs.
  private func mayBe(_ procedure: Procedure, _ arguments: [Value]) -> Bool {
    guard procedure.parameters.count == arguments.count else { return false }
    return zip(procedure.parameters, arguments).allSatisfy { parameter, argument in
      guard case .pointer(let there) = parameter.kind, case .pointer(let here)? = kind(argument) else { return true }
      return there == here
    }
  }

  private mutating func check(_ arguments: [Value], for procedure: Procedure) {
    for (parameter, argument) in zip(procedure.parameters, arguments) { check(argument, as: parameter.kind) }
  }

  // MARK: Expressions

  private func kind(_ value: Value) -> Kind? {
    switch value {
    case .local(let local): local.kind
    case .cell(let place): place.field.kind
    case .me: .thread
    case .named(_, _, let inner): kind(inner)
    case .list(.first, let place, _), .list(.next, let place, _): kind(ofEntriesIn: place)
    default: nil
    }
  }

  private func kind(ofEntriesIn place: Place) -> Kind? {
    if case .list(let record) = place.field.kind { .pointer(record) } else { nil }
  }

  private mutating func check(_ place: Place) {
    check(place.row, as: .pointer(place.record))
    guard let element = place.element else { return }
    // An array with an element a thread is counted from 0.
    if let extent = place.field.extent, case .binary(.subtract, let row, .constant(1, _)) = element,
      isMe(row) || isOwned(kind(row))
    {
      check(row, as: .pointer(extent))
    } else {
      if let extent = place.field.extent, owned.contains(extent) { isBlind = false }
      check(element, as: nil)
    }
  }

  private func isMe(_ value: Value) -> Bool {
    switch value {
    case .me: true
    case .named(_, _, let inner): isMe(inner)
    default: false
    }
  }

  /// Looks at an expression that goes where a value of this kind belongs, nil for a number or a truth.
  private mutating func check(_ value: Value, as wanted: Kind?) {
    switch value {
    case .me:
      if case .pointer(let record)? = wanted { owned.insert(record) } else if wanted != .thread { isBlind = false }
    case .local(let local): if isOwned(local.kind), local.kind != wanted { isBlind = false }
    case .cell(let place):
      check(place)
      switch place.field.kind {
      // Who holds a lock, or sleeps, is read by nobody but the machine.
      case .mutex, .spinlock, .rwsem, .waitQueue: if wanted != place.field.kind { isBlind = false }
      case let kind: if isOwned(kind), kind != wanted { isBlind = false }
      }
    case .constant(let number, _): if number != 0, isOwned(wanted) { isBlind = false }
    case .not(let inner): check(inner, as: kind(inner))
    case .negated(let inner): check(inner, as: nil)
    case .binary(let op, let a, let b): check(op, a, b, as: wanted)
    case .rows(let record): if owned.contains(record) { isBlind = false }
    case .procedure: break
    case .list(_, let place, let entry):
      check(place)
      if let entry { check(entry, as: kind(ofEntriesIn: place)) }
      if let kind = kind(value), isOwned(kind), kind != wanted { isBlind = false }
    case .every(_, _, let inner), .some(_, _, let inner), .count(_, _, let inner): check(inner, as: kind(inner))
    case .holds(let place): check(place)
    case .named(_, _, let inner): check(inner, as: wanted)
    }
  }

  private mutating func check(_ op: Operator, _ a: Value, _ b: Value, as wanted: Kind?) {
    switch op {
    case .and, .or:
      check(a, as: kind(a))
      check(b, as: kind(b))
    case .equal, .notEqual:
      // To nothing, or to another of its kind.
      if case .constant(0, _) = b { return check(a, as: kind(a)) }
      if case .constant(0, _) = a { return check(b, as: kind(b)) }
      check(a, as: kind(b))
      check(b, as: kind(a))
    case .add:
      // The second row of a thread.
      if isMe(a), case .rows(let record) = b, case .pointer(let owner)? = wanted, layout.rows[record] == threads {
        owned.insert(owner)
        return
      }
      check(a, as: nil)
      check(b, as: nil)
    default:
      check(a, as: nil)
      check(b, as: nil)
    }
  }
}
