import Drivers
import Scene
import Scripts
import Session

/// A guided tour over a timeline: prose, what to look at, and questions whose answers the machine decides.
public struct Lesson: Sendable {
  /// The file that it was read from, as messages name it.
  public let file: String
  /// What orders the lessons; nil for a file whose name has no number.
  public let number: Int?
  /// `retry-loop` of `05-retry-loop.md`.
  public let name: String
  public let title: String
  /// One or two sentences for the list of lessons.
  public let preview: ProseBlock
  /// Opens what the lesson plays on.
  public let opening: Script
  /// Panels that show what it does not speak of: they are left out.
  public let without: [PanelName]
  public let stops: [LessonStop]

  /// How many questions there are in all stops.
  public var questionCount: Int { stops.reduce(0) { $0 + $1.questions.count } }

  /// Number and name that a file's name gives a lesson: 5 and `retry-loop` of `Lessons/05-retry-loop.md`.
  public static func identity(ofFile file: String) -> (number: Int?, name: String) {
    let last = file.split(separator: "/").last.map(String.init) ?? file
    let base = last.hasSuffix(".md") ? String(last.dropLast(3)) : last
    let digits = base.prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty, base.dropFirst(digits.count).hasPrefix("-"), let number = Int(digits) else {
      return (nil, base)
    }
    return (number, String(base.dropFirst(digits.count + 1)))
  }

  /// The file of the lesson that was meant: by its name, its number, or a unique beginning of the name; nil if there
  /// is none, or more than one.
  public static func file(called wanted: String, among files: [String]) -> String? {
    let known = files.map { (file: $0, identity: identity(ofFile: $0)) }
    if let exact = known.first(where: { $0.identity.name == wanted || $0.file == wanted }) { return exact.file }
    if let number = Int(wanted) { return known.first { $0.identity.number == number }?.file }
    let near = known.filter { !wanted.isEmpty && $0.identity.name.hasPrefix(wanted) }
    return near.count == 1 ? near[0].file : nil
  }
}

/// A stop of a lesson: where the run stands, and what is said there.
public struct LessonStop: Sendable {
  public var heading: String
  public var prose: [ProseBlock] = []
  /// What leads to it from where the stop before it has left the run.
  public var commands: [Script] = []
  public var questions: [LessonQuestion] = []
  /// What is to be written here; nil at most stops.
  public var exercise: LessonExercise?
  /// What the speaker may say, for no one else's eyes.
  public var notes: [ProseBlock] = []
  /// Where its heading stands.
  public var position: Position
}

/// A prediction: what will be true when its commands have run.
public struct LessonQuestion: Sendable {
  public var text: ProseBlock
  public var choices: [LessonChoice] = []
  /// What leads to the moment of truth.
  public var commands: [Script] = []
  /// What is said afterwards, whatever the answer was.
  public var explanation: [ProseBlock] = []
  public var position: Position
}

/// One answer: the words, and the predicate that says whether it is right.
public struct LessonChoice: Sendable {
  public var condition: Condition
  public var words: ProseBlock
  public var position: Position
}
