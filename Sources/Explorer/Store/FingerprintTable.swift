import CMemory
import Synchronization

/// Fingerprints that a search has met, in an open table that any number of threads may add to at once.
///
/// A slot is a fingerprint, 0 is empty; a fingerprint's search begins where its first bits say. The table grows only
/// while nobody adds.
struct FingerprintTable: ~Copyable {
  private var slots: UnsafeMutablePointer<Atomic<UInt64>>
  private var bits: UInt64
  private(set) var bytesMax = 0

  /// - Parameter bits: of the number of slots at first.
  init(bits: UInt64) {
    self.bits = bits
    slots = Self.empty(bits)
    bytesMax = 8 << Int(bits)
  }

  deinit {
    memory_unmap(slots, bytes)
  }

  /// Bytes that the table holds.
  var bytes: Int { 8 << Int(bits) }
  /// Fingerprints for which there is room.
  var room: Int { Self.room(bits) }
  /// Bytes that it will hold when it has grown, and while it grows.
  var bytesGrown: Int { bytes * 3 }

  /// Four fifths of the slots.
  private static func room(_ bits: UInt64) -> Int { (1 << Int(bits)) / 5 * 4 }

  private static func empty(_ bits: UInt64) -> UnsafeMutablePointer<Atomic<UInt64>> {
    guard let memory = memory_map(8 << Int(bits)) else { fatalError("no memory for \(1 << Int(bits)) fingerprints") }
    return memory.assumingMemoryBound(to: Atomic<UInt64>.self)
  }

  /// Adds a fingerprint; false if it was met before.
  @inline(__always)
  func insert(_ fingerprint: UInt64) -> Bool {
    let wanted = Self.stored(fingerprint)
    let mask = 1 << Int(bits) - 1
    var position = Int(truncatingIfNeeded: wanted &>> (64 &- bits))
    while true {
      let found = slots[position].load(ordering: .relaxed)
      if found == wanted { return false }
      if found == 0 {
        let (isOurs, there) = slots[position].compareExchange(expected: 0, desired: wanted, ordering: .relaxed)
        if isOurs { return true }
        if there == wanted { return false }
      }
      position = (position &+ 1) & mask
    }
  }

  /// Whether a fingerprint was met.
  func contains(_ fingerprint: UInt64) -> Bool {
    let wanted = Self.stored(fingerprint)
    let mask = 1 << Int(bits) - 1
    var position = Int(truncatingIfNeeded: wanted &>> (64 &- bits))
    while true {
      let found = slots[position].load(ordering: .relaxed)
      if found == wanted { return true }
      if found == 0 { return false }
      position = (position &+ 1) & mask
    }
  }

  /// Begins to bring near where a fingerprint would be.
  @inline(__always)
  func approach(_ fingerprint: UInt64) {
    memory_prefetch(slots + Int(truncatingIfNeeded: Self.stored(fingerprint) &>> (64 &- bits)))
  }

  /// 0 stands for nothing.
  @inline(__always)
  private static func stored(_ fingerprint: UInt64) -> UInt64 { fingerprint == 0 ? 1 : fingerprint }

  /// Doubles the slots.
  mutating func grow() {
    let (old, oldBits) = (slots, bits)
    bits += 1
    slots = Self.empty(bits)
    bytesMax = max(bytesMax, bytes + 8 << Int(oldBits))
    let mask = 1 << Int(bits) - 1
    for index in 0..<1 << Int(oldBits) {
      let fingerprint = old[index].load(ordering: .relaxed)
      if fingerprint == 0 { continue }
      var position = Int(truncatingIfNeeded: fingerprint &>> (64 &- bits))
      while slots[position].load(ordering: .relaxed) != 0 { position = (position &+ 1) & mask }
      slots[position].store(fingerprint, ordering: .relaxed)
    }
    memory_unmap(old, 8 << Int(oldBits))
  }

  /// Every fingerprint, in the order of the slots.
  func visit(_ body: (UInt64) throws -> Void) rethrows {
    for index in 0..<1 << Int(bits) {
      let fingerprint = slots[index].load(ordering: .relaxed)
      if fingerprint != 0 { try body(fingerprint) }
    }
  }
}
