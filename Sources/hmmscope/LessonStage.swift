import Lessons
import Scenarios
import Scene

/// A lesson on the screen, whose progress is kept.
final class LessonStage: Stage {
  private let tutor: Tutor
  private var kept: LessonProgress
  private var hasComplained = false
  private let exercises: Exercises
  /// What is to be written at the stop that is shown.
  private var work: Work?

  /// A file that is checked whenever it changes.
  private struct Work {
    let stop: Int
    let files = WatchedFiles()
    var examination: Examination?
  }

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
    let outcomes = asksOnly || before?.isDone ?? true ? [:] : before?.outcomes ?? [:]
    tutor = Tutor(player, asksOnly: asksOnly, outcomes: outcomes).knowingLessons(of: finder)
    exercises = Exercises(finder: finder)
  }

  func scene() -> Scene { tutor.scene() }

  var refresh: Int? { tutor.exercise == nil ? nil : work?.examination == nil ? WatchedFiles.interval : 50 }

  var isAtWork: Bool { false }

  func takeNews() -> Reply? {
    guard let exercise = tutor.exercise, let stop = tutor.player?.place.stop else {
      work?.examination?.stop()
      work = nil
      return nil
    }
    if work?.stop != stop {
      work?.examination?.stop()
      work = Work(stop: stop)
      if let begun = exercises.begin(exercise) {
        work?.files.note(exercise.file)
        return Reply(begun.note, isError: begun.isError)
      }
      return examine(exercise)
    }
    if work?.files.haveChanged() ?? false { return examine(exercise) }
    guard let attempt = work?.examination?.attempt else { return nil }
    work?.examination = nil
    return tutor.take(attempt)
  }

  /// Begins to check the file as it is now.
  private func examine(_ exercise: LessonExercise) -> Reply? {
    work?.examination?.stop()
    work?.examination = nil
    work?.files.note(exercise.file)
    do {
      guard let bytes = try Messages().collecting({ try read(exercise.file) }),
        let text = String(validating: bytes, as: UTF8.self)
      else {
        return Reply("\(exercise.file) is no text", isError: true)
      }
      work?.examination = Examination(try exercises.scenario(exercise, with: text))
      return Reply("\(exercise.file) is being checked")
    } catch let problem as ScenarioProblem {
      return tutor.take(LessonAttempt(problem))
    } catch {
      return Reply("\(exercise.file) cannot be read", isError: true)
    }
  }

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
    state.outcomes = tutor.outcomes
    guard state != kept.lessons[player.lesson.name] else { return nil }
    kept.lessons[player.lesson.name] = state
    return kept.write()
  }
}
