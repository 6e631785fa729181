import ArgumentParser
import Lessons
import Scene

/// `hmmscope lesson`: a guided tour with questions.
struct LessonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lesson", abstract: "Take a lesson: stops with prose, and questions that the machine answers.",
    discussion: """
      With --text, or without a terminal, the whole lesson is played and printed. Exit status 1 if an Expect of it
      fails, 65 if its file is wrong.
      """)

  @Argument(
    help: "Its name, its number, a unique beginning of its name, or a file of one's own; hmmscope list lessons.",
    completion: Completing.lessons)
  var name: String?

  @Flag(help: "Only the questions, and some more that are made from the state; as text, a sheet of them.")
  var quiz = false

  @Option(help: "With --quiz: which questions are made.")
  var seed: UInt64 = 1

  @Flag(help: "With --quiz: print the key of the sheet.")
  var answers = false

  @Option(
    help: ArgumentHelp("With --quiz: mark a file of answers, lines such as \"3 2\", \"name Ada\".", valueName: "file"))
  var grade: String?

  @Option(help: ArgumentHelp("Below it the exit status is 1.", valueName: "percent"))
  var pass = 60

  @Option(help: ArgumentHelp("With --grade: add a line to this file of a class.", valueName: "file"))
  var scores: String?

  @OptionGroup var display: DisplayOptions

  func validate() throws {
    if !quiz, answers || grade != nil { throw ValidationError("--answers and --grade go with --quiz") }
    if grade == nil, scores != nil { throw ValidationError("--scores goes with --grade") }
    if !(0...100).contains(pass) { throw ValidationError("--pass is a percentage, from 0 to 100") }
  }

  func run() throws {
    let finder = try Subject.Finder(display)
    let files = LessonFiles(finder: finder)
    guard let wanted = name ?? files.files.first.map({ Lesson.identity(ofFile: $0).name }) else {
      throw failure("there are no lessons here", Status.noInput)
    }
    let lesson = try files.lesson(wanted)
    let isOnPaper = answers || grade != nil || !display.isInteractive
    if quiz, isOnPaper { return try onPaper(try player(lesson, finder)) }
    if display.isInteractive { return try interact(try LessonStage(lesson, finder, asksOnly: quiz), display) }
    var text = try LessonText(display, finder)
    try text.play(try player(lesson, finder))
  }

  private func onPaper(_ player: LessonPlayer) throws {
    let sheet: QuizSheet
    do {
      sheet = try QuizSheet(player, seed: seed)
    } catch {
      throw told(error)
    }
    let text = QuizText(sheet: sheet, printer: Printer(display, try display.settings()))
    if let grade { return try text.grade(grade, pass: pass, scores: scores) }
    if answers { text.printKey() } else { text.printSheet() }
  }
}

/// Opens a lesson at its first stop; a mistake of the lesson is told.
func player(_ lesson: Lesson, _ finder: Subject.Finder) throws -> LessonPlayer {
  do {
    return try LessonPlayer(lesson, host: LessonHost(finder))
  } catch {
    throw told(error)
  }
}
