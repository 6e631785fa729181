import Machine

/// A physical frame: `struct page`, its owner and what is in it. At most 31.
public struct Frame: Record {
  public static let schema = Frame()
  public static let name = "frame"

  /// The process whose data it holds; 0 for a free frame.
  public let owner = Field("owner", .tag("process"))
  /// References: one for each CPU mapping, and those of whoever works on it.
  public let count = Field("count")
  /// The first letter of what it holds.
  public let letter = Field("letter", .letter)
  /// The page lock.
  public let lock = Field("lock", .mutex)
  /// References that wait in the `mmu_gather` of each thread, to be dropped after its flush.
  public let gather = Field("gather", extent: HmmUpdate.name)
  /// The device whose memory it is part of; NULL for RAM.
  public let device = Link<Driver>("device")
}

/// A place in swap for one page.
public struct SwapSlot: Record {
  public static let schema = SwapSlot()
  public static let name = "swap"

  /// The process whose page it holds; 0 for a free slot.
  public let owner = Field("owner", .tag("process"))
  public let letter = Field("letter", .letter)
  /// How many ptes name it: a fork doubles them.
  public let count = Field("count")
  /// The swap cache: the frame that has the same page in it, on its way in or out, with a reference; NULL if there is
  /// none.
  public let page = Link<Frame>("page")
}
