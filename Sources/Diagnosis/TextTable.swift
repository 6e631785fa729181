import Session

/// Rows of an account as text, in columns.
enum TextTable {
  /// The rows below their heading. Columns are as wide as what stands in them; only what few rows have so much of that
  /// all others would be torn apart moves what follows it.
  ///
  /// - Parameter marks: by step: `▾` of a critical one, `✗` of the one that breaks the law.
  static func lines(_ rows: [PathRow], marks: [Int: String]) -> [String] {
    func width(_ least: Int, _ most: Int, _ text: (PathRow) -> String) -> Int {
      let fitting = rows.map { text($0).count + 2 }.filter { $0 <= most }
      return max(least, fitting.max() ?? 0)
    }
    let widths = [9, width(8, 24, \.thread), width(30, 64, \.place), width(30, 64, \.what)]
    var last = ""
    let head = line(["#", "thread", "step", "what changed", "why it could run"], mark: " ", widths)
    let lines = rows.map { row in
      let thread = row.thread == last ? "" : row.thread
      last = row.thread
      let mark = row.steps.compactMap { marks[$0] }.last ?? " "
      return line([number(row), thread, row.place, row.what, row.because], mark: mark, widths)
    }
    return [head] + lines
  }

  static func number(_ row: PathRow) -> String {
    row.steps.count == 1 ? "\(row.steps.lowerBound)" : "\(row.steps.lowerBound)-\(row.steps.upperBound)"
  }

  private static func line(_ cells: [String], mark: String, _ widths: [Int]) -> String {
    var text = " \(mark)"
    for (index, cell) in cells.enumerated() {
      guard index < widths.count else {
        text += cell
        continue
      }
      // Numbers end where they are read; a cell that is too long moves the next one.
      text += index == 0 ? cell.leftPadded(widths[0] - 2) + "  " : cell.padded(widths[index])
    }
    while text.last == " " { text.removeLast() }
    return text
  }

  /// Two accounts beside each other; the first row that differs is marked.
  static func sideBySide(_ left: [PathRow], _ right: [PathRow], heads: (String, String), rows limit: Int) -> [String] {
    let width = 62
    var lines = ["   " + heads.0.padded(width) + "  " + heads.1]
    var isMarked = false
    for index in 0..<min(limit, max(left.count, right.count)) {
      let a = left.indices.contains(index) ? left[index] : nil
      let b = right.indices.contains(index) ? right[index] : nil
      let differs = a.map(short) != b.map(short)
      let mark = differs && !isMarked ? "»" : " "
      if differs { isMarked = true }
      lines.append(" \(mark) " + (a.map(short) ?? "").cut(width).padded(width) + "  " + (b.map(short) ?? "").cut(width))
    }
    let rest = max(left.count, right.count) - limit
    if rest > 0 { lines.append("   ⋯ \(rest) more row\(rest == 1 ? "" : "s")") }
    return lines.map { line in
      var line = line
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  private static func short(_ row: PathRow) -> String {
    let place = row.place.split(separator: " ").suffix(2).joined(separator: " ")
    return "\(number(row)) \(row.thread) \(place): \(row.what)"
  }
}

extension String {
  func padded(_ width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
  func leftPadded(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
  func cut(_ width: Int) -> String { count <= width ? self : String(prefix(width - 1)) + "⋯" }
}
