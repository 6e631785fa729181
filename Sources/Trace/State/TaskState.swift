/// A call in which a task is.
public struct Frame: Equatable, Sendable {
  /// The event of its entry.
  public var kind: EventKind
  public var event: Int
  public var mm: UInt64 = 0
  /// What it is about: an address and what is beside it, by kind.
  public var start: UInt64 = 0
  public var end: UInt64 = 0
  public var flags: UInt64 = 0
  public var object: UInt64 = 0
  /// A function inside it that has no return event, and may still run.
  public var hint: Hint?
  /// Another task faults the same page in at the same time: which of the two left what is there, no line tells.
  var isContested = false
}

/// A function that was entered and whose return nothing records.
public struct Hint: Equatable, Sendable {
  public var kind: EventKind
  public var event: Int
  public var mm: UInt64 = 0
  public var object: UInt64 = 0
  public var flags: UInt64 = 0
}

/// What a task waits for.
public enum Waiting: Equatable, Sendable {
  /// For mmap_lock, to read or to write.
  case mmapLock(mm: UInt64, write: Bool)
  /// In `mmu_interval_read_begin`, for the mm's number to change from this one.
  case sequence(UInt64)
}

/// What is known of one task.
public struct TaskState: Equatable, Sendable {
  public var frames: [Frame] = []
  public var waiting: Waiting?
  /// Since which event.
  public var waitingSince = 0
  /// Its last event.
  public var event = -1
  /// The device's loop that it is in.
  public var loop: DeviceLoop?
  public var isExited = false
  /// A function outside of any call known here.
  var hint: Hint?

  /// The innermost call of a kind.
  public func frame(_ kind: EventKind) -> Frame? { frames.last { $0.kind == kind } }

  /// The mm and the object of the innermost call of a kind, whether or not its return is recorded.
  func subject(of kind: EventKind) -> (mm: UInt64, object: UInt64)? {
    if let frame = frame(kind) { return (frame.mm, frame.object) }
    let hint = frames.last { $0.hint?.kind == kind }?.hint ?? (self.hint?.kind == kind ? self.hint : nil)
    return hint.map { ($0.mm, $0.object) }
  }
}

/// One round of a driver's loop: from reading the sequence number to the check under the driver's lock.
public struct Round: Equatable, Sendable {
  public var number: Int
  public var began: Int
  /// What `mmu_interval_read_begin` returned.
  public var sequence: Known?
  /// The compare before the page walk.
  public var checked: Known?
  public var checkedNotifier: UInt64 = 0
  /// What `hmm_range_fault` returned.
  public var fault: Known?
  /// The compare under the driver's lock.
  public var retry: Known?
  public var retryNotifier: UInt64 = 0

  public var isBusy: Bool { fault.map { Int64(bitPattern: $0.value) == -16 } ?? false }
  /// The driver's own check failed.
  public var isOutdated: Bool { retry.map { $0.value != retryNotifier } ?? false }
  public var failed: Bool { isBusy || isOutdated }
}

/// The steps of the driver's loop in Linux 6.1, `dmirror_range_fault` and `dmirror_range_snapshot` of lib/test_hmm.c.
public enum LoopStep: Int, Equatable, Sendable {
  case insert, enter, time, begin, lock, fault, unlock, testBusy, testError, mutex, check, again, commit, unlockMutex
  case remove
}

/// Where a task is in its driver's loop.
public struct DeviceLoop: Equatable, Sendable {
  public var isSnapshot: Bool
  public var began: Int
  public var device: UInt64
  public var start: UInt64
  public var end: UInt64
  /// Bit 63 asks for a fault, bit 62 for a write.
  public var flags: UInt64
  public var notifier: UInt64?
  public var rounds: [Round] = []
  /// The step of the task's last event in the loop, and the next one as far as it is certain.
  public var ran = LoopStep.enter
  public var next: LoopStep? = .time
  public var waits = false

  public var round: Round? { rounds.last }
  public var before: Round? { rounds.dropLast().last }
  public var isWrite: Bool { flags >> 62 & 1 == 1 }
}
