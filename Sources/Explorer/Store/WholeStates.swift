import Synchronization

/// States that a search has met, whole, in tables that any number of threads may add to at once: each has a lock.
struct WholeStates: ~Copyable {
  private struct Part: ~Copyable {
    let isBusy = Atomic<Bool>(false)
    var table: StateTable
  }

  private let parts: UnsafeMutablePointer<Part>
  /// A power of two, or none for a store that is not used.
  private let count: Int

  init(size: Int, count: Int) {
    self.count = count
    parts = .allocate(capacity: max(1, count))
    for index in 0..<count { (parts + index).initialize(to: Part(table: StateTable(size: size))) }
  }

  deinit {
    parts.deinitialize(count: count)
    parts.deallocate()
  }

  /// Bytes that the tables held at most.
  var bytesMax: Int { (0..<count).reduce(0) { $0 + parts[$1].table.bytesMax } }

  /// Adds a state; false if it was met before.
  func insert(_ state: UnsafePointer<UInt8>, _ fingerprint: UInt64) -> Bool {
    let index = Int(fingerprint & UInt64(count - 1))
    while parts[index].isBusy.exchange(true, ordering: .acquiring) {}
    defer { parts[index].isBusy.store(false, ordering: .releasing) }
    return parts[index].table.insert(state, fingerprint) != nil
  }

  func contains(_ state: UnsafePointer<UInt8>, _ fingerprint: UInt64) -> Bool {
    parts[Int(fingerprint & UInt64(count - 1))].table.find(state, fingerprint) != nil
  }
}
