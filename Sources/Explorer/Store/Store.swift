/// The states that a search has met: whole, or as fingerprints. Any number of threads may add to it at once.
struct Store: ~Copyable {
  /// Whether states are kept whole: then their bytes are needed to ask for them.
  let isExact: Bool
  private var fingerprints: FingerprintTable
  private let whole: WholeStates

  private static let bitsMin: UInt64 = 14
  private static let partsMax = 16

  /// - Parameter size: bytes of a state.
  init(size: Int, _ manner: Manner) {
    isExact = manner.isExact
    fingerprints = FingerprintTable(bits: isExact ? 1 : Self.bitsMin)
    whole = WholeStates(size: size, count: !isExact ? 0 : manner.cores > 1 ? Self.partsMax : 1)
  }

  /// Bytes that the store holds, and held at most.
  var bytes: Int { isExact ? whole.bytesMax : fingerprints.bytes }
  var bytesMax: Int { isExact ? whole.bytesMax : fingerprints.bytesMax }

  /// Adds a state; false if it was met before.
  @inline(__always)
  func insert(_ state: UnsafePointer<UInt8>, _ fingerprint: UInt64) -> Bool {
    isExact ? whole.insert(state, fingerprint) : fingerprints.insert(fingerprint)
  }

  /// Whether a state was met.
  @inline(__always)
  func contains(_ state: UnsafePointer<UInt8>, _ fingerprint: UInt64) -> Bool {
    isExact ? whole.contains(state, fingerprint) : fingerprints.contains(fingerprint)
  }

  /// Begins to bring near what will soon be asked for.
  @inline(__always)
  func approach(_ fingerprint: UInt64) {
    if !isExact { fingerprints.approach(fingerprint) }
  }

  /// States that can be added before the store must grow.
  func room(beyond count: Int) -> Int { isExact ? .max : fingerprints.room - count }

  /// Bytes that are needed beside those that are held while the store grows.
  var bytesToGrow: Int { isExact ? 0 : fingerprints.bytes * 2 }

  /// Grows; nobody may add meanwhile.
  mutating func grow() {
    if !isExact { fingerprints.grow() }
  }

  /// Every state that was met, as bytes: whole, or the eight of its fingerprint.
  func visit(_ body: (UnsafePointer<UInt8>) throws -> Void) rethrows {
    if isExact { return try whole.visit(body) }
    try fingerprints.visit { fingerprint in
      try withUnsafeBytes(of: fingerprint.littleEndian) {
        try body($0.baseAddress!.assumingMemoryBound(to: UInt8.self))
      }
    }
  }

  /// Adds what `visit` gave.
  func restore(_ bytes: UnsafePointer<UInt8>, _ fingerprint: (UnsafePointer<UInt8>) -> UInt64) {
    if isExact {
      _ = whole.insert(bytes, fingerprint(bytes))
    } else {
      _ = fingerprints.insert(
        UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self)))
    }
  }
}
