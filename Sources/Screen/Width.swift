extension Unicode.Scalar {
  /// How many columns a terminal gives this scalar: 0, 1 or 2.
  ///
  /// A table of our own, so that a frame does not depend on the locale.
  public var columns: Int {
    switch value {
    case 0x20..<0x7f: 1
    case ..<0x20, 0x7f..<0xa0: 0
    case 0xa0..<0x300: value == 0xad ? 0 : 1
    case 0x2190..<0x2600: isWideSymbol ? 2 : 1
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff,
      0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1faff, 0x20000...0x3fffd:
      2
    default: joins ? 0 : 1
    }
  }

  private var isWideSymbol: Bool {
    switch value {
    case 0x231a, 0x231b, 0x2329, 0x232a, 0x23e9...0x23ec, 0x23f0, 0x23f3, 0x25fd, 0x25fe: true
    default: false
    }
  }

  /// Takes no cell of its own, or changes how its neighbours are shown.
  private var joins: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control, .surrogate, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}

/// The cells of a text. A scalar that has no cell of its own is drawn as `!`: a name in a file must not be able to
/// move the cursor, turn the writing round or hide a letter.
func eachCell(of text: String, _ body: (UInt32, Int) -> Void) {
  for scalar in text.unicodeScalars {
    let width = scalar.columns
    body(width == 0 ? 0x21 : scalar.value, max(1, width))
  }
}

extension String {
  /// How many columns the text takes in a frame.
  public var columns: Int {
    var sum = 0
    eachCell(of: self) { sum += $1 }
    return sum
  }
}
