import CNCurses
import CTerminalGuard
import Glibc
import Screen

/// The terminal of this process, taken over for as long as the value lives.
///
/// It cannot be copied, so it has one owner, and when that lets go, the terminal is as it was.
public struct Terminal: ~Copyable {
  private let screen: OpaquePointer
  private let window: UnsafeMutablePointer<WINDOW>
  private let keyboard: UnsafeMutablePointer<FILE>?
  private let keys: Int32
  private var looks: [(attributes: attr_t, pair: Int32)]
  private var shown: Frame?
  private var line: [cchar_t] = []
  private var waiting: [Event] = []

  /// Some terminals draw a glyph of ours two columns wide: then everything must be drawn in ASCII.
  public let needsASCII: Bool
  /// Text can be shown reversed.
  public let hasReverse: Bool

  /// Takes over the terminal. Where standard input is a pipe with data, keys come from the controlling terminal.
  public init(theme: Theme, mouse: Bool = false) throws(TerminalError) {
    guard isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
    let keyboard = isatty(STDIN_FILENO) == 1 ? nil : fopen("/dev/tty", "r")
    let keys = keyboard.map { fileno($0) } ?? STDIN_FILENO
    guard isatty(keys) == 1 else { throw .noKeyboard }
    setlocale(LC_ALL, "")
    if !curses_locale_is_utf8() { setlocale(LC_CTYPE, "C.UTF-8") }

    terminal_guard_raise(keys)
    guard let screen = curses_open(keyboard), let window = curses_screen() else {
      terminal_guard_lower()
      if let keyboard { fclose(keyboard) }
      throw .unknownType
    }
    guard Self.bytes(of: "cup") != nil else {
      endwin()
      delscreen(screen)
      terminal_guard_lower()
      if let keyboard { fclose(keyboard) }
      throw .cannotMoveCursor
    }
    self.screen = screen
    self.window = window
    self.keyboard = keyboard
    self.keys = keys
    for capability in ["sgr0", "cnorm", "rmkx", "rmcup"] {
      if let bytes = Self.bytes(of: capability) { terminal_guard_add(bytes) }
    }
    terminal_guard_add("\u{1b}[?1000l\u{1b}[?1003l\u{1b}[?1006l")

    // raw, not cbreak: Ctrl-c, Ctrl-s and Ctrl-z are keys like others here.
    raw(); noecho(); nonl(); curs_set(0); set_escdelay(25)
    intrflush(window, false); keypad(window, true); leaveok(window, true)
    KeyCodes.define()
    mouseinterval(0)
    if mouse { mousemask(curses_every_mouse_event, nil) }
    if theme.usesColour, has_colors() { start_color(); use_default_colors() }
    looks = Self.looks(theme)
    hasReverse = Self.bytes(of: "rev") != nil
    needsASCII = !curses_locale_is_utf8() || !Self.ambiguous.allSatisfy { wcwidth(wchar_t($0.value)) == 1 }
  }

  deinit {
    mousemask(0, nil)
    clearPrompt()
    endwin()
    delscreen(screen)
    terminal_guard_lower()
    if let keyboard { fclose(keyboard) }
  }

  /// Where a terminal has no screen of its own for programs the picture stays, and the shell goes on in its last row.
  private func clearPrompt() {
    guard Self.bytes(of: "rmcup") == nil else { return }
    wmove(window, getmaxy(window) - 1, 0)
    wclrtoeol(window)
    wrefresh(window)
  }

  /// The glyphs that some locales take for two columns wide.
  private static let ambiguous = "│─┌┐└┘├┤┬┴┼⇒●".unicodeScalars

  /// What this type of terminal needs for a capability; terminfo marks an unknown one with -1.
  private static func bytes(of capability: String) -> UnsafeMutablePointer<CChar>? {
    tigetstr(capability).flatMap { Int(bitPattern: $0) == -1 ? nil : $0 }
  }

  private static func looks(_ theme: Theme) -> [(attributes: attr_t, pair: Int32)] {
    let colours = theme.usesColour && has_colors() ? curses_colours() : 0
    let depth: ColourDepth = colours >= 256 ? .palette : colours >= 8 ? .sixteen : .none
    return Role.allCases.map { role in
      let look = theme.look(of: role, depth: depth)
      var attributes: attr_t = 0
      if look.isBold { attributes |= curses_bold }
      if look.isDim { attributes |= curses_dim }
      if look.isUnderlined { attributes |= curses_underline }
      if look.isReversed { attributes |= curses_reverse }
      let hasColour = look.foreground >= 0 || look.background >= 0
      let pair = hasColour ? max(0, alloc_pair(Int32(look.foreground), Int32(look.background))) : 0
      return (attributes, pair)
    }
  }

