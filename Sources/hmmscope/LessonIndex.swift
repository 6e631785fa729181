import Lessons
import Library

/// Which lesson shows what a word means.
struct LessonIndex {
  private let lessons: [(label: String, headings: String, text: String)]

  /// Reads the texts of all lessons.
  init(_ files: LessonFiles) {
    lessons = files.files.map { file in
      let text = (files.finder.shipped.text("Lessons/\(file)") ?? "").lowercased()
      let identity = Lesson.identity(ofFile: file)
      let title = LessonHeading(scanning: files.finder.shipped.text("Lessons/\(file)") ?? "").title
      let headings = text.split(separator: "\n").filter { $0.hasPrefix("#") }.joined(separator: "\n")
      return (identity.number.map { "\($0), \(title)" } ?? title, headings, text)
    }
  }

  /// The first lesson that has the word in a heading, else the one that says it most often; nil if none does.
  func lesson(for term: String) -> String? {
    let word = term.lowercased()
    if let named = lessons.first(where: { Self.count(word, in: $0.headings) > 0 }) { return named.label }
    let counts = lessons.map { Self.count(word, in: $0.text) }
    guard let most = counts.max(), most > 0, let index = counts.firstIndex(of: most) else { return nil }
    return lessons[index].label
  }

  private static func count(_ word: String, in text: String) -> Int {
    text.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_") }).count { $0 == word || $0 == word + "s" }
  }
}

extension Tutor {
  /// Lets the glossary say which lesson shows a word. The lessons are read when somebody asks.
  func knowingLessons(of finder: Subject.Finder) -> Tutor {
    var index: LessonIndex?
    lessonOfWord = { word in
      let known = index ?? LessonIndex(LessonFiles(finder: finder))
      index = known
      return known.lesson(for: word)
    }
    return self
  }
}
