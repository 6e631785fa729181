import Foundation
import Library
import Machine
import Scenarios
import Testing

@testable import Explorer

/// The bugs of the list, which a check finds with no hint, and their mended forms.
@Suite("Bugs that Linux really had")
struct BugTests {
  private static let shipped = Library()
  static let ids = shipped.names(in: "Bugs").filter { $0.hasSuffix(".yaml") && $0 != "absent.yaml" }.map {
    String($0.dropLast(".yaml".count))
  }

  private static func scenario(_ id: String) throws -> Scenario {
    try #require(try Scenario.shipped(id, file: shipped.bytes), "\(id)")
  }

  private func check(_ scenario: Scenario) throws -> (breaches: [String], findings: Findings) {
    let program = Program(try scenario.setup())
    let findings = explore(program)
    return (findings.breaches(program, commit: "D8"), findings)
  }

  @Test(
    "Each is found, by a shortest way of the recorded length, and its mended form passes in all states", arguments: ids)
  func found(_ id: String) throws {
    let scenario = try Self.scenario(id)
    let bug = try #require(scenario.bug, "\(id)")
    let (breaches, findings) = try check(scenario)
    #expect(breaches.contains(bug.breaks), "\(id)")
    var facts = ["states": findings.states]
    if let violation = findings.violations.first { facts["steps"] = violation.depth }
    if let mended = try scenario.mended(file: Self.shipped.bytes) {
      let (breaches, findings) = try check(mended)
      // Whether a driver that is refused everything ever commits is not the question where the cure is a refusal.
      let isRight = breaches == ["nothing"] || breaches == ["never commits"] && bug.breaks != "never commits"
      #expect(isRight, "\(id) mended")
      #expect(findings.verdict == .passes, "\(id) mended")
      facts["mended states"] = findings.states
    }
    if ProcessInfo.processInfo.environment["SNAPSHOTS"] == "record" { return try record(facts, id) }
    #expect(facts == recorded(bug), "\(id)")
  }

  private func recorded(_ bug: Scenarios.Bug) -> [String: Int] {
    ["states": bug.states, "steps": bug.steps, "mended states": bug.mendedStates].compactMapValues { $0 }
  }

  /// Writes the facts into the bug's file, before how it is mended.
  private func record(_ facts: [String: Int], _ id: String) throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Assets/Bugs/\(id).yaml")
    var lines = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n")
    lines.removeAll { line in ["steps", "states", "mended states"].contains { line.hasPrefix("  \($0):") } }
    let place = try #require(lines.firstIndex { $0.hasPrefix("  breaks:") }) + 1
    let known = ["steps", "states", "mended states"].compactMap { name in facts[name].map { "  \(name): \($0)" } }
    lines.insert(contentsOf: known, at: place)
    try Data(lines.joined(separator: "\n").utf8).write(to: url)
  }

  /// The rows of a page's table: a thread and a step.
  private func rows(_ page: String) -> [(thread: String, step: String)] {
    page.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst().compactMap { line in
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      return cells.count == 3 ? (cells[0], cells[1]) : nil
    }
  }

  @Test("The interleaving on a page is the one that a check finds", arguments: ["H01", "H02", "H03", "H05", "H08"])
  func page(_ id: String) throws {
    let page = try #require(Self.shipped.text("Bugs/\(id).md"))
    #expect(page.hasPrefix("# \(id): "))
    let program = Program(try Self.scenario(id).setup())
    let violation = try #require(explore(program).violations.first)
    var state = program.initialState()
    var rest = rows(page)[...]
    #expect(rest.count >= 5)
    for choice in violation.path {
      let step = try #require(program.nextStep(state, choice.thread))
      if let row = rest.first, row.thread == program.threads[choice.thread].name, program.isNamed(step, row.step) {
        rest.removeFirst()
      }
      state = try #require(program.move(state, choice))
    }
    #expect(rest.isEmpty, "\(id): \(rest.first?.thread ?? "") does not come to \(rest.first?.step ?? "") there")
  }

  @Test("At least 25 are found, and the three that look like bugs are not") func count() throws {
    let bugs = try Self.ids.map { (id: $0, bug: try #require(try Self.scenario($0).bug)) }
    let controls = bugs.filter(\.bug.isControl).map(\.id)
    #expect(controls == ["H01-munmap", "H15", "H16"])
    // H08b and H08c are other readings of H08.
    #expect(Set(bugs.filter { !$0.bug.isControl }.map { $0.id.prefix(3) }).count >= 25)
  }

  @Test("What is said of a bug fits in its place, and every number from 1 to 68 has an answer or is in no catalogue")
  func facts() throws {
    let bytes = try #require(Self.shipped.bytes("Bugs/absent.yaml"))
    let absent = try Scenario.absentBugs(bytes, file: "absent.yaml")
    for id in Self.ids {
      let scenario = try Self.scenario(id)
      #expect(scenario.title.count <= 50, "\(id): \(scenario.title)")
      #expect(scenario.warnings.isEmpty || id == "H08", "\(id)")
      #expect(!absent.contains { $0.id == id }, "\(id)")
    }
    for bug in absent { #expect(bug.title.count <= 50 && bug.why.count <= 120, "\(bug.id)") }
    // The catalogue leaves these numbers out.
    let unused = [46, 47, 53, 55, 56, 58, 59, 61, 63, 64, 66, 67]
    let answered = Set(Self.ids.map { $0.prefix(3) } + absent.map { $0.id.prefix(3) })
    for number in 1...68 where !unused.contains(number) {
      #expect(answered.contains(number < 10 ? "H0\(number)" : "H\(number)"), "\(number)")
    }
  }
}
