/// The states that a search has met: each once, as bytes, in the order in which they were met.
///
/// States lie in blocks of about 64 KiB that never move, so that growing copies none. An open table finds them:
/// half a slot is the upper half of the fingerprint, whose first bits are also where the search for it begins; half is
/// the number of the state, from 1. Two states are equal if their bytes are.
struct StateTable: ~Copyable {
  /// Bytes of a state, a multiple of eight.
  let size: Int
  private(set) var count = 0

  private var blocks: UnsafeMutablePointer<UnsafeMutableRawPointer>
  private var blockCount = 0
  private var blockRoom = 16
  private let shift: Int
  private var slots: UnsafeMutablePointer<UInt64>
  private var mask: Int
  /// 64 less the bits of a slot's number.
  private var slotShift: UInt64
  private static let tagMask: UInt64 = 0xffff_ffff_0000_0000

  /// The most states that a table can number.
  static let countMax = Int(UInt32.max) - 1
  private static let blockBytes = 65_536
  private static let slotsMin = 256

  init(size: Int) {
    precondition(size > 0 && size % 8 == 0, "a state is a number of words")
    self.size = size
    var shift = 0
    while size << (shift + 1) <= Self.blockBytes { shift += 1 }
    self.shift = shift
    blocks = .allocate(capacity: blockRoom)
    slots = .allocate(capacity: Self.slotsMin)
    slots.initialize(repeating: 0, count: Self.slotsMin)
    mask = Self.slotsMin - 1
    slotShift = 64 - 8
  }

  deinit {
    for block in 0..<blockCount { blocks[block].deallocate() }
    blocks.deallocate()
    slots.deallocate()
  }

  private var bytes: Int { blockCount * (size << shift) + blockRoom * 8 + (mask + 1) * 8 }

  /// Bytes that the table held at most, while its slots were doubled included.
  var bytesMax: Int { max(bytes, bytesInGrowth) }
  private var bytesInGrowth = 0

  /// The bytes of a state.
  @inline(__always)
  func state(_ index: Int) -> UnsafePointer<UInt8> {
    let block = blocks[index >> shift]
    return UnsafePointer((block + (index & (1 << shift - 1)) * size).assumingMemoryBound(to: UInt8.self))
  }

  /// The number of a state; nil if it was not met.
  func find(_ state: UnsafePointer<UInt8>, _ fingerprint: UInt64) -> Int? {
    let slot = slots[probe(state, fingerprint)]
    return slot == 0 ? nil : Int(slot & 0xffff_ffff) - 1
  }

  /// Adds a state; nil if it was met before, else its number.
  mutating func insert(_ state: UnsafePointer<UInt8>, _ fingerprint: UInt64) -> Int? {
    let position = probe(state, fingerprint)
    guard slots[position] == 0 else { return nil }
    let index = count
    store(state)
    slots[position] = fingerprint & Self.tagMask | UInt64(count)
    // Three quarters full.
    if count * 4 > (mask + 1) * 3 { grow() }
    return index
  }

  /// The slot where a state is, or where it would have to be put.
  @inline(__always)
  private func probe(_ state: UnsafePointer<UInt8>, _ fingerprint: UInt64) -> Int {
    let tag = fingerprint & Self.tagMask
    var position = Int(fingerprint &>> slotShift)
    while true {
      let slot = slots[position]
      if slot == 0 { return position }
      if slot & Self.tagMask == tag, isEqual(self.state(Int(slot & 0xffff_ffff) - 1), state) { return position }
      position = (position + 1) & mask
    }
  }

  @inline(__always)
  private func isEqual(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>) -> Bool {
    let (a, b) = (UnsafeRawPointer(a), UnsafeRawPointer(b))
    var offset = 0
    while offset < size {
      if a.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        != b.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      {
        return false
      }
      offset += 8
    }
    return true
  }

  private mutating func store(_ state: UnsafePointer<UInt8>) {
    precondition(count < Self.countMax, "too many states to number")
    if count >> shift == blockCount {
      if blockCount == blockRoom {
        let more = UnsafeMutablePointer<UnsafeMutableRawPointer>.allocate(capacity: blockRoom * 2)
        more.update(from: blocks, count: blockCount)
        blocks.deallocate()
        blocks = more
        blockRoom *= 2
      }
      blocks[blockCount] = .allocate(byteCount: size << shift, alignment: 64)
      blockCount += 1
    }
    let place = blocks[count >> shift] + (count & (1 << shift - 1)) * size
    place.copyMemory(from: state, byteCount: size)
    count += 1
  }

  /// Doubles the slots.
  private mutating func grow() {
    let (old, oldRoom) = (slots, mask + 1)
    precondition(slotShift > 32, "the tag does not tell so many slots apart")
    slots = .allocate(capacity: oldRoom * 2)
    slots.initialize(repeating: 0, count: oldRoom * 2)
    mask = oldRoom * 2 - 1
    slotShift -= 1
    bytesInGrowth = bytes + oldRoom * 8
    for index in 0..<oldRoom where old[index] != 0 {
      var position = Int(old[index] &>> slotShift)
      while slots[position] != 0 { position = (position + 1) & mask }
      slots[position] = old[index]
    }
    old.deallocate()
  }
}
