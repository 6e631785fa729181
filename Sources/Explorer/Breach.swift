import Machine

extension Findings {
  /// What was found first, by its names alone: a property's name, the fault's words, `deadlock`, `lost wake-up`,
  /// `livelock`, `bare`, `never ends`, `never commits`; `nothing` where every interleaving is right.
  /// More than one where several were met after as many steps; empty where nothing was concluded.
  ///
  /// - Parameter commit: the name of the step that a driver is there for. A program that has it and never takes it does
  ///   nothing wrong, and nothing right.
  public func breaches(_ program: Program, commit: String) -> [String] {
    guard let nearest = violations.map(\.length).min() else {
      guard verdict == .passes else { return [] }
      if endings == 0 { return ["never ends"] }
      let commits = program.steps.indices.filter { program.steps[$0].name == commit }
      let isReached = commits.isEmpty || commits.contains { coverage.wasTaken[$0] }
      return [isReached ? "nothing" : "never commits"]
    }
    return violations.filter { $0.length == nearest }.map { violation in
      switch violation.flaw {
      case .property(let number): program.properties[number].name
      case .fault(let fault, _): fault.text
      case .deadlock: "deadlock"
      case .lostWakeUp: "lost wake-up"
      case .circle, .livelock: "livelock"
      case .bare: "bare"
      }
    }
  }
}
