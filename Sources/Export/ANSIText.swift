import Screen

extension Frame {
  /// The frame for a terminal that only prints: every row with its colours and attributes, and a newline.
  ///
  /// Nothing but SGR sequences is written, and every row ends in the state in which it began: rows can be cut, joined
  /// and paged.
  public func ansiText(theme: Theme, depth: ColourDepth) -> String {
    (0..<rows).map { ansiRow($0, theme: theme, depth: depth) + "\n" }.joined()
  }

  /// One row without its newline; it begins and ends without colour and attributes.
  func ansiRow(_ row: Int, theme: Theme, depth: ColourDepth) -> String {
    var text = ""
    var current = Look()
    for cell in self[row: row] {
      guard let scalar = cell.visible else { continue }
      let look = theme.look(of: cell.role, depth: depth)
      if look != current {
        text += look.sequence(depth)
        current = look
      }
      text.unicodeScalars.append(scalar)
    }
    if current != Look() { text += Look().sequence(depth) }
    return text
  }
}

extension Look {
  /// Sets this look, whatever was set before.
  fileprivate func sequence(_ depth: ColourDepth) -> String {
    var codes = ["0"]
    if isBold { codes.append("1") }
    if isDim { codes.append("2") }
    if isUnderlined { codes.append("4") }
    if isReversed { codes.append("7") }
    if foreground >= 0 {
      codes.append(depth == .palette ? "38;5;\(foreground)" : "\(30 + foreground)")
    }
    if background >= 0 {
      codes.append(depth == .palette ? "48;5;\(background)" : "\(40 + background)")
    }
    return "\u{1B}[\(codes.joined(separator: ";"))m"
  }
}
