import Foundation

/// How far a person is in the lessons: kept in a file of their own, so that the start screen can say it.
struct LessonProgress: Equatable {
  /// How far one lesson is.
  struct State: Equatable {
    /// The stop that was reached last, from 1.
    var stop = 1
    var stops = 0
    /// It has been read to its end, now or at another time.
    var isDone = false
    /// The most questions that were answered rightly in one go.
    var right = 0
    var questions = 0
    /// Whether each question was answered rightly, from 0, until it is read to its end.
    var outcomes: [Int: Bool] = [:]
  }
  var lessons: [String: State] = [:]

  /// `$XDG_STATE_HOME/hmmscope/lessons`, or below `~/.local/state`; nil where there is no home.
  static func file(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> URL? {
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
      return URL(filePath: state).appending(path: "hmmscope/lessons")
    }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return URL(filePath: home).appending(path: ".local/state/hmmscope/lessons")
  }

  /// What was kept; nothing where there is no file, and without the lines that are not understood.
  static func read(_ file: URL? = file()) -> LessonProgress {
    guard let file, let data = try? Data(contentsOf: file), data.count < 1 << 20 else { return LessonProgress() }
    return LessonProgress(text: String(decoding: data, as: UTF8.self))
  }

  init() {}

  /// A line a lesson: name, stop of stops, done or not, right answers of questions, and how each was answered, as in
  /// `+-.`: rightly, wrongly, not yet.
  init(text: String) {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      let numbers = words.dropFirst().prefix(5).compactMap { Int($0) }
      guard (6...7).contains(words.count), numbers.count == 5, numbers.allSatisfy({ (0...9999).contains($0) }) else {
        continue
      }
      var state = State(
        stop: numbers[0], stops: numbers[1], isDone: numbers[2] == 1, right: numbers[3], questions: numbers[4])
      for (number, mark) in (words.count == 7 ? words[6] : "").enumerated() where mark != "." {
        state.outcomes[number] = mark == "+"
      }
      lessons[words[0]] = state
    }
  }

  var text: String {
    lessons.sorted { $0.key < $1.key }.map { name, state in
      let marks = (0..<(state.outcomes.keys.max() ?? -1) + 1).map { number in
        state.outcomes[number].map { $0 ? "+" : "-" } ?? "."
      }.joined()
      return "\(name) \(state.stop) \(state.stops) \(state.isDone ? 1 : 0) \(state.right) \(state.questions)"
        + (marks.isEmpty ? "" : " " + marks) + "\n"
    }.joined()
  }

  /// Writes it beside its place and renames; in words why that cannot be done, once it cannot.
  func write(_ file: URL? = file()) -> String? {
    guard let file else { return "progress is not kept: there is no home folder" }
    do {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file, options: .atomic)
      return nil
    } catch {
      return "progress is not kept: \(file.path) cannot be written"
    }
  }
}
