import Machine

private let file = "mm/migrate.c"

extension Reasons {
  /// The second half of `migrate_vma`: from the driver's copy to the entries that come back.
  static let movingPages: [String: StepWords] = [
    "M4a": StepWords("driver", will: { g in "finds a place for \(g.page(g.addr))" }) { g in
      let taken = g.which(Frame.name) { g.old(Frame.name, $0, "lock") == 0 && g.new(Frame.name, $0, "lock") != 0 }
      return taken.first.map {
        ("\(g.frame($0)) takes page \(g.page(g.addr)): it is locked, and has a reference.", [], "takes \(g.frame($0))")
      } ?? ("page \(g.page(g.addr)): no frame is taken here.", [], "page \(g.page(g.addr)) is looked at")
    },
    "M4b": StepWords(
      "driver", "copies the page", short: "the device copies the page",
      "nobody can write to the old page now, so both hold the same."),
    "M4c": StepWords("driver", will: { g in "fills in dst" }) { g in
      let entry = g.new(MigrateVma.name, g.me, "dst", max(0, g.addr - g.migrateStart))
      return ("dst[\(g.addr - g.migrateStart)] is \(g.migrateEntry(entry)).", [], "dst is filled in")
    },
    "M4d": StepWords(
      "driver", "asks for a page of RAM", short: "asks for a page of RAM",
      "the page comes from the device's memory: it needs a frame that the CPU can reach."),
    "M5a": StepWords(file, will: { g in "looks at src and dst" }) { g in
      let entry = g.new(MigrateVma.name, g.me, "dst", max(0, g.addr - g.migrateStart))
      return (
        entry == 0
          ? "the driver gave page \(g.page(g.addr)) no place: it stays where it is."
          : "page \(g.page(g.addr)): src is \(g.migrateEntry(g.src(g.addr))), dst \(g.migrateEntry(entry)).", [],
        entry == 0 ? "page \(g.page(g.addr)) has no place" : "page \(g.page(g.addr)) has a place"
      )
    },
    "M5b": section(file),
    "M5b mmu_notifier_invalidate_range_start": StepWords(
      file, "tells the subscribers", short: "N+: once, for all holes",
      "where nothing was, something will be: one section for the rest of the window, from the first hole on."),
    "M5c": StepWords(
      file, "puts the page in place", short: "inserts the new page", "a hole: the new page can be put there directly."),
    "M5d": StepWords(file, will: { g in "moves what the page is" }) { g in
      g.src(g.addr) & 1 != 0
        ? (
          "\(g.frame(g.local("newpage") ?? 0)) is now what \(g.frame(g.pageRow)) was.", [],
          "\(g.frame(g.pageRow)) ⇒ \(g.frame(g.local("newpage") ?? 0))"
        )
        : (
          "\(g.frame(g.pageRow)) has a reference that nobody knows of, or belongs to a file: it stays.", [],
          "\(g.frame(g.pageRow)) stays"
        )
    },
    "M5e": ends,
    "M5f": StepWords(file, "ends", short: "the holes are filled", "all holes are filled, or were filled by others."),
    "IP1": StepWords(
      file, "leaves the hole", short: "the hole stays", "a page of a file may not come from here: the hole stays."),
    "IP1 if": StepWords(
      file, tests: "tests for a file", yes: { _ in ("the vma maps a file.", "the vma maps a file") },
      no: { _ in ("the vma is anonymous.", "the vma is anonymous") }),
    "IP2": StepWords(
      file, "makes the tables", short: "makes the tables", "every level that is missing above the pte is made."),
    "IP2 if": StepWords(
      file, tests: "tests for a huge page",
      yes: { _ in ("a huge page came there meanwhile.", "a huge page is there") },
      no: { _ in ("there is a table of ptes.", "a table of ptes") }),
    "IP2 migrate": StepWords(file, "leaves the hole", short: "nothing is inserted", "the new page is not needed."),
    "IP3": locksTable,
    "IP4": StepWords(file, will: { g in "sets pte \(g.page(g.addr))" }) { g in
      let (old, new) = (g.pte(g.addr, isAfter: false), g.pte(g.addr))
      return old == new
        ? ("pte \(g.page(g.addr)) is \(new) by now: somebody was faster.", [], "somebody was faster")
        : ("pte \(g.page(g.addr)) \(old) ⇒ \(new).", [], "pte \(g.page(g.addr)) ⇒ \(new)")
    },
    "IP5": unlocksTable,
    "M6a": StepWords(
      "driver", "maps nothing yet", short: "the device maps nothing yet",
      """
      the pages are not mapped here: nothing would tell whether they were unmapped meanwhile. The device's next access \
      maps them by the loop.
      """),
    "M7a": StepWords(file, will: { g in "looks at page \(g.page(g.addr))" }) { g in
      (
        "page \(g.page(g.addr)): src is \(g.migrateEntry(g.src(g.addr))).", [], "page \(g.page(g.addr)): did it move?"
      )
    },
    "M7b": StepWords(
      file, "unlocks the new page", short: "unlocks the new page",
      "the new page is done with: either it is in place already, or nothing moved there."),
    "M7b put_page": drops,
    "M7c": StepWords(
      file, "turns the entries", short: "migration entries go",
      "every migration entry of the old page is turned into an entry of the page that is there now."),
    "M7d": StepWords(
      file, "unlocks the old page", short: "unlocks the old page", "whoever waited for the page goes on."),
    "M7e": StepWords(
      file, "drops the old page", short: "drops the old page", "the migration's reference; the last one frees the page."
    ),
    "M7f": StepWords(file, "unlocks the new page", short: "unlocks the new page", "the new page is in use."),
    "M7g": drops,
    "MB1": StepWords(file, will: { g in "looks at page \(g.page(g.addr))" }) { g in
      (
        "page \(g.page(g.addr)): src is \(g.migrateEntry(g.src(g.addr))).", [], "page \(g.page(g.addr)): does it stay?"
      )
    },
    "MB2": StepWords(
      file, "turns its entries back", short: "its ptes come back", "each migration entry becomes the pte that it was."),
    "MB3": StepWords(
      file, "unlocks the page", short: "unlocks the page", "src is 0: the page is not looked at any more."),
    "MB4": drops,
    "MX1": StepWords(file, will: { g in "looks for an entry" }) { g in
      ("goes through the ptes for a migration entry of \(g.frame(g.pageRow)).", [], "entries of \(g.frame(g.pageRow))?")
    },
    "MX2": StepWords(file, will: { g in "sets pte \(g.page(g.local("found") ?? 0))" }) { g in
      let at = g.local("found") ?? 0
      let (old, new) = (g.pte(at, isAfter: false), g.pte(at))
      return old == new
        ? ("pte \(g.page(at)) has changed meanwhile.", [], "pte \(g.page(at)) has changed")
        : (
          "pte \(g.page(at)) \(old) ⇒ \(new). It was not there before, so nobody has to be told.", [],
          "pte \(g.page(at)) ⇒ \(new)"
        )
    },
  ]
}
