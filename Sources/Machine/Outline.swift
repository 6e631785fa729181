/// What one step does, with structure already turned into jumps.
package enum Flat: Sendable {
  case run([Statement])
  /// Straight statements, then a condition that decides between `next` and `other`.
  case test([Statement], Value)
  case lock(LockVerb, Place)
  case trylock(LockVerb, Place, Local)
  case wait(Value, Place, timeout: Bool, Local?)
  case await(Value, String)
  case rest(Value, String, [Statement])
  case join(Value, String, by: Value)
  case call(Callee, [Value], Local?)
  case result(Value?)
  case choose(Local, Value, Value?)
}

/// A step of a procedure before it is compiled; `next` and `other` are steps of the same procedure.
struct FlatStep: Sendable {
  var action: Flat
  var name: String?
  var line: Int?
  var rows: [Int]
  var isBare = false
  /// Runs first.
  var before: [Statement] = []
  var next = -1
  var other = -1
}

/// A procedure as rows to print and steps to run, both made in one pass over its statements: what is printed is what
/// runs.
struct Outline: Sendable {
  var rows: [Row] = []
  var steps: [FlatStep] = []
  /// Parameters first, then every other local in the order in which it is met.
  var locals: [Local]

  private enum Item {
    case step(Int)
    case label(Int)
    case jump(Int)
  }
  private var items: [Item] = []
  private var labels: [String: Int] = [:]
  private var labelCount = 0
  private var branches: [(step: Int, label: Int)] = []
  private var loops: [(out: Int, again: Int)] = []
  private let isText: Bool
  /// The switches that what is printed now depends on.
  private var switches: [RowSwitch] = []

  /// The rows of a form that does not stand in its procedure: to be printed, not to be run.
  private init(printing statements: [Statement], _ indent: Int, asStraight isStraight: Bool) {
    locals = []
    isText = false
    if isStraight { printStraight(statements, indent) } else { add(statements, indent) }
  }

  init(_ procedure: Procedure) {
    locals = procedure.parameters
    isText = !procedure.text.isEmpty
    if isText {
      rows = procedure.text.enumerated().map { Row(label: "\($0 + 1)", indent: 0, text: $1, isGhost: false) }
    } else {
      let parameters = procedure.parameters.map(\.name).joined(separator: ", ")
      rows.append(Row(label: "", indent: 0, text: "\(procedure.name)(\(parameters))", isGhost: false))
      rows.append(Row(label: "", indent: 0, text: "{", isGhost: false))
    }
    add(procedure.body, 1)
    var needsReturn = true
    if case .step(let last)? = items.last, case .result = steps[last].action { needsReturn = false }
    if case .jump? = items.last { needsReturn = false }
    if !isText { rows.append(Row(label: "", indent: 0, text: "}", isGhost: false)) }
    if needsReturn {
      let row = isText ? max(0, (procedure.body.compactMap(\.line).max() ?? 1) - 1) : rows.count - 1
      append(FlatStep(action: .result(nil), rows: [row]))
    }
    resolve()
  }

  // MARK: Rows

  private mutating func print(
    _ text: @autoclosure @escaping @Sendable () -> String, _ indent: Int, _ statement: Statement? = nil,
    isGhost: Bool = false
  ) -> Int {
    if isText { return max(0, (statement?.line ?? 1) - 1) }
    let label = statement?.name ?? ""
    var row = Row(label: label, indent: indent, text: text(), isGhost: isGhost || (statement?.isGhost ?? false))
    row.switches = switches
    rows.append(row)
    return rows.count - 1
  }

  /// Prints a statement under the switches that it depends on, then keeps its other form behind its last row.
  private mutating func printing(
    _ statement: Statement, _ indent: Int, asStraight isStraight: Bool, _ add: (inout Outline) -> Void
  ) {
    guard !statement.variants.isEmpty, !isText else { return add(&self) }
    let outer = switches
    switches = statement.variants.map { RowSwitch(name: $0.name, isChanged: $0.isChanged) } + outer
    add(&self)
    switches = outer
    guard !rows.isEmpty else { return }
    for variant in statement.variants where !variant.other.isEmpty {
      let other = Outline(printing: variant.other, indent, asStraight: isStraight).rows
      rows[rows.count - 1].others.append(
        OtherForm(name: variant.name, isChanged: !variant.isChanged, rows: other))
    }
  }

  // MARK: Steps

  private mutating func append(_ step: FlatStep) {
    items.append(.step(steps.count))
    steps.append(step)
  }

  private mutating func append(_ action: Flat, _ statement: Statement, rows: [Int]) {
    append(
      FlatStep(
        action: action, name: statement.name, line: statement.line, rows: rows, isBare: statement.isBare,
        before: statement.before))
  }

  private mutating func fresh() -> Int {
    labelCount += 1
    return labelCount
  }

  private mutating func named(_ name: String) -> Int {
    if let label = labels[name] { return label }
    let label = fresh()
    labels[name] = label
    return label
  }

  private mutating func test(_ before: [Statement], _ condition: Value, _ statement: Statement, row: Int, no: Int) {
    append(.test(before, condition), statement, rows: [row])
    branches.append((steps.count - 1, no))
  }

