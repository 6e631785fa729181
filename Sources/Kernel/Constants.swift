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
    // No code of Linux has this number; the one that it has, 512, does not fit in a byte.
    -58: "-ERESTARTSYS",
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
  /// A swap entry that stands for a page which is on its way: whoever needs it waits.
  public static let migration = Value.named("migration", 3)
  /// A swap entry that names a page of device memory, which the CPU cannot reach.
  public static let devicePrivate = Value.named("device_private", 4)
  /// A present pte without a page that may be looked at, as `vm_insert_pfn` makes them.
  public static let special = Value.named("special", 5)
  /// A swap entry for a page that the memory has lost.
  public static let poison = Value.named("hwpoison", 6)
  /// A present pte of memory that has a `dev_pagemap`, such as persistent memory.
  public static let devmap = Value.named("devmap", 7)
}

/// What an entry of a pmd or a pud is that is not none.
public enum TableKind {
  /// It points to a table.
  public static let table = Value.named("table", 0)
  /// It maps all that it covers, to frames that lie in a row.
  public static let huge = Value.named("huge", 1)
  /// A huge page that is on its way.
  public static let migration = Value.named("migration", 2)
  /// It maps memory that has a `dev_pagemap`.
  public static let devmap = Value.named("devmap", 3)
  /// It is neither: something has gone wrong.
  public static let bad = Value.named("bad", 4)
}

/// The flags of a vma that this core looks at.
public enum VmFlags {
  public static let read = Value.named("VM_READ", 1)
  public static let write = Value.named("VM_WRITE", 2)
  public static let exec = Value.named("VM_EXEC", 4)
  /// Stands for VM_IO, VM_PFNMAP and VM_MIXEDMAP, which HMM treats alike.
  public static let special = Value.named("VM_SPECIAL", 8)
  public static let hugetlb = Value.named("VM_HUGETLB", 16)
  public static let shared = Value.named("VM_SHARED", 32)
  /// It maps a file: its pages belong to the page cache, too.
  public static let file = Value.named("vm_file", 64)
  public static let locked = Value.named("VM_LOCKED", -128)
  /// Read, write and exec together.
  public static let access = Value.named("VM_ACCESS_FLAGS", 7)
  static let allButAccess = Value.named("~VM_ACCESS_FLAGS", -8)
}

/// The flags of an address space that this core looks at.
public enum MmFlags {
  /// Its pages are being reaped: what is missing may have been there.
  public static let unstable = Value.named("MMF_UNSTABLE", 1)
  /// The reaper has done what it could.
  public static let oomSkip = Value.named("MMF_OOM_SKIP", 2)
  public static let oomVictim = Value.named("MMF_OOM_VICTIM", 4)
  /// No flag of Linux: somebody else subscribes, too, and refuses every section that may not block.
  public static let refused = Value.named("refused_by_another", 8)
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
  /// I12: it mapped what it had not found valid since it took its lock.
  public static let untested = Value.named("untested", 32)
}

public let PAGE_SHIFT = Value.named("PAGE_SHIFT", 12)
public let HMM_UPDATE_INVALIDATE = Value.named("HMM_UPDATE_INVALIDATE", 0)

public enum Process {
  public static let free = Value.named("free", 0)
  /// Who the zero page belongs to: nobody, and it is never free.
  public static let zero = Value.named("ZERO_PAGE", 127)
  /// The same number for a cell, and the name in a scenario.
  public static let zeroNumber = 127
  public static let zeroName = "zero"
}

/// What a page fault is for: the `FAULT_FLAG_*` of Linux 5.2.
public enum FaultFlag {
  public static let write = Value.named("FAULT_FLAG_WRITE", 1)
  /// The fault may drop mmap_sem and ask to be tried again.
  public static let allowRetry = Value.named("FAULT_FLAG_ALLOW_RETRY", 4)
  /// Whoever faults does not wait for what the page is locked for.
  public static let retryNoWait = Value.named("FAULT_FLAG_RETRY_NOWAIT", 8)
  /// The fault is for another process than the thread's own.
  public static let remote = Value.named("FAULT_FLAG_REMOTE", 64)
}

/// What a page fault came to: the `VM_FAULT_*` of Linux 5.2, as far as they are told apart here.
public enum FaultResult {
  public static let done = Value.named("0", 0)
  public static let outOfMemory = Value.named("VM_FAULT_OOM", 1)
  /// The page cannot be had: SIGBUS.
  public static let bus = Value.named("VM_FAULT_SIGBUS", 2)
  public static let hwpoison = Value.named("VM_FAULT_HWPOISON", 4)
  /// Only inside of the kernel: a huge page could not be had, small ones are to be tried. In Linux it has a higher bit.
  public static let fallback = Value.named("VM_FAULT_FALLBACK", 32)
  /// mmap_sem was dropped; whoever faulted has to begin again.
  public static let retry = Value.named("VM_FAULT_RETRY", 64)
}
