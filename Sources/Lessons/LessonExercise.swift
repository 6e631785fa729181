import Drivers
import Scene
import Session

/// What a stop asks a person to write: a driver's text, which is checked whenever its file changes.
public struct LessonExercise: Sendable {
  /// The scenario that the driver runs in, without timeouts too.
  public var scenario: String
  /// The name of the driver's file. One that ships under this name is what the person begins with.
  public var file: String
  /// What is said of each kind of outcome, in the order of the text; the first that fits is taken.
  public var reactions: [LessonReaction] = []
  /// Where its block stands.
  public var position: Position

  public init(scenario: String, file: String, position: Position = Position(line: 1, column: 1)) {
    self.scenario = scenario
    self.file = file
    self.position = position
  }

  /// What is said of an outcome.
  public func reaction(to outcome: String) -> LessonReaction? {
    reactions.first { $0.outcomes.contains(outcome) } ?? reactions.first { $0.outcomes == [Self.anythingElse] }
  }

  /// The outcome of a text that is right.
  public static let passes = "passes"
  /// The outcome of a text that cannot be read.
  public static let error = "error"
  /// A reaction to whatever no other one is for.
  public static let anythingElse = "anything else"
}

/// What a lesson says of some outcomes of an exercise.
public struct LessonReaction: Sendable {
  /// Names of laws and of faults as a check prints them, `passes`, `error`; or `anything else` alone.
  public var outcomes: [String]
  public var prose: [ProseBlock] = []
  public var position: Position
}

/// What came of checking what a person has written.
public struct LessonAttempt {
  /// `I12`, `lock twice`, `never commits`, `error`, `passes`.
  public var outcome: String
  /// The same in a sentence, such as a check prints it.
  public var verdict: String
  /// The counterexample, at the step where it goes wrong; nil where there is none.
  public var session: Session?

  public init(outcome: String, verdict: String, session: Session? = nil) {
    self.outcome = outcome
    self.verdict = verdict
    self.session = session
  }

  /// The text is right.
  public var passes: Bool { outcome == LessonExercise.passes }

  private var mark: String { passes ? "✓" : "✗" }

  /// `✗ I12`.
  public var brief: String { "\(mark) \(outcome)" }

  /// The same in a sentence: `✗ I12: A device maps only …`.
  public var sentence: String { "\(mark) \(verdict)" }

  /// What is shown in place of the stop's own prose.
  public func prose(_ reaction: LessonReaction?) -> [ProseBlock] {
    [ProseBlock(.paragraph, [ProseSpan(sentence, .strong)])] + (reaction?.prose ?? [])
  }
}
