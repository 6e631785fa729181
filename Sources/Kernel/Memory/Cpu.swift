import Machine

/// The CPU that a thread runs on, with its TLB; each thread has one of its own. There are no rows where a scenario does
/// not ask for TLBs.
public struct Cpu: Record {
  public static let schema = Cpu()
  public static let name = "cpu"
  public static let isTable = true

  /// What the CPU remembers of its page table, an entry a page, encoded like `range->pfns`.
  public let tlb = Field("tlb", .tag("entry"), extent: Pte.name)
}
