import ArgumentParser
import Foundation
import Library
import Scenarios

/// `hmmscope run`: steps through a scenario.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Step through a scenario: a shipped one by name, or a YAML file.")

  @Argument(help: "The scenario; hmmscope list scenarios names those that are shipped.")
  var scenario = "retry-loop"

  @Option(help: ArgumentHelp("A driver's text in place of the scenario's.", valueName: "file"))
  var driver: String?

  @Option(help: "The kernel's edition.")
  var edition: String?

  @Option(name: .customLong("fix"), parsing: .singleValue, help: ArgumentHelp("Cure a known bug.", valueName: "id"))
  var fixes: [String] = []

  @Option(help: "Threads are chosen at random from this seed; without it, by the scenario's schedule.")
  var seed: UInt64?

  @Option(help: ArgumentHelp("Save the run as a recording.", valueName: "file"))
  var record: String?

  @Option(help: ArgumentHelp("Start at a step, at end, or at fail.", valueName: "step"))
  var at: String?

  @OptionGroup var display: DisplayOptions

  func run() throws {
    var finder = try Subject.Finder(display)
    finder.seed = seed
    finder.overrides.edition = edition
    finder.overrides.fixes = Set(fixes)
    if let driver { finder.overrides.driver = try driverText(driver, finder) }
    let subject = try finder.scenario(scenario)
    try show(subject, at: at, display, record: record)
  }

  private func driverText(_ name: String, _ finder: Subject.Finder) throws -> DriverFile {
    let bytes = try read(name) ?? finder.library.bytes("Drivers/\(name)")
    guard let bytes else { throw failure("there is no driver \(name)", Status.noInput) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw failure("\(name):1:1: error: this is not UTF-8 text", Status.badData)
    }
    return DriverFile(name: URL(filePath: name).lastPathComponent, text: text)
  }
}
