import ArgumentParser
import Explorer
import Export
import Lessons
import Replay
import Scene
import Screen
import Scripts
import Session

/// `hmmscope export`: pictures, films, handouts, scenes and models as files.
struct ExportCommand: ParsableCommand {
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case text, ansi, svg, markdown, cast, cast3, json, promela
  }

  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a moment, a span of moments, a lesson or the model to a file.",
    discussion: """
      text, ansi   the screen
      svg          the screen as a picture; a span is a picture that moves
      markdown     a handout, with its pictures in a folder beside it: a span, the turns of a run, or a lesson
      cast, cast3  a film of the terminal, asciicast 2 or 3, with a marker a step: a span, the whole run, or a lesson
      json         what is on the screen, as data: format 1, keys sorted; a span is JSON Lines
      promela      the scenario for Spin, which checks it independently

      The same input gives the same bytes. A file is written whole or not at all.
      """)

  @Argument(
    help: "A scenario, a recording or a trace; for svg, markdown and films also a lesson: a name or a file.",
    completion: Completing.subjects)
  var file: String

  @Option(help: "text, ansi, svg, markdown, cast, cast3, json or promela.")
  var to: Form

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write there instead of to standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(help: ArgumentHelp("The moment: a step or line, end, fail, 50%; end if nothing is said.", valueName: "step"))
  var at: String?

  @Option(help: ArgumentHelp("The first moment at which this holds, such as gpu.line==22.", valueName: "predicate"))
  var until: String?

  @Option(help: ArgumentHelp("Several moments, such as 10-20.", valueName: "first-last"))
  var span: String?

  @Option(help: "How long a step is shown in a film or a moving picture.")
  var pace = Pace(milliseconds: 1000)

  @Flag(help: "The name is that of a lesson, where a scenario is called the same.")
  var lesson = false

  @Flag(help: "With promela: also a monitor process that fails where a property does not hold.")
  var monitor = false

  @OptionGroup var options: ScenarioOptions

  @OptionGroup var display: DisplayOptions

  func validate() throws {
    if [at, until, span].compactMap(\.self).count > 1 {
      throw ValidationError("--at, --until and --span each say which moments: one of them is enough")
    }
    if to == .markdown, output == nil {
      throw ValidationError("a handout has pictures beside it: say where it is to be written, -o FILE.md")
    }
  }

  func run() throws {
    var finder = try Subject.Finder(display)
    if let lesson = try chosenLesson(finder) { return try export(lesson, finder) }
    try options.apply(to: &finder)
    let subject = try finder.anything(file)
    try options.check(subject)
    let choice = MomentChoice(at: at, until: until, span: span)
    switch to {
    case .promela: try deliver(model(subject))
    case .text, .ansi, .json: try deliver(parts(subject, try choice.moments(subject.session)))
    case .svg where span == nil: try deliver(picture(subject, try choice.moments(subject.session)))
    case .svg:
      let moments = try choice.moments(subject.session, most: Film.framesMost)
      try deliver(Film(subject, moments, display, pace: pace.milliseconds).movingPicture)
    case .cast, .cast3:
      let moments = try choice.moments(subject.session, most: Film.shotsMost, otherwise: .all)
      try deliver(Film(subject, moments, display, pace: pace.milliseconds).cast(to == .cast3 ? .three : .two))
    case .markdown:
      let moments = try choice.moments(subject.session, most: Film.framesMost, otherwise: .turns)
      try Handout(subject, moments, display, isWhole: !choice.isGiven, path: output ?? "").write()
    }
  }

  // MARK: A lesson

  /// The lesson that is meant: it was said so, or it is a page, or nothing else is called so.
  private func chosenLesson(_ finder: Subject.Finder) throws -> Lesson? {
    let files = LessonFiles(finder: finder)
    let isOnlyLesson = Lesson.file(called: file, among: files.files) != nil && !finder.knows(file)
    guard lesson || file.hasSuffix(".md") || isOnlyLesson else { return nil }
    return try files.lesson(file)
  }

  private func export(_ lesson: Lesson, _ finder: Subject.Finder) throws {
    guard at == nil, until == nil, span == nil else {
      throw failure("a lesson is exported whole: --at, --until and --span are for runs and traces", Status.usage)
    }
    guard options.isEmpty else {
      throw failure("a lesson says itself what it plays: --driver, --edition and --fix are for scenarios", Status.usage)
    }
    let player = try player(lesson, finder)
    switch to {
    case .markdown: try Handout(player, Exercises(finder: finder), display, path: output ?? "").write()
    case .svg: try deliver(try Film(player, display, pace: pace.milliseconds).movingPicture)
    case .cast, .cast3:
      try deliver(try Film(player, display, pace: pace.milliseconds).cast(to == .cast3 ? .three : .two))
    case .text, .ansi, .json, .promela:
      throw failure(
        "a lesson is exported as markdown, svg, cast or cast3; hmmscope lesson \(lesson.name) --text prints it",
        Status.usage)
    }
  }

  // MARK: Forms

  private func model(_ subject: Subject) throws -> String {
    guard let timeline = subject.session.timeline as? RunTimeline else {
      throw failure("a trace has no model to export; a scenario or a recording has", Status.usage)
    }
    return promela(timeline.run.program, monitor: monitor)
  }

  private func picture(_ subject: Subject, _ moments: [Int]) -> String {
    for moment in moments { subject.session.show(moment) }
    let scene = subject.session.scene()
    return Printer(display).frame(of: scene).svg(display.pictureTheme, title: scene.pictureTitle)
  }

  /// Moments one after the other.
  private func parts(_ subject: Subject, _ moments: [Int]) -> String {
    let printer = Printer(display)
    let parts = moments.map { moment -> String in
      subject.session.show(moment)
      switch to {
      case .ansi: return printer.frame(subject.session).ansiText(theme: display.screenTheme, depth: .palette)
      case .json: return subject.session.scene().json(indented: moments.count == 1)
      default: return printer.frame(subject.session).plainText()
      }
    }
    let rule = to == .json ? "" : String(repeating: "─", count: 80) + "\n"
    return parts.map(\.endingInNewline).joined(separator: rule)
  }

  /// Escapes of a picture must reach standard output as they are: everything in them comes from frames, which hold no
  /// control characters.
  private func deliver(_ text: String) throws {
    if let output { return try write(text, to: output) }
    writeOut(Array(text.utf8))
  }
}

/// How long a step is shown: `1s`, `500ms`.
struct Pace: ExpressibleByArgument {
  var milliseconds: Int

  init(milliseconds: Int) { self.milliseconds = milliseconds }

  init?(argument: String) {
    guard let time = ScriptTime.milliseconds(argument), time > 0 else { return nil }
    milliseconds = time
  }

  var defaultValueDescription: String { milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms" }
}

extension DisplayOptions {
  /// What a picture is drawn on.
  var pictureTheme: ThemeName { theme ?? .auto }
}

extension Scene {
  /// What a picture of it is called.
  var pictureTitle: String { "hmmscope: \(heading.title), \(moment)".printable }
}

extension String {
  fileprivate var endingInNewline: String { hasSuffix("\n") ? self : self + "\n" }
}
