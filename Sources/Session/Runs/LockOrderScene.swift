import Kernel
import Machine

/// What a thread is about to do with a lock, and must not: two locks in the wrong order, or one to wait for.
extension RunMoment {
  /// `reaper is to take hmm->lock at hmm_invalidate_range_end IE2, in a section that may not block`.
  var waitingWitness: String? {
    guard let property = program.properties.firstIndex(where: { $0.name == Laws.neverWaits.name }),
      let thread = program.breaker(of: property, after), let step = program.nextStep(after, thread)
    else { return nil }
    let place = "\(program.place(of: step)), in a section that may not block"
    guard case .lock(_, let lock)? = Approach(step), let address = program.address(of: lock, after, thread) else {
      return "\(program.threads[thread].name) is to sleep at \(place)"
    }
    return "\(program.threads[thread].name) is to take \(lockName(address)) at \(place)"
  }

  /// `gpu is to take hmm->mirrors_sem at hmm_mirror_unregister MU2 and holds driver->update, taken at …`.
  var orderWitness: String? {
    guard let property = program.properties.firstIndex(where: { $0.name == Laws.noRing.name }),
      let thread = program.breaker(of: property, after), let step = program.nextStep(after, thread),
      case .lock(_, let place)? = Approach(step),
      let wanted = LockOrder.Lock(record: place.record, field: place.field.name)
    else { return nil }
    for rule in LockOrder.rules(before: wanted) {
      guard let address = held(rule.second, by: thread) else { continue }
      let name = program.threads[thread].name
      let since = writer(of: address, by: thread).map { ", taken at \($0)" } ?? ""
      return "\(name) is to take \(wanted.rawValue) at \(program.place(of: step)) and holds "
        + "\(rule.second.rawValue)\(since). The kernel takes them the other way round: \(rule.place)"
    }
    return nil
  }

  /// The byte that says that a thread holds a lock of a kind; nil if it holds none.
  private func held(_ lock: LockOrder.Lock, by thread: Int) -> Int? {
    let (record, field) = lock.cell
    for row in 1...max(1, rows(record)) {
      guard let address = program.layout.address(record, row, field) else { continue }
      if after[address] == UInt8(thread + 1) { return address }
      let isSemaphore = program.layout.column(record, field)?.field.kind == .rwsem
      if isSemaphore, after[address + 1] >> UInt8(thread) & 1 != 0 { return address + 1 }
    }
    return nil
  }
}

extension Program {
  /// Where a step is: `retry-loop.c:26`, `hmm_mirror_unregister MU2`.
  func place(of step: Step) -> String {
    let procedure = procedures[step.procedure]
    if let line = step.line { return "\(procedure.procedure.file):\(line)" }
    return step.name.map { "\(procedure.name) \($0)" } ?? procedure.name
  }
}
