/// A number that a line printed, or that follows from one.
public struct Known: Equatable, Sendable {
  public var value: UInt64
  /// The event that printed it, or from which it follows.
  public var event: Int
  /// True if no line prints it.
  public var isInferred: Bool

  public init(_ value: UInt64, _ event: Int, inferred: Bool = false) {
    self.value = value
    self.event = event
    isInferred = inferred
  }
}

/// What can be concluded of one page in a page table.
public struct PageFact: Equatable, Sendable {
  public enum Kind: UInt8, Equatable, Sendable {
    /// There, with the right to write, to read only, without any, or with a right that is not told.
    case readWrite, readOnly, protnone, present
    case none, moving, devicePrivate, exclusive
  }
  /// What it was concluded from.
  public enum Cause: UInt8, Equatable, Sendable {
    case readFault, writeFault, writeFaultOnReadOnly
    /// The end of a section, by what the section did.
    case zapped, unmapped, copied, protected, forked, collected, moved, exclusive, exited
    /// A fresh mapping.
    case mapped
    /// A migration entry was put or taken back.
    case migrationEntry
    /// The device filled its table, emptied it, opened it, or moved pages with a call that returned 0.
    case filled, emptied, opened, closed, migrated, broughtBack
  }
  public var kind: Kind
  public var cause: Cause
  public var event: Int32
  /// True for what no line says: everything of a CPU, and what a device fills in its rights.
  public var isInferred: Bool
  /// A later event that shows the same, or -1.
  public var confirmed: Int32 = -1

  public init(_ kind: Kind, _ cause: Cause, _ event: Int, inferred: Bool = true) {
    self.kind = kind
    self.cause = cause
    self.event = Int32(truncatingIfNeeded: event)
    isInferred = inferred
  }

  /// True if an access could find the page, whatever its right.
  public var isPresent: Bool {
    switch kind {
    case .readWrite, .readOnly, .protnone, .present, .exclusive: true
    case .none, .moving, .devicePrivate: false
    }
  }
}

/// What is known of a page table: runs of pages with the same fact. A page that is in none is unknown.
public struct PageRuns: Equatable, Sendable {
  struct Run: Equatable, Sendable {
    var first: Int
    var last: Int
    var fact: PageFact
  }
  private(set) var runs: [Run] = []

  public init() {}

  /// The first run that ends at or behind a page.
  private func place(_ page: Int) -> Int {
    var low = 0
    var high = runs.count
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].last < page { low = middle + 1 } else { high = middle }
    }
    return low
  }

  public subscript(page: Int) -> PageFact? {
    let place = place(page)
    guard place < runs.count, runs[place].first <= page else { return nil }
    return runs[place].fact
  }

  /// What is known of some pages, piece by piece.
  func pieces(of pages: ClosedRange<Int>) -> [Run] {
    var result: [Run] = []
    var i = place(pages.lowerBound)
    while i < runs.count, runs[i].first <= pages.upperBound {
      var run = runs[i]
      run.first = max(run.first, pages.lowerBound)
      run.last = min(run.last, pages.upperBound)
      result.append(run)
      i += 1
    }
    return result
  }

  /// Notes a fact of some pages; nil forgets them.
  public mutating func set(_ pages: ClosedRange<Int>, _ fact: PageFact?) {
    let first = place(pages.lowerBound)
    var last = first
    var pieces: [Run] = []
    while last < runs.count, runs[last].first <= pages.upperBound {
      let run = runs[last]
      if run.first < pages.lowerBound {
        pieces.append(Run(first: run.first, last: pages.lowerBound - 1, fact: run.fact))
      }
      if run.last > pages.upperBound { pieces.append(Run(first: pages.upperBound + 1, last: run.last, fact: run.fact)) }
      last += 1
    }
    if let fact {
      let place = pieces.first.map { $0.first < pages.lowerBound ? 1 : 0 } ?? 0
      pieces.insert(Run(first: pages.lowerBound, last: pages.upperBound, fact: fact), at: place)
    }
    if pieces.count == 1, last - first == 1 {
      runs[first] = pieces[0]
    } else {
      runs.replaceSubrange(first..<last, with: pieces)
    }
  }

  /// Replaces what is known of some pages by what becomes of it. Unknown pages stay unknown.
  mutating func change(_ pages: ClosedRange<Int>, _ change: (PageFact) -> PageFact?) {
    for piece in self.pieces(of: pages) { set(piece.first...piece.last, change(piece.fact)) }
  }

  mutating func forget() { runs.removeAll() }
}
