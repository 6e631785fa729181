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
  /// What the words of the screen mean.
  case words
  /// The large layout for a projector, or the usual one.
  case present
  case choose, force, explore, branch(Direction)
  case setMark, goToMark
  case copy, saveScreen, command, help, redraw, suspend, quit, interrupt
  /// All commands and keys, to be found by typing.
  case palette
  /// How roles look; who has the mouse.
  case theme, mouse
}

extension Action {
  /// What it is called in a config file, after `:` and in the palette.
  var name: String {
    switch self {
    case .step(let direction): direction == .forward ? "step" : "step-back"
    case .over(let direction): direction == .forward ? "over" : "over-back"
    case .out(let direction): direction == .forward ? "out" : "out-back"
    case .run(let direction): direction == .forward ? "continue" : "continue-back"
    case .nextMark(let direction): direction == .forward ? "next-mark" : "previous-mark"
    case .branch(let direction): direction == .forward ? "next-branch" : "previous-branch"
    case .tenth(let tenth): "percent-\(tenth * 10)"
    case .panel(let index): "panel-\(index + 1)"
    case .play: "play"
    case .faster: "faster"
    case .slower: "slower"
    case .first: "start"
    case .last: "end"
    case .jumpBack: "jump-back"
    case .jumpForward: "jump-forward"
    case .nextPanel: "next-panel"
    case .previousPanel: "previous-panel"
    case .zoom: "zoom"
    case .levels: "levels"
    case .space: "process"
    case .device: "device"
    case .down: "down"
    case .up: "up"
    case .pageDown: "page-down"
    case .pageUp: "page-up"
    case .halfDown: "half-page-down"
    case .halfUp: "half-page-up"
    case .open: "open"
    case .close: "close"
    case .bothForms: "forms"
    case .why: "why"
    case .lastWriter: "writer"
    case .watch: "watch"
    case .breakHere: "break"
    case .listBreaks: "breaks"
    case .find: "find"
    case .findNext: "find-next"
    case .findPrevious: "find-previous"
    case .filter: "filter"
    case .questions: "questions"
    case .words: "words"
    case .present: "present"
    case .choose: "pick"
    case .force: "force"
    case .explore: "explore"
    case .setMark: "mark"
    case .goToMark: "goto-mark"
    case .copy: "copy-id"
    case .saveScreen: "save-screen"
    case .command: "command"
    case .palette: "palette"
    case .help: "keys"
    case .redraw: "redraw"
    case .suspend: "suspend"
    case .quit: "quit"
    case .interrupt: "interrupt"
    case .theme: "theme"
    case .mouse: "mouse"
    }
  }
}
