/// How many characters must be put in, taken out, replaced or swapped with their neighbour to get from one name to
/// another.
func distance(_ a: String, _ b: String) -> Int {
  let a = Array(a.utf8)
  let b = Array(b.utf8)
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var best = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforeLast[j - 1] + 1) }
      row.append(best)
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}

/// The name that was probably meant; nil if none is near. Of equally near ones the first in the alphabet, so that the
/// answer is the same everywhere.
public func nearest(_ name: String, among candidates: some Sequence<String>) -> String? {
  // A name of any length costs its square: nobody misspells a name of a thousand letters.
  let length = name.utf8.count
  guard length <= 64 else { return nil }
  let limit = max(1, length / 3)
  var best: (distance: Int, name: String)?
  for candidate in candidates where abs(candidate.utf8.count - length) <= limit && candidate != name {
    let far = distance(name, candidate)
    if far <= limit, best.map({ (far, candidate) < ($0.distance, $0.name) }) ?? true { best = (far, candidate) }
  }
  return best?.name
}

/// The same where letters of the wrong case are no mistake to count: as people write commands and names of keys.
public func nearest(ignoringCase name: String, among names: [String]) -> String? {
  let wanted = name.lowercased()
  if let same = names.first(where: { $0.lowercased() == wanted }) { return same }
  let near = nearest(wanted, among: names.map { $0.lowercased() })
  return near.flatMap { near in names.first { $0.lowercased() == near } }
}
