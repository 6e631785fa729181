import ArgumentParser
import Scenarios

/// `hmmscope validate`: says what is wrong with files, without showing any.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check scripts, scenarios, lessons, drivers, recordings and traces without showing them.",
    discussion: """
      What a file is, its ending says: .tape, .yaml, .md, .c, .jsonl; or else what is in it. A script is read, with the
      scripts that it names; a scenario is opened, so that its schedule is followed; a lesson is played to its end, with
      its Expects and the answers of its questions; a driver is read for the editions that can run it.

      A line for each file that is right; for the others every mistake with its line and column. Exit status 65, or 1
      where a lesson expects what does not hold, or 66 where there is no such file.
      """)

  @Argument(help: ArgumentHelp("The files.", valueName: "file"), completion: .file())
  var files: [String]

  @Option(help: "The kernel's edition that a driver is for; without it, any.", completion: Completing.editions)
  var edition: String?

  @OptionGroup var display: DisplayOptions

  func run() throws {
    if let edition, !Scenario.editions.contains(edition) {
      throw failure(
        "there is no edition \(edition); there is \(Scenario.editions.joined(separator: ", "))", Status.usage)
    }
    let validation = Validation(finder: try Subject.Finder(display), edition: edition)
    var first: ExitCode?
    for file in files {
      do {
        output("\(file): \(try validation.check(file))")
      } catch let status as ExitCode {
        first = first ?? status
      }
    }
    if let first { throw first }
  }
}
