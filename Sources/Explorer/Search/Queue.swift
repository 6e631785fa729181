import Machine

/// States that moves led to and that were not yet looked up, as what they changed.
///
/// The table of states is read at random, and each look takes as long as some hundred instructions. So the places are
/// fetched early, and the states looked up a few moves later.
struct Queue: ~Copyable {
  struct Entry {
    /// The state that the move led from; it stays where it is until the queue is empty.
    var before: UnsafePointer<UInt8>
    var fingerprint: UInt64
    /// That of the state which stands for it in the store.
    var known: UInt64
    /// How many words changed.
    var count: Int
    var thread: Int
    /// See `Moves`.
    var circle: Int
  }

  private let entries: UnsafeMutablePointer<Entry>
  /// The words that each changed.
  private let changes: UnsafeMutablePointer<Change>
  private let size: Int
  private var head = 0
  private var tail = 0
  private static let capacity = 16

  /// - Parameter size: bytes of a state.
  init(size: Int) {
    self.size = size
    entries = .inOwnLines(capacity: Self.capacity)
    changes = .inOwnLines(capacity: Self.capacity * (size >> 3))
  }

  deinit {
    entries.deallocate()
    changes.deallocate()
  }

  var isEmpty: Bool { head == tail }
  var isFull: Bool { tail &- head == Self.capacity }

  /// Where the changes of the next entry are noted.
  @inline(__always)
  var next: UnsafeMutablePointer<Change> { changes + (tail & (Self.capacity - 1)) &* (size &>> 3) }

  @inline(__always)
  mutating func add(_ entry: Entry) {
    entries[tail & (Self.capacity - 1)] = entry
    tail &+= 1
  }

  /// The entry that has waited longest.
  @inline(__always)
  var first: Entry { entries[head & (Self.capacity - 1)] }

  /// What the first entry changed.
  @inline(__always)
  var changesOfFirst: UnsafeBufferPointer<Change> {
    UnsafeBufferPointer(start: changes + (head & (Self.capacity - 1)) &* (size &>> 3), count: first.count)
  }

  /// Writes the state of the first entry.
  @inline(__always)
  func write(_ entry: Entry, to place: UnsafeMutablePointer<UInt8>) {
    place.update(from: entry.before, count: size)
    let words = UnsafeMutableRawPointer(place).assumingMemoryBound(to: UInt64.self)
    for change in changesOfFirst { words[change.place] ^= change.difference }
  }

  @inline(__always)
  mutating func removeFirst() { head &+= 1 }

  mutating func removeAll() { head = tail }
}
