import ArgumentParser

/// `hmmscope run`: steps through a scenario.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Step through a scenario: a shipped one by name, or a YAML file.")

  @Argument(
    help: "The scenario; hmmscope list scenarios names those that are shipped.", completion: Completing.scenarios)
  var scenario = "retry-loop"

  @OptionGroup var options: ScenarioOptions

  @Option(help: "Threads are chosen at random from this seed; without it, by the scenario's schedule.")
  var seed: UInt64?

  @Option(
    help: ArgumentHelp("Save the run as a recording; FILE.tape as a script of what was done.", valueName: "file"),
    completion: .file())
  var record: String?

  @Option(help: ArgumentHelp("Start at a step, at end, or at fail.", valueName: "step"))
  var at: String?

  @OptionGroup var display: DisplayOptions

  func run() throws {
    var finder = try Subject.Finder(display)
    finder.seed = seed
    try options.apply(to: &finder)
    if display.isInteractive { Recent.add(scenario) }
    let subject = try finder.scenario(scenario)
    let source = ScenarioSource(name: scenario, options: options, finder: finder)
    try show(subject, at: at, display, record: record, source: source)
  }
}
