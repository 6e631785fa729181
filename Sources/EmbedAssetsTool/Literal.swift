/// The text of a file as a raw literal of Swift: compiled in no time at any length, and the same bytes again.
struct Literal {
  let text: String

  /// Why a file cannot be embedded.
  struct Problem: Error {
    let reason: String
  }

  init(_ bytes: [UInt8]) throws {
    guard let body = String(validating: bytes, as: UTF8.self) else {
      throw Problem(reason: "it is not UTF-8, and only text is embedded")
    }
    // The compiler reads a carriage return in a literal as a newline, and refuses every other control character.
    if let line = Self.line(in: bytes, where: { $0 == 0x0d }) {
      throw Problem(reason: "line \(line) has a carriage return; lines end with a newline alone")
    }
    if let line = Self.line(in: bytes, where: { $0 < 0x20 && $0 != 0x0a && $0 != 0x09 || $0 == 0x7f }) {
      throw Problem(reason: "line \(line) has a control character, and only text is embedded")
    }
    let hashes = String(repeating: "#", count: Self.hashes(for: bytes))
    text = "\(hashes)\"\"\"\n\(body)\n\"\"\"\(hashes)"
  }

  /// One hash more than ever follows what would end the literal or begin an escape in it.
  private static func hashes(for bytes: [UInt8]) -> Int {
    var most = 0
    var quotes = 0
    var run: Int?
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\\"): (run, quotes) = (0, 0)
      case UInt8(ascii: "\""):
        quotes += 1
        run = quotes >= 3 ? 0 : nil
      case UInt8(ascii: "#"):
        run = run.map { $0 + 1 }
        quotes = 0
      default: (run, quotes) = (nil, 0)
      }
      most = max(most, run ?? 0)
    }
    return most + 1
  }

  private static func line(in bytes: [UInt8], where isWrong: (UInt8) -> Bool) -> Int? {
    bytes.firstIndex(where: isWrong).map { index in bytes[..<index].count { $0 == 0x0a } + 1 }
  }
}
