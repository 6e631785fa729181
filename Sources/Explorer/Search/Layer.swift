import CMemory

/// States that wait for their moves to be tried, whole, with their fingerprints: one page of them, the work of one go.
struct Page {
  private let memory: UnsafeMutableRawPointer
  let capacity: Int
  private let size: Int
  private(set) var count = 0
  /// The first state whose moves were not all tried.
  var first = 0
  /// Whether a thread of some state may be about to make a step that touches only its own stack.
  private(set) var mayBeLocal = false

  /// Bytes of a page, about.
  private static let bytesWanted = 32_768

  /// - Parameter size: bytes of a state.
  init(size: Int) {
    self.size = size
    capacity = max(8, Self.bytesWanted / (size + 8))
    memory = .allocate(byteCount: capacity * (size + 8), alignment: 64)
  }

  func free() { memory.deallocate() }

  var bytes: Int { capacity * (size + 8) }
  var isFull: Bool { count == capacity }

  @inline(__always)
  func state(_ index: Int) -> UnsafeMutablePointer<UInt8> {
    (memory + capacity &* 8 + index &* size).assumingMemoryBound(to: UInt8.self)
  }

  /// Begins to bring near a state that is looked at next: 3 % less time, 9 % where nothing is reduced and a layer is
  /// larger than the caches.
  @inline(__always)
  func approach(_ index: Int) {
    guard index < count else { return }
    let state = state(index)
    var offset = 0
    while offset < size {
      memory_prefetch(state + offset)
      offset += 64
    }
  }

  @inline(__always)
  func fingerprint(_ index: Int) -> UInt64 { memory.load(fromByteOffset: index &* 8, as: UInt64.self) }

  /// Where the next state may be written; it counts when it is kept.
  var next: UnsafeMutablePointer<UInt8> { state(count) }

  /// Keeps the state that was written to `next`.
  @inline(__always)
  mutating func keep(_ fingerprint: UInt64, mayBeLocal: Bool) {
    memory.storeBytes(of: fingerprint, toByteOffset: count &* 8, as: UInt64.self)
    count += 1
    if mayBeLocal { self.mayBeLocal = true }
  }

  mutating func clear() {
    count = 0
    first = 0
    mayBeLocal = false
  }
}

/// Pages that one thread of the search fills, and empty ones that it can use again.
struct Pages: ~Copyable {
  private let size: Int
  /// The page that is being filled. It stands here and not among the others: it is counted up with every state.
  private var current: Page
  private var filled: [Page] = []
  private var empty: [Page] = []
  /// Bytes of all pages that were ever made; none is given back before the end.
  private(set) var bytes: Int

  init(size: Int) {
    self.size = size
    current = Page(size: size)
    bytes = current.bytes
  }

  deinit {
    current.free()
    for page in filled { page.free() }
    for page in empty { page.free() }
  }

  /// Where the next state may be written; it counts when it is kept.
  @inline(__always)
  var next: UnsafeMutablePointer<UInt8> { current.next }

  @inline(__always)
  mutating func keep(_ fingerprint: UInt64, mayBeLocal: Bool) {
    current.keep(fingerprint, mayBeLocal: mayBeLocal)
    if current.isFull { turn() }
  }

  private mutating func turn() {
    filled.append(current)
    if let page = empty.popLast() {
      current = page
      current.clear()
    } else {
      current = Page(size: size)
      bytes += current.bytes
    }
  }

  /// Hands over what was filled, in its order.
  mutating func take() -> [Page] {
    if current.count > 0 { turn() }
    defer { filled = [] }
    return filled
  }

  /// Takes a page back that is no longer needed.
  mutating func reuse(_ page: Page) { empty.append(page) }
}
