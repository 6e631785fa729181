import Screen

extension Frame {
  /// The frame as lines of text without the blanks at their ends, each line with its newline.
  public func plainText() -> String {
    (0..<rows).map { row in
      let line = String(String.UnicodeScalarView(self[row: row].compactMap(\.visible)))
      return line.withoutTrailingBlanks + "\n"
    }.joined()
  }
}

extension Cell {
  /// What is drawn; nil in the right half of a double-width character.
  var visible: Unicode.Scalar? {
    scalar == 0 ? nil : Unicode.Scalar(scalar) ?? "\u{FFFD}"
  }
}

extension String {
  fileprivate var withoutTrailingBlanks: String {
    guard let last = unicodeScalars.lastIndex(where: { $0 != " " }) else { return "" }
    return String(unicodeScalars[...last])
  }
}
