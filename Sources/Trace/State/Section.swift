/// One invalidation, from `__mmu_notifier_invalidate_range_start` to `_end`.
public struct Section: Equatable, Sendable {
  /// What opened it, as far as the calls around it or the return address tell.
  public enum Origin: UInt8, Equatable, Sendable {
    case zap, unmap, copyOnWrite, protect, fork, collect, insert, tryToMigrate, splitHuge
    case makeExclusive, bringBack, mremap, reap, exit, hugetlb, collapse, unknown
  }
  /// How far it is.
  public var mm: UInt64
  /// In bytes; the end is exclusive.
  public var start: UInt64
  public var end: UInt64
  /// 0 UNMAP, 1 CLEAR, …
  public var event: Int
  public var isBlockable: Bool
  public var task: Int
  /// The kernel's `mmu_notifier_range`, which tells nested sections of a task apart.
  var range: UInt64
  /// From 1, in the order of the file.
  public var ordinal: Int
  public var origin = Origin.unknown
  /// The new rights of a protection change, where a line told them.
  var newFlags: UInt64?
  var isUnshare = false

  public var began: Int
  /// Where it was counted, and the numbers then.
  public var counted: Int?
  public var sequence: UInt64?
  public var active: UInt64?
  /// An interval of a driver was hit.
  public var isHit = false
  /// Where the driver's callback began and returned.
  public var told: Int?
  public var toldDone: Int?
  public var callbacks = 0
  public var cur: UInt64?
  /// The driver was told of a migration of its own, which it leaves alone.
  public var isOwn = false
  public var startReturned: Int?
  public var isRefused = false
  public var ending: Int?
  /// Where it was counted down.
  public var ended: Int?
  public var closed: Int?
  /// Pages that a fault of another task filled meanwhile: in which order with the section's work, no line tells.
  var touched: [Int] = []

  /// Pages, both ends included.
  public var pages: ClosedRange<Int> {
    let first = Int(start >> 12)
    return first...max(first, Int((end &- 1) >> 12))
  }

  public var eventName: String {
    let names = [
      "UNMAP", "CLEAR", "PROTECTION_VMA", "PROTECTION_PAGE", "SOFT_DIRTY", "RELEASE", "MIGRATE", "EXCLUSIVE",
    ]
    return names.indices.contains(event) ? names[event] : "event \(event)"
  }
}

extension Section.Origin {
  /// What a return address says of the caller of `__mmu_notifier_invalidate_range_start`.
  init?(caller: String) {
    // Compilers make copies of functions: name.isra.0, name.constprop.0.
    switch caller.prefix(while: { $0 != "." && $0 != "+" }) {
    case "zap_page_range_single": self = .zap
    case "unmap_vmas": self = .unmap
    case "wp_page_copy": self = .copyOnWrite
    case "change_protection", "change_p4d_range", "change_pud_range", "change_pmd_range": self = .protect
    case "copy_page_range": self = .fork
    case "migrate_vma_collect", "migrate_vma_setup": self = .collect
    case "__migrate_device_pages", "migrate_vma_pages", "migrate_device_pages": self = .insert
    case "try_to_migrate_one": self = .tryToMigrate
    case "__split_huge_pmd": self = .splitHuge
    case "page_make_device_exclusive_one": self = .makeExclusive
    case "do_swap_page": self = .bringBack
    case "move_page_tables": self = .mremap
    case "__oom_reap_task_mm": self = .reap
    case "__unmap_hugepage_range", "hugetlb_change_protection": self = .hugetlb
    case "collapse_huge_page": self = .collapse
    default: return nil
    }
  }

  /// What a call that is open when a section begins says of it.
  init?(inside kind: EventKind) {
    switch kind {
    case .zap_page_range_single: self = .zap
    case .unmap_vmas: self = .unmap
    case .wp_page_copy: self = .copyOnWrite
    case .mprotect_fixup: self = .protect
    case .copy_page_range: self = .fork
    case .migrate_vma_setup: self = .collect
    case .migrate_vma_pages: self = .insert
    case .make_device_exclusive_range: self = .makeExclusive
    case .do_swap_page: self = .bringBack
    case .move_page_tables: self = .mremap
    case .exit_mmap, .__mmu_notifier_release: self = .exit
    default: return nil
    }
  }
}
