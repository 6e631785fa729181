import Machine

/// The order in which this kernel takes its locks: section 1.5 of the reference, as data.
///
/// `hmm->ranges_lock`, which stands in the place of `hmm->lock` with B2c mended, needs no place in it: it is a
/// spinlock, and whoever takes one of the others while he has it breaks I8.
public enum LockOrder {
  /// The locks that have a place in the order.
  public enum Lock: String, Sendable, CaseIterable {
    case mmapSem = "mm->mmap_sem"
    case rmap = "mm->rmap"
    case page = "page->lock"
    case mirrorsSem = "hmm->mirrors_sem"
    case update = "driver->update"
    case hmmLock = "hmm->lock"

    /// The record and the field whose rows are such locks.
    public var cell: (record: String, field: String) {
      switch self {
      case .mmapSem: (Mm.name, "mmap_sem")
      case .rmap: (Mm.name, "rmap")
      case .page: (Frame.name, "lock")
      case .mirrorsSem: (Hmm.name, "mirrors_sem")
      case .update: (Driver.name, "update")
      case .hmmLock: (Hmm.name, "lock")
      }
    }

    /// The lock that a place is; nil for one that has no place in the order.
    public init?(record: String, field: String) {
      guard let lock = Self.allCases.first(where: { $0.cell == (record, field) }) else { return nil }
      self = lock
    }
  }

  /// Whoever holds the first may take the second, and not the other way round.
  public struct Rule: Sendable {
    public let first: Lock
    public let second: Lock
    /// Where the kernel, or a driver as it is documented, takes them in this order.
    public let place: String

    init(_ first: Lock, _ second: Lock, _ place: String) {
      self.first = first
      self.second = second
      self.place = place
    }
  }

  private static let start = "hmm_invalidate_range_start, IS3 and IS6"
  private static let callback = "hmm_invalidate_range_start, IS7: the driver's callback"

  /// Every pair that the reference orders.
  public static let rules = [
    Rule(.mmapSem, .rmap, "hmm_mirror_register, NR2"),
    Rule(.mmapSem, .mirrorsSem, "hmm_mirror_register, and every start of a section"),
    Rule(.mmapSem, .update, "the driver's commit"),
    Rule(.mmapSem, .hmmLock, start),
    Rule(.rmap, .mirrorsSem, start),
    Rule(.rmap, .update, callback),
    Rule(.rmap, .hmmLock, start),
    Rule(.page, .mirrorsSem, start),
    Rule(.page, .update, callback),
    Rule(.page, .hmmLock, start),
    Rule(.mirrorsSem, .update, callback),
    Rule(.mirrorsSem, .hmmLock, "as mirrors_sem, driver->update and hmm->lock follow one another"),
    Rule(.update, .hmmLock, "hmm_range_unregister, after the driver's commit"),
  ]

  /// The rules that forbid to take a lock.
  public static func rules(before lock: Lock) -> [Rule] { rules.filter { $0.first == lock } }
}

extension Laws {
  private static let page7 = Pointer<Frame>("page")
  private static let hmm7 = Pointer<Hmm>("hmm")

  /// I7, its first half: no thread is about to take a lock that comes before one that it holds. A trylock waits for
  /// nobody, and may.
  static let inOrder = Property(noRing.name, noRing.sentence) { approach in
    guard case .lock(_, let place) = approach,
      let lock = LockOrder.Lock(record: place.record, field: place.field.name)
    else { return nil }
    return LockOrder.rules(before: lock).map { !isHeld($0.second) }.reduce(nil as Value?) { all, next in
      all.map { $0 && next } ?? next
    }
  }

  /// Whether the thread that is asked holds a lock of this kind, of whatever row.
  private static func isHeld(_ lock: LockOrder.Lock) -> Value {
    switch lock {
    case .mmapSem: some(space, allocated(space) && holds(space.mmap_sem))
    case .rmap: some(space, allocated(space) && holds(space.rmap))
    case .page: some(page7, holds(page7.lock))
    case .mirrorsSem: some(hmm7, allocated(hmm7) && holds(hmm7.mirrors_sem))
    case .update: some(device, holds(device.update))
    case .hmmLock: some(hmm7, allocated(hmm7) && holds(hmm7.lock))
    }
  }
}
