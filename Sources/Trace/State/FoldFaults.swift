extension Frame {
  /// What `object` of a system call says: it is mmap.
  static let mapping: UInt64 = 1
  /// The same, and the fresh mapping has been noted already.
  static let mapped: UInt64 = 2
}

/// Page faults and fresh mappings: what they leave in the CPU's page table.
extension TraceState {
  /// Notes that two tasks fault the same page in at the same time.
  mutating func contest(_ frame: inout Frame, _ task: Int) {
    for other in tasks.keys where other != task {
      guard let place = tasks[other]?.frames.lastIndex(where: { $0.kind == .handle_mm_fault }),
        let call = tasks[other]?.frames[place], call.mm == frame.mm, call.start >> 12 == frame.start >> 12
      else { continue }
      tasks[other]?.frames[place].isContested = true
      frame.isContested = true
    }
  }

  /// A fresh mapping has no pages, unless it was asked to be filled. It is there before the system call returns: at the
  /// latest when the lock is dropped, if a line inside the call has told where.
  mutating func mapped(_ call: Frame, _ event: Event) {
    guard call.mm != 0, call.end > 0 else { return }
    let start = event.kind == .sys_exit ? event.returnedAddress ?? 1 : call.start
    guard start & 0xfff == 0, start > 0 else { return }
    let populate: UInt64 = 0x8000 | 0x2000
    let anonymous: UInt64 = 0x20
    let pages = Int(start >> 12)...Int(max(start, start &+ call.end &- 1) >> 12)
    if call.flags & anonymous == 0 {
      mms[call.mm, default: MMState()].files.append(pages)
      if mms[call.mm]?.files.count ?? 0 > 32 { mms[call.mm]?.files.removeFirst() }
    }
    let isEmpty = call.flags & populate == 0 && event.trace.count(of: .handle_mm_fault__return) > 0
    let fact = isEmpty ? PageFact(.none, .mapped, event.number) : nil
    let newer = mms[call.mm]?.cpu.pieces(of: pages).filter { $0.fact.event > Int32(call.event) } ?? []
    mms[call.mm, default: MMState()].cpu.set(pages, fact)
    // Without knowing when it was made, what was seen of its pages since the call began stays.
    guard event.kind == .sys_exit else { return }
    for piece in newer { mms[call.mm]?.cpu.set(piece.first...piece.last, piece.fact) }
  }

  /// A fault that returned without an error has left a page.
  mutating func faulted(_ event: Event, _ fields: inout Fields) {
    guard let call = leave(event), call.mm != 0, let result = fields.number("ret") else { return }
    let page = Int(call.start >> 12)
    let failed: UInt64 = 0x1 | 0x2 | 0x10 | 0x20 | 0x40 | 0x800
    if result & failed != 0 { return }
    // Retry: the lock was dropped and nothing is said of the page. Nopage: somebody else changed it.
    var fact: PageFact?
    if result & (0x400 | 0x100) == 0 || result & 0x4000 != 0 {
      fact = left(by: call, before: mms[call.mm]?.cpu[page], at: event.number)
    }
    forgetNeighbours(of: page, call)
    mms[call.mm, default: MMState()].cpu.set(page...page, fact)
    for i in mms[call.mm]?.open.indices ?? 0..<0
    where mms[call.mm]?.open[i].pages.contains(page) == true && mms[call.mm]?.open[i].task != event.task {
      mms[call.mm]?.open[i].touched.append(page)
    }
  }

  private func left(by call: Frame, before: PageFact?, at event: Int) -> PageFact {
    let isWrite = call.flags & 1 == 1
    let mayWrite = call.end & 2 == 2
    let isShared = call.end & 8 == 8
    // The entry of an exclusive page comes back with the right it had, whatever the fault wanted.
    if call.isContested || call.hint?.kind == .do_swap_page { return PageFact(.present, .readFault, event) }
    if isWrite {
      if let before, before.kind == .readWrite { return before }
      // Unshare gives the page a frame of its own, not the right to write.
      return PageFact(call.flags & 0x400 == 0 ? .readWrite : .readOnly, .writeFault, event)
    }
    if let before, before.kind == .readWrite || before.kind == .readOnly { return before }
    if !mayWrite { return PageFact(.readOnly, .readFault, event) }
    // Private memory that had no page gets the zero page or a page shared with the file: read only.
    if before?.kind == PageFact.Kind.none, !isShared { return PageFact(.readOnly, .readFault, event) }
    return PageFact(.present, .readFault, event)
  }

  /// One fault may fill more than its page: a huge page where a block has no page at all, or what a file has in
  /// memory around the page. Whether it did no line tells, so neighbours that were none are unknown.
  private mutating func forgetNeighbours(of page: Int, _ call: Frame) {
    guard let memory = mms[call.mm] else { return }
    let isHugetlb = call.end & 0x400000 != 0
    let isFile = call.end & 8 == 8 || memory.files.contains { $0.contains(page) }
    let block = page & ~511...page | 511
    let mayBeHuge = isHugetlb || !memory.cpu.pieces(of: block).contains { $0.fact.isPresent }
    if mayBeHuge { mms[call.mm]?.cpu.change(block) { $0.kind == .none ? nil : $0 } }
    if isFile { mms[call.mm]?.cpu.change(page & ~15...page | 15) { $0.kind == .none ? nil : $0 } }
  }
}
