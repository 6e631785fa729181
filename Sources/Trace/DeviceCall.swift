/// One thing that a process asked of a device: what a scene is about, as its pages are the ones to look at.
public struct DeviceCall: Equatable, Sendable {
  public var kind: EventKind
  public var pid: Int
  /// The first event that belongs to it: a marker or the system call, if the function's entry follows at once.
  public var first: Int
  /// The entry of the driver's function.
  public var entry: Int
  /// Its return, or the last event of the file.
  public var last: Int
  /// The driver's object for the open file.
  public var device: UInt64?
  /// In pages.
  public var pages: ClosedRange<Int>
}

/// Finds the device's calls while the index is made.
struct CallFinder {
  private(set) var calls: [DeviceCall] = []
  /// The call in which a task is, by its place in `calls`.
  private var open: [Int32: Int] = [:]
  /// The marker or system call that a task printed last, if nothing but these came since.
  private var lead: [Int32: Int] = [:]

  @inline(__always)
  mutating func take(
    _ kind: EventKind, pid: Int32, event: Int, text: UnsafeRawBufferPointer, body: Range<Int>
  ) {
    switch kind {
    case .tracing_mark_write:
      lead[pid] = event
    case .sys_enter:
      // A marker that stands right before a call names it; an older one is about something else.
      if event &- (lead[pid] ?? Int.min / 2) > 16 { lead[pid] = event }
    case .dmirror_read, .dmirror_write, .dmirror_snapshot, .dmirror_exclusive, .dmirror_migrate_to_device,
      .dmirror_migrate_to_system, .dmirror_fault, .dmirror_range_fault, .dmirror_range_snapshot, .hmm_range_fault:
      begin(kind, pid, event, Fields(text, body))
    case .dmirror_read__return, .dmirror_write__return, .dmirror_snapshot__return, .dmirror_exclusive__return,
      .dmirror_migrate_to_device__return, .dmirror_migrate_to_system__return, .dmirror_fault__return,
      .dmirror_range_fault__return, .dmirror_range_snapshot__return, .hmm_range_fault__return:
      if let place = open[pid], calls[place].kind.returned == kind {
        calls[place].last = event
        open[pid] = nil
      }
    case .sys_exit, .sched_process_exit:
      lead[pid] = nil
      if let place = open.removeValue(forKey: pid) { calls[place].last = event }
    default: break
    }
  }

  private mutating func begin(_ kind: EventKind, _ pid: Int32, _ event: Int, _ given: Fields) {
    guard open[pid] == nil else { return }
    var fields = given
    let device = fields.number("dmirror")
    let start: UInt64
    let end: UInt64
    if let address = fields.number("addr"), let pages = fields.number("npages") {
      start = address
      end = address &+ pages &* 4096
    } else if let first = fields.number("start"), let last = fields.number("end") {
      start = first
      end = last
    } else {
      return
    }
    guard end > start else { return }
    open[pid] = calls.count
    calls.append(
      DeviceCall(
        kind: kind, pid: Int(pid), first: lead.removeValue(forKey: pid) ?? event, entry: event, last: Int.max,
        device: device, pages: Int(start >> 12)...Int((end - 1) >> 12)))
  }

  /// The calls, those that the file cuts off ending with its last event.
  func finished(lastEvent: Int) -> [DeviceCall] {
    calls.map { call in
      var call = call
      call.last = min(call.last, lastEvent)
      return call
    }
  }
}
