/// Everything that can be drawn of one moment: plain values, made from a run of the model or from a kernel trace.
///
/// A panel never asks where a scene came from. What a trace does not tell is unknown here too.
public struct Scene: Equatable, Sendable {
  public var heading = Heading()
  public var cpu = Table()
  public var device = Table()
  /// The CPU's page tables of the other address spaces: a child after a fork. Their pages have the same numbers.
  public var otherSpaces: [Table] = []
  /// The page tables of the other devices.
  public var otherDevices: [Table] = []
  public var ranges = Ranges()
  public var notifiers = Notifiers()
  /// Physical frames and swap slots. Empty for a trace, which has `evidence` in its place.
  public var frames: [FrameRow] = []
  /// What was inferred, with the lines that are its evidence. Traces only.
  public var evidence: [Evidence] = []
  public var threads: [ThreadRow] = []
  public var locks: [LockRow] = []
  /// The driver's loop: its text, its line, its values.
  public var driver = Listing()
  /// The kernel procedure that runs.
  public var kernel = Listing()
  /// The lines of a trace around now; takes the place of `kernel` where it is not empty.
  public var traceLines: [TraceLine] = []
  public var why = Why()
  public var time = Time()
  /// What moved in the step that led here, for the animation. Empty when nothing did.
  public var moves: [Move] = []
  /// The menu of the next step: every thread, what it would do, or why it cannot.
  public var choices: [ThreadChoice] = []
  /// The last steps, newest last.
  public var history: [HistoryRow] = []
  public var watches: [Watch] = []
  public var breaks: [String] = []
  public var branches: [BranchRow] = []
  /// A search that goes on in the background; nil while there is none.
  public var exploration: Exploration?
  /// What a lesson says here, or a question that is asked.
  public var lesson: LessonScene?

  public init() {}
}

/// What the title row says.
public struct Heading: Equatable, Sendable {
  /// The name of the scenario or of the trace file.
  public var title = ""
  /// `Linux 5.2`, `Linux 6.1 trace`.
  public var edition = ""
  public var seed: Int?
  /// What else is worth a word: `2 CPUs`.
  public var note = ""
  /// The invariants that do not hold now: `I1`, `I11`.
  public var broken: [String] = []
  /// Time of the line, for a trace: `4.951725 s`.
  public var stamp = ""
  /// False for a trace: its moments are lines of the file, its threads are tasks.
  public var isRun = true
  /// How a long work in the background goes; empty when there is none.
  public var progress = ""

  public init() {}
}

/// What the step that led to this moment did to a thing on the screen.
public enum Mark: Equatable, Sendable {
  case none
  /// Looked at, not changed.
  case read
  /// Written: the old value stands beside the new one.
  case changed
}

/// A value with a name: `notifiers 0 ⇒ 1`.
public struct Counter: Equatable, Sendable {
  public var name: String
  public var value: String
  /// The value before this step, where the step changed it.
  public var before: String?
  public var mark: Mark
  /// Drawn as a caution, such as an odd sequence number.
  public var isCaution = false
  public var isInferred = false
  /// The name under which the cell can be watched and its last writer asked for.
  public var cell: String

  public init(_ name: String, _ value: String, before: String? = nil, mark: Mark = .none, cell: String = "") {
    self.name = name
    self.value = value
    self.before = before
    self.mark = mark
    self.cell = cell
  }
}
