/// A number of 64 bits that stands for a state, and that follows a step by the words that it changed.
///
/// Each word is folded with constants of its place, and all are added without carry: what a place adds does not depend
/// on the others. Two states with one fingerprint are taken for one, with a probability that a search prints.
struct Fingerprint: ~Copyable {
  private let words: Int
  private let constants: UnsafeMutablePointer<UInt64>

  /// - Parameter size: bytes of a state, a multiple of eight.
  init(size: Int) {
    words = size >> 3
    constants = .allocate(capacity: max(1, words * 2))
    var seed: UInt64 = 0
    for index in 0..<words * 2 { constants[index] = Self.next(&seed) }
  }

  deinit {
    constants.deallocate()
  }

  /// Numbers that look random and are the same everywhere: a counter that is mixed (SplitMix64).
  private static func next(_ seed: inout UInt64) -> UInt64 {
    seed &+= 0x9E37_79B9_7F4A_7C15
    var mixed = seed
    mixed = (mixed ^ mixed &>> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed &>> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed &>> 31
  }

  /// What a word adds at its place.
  @inline(__always)
  func part(_ place: Int, _ word: UInt64) -> UInt64 {
    let product = (word ^ constants[place * 2]).multipliedFullWidth(
      by: (word &<< 32 | word &>> 32) ^ constants[place * 2 + 1])
    return product.high ^ product.low
  }

  /// Of a whole state.
  func of(_ state: UnsafePointer<UInt8>) -> UInt64 {
    let bytes = UnsafeRawPointer(state)
    var result: UInt64 = 0
    for place in 0..<words { result ^= part(place, bytes.load(fromByteOffset: place &<< 3, as: UInt64.self)) }
    return result
  }
}
