import Drivers
import Scene
import Session

/// One command of a script, and where it stands: the whole of it, and the argument that messages point at.
public struct Command: Sendable {
  public var verb: Verb
  public var span: Span
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
  /// Mends a known bug, or puts it back, and runs the same choices again.
  case flip(String, isFixed: Bool)
  case goTo(Target)
  case mark(String, note: String)
  case say(String)
  /// The script fails where this does not hold.
  case expect(Condition)
  /// Says what is to be looked at: these panels are emphasised, the first takes the keys.
  case look([PanelName])
  /// The screen as text, to a file or among the other lines.
  case snapshot(file: String?)
  /// Lets the script's own time pass; nobody waits.
  case sleep(milliseconds: Int)
  case press(ScriptKey, count: Int, every: Int?)
  case type([ScriptKey], text: String, every: Int?)
  /// Milliseconds a key from here on.
  case typingSpeed(Int)
  case size(columns: Int, rows: Int)
  /// Keeps the screen after every command, in a file of text.
  case output(String)
  /// Stops and resumes what `output` keeps.
  case hide, show
  /// Understood, and of no effect here.
  case nothing
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
