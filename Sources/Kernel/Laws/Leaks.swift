import Machine

extension Laws {
  /// Every range was unregistered.
  static let noRangeLeft = Property(
    "leak: range", "When all threads have ended, no range is registered.", onlyAtEnd: true,
    holds: every(window, !allocated(window) || !window.registered)
      && every(space, implies(isMirrored, list_empty(object.ranges))))

  /// Every section was ended.
  static let noSectionLeft = Property(
    "leak: section", "When all threads have ended, no invalidation is open.", onlyAtEnd: true,
    holds: every(section, !has(section.phases, Phases.start)))

  /// The count is back at 0. A dying address space is left out, as in I3.
  static let countedBack = Property(
    "leak: notifiers", "When all threads have ended, notifiers is 0.", onlyAtEnd: true,
    holds: every(space, implies(isMirrored && !object.dead, object.notifiers == 0)))

  /// References are left to mirrors only.
  static let onlyMirrorsLeft = Property(
    "leak: kref", "When all threads have ended, only mirrors hold references.", onlyAtEnd: true,
    holds: every(space, implies(isMirrored, object.kref == count(mirror, mirror.hmm.value == object.value))))

  /// Every walk has given back what it mapped.
  static let noWalkLeft = Property(
    "leak: walk", "When all threads have ended, no walk has left a table mapped or kept a reference to a pagemap.",
    onlyAtEnd: true, holds: every(anyWalk, !anyWalk.leaked && !anyWalk.mapped && !anyWalk.pgmap))

  /// No frame waits to be freed, no lock of a page is held.
  static let noPageLeft = Property(
    "leak: page", "When all threads have ended, no frame waits to be freed, and no page is locked.", onlyAtEnd: true,
    holds: every(anyFrame, every(anyThread, waiting == 0) && anyFrame.lock == 0))

  /// A frame of device memory has the reference of its mappings, and one more while the kernel knows of the memory.
  static let deviceMemoryIdle = Property(
    "leak: device", "When all threads have ended, device memory that nobody maps is idle, and its driver has it.",
    onlyAtEnd: true,
    holds: every(anyFrame, implies(anyFrame.device.isSet, isCountedRightly && (isMapped || isWithItsDriver))))

  private static var isCountedRightly: Value {
    anyFrame.count == page_mapcount(anyFrame) + anyFrame.device.devmem.isSet
  }
  private static var isMapped: Value { page_mapcount(anyFrame) > 0 }
  private static var isWithItsDriver: Value { anyFrame.owner == Process.free }

  /// Every lock is free.
  static let noLockLeft = Property(
    "leak: lock", "When all threads have ended, no lock is held.", onlyAtEnd: true,
    holds: every(space, implies(allocated(space), spaceIsFree) && implies(isMirrored, objectIsFree))
      && every(device, device.update == 0) && every(table, table.ptl == 0 && table.lock == 0))

  /// The same of the locks in a driver's own structures, which only a scenario knows.
  public static func ask(aboutLocksIn records: [RecordType], _ setup: inout Setup) {
    guard let law = setup.properties.firstIndex(where: { $0.name == noLockLeft.name }) else { return }
    for record in records {
      let row = Local("row", .pointer(record.name))
      for field in record.fields {
        let lock = Value.cell(Place(record: record.name, field: field, row: .local(row)))
        let isLock = [.mutex, .spinlock, .rwsem].contains(field.kind)
        guard isLock else { continue }
        let free = field.kind == .rwsem ? isFree(lock) : lock == 0
        setup.properties[law].holds = setup.properties[law].holds && .every(row, record.name, free)
      }
    }
  }

  private static let mirror = Pointer<HmmMirror>("mirror")
  private static let anyWalk = Pointer<HmmVmaWalk>("walk")
  private static let anyFrame = Pointer<Frame>("frame")
  /// A thread has a row of these.
  private static let anyThread = Pointer<HmmUpdate>("thread")
  private static var waiting: Value { anyFrame.element(\.gather, anyThread.value - 1) }
  private static let table = Pointer<Pmd>("pmd")

  private static var spaceIsFree: Value { isFree(space.mmap_sem) && isFree(space.rmap) && spaceLocks }
  private static var objectIsFree: Value { isFree(object.mirrors_sem) && object.lock == 0 }
  private static var spaceLocks: Value { space.page_table_lock == 0 && space.notifier_lock == 0 && space.srcu == 0 }

  /// Neither a writer nor a reader has it.
  private static func isFree(_ semaphore: Value) -> Value {
    let place = semaphore.asPlace
    let readers = Place(record: place.record, field: place.field, row: place.row, element: 1)
    return semaphore == 0 && .cell(readers) == 0
  }
}
