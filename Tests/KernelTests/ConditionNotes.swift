import Machine

@testable import Kernel

/// Makes every condition inside of a step note which way it went, in a cell of its own: such conditions are no steps,
/// so nobody sees from outside how they went.
struct ConditionNotes {
  static let record = "condition"
  private static let taken = Field("taken", .flag)
  private static let refused = Field("refused", .flag)

  /// The conditions, by the row of their cells.
  private var conditions: [Branch] = []
  private var known: [ObjectIdentifier: Procedure] = [:]
  private var numbers: [ObjectIdentifier: [Branch: Int]] = [:]

  /// The same machine, with a record more.
  mutating func applied(to setup: Setup) -> Setup {
    var copy = setup
    for index in copy.threads.indices { copy.threads[index].procedure = noting(copy.threads[index].procedure) }
    for index in copy.cells.indices {
      if case .procedure(let procedure) = copy.cells[index].value {
        copy.cells[index].value = .procedure(noting(procedure))
      }
    }
    copy.records.append(RecordType(name: Self.record, fields: [Self.taken, Self.refused], isTable: true))
    copy.rows[Self.record] = conditions.count
    return copy
  }

  /// The ways that were gone, if a cell tells so: by its row and field.
  func branches(_ isNoted: (Int, String) -> Bool) -> Set<Branch> {
    var result: Set<Branch> = []
    for (index, condition) in conditions.enumerated() {
      for (field, isTaken) in [(Self.taken, true), (Self.refused, false)] where isNoted(index + 1, field.name) {
        var branch = condition
        branch.isTaken = isTaken
        result.insert(branch)
      }
    }
    return result
  }

  private mutating func noting(_ procedure: Procedure) -> Procedure {
    if let new = known[ObjectIdentifier(procedure)] { return new }
    let body = noting(procedure.body, of: procedure, step: nil)
    let new = Procedure(
      procedure.name, procedure.parameters.map { .local($0) }, file: procedure.file, returns: procedure.returns,
      isKernel: procedure.isKernel, text: procedure.text
    ) { body }
    known[ObjectIdentifier(procedure)] = new
    return new
  }

  /// - Parameter step: the step that the statements are part of; nil where each is a step of its own.
  private mutating func noting(_ statements: [Statement], of procedure: Procedure, step: String?) -> [Statement] {
    var result: [Statement] = []
    for statement in statements {
      var copy = statement
      switch statement.action {
      // What is written inline is another function, and bookkeeping is none of the kernel's.
      case _ where statement.isGhost || statement.row != nil: break
      case .atomic(let body):
        copy.action = .atomic(noting(body, of: procedure, step: step ?? statement.name ?? ""))
      case .when(let condition, let yes, let no):
        let (inYes, inNo) = (noting(yes, of: procedure, step: step), noting(no, of: procedure, step: step))
        if let step {
          let branch = Branch(procedure: procedure.name, step: step, text: "if (\(condition.text))", isTaken: true)
          conditions.append(branch.numbered(&numbers[ObjectIdentifier(procedure), default: [:]]))
          let row = conditions.count
          copy.action = .when(condition, [Self.note(Self.taken, row)] + inYes, [Self.note(Self.refused, row)] + inNo)
        } else {
          copy.action = .when(condition, inYes, inNo)
        }
      case .loop(let condition, let body):
        copy.action = .loop(condition, noting(body, of: procedure, step: step))
      case .doLoop(let body, let condition):
        copy.action = .doLoop(noting(body, of: procedure, step: step), condition)
      case .count(let local, let from, let below, let body):
        copy.action = .count(local, from: from, below: below, noting(body, of: procedure, step: step))
      case .each(let local, let place, let condition, let body):
        copy.action = .each(local, place, where: condition, noting(body, of: procedure, step: step))
      case .call(.procedure(let callee), let arguments, let local):
        copy.action = .call(.procedure(noting(callee)), arguments.map { noting($0) }, into: local)
      case .call(let callee, let arguments, let local):
        copy.action = .call(callee, arguments.map { noting($0) }, into: local)
      case .assign(let place, let value): copy.action = .assign(place, noting(value))
      default: break
      }
      result.append(copy)
    }
    return result
  }

  private mutating func noting(_ value: Value) -> Value {
    if case .procedure(let procedure) = value { .procedure(noting(procedure)) } else { value }
  }

  private static func note(_ field: Field, _ row: Int) -> Statement {
    var statement =
      Value.cell(
        Place(record: record, field: field, row: .constant(row, name: nil), isTable: true)) <- true
    statement.isGhost = true
    return statement
  }
}
