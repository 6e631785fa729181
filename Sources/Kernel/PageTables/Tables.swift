import Machine

/// An entry of the first level: 512 GiB. One row for each that the window touches.
public struct Pgd: Record {
  public static let schema = Pgd()
  public static let name = "pgd"
  public static let isTable = true

  /// Whose table it is in.
  public let mm = Link<Mm>("mm", isGhost: true)
  /// Whether there is no table below it.
  public let none = Field("none", .flag)
  /// The first page of the window that it covers.
  public let start = Field("start", .tag("page"))
  /// The page after the last.
  public let end = Field("end", .tag("page"))
}

/// An entry of the folded level between pgd and pud.
public struct P4d: Record {
  public static let schema = P4d()
  public static let name = "p4d"
  public static let isTable = true

  /// The entry above it: what computing an index from the address gives.
  public let pgd = Link<Pgd>("pgd", isGhost: true)
  /// Whether there is no table below it.
  public let none = Field("none", .flag)
  public let start = Field("start", .tag("page"))
  public let end = Field("end", .tag("page"))
}

/// An entry of the second level: 1 GiB.
public struct Pud: Record {
  public static let schema = Pud()
  public static let name = "pud"
  public static let isTable = true

  /// The entry above it: what computing an index from the address gives.
  public let p4d = Link<P4d>("p4d", isGhost: true)
  /// Whether there is nothing below it.
  public let none = Field("none", .flag)
  public let start = Field("start", .tag("page"))
  public let end = Field("end", .tag("page"))
  /// A table or a huge entry: one of `TableKind`.
  public let kind = Field("kind", .tag("tableKind"))
  /// The first frame of a huge entry.
  public let frame = Link<Frame>("frame")
  /// Whether the CPU may write to what a huge entry maps.
  public let write = Field("write", .flag)
}

/// An entry of the third level: 2 MiB, with the lock of its ptes.
public struct Pmd: Record {
  public static let schema = Pmd()
  public static let name = "pmd"
  public static let isTable = true

  /// The entry above it: what computing an index from the address gives.
  public let pud = Link<Pud>("pud", isGhost: true)
  /// Whether there is nothing below it.
  public let none = Field("none", .flag)
  public let start = Field("start", .tag("page"))
  public let end = Field("end", .tag("page"))
  /// A table or a huge entry: one of `TableKind`.
  public let kind = Field("kind", .tag("tableKind"))
  /// The first frame of a huge entry, or of one that is on its way; the others follow it.
  public let frame = Link<Frame>("frame")
  /// Whether the CPU may write to what a huge entry maps.
  public let write = Field("write", .flag)
  /// A huge entry that faults at the next access, to learn which node uses it.
  public let protnone = Field("protnone", .flag)
  /// A huge entry that the CPU cannot use any more, though it still looks huge to who reads it: it is being replaced.
  public let invalid = Field("invalid", .flag)
  /// The lock of the entry itself.
  public let lock = Field("lock", .spinlock)
  /// The lock of the table of ptes below it.
  public let ptl = Field("ptl", .spinlock)
}

/// An entry of the last level: one page of the window.
public struct Pte: Record {
  public static let schema = Pte()
  public static let name = "pte"
  public static let isTable = true

  /// The entry above it: what computing an index from the address gives.
  public let pmd = Link<Pmd>("pmd", isGhost: true)
  /// None, present, or a kind of swap entry: one of `PteKind`.
  public let kind = Field("kind", .tag("pteKind"))
  /// The frame of a present pte, of device memory, or of a page that is on its way.
  public let frame = Link<Frame>("frame")
  /// Whether the CPU may write, or may again when the page is back.
  public let write = Field("write", .flag)
  /// A present pte that faults at the next access, to learn which node uses it.
  public let protnone = Field("protnone", .flag)
  /// Whether the page was written to through it since the bit was last cleared.
  public let dirty = Field("dirty", .flag)
  /// The same, for whoever watches the process through /proc.
  public let soft_dirty = Field("soft_dirty", .flag)
  /// The place in swap of a swap pte.
  public let slot = Link<SwapSlot>("slot")
}

extension Pointer where To == Pmd {
  /// It maps a huge page.
  var isHuge: Value { !self.none && self.kind == TableKind.huge }
  /// It maps, or will map again, all that it covers, with no table of ptes.
  var coversAll: Value { !self.none && self.kind != TableKind.table }
}
