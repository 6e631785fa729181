/// The name that was probably meant; nil if none is near. Of equally near ones the first of the list.
func suggestion(for name: String, among names: [String]) -> String? {
  guard name.utf8.count <= 32 else { return nil }
  let wanted = name.lowercased()
  if let same = names.first(where: { $0.lowercased() == wanted }) { return same }
  let ranked = names.map { (edits(wanted, $0.lowercased()), $0) }
  let best = ranked.min { $0.0 < $1.0 }
  return best.flatMap { $0.0 <= max(1, name.count / 3) ? $0.1 : nil }
}

/// How many letters must be put in, taken out, replaced or swapped with their neighbour to get to another name.
private func edits(_ a: String, _ b: String) -> Int {
  let (a, b) = (Array(a.utf8), Array(b.utf8))
  var beforeLast: [Int] = []
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var best = min(row[j] + 1, last[j + 1] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforeLast[j - 1] + 1) }
      row.append(best)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
