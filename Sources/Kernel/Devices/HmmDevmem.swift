import Machine

/// Memory of a device that the CPU cannot reach, with a `struct page` for each frame: `struct hmm_devmem`. A row a
/// device that has memory.
public struct HmmDevmem: Record {
  public static let schema = HmmDevmem()
  public static let name = "hmm_devmem"
  public static let isAllocated = true

  /// Whose memory it is.
  public let driver = Link<Driver>("driver")
  /// The first of its frames, which lie in a row.
  public let pfn_first = Link<Frame>("pfn_first")
  /// The frame after the last, as a number.
  public let pfn_last = Field("pfn_last")
  /// `ops->free`: the driver gets a frame back that nobody uses any more.
  public let free = Field("free", .procedure)
  /// `ops->fault`: a CPU has touched a page that is here.
  public let fault = Field("fault", .procedure)
  /// What stands between the kernel's fault and the driver's: `page_fault`.
  public let page_fault = Field("page_fault", .procedure)
  /// References: one of its own until it is to go, and one for each frame.
  public let ref = Field("ref")
  /// The driver gives it up: no page may go there any more.
  public let leaves = Field("leaves", .flag)
}
