import Screen

extension Line {
  /// Appends a text and gives its glyphs the role that they have everywhere: what stands after `⇒` is new, after `~`
  /// inferred, and so on.
  mutating func appendMarked(_ text: String, _ base: Role = .plain) {
    var role = base
    var piece = String.UnicodeScalarView()
    func flush(_ line: inout Line) {
      guard !piece.isEmpty else { return }
      line.append(String(piece), role)
      piece.removeAll(keepingCapacity: true)
    }
    /// A glyph speaks for the word after it, up to the second blank, a comma or a semicolon.
    var blanks: Int?
    for scalar in text.unicodeScalars {
      if scalar == " ", piece.isEmpty, role == .changed {
        append(" ", base)
        continue
      }
      if let new = Self.role(of: scalar, base) {
        flush(&self)
        if scalar == "⇒" {
          append("⇒", base)
          (role, blanks) = (.changed, 0)
          continue
        }
        (role, blanks) = (role == .changed && new == .quiet ? .changed : new, 0)
      } else if let seen = blanks, role != base {
        let ends = scalar == "," || scalar == ";" || (scalar == " " && seen >= (role == .changed ? 3 : 1))
        if ends || (scalar == " " && piece.last == " ") {
          flush(&self)
          (role, blanks) = (base, nil)
        } else if scalar == " " {
          blanks = seen + 1
        }
      }
      piece.append(scalar)
    }
    flush(&self)
  }

  static func role(of scalar: Unicode.Scalar, _ base: Role) -> Role? {
    switch scalar {
    case "⇒": .changed
    case "✓": .holds
    case "✗", "░", "↻": .caution
    case "◦": .quiet
    case "~": .inferred
    case "?": .unknown
    default: nil
    }
  }
}
