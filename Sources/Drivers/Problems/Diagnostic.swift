/// Something that is wrong in a text, or was understood only with good will.
public struct Diagnostic: Sendable, Hashable {
  public enum Severity: String, Sendable {
    case warning, error
  }

  public let severity: Severity
  public let span: Span
  /// One line, without the place.
  public let message: String
  /// What to do about it.
  public let hint: String?

  public init(_ severity: Severity, _ span: Span, _ message: String, hint: String? = nil) {
    self.severity = severity
    self.span = span
    self.message = message
    self.hint = hint
  }
}

/// All that was found in one text, in the order of the text; what a reader of texts throws.
public struct Diagnostics: Error, Sendable, CustomStringConvertible {
  /// The name to print before line and column.
  public let file: String
  /// The text, line by line.
  public let lines: [String]
  public let all: [Diagnostic]
  /// How many more errors there are: a file that is no driver at all has one in every line.
  public let hidden: Int
  /// So many findings are kept.
  public static let most = 50

  public init(file: String, lines: [String], all: [Diagnostic]) {
    self.file = file
    self.lines = lines
    var seen: Set<Diagnostic> = []
    let sorted = all.sorted { $0.span.start < $1.span.start }.filter { seen.insert($0).inserted }
    self.all = Array(sorted.prefix(Self.most))
    hidden = sorted.dropFirst(Self.most).count { $0.severity == .error }
  }

  public var errors: [Diagnostic] { all.filter { $0.severity == .error } }

  /// `2 errors in my-loop.c`.
  public var summary: String {
    let count = errors.count + hidden
    return "\(count) error\(count == 1 ? "" : "s") in \(file)"
  }

  /// Every finding with its source line, a caret line and its hint.
  public var description: String {
    let rest = hidden == 0 ? [] : ["\(file): \(hidden) more error\(hidden == 1 ? "" : "s") not shown"]
    return (all.map(text) + rest).joined(separator: "\n")
  }

  /// One finding, as it is printed.
  public func text(_ diagnostic: Diagnostic) -> String {
    let start = diagnostic.span.start
    var rows = ["\(file):\(start): \(diagnostic.severity.rawValue): \(diagnostic.message)"]
    if lines.indices.contains(start.line - 1) {
      let source = Array(lines[start.line - 1])
      let window = Self.window(of: source.count, around: start.column)
      let number = String(start.line)
      let gutter = String(repeating: " ", count: max(0, 5 - number.count)) + number
      let shown = source.dropLast(source.count - window.upperBound).dropFirst(window.lowerBound)
      rows.append("\(gutter) | \(String(shown.map(Self.printable)))")
      // A tab stands under a tab, so that the carets stay below what they point at.
      let before = shown.prefix(start.column - 1 - window.lowerBound).map { $0 == "\t" ? "\t" : " " }.joined()
      let width = min(diagnostic.span.width(in: source.count), max(1, window.upperBound - start.column + 1))
      rows.append("      | \(before)\(String(repeating: "^", count: width))")
    }
    if let hint = diagnostic.hint { rows.append("      = \(hint)") }
    return rows.joined(separator: "\n")
  }

  /// A line without end would fill the screen: only its surroundings are shown.
  private static func window(of count: Int, around column: Int) -> Range<Int> {
    let most = 200
    if count <= most { return 0..<count }
    let first = min(max(0, column - 1 - most / 2), count - most)
    return first..<(first + most)
  }

  /// A control character in a text must not reach a terminal.
  private static func printable(_ character: Character) -> Character {
    if character == "\t" { return character }
    let isControl = character.unicodeScalars.contains { scalar in
      scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
    }
    return isControl ? "?" : character
  }
}
