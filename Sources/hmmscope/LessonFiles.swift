import ArgumentParser
import Drivers
import Foundation
import Lessons
import Library
import Scripts
import Session
import Spelling

/// The lessons that ship, or a lesson's file.
struct LessonFiles {
  let finder: Subject.Finder

  /// Their paths in the library, in their order.
  var files: [String] { finder.shipped.names(in: "Lessons").filter { $0.hasSuffix(".md") } }

  /// What a lesson may name.
  var names: LessonNames {
    LessonNames(
      scenarios: finder.shipped.names(in: "Scenarios").filter { $0.hasSuffix(".yaml") }.map(\.withoutEnding),
      recordings: finder.shipped.names(in: "Traces").flatMap { [$0, $0.withoutEnding] },
      exercises: Exercises(finder: finder).files, outcomes: Examination.outcomes)
  }

  /// What a lesson of one's own may name: files besides.
  private var ownNames: LessonNames {
    var names = names
    names.scenarios += finder.shipped.names(in: "Bugs").filter { $0.hasSuffix(".yaml") }.map(\.withoutEnding)
    names.isFile = { FileManager.default.fileExists(atPath: $0) }
    return names
  }

  /// By name, number or unique beginning; or a file of one's own.
  func lesson(_ wanted: String) throws -> Lesson {
    if let file = Lesson.file(called: wanted, among: files) { return try shipped(file) }
    if wanted.hasSuffix(".md"), let bytes = try read(wanted) { return try parse(bytes, file: wanted, names: ownNames) }
    let known = files.map { Lesson.identity(ofFile: $0).name }
    let several = known.filter { !wanted.isEmpty && $0.hasPrefix(wanted) }
    if several.count > 1 {
      throw failure("\(wanted) is the beginning of several lessons: \(several.joined(separator: ", "))", Status.noInput)
    }
    let near = nearest(wanted, among: known).map { "; did you mean \($0)?" } ?? ""
    throw failure("there is no lesson \(wanted)\(near)", Status.noInput)
  }

  func shipped(_ file: String) throws -> Lesson {
    try parse(finder.shipped.bytes("Lessons/\(file)") ?? [], file: file, names: names)
  }

  private func parse(_ bytes: [UInt8], file: String, names: LessonNames?) throws -> Lesson {
    do {
      return try Lesson(bytes, file: file, names: names)
    } catch {
      complain(error.description)
      throw Status.badData
    }
  }
}

/// What a lesson's commands run in: it opens what they name.
final class LessonHost: ScriptHost {
  private let finder: Subject.Finder

  init(_ finder: Subject.Finder) { self.finder = finder }

  func open(scenario: String, seed: UInt64?) throws -> Session {
    var finder = finder
    finder.seed = seed
    return try finder.scenario(scenario).session
  }

  func load(file: String) throws -> Session { try finder.anything(file).session }

  // A lesson has no keys and no pictures: its reader refuses them.
  func frame() -> String { "" }
  func press(_ key: ScriptKey) throws {}
  func resize(columns: Int, rows: Int) {}
  func write(_ text: String, to file: String) throws {}
}

/// Tells what is wrong with a lesson, and gives the status to end with.
func told(_ problem: LessonProblem) -> ExitCode {
  if let status = problem.cause as? ExitCode {
    complain("\(problem.place): the lesson stops here")
    return status
  }
  complain(problem.description)
  return problem.isBrokenQuestion ? Status.badData : Status.failed
}