  private mutating func add(_ statements: [Statement], _ indent: Int) {
    for statement in statements { printing(statement, indent, asStraight: false) { $0.add(statement, indent) } }
  }

  private mutating func add(_ statement: Statement, _ indent: Int) {
    switch statement.action {
    case .assign, .wake, .list, .reference, .allocate, .free, .fault:
      note(statement)
      let row = print(statement.text, indent, statement)
      append(.run([statement]), statement, rows: [row])
    case .atomic(let body):
      for inner in body { note(inner) }
      let printed = atomicRows(body, indent, label: statement)
      append(.run(body.solid), statement, rows: printed)
    case .lock(let verb, let place):
      append(.lock(verb, place), statement, rows: [print(statement.text, indent, statement)])
    case .trylock(let verb, let place, let local):
      note(local)
      append(.trylock(verb, place, local), statement, rows: [print(statement.text, indent, statement)])
    case .wait(let condition, let place, let timeout, let local):
      if let local { note(local) }
      let row = print(statement.text, indent, statement)
      append(.wait(condition, place, timeout: timeout != nil, local), statement, rows: [row])
    case .await(let condition, let reason):
      append(.await(condition, reason), statement, rows: [print(statement.text, indent, statement)])
    case .rest(let condition, let reason, let body):
      for inner in body { note(inner) }
      let row = print(statement.text, indent, statement)
      let begin = rows.count
      if !isText { printStraight(body, indent) }
      append(.rest(condition, reason, body), statement, rows: [row] + Array(begin..<rows.count))
    case .join(let condition, let reason, let by):
      append(.join(condition, reason, by: by), statement, rows: [print(statement.text, indent, statement)])
    case .call(let callee, let arguments, let local):
      if let local { note(local) }
      append(.call(callee, arguments, local), statement, rows: [print(statement.text, indent, statement)])
    case .result(let value):
      append(.result(value), statement, rows: [print(statement.text, indent, statement)])
    case .choose(let local, let below, let condition):
      note(local)
      append(.choose(local, below, condition), statement, rows: [print(statement.text, indent, statement)])
    case .label(let name):
      _ = print("\(name):", max(0, indent - 1))
      items.append(.label(named(name)))
    case .goto(let name):
      _ = print("goto \(name);", indent, statement)
      items.append(.jump(named(name)))
    case .breakLoop:
      _ = print("break;", indent, statement)
      if let loop = loops.last { items.append(.jump(loop.out)) }
    case .continueLoop:
      _ = print("continue;", indent, statement)
      if let loop = loops.last { items.append(.jump(loop.again)) }
    case .nothing: break
    case .when, .loop, .doLoop, .count, .each:
      addStructured(statement, indent)
    }
  }

  private mutating func addStructured(_ statement: Statement, _ indent: Int) {
    switch statement.action {
    case .when(let condition, let yes, let no):
      let brace = yes.needsBraces || !no.isEmpty
      let row = print("if (\(condition.text))" + (brace ? " {" : ""), indent, statement)
      let otherwise = fresh()
      test([], condition, statement, row: row, no: otherwise)
      add(yes, indent + 1)
      if no.isEmpty {
        if brace { _ = print("}", indent) }
        items.append(.label(otherwise))
      } else {
        let out = fresh()
        items.append(.jump(out))
        items.append(.label(otherwise))
        _ = print("} else {", indent)
        add(no, indent + 1)
        _ = print("}", indent)
        items.append(.label(out))
      }
    case .loop(let condition, let body):
      let (top, out) = (fresh(), fresh())
      items.append(.label(top))
      let row = print("while (\(condition.text)) {", indent, statement)
      test([], condition, statement, row: row, no: out)
      addLoop(body, indent, out: out, again: top)
      items.append(.jump(top))
      items.append(.label(out))
    case .doLoop(let body, let condition):
      let (top, again, out) = (fresh(), fresh(), fresh())
      items.append(.label(top))
      _ = print("do {", indent)
      loops.append((out, again))
      add(body, indent + 1)
      loops.removeLast()
      items.append(.label(again))
      let row = print("} while (\(condition.text));", indent, statement)
      test([], condition, statement, row: row, no: out)
      items.append(.jump(top))
      items.append(.label(out))
    case .count(let local, let from, let below, let body):
      note(local)
      let (again, inside, out) = (fresh(), fresh(), fresh())
      let name = local.name
      let row = print("for (\(name) = \(from.text); \(name) < \(below.text); \(name)++) {", indent, statement)
      test([.init(.assign(.local(local), from))], .local(local) < below, statement, row: row, no: out)
      items.append(.jump(inside))
      items.append(.label(again))
      test([.init(.assign(.local(local), .local(local) + 1))], .local(local) < below, statement, row: row, no: out)
      items.append(.label(inside))
      addLoop(body, indent, out: out, again: again)
      items.append(.jump(again))
      items.append(.label(out))
    case .each(let local, let place, let condition, let body):
      note(local)
      let (again, inside, out) = (fresh(), fresh(), fresh())
      let row = print("list_for_each_entry(\(local.name), &\(Value.cell(place).text)) {", indent, statement)
      let first = Statement(.assign(.local(local), .list(.first, place, nil)))
      let next = Statement(.assign(.local(local), .list(.next, place, .local(local))))
      test([first], .local(local) != 0, statement, row: row, no: out)
      items.append(.jump(inside))
      items.append(.label(again))
      test([next], .local(local) != 0, statement, row: row, no: out)
      items.append(.label(inside))
      let inner = condition.map { [Statement(.when($0, body, []))] } ?? body
      addLoop(inner, indent, out: out, again: again)
      items.append(.jump(again))
      items.append(.label(out))
    default: preconditionFailure("not structured")
    }
  }

