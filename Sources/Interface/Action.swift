import Scene

/// What a key does.
enum Action: Equatable, Sendable {
  case step(Direction), over(Direction), out(Direction), run(Direction), nextMark(Direction)
  case play, faster, slower
  /// To so many tenths of the whole.
  case tenth(Int)
  case first, last, jumpBack, jumpForward
  case nextPanel, previousPanel, panel(Int), zoom
  /// The levels above the ptes; whose table is shown, of several address spaces and of several devices.
  case levels, space, device
  case down, up, pageDown, pageUp, halfDown, halfUp
  case open, close
  case bothForms
  case why, lastWriter, watch, breakHere, listBreaks
  case find, findNext, findPrevious, filter
  /// Questions are asked before steps, or no more.
  case questions
  /// The large layout for a projector, or the usual one.
  case present
  case choose, force, explore, branch(Direction)
  case setMark, goToMark
  case copy, saveScreen, command, help, redraw, suspend, quit, interrupt
  /// A key of another program of this kind that has no meaning here, and what there is instead.
  case instead(String)
}
