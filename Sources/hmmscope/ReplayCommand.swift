import ArgumentParser
import Scene
import Session
import Trace

/// `hmmscope replay`: a recording, a scenario's schedule, or a trace that a real kernel printed.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Go through a recording or a kernel trace, told apart by content; - reads standard input.",
    discussion: """
      The id of a counterexample is replayed too: hv1-… The scenario that it is of must be there: a shipped one, or
      --scenario FILE; with the driver, the edition and the switches of then.
      """)

  @Argument(
    help:
      "A file, the id of a counterexample, or the name of a shipped trace or scenario; a script may open one itself.",
    completion: Completing.subjects)
  var file: String?

  @Option(
    help: ArgumentHelp(
      "A script to run on it, by name or file; hmmscope list verbs says what it can do.", valueName: "file"),
    completion: Completing.scripts)
  var script: String?

  @Option(help: ArgumentHelp("Start at a step or line, at end, or at fail.", valueName: "step"))
  var at: String?

  @Flag(help: "Try a recording that was made with another version of the model.")
  var adopt = false

  @Flag(help: "Fail if any line of a trace was not understood.")
  var strict = false

  @Option(help: ArgumentHelp("The scenario that an id is of.", valueName: "file"))
  var scenario: String?

  @OptionGroup var options: ScenarioOptions

  @OptionGroup var display: DisplayOptions

  func run() throws {
    var finder = try Subject.Finder(display)
    finder.adopts = adopt
    finder.scenarioOfID = scenario
    finder.options += (adopt ? ["--adopt"] : []) + (scenario.map { ["--scenario", $0] } ?? [])
    try options.apply(to: &finder)
    if let script { return try play(script, finder, try file.map { try finder.anything($0) }, display) }
    guard let file else { throw ValidationError("replay needs a FILE, or --script FILE") }
    let subject = try finder.id(file, scenario: scenario) ?? finder.anything(file)
    try options.check(subject)
    if let trace = subject.trace {
      if !display.isInteractive, at == nil { return try summarise(trace) }
      if strict { try checkUnderstood(trace) }
    }
    if display.isInteractive { Recent.add(file) }
    try show(subject, at: at, display)
  }

  private func checkUnderstood(_ trace: TraceTimeline) throws {
    let lost = trace.trace.unknownCount
    if lost > 0 { throw failure("\(lost) lines were not understood", Status.failed) }
  }

  /// Without a terminal: what the whole trace says, and its last moment.
  private func summarise(_ timeline: TraceTimeline) throws {
    let counts = timeline.trace.counts
    output("\(timeline.name)  \(timeline.scene(at: timeline.first).heading.edition)")
    output("events       \(timeline.trace.count)")
    output("-EBUSY       \(counts.busy)")
    output("read_retry   \(counts.readRetry)")
    output("begin waits  \(counts.beginWaits)")
    output("-EAGAIN      \(counts.again)")
    output("lines that were not understood  \(timeline.trace.unknownCount)")
    output("")
    let session = Session(timeline)
    session.handle(.goTo(.last))
    output(Printer(display, try display.settings()).picture(session))
    if strict { try checkUnderstood(timeline) }
  }
}
