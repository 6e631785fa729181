import Machine

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
  /// Takes away the ptes of a file's small pages, for which there is a huge one now.
  case retract(Range<Int>)
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
