/// A text as characters and lines, after it has been looked at for being a text at all.
struct SourceText {
  /// Longer texts are refused: a driver has some hundred lines, and every byte of it goes into recordings.
  static let mostBytes = 1 << 16

  let file: String
  /// As it was read.
  let text: String
  let lines: [String]
  /// Every character, lines separated by a single newline.
  let characters: [Character]

  init(_ text: String, file: String) {
    self.file = file
    self.text = text
    let unix = Self.withUnixLines(text)
    characters = Array(unix)
    var lines = unix.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    self.lines = lines
  }

  /// Reads bytes; throws what keeps them from being a text.
  init(_ bytes: [UInt8], file: String) throws(Diagnostics) {
    func refuse(_ position: Position, _ message: String, _ hint: String) -> Diagnostics {
      Diagnostics(
        file: file, lines: [], all: [Diagnostic(.error, Span(position, position), message, hint: hint)])
    }
    let begin = Position(line: 1, column: 1)
    if bytes.count > Self.mostBytes {
      throw refuse(begin, "\(bytes.count) bytes are too many for a driver", "at most \(Self.mostBytes) bytes are read")
    }
    if let at = bytes.firstIndex(of: 0) {
      throw refuse(Self.position(of: at, in: bytes), "a NUL byte: this is not a text", "a driver is a text in C")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let at = Self.firstInvalid(bytes)
      throw refuse(Self.position(of: at, in: bytes), "this is not UTF-8", "save the text as UTF-8")
    }
    self.init(text, file: file)
  }

  private static func withUnixLines(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    var wasReturn = false
    for scalar in text.unicodeScalars {
      if scalar == "\u{FEFF}", scalars.isEmpty { continue }
      if scalar == "\r" {
        scalars.append("\n")
      } else if !(scalar == "\n" && wasReturn) {
        scalars.append(scalar)
      }
      wasReturn = scalar == "\r"
    }
    return String(scalars)
  }

  /// How many bytes from the start are good UTF-8.
  private static func firstInvalid(_ bytes: [UInt8]) -> Int {
    var low = 0
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): low += UTF8.width(scalar)
      case .emptyInput, .error: return min(low, bytes.count - 1)
      }
    }
  }

  private static func position(of offset: Int, in bytes: [UInt8]) -> Position {
    let before = bytes[..<offset]
    let line = before.count { $0 == 0x0A } + 1
    let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return Position(line: line, column: String(decoding: bytes[start..<offset], as: UTF8.self).count + 1)
  }
}
