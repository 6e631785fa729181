import Scene
import Screen

/// What is to be done outside the view, in this order.
public enum Effect: Equatable, Sendable {
  /// Ask the session; then draw its new scene and show its reply.
  case request(Request)
  /// Ask the session, and put its note on the clipboard of the terminal.
  case copy(Request)
  /// Write the screen as text to a file that does not exist yet.
  case saveScreen
  /// Draw everything anew.
  case redraw
  /// Other looks from now on.
  case theme(ThemeName)
  /// Take the mouse, or leave it to the terminal.
  case mouse(Bool)
  case suspend
  case quit
}
