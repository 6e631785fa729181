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
