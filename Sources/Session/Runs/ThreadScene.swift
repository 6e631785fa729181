import Kernel
import Machine
import Scene

/// The panel Threads: what each thread does next or waits for, and who holds which lock.
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

  /// `update`, `hmm->lock`, `page 1a1`.
  func lockName(_ address: Int) -> String {
    guard let cell = program.layout.cell(at: address) else { return "a lock" }
    switch (cell.record, cell.field.name) {
    case (Frame.name, _): return "page \(labels.frame(cell.row))"
    case (Hmm.name, "lock"): return "hmm->lock"
    case (Pmd.name, _): return "ptl"
    default: return cell.field.name
    }
  }

  /// `hmm->wq`; by its own name alone where the text declares it.
  func queueName(_ address: Int) -> String {
    guard let cell = program.layout.cell(at: address) else { return "a wait queue" }
    return cell.record == Hmm.name ? "hmm->wq" : cell.field.name
  }

  /// Every lock of the machine, held or free, with the record and the row that it is in.
  func everyLock() -> [(record: String, row: Int, lock: LockRow)] {
    program.layout.columns.filter { [.mutex, .rwsem, .spinlock].contains($0.field.kind) }.flatMap { column in
      (0..<column.rows).map { (column.record.name, $0 + 1, lockRow(column, column.base + $0 * column.stride)) }
    }
  }

  func locksScene() -> [LockRow] {
    let always = ["mmap_sem", "hmm->lock", "update", "mirrors_sem"]
    let result = everyLock().filter { record, row, lock in
      guard always.contains(lock.name) else { return isWorthARow(lock) }
      let isHmmOfNow = record != Hmm.name || row == max(1, hmm)
      return isHmmOfNow && row <= max(1, labels.devices.count)
    }.map(\.lock)
    return always.compactMap { name in result.first { $0.name == name } } + result.filter { !always.contains($0.name) }
  }

  private func isWorthARow(_ lock: LockRow) -> Bool { !lock.holders.isEmpty || !lock.waiters.isEmpty }

  private func lockRow(_ column: Layout.Column, _ address: Int) -> LockRow {
    var row = LockRow(name: lockName(address), cell: program.layout.cell(at: address)?.name ?? "")
    let owner = Int(after[address])
    if owner > 0 { row.holders = [program.threads[owner - 1].name] }
    if column.field.kind == .rwsem {
      if owner > 0 { row.mode = "W" }
      let readers = threads(Int(after[address + 1]))
      if !readers.isEmpty {
        row.mode = "R"
        row.holders += readers
      }
    }
    row.waiters = program.threads.indices.filter { index in
      if case .lock(address, _) = program.obstacle(after, index) { return true }
      return false
    }.map { program.threads[$0].name }
    let bytes = address..<address + column.stride
    if bytes.contains(where: { before[$0] != after[$0] }) { row.mark = .changed }
    return row
  }
}

extension String {
  var withoutSemicolon: String { hasSuffix(";") ? String(dropLast()) : self }
}
