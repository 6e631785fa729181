/// A cell that a step touches without the lock that guards it.
public struct BareTouch: Sendable, Equatable {
  /// `driver->dpt[1]`.
  public let cell: String
  /// `driver->update`.
  public let lock: String
  public let isWrite: Bool
}

/// What can be wrong with a step that the machine runs all the same: which cell is guarded by which lock is part of the
/// records, and which procedures may not sleep is part of the setup.
extension Program {
  /// What a move touches without the lock that guards it; nil if nothing, or if the statement is marked: there the
  /// kernel itself does so. The lock is held before the step, or after it, or taken and given back within it.
  public func bareTouch(_ state: [UInt8], _ choice: Choice) -> BareTouch? {
    guard let step = nextStep(state, choice.thread), !step.guards.isEmpty else { return nil }
    var touched = Touched()
    guard let after = move(state, choice, touched: &touched), after[Layout.faultAddress] == 0 else { return nil }
    for address in touched.writes + touched.reads {
      guard address < layout.size, let cell = layout.cell(at: address),
        let guardian = setup.guardian(of: cell.field, in: cell.record),
        let lock = layout.address(cell.record, cell.row, guardian)
      else { continue }
      let isTaken = touched.writes.contains { $0 == lock || isSemaphore(lock) && $0 == lock + 1 }
      if !isTaken, !holds(lock, state, choice.thread), !holds(lock, after, choice.thread) {
        return BareTouch(
          cell: cell.name, lock: layout.cell(at: lock)?.lockName ?? guardian, isWrite: touched.writes.contains(address))
      }
    }
    return nil
  }

  /// Whether a thread holds the lock at an address, in any mode.
  private func holds(_ lock: Int, _ state: [UInt8], _ thread: Int) -> Bool {
    if Int(state[lock]) == thread + 1 { return true }
    return isSemaphore(lock) && state[lock + 1] >> UInt8(thread) & 1 != 0
  }

  private func isSemaphore(_ lock: Int) -> Bool { layout.cell(at: lock)?.field.kind == .rwsem }

  /// The procedure that may not sleep in which a thread is about to make a step that may; nil if there is none, or if
  /// the step waits for a lock that the thread has, which is worse.
  public func sleepForbidden(_ state: [UInt8], _ thread: Int) -> String? {
    guard !setup.mayNotSleep.isEmpty, let step = nextStep(state, thread), step.maySleep else { return nil }
    if let lock = lock(of: step), let address = address(of: lock.place, state, thread), holds(address, state, thread) {
      return nil
    }
    let names = stack(state, thread).map { procedures[$0.procedure].name }
    return names.indices.first { index in
      guard let caller = setup.mayNotSleep[names[index]] else { return false }
      return caller == nil || index + 1 < names.count && names[index + 1] == caller
    }.map { names[$0] }
  }
}

extension Program {
  /// Which procedures may not sleep, by number; with those that they must be called by for that, nil for any.
  public var mayNotSleep: [Int: Int?] {
    var result: [Int: Int?] = [:]
    for (name, caller) in setup.mayNotSleep {
      guard let procedure = procedure(named: name) else { continue }
      guard let caller else {
        result[procedure] = .some(nil)
        continue
      }
      if let caller = self.procedure(named: caller) { result[procedure] = caller }
    }
    return result
  }

  /// Goes through the procedures in which a thread is, the innermost first, until one of them is the answer.
  public func isWithin(
    _ state: UnsafePointer<UInt8>, _ thread: Int, _ isIt: (_ procedure: Int, _ caller: Int?) -> Bool
  ) -> Bool {
    let base = bases[thread]
    let frames = base + Self.threadHeader
    var counter = counter(state, thread)
    var bottom = Int(state[base + 2]) << 1
    while counter != 0 {
      let procedure = steps[counter].procedure
      if bottom == 0 { return isIt(procedure, nil) }
      let header = frames + bottom - Self.frameHeader
      counter = Int(state[header]) | Int(state[header + 1]) << 8
      bottom = Int(state[header + 2]) << 1
      if isIt(procedure, steps[counter].procedure) { return true }
    }
    return false
  }
}

extension Step {
  /// It waits for a lock where that is held, or sleeps.
  public var maySleep: Bool {
    switch kind {
    case .lock(.mutexLock, _), .lock(.downRead, _), .lock(.downWrite, _), .wait, .join: true
    default: false
    }
  }
}

extension Cell {
  /// A semaphore's own name, without the part of it that the first byte is.
  fileprivate var lockName: String {
    guard field.kind == .rwsem, let dot = name.lastIndex(of: ".") else { return name }
    return String(name[..<dot])
  }
}
