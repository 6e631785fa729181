import Machine

private let file = "mm/migrate.c"

extension Reasons {
  /// `migrate_vma`, phase by phase.
  static let migratingVma: [String: StepWords] = [
    "M0": StepWords(file, will: { _ in "begins with empty arrays" }) { g in
      (
        "pages \(g.pages(g.local("start") ?? 0, g.local("end") ?? 0)) are to move. Nothing is known of them yet.", [],
        "src and dst are empty"
      )
    },
    "M0 if": StepWords(
      file, tests: "tests what it was given",
      yes: { _ in ("this cannot be migrated at all: -EINVAL.", "refused: -EINVAL") },
      no: { _ in ("there is nothing against it so far.", "this may be migrated") }),
    "M0 return": StepWords(
      file, "returns -EINVAL", short: "returns -EINVAL", "no pte was looked at, and nothing has changed."),
    "M1": phase(
      "collects", "phase 1, collect: what each page is, and a migration entry for what can be locked at once."),
    "M1a": section(file),
    "M1b": tells,
    "M1c": StepWords(
      file, "looks at the next table", short: "the next table of ptes",
      "the pages that one table of ptes covers are gone through together."),
    "M1c while": StepWords(
      file, tests: "tests for a page left",
      yes: { g in ("page \(g.page(g.addr)) is next.", "page \(g.page(g.addr)) is next") },
      no: { _ in ("all pages were collected.", "all pages were collected") }),
    "M1d if": StepWords(
      file, tests: "tests for a table",
      yes: { _ in ("no table: nothing was ever there. The pages can be made on the other side at once.", "no table") },
      no: { _ in ("there is a table, or a huge page.", "there is an entry") }),
    "M1d": StepWords(
      file, "notes the hole", short: "a hole: src = MIGRATE",
      "each page of the span is marked MIGRATE without a frame."),
    "M1e if": StepWords(
      file, tests: "tests what the entry is",
      yes: { _ in ("a table of ptes, to be read under its lock.", "a table of ptes") },
      no: { _ in ("a huge entry that cannot be split now: its pages are left out.", "a huge page is left out") }),
    "M1f": locksTable,
    "M1g": StepWords(file, will: { g in "collects page \(g.page(g.addr))" }) { g in g.collected },
    "M1h": unlocksTable,
    "M1i if": StepWords(
      file, tests: "tests for unmapped pages",
      yes: { _ in ("a pte that a CPU may have used is gone: its TLB has to be flushed.", "the TLB must be flushed") },
      no: { _ in ("no pte was taken away from a CPU.", "no flush is needed") }),
    "M1i": StepWords(
      file, "flushes the TLB", short: "flushes the TLB",
      "only now, after the lock was given back, is the TLB flushed: until here a CPU could still write to the old page."
    ),
    "M1l if": StepWords(
      file, tests: "tests for a huge page",
      yes: { _ in ("one entry maps a huge page: it is split first.", "a huge page") },
      no: { _ in ("the entry is none of a huge page.", "no huge page") }),
    "M1l": StepWords(file, will: { _ in "tries the page lock" }) { g in
      let taken = g.which(Frame.name) { g.old(Frame.name, $0, "lock") == 0 && g.new(Frame.name, $0, "lock") != 0 }
      return taken.first.map { ("\(g.frame($0)) is free to be locked now.", [], "locks page \(g.frame($0))") }
        ?? ("the page is locked by somebody else.", [], "the page is locked")
    },
    "M1m if": StepWords(
      file, tests: "tests for the page lock",
      yes: { _ in ("the page is locked, so it can be split.", "it can be split") },
      no: { _ in ("without the page lock, the huge page is left alone.", "it stays huge") }),
    "M1m": StepWords(
      "mm/huge_memory.c", "takes the rmap for writing", short: "the rmap, for writing",
      "nobody else follows the mappings of the page while it is split."),
    "M1m __split_huge_pmd": StepWords(
      "mm/huge_memory.c", "splits the huge page", short: "splits the huge page",
      "a table of ptes takes the place of the one entry, in a section of its own."),
    "M1n": StepWords(
      "mm/huge_memory.c", "unlocks the page again", short: "the huge page is split",
      "its pages are looked at one by one now, through the new table."),
    "M1j": ends,
    "M1k": StepWords(
      file, "ends the collection", short: "all is collected",
      "the section is over; what follows happens to pages that nobody can reach, or that are still mapped."),
    "M2": phase("prepares", "phase 2, prepare: locks what is not locked yet, and finds out what somebody holds."),
    "M2 if": anyLeft("collected"),
    "M2a": StepWords(
      file, "drains the lists", short: "lru_add_drain",
      "pages that wait to be put on a list are put there, so that they can be taken off again."),
    "M2b": StepWords(file, will: { g in "looks at page \(g.page(g.addr))" }) { g in
      (
        "src[\(g.addr - g.migrateStart)] is \(g.migrateEntry(g.src(g.addr))).", [],
        "page \(g.page(g.addr)) is looked at"
      )
    },
    "M2c": StepWords(
      file, will: { g in "tries to lock \(g.frame(g.pageRow))" }
    ) { g in
      g.old(Frame.name, g.pageRow, "lock") == 0
        ? ("\(g.frame(g.pageRow)) is free to be locked now.", [], "locks page \(g.frame(g.pageRow))")
        : (
          "\(g.frame(g.pageRow)) is still locked by \(g.threadName(g.old(Frame.name, g.pageRow, "lock"))).", [],
          "page \(g.frame(g.pageRow)) is locked"
        )
    },
    "M2c migrate": StepWords(
      file, "marks it LOCKED", short: "src gets LOCKED", "locked, but still mapped: phase 3 has to unmap it."),
    "M2d": StepWords(
      file, "leaves the page out", short: "the page is left out",
      "somebody else works on the page. It stays as it was, still mapped."),
    "M2d put_page": drops,
    "M2e": StepWords(file, will: { g in "isolates \(g.frame(g.pageRow))" }) { g in g.held },
    "M2f": StepWords(
      file, "marks it to come back", short: "the page will come back",
      "MIGRATE goes: its migration entry will be turned back into what it was."),
    "M2g": StepWords(
      file, "lets the page go", short: "the page is let go",
      "it is still mapped, so nothing needs to be turned back: it is unlocked and left out."),
    "M2g put_page": drops,
    "M2h": restores,
    "M3": phase("unmaps", "phase 3, unmap: takes away every other mapping of these pages."),
    "M3 if": anyLeft("prepared"),
    "M3a": StepWords(file, will: { g in "looks for mappings" }) { g in
      (
        "src[\(g.addr - g.migrateStart)] is \(g.migrateEntry(g.src(g.addr))).", [],
        "page \(g.page(g.addr)): is it mapped?"
      )
    },
    "M3b": StepWords(
      file, "unmaps it everywhere", short: "try_to_unmap",
      "some pte still maps the page: each becomes a migration entry, in a section of its own."),
    "M3c": StepWords(file, will: { _ in "tests whether it is free" }) { g in g.held },
    "M3d": StepWords(
      file, "marks it to come back", short: "the page will come back",
      "it is still mapped, or somebody holds a reference: it cannot move."),
    "M3e": restores,
    "M3f": StepWords("mm/rmap.c", will: { _ in "looks for a mapping" }) { g in
      ("goes through the ptes that may map \(g.frame(g.pageRow)).", [], "who maps \(g.frame(g.pageRow))?")
    },
    "M3g": StepWords(
      "mm/rmap.c", "turns to this pte", short: "found a pte", "a pte maps it. It may belong to any process."),
    "M3g down_read": StepWords(
      "mm/rmap.c", "locks the rmap", short: "locks the rmap", "the lock of the reverse mapping of that process."),
    "M3h": section("mm/rmap.c"),
    "M3h mmu_notifier_invalidate_range_start": tells,
    "M3i": locksTable,
    "M3j": StepWords("mm/rmap.c", will: { g in "changes pte \(g.page(g.addr))" }) { g in
      let (old, new) = (g.pte(g.addr, isAfter: false), g.pte(g.addr))
      return old == new
        ? ("pte \(g.page(g.addr)) has changed meanwhile and is left alone.", [], "pte \(g.page(g.addr)) has changed")
        : ("pte \(g.page(g.addr)) \(old) ⇒ \(new).", [], "pte \(g.page(g.addr)) ⇒ \(new)")
    },
    "M3k": unlocksTable,
    "M3l": ends,
    "M3m": StepWords("mm/rmap.c", "unlocks the rmap", short: "unlocks the rmap", "this mapping is done."),
    "M4": phase("asks the driver for pages", "phase 4: the driver finds a place for each page, and copies it."),
    "M4 if": anyLeft("free to go"),
    "M5": phase("makes it the page", "phase 5, pages: what the old page was, the new one becomes."),
    "M6": phase("tells the driver", "phase 6: the driver learns which pages have moved."),
    "M7": phase("finalizes", "phase 7, finalize: each migration entry becomes an entry of the page that is now there."),
    "M8": StepWords(file, "ends", short: "the struct is gone", "what has moved has moved; the others are as before."),
    "M8 return": StepWords(
      file, "returns 0", short: "migrate_vma returns 0", "0 is returned whether pages have moved or not."),
  ]

