import Scene
import Trace

/// The loop of Linux 6.1's test driver, lib/test_hmm.c, in our own words: the order of the calls is the kernel's.
struct LoopText {
  let name: String
  /// Each row with the step that it is.
  private let rows: [(text: String, step: LoopStep)]

  init(_ loop: DeviceLoop?) {
    let isSnapshot = loop?.isSnapshot ?? false
    name = isSnapshot ? "dmirror_range_snapshot" : "dmirror_range_fault"
    rows = isSnapshot ? Self.snapshot : Self.fault
  }

  private static let fault: [(String, LoopStep)] = [
    ("again:", .enter),
    ("  if (1000 ms are over) return -EBUSY;", .time),
    ("  seq = mmu_interval_read_begin(notifier);", .begin),
    ("  mmap_read_lock(mm);", .lock),
    ("  ret = hmm_range_fault(range);", .fault),
    ("  mmap_read_unlock(mm);", .unlock),
    ("  if (ret == -EBUSY) goto again;", .testBusy),
    ("  if (ret) return ret;", .testError),
    ("  mutex_lock(&dmirror->mutex);", .mutex),
    ("  if (mmu_interval_read_retry(notifier, seq)) {", .check),
    ("    mutex_unlock(&dmirror->mutex);", .check),
    ("    goto again;", .again),
    ("  }", .check),
    ("  ret = dmirror_do_fault(dmirror, range);", .commit),
    ("  mutex_unlock(&dmirror->mutex);", .unlockMutex),
  ]

  private static let snapshot: [(String, LoopStep)] = [
    ("mmu_interval_notifier_insert(&notifier, mm, ...);", .insert),
    ("again:", .enter),
    ("  if (1000 ms are over) goto out;       // -EBUSY", .time),
    ("  seq = mmu_interval_read_begin(&notifier);", .begin),
    ("  mmap_read_lock(mm);", .lock),
    ("  ret = hmm_range_fault(range);", .fault),
    ("  mmap_read_unlock(mm);", .unlock),
    ("  if (ret == -EBUSY) goto again;", .testBusy),
    ("  if (ret) goto out;", .testError),
    ("  mutex_lock(&dmirror->mutex);", .mutex),
    ("  if (mmu_interval_read_retry(&notifier, seq)) {", .check),
    ("    mutex_unlock(&dmirror->mutex);", .check),
    ("    goto again;", .again),
    ("  }", .check),
    ("  note the right of every page;", .commit),
    ("  mutex_unlock(&dmirror->mutex);", .unlockMutex),
    ("out:", .unlockMutex),
    ("mmu_interval_notifier_remove(&notifier);", .remove),
  ]

  /// The number of the row that stands for a step: the first one.
  func row(of step: LoopStep) -> Int { (rows.firstIndex { $0.step == step } ?? 0) + 1 }

  /// All rows, bare.
  func listing() -> [ListingRow] {
    rows.enumerated().map { ListingRow(label: "\($0.offset + 1)", text: $0.element.text) }
  }
}

extension TracePicture {
  /// The panel Loop: where a task is in its driver's loop, as far as its lines pin it down.
  func listing() -> Listing {
    var listing = Listing()
    listing.name = "Loop"
    let inside = looping
    let text = LoopText(inside?.loop)
    listing.rows = text.listing()
    listing.loop = 0...listing.rows.count - 1
    guard let (task, loop) = inside else {
      listing.title = "\(text.name), nobody is inside"
      return listing
    }
    listing.title = "\(text.name), \(taskLabel(task)), \(roundName(loop))"
    let ran = text.row(of: loop.ran) - 1
    listing.rows[ran].ran = task == event.task
    listing.rows[ran].waits = loop.waits
    listing.focus = ran
    if !loop.waits, let next = loop.next {
      let row = text.row(of: next) - 1
      listing.rows[row].isNext = row != ran
      // Inside a call that has not returned the task is still in the row that ran last.
      if row == ran, task != event.task { listing.rows[row].isNext = true }
    }
    values(loop, text, &listing)
    return listing
  }

  private func values(_ loop: DeviceLoop, _ text: LoopText, _ listing: inout Listing) {
    func put(_ step: LoopStep, _ value: String) { listing.rows[text.row(of: step) - 1].value = value }
    guard let round = loop.round else { return }
    if loop.waits, loop.ran == .begin, case .sequence(let number)? = state.tasks[looping?.task ?? 0]?.waiting {
      put(.begin, "\(number) = \(number)")
    } else if let sequence = round.sequence {
      put(.begin, "seq = \(sequence.value)")
    }
    if let fault = round.fault {
      put(.fault, "ret = \(TraceWords.error(fault.value))")
    } else if let old = loop.before, let fault = old.fault {
      put(.fault, "round \(old.number): \(TraceWords.error(fault.value))")
    }
    if let retry = round.retry {
      put(.check, "\(round.retryNotifier) \(round.isOutdated ? "!=" : "=") \(retry.value)")
    } else if let old = loop.before, old.isOutdated, let retry = old.retry, round.fault == nil {
      put(.check, "round \(old.number): \(old.retryNotifier), \(retry.value)")
    }
    // The branch back shows only in that the loop began anew.
    guard round.fault == nil, let old = loop.before else { return }
    if old.isBusy { listing.rows[text.row(of: .testBusy) - 1].isInferred = true }
    if old.isOutdated { listing.rows[text.row(of: .again) - 1].isInferred = true }
  }
}
