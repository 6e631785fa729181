/// What a list says of a lesson, found in its text without reading it whole.
public struct LessonHeading: Equatable, Sendable {
  public var title = ""
  public var stops = 0
  public var questions = 0

  /// Counts headings outside of fenced blocks.
  public init(scanning text: String) {
    var isInside = false
    for line in text.split(separator: "\n") {
      if line.hasPrefix("```") { isInside.toggle() }
      guard !isInside, line.hasPrefix("#") else { continue }
      if line.hasPrefix("# "), title.isEmpty { title = String(line.dropFirst(2)).trimmed }
      if line.hasPrefix("## ") { stops += 1 }
      if line.hasPrefix("### Question:") { questions += 1 }
    }
  }
}
