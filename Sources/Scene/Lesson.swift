/// What a teacher asks of a session: to go on in a lesson, to answer a question.
public enum Teaching: Equatable, Sendable {
  /// To the next stop, or to the question of this one.
  case next
  /// Back to what the stop says, and from there to the stop before.
  case previous
  /// The choice with this number, from 0.
  case answer(Int)
  /// No answer: the right one is shown.
  case skip
  /// Questions before steps, from now on or no more.
  case questions
}

/// What a lesson or a question says beside the moment of a scene.
public struct LessonScene: Equatable, Sendable {
  /// The title of the lesson; empty for a question without one.
  public var title = ""
  /// Which stop of how many, from 1; 0 without a lesson.
  public var stop = 0
  public var stops = 0
  /// The heading of the stop.
  public var heading = ""
  public var prose: [ProseBlock] = []
  /// The words of the prose that can be asked about, as they stand there, each once.
  public var terms: [String] = []
  /// What came of what was written here, in brief: `✗ I12`; empty where nothing was.
  public var attempt = ""
  /// For the speaker alone.
  public var notes: [ProseBlock] = []
  /// The panels that it is about.
  public var looks: [PanelName] = []
  /// The panels that it is shown without.
  public var without: [PanelName] = []
  public var question: QuestionScene?
  /// The person has wandered off: the moment is not that of the stop.
  public var isAway = false
  /// Nothing follows this.
  public var isLast = false

  public init() {}

  /// A question waits for its answer.
  public var isAsked: Bool { question.map { $0.answer == nil } ?? false }
}

/// A question with its choices, and after the answer what was right.
public struct QuestionScene: Equatable, Sendable {
  /// What became of a question.
  public struct Answer: Equatable, Sendable {
    /// From 0; nil where no answer was given.
    public var chosen: Int?
    public var right: Int
    /// Why, in the words of the moment and of the lesson.
    public var explanation: [ProseBlock]

    public init(chosen: Int?, right: Int, explanation: [ProseBlock]) {
      self.chosen = chosen
      self.right = right
      self.explanation = explanation
    }
  }
  /// From 1.
  public var number: Int
  /// How many there are in all; nil where they go on.
  public var count: Int?
  /// How many were answered rightly so far.
  public var score: Int
  public var text: ProseBlock
  public var choices: [ProseBlock]
  public var answer: Answer?

  public init(number: Int, count: Int?, score: Int, text: ProseBlock, choices: [ProseBlock], answer: Answer? = nil) {
    self.number = number
    self.count = count
    self.score = score
    self.text = text
    self.choices = choices
    self.answer = answer
  }
}

extension Scene {
  /// The same moment without anything that comes after it, as it is while somebody is asked about that.
  public func withoutFuture() -> Scene {
    var scene = self
    let now = time.now
    scene.time.hidesFuture = true
    scene.time.last = now
    scene.time.stops.removeAll { $0.step > now }
    let first = time.window.lowerBound, known = max(0, now - first + 1)
    scene.time.window = first...max(first, now)
    for lane in scene.time.lanes.indices {
      scene.time.lanes[lane].isNext = false
      scene.time.lanes[lane].marks = Array(scene.time.lanes[lane].marks.prefix(known))
      scene.time.lanes[lane].texts.removeAll { $0.step > now }
    }
    for index in scene.threads.indices { scene.threads[index].isNext = false }
    for index in scene.choices.indices { scene.choices[index].isProposed = false }
    scene.traceLines.removeAll { $0.number > now }
    scene.why.sentences.removeAll { $0.kind == .next }
    scene.notifiers.next = ""
    return scene
  }
}
