/// What one step was to one lane. A later case hides an earlier one where a column stands for several steps.
public enum LaneMark: UInt8, Equatable, Sendable, CaseIterable {
  /// Not begun or finished.
  case blank
  /// Will run this step, in a future that is known.
  case future
  /// Alive, not chosen.
  case idle
  case ran
  case waits
  case sectionOpen, sectionClose
  case inferred
  case retry
  case committed
  case broken
}

/// The history of one thread: what it did in each step of a window.
public struct Lane: Equatable, Sendable {
  public var name: String
  public var state: ThreadState
  public var ran: Bool
  public var isNext: Bool
  /// One for each step of `Time.window`.
  public var marks: [LaneMark]
  /// Text instead of marks, such as sequence numbers: each stands at the column of its step.
  public var texts: [LaneText]

  public init(
    name: String, state: ThreadState, ran: Bool, isNext: Bool, marks: [LaneMark], texts: [LaneText] = []
  ) {
    self.name = name
    self.state = state
    self.ran = ran
    self.isNext = isNext
    self.marks = marks
    self.texts = texts
  }
}

/// A short text in a lane that begins at the column of its step.
public struct LaneText: Equatable, Sendable {
  public var step: Int
  public var text: String

  public init(_ step: Int, _ text: String) {
    self.step = step
    self.text = text
  }
}

/// Something on the scrubber.
public struct Stop: Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    /// `▾`: a stop of a lesson, a critical step, a break that was hit.
    case stop
    /// A bookmark, by its letter or the first letter of its name.
    case bookmark(String)
    case retry, sectionClose, committed, broken
    /// Lines or events were lost here.
    case gap
  }
  public var step: Int
  public var kind: Kind
  public var note: String

  public init(_ step: Int, _ kind: Kind, note: String = "") {
    self.step = step
    self.kind = kind
    self.note = note
  }
}

/// Where we are: lanes around now, and the whole length.
public struct Time: Equatable, Sendable {
  /// The moment shown: 0 before the first step, or a line number of a trace.
  public var now = 0
  /// The last moment that is known. A run can go on beyond it.
  public var last = 0
  /// The first moment: 0 of a run, the first event's line of a trace.
  public var first = 0
  /// False when a run could still go on after `last`.
  public var isComplete = false
  /// What comes after now is not told: somebody is asked about it.
  public var hidesFuture = false
  /// The steps that the lanes tell of: around now, up to a few hundred. Step n is what led to moment n.
  public var window = 1...1
  public var lanes: [Lane] = []
  public var stops: [Stop] = []
  /// What the title says after the position: `1 section, 0 retries`.
  public var summary = ""
  /// `by line`, `by call`: how far one press of the key goes.
  public var granularity = "by line"

  public init() {}
}

/// The last steps, in a word each.
public struct HistoryRow: Equatable, Sendable {
  public var step: Int
  public var thread: String
  public var line: String
  public var isNow: Bool

  public init(step: Int, thread: String, line: String, isNow: Bool) {
    self.step = step
    self.thread = thread
    self.line = line
    self.isNow = isNow
  }
}

/// A cell or an expression that is watched.
public struct Watch: Equatable, Sendable {
  public var expression: String
  public var value: String
  public var before: String?

  public init(expression: String, value: String, before: String? = nil) {
    self.expression = expression
    self.value = value
    self.before = before
  }
}

/// One future of a run.
public struct BranchRow: Equatable, Sendable {
  public var name: String
  /// Where it parts from the branch that is shown; nil for that one.
  public var fork: Int?
  public var length: Int
  public var isCurrent: Bool

  public init(name: String, fork: Int?, length: Int, isCurrent: Bool) {
    self.name = name
    self.fork = fork
    self.length = length
    self.isCurrent = isCurrent
  }
}
