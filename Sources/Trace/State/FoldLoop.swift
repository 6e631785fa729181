extension TraceState {
  /// The interval notifier's own functions.
  mutating func foldInterval(_ event: Event, _ fields: inout Fields) {
    let task = event.task
    var frame = Frame(kind: event.kind, event: event.number)
    switch event.kind {
    case .mmu_interval_notifier_insert:
      guard let notifier = fields.number("mni"), let mm = fields.number("mm") else { return }
      let start = fields.number("start") ?? 0
      let length = fields.number("length") ?? 0
      intervals[notifier] = IntervalState(mm: mm, first: start, last: start &+ length &- 1)
      // The subscriptions may be another mm's at an address used before.
      expected.removeAll()
      frame.object = notifier
      frame.mm = mm
      if tasks[task]?.frame(.dmirror_fops_open) != nil {
        devices[Self.device(of: notifier)] = DeviceState()
        devices[Self.device(of: notifier)]?.pages
          .set(0...Int(UInt64.max >> 12), PageFact(.none, .opened, event.number, inferred: false))
      }
      tasks[task]?.loop?.step(.insert, next: .time)
      tasks[task]?.loop?.notifier = notifier
      enter(event, frame)
    case .mmu_interval_notifier_insert__return:
      guard let call = leave(event), fields.signed("ret") == 0, let mm = mms[call.mm], let now = mm.sequence,
        mm.active?.value == 0, now.value & 1 == 0
      else { return }
      // With no section open the newcomer gets the odd number before the mm's.
      intervals[call.object]?.sequence = Known(now.value &- 1, event.number, inferred: true)
    case .mmu_interval_notifier_remove:
      frame.object = fields.number("mni") ?? 0
      frame.mm = fields.number("mm") ?? 0
      if let sequence = fields.number("sub_seq") {
        intervals[frame.object]?.sequence = Known(sequence, event.number)
      }
      tasks[task]?.loop?.step(.remove, next: nil)
      enter(event, frame)
    case .mmu_interval_notifier_remove__return:
      if let call = leave(event) {
        intervals[call.object]?.isRemoved = true
        // The last close of the device removes its notifier, then throws its table away.
        devices[Self.device(of: call.object)]?.pages
          .set(0...Int(UInt64.max >> 12), PageFact(.none, .closed, event.number))
      }
    case .mmu_interval_read_begin:
      let notifier = fields.number("mni") ?? 0
      frame.object = notifier
      frame.mm = fields.number("mm") ?? 0
      var interval = intervals[notifier] ?? IntervalState(mm: frame.mm, first: 0, last: 0)
      interval.mm = frame.mm
      interval.isRemoved = false
      interval.first = fields.number("first") ?? interval.first
      interval.last = fields.number("last") ?? interval.last
      intervals[notifier] = interval
      if tasks[task]?.loop?.beginRound(event.number, notifier) == true { retries += 1 }
      enter(event, frame)
    case .mmu_interval_read_begin_locked: readsNumber(event, &fields)
    default:
      leave(event)
      tasks[task]?.waiting = nil
      guard let sequence = fields.number("seq") else { return }
      tasks[task]?.loop?.step(.begin, next: .lock)
      tasks[task]?.loop?.inRound { $0.sequence = Known(sequence, event.number) }
    }
  }

  /// `mmu_interval_read_begin` under the subscriptions' lock: equal numbers mean that it will wait.
  private mutating func readsNumber(_ event: Event, _ fields: inout Fields) {
    let subscriptions = fields.number("subs") ?? 0
    guard let mine = fields.number("sub_seq"), let sequence = fields.number("subs_seq") else { return }
    let active = fields.number("active") ?? 0
    check(subscriptions, sequence, active) { ($0.sequence, $0.active) }
    expected[subscriptions] = Expected(sequence: sequence, active: active)
    subscriptionLock = event.task
    if mine == sequence {
      counts.beginWaits += 1
      tasks[event.task]?.waiting = .sequence(sequence)
      tasks[event.task]?.waitingSince = event.number
      tasks[event.task]?.loop?.step(.begin, next: .begin, waits: true)
    }
    let call = tasks[event.task]?.subject(of: .mmu_interval_read_begin)
    if let notifier = call?.object ?? tasks[event.task]?.loop?.notifier {
      intervals[notifier]?.sequence = Known(mine, event.number)
    }
    guard let mm = call?.mm ?? self.subscriptions[subscriptions], mm != 0 else { return }
    self.subscriptions[subscriptions] = mm
    mms[mm, default: MMState()].sequence = Known(sequence, event.number)
    mms[mm]?.active = Known(active, event.number)
  }

  /// The driver's loop and the walk inside it: lib/test_hmm.c and mm/hmm.c of Linux 6.1.
  mutating func foldLoop(_ event: Event, _ fields: inout Fields) {
    let task = event.task
    let number = event.number
    switch event.kind {
    case .dmirror_range_fault, .dmirror_range_snapshot:
      let device = fields.number("dmirror") ?? 0
      let isSnapshot = event.kind == .dmirror_range_snapshot
      tasks[task]?.loop = DeviceLoop(
        isSnapshot: isSnapshot, began: number, device: device, start: fields.number("start") ?? 0,
        end: fields.number("end") ?? 0, flags: fields.number("default_flags") ?? 0,
        notifier: isSnapshot ? nil : Self.notifier(of: device), next: isSnapshot ? .insert : .time)
      enter(event, Frame(kind: event.kind, event: number, object: device))
    case .dmirror_range_fault__return, .dmirror_range_snapshot__return:
      leave(event)
      if let device = tasks[task]?.loop?.device, devices[device]?.holder == task { devices[device]?.holder = nil }
      tasks[task]?.loop = nil
    case .hmm_range_fault:
      let notifier = fields.number("mni")
      let mm = fields.number("mm") ?? 0
      let start = fields.number("start") ?? 0
      let end = fields.number("end") ?? 0
      if let notifier, intervals[notifier] == nil {
        intervals[notifier] = IntervalState(mm: mm, first: start, last: end &- 1)
      }
      tasks[task]?.loop?.step(.fault, next: .fault)
      enter(event, Frame(kind: event.kind, event: number, mm: mm, start: start, end: end))
    case .hmm_check_retry:
      guard let now = fields.number("sub_seq") else { return }
      let seen = fields.number("notifier_seq") ?? 0
      if let notifier = tasks[task]?.loop?.notifier { intervals[notifier]?.sequence = Known(now, number) }
      tasks[task]?.loop?.inRound {
        $0.checked = Known(now, number)
        $0.checkedNotifier = seen
      }
    case .hmm_range_fault__return:
      leave(event)
      guard let result = fields.number("ret") else { return }
      if Int64(bitPattern: result) == -16 { counts.busy += 1 }
      tasks[task]?.loop?.step(.fault, next: .unlock)
      tasks[task]?.loop?.inRound { $0.fault = Known(result, number) }
    case .dmirror_read_retry, .dmirror_snapshot_read_retry: checksUnderLock(event, &fields)
    default: fills(event, &fields)
    }
  }

  /// The check under the driver's mutex.
  private mutating func checksUnderLock(_ event: Event, _ fields: inout Fields) {
    guard let seen = fields.number("notifier_seq"), let now = fields.number("sub_seq") else { return }
    if seen != now { counts.readRetry += 1 }
    guard let loop = tasks[event.task]?.loop else { return }
    if let notifier = loop.notifier { intervals[notifier]?.sequence = Known(now, event.number) }
    devices[loop.device, default: DeviceState()].holder = event.task
    devices[loop.device]?.holderEvent = event.number
    tasks[event.task]?.loop?.step(.check, next: seen == now ? .commit : .again)
    tasks[event.task]?.loop?.inRound {
      $0.retry = Known(now, event.number)
      $0.retryNotifier = seen
    }
  }

  /// The device's table is filled; with which rights, the CPU's pages tell as far as they are known.
  private mutating func fills(_ event: Event, _ fields: inout Fields) {
    guard let device = fields.number("dmirror"), let start = fields.number("start"), let end = fields.number("end"),
      end > start
    else { return }
    let task = event.task
    devices[device, default: DeviceState()].holder = task
    devices[device]?.holderEvent = event.number
    let isWrite = tasks[task]?.loop?.isWrite ?? false
    tasks[task]?.loop?.step(.commit, next: .unlockMutex)
    let pages = Int(start >> 12)...Int((end - 1) >> 12)
    devices[device]?.pages.set(pages, PageFact(isWrite ? .readWrite : .present, .filled, event.number))
    guard !isWrite, let mm = intervals[Self.notifier(of: device)]?.mm, let memory = mms[mm] else { return }
    for piece in memory.cpu.pieces(of: pages) where piece.fact.kind == .readOnly || piece.fact.kind == .readWrite {
      devices[device]?.pages.set(piece.first...piece.last, PageFact(piece.fact.kind, .filled, event.number))
    }
    for section in memory.open where section.pages.overlaps(pages) {
      devices[device]?.pages.set(section.pages.clamped(to: pages), PageFact(.present, .filled, event.number))
    }
  }
}

extension DeviceLoop {
  mutating func step(_ ran: LoopStep, next: LoopStep?, waits: Bool = false) {
    self.ran = ran
    self.next = next
    self.waits = waits
  }

  mutating func inRound(_ change: (inout Round) -> Void) {
    guard let last = rounds.indices.last else { return }
    change(&rounds[last])
  }

  /// Reading the number again in the same call is a new round: true if it is not the first one.
  mutating func beginRound(_ event: Int, _ notifier: UInt64) -> Bool {
    let number = (rounds.last?.number ?? 0) + 1
    self.notifier = notifier
    step(.begin, next: .begin)
    // Only the last two rounds are ever looked at.
    if rounds.count > 3 { rounds.removeFirst() }
    rounds.append(Round(number: number, began: event))
    return number > 1
  }
}
