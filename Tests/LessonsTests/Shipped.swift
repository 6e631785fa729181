import Kernel
import Lessons
import Library
import Scenarios
import Scene
import Scripts
import Session
import Trace

/// Opens what ships, for lessons.
final class ShippedHost: ScriptHost {
  struct Missing: Error {
    var name: String
  }

  func open(scenario: String, seed: UInt64?) throws -> Session {
    guard let read = try Scenario.shipped(scenario, file: Library().bytes) else { throw Missing(name: scenario) }
    return Session(try RunTimeline.open(read, seed: seed))
  }

  func load(file: String) throws -> Session {
    let library = Library()
    guard let bytes = library.bytes("Traces/\(file)") ?? library.bytes("Traces/\(file).ftrace.txt") else {
      throw Missing(name: file)
    }
    return Session(try TraceTimeline(TraceBytes(bytes), name: file))
  }

  func frame() -> String { "" }
  func press(_ key: ScriptKey) {}
  func resize(columns: Int, rows: Int) {}
  func write(_ text: String, to file: String) throws { throw Missing(name: file) }
}

enum Shipped {
  static let files = Library().names(in: "Lessons")

  static let names = LessonNames(
    scenarios: Library().names(in: "Scenarios").map { String($0.prefix { $0 != "." }) },
    recordings: Library().names(in: "Traces").flatMap { [$0, String($0.prefix { $0 != "." })] },
    exercises: Library().names(in: "Exercises"),
    outcomes: (Laws.described(.linux5_2) + Laws.others).map(\.name) + ["too big", "error", "passes", "anything else"])

  static func lesson(_ file: String) throws -> Lesson {
    try Lesson(Library().bytes("Lessons/\(file)") ?? [], file: file, names: names)
  }
}
