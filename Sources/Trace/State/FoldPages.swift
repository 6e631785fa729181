extension TraceState {
  /// What became of the CPU's pages when a section is about to end. Before that, a page inside it is unknown.
  mutating func applyEffect(of section: Section, at event: Event) {
    let pages = section.pages
    guard !section.isRefused else { return }
    let number = event.number
    // That a page is gone stays true only until a fault; without the faults in the file it is not worth saying.
    let seesFaults = event.trace.count(of: .handle_mm_fault__return) > 0
    func fact(_ kind: PageFact.Kind, _ cause: PageFact.Cause) -> PageFact { PageFact(kind, cause, number) }
    func gone(_ cause: PageFact.Cause) -> PageFact? { seesFaults ? fact(.none, cause) : nil }
    switch section.origin {
    case .zap: mms[section.mm]?.cpu.set(pages, gone(.zapped))
    case .unmap, .reap: mms[section.mm]?.cpu.set(pages, gone(.unmapped))
    case .mremap: mms[section.mm]?.cpu.set(pages, gone(.moved))
    case .copyOnWrite:
      mms[section.mm]?.cpu.set(pages, fact(section.isUnshare ? .readOnly : .readWrite, .copied))
    case .protect: mms[section.mm]?.cpu.change(pages) { Self.protected($0, section.newFlags, number) }
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
        frame.object = Frame.mapping
        frame.end = fields.argument("len") ?? 0
        frame.flags = fields.argument("flags") ?? 0
      }
      enter(event, frame)
    case .sys_exit:
      if let call = leave(event), call.object == Frame.mapping { mapped(call, event) }
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
      frame.end = fields.number("vm_flags") ?? 0
      if mms[frame.mm]?.isGone == true { mms[frame.mm] = nil }
      contest(&frame, task)
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
    case .do_mas_munmap:
      frame.mm = fields.number("mm") ?? 0
      // mmap takes away what was there before it maps, and so tells where it will.
      if tasks[event.task]?.frames.last?.object == Frame.mapping, let start = fields.number("start"),
        let length = fields.number("len")
      {
        let place = (tasks[event.task]?.frames.count ?? 1) - 1
        tasks[event.task]?.frames[place].mm = frame.mm
        tasks[event.task]?.frames[place].start = start
        tasks[event.task]?.frames[place].end = length
      }
    case .move_page_tables:
      frame.mm = fields.number("mm") ?? 0
      frame.start = fields.number("old") ?? 0
      let length = fields.number("len") ?? 0
      frame.end = frame.start &+ length
      // What was at the old place comes to the new one.
      if let new = fields.number("new"), length > 0 {
        mms[frame.mm]?.cpu.set(Int(new >> 12)...Int(max(new, new &+ length &- 1) >> 12), nil)
      }
    default:
      frame.mm = fields.number("mm") ?? 0
      frame.start = fields.number("start") ?? 0
      frame.end = fields.number("end") ?? frame.start &+ (fields.number("size") ?? 0)
      frame.flags = fields.number("newflags") ?? 0
    }
    if frame.end > frame.start, mms[frame.mm]?.sequence == nil {
      mms[frame.mm]?.cpu.set(Int(frame.start >> 12)...Int((frame.end - 1) >> 12), nil)
    }
    enter(event, frame)
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
