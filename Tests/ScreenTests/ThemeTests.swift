import Screen
import Testing

@Suite("The themes can be read, and told apart by all eyes")
struct ThemeTests {
  /// What terminals have behind the text, and what they write it in.
  private struct Ground {
    let paper: Light
    let text: Light
  }

  private static let dark = [0x000000, 0x1e1e1e, 0x002b36].map {
    Ground(paper: Light(hex: $0), text: Light(hex: 0xd4d4d4))
  }
  private static let light = [0xffffff, 0xfdf6e3].map { Ground(paper: Light(hex: $0), text: Light(hex: 0x1f2328)) }

  private func grounds(_ name: ThemeName) -> [Ground] {
    switch name {
    case .dark: Self.dark
    case .light: Self.light
    // It brings its own.
    case .highContrast: [Ground(paper: Light(palette: 16), text: Light(palette: 231))]
    case .auto, .monochrome: Self.dark + Self.light
    }
  }

  /// The contrast that every text has at least: that of WCAG for text, more where more is promised, and what can be had
  /// on any background at once.
  private func wanted(_ name: ThemeName) -> Double {
    switch name {
    case .highContrast: 7
    case .auto: 3.29
    default: 4.5
    }
  }

  private func colours(_ look: Look, _ ground: Ground) -> (front: Light, back: Light) {
    let front = look.foreground < 0 ? ground.text : Light(palette: look.foreground)
    let back = look.background < 0 ? ground.paper : Light(palette: look.background)
    return look.isReversed ? (back, front) : (front, back)
  }

  @Test("every role has the contrast that can be read", arguments: ThemeName.allCases)
  func contrast(name: ThemeName) {
    for ground in grounds(name) {
      for role in Role.allCases {
        let look = Theme(named: name).look(of: role, depth: .palette), pair = colours(look, ground)
        let contrast = pair.front.contrast(to: pair.back)
        #expect(contrast >= wanted(name), "\(name) \(role): \(contrast)")
      }
    }
  }

  /// The roles whose colour says something; the others differ from text by attributes alone.
  private static let telling: [Role] = [.holds, .caution, .broken, .quiet]

  @Test("hues differ from one another and from text for all eyes", arguments: ThemeName.allCases)
  func difference(name: ThemeName) {
    guard name != .monochrome else { return }
    // What is broken stands reversed and has its glyph besides: its hue may come nearer to another one, and on a
    // background that nobody knows it must.
    func least(_ roles: [Role]) -> Double { !roles.contains(.broken) ? 16 : name == .auto ? 8 : 15 }
    let theme = Theme(named: name), looks = Self.telling.map { theme.look(of: $0, depth: .palette) }
    for ground in grounds(name) {
      let hues = looks.map { Light(palette: $0.foreground) } + (name == .auto ? [] : [ground.text])
      let roles = Self.telling + [.plain]
      for eyes in Eyes.allCases {
        for (index, one) in hues.enumerated() {
          for (other, two) in hues.enumerated().dropFirst(index + 1) {
            let difference = one.seen(by: eyes).difference(to: two.seen(by: eyes))
            let pair = [roles[index], roles[other]]
            #expect(difference >= least(pair), "\(name) \(eyes): \(pair) differ by \(difference)")
          }
        }
      }
    }
  }

  @Test("attributes alone tell what must never be missed", arguments: ThemeName.allCases)
  func attributes(name: ThemeName) {
    for depth in [ColourDepth.none, .sixteen, .palette] {
      let theme = Theme(named: name)
      func marks(_ role: Role) -> [Bool] {
        let look = theme.look(of: role, depth: depth)
        return [look.isBold, look.isUnderlined, look.isReversed]
      }
      for role in [Role.broken, .selection, .focus, .caution, .now, .changed] {
        #expect(marks(role) != marks(.plain), "\(name) \(depth) \(role)")
      }
      #expect(marks(.broken) != marks(.caution) && marks(.broken) != marks(.selection))
    }
  }

  @Test("monochrome, and any theme without colour, has none")
  func colourless() {
    for name in ThemeName.allCases {
      for role in Role.allCases {
        let look = Theme(named: name, usesColour: false).look(of: role, depth: .palette)
        #expect(look.foreground == -1 && look.background == -1)
      }
    }
    #expect(!Theme(named: .monochrome).usesColour)
  }

  @Test("the measures give what their definitions say")
  func measures() {
    #expect(abs(Light(hex: 0xffffff).contrast(to: Light(hex: 0)) - 21) < 0.001)
    #expect(abs(Light(hex: 0x777777).contrast(to: Light(hex: 0xffffff)) - 4.478) < 0.001)
    // Red and green of equal brightness: far apart, and near for eyes without one of the cones.
    let red = Light(hex: 0xd75f00), green = Light(hex: 0x5f8700)
    #expect(red.difference(to: green) > 40)
    #expect(red.seen(by: .greenBlind).difference(to: green.seen(by: .greenBlind)) < 20)
    for eyes in Eyes.allCases {
      let white = Light(1, 1, 1).seen(by: eyes)
      #expect(white.difference(to: Light(1, 1, 1)) < 0.5, "\(eyes)")
    }
  }
}
