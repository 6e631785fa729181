import Machine

/// A search that was stopped, as bytes: what it was of, in lines of text, and all that it needs to go on.
///
/// First the name of the form and the lines, each ended by a new line, and an empty one; then numbers of eight bytes,
/// the lowest first; in the end a sum of all numbers, so that a file that is cut or was changed is noticed.
public enum SavedSearch {
  static let form = "hmmscope search 1"

  /// Why a file does not let a search go on.
  public enum Problem: Error, Equatable {
    case notOne
    case cut
    /// Two lines that should be the same.
    case differs(saved: String, here: String)
  }

  /// Takes bytes, one piece after the other.
  public typealias Sink = (UnsafeRawBufferPointer) throws -> Void

  /// Writes numbers, and adds them up.
  struct Writer {
    private let sink: Sink
    private var buffer: [UInt64] = []
    private var sum: UInt64 = 0

    init(_ lines: [String], _ sink: @escaping Sink) throws {
      self.sink = sink
      let head = ([SavedSearch.form] + lines + [""]).map { $0 + "\n" }.joined()
      try Array(head.utf8).withUnsafeBytes { try sink($0) }
    }

    mutating func put(_ number: UInt64) throws {
      sum = SavedSearch.sum(sum, number)
      buffer.append(number)
      if buffer.count == 8192 { try flush() }
    }

    mutating func put(_ number: Int) throws { try put(UInt64(bitPattern: Int64(number))) }

    mutating func put(_ state: UnsafePointer<UInt8>, _ size: Int) throws {
      let bytes = UnsafeRawPointer(state)
      for offset in stride(from: 0, to: size, by: 8) {
        try put(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      }
    }

    mutating func close() throws {
      try put(sum)
      try flush()
    }

    private mutating func flush() throws {
      try buffer.map(\.littleEndian).withUnsafeBytes { try sink($0) }
      buffer = []
    }
  }

  /// Reads numbers in their order.
  struct Reader {
    private let bytes: UnsafeRawBufferPointer
    private var offset: Int
    private var sum: UInt64 = 0

    /// - Parameter lines: what must stand at the beginning.
    init(_ bytes: UnsafeRawBufferPointer, _ lines: [String]) throws(Problem) {
      self.bytes = bytes
      var found: [String] = []
      var start = 0
      while true {
        guard let end = bytes[start...].prefix(65_536).firstIndex(of: 10) else { throw .notOne }
        let line = String(decoding: bytes[start..<end], as: UTF8.self)
        if found.isEmpty, line != SavedSearch.form { throw .notOne }
        start = end + 1
        if line.isEmpty { break }
        found.append(line)
      }
      offset = start
      for (saved, here) in zip(found.dropFirst(), lines) where saved != here {
        throw .differs(saved: saved, here: here)
      }
      if found.count != lines.count + 1 { throw .notOne }
      // The sum stands at the end: a file that is cut is refused before anything is taken from it.
      guard (bytes.count - offset) % 8 == 0, bytes.count - offset >= 8 else { throw .cut }
      var sum: UInt64 = 0
      for place in stride(from: offset, to: bytes.count - 8, by: 8) { sum = SavedSearch.sum(sum, number(at: place)) }
      guard sum == number(at: bytes.count - 8) else { throw .cut }
    }

    private func number(at place: Int) -> UInt64 {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }

    mutating func take() throws(Problem) -> UInt64 {
      guard offset + 16 <= bytes.count else { throw .cut }
      defer { offset += 8 }
      return number(at: offset)
    }

    mutating func takeInt() throws(Problem) -> Int { Int(truncatingIfNeeded: try take()) }

    mutating func take(_ state: UnsafeMutablePointer<UInt8>, _ size: Int) throws(Problem) {
      for place in stride(from: 0, to: size, by: 8) {
        UnsafeMutableRawPointer(state).storeBytes(
          of: try take().littleEndian, toByteOffset: place, as: UInt64.self)
      }
    }
  }

  private static func sum(_ sum: UInt64, _ number: UInt64) -> UInt64 {
    (sum ^ number) &* 0x100_0000_01B3 &+ sum &>> 32
  }
}
