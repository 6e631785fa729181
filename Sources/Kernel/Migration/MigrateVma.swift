import Machine

/// A migration that is under way: `struct migrate_vma`, and the arrays of whoever asked for it; on the stack of the
/// thread. A row a thread where a scenario can migrate.
public struct MigrateVma: Record {
  public static let schema = MigrateVma()
  public static let name = "migrate_vma"

  public let vma = Link<Vma>("vma")
  /// The first page.
  public let start = Field("start", .tag("page"))
  /// The page after the last.
  public let end = Field("end", .tag("page"))
  /// Pages that may still move, those without a frame among them.
  public let cpages = Field("cpages")
  /// What each page was, and what became of it: the bits of `Migrate`, the frame above them.
  public let src = Field("src", .tag("migrate"), extent: Pte.name)
  /// Where the driver puts each page; 0 leaves it where it is.
  public let dst = Field("dst", .tag("migrate"), extent: Pte.name)
  /// `ops->alloc_and_copy`.
  public let alloc_and_copy = Field("alloc_and_copy", .procedure)
  /// `ops->finalize_and_map`.
  public let finalize_and_map = Field("finalize_and_map", .procedure)
  /// The page for which a CPU faulted, which may have one reference more: with H34 mended only.
  public let fault_page = Link<Frame>("fault_page")
}

/// An entry of `src` and `dst`: `frame << 3`, and three flags. VALID, DEVICE and ERROR are no bits here: an entry that
/// names a frame is valid, whose memory it is the frame tells, and ERROR is an entry that is marked and names none.
public enum Migrate {
  /// The page is to move.
  public static let migrate = Value.named("MIGRATE_PFN_MIGRATE", 1)
  /// The page is locked.
  public static let locked = Value.named("MIGRATE_PFN_LOCKED", 2)
  /// The CPU may write to it.
  public static let write = Value.named("MIGRATE_PFN_WRITE", 4)
  public static let shift = Value.named("MIGRATE_PFN_SHIFT", 3)

  /// `migrate_pfn`: the entry of a frame.
  public static func entry(_ frame: Value) -> Value { .named("migrate_pfn", [frame], frame << shift) }

  /// The frame's row of an entry as a cell holds it, 0 if it names none.
  static func frame(_ entry: Int) -> Int { (entry & 0xff) >> 3 }

  /// `migrate_pfn_to_page`: the frame's row, or NULL.
  public static func page(_ entry: Value) -> Value { .named("migrate_pfn_to_page", [entry], entry >> shift) }
}

let migrate = Pointer<MigrateVma>("migrate")
let newpage = Pointer<Frame>("newpage")

/// The entry of `src` for the page `addr`.
var src: Value { migrate.element(\.src, addr - migrate.start) }
/// The entry of `dst` for the page `addr`.
var dst: Value { migrate.element(\.dst, addr - migrate.start) }

extension Core {
  /// Takes MIGRATE out of an entry of `src`: the page stays.
  static func stay() -> Statement { src <- src & Value.named("~MIGRATE_PFN_MIGRATE", -2) }

  /// `migrate_vma_check_page`: whether somebody else holds a reference to a page of which the migration has one, and
  /// the swap cache may have another. Device memory is never pinned. Linux 5.2, mm/migrate.c.
  static func isPinned(_ page: Pointer<Frame>) -> Value {
    let extra = page.count - 1 - isCached(page) > page_mapcount(page)
    return .named("is_pinned", [page.value], page.device.isNull && extra)
  }

  /// Whether a page is in the swap cache, which has a reference to it.
  static func isCached(_ page: Pointer<Frame>) -> Value {
    let slot = Pointer<SwapSlot>("entry")
    return .named("PageSwapCache", [page.value], some(slot, slot.page.value == page.value))
  }

  /// A pte becomes a migration entry, which keeps the frame and whether it may be written.
  static func makeMigrationEntry(_ pte: Pointer<Pte>) -> Statement {
    inline("set_pte(pte, make_migration_entry(page));") {
      pte.kind <- PteKind.migration
      pte.protnone <- false
      pte.dirty <- false
    }
  }
}
