import Kernel
import Machine
import Replay
import Scene

/// What predicates, find and the last writer ask.
extension RunTimeline {
  public func text(at moment: Int) -> String {
    guard moment > 0 else { return intro }
    let current = runMoment(moment)
    guard let step = current.step else { return "" }
    let procedure = run.program.procedures[step.procedure].name
    let changes = run.program.difference(current.before, current.after).map(\.name).joined(separator: " ")
    return "\(current.thread) \(procedure) \(step.name ?? "") \(run.program.text(of: step)) \(changes)"
  }

  public func identity(at moment: Int) -> String {
    let state = String(Program.fingerprint(run.state(moment)), radix: 16)
    guard moment > 0, let step = runMoment(moment).step else { return "\(heading.title), step 0, state \(state)" }
    let thread = run.program.threads[run.choice(moment).thread].name
    return "\(heading.title), step \(moment), \(thread): \(run.program.label(of: step)), state \(state)"
  }

  public func lastWriter(of cell: String, at moment: Int) -> Int? {
    guard let address = run.program.address(named: cell) else { return nil }
    return run.lastWriter(of: address, at: moment)
  }

  public func value(of name: String, at moment: Int) -> Reading? {
    let state = run.state(moment)
    switch name {
    case "step": return .number(moment)
    case "sections": return .number(counts(at: moment).sections)
    case "retries": return .number(counts(at: moment).retries)
    case "round": return .number(counts(at: moment).retries + 1)
    case "broken": return .number(broken(at: moment).count)
    case "finished": return .number(run.program.hasEnded(state) ? 1 : 0)
    case "fault": return .number(run.program.fault(state) == nil ? 0 : 1)
    default: break
    }
    if let property = run.program.properties.firstIndex(where: { $0.name == name }) {
      return .number(state.withUnsafeBufferPointer { run.program.holds(property, $0.baseAddress!) } ? 1 : 0)
    }
    if let frame = labels.frames.firstIndex(of: name) { return .number(frame + 1) }
    if let value = threadValue(name, state) { return .number(value) }
    if let constant = PredicateNames.constants[name] { return .number(constant) }
    return run.program.read(name, state).map { .number($0) }
  }

  /// `gpu.blocked`, `gpu.finished`, `gpu.line`, `gpu.ret`: a thread and what is asked of it.
  func threadValue(_ name: String, _ state: [UInt8]) -> Int? {
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    guard let thread = run.program.threads.firstIndex(where: { $0.name == parts[0] }) else { return nil }
    guard parts.count == 2 else { return thread + 1 }
    let obstacle = run.program.obstacle(state, thread)
    switch parts[1] {
    case "blocked": return obstacle != nil && obstacle != .ended ? 1 : 0
    case "finished": return obstacle == .ended ? 1 : 0
    case "line": return run.program.stack(state, thread).compactMap { run.program.steps[$0.counter].line }.last ?? 0
    default: return run.program.local(state, thread, parts[1])
    }
  }
}
