import Drivers
import Scene
import Scripts
import Session

/// What a lesson may name: what ships, or what lies in a folder while somebody writes one.
public struct LessonNames: Sendable {
  public var scenarios: [String]
  public var recordings: [String]
  /// Files that an exercise begins with.
  public var exercises: [String]
  /// What a check of an exercise can end as.
  public var outcomes: [String]
  /// Whether a name is a file: a lesson of one's own may have scenarios and recordings of one's own.
  public var isFile: @Sendable (String) -> Bool

  public init(
    scenarios: [String], recordings: [String], exercises: [String] = [], outcomes: [String] = [],
    isFile: @escaping @Sendable (String) -> Bool = { _ in false }
  ) {
    self.scenarios = scenarios
    self.recordings = recordings
    self.exercises = exercises
    self.outcomes = outcomes
    self.isFile = isFile
  }
}

extension Lesson {
  /// Reads the bytes of a file. Throws every error of the text at once, each with its line and column.
  ///
  /// - Parameter names: what Scenario and Load may name; nil to leave that to the moment when they run.
  public init(_ bytes: [UInt8], file: String, names: LessonNames? = nil) throws(Diagnostics) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let start = Position(line: 1, column: 1)
      let problem = Diagnostic(.error, Span(start, start), "this is not UTF-8", hint: "save the lesson as UTF-8")
      throw Diagnostics(file: file, lines: [], all: [problem])
    }
    var reader = LessonReader(text.replacing("\r\n", with: "\n"), file: file, names: names)
    reader.read()
    guard reader.problems.isEmpty, let title = reader.title, let preview = reader.preview, let opening = reader.opening
    else { throw Diagnostics(file: file, lines: reader.lines, all: reader.problems) }
    let identity = Self.identity(ofFile: file)
    self.init(
      file: file, number: identity.number, name: identity.name, title: title, preview: preview, opening: opening,
      without: reader.without, stops: reader.stops)
  }
}

/// Reads a lesson line by line, and collects what is wrong with it.
struct LessonReader {
  let text: String
  let lines: [String]
  let file: String
  let names: LessonNames?
  var title: String?
  var preview: ProseBlock?
  var opening: Script?
  var without: [PanelName] = []
  var stops: [LessonStop] = []
  var problems: [Diagnostic] = []
  var index = 0
  /// What a paragraph or an item has so far.
  private var open: (kind: ProseBlock.Kind, source: SourceLine)?
  /// Inside a question: choices still come, until something else was there.
  private var takesChoices = false
  private var isInQuestion = false

