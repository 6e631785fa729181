/// What one entry of a page table, or of `pfns`, is. One glyph each.
public enum EntryKind: Equatable, Sendable, CaseIterable {
  case readWrite, readOnly, protnone, none, swap, moving, devicePrivate, exclusive, special, error, unknown, unwritten
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

/// A page table: the CPU's or a device's.
public struct Table: Equatable, Sendable {
  /// `CPU page table`, `Device page table`.
  public var name = ""
  /// Whose it is, short, for the merged panel: `cpu`, `gpu`.
  public var owner = ""
  /// The number of the title: `2/4 present`, `0 mapped`, `~16 present`; and shorter, `2/4`, `0`.
  public var count = ""
  public var shortCount = ""
  /// Rows above the entries, each with its cut-down form: `pgd[0fe] › pud[000] › pmd[000]`, `vma 7f0000000000 +4p rw-
  /// anon`.
  public var captions: [Caption] = []
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

  public init(_ text: String, short: String? = nil, mark: Mark = .none) {
    self.text = text
    self.short = short ?? text
    self.mark = mark
  }
}
