import Drivers

/// A text as lines, after it has been looked at for being a text at all.
struct ScriptText {
  let file: String
  let lines: [String]

  /// Longer files are no scripts.
  static let bytesMost = 1 << 20

  init(_ bytes: [UInt8], file: String) throws(Diagnostics) {
    func refuse(at offset: Int, _ message: String, _ hint: String) -> Diagnostics {
      let before = bytes[..<offset]
      let start = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
      let column = String(decoding: bytes[start..<offset], as: UTF8.self).count + 1
      let place = Position(line: before.count { $0 == 0x0a } + 1, column: column)
      return Diagnostics(
        file: file, lines: [], all: [Diagnostic(.error, Span(place, place), message, hint: hint)])
    }
    guard bytes.count <= Self.bytesMost else {
      throw refuse(at: 0, "\(bytes.count) bytes are too many for a script", "at most \(Self.bytesMost) bytes are read")
    }
    if let offset = bytes.firstIndex(of: 0) {
      throw refuse(at: offset, "a NUL byte: this is not a text", "a script is a text, one command a line")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw refuse(at: Self.firstInvalid(bytes), "this is not UTF-8", "save the script as UTF-8")
    }
    self.file = file
    let marked = text.unicodeScalars.first == "\u{FEFF}" ? text.unicodeScalars.dropFirst() : text.unicodeScalars[...]
    var lines = marked.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      String(String.UnicodeScalarView(line.last == "\r" ? line.dropLast() : line))
    }
    if lines.last == "" { lines.removeLast() }
    self.lines = lines
  }

  /// How many bytes from the start are good UTF-8.
  private static func firstInvalid(_ bytes: [UInt8]) -> Int {
    var good = 0
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while case .scalarValue(let scalar) = decoder.decode(&iterator) { good += UTF8.width(scalar) }
    return min(good, bytes.count - 1)
  }
}
