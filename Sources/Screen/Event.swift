/// What the person at the terminal did.
public enum Event: Equatable, Sendable {
  case character(Unicode.Scalar)
  case key(Key)
  case mouse(column: Int, row: Int, button: Button)
  case resize
}

/// A key that writes no character.
public enum Key: Sendable { case up, down, left, right, home, end, pageUp, pageDown, backspace, delete }

/// What a mouse report is about.
public enum Button: Sendable { case left, right, wheelUp, wheelDown, move }