  init(_ text: String, file: String, names: LessonNames?) {
    self.text = text
    self.file = file
    self.names = names
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  mutating func read() {
    while index < lines.count {
      let line = lines[index], start = line.prefix { $0 == " " }.count
      let body = line.dropFirst(start)
      if body.isEmpty {
        close()
      } else if body.hasPrefix("```") {
        close()
        fence(String(body.dropFirst(3)), column: start + 1)
      } else if body.hasPrefix("<!--") {
        close()
        comment(column: start + 1)
      } else if body.hasPrefix("#"), start < 4 {
        close()
        heading(String(body), column: start + 1)
      } else if let marker = Self.marker(body) {
        close()
        open = (
          .item(marker.label),
          SourceLine(body.dropFirst(marker.width), line: index + 1, column: start + 1 + marker.width)
        )
      } else if body.hasPrefix("|") || body.hasPrefix(">") {
        close()
        let what = body.hasPrefix("|") ? "a table" : "a block quote"
        problem(index, start + 1, 1, "\(what) has no place in a lesson", "paragraphs, lists and fenced blocks have")
      } else if open != nil {
        open?.source.append(body, line: index + 1, column: start + 1)
      } else {
        open = (.paragraph, SourceLine(body, line: index + 1, column: start + 1))
      }
      index += 1
    }
    close()
    finish()
  }

  mutating func problem(_ line: Int, _ column: Int, _ width: Int, _ message: String, _ hint: String? = nil) {
    let start = Position(line: line + 1, column: column)
    let end = Position(line: line + 1, column: column + max(1, width))
    problems.append(Diagnostic(.error, Span(start, end), message, hint: hint))
  }

  /// `- `, `* `, `3. `.
  private static func marker(_ body: Substring) -> (label: String, width: Int)? {
    if body.hasPrefix("- ") || body.hasPrefix("* ") || body.hasPrefix("+ ") { return ("-", 2) }
    let digits = body.prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty, digits.count < 4, body.dropFirst(digits.count).hasPrefix(". ") else { return nil }
    return (digits + ".", digits.count + 2)
  }

  // MARK: Headings

  private mutating func heading(_ body: String, column: Int) {
    let level = body.prefix { $0 == "#" }.count
    let source = SourceLine(body.dropFirst(level), line: index + 1, column: column + level)
    let position = Position(line: index + 1, column: column)
    guard body.dropFirst(level).hasPrefix(" "), !source.characters.isEmpty else {
      return problem(index, column, level, "a heading has a blank and then its words", "# Title, ## Heading")
    }
    switch level {
    case 1:
      guard title == nil, stops.isEmpty else {
        return problem(index, column, 1, "a second title", "## begins a stop")
      }
      title = source.text
    case 2:
      if title == nil { problem(index, column, 2, "the title comes first", "# Title") }
      stops.append(LessonStop(heading: plain(source), position: position))
      isInQuestion = false
    case 3:
      question(source, position)
    default: problem(index, column, level, "there are no headings of this level", "#, ## and ### Question: …?")
    }
  }

  private func plain(_ source: SourceLine) -> String {
    var ignored: [Diagnostic] = []
    return ProseBlock(.paragraph, ProseReader.spans(source, &ignored)).text
  }

  private mutating func question(_ source: SourceLine, _ position: Position) {
    if source.text.hasPrefix("When:") { return reaction(source.dropping("When:".count), position) }
    let word = "Question:"
    guard source.text.hasPrefix(word) else {
      return problem(
        index, position.column, lines[index].count, "below a stop there are questions, and what is said of an exercise",
        "### Question: What …?, ### When: passes")
    }
    guard !stops.isEmpty else {
      return problem(index, position.column, 3, "a question stands inside a stop", "## Heading comes first")
    }
    let words = source.dropping(word.count)
    guard words.characters.last == "?" else {
      return problem(index, position.column, lines[index].count, "a question ends with ?", "### Question: What …?")
    }
    stops[stops.count - 1].questions.append(
      LessonQuestion(
        text: ProseBlock(.paragraph, ProseReader.spans(words, &problems)), position: position))
    (isInQuestion, takesChoices) = (true, true)
  }

  // MARK: Paragraphs and lists

  /// Puts what is open where it belongs.
  private mutating func close() {
    guard let (kind, source) = open else { return }
    open = nil
    guard !source.characters.isEmpty else { return }
    if isInQuestion, takesChoices, case .item = kind { return choice(source) }
    let block = ProseBlock(kind, ProseReader.spans(source, &problems))
    put(block, source.span(0, 1))
  }

  private mutating func put(_ block: ProseBlock, _ span: Span) {
    guard !stops.isEmpty else { return beforeFirstStop(block, span) }
    let last = stops.count - 1
    guard isInQuestion else {
      guard let reaction = stops[last].exercise?.reactions.indices.last else { return stops[last].prose.append(block) }
      stops[last].exercise?.reactions[reaction].prose.append(block)
      return
    }
    let question = stops[last].questions.count - 1
    if takesChoices, stops[last].questions[question].choices.isEmpty {
      problems.append(
        Diagnostic(
          .error, span, "the answers come below a question", hint: "- `PREDICATE`: the words of the answer"))
    }
    takesChoices = false
    stops[last].questions[question].explanation.append(block)
  }

  private mutating func beforeFirstStop(_ block: ProseBlock, _ span: Span) {
    if title == nil {
      problems.append(Diagnostic(.error, span, "the title comes first", hint: "# Title"))
    } else if preview == nil, block.kind == .paragraph {
      preview = block
    } else {
      problems.append(
        Diagnostic(
          .error, span, "before the first stop there are one paragraph and the block that opens the lesson",
          hint: "## Heading begins a stop"))
    }
  }

  /// `` `PREDICATE`: words``
  private mutating func choice(_ source: SourceLine) {
    let form = "- `PREDICATE`: the words of the answer"
    let characters = source.characters
    guard characters.first == "`", let close = characters.dropFirst().firstIndex(of: "`") else {
      let message = "an answer begins with its predicate in backquotes"
      return problems.append(Diagnostic(.error, source.span(0, 1), message, hint: form))
    }
    guard close + 1 < characters.count, characters[close + 1] == ":" else {
      let message = "a colon comes between the predicate and the words"
      return problems.append(Diagnostic(.error, source.span(close, close + 1), message, hint: form))
    }
    let words = source.dropping(close + 2)
    guard !words.characters.isEmpty else {
      return problems.append(
        Diagnostic(.error, source.span(close + 1, close + 2), "this answer has no words", hint: form))
    }
    let predicate = String(characters[1..<close])
    do {
      _ = try parseExpression(predicate)
    } catch {
      let first = error.errors.first
      let column = min(max(1, first?.span.start.column ?? 1), max(1, close - 1))
      return problems.append(
        Diagnostic(
          .error, source.span(column, close), first?.message ?? "this is no predicate",
          hint: first?.hint ?? "such as `range.valid`, `gpu.line == 21`"))
    }
    guard let condition = try? Condition(predicate) else { return }
    let last = stops.count - 1, question = stops[last].questions.count - 1
    stops[last].questions[question].choices.append(
      LessonChoice(
        condition: condition, words: ProseBlock(.paragraph, ProseReader.spans(words, &problems)),
        position: source.places[1]))
  }

  /// What follows a block of a question is its explanation.
  mutating func endChoices() { takesChoices = false }

  // MARK: Fences

  private mutating func fence(_ info: String, column: Int) {
    let start = index, info = info.trimmed
    index += 1
    while index < lines.count, !lines[index].trimmed.hasPrefix("```") { index += 1 }
    guard index < lines.count else {
      return problem(start, column, 3, "this block is not closed", "``` on a line of its own closes it")
    }
    let part = start + 1..<index
    switch info {
    case "hmmscope": commands(part, fence: start)
    case "exercise": exercise(part, fence: start)
    case "", "c", "text":
      let spans = lines[part].map { ProseSpan($0, .code) }
      put(ProseBlock(.verbatim, spans), Span(at(start, column), at(start, column + 3)))
    default:
      problem(
        start, column + 3, info.count, "\(info.prefix(40)) is no kind of block",
        "hmmscope, exercise, c, text, or nothing")
    }
  }

  private func at(_ line: Int, _ column: Int) -> Position { Position(line: line + 1, column: column) }
}

extension String {
  /// Without blanks and line ends around it.
  var trimmed: String {
    var rest = self[...]
    while rest.first?.isWhitespace ?? false { rest.removeFirst() }
    while rest.last?.isWhitespace ?? false { rest.removeLast() }
    return String(rest)
  }
}
