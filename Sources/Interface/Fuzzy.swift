/// Finding by a few letters, in their order, as they come to mind.
enum Fuzzy {
  /// How well a text has the letters; nil if it has not all of them in this order.
  ///
  /// Letters that follow one another and those that begin a word count most; what stands early counts a little more.
  static func score(_ letters: String, in text: String) -> Int? {
    let wanted = Array(letters.lowercased().unicodeScalars), given = Array(text.lowercased().unicodeScalars)
    guard !wanted.isEmpty else { return 0 }
    guard wanted.count <= given.count else { return nil }
    let starts = given.indices.filter { given[$0] == wanted[0] }
    return starts.compactMap { score(wanted, in: given, from: $0) }.max()
  }

  private static func score(_ wanted: [Unicode.Scalar], in given: [Unicode.Scalar], from start: Int) -> Int? {
    var score = -start, last: Int?, next = start
    for scalar in wanted {
      guard let found = given[next...].firstIndex(of: scalar) else { return nil }
      let beginsWord = found == 0 || !given[found - 1].properties.isAlphabetic
      score += 2 + (last == found - 1 ? 8 : 0) + (beginsWord ? 6 : 0)
      last = found
      next = found + 1
    }
    return score - (given.count - wanted.count) / 4
  }

  /// The best of several names, best first; of equally good ones the first.
  static func best(_ letters: String, among names: [String], _ count: Int) -> [String] {
    guard letters.unicodeScalars.count > 1 else { return [] }
    let scored = names.enumerated().compactMap { index, name in
      score(letters, in: name).map { (score: $0, index: index, name: name) }
    }
    return scored.sorted { ($1.score, $0.index) < ($0.score, $1.index) }.prefix(count).map(\.name)
  }
}
