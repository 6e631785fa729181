import Library
import Scenarios
import Scene
import Scripts
import Session
import Testing

@Suite("The scripts that ship")
struct ShippedTests {
  /// Opens what ships; the screen is a line.
  final class Stage: ScriptHost {
    private var session: Session?

    struct Missing: Error {
      var name: String
    }

    func open(scenario: String, seed: UInt64?) throws -> Session {
      guard let read = try Scenario.shipped(scenario, file: Library().bytes) else { throw Missing(name: scenario) }
      let session = Session(try RunTimeline.open(read, seed: seed))
      self.session = session
      return session
    }

    func load(file: String) throws -> Session { throw Missing(name: file) }
    func frame() -> String { session?.scene().why.title ?? "" }
    func press(_ key: ScriptKey) {}
    func resize(columns: Int, rows: Int) {}
    func write(_ text: String, to file: String) throws { throw Missing(name: file) }
  }

  static let names = Library().names(in: "Scripts")

  @Test("each is read without a warning, runs to its end, and prints the same twice", arguments: names)
  func runs(name: String) throws {
    let text = try #require(Library().text("Scripts/\(name)"))
    let script = try Script(text, file: name)
    #expect(script.warnings == [])
    var printed: [[String]] = []
    for _ in 1...2 {
      var lines: [String] = []
      try ScriptRunner(host: Stage()) { lines.append($0) }.run(script)
      printed.append(lines)
    }
    #expect(printed[0] == printed[1])
    #expect(!printed[0].isEmpty)
  }

  @Test("each ends with an expectation", arguments: names)
  func expects(name: String) throws {
    let script = try Script(try #require(Library().text("Scripts/\(name)")), file: name)
    guard case .expect = script.commands.last?.verb else {
      Issue.record("\(name) ends with another command")
      return
    }
  }
}
