import CNCurses
import Screen

/// What the codes of curses and the control characters stand for.
enum KeyCodes {
  /// Codes of our own for sequences that terminfo seldom tells.
  private static let altLeft: Int32 = 2001, altRight: Int32 = 2002

  /// Teaches curses the sequences that terminals send whatever their terminfo entry says.
  static func define() {
    let sequences: [(String, Int32)] = [
      ("\u{1b}[A", KEY_UP), ("\u{1b}[B", KEY_DOWN), ("\u{1b}[C", KEY_RIGHT), ("\u{1b}[D", KEY_LEFT),
      ("\u{1b}[H", KEY_HOME), ("\u{1b}[F", KEY_END), ("\u{1b}[1~", KEY_HOME), ("\u{1b}[4~", KEY_END),
      ("\u{1b}[2~", KEY_IC), ("\u{1b}[3~", KEY_DC), ("\u{1b}[5~", KEY_PPAGE), ("\u{1b}[6~", KEY_NPAGE),
      ("\u{1b}[Z", KEY_BTAB), ("\u{1b}[1;3D", altLeft), ("\u{1b}[1;3C", altRight), ("\u{1b}[1;9D", altLeft),
      ("\u{1b}[1;9C", altRight),
    ]
    for (sequence, code) in sequences { define_key(sequence, code) }
  }

  static func event(of scalar: Unicode.Scalar) -> Event? {
    switch scalar.value {
    case 0: nil
    case 8, 0x7f: .key(.backspace)
    case 9: .key(.tab)
    case 10, 13: .key(.enter)
    case 27: .key(.escape)
    case 1...26: Unicode.Scalar(scalar.value + 0x60).map(Event.control)
    case ..<0x20, 0x80..<0xa0: nil
    default: .character(scalar)
    }
  }

  static func event(of code: Int32) -> Event? {
    switch code {
    case KEY_RESIZE: .resize
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
    case KEY_IC: .key(.insert)
    case KEY_ENTER: .key(.enter)
    case KEY_BTAB: .key(.shiftTab)
    case altLeft: .altKey(.left)
    case altRight: .altKey(.right)
    case KEY_F0 + 1...KEY_F0 + 12: .key(.function(Int(code - KEY_F0)))
    default: nil
    }
  }
}
