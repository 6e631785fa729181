import Machine

/// Which procedures a call through a cell can reach: those that a first value or an assignment can put into the field.
struct PromelaCallees {
  private let program: Program
  private var byField: [String: Set<Int>] = [:]
  /// Fields that something other than a named procedure is assigned to.
  private var open: Set<String> = []

  init(_ program: Program) {
    self.program = program
    for cell in program.setup.cells {
      switch cell.value {
      case .procedure(let procedure): add("\(cell.record).\(cell.field)", procedure)
      case .number(let number):
        let key = "\(cell.record).\(cell.field)"
        if program.callable.indices.contains(number - 1) { byField[key, default: []].insert(number) }
      }
    }
    for procedure in program.procedures { for statement in procedure.procedure.body { note(statement) } }
  }

  /// The numbers of the procedures that a call of this cell can mean, with their places in the program.
  func callees(_ place: Place, arguments: [Value]) -> [(number: Int, procedure: Int)] {
    let key = "\(place.record).\(place.field.name)"
    let numbers = open.contains(key) ? Set(1...max(1, program.callable.count)) : byField[key] ?? []
    return numbers.sorted().filter { $0 <= program.callable.count }.map { ($0, program.callable[$0 - 1]) }.filter {
      program.procedures[$0.1].procedure.fits(arguments)
    }
  }

  private mutating func add(_ key: String, _ procedure: Procedure) {
    if let number = program.number(of: procedure) { byField[key, default: []].insert(number) }
  }

  private mutating func note(_ statement: Statement) {
    switch statement.action {
    case .assign(.cell(let place), let value):
      let key = "\(place.record).\(place.field.name)"
      switch value {
      case .procedure(let procedure): add(key, procedure)
      case .constant(0, _): break
      default: open.insert(key)
      }
    case .atomic(let body), .loop(_, let body), .doLoop(let body, _), .count(_, _, _, let body),
      .each(_, _, _, let body), .rest(_, _, let body):
      for inner in body { note(inner) }
    case .when(_, let yes, let no): for inner in yes + no { note(inner) }
    default: break
    }
  }
}
