import Diagnosis
import Explorer
import Foundation
import Kernel
import Lessons
import Machine
import Replay
import Scenarios
import Scene
import Session
import Synchronization

/// A check of what a person has written for an exercise, on a thread of its own: every interleaving, and then once more
/// without time-outs, for who waits with a lock held that the other one needs is saved by time alone.
final class Examination: Sendable {
  /// How many states a search may keep: many more than a loop that is right has.
  private static let statesMax = 500_000

  private struct Result: Sendable {
    var outcome: String
    var verdict: String
    /// What goes wrong, and where.
    var failure: (scenario: Scenario, program: Program, violation: Violation)?
    /// The scenario, to be shown from its beginning where nothing goes wrong in it.
    var scenario: Scenario?
  }

  private let interruption = Interruption()
  private let result = Mutex<Result?>(nil)

  /// Begins to check.
  init(_ scenario: Scenario) {
    let thread = Thread { [self] in
      let found = Self.examine(scenario, interruption)
      result.withLock { $0 = found }
    }
    thread.stackSize = 8 << 20
    thread.start()
  }

  func stop() { interruption.interrupt() }

  /// What came of it; nil while it goes on.
  var attempt: LessonAttempt? { result.withLock(\.self).map(Self.attempt) }

  /// The same for somebody who waits.
  static func attempt(_ scenario: Scenario) -> LessonAttempt { attempt(examine(scenario, Interruption())) }

  private static func attempt(_ result: Result) -> LessonAttempt {
    var attempt = LessonAttempt(outcome: result.outcome, verdict: result.verdict)
    if let failure = result.failure {
      let run = Run(failure.program, failure.violation.path)
      let session = Session(RunTimeline.show(run, failure.scenario))
      session.handle(.goTo(.last))
      attempt.session = session
    } else if let scenario = result.scenario {
      attempt.session = (try? RunTimeline.open(scenario)).map { Session($0) }
    }
    return attempt
  }

  private static func examine(_ scenario: Scenario, _ interruption: Interruption) -> Result {
    for hasTimeouts in [true, false] {
      var scenario = scenario
      scenario.world.hasTimeouts = hasTimeouts
      let program: Program
      do {
        program = try RunTimeline.compile(scenario)
      } catch {
        return Result(outcome: LessonExercise.error, verdict: "\(error)")
      }
      let findings = explore(program, Bounds(states: statesMax), interruption: interruption)
      if let violation = findings.violations.first {
        let bound = hasTimeouts ? "" : "If no wait runs out of time: "
        return Result(
          outcome: program.lawName(violation), verdict: bound + program.brokenLaw(violation),
          failure: (scenario, program, violation))
      }
      if findings.limit != nil {
        return Result(
          outcome: unfinished.name, verdict: "\(unfinished.name): nothing is wrong in \(findings.states) states",
          scenario: scenario)
      }
      if let idle = program.neverCommits(findings, scenario).first {
        return Result(outcome: "never commits", verdict: "never commits: \(idle.sentence)", scenario: scenario)
      }
    }
    return Result(
      outcome: LessonExercise.passes, verdict: "passes: no interleaving breaks a rule", scenario: scenario)
  }

  /// What an examination can end as, besides what laws are called.
  static let unfinished = (name: "too big", sentence: "The search ends where it has kept too many states.")

  /// Everything that an attempt can end as.
  static var outcomes: [String] {
    (Laws.described(.linux5_2) + Laws.others).map(\.name)
      + [unfinished.name, LessonExercise.error, LessonExercise.passes, LessonExercise.anythingElse]
  }
}
