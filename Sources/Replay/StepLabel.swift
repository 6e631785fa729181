import Machine

extension Program {
  /// The name of a step that does not depend on the scenario: `hmm_range_register RR6`, `mirror:13`, `munmap #4`.
  public func label(of step: Step) -> String {
    guard step.procedure >= 0 else { return "ended" }
    let procedure = procedures[step.procedure].name
    if let name = step.name { return "\(procedure) \(name)" }
    if let line = step.line { return "\(procedure):\(line)" }
    return "\(procedure) #\(step.index)"
  }
}
