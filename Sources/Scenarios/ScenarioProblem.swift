/// What is wrong with a scenario, all of it in the order of the file.
public struct ScenarioProblem: Error, Equatable, Sendable, CustomStringConvertible {
  public struct Item: Equatable, Sendable {
    /// From 1; 0 for a message that names another file itself.
    public var line: Int
    public var column: Int
    public var message: String
    public var hint: String?

    public init(line: Int, column: Int, _ message: String, hint: String? = nil) {
      self.line = line
      self.column = column
      self.message = message
      self.hint = hint
    }
  }
  public var file: String
  public var items: [Item]
  /// The file, line by line, to show the place.
  public var lines: [String]

  public init(file: String, items: [Item], lines: [String] = []) {
    self.file = file
    self.items = items
    self.lines = lines
  }

  public var description: String {
    items.map { item in
      // A driver's own messages name its file and lines, and stand as they are.
      if item.line == 0 { return item.message }
      var text = "\(file):\(item.line):\(item.column): error: \(item.message)"
      if lines.indices.contains(item.line - 1) {
        let number = "\(item.line)"
        let blank = String(repeating: " ", count: number.count)
        let source = lines[item.line - 1].prefix(100).map {
          $0.isNewline || $0.asciiValue.map { $0 < 32 } == true ? " " : $0
        }
        text += "\n   \(number) | \(String(source))"
        text += "\n   \(blank) | \(String(repeating: " ", count: max(0, min(100, item.column) - 1)))^"
      }
      if let hint = item.hint { text += "\n   = \(hint)" }
      return text
    }.joined(separator: "\n")
  }
}
