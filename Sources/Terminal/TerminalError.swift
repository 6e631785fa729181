/// Why the terminal could not be taken over.
public enum TerminalError: String, Error, Sendable {
  case notATerminal = "standard output is not a terminal; --text prints the screen instead"
  case noKeyboard = "there is no terminal to read keys from; --text prints the screen instead"
  case unknownType = "the type of terminal in TERM is unknown; --text prints the screen instead"
  case cannotMoveCursor = "the type of terminal in TERM cannot place the cursor; --text prints the screen instead"
}
