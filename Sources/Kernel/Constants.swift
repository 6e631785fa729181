import Machine

/// The error numbers that this core returns.
public enum Errno {
  public static let EPERM = Value.named("-EPERM", -1)
  public static let EAGAIN = Value.named("-EAGAIN", -11)
  public static let ENOMEM = Value.named("-ENOMEM", -12)
  public static let EFAULT = Value.named("-EFAULT", -14)
  public static let EBUSY = Value.named("-EBUSY", -16)
  public static let EINVAL = Value.named("-EINVAL", -22)

  /// `-EAGAIN` of -11; nil for a number that has no name here.
  public static func name(_ number: Int) -> String? { names[number] }

  private static let names = [
    -1: "-EPERM", -11: "-EAGAIN", -12: "-ENOMEM", -14: "-EFAULT", -16: "-EBUSY", -22: "-EINVAL",
  ]
}

/// An entry of `pfns` and of a device's page table: `frame << 3`, and three flags. At most 31 frames fit in a byte.
public enum Entries {
  public static let none = Value.named("HMM_PFN_NONE", 0)
  public static let error = Value.named("HMM_PFN_ERROR", 2)
  public static let special = Value.named("HMM_PFN_SPECIAL", 4)
  public static let valid = Value.named("HMM_PFN_VALID", 1)
  public static let write = Value.named("HMM_PFN_WRITE", 2)
  public static let devicePrivate = Value.named("HMM_PFN_DEVICE_PRIVATE", 4)
  /// All bits: every bit of an incoming entry counts as a request.
  public static let mask = Value.named("-1UL", -1)
  public static let pfnShift = Value.named("pfn_shift", 3)

  /// The frame's row of an entry as a cell holds it, 0 if it names none.
  public static func frame(_ entry: Int) -> Int { entry & 1 == 0 ? 0 : (entry >> 3) & 31 }
  public static func isWritable(_ entry: Int) -> Bool { entry & 3 == 3 }
}

/// What a pte is.
public enum PteKind {
  public static let none = Value.named("none", 0)
  public static let present = Value.named("present", 1)
  public static let swap = Value.named("swap", 2)
}

/// The flags of a vma that this core looks at.
public enum VmFlags {
  public static let read = Value.named("VM_READ", 1)
  public static let write = Value.named("VM_WRITE", 2)
  public static let exec = Value.named("VM_EXEC", 4)
  /// Stands for VM_IO, VM_PFNMAP and VM_MIXEDMAP, which HMM treats alike.
  public static let special = Value.named("VM_SPECIAL", 8)
  public static let hugetlb = Value.named("VM_HUGETLB", 16)
}

/// Why something is invalidated: the `MMU_NOTIFY_*` of Linux 5.2.
public enum Event {
  public static let unmap = Value.named("MMU_NOTIFY_UNMAP", 0)
  public static let clear = Value.named("MMU_NOTIFY_CLEAR", 1)
  public static let protectionVma = Value.named("MMU_NOTIFY_PROTECTION_VMA", 2)
  public static let protectionPage = Value.named("MMU_NOTIFY_PROTECTION_PAGE", 3)
  public static let softDirty = Value.named("MMU_NOTIFY_SOFT_DIRTY", 4)

  /// `CLEAR`, as the screen has it.
  public static func name(_ number: Int) -> String {
    let names = ["UNMAP", "CLEAR", "PROTECTION_VMA", "PROTECTION_PAGE", "SOFT_DIRTY"]
    return names.indices.contains(number) ? names[number] : "?"
  }
}

/// How far an invalidation is, a bit each; the order differs from operation to operation.
public enum Phases {
  public static let start = Value.named("start", 1)
  /// HMM has counted it: `notifiers` is raised, its ranges are INVALID.
  public static let counted = Value.named("counted", 2)
  /// The callback of every mirror has returned.
  public static let told = Value.named("told", 4)
  public static let pte = Value.named("pte", 8)
  public static let end = Value.named("end", 16)
  public static let flush = Value.named("flush", 32)
}

/// What an entry of `pfns` is to its driver.
public enum Written {
  public static let never = Value.named("never", 0)
  public static let now = Value.named("this round", 1)
  public static let before = Value.named("earlier round", 2)
}

/// What a driver did against the recipe, a bit each.
public enum Misuse {
  /// I12: it mapped without its lock.
  public static let unlocked = Value.named("unlocked", 1)
  /// I12: it mapped an entry that an earlier round had written.
  public static let stale = Value.named("stale", 2)
  /// I15: it mapped entries of a call that had failed.
  public static let failed = Value.named("failed", 4)
  /// I10: it entered snapshot or fault with its lock held.
  public static let nested = Value.named("nested", 8)
  /// I16: it entered snapshot or fault without mmap_sem.
  public static let unguarded = Value.named("unguarded", 16)
}

public let PAGE_SHIFT = Value.named("PAGE_SHIFT", 12)
public let HMM_UPDATE_INVALIDATE = Value.named("HMM_UPDATE_INVALIDATE", 0)

public enum Process {
  public static let free = Value.named("free", 0)
  /// The process that owns the address space.
  public static let mirrored = Value.named("mm->owner", 1)
  /// Any other.
  public static let other = Value.named("other", 2)
}
