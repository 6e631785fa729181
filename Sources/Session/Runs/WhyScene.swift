import Kernel
import Machine
import Scene

extension RunMoment {
  /// The sentences of a moment: what happened, who waits, what is broken, what comes next.
  ///
  /// - Parameter stop: why the run ends here although not all threads have ended; nil where it goes on.
  func why(broken: [(name: String, sentence: String)], stop: String?, intro: String) -> Why {
    var why = Why()
    guard let choice, let step else {
      why.title = "nothing has happened yet"
      why.sentences = [Sentence(.more, intro)] + waits() + nextSentence()
      why.short = intro
      return why
    }
    let procedure = program.procedures[step.procedure]
    let place = step.line.map { "\(procedure.procedure.file):\($0)" } ?? procedure.name
    why.title = "step \(number), \(thread): \(place)" + (step.name.map { " \($0)" } ?? "")
    if let words = reason(step) {
      why.sentences.append(Sentence(.happened, words.text))
      why.sentences += words.more.map { Sentence(.more, $0) }
      why.short = words.short
      why.source = words.source
    } else {
      let text = generated(step, choice.thread)
      why.sentences.append(
        Sentence(.happened, "\(thread), \(step.line.map { "line \($0)" } ?? step.name ?? place): \(text)"))
      why.short = "\(thread): \(text)"
      why.source = procedure.procedure.isKernel ? "\(procedure.procedure.file), Linux 5.2" : procedure.procedure.file
    }
    why.sentences += waits()
    if let stop { why.sentences.append(Sentence(.broken, stop)) }
    why.sentences += broken.map { law in
      Sentence(.broken, "\(law.name) \(witness(of: law.name).map { "\($0). " } ?? "")\(law.sentence)")
    }
    why.sentences += nextSentence()
    return why
  }

  private func waits() -> [Sentence] {
    program.threads.indices.compactMap { index in
      let name = program.threads[index].name
      switch program.obstacle(after, index) {
      case .lock(let address, _):
        let cell = program.layout.cell(at: address)
        var holders: [String] = []
        if after[address] > 0 { holders.append(program.threads[Int(after[address]) - 1].name) }
        if cell?.field.kind == .rwsem { holders += threads(Int(after[address + 1])) }
        let who =
          holders.isEmpty ? "" : ", which \(holders.joined(separator: " and ")) \(holders.count > 1 ? "hold" : "holds")"
        return Sentence(.waits, "\(name) waits for \(lockName(address))\(who).")
      case .sleeps(let address) where queueName(address).hasSuffix("hmm->wq"):
        return Sentence(.waits, "\(name) sleeps on \(queueName(address)) until its range is valid or the mm is dead.")
      case .sleeps(let address): return Sentence(.waits, "\(name) sleeps on \(queueName(address)) until it is woken.")
      case .joins(let reason, let by):
        let who =
          by.map { $0 == index ? ", which is up to itself" : ", which is up to \(program.threads[$0].name)" } ?? ""
        return Sentence(.waits, "\(name) sleeps until \(reason)\(who).")
      default: return nil
      }
    }
  }

  private func nextSentence() -> [Sentence] {
    guard let next else {
      return [Sentence(.next, end)]
    }
    let isLate = next.alternative > 0 && program.isWait(after, next.thread)
    let words = isLate ? "goes on: its time has run out" : says(next.thread, nil)
    return [Sentence(.next, "\(program.threads[next.thread].name) \(words).")]
  }

  /// Why nobody can move.
  private var end: String {
    if program.fault(after) != nil { return "Nothing can run after a fault." }
    guard program.hasEnded(after) else { return "Nobody can move." }
    let idle = program.threads.indices.filter { program.rests(after, $0) }.map { program.threads[$0].name }
    guard let last = idle.last else { return "All threads have finished." }
    let names = idle.count == 1 ? last : "\(idle.dropLast().joined(separator: ", ")) and \(last)"
    return "All threads have finished; \(names) \(idle.count == 1 ? "is" : "are") idle."
  }

  /// What a step without words of its own did, from what it is and what it changed.
  private func generated(_ step: Step, _ index: Int) -> String {
    if let lock = program.lock(of: step) {
      let name = program.address(of: lock.place, before, index).map { lockName($0) } ?? lock.place.field.name
      switch lock.verb {
      case .mutexUnlock, .spinUnlock: return "\(name) is released."
      case .upRead: return "\(name) is released by this reader."
      case .upWrite: return "\(name) is released by its writer."
      case .downgradeWrite: return "\(name) is held for reading from here on: readers may come in."
      case .downRead: return "\(name) is taken for reading."
      case .downWrite: return "\(name) is taken for writing: nobody else holds it."
      case .mutexLock, .spinLock: return "\(name) was free and is taken."
      default: return "\(lock.verb.rawValue) on \(name): \(program.local(after, index, "ret") ?? 0)."
      }
    }
    if program.isReturn(step) { return returned(step, index) }
    if let callee = program.callee(of: step) { return "calls \(callee)." }
    if let reason = program.awaited(step) { return "goes on: \(reason)." }
    if let record = program.freed(by: step), step.line != nil {
      return "\(record) was on the stack of this function, and is gone with it."
    }
    if program.isWait(before, index) { return waited(step, index) }
    if let condition = program.condition(of: step) { return tested(condition, step, index) }
    let shown = changes(from: before, to: after).prefix(3)
    return shown.isEmpty
      ? "\(program.text(of: step).withoutSemicolon): nothing changes." : shown.joined(separator: ", ") + "."
  }

  /// `ret < 0? No: ret is 2. On to line 20.`
  private func tested(_ condition: Value, _ step: Step, _ index: Int) -> String {
    // The head of a loop sets its variable first: what it tested is what stands there now.
    let values = values(condition, program.preparesItsTest(step) ? after : before, index)
    let isTrue = program.counter(after, index) != program.otherwise(of: step)
    let answer = isTrue ? "Yes" : "No"
    // A flag by itself says what it is by the answer.
    let says = values.isEmpty || !values.contains(",") && values.hasPrefix(condition.text + " = ")
    let text = "\(condition.text)? \(answer)" + (says ? "." : ": \(values.replacing(" = ", with: " is ")).")
    guard let next = program.nextStep(after, index), next.procedure == step.procedure else { return text }
    if let line = next.line { return "\(text) On to line \(line)." }
    return next.name.map { "\(text) On to \($0)." } ?? text
  }

  private func waited(_ step: Step, _ index: Int) -> String {
    let condition = program.condition(of: step)?.text ?? ""
    if case .sleeps = program.obstacle(after, index) { return "\(condition) does not hold: \(thread) sleeps." }
    if choice?.alternative == 1 { return "the time has run out; \(condition) was not waited for any longer." }
    return "\(condition) holds: \(thread) goes on."
  }

  private func returned(_ step: Step, _ index: Int) -> String {
    let outer = program.stack(after, index).first
    let row = program.text(of: step).withoutSemicolon
    let text = row.ranges(of: "return").last.map { String(row[$0.lowerBound...]) } ?? row
    let value = text == "}" ? "returns" : text.replacingReturn
    guard let outer else { return "\(value); the thread has finished." }
    let place = program.procedures[outer.procedure]
    let line = program.steps[outer.counter].line
    return "\(value) to \(line.map { "\(place.procedure.file):\($0)" } ?? place.name)."
  }
}

extension String {
  /// `return 0` as `returns 0`.
  var replacingReturn: String { hasPrefix("return") ? "returns" + dropFirst("return".count) : self }
}
