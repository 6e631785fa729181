import Drivers
import Scene
import Session

/// The questions of a lesson as a sheet of paper has them: those that are written in it, and one for each stop that is
/// made from the state. The same lesson and seed give the same sheet.
public struct QuizSheet: Sendable {
  /// One question, with what is right.
  public struct Item: Equatable, Sendable {
    /// From 1.
    public var number: Int
    public var heading: String
    public var text: ProseBlock
    public var choices: [ProseBlock]
    /// From 0.
    public var right: Int
    public var explanation: [ProseBlock]
    /// The moment at which it is asked, without what comes after.
    public var scene: Scene
    /// What the stop is about.
    public var looks: [PanelName]
  }
  public let title: String
  public let name: String
  public let seed: UInt64
  public private(set) var items: [Item] = []

  /// Plays a lesson from where the player stands to its end, and collects the questions.
  public init(_ player: LessonPlayer, seed: UInt64) throws(LessonProblem) {
    title = player.lesson.title
    name = player.lesson.name
    self.seed = seed
    repeat {
      let stop = player.lesson.stops[player.place.stop]
      switch player.place.phase {
      case .reading:
        makeOne(player, stop.heading)
      case .asked(let index):
        let question = stop.questions[index]
        add(player, player.session.scene(), stop.heading, question.text, question.choices.map(\.words), 0)
      case .answered(let index):
        items[items.count - 1].right = player.right ?? 0
        items[items.count - 1].explanation = stop.questions[index].explanation
      }
    } while try player.goOn()
  }

  /// A question about one of the next steps, the first that is worth one.
  private mutating func makeOne(_ player: LessonPlayer, _ heading: String) {
    let timeline = player.session.timeline
    var moment = player.session.position
    for _ in 0..<Self.reach {
      if let made = PredictionMaker.question(timeline, at: moment, seed: seed) {
        let scene = timeline.scene(at: moment)
        return add(player, scene, heading, made.text, made.choices, made.right)
      }
      guard let next = timeline.moment(after: moment, .forward) else { return }
      moment = next
    }
  }

  /// How far beyond a stop its made question may lie.
  private static let reach = 30

  private mutating func add(
    _ player: LessonPlayer, _ scene: Scene, _ heading: String, _ text: ProseBlock, _ choices: [ProseBlock], _ right: Int
  ) {
    items.append(
      Item(
        number: items.count + 1, heading: heading, text: text, choices: choices, right: right,
        explanation: [], scene: scene.withoutFuture(), looks: player.looks))
  }
}

/// What somebody has answered to a sheet: a line a question.
///
///     # a comment
///     name Ada
///     1 2
///     2: 3
///     3 -
public struct AnswerSheet: Equatable, Sendable {
  public private(set) var name: String?
  /// The choices from 0, by the number of the question from 1; what is not here was not answered.
  public private(set) var answers: [Int: Int] = [:]

  private static let form = "NUMBER ANSWER, such as 3 2; 3 - is no answer"

  /// Reads an answer file. Throws every error of it at once.
  public init(_ bytes: [UInt8], file: String, for sheet: QuizSheet) throws(Diagnostics) {
    let text = String(decoding: bytes, as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      String(line.last == "\r" ? line.dropLast() : line)
    }
    var problems: [Diagnostic] = [], seen: Set<Int> = []
    for (index, line) in lines.enumerated() {
      do {
        try read(line, index + 1, sheet, &seen)
      } catch {
        problems.append(error.diagnostic)
      }
    }
    if !problems.isEmpty { throw Diagnostics(file: file, lines: lines, all: problems) }
  }

  private struct Problem: Error {
    var diagnostic: Diagnostic

    init(_ line: Int, _ column: Int, _ width: Int, _ message: String, _ hint: String) {
      let start = Position(line: line, column: column), end = Position(line: line, column: column + max(1, width))
      diagnostic = Diagnostic(.error, Span(start, end), message, hint: hint)
    }
  }

  private mutating func read(_ line: String, _ number: Int, _ sheet: QuizSheet, _ seen: inout Set<Int>) throws(Problem)
  {
    let indent = line.prefix { $0.isWhitespace }.count
    let body = line.trimmed
    guard !body.isEmpty, !body.hasPrefix("#") else { return }
    if body.hasPrefix("name ") || body.hasPrefix("name:") {
      guard name == nil else { throw Problem(number, indent + 1, 4, "a second name", "one name a file") }
      name = String(body.dropFirst(5)).trimmed
      return
    }
    let digits = body.prefix { $0.isASCII && $0.isNumber }
    let rest = body.dropFirst(digits.count).drop { $0 == ":" || $0 == "." }.drop { $0.isWhitespace }
    guard let question = Int(digits), !rest.isEmpty else {
      throw Problem(number, indent + 1, body.count, "this is no answer", Self.form)
    }
    guard sheet.items.indices.contains(question - 1) else {
      throw Problem(
        number, indent + 1, digits.count, "there is no question \(question)", "there are 1 to \(sheet.items.count)")
    }
    guard seen.insert(question).inserted else {
      throw Problem(number, indent + 1, digits.count, "question \(question) was answered before", "one line a question")
    }
    guard rest != "-" else { return }
    let count = sheet.items[question - 1].choices.count
    guard let chosen = Int(rest), (1...count).contains(chosen) else {
      throw Problem(
        number, indent + body.count - rest.count + 1, rest.count,
        "\(rest.prefix(40)) is no answer to question \(question)",
        "there are 1 to \(count), and - for none")
    }
    answers[question] = chosen - 1
  }

  /// How many of them are right.
  public func score(_ sheet: QuizSheet) -> Int { sheet.items.count { answers[$0.number] == $0.right } }
}
