import Kernel
import Machine
import Replay
import Scene

/// Where a driver stands, and the section that ended last: found by looking back over the facts of the steps.
extension RunTimeline {
  /// The newest section whose operation has ended, with the steps that it took.
  func lastSection(at moment: Int) -> SectionRow? {
    var step = moment
    while step > 0, !facts[step].marks.contains(.sectionGone) { step -= 1 }
    guard step > 0 else { return nil }
    let section = run.program.innermostSection(of: Int(facts[step].thread), in: run.state(step - 1))
    guard var row = runMoment(step - 1).section(section) else { return nil }
    var begin = step
    while begin > 1 {
      let phases = run.program.value(run.state(begin - 1), MmuNotifierRange.name, section, "phases") ?? 0
      if phases == 0 { break }
      begin -= 1
    }
    row.span = "steps \(begin) to \(step - 1)"
    for index in row.phases.indices {
      row.phases[index].mark = .none
      if [.next, .toCome].contains(row.phases[index].state) { row.phases[index].state = .skipped }
    }
    return row
  }

  /// Where the driver's thread stands: of the thread that ran last if it runs one, else of the first that does.
  func driverPlace(_ moment: Int, _ current: RunMoment) -> DriverPlace? {
    let program = run.program
    func driverFrame(_ thread: Int) -> StackFrame? {
      program.stack(current.after, thread).last {
        loops.loops[$0.procedure] != nil || current.isDriverText($0.procedure)
      }
    }
    var threads = Array(program.threads.indices)
    if let ran = current.choice?.thread, driverFrame(ran) != nil { threads = [ran] + threads }
    for thread in threads {
      if let frame = driverFrame(thread) { return place(thread, frame, moment, current) }
    }
    // Every driver has finished: its last line is shown.
    var step = moment
    while step > 0 {
      let code = program.steps[Int(facts[step].counter)]
      if code.line != nil, current.isDriverText(code.procedure) {
        var result = DriverPlace(
          thread: Int(facts[step].thread), procedure: code.procedure, line: nil, lastLine: code.line,
          ran: step == moment, round: round(Int(facts[step].thread), moment))
        result.loop = loops.loops[code.procedure]
        result.inferred = inferredLines[code.procedure] ?? []
        return result
      }
      step -= 1
    }
    guard let first = program.procedures.firstIndex(where: { !$0.procedure.text.isEmpty }) else { return nil }
    return DriverPlace(
      thread: 0, procedure: first, line: nil, lastLine: nil, ran: false, round: 1, loop: loops.loops[first])
  }

  func place(_ thread: Int, _ frame: StackFrame, _ moment: Int, _ current: RunMoment) -> DriverPlace {
    let program = run.program
    var result = DriverPlace(
      thread: thread, procedure: frame.procedure, line: program.steps[frame.counter].line, lastLine: nil, ran: false,
      round: round(thread, moment))
    result.loop = loops.loops[frame.procedure]
    result.inferred = inferredLines[frame.procedure] ?? []
    let isInside = program.stack(current.after, thread).first?.procedure != frame.procedure
    // The last step of this thread in the driver's own text, which may be a call that has returned since.
    var step = moment
    while step > 0 {
      let fact = facts[step]
      let code = program.steps[Int(fact.counter)]
      if Int(fact.thread) == thread, code.procedure == frame.procedure {
        result.lastLine = code.line
        result.ran = step == moment || (current.choice?.thread == thread)
        if let condition = program.condition(of: code) {
          result.value = current.values(condition, run.state(step - 1), thread)
        } else if program.callee(of: code) != nil, !isInside, let into = program.target(of: code) {
          if let value = program.local(current.after, thread, into.name), !into.name.hasPrefix("(") {
            result.value = "\(into.name) = \(current.number(value, .errno))"
          }
        }
        break
      }
      step -= 1
    }
    return result
  }

  /// The round of a driver's loop that a thread is in, from 1.
  func round(_ thread: Int, _ moment: Int) -> Int {
    guard moment > 0 else { return 1 }
    if run.program.threads.indices.filter({ loops.loops[run.program.threads[$0].procedure] != nil }).count <= 1 {
      return Int(facts[moment].retries) + 1
    }
    return 1 + (1...moment).filter { facts[$0].marks.contains(.retry) && Int(facts[$0].thread) == thread }.count
  }
}
