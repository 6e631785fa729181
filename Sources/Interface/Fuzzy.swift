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

extension Fuzzy {
  /// The name that was probably meant: a letter too few, too many, wrong, or two that changed places; twice in a long
  /// one. What reads drivers and scenarios has the same for their names; the interface knows nothing of that.
  static func meant(by name: String, among names: [String]) -> String? {
    guard (2...24).contains(name.utf8.count) else { return nil }
    let limit = name.utf8.count < 6 ? 1 : 2, letters = Array(name.utf8)
    let near = names.map { (distance: distance(letters, Array($0.utf8)), name: $0) }
      .min { $0.distance < $1.distance }
    return near.flatMap { $0.distance <= limit ? $0.name : nil }
  }
}

private func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var before: [Int] = [], last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var best = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
      row.append(best)
    }
    before = last
    last = row
  }
  return last[b.count]
}
