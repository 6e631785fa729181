import Machine

/// A driver's window: `struct hmm_range`. Allocated, for it lives on a driver's stack.
public struct HmmRange: Record {
  public static let schema = HmmRange()
  public static let name = "range"
  public static let isAllocated = true

  /// The owner; NULL before it is registered and after it is unregistered.
  public let hmm = Link<Hmm>("hmm")
  /// The vma that a snapshot looked at last.
  public let vma = Link<Vma>("vma")
  /// The first page of the window that it covers.
  public let start = Field("start", .tag("page"))
  /// The page after the last.
  public let end = Field("end", .tag("page"))
  /// One entry a page, counted from `start`: `frame << 3` and the bits of `Entries`.
  public let pfns = Field("pfns", .tag("entry"), extent: Pte.name)
  /// What the driver asks for on every page.
  public let default_flags = Field("default_flags", .tag("entry"))
  /// Which bits of the incoming `pfns` are a request.
  public let pfn_flags_mask = Field("pfn_flags_mask", .tag("entry"))
  /// The page size that it is walked in.
  public let page_shift = Field("page_shift")
  /// Written under `hmm->lock` and also bare, read bare: the kernel has no rule for it.
  public let valid = Field("valid", .flag)
  /// Only with the cure of B1: how many invalidations have hit it.
  public let hits = Field("hits", isGhost: true)
  /// Only with the cure of B1: what `hits` was before the walk.
  public let seen = Field("seen", isGhost: true)
  /// Whose it is.
  public let driver = Link<Driver>("driver", isGhost: true)
  /// Whether `setup` has filled it in.
  public let filled = Field("filled", .flag, isGhost: true)
  /// Whether a register succeeded that no unregister has followed.
  public let registered = Field("registered", .flag, isGhost: true)
  /// For each entry of `pfns`: not written yet, written by this round, or by an earlier one.
  public let written = Field("written", .tag("written"), extent: Pte.name, isGhost: true)
  /// The mm was dead when the snapshot, fault or wait that runs with it began.
  public let isLate = Field("isLate", .flag, isGhost: true)
  /// Such a call went on all the same.
  public let survived = Field("survived", .flag, isGhost: true)
  /// What the last snapshot or fault returned was below zero: its pfns may not be used.
  public let failed = Field("failed", .flag, isGhost: true)
}
