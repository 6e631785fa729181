/// How a role looks: a palette colour, -1 being the terminal's own, and attributes.
public struct Look: Equatable, Sendable {
  public var foreground: Int
  public var isBold: Bool
  public var isDim: Bool
  public var isUnderlined: Bool
  public var isReversed: Bool

  public init(
    _ foreground: Int = -1, bold: Bool = false, dim: Bool = false, underlined: Bool = false, reversed: Bool = false
  ) {
    self.foreground = foreground
    isBold = bold
    isDim = dim
    isUnderlined = underlined
    isReversed = reversed
  }
}

/// What is behind the text: colours are chosen so that they can be read on it.
public enum Background: String, CaseIterable, Sendable { case dark, light, unknown }

/// How many colours there are to choose from.
public enum ColourDepth: Sendable { case none, sixteen, palette }

/// How every role looks: three hues and a grey. Whatever a hue says, a glyph or a word says too.
public struct Theme: Equatable, Sendable {
  public var background: Background
  /// False with NO_COLOR or `--color never`: attributes alone.
  public var usesColour: Bool

  public init(_ background: Background = .unknown, usesColour: Bool = true) {
    self.background = background
    self.usesColour = usesColour
  }

  public func look(of role: Role, depth: ColourDepth) -> Look {
    let hues = hues(usesColour ? depth : .none)
    return switch role {
    case .plain, .title, .value, .bar: Look()
    case .quiet, .inferred, .unknown: hues.grey < 0 ? Look(dim: true) : Look(hues.grey)
    case .focus, .selection: Look(reversed: true)
    case .now, .key: Look(bold: true)
    case .changed: Look(bold: true, underlined: true)
    case .holds: Look(hues.holds)
    case .caution: Look(hues.caution, bold: true)
    case .broken: Look(hues.broken, bold: true, reversed: true)
    case .moving: Look(bold: true, reversed: true)
    }
  }

  private func hues(_ depth: ColourDepth) -> (holds: Int, caution: Int, broken: Int, grey: Int) {
    switch (depth, background) {
    case (.palette, .dark): (111, 220, 203, 246)
    case (.palette, .light): (27, 94, 53, 241)
    case (.palette, .unknown): (33, 166, 199, 244)
    // Colours 8 to 15 are bent by too many palettes to mean anything.
    case (.sixteen, .dark): (6, 3, 5, -1)
    case (.sixteen, .light): (4, 1, 5, -1)
    case (.sixteen, .unknown), (.none, _): (-1, -1, -1, -1)
    }
  }
}
