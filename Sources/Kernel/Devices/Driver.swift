import Machine

/// A device with its driver: the lock, the device's page table, the window that it mirrors.
public struct Driver: Record {
  public static let schema = Driver()
  public static let name = "driver"
  /// The step in which a driver maps what it has read: what its loop is there for.
  public static let commitStep = "D8"

  /// The driver's own lock: commit and invalidation exclude each other by it.
  public let update = Field("update", .mutex)
  /// The device's page table, one entry a page, encoded like `range->pfns`.
  public let dpt = Field("dpt", .tag("entry"), guardedBy: "update", extent: Pte.name)
  /// The address space that it mirrors.
  public let mm = Link<Mm>("mm")
  /// Its `struct hmm_mirror`.
  public let mirror = Link<HmmMirror>("mirror")
  /// The window that it is to mirror.
  public let start = Field("start", .tag("page"))
  /// The page after the last.
  public let end = Field("end", .tag("page"))
  /// Its memory, once the kernel knows of it; NULL before and afterwards.
  public let devmem = Link<HmmDevmem>("devmem")
  /// Its array of addresses, where a scenario has such.
  public let daddrs = Link<Daddrs>("daddrs")
  /// What the driver has done against the recipe: the bits of `Misuse`.
  public let misuse = Field("misuse", .tag("misuse"), isGhost: true)
  /// The range that was found valid since `update` was taken; NULL for none.
  public let tested = Link<HmmRange>("tested", isGhost: true)
}
