import Scene

/// A run of the model or a trace of a kernel, as the screen uses it: moments in a row, a scene at each.
///
/// A moment is a step number of a run (0 is before the first step), or a line number of a trace file.
public protocol Timeline: AnyObject {
  /// The first and the last moment that are known.
  var first: Int { get }
  var last: Int { get }

  /// The nearest moment in a direction: the next step, or the next line that is an event; nil at the end.
  /// A run that can go on beyond `last` does so.
  func moment(after moment: Int, _ direction: Direction) -> Int?

  /// The picture of a moment. The session adds what is its own: marks, breaks, watches.
  func scene(at moment: Int) -> Scene

  /// Where the thread that acted at this moment is at its next line with calls run whole (`over`).
  func over(from moment: Int, _ direction: Direction) -> Int?

  /// Where the call ends (or began) that the acting thread is in.
  func out(from moment: Int, _ direction: Direction) -> Int?

  /// What `find` searches: thread, procedure, line name, text of the line, the values that changed.
  func text(at moment: Int) -> String

  /// The value of a name of the predicate language at a moment; nil if the name is not known there.
  /// Numbers are numbers, flags 0 or 1; a trace answers `.unknown` for what it does not tell.
  func value(of name: String, at moment: Int) -> Reading?

  /// The moment that last wrote a cell, at or before a moment; nil if nothing did.
  func lastWriter(of cell: String, at moment: Int) -> Int?

  /// What names a moment in a note or a bug report.
  func identity(at moment: Int) -> String

  /// What a step's name or a procedure of the kernel is; nil for what the timeline does not know.
  func meaning(of word: String) -> String?

  /// A value in the words of the cell that it is of: `1a1`, `false`, `-EAGAIN`; nil where a number says it.
  func words(for value: Int, of name: String, at moment: Int) -> String?

  /// Whether a row of a listing with this label can ever come next; true where that is not known.
  func canStop(at label: String) -> Bool

  /// What makes a moment worth a stop where nobody has asked for any, in a few words; nil for most.
  func turn(at moment: Int) -> String?

  /// The first moment at which an invariant is broken, as far as it is known.
  var failure: Int? { get }

  /// Takes a thread's step next; a run starts a branch where its future differs. Returns the new moment.
  func choose(thread: String, alternative: Int, at moment: Int) -> Result<Int, Refusal>

  /// Goes to another branch at or after this moment.
  func branch(_ direction: Direction, at moment: Int) -> Result<Int, Refusal>
}

extension Timeline {
  public func identity(at moment: Int) -> String { scene(at: moment).why.title }
  public func meaning(of word: String) -> String? { nil }
  public func words(for value: Int, of name: String, at moment: Int) -> String? { nil }
  public func canStop(at label: String) -> Bool { true }
}

/// What a name of the predicate language stands for at a moment.
public enum Reading: Equatable, Sendable {
  case number(Int)
  case unknown
}

/// Why a request was not carried out, in one sentence for the person.
public struct Refusal: Error, Equatable, Sendable {
  public var reason: String

  public init(_ reason: String) {
    self.reason = reason
  }
}
