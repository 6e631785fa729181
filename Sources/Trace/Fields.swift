/// The `key=value` fields of a body, found by name, never by place: kernels add fields over time.
///
/// Asking in the order in which they stand costs one pass.
struct Fields {
  private let text: UnsafeRawBufferPointer
  private let range: Range<Int>
  private var cursor: Int

  init(_ text: UnsafeRawBufferPointer, _ range: Range<Int>) {
    self.text = text
    self.range = range
    cursor = range.lowerBound
  }

  /// Where a field's value begins.
  @inline(__always)
  private mutating func value(_ key: StaticString, _ separator: UInt8) -> Int? {
    let start = cursor
    if let found = search(key, separator, start..<range.upperBound) { return found }
    return start > range.lowerBound ? search(key, separator, range) : nil
  }

  @inline(__always)
  private mutating func search(_ key: StaticString, _ separator: UInt8, _ part: Range<Int>) -> Int? {
    let length = key.utf8CodeUnitCount
    let name = key.utf8Start
    var i = part.lowerBound &+ length
    while i < part.upperBound {
      // A field is where the separator stands; the key must end right before it and begin behind a blank or bracket.
      if text[i] == separator, text[i &- 1] == name[length &- 1] {
        let start = i &- length
        var j = 0
        while j < length, text[start &+ j] == name[j] { j &+= 1 }
        let before = start > range.lowerBound ? text[start &- 1] : Byte.blank
        if j == length, before == Byte.blank || before == Byte.open {
          cursor = i
          return i &+ 1
        }
      }
      i &+= 1
    }
    return nil
  }

  /// A number as C prints it: decimal, or hexadecimal behind `0x`. Negative numbers are given as their bits.
  mutating func number(_ key: StaticString) -> UInt64? {
    guard let start = value(key, Byte.equals) else { return nil }
    return text.number(at: start, end: range.upperBound)
  }

  mutating func signed(_ key: StaticString) -> Int64? { number(key).map { Int64(bitPattern: $0) } }

  /// A number printed in hexadecimal without `0x`, as `mmap_lock_*` and migration events do.
  mutating func hex(_ key: StaticString) -> UInt64? {
    guard var start = value(key, Byte.equals) else { return nil }
    if text.has("0x", at: start) { start += 2 }
    return text.hex(at: start, end: range.upperBound)
  }

  /// `write=false`.
  mutating func flag(_ key: StaticString) -> Bool? {
    guard let start = value(key, Byte.equals) else { return nil }
    return text.has("true", at: start) ? true : text.has("false", at: start) ? false : nil
  }

  /// An argument of a system call, `addr: 7f00`: hexadecimal without `0x`.
  mutating func argument(_ key: StaticString) -> UInt64? {
    guard let start = value(key, Byte.colon) else { return nil }
    return text.hex(at: start + 1, end: range.upperBound)
  }
}

extension UnsafeRawBufferPointer {
  @inline(__always)
  func hex(at start: Int, end: Int) -> UInt64? {
    var i = start
    var value: UInt64 = 0
    while i < end, i &- start <= 16 {
      let byte = self[i]
      if Byte.isDigit(byte) {
        value = value << 4 | UInt64(byte &- 0x30)
      } else if byte | 0x20 >= 0x61, byte | 0x20 <= 0x66 {
        value = value << 4 | UInt64((byte | 0x20) &- 0x57)
      } else {
        break
      }
      i &+= 1
    }
    return i > start && i &- start <= 16 ? value : nil
  }

  @inline(__always)
  func number(at start: Int, end: Int) -> UInt64? {
    if has("0x", at: start) { return hex(at: start + 2, end: end) }
    var i = start
    let isNegative = i < end && self[i] == Byte.dash
    if isNegative { i &+= 1 }
    let first = i
    var value: UInt64 = 0
    while i < end, Byte.isDigit(self[i]), i &- first < 20 {
      value = value &* 10 &+ UInt64(self[i] &- Byte.zero)
      i &+= 1
    }
    guard i > first else { return nil }
    return isNegative ? 0 &- value : value
  }
}
