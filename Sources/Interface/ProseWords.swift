import Scene
import Screen

/// Where a word of a lesson stands that can be asked about.
struct ProseWord: Equatable {
  var word: String
  /// Among the rows of the lesson.
  var row: Int
  var columns: Range<Int>

  /// The words that are meant, in rows of prose: each at its first place.
  static func all(_ terms: [String], in rows: [Row]) -> [ProseWord] {
    let wanted = Set(terms.map { $0.lowercased() })
    var seen: Set<String> = [], found: [ProseWord] = []
    for (index, row) in rows.enumerated() {
      for word in words(of: row.line, row: index) {
        let name = word.word.lowercased()
        if wanted.contains(name), seen.insert(name).inserted { found.append(word) }
      }
    }
    return found
  }

  /// Letters, digits and underscores that follow one another.
  static func words(of line: Line, row: Int) -> [ProseWord] {
    var words: [ProseWord] = [], start: Int?
    var text = String.UnicodeScalarView()
    for (column, cell) in (line.cells + [Cell()]).enumerated() {
      let scalar = Unicode.Scalar(cell.scalar).flatMap { scalar -> Unicode.Scalar? in
        let isPart = scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_"
        return isPart ? scalar : nil
      }
      if let scalar {
        if start == nil { start = column }
        text.append(scalar)
      } else if let first = start {
        words.append(ProseWord(word: String(text), row: row, columns: first..<column))
        (start, text) = (nil, String.UnicodeScalarView())
      }
    }
    return words
  }
}

extension View {
  /// The words of the stop that can be asked about; none while a question is asked or the person is elsewhere.
  func proseWords(_ scene: Scene) -> [ProseWord] {
    guard let lesson = scene.lesson, lesson.question == nil, showsLesson(scene), !lesson.terms.isEmpty else {
      return []
    }
    let layout = layout(scene)
    guard let place = layout.place(.lesson) else { return [] }
    return ProseWord.all(lesson.terms, in: content(of: place, scene, layout).rows)
  }

  /// Down and up in the prose of a lesson go from word to word; nil where there is none.
  mutating func chooseWord(_ difference: Int, _ scene: Scene) -> Bool {
    let words = proseWords(scene), rows = lessonRows(scene)
    guard !words.isEmpty else { return false }
    let top = scroll[.lesson] ?? 0, inSight = top..<top + rows.height
    let first = words.firstIndex { inSight.contains($0.row) } ?? 0
    let next = word.map { min(max(0, $0 + difference), words.count - 1) } ?? first
    word = next
    let row = words[next].row
    if !inSight.contains(row) {
      scroll[.lesson] = min(max(0, row - rows.height / 2), max(0, rows.count - rows.height))
    }
    return true
  }

  /// The word that Enter asks about: the chosen one, while the lesson has the keys.
  func chosenWord(_ scene: Scene) -> ProseWord? {
    guard focus == .lesson, let word else { return nil }
    let words = proseWords(scene)
    return words.indices.contains(word) ? words[word] : nil
  }

  /// Asks what a word means; the lesson stays where it is.
  func meaning(of word: ProseWord) -> [Effect] { [.request(.command("words " + word.word))] }
}
