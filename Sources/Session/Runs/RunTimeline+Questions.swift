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
    let words = current.reason(step)?.short ?? ""
    return "\(current.thread) \(procedure) \(step.name ?? "") \(run.program.text(of: step)) \(changes) \(words)"
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
    if isElsewhere(name, state) { return nil }
    if let frame = frameNumber(name, state) { return .number(frame) }
    // Some laws are broken by a stop of the machine, which no property sees.
    if Laws.stops.contains(where: { $0.name == name }), stop(at: moment)?.name == name { return .number(0) }
    if let property = run.program.properties.firstIndex(where: { $0.name == name }) {
      return .number(state.withUnsafeBufferPointer { run.program.holds(property, $0.baseAddress!) } ? 1 : 0)
    }
    if Laws.stops.contains(where: { $0.name == name }) { return .number(1) }
    if let value = lockValue(name, at: moment) ?? threadValue(name, state) ?? lastValue(name, at: moment) {
      return .number(value)
    }
    if let constant = PredicateNames.constants[name] { return .number(constant) }
    if let value = run.program.read(name, state) { return .number(value) }
    // A local by its bare name: of the thread that ran last, else of the first that has one.
    let threads = (moment > 0 ? [Int(facts[moment].thread)] : []) + Array(run.program.threads.indices)
    for thread in threads { if let value = run.program.local(state, thread, name) { return .number(value) } }
    return stepNumber(name).map { .number($0) }
  }

  /// A number for the name of a step, so that `app.step == IS4` can be asked; 0 for none, nil where nothing has it.
  private func stepNumber(_ name: String?) -> Int? {
    guard let name else { return 0 }
    return run.program.steps.firstIndex { $0.name == name }.map { $0 + 1 }
  }

  /// What a local of a thread that has finished was last: `gpu.ret`.
  private func lastValue(_ name: String, at moment: Int) -> Int? {
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2, let thread = run.program.threads.firstIndex(where: { $0.name == parts[0] }),
      run.program.counter(run.state(moment), thread) == 0
    else { return nil }
    let last = stride(from: moment, to: 0, by: -1).first { Int(facts[$0].thread) == thread }
    return last.flatMap { run.program.local(run.state($0 - 1), thread, parts[1]) }
  }

  /// Whether a name is that of an entry of a device's table for a page of a process that the device does not mirror:
  /// the pages of all processes are numbered through, and its table has none for these.
  private func isElsewhere(_ name: String, _ state: [UInt8]) -> Bool {
    let entry = name.hasSuffix(".frame") ? String(name.dropLast(".frame".count)) : name
    guard labels.windows.count > 1, let address = run.program.address(named: entry),
      let cell = run.program.layout.cell(at: address), cell.record == Driver.name, cell.field.name == "dpt",
      let space = run.program.space(of: cell.record, cell.row, in: state), labels.windows.indices.contains(space - 1)
    else { return false }
    return !labels.windows[space - 1].pages.contains(cell.element)
  }

  /// A frame is known by its printed number: `pte[1].frame == 0x1a1`, and so is that of an entry,
  /// `driver->dpt[1].frame`; 0 for none.
  private func frameNumber(_ name: String, _ state: [UInt8]) -> Int? {
    func number(_ row: Int) -> Int { row == 0 ? 0 : Int(labels.frame(row), radix: 16) ?? row }
    if let address = run.program.address(named: name), let cell = run.program.layout.cell(at: address),
      cell.field.kind == .pointer(Frame.name)
    {
      // A pte below a huge entry is its part of that.
      let pmd = cell.record == Pte.name ? run.program.value(state, Pte.name, cell.row, "pmd") ?? 0 : 0
      if pmd > 0, [1, 3].contains(run.program.value(state, Pmd.name, pmd, "kind") ?? 0) {
        let (first, start) = (
          run.program.value(state, Pmd.name, pmd, "frame") ?? 0, run.program.value(state, Pmd.name, pmd, "start") ?? 0
        )
        return number(first + cell.row - 1 - start)
      }
      return number(Int(Int8(bitPattern: state[address])))
    }
    guard name.hasSuffix(".frame") else { return nil }
    let entry = String(name.dropLast(".frame".count))
    guard let address = run.program.address(named: entry), let cell = run.program.layout.cell(at: address),
      cell.field.kind == .tag("entry")
    else { return nil }
    return number(Entries.frame(Int(state[address])))
  }

  public func words(for value: Int, of name: String, at moment: Int) -> String? {
    if isStep(name) {
      return run.program.steps.indices.contains(value - 1) ? run.program.steps[value - 1].name : "none"
    }
    if name.hasSuffix(".frame") { return value == 0 ? "none" : Labels.hex(UInt64(max(0, value)), 3) }
    if let address = run.program.address(named: name), let cell = run.program.layout.cell(at: address) {
      if cell.field.kind == .pointer(Frame.name) { return value == 0 ? "NULL" : Labels.hex(UInt64(max(0, value)), 3) }
      let space = run.program.space(of: cell.record, cell.row, in: run.state(moment))
      return runMoment(moment).number(value, cell.field.kind, in: space)
    }
    for procedure in run.program.procedures {
      if let local = procedure.locals.first(where: { $0.name == name }) {
        let space = moment > 0 ? run.program.space(of: Int(facts[moment].thread), in: run.state(moment)) : nil
        return runMoment(moment).number(value, local.kind, in: space)
      }
    }
    return nil
  }

  /// Whether a name asks which step a thread takes next.
  private func isStep(_ name: String) -> Bool {
    run.program.threads.contains { name == $0.name + ".step" }
  }

  public func canStop(at label: String) -> Bool {
    run.program.steps.contains { $0.name == label || $0.line.map { "\($0)" } == label }
  }

  public func meaning(of word: String) -> String? {
    let program = run.program
    for step in program.steps where step.name == word && step.procedure >= 0 {
      let procedure = program.procedures[step.procedure]
      return "\(word) is a step of \(procedure.name), \(procedure.procedure.file), Linux 5.2: \(program.text(of: step))"
    }
    guard let procedure = program.procedures.first(where: { $0.name == word }) else { return nil }
    let rows = procedure.rows.filter { !$0.isGhost }.map { row in
      row.label.padding(to: 6) + String(repeating: "  ", count: row.indent) + row.text
    }
    return (["\(procedure.procedure.file), Linux 5.2", ""] + rows).joined(separator: "\n")
  }

  public func turn(at moment: Int) -> String? {
    guard moment > 0 else { return nil }
    if let note = note(at: moment) { return note }
    let marks = facts[moment].marks
    if marks.contains(.breaks) { return "an invariant breaks here" }
    if marks.contains(.harm) { return "the device writes into a frame of somebody else" }
    if marks.contains(.comesBack) { return "valid again, and the driver carries what it read before" }
    if marks.contains(.lost) { return "the driver's test fails: this round is lost" }
    if marks.contains(.committed) { return "committed: the device maps what was read" }
    return nil
  }

  /// `gpu.holds(update)`, `gpu.waits(update)`: a thread and a lock, by the name that the panel Threads has for it.
  private func lockValue(_ name: String, at moment: Int) -> Int? {
    guard name.hasSuffix(")"), let open = name.firstIndex(of: "("), let dot = name.firstIndex(of: "."), dot < open,
      run.program.threads.contains(where: { $0.name == name[..<dot] })
    else { return nil }
    let thread = String(name[..<dot]), verb = name[name.index(after: dot)..<open]
    let wanted = name[name.index(after: open)...].dropLast()
    guard verb == "holds" || verb == "waits" else { return nil }
    let locks = runMoment(moment).everyLock().map(\.lock).filter { $0.name == wanted || $0.cell == wanted }
    guard !locks.isEmpty else { return nil }
    return locks.contains { (verb == "holds" ? $0.holders : $0.waiters).contains(thread) } ? 1 : 0
  }

  /// `gpu.blocked`, `gpu.waits`, `gpu.sleeps`, `gpu.finished`, `gpu.line`, `gpu.step`, `gpu.ret`: a thread and what is
  /// asked of it.
  func threadValue(_ name: String, _ state: [UInt8]) -> Int? {
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    guard let thread = run.program.threads.firstIndex(where: { $0.name == parts[0] }) else { return nil }
    guard parts.count == 2 else { return thread + 1 }
    let obstacle = run.program.obstacle(state, thread)
    switch parts[1] {
    case "blocked", "waits":
      if case .rests = obstacle { return 0 }
      return obstacle != nil && obstacle != .ended ? 1 : 0
    case "finished":
      if case .rests = obstacle { return 1 }
      return obstacle == .ended ? 1 : 0
    case "sleeps": if case .sleeps = obstacle { return 1 } else { return 0 }
    case "step": return stepNumber(run.program.nextStep(state, thread)?.name)
    case "line": return run.program.stack(state, thread).compactMap { run.program.steps[$0.counter].line }.last ?? 0
    default: return run.program.local(state, thread, parts[1])
    }
  }
}

extension String {
  fileprivate func padding(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
