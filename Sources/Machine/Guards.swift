/// A cell that a step touches without the lock that guards it.
public struct BareTouch: Sendable, Equatable {
  /// `driver->dpt[1]`.
  public let cell: String
  /// `driver->update`.
  public let lock: String
  public let isWrite: Bool
}

/// What can be wrong with a step that the machine runs all the same: which cell is guarded by which lock is part of the
/// records.
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
}

extension Cell {
  /// A semaphore's own name, without the part of it that the first byte is.
  fileprivate var lockName: String {
    guard field.kind == .rwsem, let dot = name.lastIndex(of: ".") else { return name }
    return String(name[..<dot])
  }
}
