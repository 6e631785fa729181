import Machine

/// What a thread's step is about, from what the calls that it is inside of work on, the innermost first.
extension Program {
  /// The row of the address space that a thread works on now; 1 where none of its calls names one.
  public func space(of thread: Int, in state: [UInt8]) -> Int {
    let frames = stack(state, thread).lazy.map { self.pointers($0) }
    return frames.compactMap { self.space(of: $0, state) }.first { $0 > 0 } ?? 1
  }

  /// The row of the struct hmm that a thread's step works on: while it is being freed, the old one; 1 where there is
  /// none.
  ///
  /// - Parameters:
  ///   - old: the state before the step.
  ///   - new: the state after it.
  public func hmm(of thread: Int, _ old: [UInt8], _ new: [UInt8]) -> Int {
    for calls in [stack(old, thread), stack(new, thread)] {
      for frame in calls {
        let frame = pointers(frame)
        let row = frame.first(Hmm.name, "hmm") ?? hmm(of: frame, new) ?? hmm(of: frame, old)
        if let row { return row }
      }
    }
    return 1
  }

  /// The row of the address space that a row of a record belongs to; nil for one that belongs to none, or is not in
  /// use.
  public func space(of record: String, _ row: Int, in state: [UInt8]) -> Int? {
    func cell(_ field: String) -> Int { value(state, record, row, field) ?? 0 }
    func known(_ mm: Int) -> Int? { mm > 0 ? mm : nil }
    switch record {
    case Mm.name: return row
    case Hmm.name, MmuNotifierRange.name, Driver.name: return known(cell("mm"))
    case HmmMirror.name, HmmRange.name:
      return known(value(state, Hmm.name, cell("hmm"), "mm") ?? 0)
        ?? known(value(state, Driver.name, cell("driver"), "mm") ?? 0)
    case Vma.name: return cell("vm_end") > 0 ? space(at: cell("vm_start"), state) : nil
    case Pmd.name: return space(at: cell("start"), state)
    case HmmUpdate.name, HmmVmaWalk.name, MigrateVma.name: return space(of: row - 1, in: state)
    default: return nil
    }
  }

  /// The row of the address space whose window has a page.
  private func space(at page: Int, _ state: [UInt8]) -> Int? {
    (1...max(1, layout.rows[Mm.name] ?? 0)).first { row in
      let (first, end) = (value(state, Mm.name, row, "first") ?? 0, value(state, Mm.name, row, "end") ?? 0)
      return first <= page && page < end
    }
  }

  // MARK: One call

  /// The pointers among the locals of a call that are not NULL.
  private func pointers(_ frame: StackFrame) -> Pointers {
    zip(procedures[frame.procedure].locals, frame.locals).compactMap { local, row in
      guard case .pointer(let record) = local.kind, row > 0 else { return nil }
      return (record, local.name, row)
    }
  }

  private func space(of frame: Pointers, _ state: [UInt8]) -> Int? {
    if let mm = frame.first(Mm.name, "mm") ?? frame.first(Mm.name) { return mm }
    for record in [MmuNotifierRange.name, Vma.name, Hmm.name, HmmRange.name, HmmMirror.name, Driver.name] {
      if let row = frame.first(record), let mm = space(of: record, row, in: state) { return mm }
    }
    return nil
  }

  private func hmm(of frame: Pointers, _ state: [UInt8]) -> Int? {
    for record in [HmmRange.name, HmmMirror.name] {
      if let row = frame.first(record), let hmm = value(state, record, row, "hmm"), hmm > 0 { return hmm }
    }
    guard let mm = space(of: frame, state), let hmm = value(state, Mm.name, mm, "hmm"), hmm > 0 else { return nil }
    return hmm
  }
}

private typealias Pointers = [(record: String, name: String, row: Int)]

extension Pointers {
  /// The row that the first pointer to a record has, of those with a name if one is given.
  fileprivate func first(_ record: String, _ name: String? = nil) -> Int? {
    first { $0.record == record && (name == nil || $0.name == name) }?.row
  }
}