  private static func phase(_ intention: String, _ text: String) -> StepWords {
    StepWords(file, intention, short: intention, text)
  }

  private static func anyLeft(_ what: String) -> StepWords {
    StepWords(
      file, tests: "tests for pages left",
      yes: { _ in ("no page is \(what): there is nothing to do any more.", "no page is left") },
      no: { g in ("pages that are \(what): \(g.new(MigrateVma.name, g.me, "cpages")).", "pages are left to move") })
  }

  static let tells = StepWords(
    file, "tells the subscribers", short: "N+: the section starts",
    "everybody who mirrors these pages is told before a pte changes.")
  static let ends = StepWords(
    file, "ends the section", short: "N-: the section ends", "the ptes are changed: the section ends.")
  static let locksTable = StepWords(
    file, "locks the ptl", short: "locks the ptl", "nobody else changes a pte of this table meanwhile.")
  static let unlocksTable = StepWords(
    file, "unlocks the ptl", short: "unlocks the ptl", "others may change this table again.")
  static let drops = StepWords(
    file, "drops the reference", short: "drops a reference", "the migration's own reference to the page is dropped.")
  private static let restores = StepWords(
    file, "turns back what stays", short: "turns some pages back",
    "the pages that cannot move get their ptes back, and are unlocked.")
}

