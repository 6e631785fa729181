/// The last column of the table of glyphs: one ASCII character for each, cell for cell.
enum ASCII {
  static func scalar(_ scalar: UInt32) -> UInt32 {
    // The right half of a wide character becomes a character of its own.
    guard scalar >= 0x7f || scalar == 0 else { return scalar }
    return table[scalar] ?? 0x3f
  }

  private static let table: [UInt32: UInt32] = {
    let pairs: [(Unicode.Scalar, Unicode.Scalar)] = [
      ("●", "W"), ("◓", "R"), ("◌", "N"), ("◦", "."), ("◊", "S"), ("⇄", "M"), ("◨", "D"), ("◧", "X"), ("◉", "P"),
      ("⇒", ">"),
      ("»", ":"), ("►", ">"), ("░", "%"), ("✓", "+"), ("✗", "x"), ("↻", "@"), ("▬", "="), ("─", "-"), ("╌", "."),
      ("▴", "^"), ("▾", "v"), ("╎", "\""), ("›", "/"), ("⋯", "$"), ("│", "|"), ("┌", "+"), ("┐", "+"), ("└", "+"),
      ("┘", "+"), ("├", "+"), ("┤", "+"), ("┬", "+"), ("┴", "+"), ("┼", "+"),
    ]
    var table: [UInt32: UInt32] = [:]
    for (glyph, plain) in pairs { table[glyph.value] = plain.value }
    return table
  }()
}
