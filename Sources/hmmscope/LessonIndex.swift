import Lessons
import Library

/// Which lesson shows what a word means.
struct LessonIndex {
  private let lessons: [(label: String, title: Set<String>, introduced: Set<String>, counts: [String: Int])]

  /// Reads the texts of all lessons.
  init(_ files: LessonFiles) {
    lessons = files.files.map { file in
      let identity = Lesson.identity(ofFile: file)
      let text = files.finder.shipped.text("Lessons/\(file)") ?? ""
      let title = LessonHeading(scanning: text).title
      let words = Self.words(Self.prose(of: text))
      return (
        identity.number.map { "\($0), \(title)" } ?? title, Set(Self.words(title)),
        Set(Self.introduced(in: text)),
        Dictionary(words.map { ($0, 1) }, uniquingKeysWith: +)
      )
    }
  }

  /// The lesson that says of itself that it introduces the word; else the first that is called after it, or says it
  /// again and again; else the first that says it at all; nil if none does.
  func lesson(for term: String) -> String? {
    let forms = [term.lowercased(), term.lowercased() + "s"]
    func count(_ index: Int) -> Int { forms.reduce(0) { $0 + (lessons[index].counts[$1] ?? 0) } }
    let introducing = lessons.first { !$0.introduced.isDisjoint(with: forms) }
    if let introducing { return introducing.label }
    let about = lessons.indices.first { index in
      count(index) >= 5 || forms.contains { lessons[index].title.contains($0) }
    }
    return (about ?? lessons.indices.first { count($0) > 0 }).map { lessons[$0].label }
  }

  /// `<!-- introduces: hmm, frame -->`, which no reader sees.
  private static func introduced(in text: String) -> [String] {
    let mark = "<!-- introduces:"
    return text.split(separator: "\n").filter { $0.hasPrefix(mark) }.flatMap { words(String($0.dropFirst(mark.count))) }
  }

  /// Without commands, listings and notes: what a reader is told.
  private static func prose(of text: String) -> String {
    var isFenced = false, isNote = false
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
      if line.hasPrefix("```") {
        isFenced.toggle()
        return false
      }
      if line.hasPrefix("<!--") { isNote = true }
      defer { if line.hasSuffix("-->") { isNote = false } }
      return !isFenced && !isNote
    }
    return lines.joined(separator: "\n")
  }

  private static func words(_ text: String) -> [String] {
    text.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
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
