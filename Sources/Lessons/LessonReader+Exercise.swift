import Drivers
import Scene
import Spelling

/// What a stop asks a person to write, and what is said of it.
extension LessonReader {
  private static let form = "hmmscope check SCENARIO --driver FILE.c"

  /// A block with the info string `exercise`: the command that checks what is written.
  mutating func exercise(_ part: Range<Int>, fence: Int) {
    guard let last = stops.indices.last, stops[last].questions.isEmpty else {
      return problem(fence, 1, 3, "an exercise belongs to a stop, before its questions", "## Heading begins a stop")
    }
    guard stops[last].exercise == nil else { return problem(fence, 1, 3, "a second exercise in this stop") }
    let words = part.first.map { lines[$0].split(separator: " ").map(String.init) } ?? []
    guard part.count == 1, words.count == 5, words[0] == "hmmscope", words[1] == "check", words[3] == "--driver",
      words[4].hasSuffix(".c"), !words[4].contains("/")
    else {
      return problem(part.first ?? fence, 1, 3, "this is not the command that checks an exercise", Self.form)
    }
    let position = Position(line: part.lowerBound + 1, column: 1)
    let span = Span(position, Position(line: position.line, column: lines[part.lowerBound].count + 1))
    look(up: words[2], \.scenarios, "scenario", span)
    look(up: words[4], \.exercises, "exercise", span)
    stops[last].exercise = LessonExercise(scenario: words[2], file: words[4], position: position)
  }

  /// `### When: I12, I15`.
  mutating func reaction(_ words: SourceLine, _ position: Position) {
    guard let last = stops.indices.last, stops[last].exercise != nil, stops[last].questions.isEmpty else {
      return problem(
        position.line - 1, position.column, 3, "what is said of an exercise comes after its block",
        "a block ```exercise with \(Self.form)")
    }
    let outcomes = words.text.split(separator: ",").map { String($0).trimmed }
    for outcome in outcomes where names?.outcomes.contains(outcome) == false {
      let known = names?.outcomes ?? []
      let near = nearest(outcome, among: known).map { "did you mean \($0)? " } ?? ""
      problem(
        position.line - 1, position.column, lines[position.line - 1].count,
        "a check never says \(outcome.isEmpty ? "nothing" : outcome)",
        near + "there are \(known.joined(separator: ", "))")
    }
    stops[last].exercise?.reactions.append(LessonReaction(outcomes: outcomes, position: position))
  }

  /// What every exercise has an answer to.
  mutating func finish(_ exercise: LessonExercise) {
    for wanted in [LessonExercise.passes, LessonExercise.anythingElse]
    where !exercise.reactions.contains(where: { $0.outcomes.contains(wanted) }) {
      problem(exercise.position.line - 1, 1, 3, "nothing is said where it ends as: \(wanted)", "### When: \(wanted)")
    }
    for reaction in exercise.reactions where reaction.prose.isEmpty {
      problem(reaction.position.line - 1, 1, 3, "this says nothing", "a paragraph below ### When:")
    }
  }
}
