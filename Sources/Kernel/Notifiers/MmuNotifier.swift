import Machine

/// One subscriber of an address space: `struct mmu_notifier`, with the functions of its `ops`. HMM's own come first,
/// with the numbers of their `hmm`; then those of drivers. A world in which no driver subscribes has none, and HMM
/// alone is on the list of each process.
public struct MmuNotifier: Record {
  public static let schema = MmuNotifier()
  public static let name = "mmu_notifier"
  public static let isTable = true

  /// `ops->invalidate_range_start`; NULL for none.
  public let invalidate_range_start = Field("invalidate_range_start", .procedure)
  /// `ops->invalidate_range_end`; NULL for none.
  public let invalidate_range_end = Field("invalidate_range_end", .procedure)
  /// `ops->release`; NULL for none.
  public let release = Field("release", .procedure)
  /// It is subscribed. Who was taken off keeps its place until nobody reads the list, so that a reader who stands there
  /// finds the next one, as RCU lets it.
  public let hashed = Field("hashed", .flag)
  /// What `container_of` finds; NULL for HMM's.
  public let driver = Link<Driver>("driver", isGhost: true)
}

/// The subscribers of one address space, the newest first: `struct mmu_notifier_mm`. Its row has the number of the mm.
public struct MmuNotifierMm: Record {
  public static let schema = MmuNotifierMm()
  public static let name = "mmu_notifier_mm"
  public static let isTable = true

  public let list = Field("list", .list(MmuNotifier.name))
}

/// What a driver gives a notifier before any thread runs: `struct mmu_notifier mn = { .ops = &ops }`.
public struct NotifierOps: Sendable {
  public var start: Procedure?
  public var end: Procedure?
  public var release: Procedure?

  public init(start: Procedure? = nil, end: Procedure? = nil, release: Procedure? = nil) {
    (self.start, self.end, self.release) = (start, end, release)
  }
}
