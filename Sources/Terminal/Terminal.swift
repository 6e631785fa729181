import CNCurses
import CTerminalGuard
import Glibc
import Screen

/// Why the terminal could not be taken over.
public enum TerminalError: String, Error {
  case notATerminal = "standard input and output must be a terminal"
  case unknownType = "the type of terminal in TERM is unknown"
  case cannotMoveCursor = "the type of terminal in TERM cannot place the cursor"
}

/// How a role looks: palette colours, -1 being the terminal's own, and attributes.
public struct Look: Sendable {
  public var foreground: Int32 = -1
  public var background: Int32 = -1
  public var bold = false
  public init(_ foreground: Int32 = -1, on background: Int32 = -1, bold: Bool = false) {
    (self.foreground, self.background, self.bold) = (foreground, background, bold)
  }
}

/// The terminal of this process, taken over for as long as the value lives.
///
/// It cannot be copied, so it has one owner, and when that lets go, the terminal is as it was.
public struct Terminal: ~Copyable {
  private let screen: OpaquePointer
  private let window: UnsafeMutablePointer<WINDOW>
  private let looks: [(attributes: attr_t, pair: Int32)]
  private var shown: Frame?
  private var line: [cchar_t] = []

  public init(theme: (Role) -> Look) throws(TerminalError) {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
    setlocale(LC_ALL, "")
    if !curses_locale_is_utf8() { setlocale(LC_CTYPE, "C.UTF-8") }

    terminal_guard_raise()
    guard let screen = curses_open(), let window = curses_screen() else {
      terminal_guard_lower()
      throw .unknownType
    }
    guard Self.bytes(of: "cup") != nil else {
      endwin()
      delscreen(screen)
      terminal_guard_lower()
      throw .cannotMoveCursor
    }
    self.screen = screen
    self.window = window
    for capability in ["sgr0", "cnorm", "rmkx", "rmcup"] {
      if let bytes = Self.bytes(of: capability) { terminal_guard_add(bytes) }
    }
    terminal_guard_add("\u{1b}[?1000l\u{1b}[?1003l\u{1b}[?1006l")

    cbreak(); noecho(); nonl(); curs_set(0); set_escdelay(25)
    intrflush(window, false); keypad(window, true); leaveok(window, true)
    define_key("\u{1b}[A", KEY_UP); define_key("\u{1b}[B", KEY_DOWN)
    mousemask(curses_every_mouse_event, nil); mouseinterval(0)
    if has_colors() { start_color(); use_default_colors() }

    let colours = curses_colours()
    looks = Role.allCases.map { role in
      let look = theme(role)
      let fits = { (colour: Int32) in colour < colours ? colour : -1 }
      let pair = colours > 0 ? max(0, alloc_pair(fits(look.foreground), fits(look.background))) : 0
      let inverted = colours < 256 && look.background >= 0
      return ((look.bold ? curses_bold : 0) | (inverted ? curses_reverse : 0), pair)
    }
  }

  deinit {
    mousemask(0, nil)
    endwin()
    delscreen(screen)
    terminal_guard_lower()
  }

  /// What this type of terminal needs for a capability; terminfo marks an unknown one with -1.
  private static func bytes(of capability: String) -> UnsafeMutablePointer<CChar>? {
    tigetstr(capability).flatMap { Int(bitPattern: $0) == -1 ? nil : $0 }
  }

  public var size: (columns: Int, rows: Int) { (Int(getmaxx(window)), Int(getmaxy(window))) }

  /// Shows a frame; curses works out the fewest bytes that get there from the last one.
  public mutating func show(_ frame: Frame) {
    let previous = shown.flatMap { $0.columns == frame.columns && $0.rows == frame.rows ? $0 : nil }
    for row in 0..<frame.rows where previous.map({ $0[row: row] != frame[row: row] }) ?? true {
      line.removeAll(keepingCapacity: true)
      for cell in frame[row: row] where cell.scalar != 0 {
        var look = looks[Int(cell.role.rawValue)], wide = cchar_t()
        let text = (wchar_t(truncatingIfNeeded: cell.scalar), wchar_t(0))
        withUnsafeBytes(of: text) { bytes in
          _ = setcchar(&wide, bytes.baseAddress!.assumingMemoryBound(to: wchar_t.self), look.attributes, 0, &look.pair)
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

  /// Waits for an event; `nil` means that the time ran out, or that what came has no meaning here.
  public func next(milliseconds: Int32) -> Event? {
    var code: wint_t = 0
    wtimeout(window, milliseconds)
    switch wget_wch(window, &code) {
    case OK: return Unicode.Scalar(code).map(Event.character)
    case KEY_CODE_YES: return Self.event(of: Int32(bitPattern: code))
    default: return nil
    }
  }

  private static func event(of code: Int32) -> Event? {
    switch code {
    case KEY_RESIZE: .resize
    case KEY_MOUSE: mouseEvent()
    case KEY_UP: .key(.up)
    case KEY_DOWN: .key(.down)
    case KEY_LEFT: .key(.left)
    case KEY_RIGHT: .key(.right)
    case KEY_HOME: .key(.home)
    case KEY_END: .key(.end)
    case KEY_PPAGE: .key(.pageUp)
    case KEY_NPAGE: .key(.pageDown)
    case KEY_BACKSPACE: .key(.backspace)
    case KEY_DC: .key(.delete)
    default: nil
    }
  }

  /// Must follow `KEY_MOUSE` at once: the rest of the report would arrive as characters.
  private static func mouseEvent() -> Event? {
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
