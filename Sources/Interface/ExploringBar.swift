import Scene
import Screen

/// How far a search in the background has come, at the beginning of the last row.
enum ExploringBar {
  /// The bar is what of the states that were met has been looked into: it is full when nothing is left, and it may
  /// shrink, since nobody knows beforehand how many there are.
  static func line(_ exploration: Exploration, columns: Int, key: String) -> Line {
    let width = columns >= 100 ? 20 : columns >= 80 ? 12 : 6
    let done = exploration.states - exploration.waiting
    let filled = exploration.states == 0 ? 0 : min(width, max(0, done * width / exploration.states))
    var line = Line(" ", .bar)
    line.append(String(repeating: "▬", count: filled), .now)
    line.append(String(repeating: "╌", count: width - filled), .bar)
    if columns >= 100 { line.append(" \(exploration.what) from step \(exploration.from):", .bar) }
    line.append(" \(grouped(exploration.states)) states", .bar)
    if columns >= 60 { line.append(", depth \(exploration.depth)", .bar) }
    line.append("  ", .bar)
    line.append(key, .key)
    line.append(" stop  ", .bar)
    return line
  }

  /// `12,345`.
  private static func grouped(_ number: Int) -> String {
    var digits = Array(String(number)), place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: place)
      place -= 3
    }
    return String(digits)
  }
}
