import Drivers
import Scene
import Spelling

/// What a page does not show: notes for the speaker, and what a lesson says of itself.
extension LessonReader {
  mutating func comment(column: Int) {
    let start = index
    var body = String(lines[index].dropFirst(column - 1).dropFirst(4))
    while !body.contains("-->") {
      index += 1
      guard index < lines.count else {
        return problem(start, column, 4, "this comment is not closed", "--> closes it")
      }
      body += "\n" + lines[index]
    }
    guard let end = body.firstRange(of: "-->") else { return }
    let inside = String(body[..<end.lowerBound]).trimmed
    if inside.hasPrefix(Self.speaker) {
      note(inside.dropFirst(Self.speaker.count), line: start, column: column)
    } else if inside.hasPrefix(Self.leaveOut) {
      leaveOut(inside.dropFirst(Self.leaveOut.count), line: start, column: column)
    }
  }

  private static let speaker = "speaker:"
  private static let leaveOut = "without:"

  private mutating func note(_ words: Substring, line: Int, column: Int) {
    guard !stops.isEmpty else {
      return problem(line, column, 4, "a note for the speaker belongs to a stop", "## Heading comes first")
    }
    for paragraph in words.split(separator: "\n\n") {
      let words = paragraph.split(whereSeparator: { $0 == "\n" || $0 == " " }).joined(separator: " ")
      let source = SourceLine(words, line: line + 1, column: column)
      if !words.isEmpty {
        stops[stops.count - 1].notes.append(ProseBlock(.paragraph, ProseReader.spans(source, &problems)))
      }
    }
  }

  /// `<!-- without: ranges notifiers -->`
  private mutating func leaveOut(_ words: Substring, line: Int, column: Int) {
    guard stops.isEmpty else {
      return problem(line, column, 4, "what a lesson is shown without is said before its first stop")
    }
    for word in words.split(whereSeparator: { $0.isWhitespace || $0 == "," }) {
      if let panel = PanelName(rawValue: String(word)) {
        without.append(panel)
      } else {
        let at = lines[line].firstRange(of: word).map {
          lines[line].distance(from: lines[line].startIndex, to: $0.lowerBound)
        }
        let known = PanelName.allCases.map(\.rawValue)
        let near = nearest(ignoringCase: String(word), among: known).map { "did you mean \($0)? " } ?? ""
        problem(
          line, (at ?? column - 1) + 1, word.count, "\(word.prefix(40)) is no panel",
          near + "there are \(known.joined(separator: ", "))")
      }
    }
  }
}
