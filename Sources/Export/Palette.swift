import Screen

/// Colours for a picture that has no terminal to bring its own.
struct Palette {
  let text: String
  let paper: String
  private let theme: Theme

  /// Where the background is not known, and where there are no colours, a dark one is drawn.
  init(_ name: ThemeName) {
    theme = Theme(named: name == .auto ? .dark : name)
    switch name {
    case .light: (text, paper) = ("#1f2328", "#ffffff")
    case .highContrast: (text, paper) = ("#ffffff", "#000000")
    case .auto, .dark, .monochrome: (text, paper) = ("#d4d4d4", "#1e1e1e")
    }
  }

  func look(of role: Role) -> Look { theme.look(of: role, depth: .palette) }

  /// The colour of what is written in a look; reversed, it is the colour behind it.
  func colour(of look: Look) -> String { look.foreground < 0 ? text : Self.hex(look.foreground) }

  /// A colour of the palette of 256: a cube of six levels from 16 on, then greys.
  private static func hex(_ index: Int) -> String {
    let levels = [0, 95, 135, 175, 215, 255]
    let parts: [Int]
    if index >= 232 {
      parts = Array(repeating: 8 + 10 * (index - 232), count: 3)
    } else {
      let place = max(0, index - 16)
      parts = [levels[place / 36 % 6], levels[place / 6 % 6], levels[place % 6]]
    }
    return "#" + parts.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
