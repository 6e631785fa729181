import Lessons
import Scene

/// A lesson on the screen, whose progress is kept.
final class LessonStage: Stage {
  private let tutor: Tutor
  private var kept: LessonProgress
  private var hasComplained = false

  /// Opens a lesson where it was left, or at its first stop.
  ///
  /// - Parameter asksOnly: from question to question, without what the stops say.
  init(_ lesson: Lesson, _ finder: Subject.Finder, asksOnly: Bool = false) throws {
    let player = try player(lesson, finder)
    kept = LessonProgress.read()
    let before = kept.lessons[lesson.name]
    if !asksOnly, let before, !before.isDone, before.stop > 1, before.stop <= lesson.stops.count {
      do {
        try player.go(to: LessonPlace(stop: before.stop - 1))
      } catch {
        throw told(error)
      }
    }
    tutor = Tutor(player, asksOnly: asksOnly).knowingLessons(of: finder)
  }

  func scene() -> Scene { tutor.scene() }

  func handle(_ request: Request) -> Reply {
    if case .command(let text) = request, text.hasPrefix("save-script") {
      return Reply("a lesson is its own script: hmmscope lesson NAME --text plays it", isError: true)
    }
    var reply = tutor.handle(request)
    guard case .teach = request, !reply.isError, let note = keep(), !hasComplained else { return reply }
    hasComplained = true
    if reply.note.isEmpty { reply.note = note }
    return reply
  }

  /// Writes how far the lesson is; what is wrong, if it cannot be kept.
  private func keep() -> String? {
    guard let player = tutor.player else { return nil }
    var state = kept.lessons[player.lesson.name] ?? LessonProgress.State()
    state.stop = player.place.stop + 1
    state.stops = player.lesson.stops.count
    state.isDone = state.isDone || player.next(after: player.place) == nil
    state.right = max(state.right, tutor.score)
    state.questions = player.lesson.questionCount
    guard state != kept.lessons[player.lesson.name] else { return nil }
    kept.lessons[player.lesson.name] = state
    return kept.write()
  }
}
