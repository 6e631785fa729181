/// What one entry of a page table, or of `pfns`, is. One glyph each.
public enum EntryKind: Equatable, Sendable, CaseIterable {
  case readWrite, readOnly, protnone, none, swap, moving, devicePrivate, exclusive
  /// A page of a device's memory that the CPU maps like RAM (`pte_devmap`).
  case devmap
  case special
  /// A frame whose memory has failed (`hwpoison`).
  case poison
  case error, unknown, unwritten

  /// Whether a CPU that finds it in its table gets at memory without a fault.
  public var isPresent: Bool {
    switch self {
    case .readWrite, .readOnly, .devmap, .special: true
    case .protnone, .none, .swap, .moving, .devicePrivate, .exclusive, .poison, .error, .unknown, .unwritten: false
    }
  }
}

/// What an entry says: `● 1a0 rw`, `◊ swap 3`, `◦ none`, `? `.
public struct EntryValue: Equatable, Sendable {
  public var kind: EntryKind
  /// What stands after the glyph: `1a0 rw`, `none`, `swap 3`, `NONE`.
  public var text: String
  /// Concluded, not read: drawn after `~`.
  public var isInferred: Bool

  public init(_ kind: EntryKind, _ text: String, isInferred: Bool = false) {
    self.kind = kind
    self.text = text
    self.isInferred = isInferred
  }
}

/// One row of a table: a page, or neighbouring pages that are equal (`11c-11e`).
public struct Entry: Equatable, Sendable {
  /// The index as printed: `001`, `11c-11e`.
  public var label: String
  /// The pages that the row stands for, as numbers within the scene's windows; the same numbers in every table.
  public var pages: ClosedRange<Int>
  public var value: EntryValue
  /// The value before this step, where the step changed it.
  public var before: EntryValue?
  public var mark: Mark
  /// An invariant is broken here: `✗`.
  public var isBroken = false
  /// Written by an earlier round and not to be used any more: drawn in parentheses.
  public var isStale = false
  /// The same of `before`.
  public var wasStale = false
  /// One entry of an upper level that maps all these pages: one row, in a strip `●===`. Equal neighbours are not.
  public var isHuge = false
  /// What the TLBs of the CPUs have of this page, by number of the CPU; those that have nothing are left out.
  public var cached: [CachedEntry] = []
  /// The same before this step, where the step changed it.
  public var cachedBefore: [CachedEntry]?
  public var cell: String

  public init(
    label: String, pages: ClosedRange<Int>, value: EntryValue, before: EntryValue? = nil, mark: Mark = .none,
    cell: String = ""
  ) {
    self.label = label
    self.pages = pages
    self.value = value
    self.before = before
    self.mark = mark
    self.cell = cell
  }
}

/// What one CPU's TLB has of a page.
public struct CachedEntry: Equatable, Sendable {
  public var cpu: Int
  /// What it maps: `● 1a1 rw`.
  public var value: EntryValue
  /// The table says something else by now.
  public var isStale: Bool

  public init(cpu: Int, _ value: EntryValue, isStale: Bool) {
    self.cpu = cpu
    self.value = value
    self.isStale = isStale
  }
}

/// What a slot above the ptes holds.
public enum LevelState: Equatable, Sendable {
  /// A table of the next level.
  case table
  /// What a pte could hold as well: `● 1a0-1a3 rw 2M`, `◦ none`, `⇄ 1a0 to 1c0`, `! bad`.
  case entry(EntryValue)
}

/// One slot of a level above the ptes: of a pgd, p4d, pud or pmd.
public struct Level: Equatable, Sendable {
  /// 0 for a pgd, 1 for a p4d, 2 for a pud, 3 for a pmd.
  public var depth: Int
  /// `pmd[000]`.
  public var label: String
  /// The pages below it that the table shows, by the numbers of its entries.
  public var pages: ClosedRange<Int>
  public var state: LevelState
  /// What it held before this step, where the step changed it.
  public var before: LevelState?
  public var mark: Mark
  public var isBroken = false
  public var cell: String

  public init(
    depth: Int, label: String, pages: ClosedRange<Int>, state: LevelState = .table, before: LevelState? = nil,
    mark: Mark = .none, cell: String = ""
  ) {
    self.depth = depth
    self.label = label
    self.pages = pages
    self.state = state
    self.before = before
    self.mark = mark
    self.cell = cell
  }
}

/// A page table: the CPU's or a device's.
public struct Table: Equatable, Sendable {
  /// `CPU page table`, `Device page table`.
  public var name = ""
  /// Whose it is, short, for the columns of several tables: `cpu`, `gpu`; the process where there are several.
  public var owner = ""
  /// The number of the title: `2/4 present`, `0 mapped`, `~16 present`; and shorter, `2/4`, `0`.
  public var count = ""
  public var shortCount = ""
  /// Rows above the entries, each with its cut-down form: `pgd[0fe] › pud[000] › pmd[000]`, `vma 7f0000000000 +4p rw-
  /// anon`.
  public var captions: [Caption] = []
  /// The slots above the ptes, each before those that lie in it. Empty where nobody asks for them.
  public var levels: [Level] = []
  public var entries: [Entry] = []
  /// The row below the entries: `● rw  ◦ none  ◊ swap` is made from the entries; this is what else there is to say.
  public var footer = ""

  public init() {}
}

/// A line with a shorter form for narrow panels.
public struct Caption: Equatable, Sendable {
  public var text: String
  public var short: String
  public var mark: Mark
  /// The path to the entries, which the rows of the levels say too, where they are shown.
  public var isPath: Bool

  public init(_ text: String, short: String? = nil, mark: Mark = .none, isPath: Bool = false) {
    self.text = text
    self.short = short ?? text
    self.mark = mark
    self.isPath = isPath
  }
}
