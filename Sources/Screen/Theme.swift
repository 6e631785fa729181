/// How a role looks: palette colours, -1 being the terminal's own, and attributes.
public struct Look: Equatable, Sendable {
  public var foreground: Int
  public var background: Int
  public var isBold: Bool
  public var isDim: Bool
  public var isUnderlined: Bool
  public var isReversed: Bool

  public init(
    _ foreground: Int = -1, on background: Int = -1, bold: Bool = false, dim: Bool = false, underlined: Bool = false,
    reversed: Bool = false
  ) {
    self.foreground = foreground
    self.background = background
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

/// What a theme is called on the command line and in the config file.
public enum ThemeName: String, CaseIterable, Sendable {
  /// Can be read on any background; the terminal's own stays.
  case auto
  case dark, light
  /// White and three hues on black, whatever the terminal has.
  case highContrast = "high-contrast"
  /// No colour: attributes alone.
  case monochrome

  /// The one that comes after it, and after the last the first.
  public var next: ThemeName {
    let all = Self.allCases
    return all[((all.firstIndex(of: self) ?? 0) + 1) % all.count]
  }
}

/// How every role looks: three hues and a grey. Whatever a hue says, a glyph or a word says too.
public struct Theme: Equatable, Sendable {
  public var background: Background
  /// False with NO_COLOR or `--color never`: attributes alone.
  public var usesColour: Bool
  /// Brings its own background and text.
  public var isHighContrast = false

  public init(_ background: Background = .unknown, usesColour: Bool = true) {
    self.background = background
    self.usesColour = usesColour
  }

  public init(named name: ThemeName, usesColour: Bool = true) {
    self.init(
      name == .light ? .light : name == .dark || name == .highContrast ? .dark : .unknown,
      usesColour: usesColour && name != .monochrome)
    isHighContrast = name == .highContrast
  }

  public func look(of role: Role, depth: ColourDepth) -> Look {
    let hues = hues(usesColour ? depth : .none)
    let (text, ground) = (hues.text, hues.ground)
    return switch role {
    case .plain, .title, .value, .bar: Look(text, on: ground)
    case .quiet, .inferred, .unknown: hues.grey < 0 ? Look(dim: true) : Look(hues.grey, on: ground)
    case .focus, .selection: Look(text, on: ground, reversed: true)
    case .now, .key: Look(text, on: ground, bold: true)
    case .changed: Look(text, on: ground, bold: true, underlined: true)
    case .holds: Look(hues.holds, on: ground)
    case .caution: Look(hues.caution, on: ground, bold: true)
    case .broken: Look(hues.broken, on: ground, bold: true, reversed: true)
    case .moving: Look(text, on: ground, bold: true, reversed: true)
    }
  }

  private struct Hues {
    var holds = -1, caution = -1, broken = -1, grey = -1
    var text = -1, ground = -1
  }

  private func hues(_ depth: ColourDepth) -> Hues {
    if isHighContrast, depth == .palette {
      return Hues(holds: 117, caution: 220, broken: 203, grey: 249, text: 231, ground: 16)
    }
    // Black and white of the first eight may be any two colours, but they are made to be read on one another.
    if isHighContrast, depth == .sixteen {
      return Hues(holds: 6, caution: 3, broken: 5, grey: 7, text: 7, ground: 0)
    }
    return switch (depth, background) {
    case (.palette, .dark): Hues(holds: 111, caution: 220, broken: 203, grey: 246)
    case (.palette, .light): Hues(holds: 27, caution: 94, broken: 54, grey: 241)
    case (.palette, .unknown): Hues(holds: 33, caution: 166, broken: 199, grey: 244)
    // Colours 8 to 15 are bent by too many palettes to mean anything.
    case (.sixteen, .dark): Hues(holds: 6, caution: 3, broken: 5)
    case (.sixteen, .light): Hues(holds: 4, caution: 1, broken: 5)
    case (.sixteen, .unknown), (.none, _): Hues()
    }
  }
}
