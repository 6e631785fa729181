/// Whether a thread can go on.
public enum ThreadState: Equatable, Sendable {
  case ready, waits, finished, unknown
  /// It serves others and has nothing to do.
  case idle
}

/// One thread of a run, or one task of a trace.
public struct ThreadRow: Equatable, Sendable {
  /// `1`, `2` of a run; the pid of a task.
  public var label: String
  public var name: String
  public var state: ThreadState
  /// It ran the step that led here.
  public var ran: Bool
  /// It runs next in the recorded future, or is proposed to.
  public var isNext: Bool
  /// In words, what its next line does, or what it waits for: `reads pte 002`, `waits for update`, `finished`.
  public var says: String

  public init(label: String, name: String, state: ThreadState, ran: Bool, isNext: Bool, says: String) {
    self.label = label
    self.name = name
    self.state = state
    self.ran = ran
    self.isNext = isNext
    self.says = says
  }
}

/// One lock: who holds it, who waits.
public struct LockRow: Equatable, Sendable {
  /// `mmap_sem`, `hmm->lock`, `update`, `mirrors_sem`.
  public var name: String
  /// Whose it is, where there are several of its kind: `npu`, `web`; else empty.
  public var owner = ""
  /// `R` or `W` for a read-write semaphore that is held; empty otherwise.
  public var mode: String
  public var holders: [String]
  public var waiters: [String]
  public var isInferred = false
  /// The trace does not tell.
  public var isUnknown = false
  public var mark: Mark
  public var cell: String

  /// `update`, `npu's update`.
  public var fullName: String { owner.isEmpty ? name : "\(owner)'s \(name)" }

  public init(
    name: String, mode: String = "", holders: [String] = [], waiters: [String] = [], mark: Mark = .none,
    cell: String = ""
  ) {
    self.name = name
    self.mode = mode
    self.holders = holders
    self.waiters = waiters
    self.mark = mark
    self.cell = cell
  }
}

/// One row of the menu of the next step.
public struct ThreadChoice: Equatable, Sendable {
  /// Which thread and which of its alternatives (a time-out is one).
  public var thread: String
  public var alternative: Int
  public var isEnabled: Bool
  /// The one that the recorded future takes.
  public var isProposed: Bool
  /// `line 20 mutex_lock(&driver->update)`.
  public var line: String
  /// What it would change, from running it on a copy; or why it cannot run.
  public var effect: String

  public init(
    thread: String, alternative: Int, isEnabled: Bool, isProposed: Bool, line: String, effect: String
  ) {
    self.thread = thread
    self.alternative = alternative
    self.isEnabled = isEnabled
    self.isProposed = isProposed
    self.line = line
    self.effect = effect
  }
}