  /// Other looks from now on; the next frame is sent whole.
  public mutating func change(to theme: Theme) {
    if theme.usesColour, has_colors() { start_color(); use_default_colors() }
    looks = Self.looks(theme)
    redraw()
  }

  /// Takes the mouse, or leaves it to the terminal, so that text can be selected with it.
  public func takeMouse(_ isTaken: Bool) {
    mousemask(isTaken ? curses_every_mouse_event : 0, nil)
  }

  /// What the terminal has room for now.
  public var size: (columns: Int, rows: Int) { (max(0, Int(getmaxx(window))), max(0, Int(getmaxy(window)))) }

  /// Shows a frame; curses works out the fewest bytes that get there from the last one.
  public mutating func show(_ frame: Frame) {
    let previous = shown.flatMap { $0.columns == frame.columns && $0.rows == frame.rows ? $0 : nil }
    for row in 0..<frame.rows where previous.map({ $0[row: row] != frame[row: row] }) ?? true {
      line.removeAll(keepingCapacity: true)
      for cell in frame[row: row] where cell.scalar != 0 {
        var look = looks[Int(cell.role.rawValue)], wide = cchar_t()
        let text = (wchar_t(truncatingIfNeeded: cell.scalar), wchar_t(0))
        withUnsafeBytes(of: text) { bytes in
          guard let base = bytes.baseAddress else { return }
          _ = setcchar(&wide, base.assumingMemoryBound(to: wchar_t.self), look.attributes, 0, &look.pair)
        }
        line.append(wide)
      }
      wmove(window, Int32(row), 0)
      wadd_wchnstr(window, line, Int32(line.count))
    }
    wnoutrefresh(window)
    doupdate()
    shown = frame
  }

  /// Forgets what is on the screen: the next frame is sent whole.
  public mutating func redraw() {
    shown = nil
    clearok(window, true)
  }

  /// Gives the terminal back to the shell until the process is continued; then the next frame is sent whole.
  public mutating func suspend() {
    def_prog_mode()
    clearPrompt()
    endwin()
    let handler = signal(SIGTSTP, SIG_DFL)
    // To the whole job, as the terminal itself would: what feeds us through a pipe stops too.
    kill(0, SIGTSTP)
    signal(SIGTSTP, handler)
    reset_prog_mode()
    curs_set(0)
    redraw()
  }

  /// Puts a text on the clipboard of the terminal, where it lets a program do that.
  public func copy(_ text: String) {
    curses_send("\u{1b}]52;c;" + base64(Array(text.utf8)) + "\u{7}")
  }

  /// True when nobody can press a key any more.
  public var isGone: Bool {
    var poll = pollfd(fd: keys, events: 0, revents: 0)
    return Glibc.poll(&poll, 1, 0) > 0 && poll.revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0
  }

  /// Waits for an event, for ever where the time is negative; `nil` means that the time ran out, or that what came has
  /// no meaning here.
  public mutating func next(milliseconds: Int32) -> Event? {
    if !waiting.isEmpty { return waiting.removeFirst() }
    guard let event = read(milliseconds) else { return nil }
    guard event == .key(.escape) else { return event }
    // Alt arrives as Escape with a key right behind it.
    switch read(0) {
    case .character(let scalar): return .alt(scalar)
    case .key(let key): return .altKey(key)
    default: return event
    }
  }

  /// Lets an event come again: it cut something short and has its own work to do.
  public mutating func putBack(_ event: Event) {
    waiting.insert(event, at: 0)
  }

  private func read(_ milliseconds: Int32) -> Event? {
    var code: wint_t = 0
    wtimeout(window, milliseconds)
    switch wget_wch(window, &code) {
    case OK: return Unicode.Scalar(code).flatMap(KeyCodes.event)
    case KEY_CODE_YES where Int32(bitPattern: code) == KEY_MOUSE: return mouseEvent()
    case KEY_CODE_YES: return KeyCodes.event(of: Int32(bitPattern: code))
    default: return nil
    }
  }

  /// Must follow `KEY_MOUSE` at once: the rest of the report would arrive as characters.
  private func mouseEvent() -> Event? {
    var report = MEVENT()
    guard getmouse(&report) == OK else { return nil }
    let buttons: [(mmask_t, Button)] = [
      (curses_left, .left), (curses_right, .right), (curses_wheel_up, .wheelUp), (curses_wheel_down, .wheelDown),
      (curses_moved, .move),
    ]
    return buttons.first { report.bstate & $0.0 != 0 }.map {
      .mouse(column: Int(report.x), row: Int(report.y), button: $0.1)
    }
  }
}
