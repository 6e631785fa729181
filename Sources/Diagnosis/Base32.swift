/// Numbers as letters and digits that cannot be taken for one another, and a letter that notices a slip.
enum Base32 {
  /// Without i, l, o and u; upper case, i, l and o are read all the same.
  static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz")

  /// The number of a digit; nil for what is none.
  static func value(_ character: Character) -> UInt8? {
    switch Character(character.lowercased()) {
    case "o": 0
    case "i", "l": 1
    case let lower: digits.firstIndex(of: lower).map { UInt8($0) }
    }
  }

  static func text(_ values: [UInt8]) -> String { String(values.map { digits[Int($0)] }) }

  /// One more digit, which is another one if a digit was changed or two neighbours were swapped: the value of the
  /// digits as a polynomial over the field of 32 elements.
  static func check(_ values: [UInt8]) -> UInt8 {
    // Begins with 1, so that leading zeros count.
    values.reduce(1) { shifted($0) ^ $1 }
  }

  /// Times x, modulo x^5 + x^2 + 1.
  private static func shifted(_ value: UInt8) -> UInt8 {
    let doubled = value << 1
    return doubled & 32 == 0 ? doubled : doubled ^ 0b10_0101
  }
}

/// Digits of five bits, written one number after the other.
struct DigitWriter {
  private(set) var digits: [UInt8] = []

  /// A number of a fixed length in digits; what does not fit is cut.
  mutating func write(_ number: UInt64, digits count: Int) {
    for position in (0..<count).reversed() { digits.append(UInt8(number >> UInt64(5 * position) & 31)) }
  }

  /// A number of any size: four bits a digit, the fifth says that more follow.
  mutating func write(_ number: Int) {
    var rest = number
    while rest > 15 {
      digits.append(UInt8(rest & 15 | 16))
      rest >>= 4
    }
    digits.append(UInt8(rest))
  }
}

/// Reads what a `DigitWriter` wrote.
struct DigitReader {
  private var rest: ArraySlice<UInt8>

  init(_ digits: [UInt8]) { rest = digits[...] }

  var isAtEnd: Bool { rest.isEmpty }

  /// nil where the digits end too early.
  mutating func read(digits count: Int) -> UInt64? {
    guard rest.count >= count else { return nil }
    let number = rest.prefix(count).reduce(UInt64(0)) { $0 << 5 | UInt64($1) }
    rest = rest.dropFirst(count)
    return number
  }

  mutating func read() -> Int? {
    var number = 0, shift = 0
    while let digit = rest.popFirst() {
      number |= Int(digit & 15) << shift
      if digit & 16 == 0 { return number }
      shift += 4
      if shift > 56 { return nil }
    }
    return nil
  }
}
