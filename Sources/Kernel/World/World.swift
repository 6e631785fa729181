import Machine

/// What a scenario says: memory, devices, threads, and what they do; a machine is set up from it.
public struct World: Sendable {
  /// The address of the first page of the window.
  public var base = 0x7f00_0000_0000
  /// What each page of the window is at the beginning.
  public var pages: [PageContent] = []
  public var vmas: [VmaPiece] = []
  /// The frames there are, also the free ones.
  public var frames: [FrameContent] = []
  /// The places in swap.
  public var slots: [SlotContent] = []
  /// By name; the first owns the address space above.
  public var processes = ["app"]
  /// The address spaces of other processes.
  public var others: [AddressSpace] = []
  /// Whether each thread's CPU has a TLB.
  public var hasTLBs = false
  public var devices: [Device] = []
  /// Whether devices reach memory through addresses that have to be mapped for them.
  public var dma: Dma?
  /// Who does what; at most eight.
  public var threads: [Actor] = []
  public var edition = Edition.linux5_2
  /// How many ranges may live at the same time; nil for one each thread that mirrors.
  public var ranges: Int?
  /// Whether somebody else subscribes to the first process's sections, and refuses those that may not block.
  public var isRefusedByAnother = false
  /// Whether a wait with a time-out may give up.
  public var hasTimeouts = true

  public init() {}
}

/// How mapping an address for a device goes.
public enum Dma: Sendable, Hashable {
  case works
  /// It may fail each time: a free choice.
  case mayFail
}

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

extension World {
  /// All address spaces; the row of an mm is the place here, from 1.
  public var spaces: [AddressSpace] {
    [AddressSpace(processes.first ?? "app", base: base, pages: pages, vmas: vmas)] + others
  }

  /// The number of the first page of each address space: the pages of all are numbered through.
  public var firstPages: [Int] {
    spaces.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.pages.count) }.dropLast()
  }

  /// The pages of all address spaces.
  public var allPages: [PageContent] { spaces.flatMap(\.pages) }

  /// The number of the first process that has no address space here: another one, whose pages nobody looks into.
  public var outsider: Int {
    (processes.firstIndex { name in name != Process.zeroName && !spaces.contains { $0.process == name } }
      ?? processes.count) + 1
  }

  /// The row of the mm of a process; nil for a process without one here. Without a name, the first.
  public func mm(of process: String?) -> Int? {
    guard let process else { return 1 }
    return spaces.firstIndex { $0.process == process }.map { $0 + 1 }
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

/// A device with its driver's procedures.
public struct Device: Sendable {
  public var name: String
  /// What a thread that mirrors runs. Its arguments are found by the kind of its parameters: `driver`, `mm`.
  public var entry: Procedure?
  /// `sync_cpu_device_pagetables`; nil for the usual one.
  public var callback: Procedure?
  /// nil for the usual one.
  public var release: Procedure?
  /// What its work items run, where that is known from the beginning: nil for one that `INIT_WORK` will set up.
  public var works: [Procedure?] = []
  /// Whether its mirror is registered from the beginning.
  public var isRegistered = true
  /// `free` and `fault` of its memory's ops; nil for the usual ones.
  public var free: Procedure?
  public var fault: Procedure?
  /// The pages that it is to mirror; nil for the whole window.
  public var window: Range<Int>?
  /// The process that it mirrors; nil for the first.
  public var process: String?

  public init(_ name: String, entry: Procedure? = nil, callback: Procedure? = nil, release: Procedure? = nil) {
    self.name = name
    self.entry = entry
    self.callback = callback
    self.release = release
  }
}

/// A thread, and what it does, in turn.
public struct Actor: Sendable {
  public var name: String
  public var operations: [Operation]
  /// The process whose thread it is; nil for the first. Its pages are numbered through all address spaces.
  public var process: String?

  public init(_ name: String, process: String? = nil, _ operations: [Operation]) {
    self.name = name
    self.process = process
    self.operations = operations
  }
}

/// One thing that a thread does. Pages are numbers in the window.
public enum Operation: Sendable {
  /// Runs the entry of a device's driver.
  case mirror(device: String)
  case read(page: Int)
  case write(page: Int, letter: Character)
  case munmap(Range<Int>)
  /// `madvise(MADV_DONTNEED)`.
  case dontneed(Range<Int>)
  /// `madvise(MADV_FREE)`.
  case free(Range<Int>)
  case mprotect(Range<Int>, Protection)
  /// Moves pages to another place, by its first page.
  case mremap(Range<Int>, to: Int)
  /// Marks pages for NUMA hints.
  case numa(Range<Int>)
  /// Cuts pages off a file, or punches a hole into it: every process loses them.
  case truncate(Range<Int>)
  /// Write-protects a page of a file before it is written back.
  case mkclean(page: Int)
  /// Clears the soft-dirty bits of the process.
  case clearRefs
  /// Takes the frame of a page and swaps it out.
  case reclaim(page: Int)
  /// Splits the huge page at a page into small ones.
  case split(page: Int)
  /// Makes the table of ptes at a page one huge page, in frames that follow each other.
  case collapse(page: Int)
  /// Moves the frame of a page: compaction.
  case migrate(page: Int)
  /// Merges two pages with the same contents.
  case merge(page: Int, with: Int)
  /// Takes the pages without sleeping, as for a process that is to die.
  case oomReap(Range<Int>)
  /// Takes all memory of the process without sleeping: it is to die.
  case oomReapAll
  /// The last user of the memory leaves.
  case exit
  /// Another process takes the next free frame and stores a letter there.
  case take(letter: Character)
  case deviceRead(device: String, page: Int)
  case deviceWrite(device: String, page: Int, letter: Character)
  /// The device's driver moves pages to the device's memory.
  case migrateToDevice(device: String, Range<Int>)
  /// The device's driver brings back what lies in the device's memory, and gives that up.
  case removeMemory(device: String)
  /// The process forks: the address space of another one begins as a copy of its own.
  case fork(child: String)
  /// Any procedure, with arguments as cells hold them.
  case call(Procedure, [Int])
}

/// What `mprotect` allows.
public enum Protection: String, Sendable, CaseIterable {
  case none
  case readOnly = "ro"
  case readWrite = "rw"

  /// The bits of `VmFlags`.
  var flags: Int {
    switch self {
    case .none: 0
    case .readOnly: 1
    case .readWrite: 3
    }
  }
}

/// Why a world cannot be made.
public enum WorldError: Error, Equatable, CustomStringConvertible {
  case tooMany(String, count: Int, limit: Int)
  case unknown(String, name: String)
  case outside(page: Int)
  case noEntry(device: String)
  case twice(String, name: String)
  case huge(page: Int)
  case scattered(device: String)
  case noFork(process: String)

  public var description: String {
    switch self {
    case .tooMany(let what, let count, let limit): "\(count) \(what), but a cell counts at most \(limit)"
    case .unknown(let what, let name): "there is no \(what) \"\(name)\""
    case .outside(let page): "page \(page) lies outside of the window"
    case .noEntry(let device): "the device \"\(device)\" has no driver that a thread could run"
    case .twice(let what, let name): "the \(what) \"\(name)\" is there twice"
    case .scattered(let device): "the frames of the memory of \"\(device)\" do not follow each other"
    case .noFork(let process):
      "the process \"\(process)\" begins with one fork of the first process, and not otherwise"
    case .huge(let page):
      "page \(page) is part of a huge page, whose pages all are, in frames that follow each other, with the same access"
    }
  }
}
