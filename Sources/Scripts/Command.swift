import Drivers
import Scene
import Session

/// One command of a script, and where it stands: the argument that messages point at.
public struct Command: Sendable {
  public var verb: Verb
  public var span: Span
  /// The name of the file that it stands in, which Source may have named.
  public var file: String
}

/// What a command does.
public enum Verb: Sendable {
  /// Opens a scenario; a seed makes the scheduler draw lots.
  case scenario(String, seed: UInt64?)
  /// Opens a recording or a kernel trace.
  case load(String)
  case step(Int, Direction)
  /// Goes on, or back, until a predicate holds.
  case until(Condition, Direction)
  case pick(thread: String, alternative: Int)
  /// Runs what must come first, then this thread.
  case force(thread: String)
  /// To the next or previous branch.
  case branch(Direction)
  /// Tries every order of the threads from here; what it finds becomes a branch.
  case explore(ExplorationBounds)
  /// Mends a known bug, or puts it back, and runs the same choices again.
  case flip(String, isFixed: Bool)
  case goTo(Target)
  case mark(String, note: String)
  case say(String)
  /// The script fails where this does not hold.
  case expect(Condition)
  /// A question that the machine answers.
  case ask(ScriptQuestion)
  /// Says what is to be looked at: these panels are emphasised, the first takes the keys.
  case look([PanelName])
  /// The screen as text, to a file or among the other lines.
  case snapshot(file: String?)
  /// All that was on the screen so far, as a film in this version of asciicast.
  case save(file: String, version: Int)
  /// Lets the script's own time pass; nobody waits.
  case sleep(milliseconds: Int)
  case press(ScriptKey, count: Int, every: Int?)
  case type([ScriptKey], text: String, every: Int?)
  /// Presses the mouse at a column and a row, both from 1.
  case mouse(column: Int, row: Int, ScriptButton, count: Int)
  /// Lets the script's own time pass until the screen shows a pattern; nil for the one that was set.
  case wait(WaitPlace, pattern: String?, milliseconds: Int?)
  case waitTimeout(milliseconds: Int)
  case waitPattern(String)
  /// Milliseconds a key from here on.
  case typingSpeed(Int)
  case size(columns: Int, rows: Int)
  /// Keeps the screen after every command, in a file of text.
  case output(String)
  /// The script stops here where this program is not to be found.
  case require(String)
  /// Stops and resumes what `output` keeps.
  case hide, show
}

/// A question of a script; its answer is never written down, but found by the machine.
public struct ScriptQuestion: Sendable {
  public var text: String
  /// From 2 to 9, or none: then the answer is a value.
  public var choices: [String]
  /// The number of the right choice, from 1. Of two choices it may be a condition: true is the first, false the
  /// second.
  public var answer: Condition
}

/// How far an exploration goes at most.
public struct ExplorationBounds: Equatable, Sendable {
  /// Steps from where it begins; nil for any number.
  public var depth: Int?
  public var states: Int?
  /// How long it may really take, in milliseconds; a script fails where that is not enough, so that its result does
  /// not depend on the machine.
  public var time: Int?

  public init(depth: Int? = nil, states: Int? = nil, time: Int? = nil) {
    self.depth = depth
    self.states = states
    self.time = time
  }
}

/// A button of the mouse, or a click of its wheel.
public enum ScriptButton: String, Sendable, CaseIterable {
  case left = "Left"
  case right = "Right"
  case wheelUp = "WheelUp"
  case wheelDown = "WheelDown"
}

/// Where `Wait` looks.
public enum WaitPlace: Sendable {
  case screen
  /// The last line that has something on it.
  case line
}

/// A key that a script presses: what a terminal would report.
public enum ScriptKey: Equatable, Hashable, Sendable {
  case character(Unicode.Scalar)
  /// A letter with Ctrl, in lower case.
  case control(Unicode.Scalar)
  case alt(Unicode.Scalar)
  case key(Name)
  case altKey(Name)

  /// A key that writes no character.
  public enum Name: Equatable, Hashable, Sendable {
    case up, down, left, right, home, end, pageUp, pageDown, insert, delete
    case backspace, enter, escape, tab, shiftTab
    /// F1 to F12.
    case function(Int)
  }
}
