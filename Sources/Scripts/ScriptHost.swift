import Scene
import Session

/// What a script runs in: the program with its library, its screen and its files.
///
/// Keys go to the host, since only it has a view; everything that is asked of the model goes to the session that the
/// host has given.
public protocol ScriptHost: AnyObject {
  /// Opens a scenario and shows its first moment.
  func open(scenario: String, seed: UInt64?) throws -> Session
  /// Opens a recording or a kernel trace.
  func load(file: String) throws -> Session
  /// The screen as text, without a newline at its end.
  func frame() -> String
  /// Does what the program does when this key is pressed.
  func press(_ key: ScriptKey) throws
  /// Does what the program does when the mouse is pressed there; both count from 1.
  func click(column: Int, row: Int, _ button: ScriptButton) throws
  /// Tries every order of the threads from the moment that the session shows, and adds what it finds as a branch.
  /// Returns what it has come to, in a line that is the same on every machine.
  func explore(_ session: Session, _ bounds: ExplorationBounds) throws -> String
  /// Adds the screen as it is to the film, so long after the picture before; a marker is where players go to.
  func film(after milliseconds: Int, marker: String?)
  /// The film so far, as an asciicast of this version.
  func cast(version: Int, ending milliseconds: Int) -> String
  /// Whether a program is to be found.
  func finds(program: String) -> Bool
  /// Gives the screen another size.
  func resize(columns: Int, rows: Int)
  /// The script's own time went on: what plays by itself goes on so far.
  func advance(milliseconds: Int)
  /// The session shows another moment, or another run: what was scrolled follows it.
  func moved()
  /// Emphasises panels, and gives the first of them the keys.
  func look(_ panels: [PanelName])
  /// Writes a file of text.
  func write(_ text: String, to file: String) throws
}

extension ScriptHost {
  public func advance(milliseconds: Int) {}
  public func moved() {}
  public func look(_ panels: [PanelName]) {}
  public func click(column: Int, row: Int, _ button: ScriptButton) throws {}
  public func explore(_ session: Session, _ bounds: ExplorationBounds) throws -> String {
    throw Unable(description: "nothing is explored here")
  }
  public func film(after milliseconds: Int, marker: String?) {}
  public func cast(version: Int, ending milliseconds: Int) -> String { "" }
  public func finds(program: String) -> Bool { true }
}

/// What a host cannot do.
struct Unable: Error, CustomStringConvertible {
  var description: String
}

/// Why a script did not come to its end.
public struct ScriptStop: Error, CustomStringConvertible {
  /// `retry-loop.tape:12:8`.
  public var place: String
  public var message: String
  /// What the host threw; nil where the script itself failed, which is exit status 1.
  public var cause: (any Error)?
  /// A question without a right answer: the file is wrong.
  public var isBrokenQuestion = false

  public var description: String { "\(place): \(message)" }
}
