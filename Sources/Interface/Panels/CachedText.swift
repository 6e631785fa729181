import Scene
import Screen

/// What the TLBs have of a page: `tlb 0 ✗1`, the numbers of the CPUs, with `✗` where the table says otherwise by now.
enum CachedText {
  static func line(_ entry: Entry, room: Int) -> Line {
    var line = Line()
    guard !entry.cached.isEmpty || entry.cachedBefore != nil else { return line }
    if entry.cachedBefore != nil { line.append("⇒ ", .now) }
    let look: Role = entry.cachedBefore == nil ? .quiet : .changed
    line.append("tlb", look)
    if entry.cached.isEmpty { line.append(" none", look) }
    for cached in entry.cached {
      line.append(" ", look)
      if cached.isStale { line.append("✗", .caution) }
      line.append("\(cached.cpu)", cached.isStale ? .caution : look)
      if cached.isStale, room >= 44 { line.append(" " + cached.value.kind.glyph + " " + cached.value.text, .caution) }
    }
    return line
  }

  /// Where there is no room for all: the stale ones alone.
  static func stale(_ entry: Entry) -> Line {
    let stale = entry.cached.filter(\.isStale)
    guard !stale.isEmpty else { return Line() }
    return Line(" tlb " + stale.map { "✗\($0.cpu)" }.joined(separator: " "), .caution)
  }
}