extension Glance {
  /// The row of the page that the innermost call is about.
  var pageRow: Int { local("page") ?? 0 }
  var migrateStart: Int { new(MigrateVma.name, me, "start") }

  func src(_ page: Int) -> Int { new(MigrateVma.name, me, "src", max(0, page - migrateStart)) }

  /// `1a0 MIGRATE LOCKED WRITE`, `MIGRATE`, `0`.
  func migrateEntry(_ bits: Int) -> String {
    let row = (bits >> 3) & 31
    var words = row > 0 ? [frame(row)] : []
    if bits & 1 != 0 { words.append("MIGRATE") }
    if bits & 2 != 0 { words.append("LOCKED") }
    if bits & 4 != 0 { words.append("WRITE") }
    return words.isEmpty ? "0" : words.joined(separator: " ")
  }

  /// A page was collected.
  var collected: StepWords.Said {
    let entry = src(addr)
    let row = (entry >> 3) & 31
    guard row > 0 else {
      return entry == 0
        ? ("pte \(page(addr)) is nothing that can be moved: src is 0.", [], "page \(page(addr)) is skipped")
        : ("pte \(page(addr)) is none: a page can be made on the other side at once.", [], "page \(page(addr)): a hole")
    }
    let isLocked = entry & 2 != 0
    return (
      isLocked
        ? "\(frame(row)) could be locked: pte \(page(addr)) becomes a migration entry, and who needs the page waits."
        : "\(frame(row)) is locked by somebody: it gets a reference, and stays mapped for now.",
      ["src[\(addr - migrateStart)] is \(migrateEntry(entry))."],
      isLocked ? "pte \(page(addr)) ⇒ ⇄ \(frame(row))" : "\(frame(row)) is locked by others"
    )
  }

  /// Whether somebody else has hold of a page.
  var held: StepWords.Said {
    let count = new(Frame.name, pageRow, "count")
    return (
      """
      \(frame(pageRow)) has \(count) \(count == 1 ? "reference" : "references"): one is the migration's, the others \
      must be those of mappings, or the page stays.
      """,
      [], "\(frame(pageRow)): references \(count)"
    )
  }
}
