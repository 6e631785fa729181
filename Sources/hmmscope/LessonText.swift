import ArgumentParser
import Interface
import Lessons
import Scene
import Screen

/// A lesson without hands: every stop with its prose, the screen where the moment has changed, every question with
/// the answer that the machine gives.
struct LessonText {
  let printer: Printer
  private let exercises: Exercises
  private var last = ""

  init(_ display: DisplayOptions, _ finder: Subject.Finder) throws {
    printer = Printer(display, try display.settings())
    exercises = Exercises(finder: finder)
  }

  private var columns: Int { min(printer.size.columns, 100) }

  mutating func play(_ player: LessonPlayer) throws {
    let lesson = player.lesson
    heading(lesson.title, "=")
    paragraphs([lesson.preview])
    do {
      repeat { show(player) } while try player.goOn()
    } catch {
      throw told(error)
    }
  }

  private mutating func show(_ player: LessonPlayer) {
    let stop = player.lesson.stops[player.place.stop]
    switch player.place.phase {
    case .reading:
      heading("\(player.place.stop + 1) of \(player.lesson.stops.count)  \(stop.heading)", "-")
      paragraphs(stop.prose)
      picture(player)
      if let exercise = stop.exercise { show(exercise) }
    case .asked(let index):
      let question = stop.questions[index]
      output("")
      let number = player.questionNumber + 1
      let head = ProseBlock(.paragraph, [ProseSpan("Question \(number): ", .strong)] + question.text.spans)
      lines([head] + question.choices.enumerated().map { ProseBlock(.item("\($0 + 1)."), $1.words.spans) })
    case .answered(let index):
      let question = stop.questions[index], right = player.right ?? 0
      output("")
      lines([
        ProseBlock(.paragraph, [ProseSpan("Answer: \(right + 1), ")] + question.choices[right].words.spans)
      ])
      paragraphs(question.explanation)
      picture(player)
    }
  }

  /// What is said of every text that ships for an exercise.
  private func show(_ exercise: LessonExercise) {
    for file in exercises.attempts(exercise) {
      let attempt = exercises.attempt(exercise, with: exercises.text(file) ?? "")
      heading(file, "-")
      paragraphs(attempt.prose(exercise.reaction(to: attempt.outcome)))
    }
  }

  private func heading(_ text: String, _ rule: Character) {
    if rule != "=" { output("") }
    output(text)
    output(String(repeating: rule, count: text.count))
  }

  private func paragraphs(_ blocks: [ProseBlock]) {
    guard !blocks.isEmpty else { return }
    output("")
    lines(blocks)
  }

  private func lines(_ blocks: [ProseBlock]) {
    for line in ProseText.rows(blocks, columns: columns) { output(line) }
  }

  /// The screen, where it is another moment than the last one that was printed.
  private mutating func picture(_ player: LessonPlayer) {
    let text = printer.picture(player.session, focus: player.looks.first)
    guard text != last else { return }
    last = text
    output("")
    output(text)
  }
}
