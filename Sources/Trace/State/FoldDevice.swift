extension TraceState {
  /// The driver's callback: `dmirror_interval_invalidate` of lib/test_hmm.c.
  mutating func foldCallback(_ event: Event, _ fields: inout Fields) {
    let task = event.task
    switch event.kind {
    case .dmirror_interval_invalidate, .dmirror_snapshot_invalidate:
      let notifier = fields.number("mni") ?? 0
      var frame = Frame(kind: event.kind, event: event.number)
      frame.start = fields.number("start") ?? 0
      frame.end = fields.number("end") ?? 0
      let what = fields.number("event") ?? 99
      let owner = fields.number("owner") ?? 0
      // A driver's own migration is left alone: neither number nor table change.
      let isOwn = what == 6 && owner != 0 && owner == fields.number("mdevice")
      let cur = fields.number("cur_seq") ?? 0
      frame.object = Self.device(of: notifier)
      frame.flags = isOwn ? 0 : cur
      if let mm = memory(of: task), let place = mms[mm]?.open.lastIndex(where: { $0.task == task }) {
        frame.mm = mm
        if mms[mm]?.open[place].told == nil { mms[mm]?.open[place].told = event.number }
        mms[mm]?.open[place].callbacks += 1
        mms[mm]?.open[place].cur = cur
        mms[mm]?.open[place].isOwn = isOwn
        if intervals[notifier] == nil { intervals[notifier] = IntervalState(mm: mm, first: 0, last: 0) }
      }
      if isOwn, let place = tasks[task]?.frames.lastIndex(where: { $0.kind == .dmirror_devmem_fault }) {
        tasks[task]?.frames[place].object = Self.device(of: notifier)
      }
      enter(event, frame)
    case .dmirror_do_update:
      guard let device = fields.number("dmirror"), let start = fields.number("start"), let end = fields.number("end")
      else { return }
      empty(device, start, end, PageFact(.none, .emptied, event.number, inferred: false))
      devices[device]?.holder = task
      devices[device]?.holderEvent = event.number
      if let call = tasks[task]?.frame(.dmirror_interval_invalidate), call.flags != 0 {
        intervals[Self.notifier(of: device)]?.sequence = Known(call.flags, event.number, inferred: true)
      }
      enter(event, Frame(kind: event.kind, event: event.number))
    default: callbackReturned(event, &fields)
    }
  }

  private mutating func callbackReturned(_ event: Event, _ fields: inout Fields) {
    guard let call = leave(event) else { return }
    if let place = mms[call.mm]?.open.lastIndex(where: { $0.task == event.task }) {
      mms[call.mm]?.open[place].toldDone = event.number
    }
    if devices[call.object]?.holder == event.task { devices[call.object]?.holder = nil }
    // 0 is a refusal to wait for the mutex; then nothing was done.
    guard fields.number("ret") ?? 0 & 1 == 1, call.flags != 0 else { return }
    intervals[Self.notifier(of: call.object)]?.sequence = Known(call.flags, event.number, inferred: true)
    if event.kind == .dmirror_interval_invalidate__return, event.trace.count(of: .dmirror_do_update) == 0 {
      empty(call.object, call.start, call.end, PageFact(.none, .emptied, event.number))
    }
  }

  /// Linux 6.1's test driver empties up to and including the page of `end`: one more than the section has.
  private mutating func empty(_ device: UInt64, _ start: UInt64, _ end: UInt64, _ fact: PageFact) {
    let first = Int(start >> 12)
    devices[device, default: DeviceState()].pages.set(first...max(first, Int(end >> 12)), fact)
  }

  /// Migration, both ways, and exclusive access.
  mutating func foldMigration(_ event: Event, _ fields: inout Fields) {
    let task = event.task
    var frame = Frame(kind: event.kind, event: event.number)
    switch event.kind {
    case .dmirror_migrate_to_device, .dmirror_migrate_to_system, .dmirror_exclusive:
      frame.object = fields.number("dmirror") ?? 0
      frame.start = fields.number("addr") ?? 0
      frame.end = frame.start &+ (fields.number("npages") ?? 0) &* 4096
      // It writes the device's table by itself; what is there meanwhile, no line tells.
      if frame.end > frame.start { setDevice(frame, nil) }
      enter(event, frame)
    case .dmirror_migrate_to_device__return, .dmirror_migrate_to_system__return, .dmirror_exclusive__return:
      guard let call = leave(event), fields.signed("ret") == 0, call.end > call.start else { return }
      // 0 means that every page was then read back through the device's table.
      switch event.kind {
      case .dmirror_migrate_to_device__return: setDevice(call, PageFact(.present, .migrated, event.number))
      case .dmirror_exclusive__return: setDevice(call, PageFact(.exclusive, .migrated, event.number))
      default: break
      }
    case .dmirror_devmem_fault:
      frame.start = fields.number("address") ?? 0
      enter(event, frame)
    case .dmirror_devmem_fault__return:
      guard let call = leave(event), call.object != 0, fields.number("ret") == 0 else { return }
      let page = Int(call.start >> 12)
      devices[call.object]?.pages.set(page...page, PageFact(.none, .broughtBack, event.number))
    case .set_migration_pte, .remove_migration_pte:
      guard let mm = memory(of: task), let address = fields.hex("addr") else { return }
      movesEntry(event, mm, Int(address >> 12), fields.hex("pte"))
    case .migrate_vma_finalize__return:
      guard let call = leave(event), let mm = memory(of: task), call.end > call.start else { return }
      mms[mm]?.cpu.change(Int(call.start >> 12)...Int((call.end - 1) >> 12)) { $0.kind == .moving ? nil : $0 }
    default:
      frame.mm = fields.number("mm") ?? 0
      frame.start = fields.number("start") ?? 0
      frame.end = fields.number("end") ?? 0
      enter(event, frame)
    }
  }

  private mutating func setDevice(_ call: Frame, _ fact: PageFact?) {
    let pages = Int(call.start >> 12)...Int((call.end - 1) >> 12)
    devices[call.object, default: DeviceState()].pages.set(pages, fact)
  }

  /// An entry on the move is put or replaced. The line has no mm, so it counts only where one is expected.
  private mutating func movesEntry(_ event: Event, _ mm: UInt64, _ page: Int, _ pte: UInt64?) {
    if event.kind == .set_migration_pte {
      if mms[mm]?.cpu[page]?.isPresent == true {
        mms[mm]?.cpu.set(page...page, PageFact(.moving, .migrationEntry, event.number))
      }
      return
    }
    guard mms[mm]?.cpu[page]?.kind == .moving, let pte else { return }
    // Bit 0 present, bit 1 writable; a migration entry is replaced by nothing else that is not present.
    let kind: PageFact.Kind = pte & 1 == 0 ? .devicePrivate : pte & 2 == 0 ? .readOnly : .readWrite
    mms[mm]?.cpu.set(page...page, PageFact(kind, .migrationEntry, event.number))
  }

  /// mmap_lock, from its own trace events.
  mutating func foldLock(_ event: Event, _ fields: inout Fields) {
    guard let mm = fields.hex("mm") else { return }
    let task = event.task
    let isWrite = fields.flag("write") ?? false
    if tasks[task]?.frames.first?.mm == 0 { tasks[task]?.frames[0].mm = mm }
    mms[mm, default: MMState()].lock.isKnown = true
    mms[mm]?.lock.event = event.number
    mms[mm]?.lock.waiting.removeAll { $0 == task }
    // Inside the walk nothing takes it anew; outside, a lock to read is the loop's own.
    let isLoops = !isWrite && tasks[task]?.frame(.hmm_range_fault) == nil
    switch event.kind {
    case .mmap_lock_start_locking:
      mms[mm]?.lock.waiting.append(task)
      tasks[task]?.waiting = .mmapLock(mm: mm, write: isWrite)
      tasks[task]?.waitingSince = event.number
      if isLoops { tasks[task]?.loop?.step(.lock, next: .lock, waits: true) }
    case .mmap_lock_acquire_returned:
      tasks[task]?.waiting = nil
      guard fields.flag("success") ?? true else { return }
      // munmap turns its lock to write into one to read without asking.
      if mms[mm]?.lock.writer == task { mms[mm]?.lock.writer = nil }
      if isWrite {
        mms[mm]?.lock.writer = task
        mms[mm]?.lock.readers.removeAll()
        mms[mm]?.lock.isExact = true
      } else if mms[mm]?.lock.readers.contains(task) == false {
        mms[mm]?.lock.readers.append(task)
      }
      if isLoops { tasks[task]?.loop?.step(.lock, next: .fault) }
    default:
      tasks[task]?.waiting = nil
      if isWrite, let call = tasks[task]?.frames.first, call.object == Frame.mapping, call.start > 0 {
        mapped(call, event)
        tasks[task]?.frames[0].object = Frame.mapped
      }
      if mms[mm]?.lock.writer == task { mms[mm]?.lock.writer = nil }
      mms[mm]?.lock.readers.removeAll { $0 == task }
      guard isLoops, let round = tasks[task]?.loop?.round, let fault = round.fault else { return }
      tasks[task]?.loop?.step(.unlock, next: round.isBusy ? .testBusy : fault.value == 0 ? .mutex : .testError)
    }
  }
}
