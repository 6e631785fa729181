import Machine

/// Which row of `mmu_notifier_range` is whose: first a row for each thread's own operation; then, in a world where an
/// operation can split a huge page inside its section, a second one for each.
extension Program {
  /// The thread, from 0, that a row belongs to.
  public func thread(ofSection row: Int) -> Int { (row - 1) % max(1, threads.count) }

  /// The rows of a thread, the outer section first.
  public func sectionRows(of thread: Int) -> [Int] {
    Array(stride(from: thread + 1, through: layout.rows[MmuNotifierRange.name] ?? 0, by: max(1, threads.count)))
  }

  /// The row of a thread's innermost section in any of some states; its first row where none is under way.
  public func innermostSection(of thread: Int, in states: [UInt8]...) -> Int {
    let first = thread + 1
    guard (layout.rows[MmuNotifierRange.name] ?? 0) > threads.count else { return first }
    return sectionRows(of: thread).last { row in
      states.contains { (value($0, MmuNotifierRange.name, row, "phases") ?? 0) != 0 }
    } ?? first
  }
}
