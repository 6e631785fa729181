import Kernel
import Machine
import Scene

/// The locks: what they are called, who holds them and who waits for them.
extension RunMoment {
  /// Those that a panel shows: the four that the loop is about whether they are held or not, and all others that
  /// somebody holds or waits for.
  func locksScene() -> [LockRow] {
    let all = everyLock()
    let main = ["mmap_sem", rangesLock, "update", "mirrors_sem"]
    return main.flatMap { name in all.filter { $0.field == name && isMain($0) }.map(\.lock) }
      + all.filter { !(main.contains($0.field) && isMain($0)) && $0.lock.saysSomething }.map(\.lock)
  }

  /// The lock over the ranges and the count of sections, by the edition.
  private var rangesLock: String { program.setup.guardians["\(Hmm.name).notifiers"] ?? "lock" }

  typealias Lock = (record: String, field: String, row: Int, lock: LockRow)

  /// Every lock of the machine, held or free.
  func everyLock() -> [Lock] {
    program.layout.columns.flatMap { column -> [Lock] in
      guard [.mutex, .rwsem, .spinlock].contains(column.field.kind), column.rows > 0 else { return [] }
      return (1...column.rows).map { row in
        let address = column.base + (row - 1) * column.stride
        return (column.record.name, column.field.name, row, lockRow(column, address))
      }
    }
  }

  /// Whether a lock belongs to an address space that exists, to what HMM knows of it now, or to a device.
  private func isMain(_ lock: Lock) -> Bool {
    let known = (1...max(1, rows(Mm.name))).map { now(Mm.name, $0, "hmm") }.filter { $0 > 0 }
    return switch lock.record {
    case Mm.name: isAllocated(Mm.name, lock.row) || lock.row == 1
    case Hmm.name: known.contains(lock.row) || known.isEmpty && lock.row == 1
    default: lock.record == Driver.name
    }
  }

  private func lockRow(_ column: Layout.Column, _ address: Int) -> LockRow {
    let cell = program.layout.cell(at: address)
    var row = LockRow(name: cell.map { plainName($0) } ?? "", cell: cell?.name ?? "")
    row.owner = cell.flatMap { self.owner($0) } ?? ""
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

  // MARK: Names

  /// `update`, `hmm->lock`, `page 1a1`; where there are several of a kind, `npu's update`.
  func lockName(_ address: Int) -> String {
    guard let cell = program.layout.cell(at: address) else { return "a lock" }
    return (owner(cell).map { "\($0)'s " } ?? "") + plainName(cell)
  }

  private func plainName(_ cell: Cell) -> String {
    switch (cell.record, cell.field.name) {
    case (Frame.name, _): "page \(labels.frame(cell.row))"
    case (Hmm.name, "lock"), (Hmm.name, "ranges_lock"): "hmm->\(cell.field.name)"
    case (Pmd.name, _): "ptl"
    default: cell.field.name
    }
  }

  /// `hmm->wq`; by its own name alone where the text declares it.
  func queueName(_ address: Int) -> String {
    guard let cell = program.layout.cell(at: address) else { return "a wait queue" }
    guard cell.record == Hmm.name else { return cell.field.name }
    return (owner(cell).map { "\($0)'s " } ?? "") + "hmm->wq"
  }

  /// The device or the process that a cell belongs to, where there are several that have one.
  private func owner(_ cell: Cell) -> String? {
    switch cell.record {
    case Driver.name: return labels.devices.count > 1 ? labels.device(cell.row) : nil
    case Mm.name, Hmm.name, Pmd.name:
      // Of what HMM knows there is one for each process that is mirrored.
      let mirrored = Set((1...max(1, rows(Driver.name))).map { now(Driver.name, $0, "mm") })
      let isOne = cell.record == Hmm.name ? mirrored.count < 2 : labels.windows.count < 2
      let space = program.space(of: cell.record, cell.row, in: after)
      guard !isOne, let space, labels.windows.indices.contains(space - 1) else { return nil }
      return labels.windows[space - 1].process
    default: return nil
    }
  }
}

extension LockRow {
  fileprivate var saysSomething: Bool { !holders.isEmpty || !waiters.isEmpty }
}
