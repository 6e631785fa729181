import Machine

/// What HMM knows of one address space: `struct hmm`. There are two rows, so that an old one can die while a new one
/// lives.
public struct Hmm: Record {
  public static let schema = Hmm()
  public static let name = "hmm"
  public static let isAllocated = true

  public let mm = Link<Mm>("mm")
  /// Mirrors, registered ranges and running callbacks.
  public let kref = Field("kref", .reference)
  /// Over `ranges`, `notifiers` and the writes of each `range->valid` that HMM makes.
  public let lock = Field("lock", .mutex)
  /// What stands in its place with B2c mended.
  public let ranges_lock = Field("ranges_lock", .spinlock)
  /// The registered ranges, the newest first.
  public let ranges = Field("ranges", .list(HmmRange.name), guardedBy: "lock")
  /// The registered mirrors, the newest first.
  public let mirrors = Field("mirrors", .list(HmmMirror.name), guardedBy: "mirrors_sem")
  /// For reading, to call mirrors; for writing, to add or remove one.
  public let mirrors_sem = Field("mirrors_sem", .rwsem)
  /// Who sleeps until a range is valid.
  public let wq = Field("wq", .waitQueue)
  /// Invalidations between their start and their end.
  public let notifiers = Field("notifiers", guardedBy: "lock")
  /// The mm is being torn down. Written and read without a lock.
  public let dead = Field("dead", .flag)
  /// References that running functions hold; the others belong to mirrors and ranges.
  public let held = Field("held", isGhost: true)
}

/// One device that mirrors one address space: `struct hmm_mirror`.
public struct HmmMirror: Record {
  public static let schema = HmmMirror()
  public static let name = "hmm_mirror"

  public let hmm = Link<Hmm>("hmm")
  /// What `container_of` finds: the driver that the mirror is part of.
  public let driver = Link<Driver>("driver")
  /// `ops->sync_cpu_device_pagetables`; NULL stands for missing ops.
  public let sync_cpu_device_pagetables = Field("sync_cpu_device_pagetables", .procedure)
  /// `ops->release`; NULL if the driver has none.
  public let release = Field("release", .procedure)
  /// A callback of it was still running when it was unlinked.
  public let orphaned = Field("orphaned", .flag, isGhost: true)
}

/// What a mirror is told of an invalidation: `struct hmm_update`, on the stack of the thread that tells. A row a
/// thread.
public struct HmmUpdate: Record {
  public static let schema = HmmUpdate()
  public static let name = "hmm_update"

  public let start = Field("start", .tag("page"))
  public let end = Field("end", .tag("page"))
  public let event = Field("event", .tag("hmm_update_event"))
  /// Whether the callback may sleep.
  public let blockable = Field("blockable", .flag)
}

/// The state of one walk: `struct hmm_vma_walk`, and of `struct mm_walk` the vma; on the stack of the thread that
/// walks. A row a thread.
public struct HmmVmaWalk: Record {
  public static let schema = HmmVmaWalk()
  public static let name = "hmm_vma_walk"

  /// Whose `pfns` are written.
  public let range = Link<HmmRange>("range")
  /// The vma of the piece that is walked; NULL in a gap.
  public let vma = Link<Vma>("vma")
  /// How far the walk got: where it goes on after a fault.
  public let last = Field("last", .tag("page"))
  /// Whether pages that were asked for are faulted in; false for a snapshot.
  public let fault = Field("fault", .flag)
  /// Whether a fault is to sleep rather than to drop mmap_sem.
  public let block = Field("block", .flag)
  /// It has mapped a table of ptes: `pte_offset_map`.
  public let mapped = Field("mapped", .flag)
  /// It holds a reference to a `dev_pagemap`.
  public let pgmap = Field("pgmap", .flag)
  /// A walk ended that had not given back what it had mapped, or its reference (B14).
  public let leaked = Field("leaked", .flag, isGhost: true)
}
