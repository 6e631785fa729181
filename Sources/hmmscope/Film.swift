import Export
import Lessons
import Scene
import Screen
import Session

/// Frames one after the other, each with how long it is shown: for players of terminals, or as a picture that moves.
struct Film {
  /// A moment on the screen.
  struct Shot {
    var frame: Frame
    /// What players show where they stop.
    var marker: String
    var milliseconds: Int
  }

  /// A picture that moves has all its frames in it, and a handout a picture for each: more are no use to anybody.
  static let framesMost = 500
  static let shotsMost = 100_000

  private let title: String
  private let theme: Theme
  private let pictureTheme: ThemeName
  private var shots: [Shot] = []

  /// Moments of a run or of a trace.
  init(_ subject: Subject, _ moments: [Int], _ display: DisplayOptions, pace: Int) {
    let printer = Printer(display)
    title = "hmmscope: \(subject.session.scene().heading.title)".printable
    theme = display.screenTheme
    pictureTheme = display.pictureTheme
    for moment in moments {
      subject.session.show(moment)
      let scene = subject.session.scene()
      shots.append(Shot(frame: printer.frame(of: scene), marker: scene.marker.printable, milliseconds: pace))
    }
    holdLast()
  }

  /// A lesson from stop to stop, with its questions and what the machine answers.
  init(_ player: LessonPlayer, _ display: DisplayOptions, pace: Int) throws {
    let printer = Printer(display)
    title = "hmmscope: \(player.lesson.title)".printable
    theme = display.screenTheme
    pictureTheme = display.pictureTheme
    let tutor = Tutor(player)
    var words = Set<String>()
    repeat {
      let scene = tutor.scene()
      // As long as it takes to read what is new.
      let said = Self.said(scene).filter { words.insert($0).inserted }
      let count = said.reduce(0) { $0 + $1.split(separator: " ").count }
      shots.append(
        Shot(
          frame: printer.frame(of: scene, focus: player.looks.first), marker: Self.marker(scene, player.place),
          milliseconds: pace + count * 250))
    } while try goOn(tutor, player)
    holdLast()
  }

  private func goOn(_ tutor: Tutor, _ player: LessonPlayer) throws -> Bool {
    guard player.next(after: player.place) != nil else { return false }
    var reply = Reply()
    if case .asked = player.place.phase {
      reply = tutor.handle(.teach(.skip))
    } else {
      reply = tutor.handle(.teach(.next))
    }
    if reply.isError {
      complain(reply.note)
      throw Status.failed
    }
    return true
  }

  private static func said(_ scene: Scene) -> [String] {
    guard let lesson = scene.lesson else { return [] }
    let question = lesson.question.map { [$0.text] + $0.choices + ($0.answer?.explanation ?? []) } ?? []
    return ((lesson.question == nil ? lesson.prose : []) + question).map(\.text)
  }

  private static func marker(_ scene: Scene, _ place: LessonPlace) -> String {
    let heading = scene.lesson?.heading ?? ""
    let text =
      switch place.phase {
      case .reading: "stop=\(place.stop + 1) \(heading)"
      case .asked: "stop=\(place.stop + 1) question"
      case .answered: "stop=\(place.stop + 1) answer"
      }
    return text.printable
  }

  /// Before a film begins again, its end is to be seen.
  private mutating func holdLast() {
    if let last = shots.indices.last, shots.count > 1 { shots[last].milliseconds += 2000 }
  }

  func cast(_ version: Export.Cast.Version) -> String {
    let columns = shots.first?.frame.columns ?? 0, rows = shots.first?.frame.rows ?? 0
    var cast = Export.Cast(columns: columns, rows: rows, title: title, theme: theme)
    for shot in shots {
      cast.show(shot.frame, marker: shot.marker)
      cast.wait(milliseconds: shot.milliseconds)
    }
    return cast.text(version)
  }

  var movingPicture: String {
    var picture = AnimatedSVG(pictureTheme, title: title)
    for shot in shots { picture.show(shot.frame, milliseconds: shot.milliseconds) }
    return picture.text
  }
}
