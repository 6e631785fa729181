import Machine

/// Which steps may begin a chain without end: steps that touch nothing but their thread's own stack, and from which
/// such steps alone may lead back to where they came from. Only these need to be watched while a chain runs.
struct Circles {
  /// By program counter.
  let mayCircle: [Bool]

  init(_ program: Program) {
    let steps = program.steps
    var returnsTo: [Int: [Int]] = [:]
    for step in steps {
      switch step.kind {
      case .call(.procedure(let callee), _, _):
        if let callee = program.procedures.firstIndex(where: { $0.procedure === callee }) {
          returnsTo[callee, default: []].append(step.next)
        }
      case .call(.cell, _, _): for callee in program.callable { returnsTo[callee, default: []].append(step.next) }
      default: break
      }
    }
    let successors: [[Int]] = steps.indices.map { counter in
      let step = steps[counter]
      guard counter > 0, step.isLocal else { return [] }
      switch step.kind {
      case .test: return [step.next, step.other]
      case .call(.procedure(let callee), _, _):
        return program.procedures.filter { $0.procedure === callee }.map(\.first)
      case .result: return returnsTo[step.procedure] ?? []
      default: return [step.next]
      }
    }
    // What cannot go on for ever is taken away, until only the rest is left.
    var may = steps.indices.map { $0 > 0 && steps[$0].isLocal }
    var hasChanged = true
    while hasChanged {
      hasChanged = false
      for counter in steps.indices where may[counter] && !successors[counter].contains(where: { may[$0] }) {
        may[counter] = false
        hasChanged = true
      }
    }
    mayCircle = may
  }
}
