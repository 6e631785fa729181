import Machine

/// An address space: `struct mm_struct`, with the part of its notifier list that HMM needs.
public struct Mm: Record {
  public static let schema = Mm()
  public static let name = "mm"
  public static let isAllocated = true

  /// Over the vmas and the tables.
  public let mmap_sem = Field("mmap_sem", .rwsem)
  /// Guards the pointer `hmm`, nothing else here; the lock of the ptes is `pmd.ptl`.
  public let page_table_lock = Field("page_table_lock", .spinlock)
  /// What HMM knows of it; NULL for a process that nobody mirrors.
  public let hmm = Link<Hmm>("hmm")
  /// Users of the memory: at zero, `exit_mmap` takes it down.
  public let mm_users = Field("mm_users", .reference)
  /// Users of the structure: all users of the memory count as one, and so does each subscription.
  public let mm_count = Field("mm_count", .reference)
  /// The bits of `MmFlags`.
  public let flags = Field("flags", .tag("mm_flags"))
  /// The vmas that can be found.
  public let mmap = Field("mmap", .list(Vma.name), guardedBy: "mmap_sem")
  /// The lock of every reverse mapping of this process.
  public let rmap = Field("rmap", .rwsem)
  /// The lock of the list of subscribers.
  public let notifier_lock = Field("notifier_lock", .spinlock)
  /// Who is told of invalidations.
  public let subscribers = Field("subscribers", .list(Hmm.name), guardedBy: "notifier_lock")
  /// How many threads are inside an SRCU read section of the notifiers.
  public let srcu = Field("srcu")
  /// The first page of its window; the pages of all windows are numbered through.
  public let first = Field("first", .tag("page"), isGhost: true)
  /// The page after the last of its window.
  public let end = Field("end", .tag("page"), isGhost: true)
  /// The process, by its number.
  public let owner = Field("owner", .tag("process"), isGhost: true)
}

/// One mapping of the address space: `struct vm_area_struct`. Rows are free when nothing is mapped.
public struct Vma: Record {
  public static let schema = Vma()
  public static let name = "vma"
  public static let isAllocated = true

  /// The first page, as a number in the window.
  public let vm_start = Field("vm_start", .tag("page"))
  /// The page after the last.
  public let vm_end = Field("vm_end", .tag("page"))
  /// The bits of `VmFlags`.
  public let vm_flags = Field("vm_flags", .tag("vm_flags"))
}
