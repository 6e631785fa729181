/// Why a text can't be read as a recording, and where that shows.
public struct TraceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What kind of mistake it is, so that a program can tell them apart.
  public enum Kind: Equatable, Sendable {
    case empty
    /// Not text: a binary recording or a compressed file.
    case binary
    /// The file ends before its first event.
    case cutOff
    /// Trace text of another form than is read here.
    case otherForm
    case notATrace
  }

  public var kind: Kind
  /// From 1.
  public var line: Int
  /// In bytes, from 1.
  public var column: Int
  /// A sentence without a full stop.
  public var reason: String

  public init(_ kind: Kind, line: Int = 1, column: Int = 1, reason: String) {
    self.kind = kind
    self.line = line
    self.column = column
    self.reason = reason
  }

  /// `:1:1: error: reason`, what stands behind a file's name.
  public var description: String { ":\(line):\(column): error: \(reason)" }

  /// `FILE:1:1: error: reason`.
  public func message(file: String) -> String { file + description }
}
