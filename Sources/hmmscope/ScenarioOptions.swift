import ArgumentParser
import Foundation
import Kernel
import Library
import Scenarios

/// What a scenario is run with; the same for `run`, `check`, `replay` and `export`.
struct ScenarioOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("A driver's text in place of the scenario's.", valueName: "file"),
    completion: Completing.drivers)
  var driver: String?

  @Option(help: "The kernel's edition.", completion: Completing.editions)
  var edition: String?

  @Option(
    name: .customLong("fix"), parsing: .singleValue,
    help: ArgumentHelp("Mend a known bug; hmmscope list switches names them.", valueName: "id"),
    completion: Completing.switches)
  var fixes: [String] = []

  /// Nothing was asked for.
  var isEmpty: Bool { driver == nil && edition == nil && fixes.isEmpty }

  /// Puts them in the place of what the scenario's file says.
  func apply(to finder: inout Subject.Finder) throws {
    if let edition, !Scenario.editions.contains(edition) {
      throw failure(
        "there is no edition \(edition); there is \(Scenario.editions.joined(separator: ", "))", Status.usage)
    }
    for fix in fixes where Edition.switches(named: fix).isEmpty {
      throw failure(
        "there is no switch \(fix); there is \(Scenario.fixes.joined(separator: ", "))", Status.usage)
    }
    finder.options += driver.map { ["--driver", $0] } ?? []
    finder.options += edition.map { ["--edition", $0] } ?? []
    finder.options += fixes.flatMap { ["--fix", $0] }
    finder.overrides.edition = edition
    finder.overrides.fixes = Set(fixes)
    if let driver { finder.overrides.driver = try text(driver, finder) }
  }

  /// What has been recorded cannot be run with anything else.
  func check(_ subject: Subject) throws {
    guard !isEmpty, subject.isRecording || subject.trace != nil else { return }
    throw failure(
      "\(subject.name) is a \(subject.isRecording ? "recording, which says itself what it was run with" : "trace"): "
        + "--driver, --edition and --fix are for scenarios", Status.usage)
  }

  private func text(_ name: String, _ finder: Subject.Finder) throws -> DriverFile {
    finder.files.note(name)
    let bytes = try read(name) ?? finder.shipped.bytes("Drivers/\(name)") ?? finder.shipped.bytes("Exercises/\(name)")
    guard let bytes else { throw failure("there is no driver \(name)", Status.noInput) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw failure("\(name):1:1: error: this is not UTF-8 text", Status.badData)
    }
    return DriverFile(name: URL(filePath: name).lastPathComponent, text: text)
  }
}