  private mutating func addLoop(_ body: [Statement], _ indent: Int, out: Int, again: Int) {
    loops.append((out, again))
    add(body, indent + 1)
    loops.removeLast()
    _ = print("}", indent)
  }

  /// Prints the rows of an atomic block; all of them belong to one step.
  private mutating func atomicRows(_ body: [Statement], _ indent: Int, label: Statement) -> [Int] {
    if isText { return [max(0, (label.line ?? 1) - 1)] }
    let begin = rows.count
    if let row = label.row { _ = print(row, indent, label) } else { printStraight(body, indent) }
    if rows.count == begin { _ = print(";", indent) }
    rows[begin].label = label.name ?? ""
    return Array(begin..<rows.count)
  }

  private mutating func printStraight(_ body: [Statement], _ indent: Int, isGhost: Bool = false) {
    for statement in body {
      printing(statement, indent, asStraight: true) { $0.printStraight(statement, indent, isGhost: isGhost) }
    }
  }

  private mutating func printStraight(_ statement: Statement, _ indent: Int, isGhost: Bool) {
    if let row = statement.row {
      _ = print(row, indent, statement, isGhost: isGhost)
    } else {
      switch statement.action {
      case .when(let condition, let yes, let no):
        let brace = yes.needsBraces || !no.isEmpty
        _ = print("if (\(condition.text))" + (brace ? " {" : ""), indent, statement, isGhost: isGhost)
        printStraight(yes, indent + 1, isGhost: isGhost)
        if !no.isEmpty {
          _ = print("} else {", indent, statement, isGhost: isGhost)
          printStraight(no, indent + 1, isGhost: isGhost)
        }
        if brace { _ = print("}", indent, statement, isGhost: isGhost) }
      case .each(let local, let place, let condition, let inner):
        _ = print("list_for_each_entry(\(local.name), &\(Value.cell(place).text))", indent, statement, isGhost: isGhost)
        if let condition {
          _ = print("if (\(condition.text))", indent + 1, statement, isGhost: isGhost)
          printStraight(inner, indent + 2, isGhost: isGhost)
        } else {
          printStraight(inner, indent + 1, isGhost: isGhost)
        }
      case .count(let local, let from, let below, let inner):
        let name = local.name
        _ = print(
          "for (\(name) = \(from.text); \(name) < \(below.text); \(name)++)", indent, statement, isGhost: isGhost)
        printStraight(inner, indent + 1, isGhost: isGhost)
      case .loop(let condition, let inner):
        _ = print("while (\(condition.text))", indent, statement, isGhost: isGhost)
        printStraight(inner, indent + 1, isGhost: isGhost)
      case .atomic(let inner): printStraight(inner, indent, isGhost: isGhost)
      case .nothing: break
      default: _ = print(statement.text, indent, statement, isGhost: isGhost)
      }
    }
  }

  // MARK: Locals

  private mutating func note(_ local: Local) {
    if !locals.contains(where: { $0.name == local.name }) { locals.append(local) }
  }

  /// Notes every local that a straight statement sets.
  private mutating func note(_ statement: Statement) {
    switch statement.action {
    case .assign(.local(let local), _): note(local)
    case .allocate(.local(let local), _): note(local)
    case .reference(_, _, let local?): note(local)
    case .trylock(_, _, let local): note(local)
    case .when(_, let yes, let no): for inner in yes + no { note(inner) }
    case .each(let local, _, _, let body), .count(let local, _, _, let body):
      note(local)
      for inner in body { note(inner) }
    case .atomic(let body), .loop(_, let body): for inner in body { note(inner) }
    default: break
    }
  }

  // MARK: Jumps

  private mutating func resolve() {
    var position: [Int: Int] = [:]
    for (index, item) in items.enumerated() { if case .label(let label) = item { position[label] = index } }
    func target(_ start: Int) -> Int {
      var index = start
      for _ in 0...items.count {
        guard index < items.count else { return -1 }
        switch items[index] {
        case .step(let step): return step
        case .label: index += 1
        case .jump(let label):
          guard let there = position[label] else { preconditionFailure("no label") }
          index = there
        }
      }
      preconditionFailure("a loop without a step")
    }
    for (index, item) in items.enumerated() {
      if case .step(let step) = item { steps[step].next = target(index + 1) }
    }
    for branch in branches {
      guard let there = position[branch.label] else { preconditionFailure("no label") }
      steps[branch.step].other = target(there)
    }
  }
}
