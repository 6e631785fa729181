import Kernel
import Machine

/// What a search through every interleaving found.
struct Finding {
  var states = 0
  /// Laws that do not hold somewhere, each with the shortest way there as names of threads and steps.
  var broken: [String: [String]] = [:]
  var faults: [Fault: [String]] = [:]
  /// A state in which nobody can move and not all have ended.
  var deadlock: [String]?
  var isComplete = true
}

/// Breadth first over every interleaving of a small world: a plain search, to test the kernel with, not the checker.
func explore(_ world: World, most: Int = 400_000) throws -> Finding {
  try explore(Program(try world.setup()), most: most)
}

/// The same for a machine that has been set up.
func explore(_ program: Program, most: Int = 400_000) throws -> Finding {
  var finding = Finding()
  var seen: Set<UInt64> = []
  var queue: [(state: [UInt8], parent: Int, step: String)] = [(program.initialState(), -1, "")]
  seen.insert(Program.fingerprint(queue[0].state))
  func path(_ index: Int) -> [String] {
    var steps: [String] = []
    var at = index
    while at > 0 {
      steps.append(queue[at].step)
      at = queue[at].parent
    }
    return steps.reversed()
  }
  var head = 0
  while head < queue.count {
    let state = queue[head].state
    finding.states += 1
    if finding.states > most {
      finding.isComplete = false
      break
    }
    let hasEnded = program.hasEnded(state)
    state.withUnsafeBufferPointer { buffer in
      for (index, property) in program.properties.enumerated()
      where finding.broken[property.name] == nil && (!property.onlyAtEnd || hasEnded) {
        if !program.holds(index, buffer.baseAddress!) { finding.broken[property.name] = path(head) }
      }
    }
    if let fault = program.fault(state)?.fault {
      if finding.faults[fault] == nil { finding.faults[fault] = path(head) }
      queue[head].state = []
      head += 1
      continue
    }
    var hasMoved = false
    for choice in program.choices(state) {
      hasMoved = true
      guard let next = program.move(state, choice), seen.insert(Program.fingerprint(next)).inserted else { continue }
      let step = program.nextStep(state, choice.thread)!
      queue.append((next, head, "\(program.threads[choice.thread].name) \(step.name ?? program.text(of: step))"))
    }
    if !hasMoved, !hasEnded, finding.deadlock == nil { finding.deadlock = path(head) }
    queue[head].state = []
    head += 1
  }
  return finding
}
