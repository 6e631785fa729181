import ArgumentParser
import Explorer
import Foundation
import Kernel
import Library
import Machine
import Scenarios

extension CheckCommand {
  /// `hmmscope check --bug ID`: the scenario of a bug as it was, with its counterexample, and then the mended form.
  /// Status 1 when the bug is found, as for any other scenario; and when the mended form does not pass.
  func checkBug(_ id: String) throws {
    let finder = try Subject.Finder(display)
    let scenario = try finder.bug(id)
    let found = try report(scenario)
    let mended = try finder.mended(scenario).map { try report($0) }
    switch format {
    case .json:
      let parts = ["\"bug\": \"\(id)\"", "\"found\": \(try found.json())"]
      output("{\n\((parts + (try mended.map { ["\"mended\": \(try $0.json())"] } ?? [])).joined(separator: ",\n"))\n}")
    case .text:
      output("\(id): \(scenario.title)")
      output(try found.text())
      if let bug = scenario.bug { output(comparison(found, with: bug)) }
      if let mended { output("\nmended: \(try mended.text())") }
    }
    try keep(found.diagnoses.first)
    let verdicts = [found.findings.verdict] + (mended.map { [$0.findings.verdict] } ?? [])
    if verdicts.contains(.fails) { throw Status.failed }
    if verdicts.contains(.undecided(.interrupted)) { throw Status.interrupted }
    if verdicts.contains(where: { $0 != .passes }) { throw Status.bound }
    // What no property of a state says: that a loop leads nowhere.
    if found.breaches.first != Bug.nothing { throw Status.failed }
  }

  /// Whether it is what the bug's file says.
  private func comparison(_ report: CheckReport, with bug: Bug) -> String {
    let breaches = report.breaches
    let all = breaches.joined(separator: ", ")
    if breaches.isEmpty { return "nothing was concluded about this bug" }
    if bug.isControl {
      return breaches.contains(bug.breaks)
        ? "a negative control, and nothing is reported" : "a negative control: \(all)"
    }
    return breaches.contains(bug.breaks)
      ? "this is the bug: it breaks \(bug.rule), seen here as \(bug.breaks)"
      : "this is not the bug, which is seen as \(bug.breaks)"
  }
}

extension CheckReport {
  /// What was found first, by its names.
  var breaches: [String] { findings.breaches(program, commit: Driver.commitStep) }
}

extension Subject.Finder {
  /// The scenario of a bug.
  func bug(_ id: String) throws -> Scenario {
    let scenario = try bugIds.contains(id) ? scenarioOnly(id) : nil
    guard let scenario, scenario.bug != nil else {
      let absent = try absentBugs().first { $0.id == id }
      if let absent { throw failure("\(id) cannot be shown here: \(absent.why)", Status.noInput) }
      throw failure("there is no bug \(id); hmmscope list bugs names them", Status.noInput)
    }
    return scenario
  }

  /// Its mended form; nil for a negative control.
  func mended(_ scenario: Scenario) throws -> Scenario? {
    try reported { () throws(ScenarioProblem) in try scenario.mended(file: shipped.bytes) }
  }

  /// The names of the bugs that have a scenario, in order.
  var bugIds: [String] {
    shipped.names(in: "Bugs").filter { $0.hasSuffix(".yaml") && $0 != Self.absentFile }.map(\.withoutEnding).sorted()
  }

  private static let absentFile = "absent.yaml"

  /// The bugs that cannot be shown here.
  func absentBugs() throws -> [AbsentBug] {
    guard let bytes = shipped.bytes("Bugs/\(Self.absentFile)") else { return [] }
    return try reported { () throws(ScenarioProblem) in
      try Scenario.absentBugs(bytes, file: Self.absentFile)
    }
  }

  /// What a list shows of each bug that has a scenario.
  func bugs() throws -> [BugSummary] {
    try bugIds.compactMap { id in
      guard let bytes = shipped.bytes("Bugs/\(id).yaml") else { return nil }
      return try reported { () throws(ScenarioProblem) in try Scenario.bugSummary(bytes, file: "\(id).yaml") }
    }
  }
}
