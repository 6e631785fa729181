import Foundation
import Lessons
import Library
import Scenarios

/// The exercises that ship: what one begins with, and what others have made of it.
struct Exercises {
  let finder: Subject.Finder

  /// All texts, in their order.
  var files: [String] { finder.shipped.names(in: "Exercises").filter { $0.hasSuffix(".c") } }

  /// The texts for an exercise: what one begins with, then those of others.
  func attempts(_ exercise: LessonExercise) -> [String] {
    [exercise.file] + files.filter { $0 != exercise.file }
  }

  /// A text that ships; nil if there is none of this name.
  func text(_ name: String) -> String? { finder.shipped.text("Exercises/\(name)") }

  /// What one begins with, each in the scenario of its name.
  var all: [LessonExercise] {
    files.filter { finder.shipped.bytes("Scenarios/\($0.withoutEnding).yaml") != nil }.map {
      LessonExercise(scenario: $0.withoutEnding, file: $0)
    }
  }

  /// What `hmmscope list exercises` prints: each text with its first sentence, and what a check says of it.
  func list() -> [(name: String, text: String)] {
    all.flatMap { exercise in
      attempts(exercise).flatMap { file -> [(name: String, text: String)] in
        let text = text(file) ?? ""
        return [(file, firstSentence(text)), ("", attempt(exercise, with: text).sentence)]
      }
    }
  }

  /// The scenario of an exercise with a text as its driver.
  ///
  /// - Throws: what is wrong with the text, with line and column.
  func scenario(_ exercise: LessonExercise, with text: String) throws(ScenarioProblem) -> Scenario {
    var overrides = ScenarioOverrides()
    overrides.driver = DriverFile(name: exercise.file, text: text)
    let scenario = try Scenario.shipped(exercise.scenario, overrides: overrides, file: finder.shipped.bytes)
    if let scenario { return scenario }
    let missing = ScenarioProblem.Item(line: 1, column: 1, "there is no scenario \(exercise.scenario)")
    throw ScenarioProblem(file: "\(exercise.scenario).yaml", items: [missing])
  }

  /// Checks a text, and waits for what comes of it.
  func attempt(_ exercise: LessonExercise, with text: String) -> LessonAttempt {
    do {
      return Examination.attempt(try scenario(exercise, with: text))
    } catch {
      return LessonAttempt(error)
    }
  }

  /// Puts what one begins with into the current folder, unless a file of this name is there already.
  ///
  /// - Returns: what was done, in words; nil where the file was there.
  func begin(_ exercise: LessonExercise) -> (note: String, isError: Bool)? {
    guard !FileManager.default.fileExists(atPath: exercise.file) else { return nil }
    do {
      try Data((text(exercise.file) ?? "").utf8).write(to: URL(filePath: exercise.file), options: .withoutOverwriting)
      return ("\(exercise.file) is new in this folder: open it in an editor", false)
    } catch {
      return ("\(exercise.file) cannot be put into this folder: \(error.localizedDescription)", true)
    }
  }
}

extension LessonAttempt {
  /// A text that cannot be read.
  init(_ problem: ScenarioProblem) {
    let first = problem.description.split(separator: "\n").first.map(String.init) ?? ""
    self.init(outcome: LessonExercise.error, verdict: first)
  }
}
