/// What a list says of a scenario, found in its text without reading it: there are many, and a list must be quick.
public struct ScenarioHeading: Equatable, Sendable {
  public var title = ""
  public var edition = ""
  /// The laws that it is expected to break; as they stand between the brackets.
  public var broken = ""
  /// The edition in which a bug was fixed; empty for what is no bug.
  public var fixed = ""

  /// Looks for lines `KEY: VALUE`, at the top level and one below.
  public init(scanning text: String) {
    for line in text.split(separator: "\n") {
      let indent = line.prefix { $0 == " " }.count
      guard indent <= 2, let colon = line.firstIndex(of: ":") else { continue }
      let key = line[line.index(line.startIndex, offsetBy: indent)..<colon]
      let value = Self.bare(line[line.index(after: colon)...])
      switch (key, indent) {
      case ("title", 0): title = value
      case ("edition", 0): edition = value
      case ("broken", 2): broken = value
      case ("fixed", 2): fixed = value
      default: break
      }
    }
  }

  /// Without blanks, a comment, quotes or brackets around it.
  private static func bare(_ text: Substring) -> String {
    var text = text
    if let comment = text.firstRange(of: " #") { text = text[..<comment.lowerBound] }
    while text.first == " " { text.removeFirst() }
    while text.last == " " || text.last == "\r" { text.removeLast() }
    for (open, close) in [("\"", "\""), ("'", "'"), ("[", "]")] where text.hasPrefix(open) && text.hasSuffix(close) {
      if text.count > 1 { text = text.dropFirst().dropLast() }
    }
    return String(text)
  }
}
