/// A search through every order of the threads from a moment on, while it goes on in the background.
public struct Exploration: Equatable, Sendable {
  /// The moment from which every order is tried.
  public var from: Int
  /// States that were met, and those of them that are still to be looked into.
  public var states: Int
  public var waiting: Int
  /// Steps to the farthest state so far.
  public var depth: Int
  /// What is done: `every order`, `who could have saved it`.
  public var what: String

  public init(from: Int, states: Int = 0, waiting: Int = 0, depth: Int = 0, what: String = "every order") {
    self.from = from
    self.states = states
    self.waiting = waiting
    self.depth = depth
    self.what = what
  }
}
