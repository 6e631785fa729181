/// What the person at the terminal did.
public enum Event: Equatable, Hashable, Sendable {
  case character(Unicode.Scalar)
  case key(Key)
  /// A letter with Ctrl, in lower case.
  case control(Unicode.Scalar)
  case alt(Unicode.Scalar)
  case altKey(Key)
  case mouse(column: Int, row: Int, button: Button)
  /// The terminal has another size now.
  case resize
}

/// A key that writes no character.
public enum Key: Equatable, Hashable, Sendable {
  case up, down, left, right, home, end, pageUp, pageDown, insert, delete
  case backspace, enter, escape, tab, shiftTab
  /// F1 to F12.
  case function(Int)
}

/// What a mouse report is about.
public enum Button: Equatable, Hashable, Sendable { case left, right, wheelUp, wheelDown, move }
