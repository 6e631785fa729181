extension TraceState {
  /// What became of the CPU's pages when a section is about to end. Before that, a page inside it is unknown.
  mutating func applyEffect(of section: Section, at event: Int) {
    let pages = section.pages
    guard !section.isRefused else { return }
    func fact(_ kind: PageFact.Kind, _ cause: PageFact.Cause) -> PageFact { PageFact(kind, cause, event) }
    switch section.origin {
    case .zap: mms[section.mm]?.cpu.set(pages, fact(.none, .zapped))
    case .unmap, .reap: mms[section.mm]?.cpu.set(pages, fact(.none, .unmapped))
    case .mremap: mms[section.mm]?.cpu.set(pages, fact(.none, .moved))
    case .copyOnWrite:
      mms[section.mm]?.cpu.set(pages, fact(section.isUnshare ? .readOnly : .readWrite, .copied))
    case .protect: mms[section.mm]?.cpu.change(pages) { Self.protected($0, section.newFlags, event) }
    case .fork:
      mms[section.mm]?.cpu.change(pages) { old in
        switch old.kind {
        case .readWrite, .present, .exclusive: fact(.readOnly, .forked)
        default: old
        }
      }
    case .collect, .tryToMigrate:
      mms[section.mm]?.cpu.change(pages) { $0.isPresent ? fact(.moving, .collected) : nil }
    case .makeExclusive: mms[section.mm]?.cpu.set(pages, fact(.exclusive, .exclusive))
    case .splitHuge: break
    case .bringBack: mms[section.mm]?.cpu.set(pages, fact(.present, .broughtBack))
    case .exit: break
    case .insert, .hugetlb, .collapse, .unknown: mms[section.mm]?.cpu.set(pages, nil)
    }
    for page in section.touched { mms[section.mm]?.cpu.set(page...page, nil) }
  }

  /// What mprotect leaves. Rights that are taken away are gone; where the right to write is given, 6.1 may or may
  /// not give it to a page at once.
  private static func protected(_ old: PageFact, _ flags: UInt64?, _ event: Int) -> PageFact? {
    guard old.isPresent else { return old.kind == .none ? old : nil }
    guard let flags else { return PageFact(.present, .protected, event) }
    if flags & 7 == 0 { return PageFact(.protnone, .protected, event) }
    return PageFact(flags & 2 == 0 ? .readOnly : .present, .protected, event)
  }

  /// Faults, system calls and what runs inside them.
  mutating func foldMemory(_ event: Event, _ fields: inout Fields) {
    let task = event.task
    var frame = Frame(kind: event.kind, event: event.number)
    switch event.kind {
    case .sys_enter:
      tasks[task]?.frames.removeAll()
      tasks[task]?.hint = nil
      if event.isCall("sys_mmap(") {
        frame.object = 1
        frame.end = fields.argument("len") ?? 0
        frame.flags = fields.argument("flags") ?? 0
      }
      enter(event, frame)
    case .sys_exit:
      if let call = leave(event), call.object == 1 { mapped(call, event) }
      tasks[task]?.frames.removeAll()
      tasks[task]?.hint = nil
    case .sched_process_exit:
      tasks[task]?.frames.removeAll()
      tasks[task]?.hint = nil
      tasks[task]?.isExited = true
      tasks[task]?.waiting = nil
      for mm in mms.keys {
        if mms[mm]?.lock.writer == task { mms[mm]?.lock.writer = nil }
        mms[mm]?.lock.readers.removeAll { $0 == task }
      }
    case .handle_mm_fault:
      frame.mm = fields.number("mm") ?? 0
      frame.start = fields.number("address") ?? 0
      frame.flags = fields.number("flags") ?? 0
      frame.object = 0
      frame.end = fields.number("vm_flags") ?? 0
      if mms[frame.mm]?.isGone == true { mms[frame.mm] = nil }
      enter(event, frame)
    case .handle_mm_fault__return: faulted(event, &fields)
    case .do_wp_page: writesReadOnly(event, fields.number("address"))
    default: changesMappings(event, &frame, &fields)
    }
  }

  /// Functions that change mappings. Where the mm has no notifier, no section tells when they do it.
  private mutating func changesMappings(_ event: Event, _ frame: inout Frame, _ fields: inout Fields) {
    switch event.kind {
    case .exit_mmap:
      frame.mm = fields.number("mm") ?? 0
      mms[frame.mm]?.isGone = true
    case .copy_page_range:
      if let child = fields.number("dst_mm"), mms[child]?.isGone == true { mms[child] = nil }
      frame.mm = fields.number("src_mm") ?? 0
      frame.start = fields.number("vm_start") ?? 0
      frame.end = fields.number("vm_end") ?? 0
    case .wp_page_copy:
      frame.start = fields.number("address") ?? 0
      frame.flags = fields.number("flags") ?? 0
      frame.mm = fields.number("mm") ?? 0
    default:
      frame.mm = fields.number("mm") ?? 0
      frame.start = fields.number("start") ?? fields.number("old_start") ?? 0
      frame.end = fields.number("end") ?? frame.start &+ (fields.number("size") ?? fields.number("len") ?? 0)
      frame.flags = fields.number("newflags") ?? 0
    }
    if frame.end > frame.start, mms[frame.mm]?.sequence == nil {
      mms[frame.mm]?.cpu.set(Int(frame.start >> 12)...Int((frame.end - 1) >> 12), nil)
    }
    enter(event, frame)
  }

  /// A fresh mapping has no pages, unless it was asked to be filled.
  private mutating func mapped(_ call: Frame, _ event: Event) {
    guard call.mm != 0, call.end > 0, let start = event.returnedAddress, start & 0xfff == 0 else { return }
    let populate: UInt64 = 0x8000 | 0x2000
    let pages = Int(start >> 12)...Int((start &+ call.end &- 1) >> 12 | start >> 12)
    let fact = call.flags & populate == 0 ? PageFact(.none, .mapped, event.number) : nil
    mms[call.mm, default: MMState()].cpu.set(pages, fact)
  }

  /// A fault that returned without an error has left a page.
  private mutating func faulted(_ event: Event, _ fields: inout Fields) {
    guard let call = leave(event), call.mm != 0, let result = fields.number("ret") else { return }
    let page = Int(call.start >> 12)
    let failed: UInt64 = 0x1 | 0x2 | 0x10 | 0x20 | 0x40 | 0x800
    if result & failed != 0 { return }
    // Retry: the lock was dropped and nothing is said of the page. Nopage: somebody else changed it.
    var fact: PageFact?
    if result & (0x400 | 0x100) == 0 || result & 0x4000 != 0 {
      fact = left(by: call, before: mms[call.mm]?.cpu[page], at: event.number)
    }
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
    if isWrite {
      if before?.kind == .readWrite { return before ?? PageFact(.readWrite, .writeFault, event) }
      // Unshare gives the page a frame of its own, not the right to write.
      return PageFact(call.flags & 0x400 == 0 ? .readWrite : .readOnly, .writeFault, event)
    }
    if let before, before.kind == .readWrite || before.kind == .readOnly { return before }
    if !mayWrite { return PageFact(.readOnly, .readFault, event) }
    // Private memory that had no page gets the zero page or a page shared with the file: read only.
    if before?.kind == PageFact.Kind.none, !isShared { return PageFact(.readOnly, .readFault, event) }
    return PageFact(.present, .readFault, event)
  }

  /// A write fault goes to do_wp_page only if the page is there and may not be written.
  private mutating func writesReadOnly(_ event: Event, _ address: UInt64?) {
    if let address, let mm = tasks[event.task]?.frame(.handle_mm_fault)?.mm, mm != 0 {
      let page = Int(address >> 12)
      var fact = PageFact(.readOnly, .writeFaultOnReadOnly, event.number)
      if let old = mms[mm]?.cpu[page], old.kind == .readOnly {
        fact = old
        fact.confirmed = Int32(truncatingIfNeeded: event.number)
      }
      mms[mm, default: MMState()].cpu.set(page...page, fact)
    }
    enter(event, Frame(kind: event.kind, event: event.number))
  }
}

extension Event {
  func isCall(_ name: StaticString) -> Bool { trace.bytes.buffer.has(name, at: body.lowerBound) }

  /// What a system call returned, unless that is an error.
  public var returnedAddress: UInt64? {
    guard let value = returned, value < UInt64(bitPattern: -4095) else { return nil }
    return value
  }

  /// What a system call returned: `sys_munmap -> 0x0`.
  public var returned: UInt64? {
    let text = trace.bytes.buffer
    guard let at = text.find(" -> ", in: body) else { return nil }
    return text.number(at: at + 4, end: body.upperBound)
  }
}
