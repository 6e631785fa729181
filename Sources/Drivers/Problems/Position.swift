/// A place in a text: line and column counted from 1, a column being a character and a tab one of them.
public struct Position: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let line: Int
  public let column: Int

  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  public static func < (a: Position, b: Position) -> Bool { (a.line, a.column) < (b.line, b.column) }

  /// `13:9`, as it stands behind the file name.
  public var description: String { "\(line):\(column)" }
}

/// A piece of text from its first character up to, not including, the end.
public struct Span: Sendable, Hashable {
  public let start: Position
  public let end: Position

  public init(_ start: Position, _ end: Position) {
    self.start = start
    self.end = end
  }

  /// From the start of this piece to the end of another.
  public func joined(_ other: Span) -> Span { Span(min(start, other.start), max(end, other.end)) }

  /// How many characters of its first line it covers; at least one, so that there is something to underline.
  func width(in line: Int) -> Int {
    max(1, end.line == start.line ? end.column - start.column : line - start.column + 1)
  }
}
