import Machine

/// One invalidation: `struct mmu_notifier_range`, on the stack of the thread whose operation it is. A row a thread; two
/// where a huge page may be split inside of a section.
public struct MmuNotifierRange: Record {
  public static let schema = MmuNotifierRange()
  public static let name = "mmu_notifier_range"

  /// Whose pages they are.
  public let mm = Link<Mm>("mm")
  /// The first page.
  public let start = Field("start", .tag("page"))
  /// The page after the last.
  public let end = Field("end", .tag("page"))
  /// Why: one of `Event`.
  public let event = Field("event", .tag("event"))
  /// The flag `MMU_NOTIFIER_RANGE_BLOCKABLE`.
  public let blockable = Field("blockable", .flag)
  /// How far it is: the bits of `Phases`. 0 while no operation of the thread is under way.
  public let phases = Field("phases", .tag("phases"), isGhost: true)
}
