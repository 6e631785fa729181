import Machine
import Scene

extension RunMoment {
  /// The menu of the next step: every thread with what it would change, or why it cannot move.
  func choicesScene() -> [ThreadChoice] {
    var result: [ThreadChoice] = []
    for index in program.threads.indices {
      let thread = program.threads[index].name
      guard let step = program.nextStep(after, index) else { continue }
      let line = step.line.map { "line \($0) " } ?? step.name.map { "\($0) " } ?? ""
      let text = line + program.text(of: step).withoutSemicolon
      for alternative in 0..<step.alternatives {
        let choice = Choice(thread: index, alternative: alternative)
        if let then = program.move(after, choice) {
          let isTimeout = alternative > 0 && program.isWait(after, index)
          result.append(
            ThreadChoice(
              thread: thread, alternative: alternative, isEnabled: true, isProposed: next == choice,
              line: isTimeout ? "\(line)the time runs out" : text, effect: effect(of: then)))
        } else if alternative == 0 {
          result.append(
            ThreadChoice(
              thread: thread, alternative: 0, isEnabled: false, isProposed: false, line: text,
              effect: says(index, program.obstacle(after, index))))
        }
      }
    }
    return result
  }

  private func effect(of then: [UInt8]) -> String {
    if let fault = program.fault(then) { return "stops the machine: \(fault.fault.text)" }
    let changes = changes(from: after, to: then)
    return changes.isEmpty ? "nothing" : changes.prefix(2).joined(separator: ", ")
  }
}
