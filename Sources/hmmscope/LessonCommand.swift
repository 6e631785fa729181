import ArgumentParser
import Lessons

/// `hmmscope lesson`: a guided tour with questions.
struct LessonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lesson", abstract: "Take a lesson: stops with prose, and questions that the machine answers.",
    discussion: """
      With --text, or without a terminal, the whole lesson is played and printed. Exit status 1 if an Expect of it
      fails, 65 if its file is wrong.
      """)

  @Argument(
    help: "Its name, its number, a unique beginning of its name, or a file of one's own; hmmscope list lessons.")
  var name: String?

  @OptionGroup var display: DisplayOptions

  func run() throws {
    let finder = try Subject.Finder(display)
    let files = LessonFiles(finder: finder)
    guard let wanted = name ?? files.files.first.map({ Lesson.identity(ofFile: $0).name }) else {
      throw failure("there are no lessons here", Status.noInput)
    }
    let lesson = try files.lesson(wanted)
    let player: LessonPlayer
    do {
      player = try LessonPlayer(lesson, host: LessonHost(finder))
    } catch {
      throw told(error)
    }
    var text = LessonText(display)
    try text.play(player)
  }
}
