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
  /// By name; the first owns the address space.
  public var processes = ["app"]
  public var devices: [Device] = []
  /// Who does what; at most eight.
  public var threads: [Actor] = []
  public var edition = Edition.linux5_2
  /// How many ranges may live at the same time; nil for one each thread that mirrors.
  public var ranges: Int?
  /// Whether a wait with a time-out may give up.
  public var hasTimeouts = true

  public init() {}
}

/// What a page of the window is at the beginning.
public enum PageContent: Sendable, Hashable {
  case none
  /// In the frame with this name.
  case present(frame: String, isWritable: Bool)
  /// In the swap slot with this name.
  case swap(slot: String)
}

/// A vma, by the numbers of its pages.
public struct VmaPiece: Sendable, Hashable {
  public var pages: Range<Int>
  public var isReadable = true
  public var isWritable = true
  public var isExecutable = false
  /// VM_IO, VM_PFNMAP or VM_MIXEDMAP.
  public var isSpecial = false

  public init(_ pages: Range<Int>, isReadable: Bool = true, isWritable: Bool = true) {
    self.pages = pages
    self.isReadable = isReadable
    self.isWritable = isWritable
  }

  var flags: Int {
    (isReadable ? 1 : 0) + (isWritable ? 2 : 0) + (isExecutable ? 4 : 0) + (isSpecial ? 8 : 0)
  }
}

/// A physical frame.
public struct FrameContent: Sendable, Hashable {
  /// In hexadecimal, as it is printed: `1a0`.
  public var name: String
  /// The name of a process; nil for a free frame.
  public var owner: String?
  public var letter: Character?

  public init(_ name: String, owner: String? = nil, letter: Character? = nil) {
    self.name = name
    self.owner = owner
    self.letter = letter
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
  /// The pages that it is to mirror; nil for the whole window.
  public var window: Range<Int>?

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

  public init(_ name: String, _ operations: [Operation]) {
    self.name = name
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
  /// Takes the frame of a page and swaps it out.
  case reclaim(page: Int)
  /// Takes the pages without sleeping, as for a process that is to die.
  case oomReap(Range<Int>)
  /// The last user of the memory leaves.
  case exit
  /// Another process takes the next free frame and stores a letter there.
  case take(letter: Character)
  case deviceRead(device: String, page: Int)
  case deviceWrite(device: String, page: Int, letter: Character)
  /// Any procedure, with arguments as cells hold them.
  case call(Procedure, [Int])
}

/// Why a world cannot be made.
public enum WorldError: Error, Equatable, CustomStringConvertible {
  case tooMany(String, count: Int, limit: Int)
  case unknown(String, name: String)
  case outside(page: Int)
  case noEntry(device: String)
  case twice(String, name: String)

  public var description: String {
    switch self {
    case .tooMany(let what, let count, let limit): "\(count) \(what), but a cell counts at most \(limit)"
    case .unknown(let what, let name): "there is no \(what) \"\(name)\""
    case .outside(let page): "page \(page) lies outside of the window"
    case .noEntry(let device): "the device \"\(device)\" has no driver that a thread could run"
    case .twice(let what, let name): "the \(what) \"\(name)\" is there twice"
    }
  }
}
