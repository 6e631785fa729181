/// What a page of the window is at the beginning.
public enum PageContent: Sendable, Hashable {
  case none
  /// In the frame with this name.
  case present(frame: String, isWritable: Bool)
  /// In the swap slot with this name.
  case swap(slot: String)
  /// Present, but made to fault at the next access.
  case protnone(frame: String, isWritable: Bool)
  /// On its way from or to the frame with this name.
  case migration(frame: String, isWritable: Bool)
  /// In a frame of a device's own memory.
  case devicePrivate(frame: String, isWritable: Bool)
  /// In a frame of memory that has a `dev_pagemap`.
  case devmap(frame: String, isWritable: Bool)
  /// Part of a huge page. All pages of the window that one pmd covers are, and their frames follow each other.
  case huge(frame: String, isWritable: Bool)
  /// Part of what a huge pud maps, of memory that has a `dev_pagemap`; from this frame on.
  case devmapPud(frame: String, isWritable: Bool)
  case special, poison
}

/// The address space of one process.
public struct AddressSpace: Sendable, Hashable {
  /// The name of the process.
  public var process: String
  /// The address of its first page.
  public var base: Int
  public var pages: [PageContent]
  public var vmas: [VmaPiece]
  /// Whether it begins to exist with a fork of the first; until then there is nothing in it.
  public var isForked: Bool

  public init(
    _ process: String, base: Int, pages: [PageContent], vmas: [VmaPiece] = [], isForked: Bool = false
  ) {
    self.process = process
    self.base = base
    self.pages = pages
    self.vmas = vmas
    self.isForked = isForked
  }
}

/// A vma, by the numbers of its pages.
public struct VmaPiece: Sendable, Hashable {
  public var pages: Range<Int>
  public var isReadable = true
  public var isWritable = true
  public var isExecutable = false
  /// VM_IO, VM_PFNMAP or VM_MIXEDMAP.
  public var isSpecial = false
  public var isHugetlb = false
  public var isShared = false
  /// Whether it maps a file.
  public var isFile = false
  public var isLocked = false

  public init(_ pages: Range<Int>, isReadable: Bool = true, isWritable: Bool = true) {
    self.pages = pages
    self.isReadable = isReadable
    self.isWritable = isWritable
  }

  var flags: Int {
    (isReadable ? 1 : 0) + (isWritable ? 2 : 0) + (isExecutable ? 4 : 0) + (isSpecial ? 8 : 0)
      + (isHugetlb ? 16 : 0) + (isShared ? 32 : 0) + (isFile ? 64 : 0) - (isLocked ? 128 : 0)
  }
}

/// A physical frame.
public struct FrameContent: Sendable, Hashable {
  /// In hexadecimal, as it is printed: `1a0`.
  public var name: String
  /// The name of a process; nil for a free frame.
  public var owner: String?
  public var letter: Character?
  /// The device whose memory it is part of; nil for RAM.
  public var device: String?

  public init(_ name: String, owner: String? = nil, letter: Character? = nil, device: String? = nil) {
    self.name = name
    self.owner = owner
    self.letter = letter
    self.device = device
  }
}

/// A swap slot.
public struct SlotContent: Sendable, Hashable {
  /// As it is printed: the `3` of `swap 3`.
  public var name: String
  public var owner: String?
  public var letter: Character?

  public init(_ name: String, owner: String? = nil, letter: Character? = nil) {
    self.name = name
    self.owner = owner
    self.letter = letter
  }
}
