import Kernel
import Machine
import Scene

/// The panel Threads: what each thread does next or waits for.
extension RunMoment {
  func threadsScene() -> [ThreadRow] {
    program.threads.indices.map { index in
      let obstacle = program.obstacle(after, index)
      let state: ThreadState =
        switch obstacle {
        case nil: .ready
        case .ended: .finished
        case .rests: .idle
        default: .waits
        }
      return ThreadRow(
        label: "\(index + 1)", name: program.threads[index].name, state: state, ran: choice?.thread == index,
        isNext: next?.thread == index, says: says(index, obstacle))
    }
  }

  /// In words, what a thread's next line does, or what it waits for.
  func says(_ thread: Int, _ obstacle: Obstacle?) -> String {
    switch obstacle {
    case .ended: return "finished"
    case .stopped: return "stopped by a fault"
    case .lock(let address, _): return "waits for \(lockName(address))"
    case .sleeps(let address): return "sleeps on \(queueName(address))"
    case .awaits(let reason): return "waits until \(reason)"
    case .rests: return "idle: no work"
    case .joins(let reason, let by):
      let who = by.map { $0 == thread ? ", by itself" : ", by \(program.threads[$0].name)" } ?? ""
      return "waits until \(reason)\(who)"
    case .nothingToChoose: return "waits: nothing to choose"
    case nil: return intention(thread)
    }
  }

  /// What a thread's next step would do.
  private func intention(_ thread: Int) -> String {
    guard let step = program.nextStep(after, thread) else { return "finished" }
    if let words = plan(thread, step) { return words }
    if let lock = program.lock(of: step) {
      let name = program.address(of: lock.place, after, thread).map { lockName($0) } ?? lock.place.field.name
      switch lock.verb {
      case .mutexUnlock, .spinUnlock, .upRead, .upWrite: return "unlocks \(name)"
      case .downgradeWrite: return "downgrades \(name)"
      default: return "locks \(name)"
      }
    }
    if let reason = program.awaited(step) { return "goes on: \(reason)" }
    if let callee = program.callee(of: step) { return "calls \(callee)" }
    if program.isReturn(step) {
      return program.text(of: step) == "}" ? "returns" : program.text(of: step).withoutSemicolon
    }
    if let condition = program.condition(of: step) {
      var names: [String] = []
      for operand in program.operands(condition, after, thread) {
        let name = operand.text.split(separator: ">").last.map(String.init) ?? operand.text
        if !names.contains(name) { names.append(name) }
      }
      if !names.isEmpty { return "tests \(names.prefix(2).joined(separator: " and "))" }
    }
    let text = program.text(of: step).withoutSemicolon
    return text.hasPrefix("for (") ? "goes on in the loop" : text
  }
}

extension String {
  var withoutSemicolon: String { hasSuffix(";") ? String(dropLast()) : self }
}
