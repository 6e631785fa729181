import Screen

/// Breaks a text at blanks into lines of at most so many columns; a word that is longer is broken where it must be.
func wrap(_ text: String, to width: Int) -> [String] {
  guard width > 0 else { return [] }
  var lines: [String] = [], line = "", columns = 0
  for word in text.split(separator: " ", omittingEmptySubsequences: true) {
    var rest = String(word), length = rest.columns
    if columns > 0, columns + 1 + length <= width {
      line += " " + rest
      columns += 1 + length
      continue
    }
    if columns > 0 { lines.append(line) }
    while length > width {
      var head = String.UnicodeScalarView(), used = 0
      for scalar in rest.unicodeScalars {
        let next = max(1, scalar.columns)
        if used + next > width, used > 0 { break }
        head.append(scalar)
        used += next
      }
      lines.append(String(head))
      rest = String(String.UnicodeScalarView(rest.unicodeScalars.dropFirst(head.count)))
      length = rest.columns
    }
    (line, columns) = (rest, length)
  }
  if columns > 0 || lines.isEmpty { lines.append(line) }
  return lines
}
