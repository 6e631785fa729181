/// The bytes of a recording, kept in one place for as long as anything reads them.
///
/// A large file is best mapped and handed over as a buffer with a closure that unmaps it: reading then costs no copy.
public final class TraceBytes: @unchecked Sendable {
  // Never written after the initialiser, so sharing it between threads is safe.
  let buffer: UnsafeRawBufferPointer
  private let release: @Sendable () -> Void

  /// Copies the bytes.
  public init(_ bytes: [UInt8]) {
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 8)
    copy.copyBytes(from: bytes)
    let address = UInt(bitPattern: copy.baseAddress)
    buffer = UnsafeRawBufferPointer(copy)
    release = { UnsafeMutableRawPointer(bitPattern: address)?.deallocate() }
  }

  /// Uses bytes that stay where they are until `release` is called.
  public init(mapped buffer: UnsafeRawBufferPointer, release: @escaping @Sendable () -> Void) {
    self.buffer = buffer
    self.release = release
  }

  deinit { release() }

  public var count: Int { buffer.count }
}

/// Byte values by their meaning in trace text.
enum Byte {
  static let newline: UInt8 = 0x0a
  static let carriageReturn: UInt8 = 0x0d
  static let blank: UInt8 = 0x20
  static let hash: UInt8 = 0x23
  static let open: UInt8 = 0x28
  static let close: UInt8 = 0x29
  static let comma: UInt8 = 0x2c
  static let dash: UInt8 = 0x2d
  static let dot: UInt8 = 0x2e
  static let zero: UInt8 = 0x30
  static let colon: UInt8 = 0x3a
  static let equals: UInt8 = 0x3d
  static let greater: UInt8 = 0x3e
  static let bracketOpen: UInt8 = 0x5b
  static let bracketClose: UInt8 = 0x5d

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- zero < 10 }
}

extension UnsafeRawBufferPointer {
  /// Where the line that contains `start` ends: the offset of its newline, or the end of the text.
  @inline(__always)
  func lineEnd(from start: Int) -> Int {
    var i = start
    // Eight bytes at a time: a byte that equals newline becomes zero, and a zero byte borrows into its top bit.
    while i &+ 16 <= count {
      let a = loadUnaligned(fromByteOffset: i, as: UInt64.self).littleEndian ^ 0x0a0a_0a0a_0a0a_0a0a
      let b = loadUnaligned(fromByteOffset: i &+ 8, as: UInt64.self).littleEndian ^ 0x0a0a_0a0a_0a0a_0a0a
      let inA = (a &- 0x0101_0101_0101_0101) & ~a & 0x8080_8080_8080_8080
      let inB = (b &- 0x0101_0101_0101_0101) & ~b & 0x8080_8080_8080_8080
      if inA | inB != 0 {
        return inA != 0 ? i &+ inA.trailingZeroBitCount >> 3 : i &+ 8 &+ inB.trailingZeroBitCount >> 3
      }
      i &+= 16
    }
    while i < count, self[i] != Byte.newline { i &+= 1 }
    return i
  }

  /// True if the text has these characters at an offset.
  func has(_ word: StaticString, at offset: Int) -> Bool {
    let length = word.utf8CodeUnitCount
    guard offset >= 0, offset &+ length <= count else { return false }
    let start = word.utf8Start
    for i in 0..<length where self[offset &+ i] != start[i] { return false }
    return true
  }

  /// Where a word begins in a part of the text; nil if it does not occur there.
  func find(_ word: StaticString, in range: Range<Int>) -> Int? {
    let length = word.utf8CodeUnitCount
    guard length > 0, range.count >= length else { return nil }
    let first = word.utf8Start[0]
    var i = range.lowerBound
    let last = range.upperBound - length
    while i <= last {
      if self[i] == first, has(word, at: i) { return i }
      i &+= 1
    }
    return nil
  }

  /// Text for a person: not UTF-8 becomes the replacement character, control characters become `\x1b`.
  func printable(_ range: Range<Int>) -> String {
    var result = ""
    for scalar in String(decoding: self[range], as: UTF8.self).unicodeScalars {
      let value = scalar.value
      if value < 0x20 || (0x7f..<0xa0).contains(value) {
        let hex = String(value, radix: 16)
        result += "\\x" + (hex.count < 2 ? "0" : "") + hex
      } else if (0x200b...0x200f).contains(value) || (0x2028...0x202e).contains(value)
        || (0x2066...0x2069).contains(value) || value == 0xfeff
      {
        // Invisible, or changes the direction of what follows.
        result += "\u{fffd}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
