import Export
import Foundation
import Glibc
import Lessons
import Scene
import Screen
import Session

/// A page of Markdown with pictures in a folder beside it: a lesson, or moments of a run.
struct Handout {
  private let printer: Printer
  private let theme: ThemeName
  private let path: String
  private var text = ""
  /// What the pictures are called, and what is in them.
  private var pictures: [(file: String, svg: String)] = []
  private var lastFrame: Frame?

  /// Where the pictures are: `retry-loop-pictures` beside `retry-loop.md`.
  private var folder: String { (path as NSString).deletingPathExtension + "-pictures" }

  // MARK: A run

  /// - Parameter isWhole: nobody has chosen the moments; they are the turns of the run.
  init(_ subject: Subject, _ moments: [Int], _ display: DisplayOptions, isWhole: Bool, path: String) {
    self.init(printer: Printer(display), theme: display.pictureTheme, path: path)
    let session = subject.session, last = session.timeline.last
    let heading = session.timeline.scene(at: session.timeline.first).heading
    text = Markdown.heading(1, heading.title.printable) + "\n"
    text += Markdown.text([ProseBlock(.paragraph, [ProseSpan(introduction(subject, moments, last, isWhole))])])
    let digits = "\(moments.last ?? 0)".count
    for moment in moments {
      session.show(moment)
      let scene = session.scene()
      let name =
        scene.place.isEmpty || scene.place == scene.why.title ? scene.moment : "\(scene.moment), \(scene.place)"
      text += "\n" + Markdown.heading(2, name.prefix(1).uppercased() + String(name.dropFirst()).printable)
      let number = String(repeating: "0", count: digits - "\(moment)".count) + "\(moment)"
      picture(scene, nil, "\(scene.heading.isRun ? "step" : "line")-\(number)")
      text += sentences(scene)
    }
  }

  private func introduction(_ subject: Subject, _ moments: [Int], _ last: Int, _ isWhole: Bool) -> String {
    let heading = subject.session.timeline.scene(at: subject.session.timeline.first).heading
    let unit = heading.isRun ? "step" : "line"
    var parts = [heading.edition]
    if let seed = heading.seed { parts.append("seed \(seed)") }
    if let first = moments.first, let end = moments.last {
      let span = first == end ? "\(unit) \(first)" : "\(unit)s \(first) to \(end)"
      parts.append(isWhole ? "the turns of its \(last) \(unit)s" : "\(span) of \(last)")
    }
    return (parts.filter { !$0.isEmpty }.joined(separator: ", ") + ".").printable
  }

  private func sentences(_ scene: Scene) -> String {
    let items = scene.why.sentences.filter { $0.kind != .next }.map { sentence in
      ProseBlock(.item("-"), [ProseSpan(sentence.text.printable)])
    }
    return items.isEmpty ? "" : "\n" + Markdown.text(items)
  }

  // MARK: A lesson

  /// The whole lesson: what its stops say, its questions, and at the end their answers.
  init(_ player: LessonPlayer, _ exercises: Exercises, _ display: DisplayOptions, path: String) throws {
    self.init(printer: Printer(display), theme: display.pictureTheme, path: path)
    text = Markdown.heading(1, player.lesson.title) + "\n" + Markdown.text([player.lesson.preview])
    var answers = Handout(printer: printer, theme: theme, path: path)
    do {
      repeat { show(player, exercises, &answers) } while try player.goOn()
    } catch {
      throw told(error)
    }
    guard !answers.text.isEmpty else { return }
    text += "\n" + Markdown.heading(2, "Answers") + answers.text
    pictures += answers.pictures
  }

  private init(printer: Printer, theme: ThemeName, path: String) {
    self.printer = printer
    self.theme = theme
    self.path = path
  }

  private mutating func show(_ player: LessonPlayer, _ exercises: Exercises, _ answers: inout Handout) {
    let place = player.place, stop = player.lesson.stops[place.stop]
    let scene = player.session.scene(), focus = player.looks.first
    switch place.phase {
    case .reading:
      text += "\n" + Markdown.heading(2, "\(place.stop + 1). \(stop.heading)") + "\n" + Markdown.text(stop.prose)
      picture(scene, focus, "stop-\(Self.two(place.stop + 1))")
      if let file = stop.exercise?.file, let begun = exercises.text(file) {
        let lines = begun.split(separator: "\n", omittingEmptySubsequences: false).map { ProseSpan(String($0), .code) }
        text += "\n" + Markdown.text([ProseBlock(.verbatim, lines.last?.text == "" ? lines.dropLast() : lines)])
      }
    case .asked(let index):
      let question = stop.questions[index]
      text += "\n" + Markdown.heading(3, "Question \(player.questionNumber + 1)") + "\n"
      text += Markdown.text([question.text]) + "\n"
      text += Markdown.text(question.choices.enumerated().map { ProseBlock(.item("\($0 + 1)."), $1.words.spans) })
    case .answered(let index):
      let question = stop.questions[index], right = player.right ?? 0, number = player.questionNumber + 1
      answers.text += "\n" + Markdown.heading(3, "Answer \(number)") + "\n"
      let words = [ProseSpan("\(right + 1)", .strong), ProseSpan(": ")] + question.choices[right].words.spans
      answers.text += Markdown.text([ProseBlock(.paragraph, words)] + question.explanation)
      answers.lastFrame = lastFrame
      answers.picture(scene, focus, "answer-\(Self.two(number))")
    }
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  // MARK: Pictures

  /// A picture of a moment, if it shows something else than the one before.
  private mutating func picture(_ scene: Scene, _ focus: PanelName?, _ name: String) {
    let frame = printer.frame(of: scene, focus: focus)
    guard frame != lastFrame else { return }
    lastFrame = frame
    let file = "\(name).svg"
    pictures.append((file, frame.svg(theme, title: scene.pictureTitle)))
    let link = "\((folder as NSString).lastPathComponent)/\(file)"
    text += "\n" + Markdown.picture(scene.why.title.printable, file: link)
  }

  // MARK: Files

  /// Writes the page and its pictures: all of it, or nothing.
  func write() throws {
    let isNew = mkdir(folder, 0o777) == 0
    if !isNew, errno != EEXIST {
      let missing = (folder as NSString).deletingLastPathComponent
      let reason = errno == ENOENT ? "there is no folder \(missing)" : String(cString: strerror(errno))
      throw failure("\(path) cannot be written: \(reason)", Status.unwritten)
    }
    var files: [WholeFile] = []
    do throws(WholeFile.Problem) {
      for (file, svg) in pictures { files.append(try WholeFile(Array(svg.utf8), for: "\(folder)/\(file)")) }
      files.append(try WholeFile(Array(text.utf8), for: path))
      while let file = files.first {
        try file.commit()
        files.removeFirst()
      }
    } catch {
      for file in files { file.discard() }
      if isNew { rmdir(folder) }
      throw failure("\(error.path) cannot be written: \(error.reason)", Status.unwritten)
    }
  }
}
