/// Which way in time.
public enum Direction: Equatable, Sendable { case forward, back }

/// What can be asked of a session. Keys, mouse, scripts and lessons all send these.
public enum Request: Equatable, Sendable {
  /// So many lines.
  case step(Int, Direction)
  /// To the next line of the thread that ran, calls run whole.
  case over(Direction)
  /// Until the call that the thread is in has returned.
  case out(Direction)
  /// To a break, a watch that changes, a broken invariant, or the end.
  case run(Direction)
  case goTo(Target)
  /// To the next mark of any kind on the scrubber.
  case nextMark(Direction)
  /// Where the view was before the last jump.
  case jumpBack, jumpForward
  /// Take this thread next, and this alternative of it; starts a branch where the recorded future differs.
  case choose(thread: String, alternative: Int)
  /// Run whatever must come first, then this thread's step.
  case force(thread: String)
  /// Try every order of the threads from here, in the background; what is found becomes a branch.
  case explore
  /// End that.
  case stopExploring
  /// To the next or previous branch.
  case branch(Direction)
  /// Stop when the listing's row with this label comes next: `13` of the driver or `IS4`; again removes it.
  case toggleBreak(String)
  /// Stop when this expression becomes true.
  case breakIf(String)
  /// Watch this cell or expression; again removes it.
  case watch(String)
  /// To the step that last wrote this cell.
  case lastWriter(String)
  /// To the next moment whose text has this; an empty text repeats the last search.
  case find(String, Direction)
  /// Keep this moment under a name.
  case mark(String, note: String)
  /// Go on in a lesson, or answer a question.
  case teach(Teaching)
  /// Flip the sides of long text; evaluate; and whatever else is typed at the prompt without a request of its own.
  case command(String)
}

/// Where to go.
public enum Target: Equatable, Sendable {
  case moment(Int)
  case relative(Int)
  /// 0 to 100.
  case percent(Int)
  case first, last
  /// The first moment at which an invariant is broken.
  case failure
  case bookmark(String)
}

/// What a session says to a request besides the new scene.
public struct Reply: Equatable, Sendable {
  /// One line for the person; empty when the picture says it all.
  public var note: String
  public var isError: Bool
  /// The answer is a text to be read at leisure: a listing, a help page.
  public var pages: [String]

  public init(_ note: String = "", isError: Bool = false, pages: [String] = []) {
    self.note = note
    self.isError = isError
    self.pages = pages
  }
}
