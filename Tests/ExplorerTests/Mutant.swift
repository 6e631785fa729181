import Machine

/// One small mistake in one procedure.
struct Mutant {
  /// `hmm_free: without mm = hmm->mm;`, with a number behind it where several would be called the same.
  var name: String
  let old: Procedure
  let new: Procedure

  /// Every mutant of a procedure: each statement left out, each condition turned round, each lock not taken.
  static func all(of procedure: Procedure) -> [Mutant] {
    let numbered = procedure.numbered
    var mutants: [Mutant] = []
    func add(_ what: String, _ edit: (Int, Statement) -> [Statement]?) {
      mutants.append(
        Mutant(name: "\(procedure.name): \(what)", old: procedure, new: procedure.edited(edit)))
    }
    for (number, statement) in numbered {
      // To fall off the end is to return 0.
      let isLast = number == numbered.count - 1 && ["return;", "return 0;"].contains(statement.text)
      if statement.action.canBeLeftOut, !isLast {
        add("without \(statement.text)") { at, _ in at == number ? [] : nil }
      }
      if let turned = statement.action.turnedRound {
        var copy = statement
        copy.action = turned
        add("turned round \(statement.text)") { at, _ in at == number ? [copy] : nil }
      }
    }
    for lock in locks(numbered.map(\.statement)) {
      add("never locks \(lock)") { $1.action.lock == lock ? [] : nil }
    }
    return named(mutants)
  }

  /// The locks that are both taken and released in these statements.
  private static func locks(_ statements: [Statement]) -> [String] {
    var taken: [String] = []
    var released: Set<String> = []
    for case .lock(let verb, let place) in statements.map(\.action) {
      if verb.rawValue.hasPrefix("up") || verb.rawValue.contains("unlock") {
        released.insert(place.text)
      } else if !taken.contains(place.text) {
        taken.append(place.text)
      }
    }
    return taken.filter { released.contains($0) }
  }

  private static func named(_ mutants: [Mutant]) -> [Mutant] {
    var seen: [String: Int] = [:]
    return mutants.map { mutant in
      seen[mutant.name, default: 0] += 1
      var copy = mutant
      if seen[mutant.name]! > 1 { copy.name += " (\(seen[mutant.name]!))" }
      return copy
    }
  }
}

extension Action {
  /// Labels are no statements, and a block is left out statement by statement.
  fileprivate var canBeLeftOut: Bool {
    switch self {
    case .label, .atomic, .nothing: false
    default: true
    }
  }

  fileprivate var lock: String? {
    if case .lock(_, let place) = self { place.text } else { nil }
  }

  /// The same with its condition turned round; nil without a condition.
  fileprivate var turnedRound: Action? {
    switch self {
    case .when(let condition, let yes, let no): .when(.not(condition), yes, no)
    case .loop(let condition, let body): .loop(.not(condition), body)
    case .doLoop(let body, let condition): .doLoop(body, .not(condition))
    case .each(let local, let place, let condition?, let body): .each(local, place, where: .not(condition), body)
    case .wait(let condition, let place, let timeout, let local):
      .wait(until: .not(condition), on: place, timeout: timeout, into: local)
    case .await(let condition, let reason): .await(.not(condition), reason: reason)
    case .choose(let local, let below, let condition?): .choose(local, below: below, where: .not(condition))
    default: nil
    }
  }
}
