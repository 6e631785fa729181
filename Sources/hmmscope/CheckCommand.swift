import ArgumentParser
import Diagnosis
import Explorer
import Foundation
import Kernel
import Machine
import Replay
import Scenarios
import Session

/// `hmmscope check`: every interleaving of a scenario, breadth first.
struct CheckCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Explore every interleaving of a scenario.",
    discussion: """
      Checks in every state the invariants of the edition, deadlock, and leaks where all threads have ended.
      The first counterexample is a shortest one; of all shortest, one with the fewest thread switches.
      A length is counted in interleaving steps: what a thread does on its own stack alone belongs to its step before.
      """)

  @Argument(help: "A shipped scenario by name, or a YAML file.", completion: Completing.scenarios)
  var scenario: String?

  @Option(
    help: ArgumentHelp("Check a known bug and its mended form; hmmscope list bugs names them.", valueName: "id"),
    completion: Completing.bugs)
  var bug: String?

  @OptionGroup var options: ScenarioOptions

  @OptionGroup var exploring: ExploringOptions

  @Flag(help: "A wait with a time-out waits for ever: a bound, named in the verdict.")
  var noTimeouts = false

  @Option(help: ArgumentHelp("Save the counterexample as a recording.", valueName: "file"))
  var save: String?

  @Option(help: ArgumentHelp("Save the twin that passes as a recording.", valueName: "file"))
  var saveTwin: String?

  @Flag(help: "Print every step of a counterexample, calls not folded.")
  var steps = false

  @Flag(help: "Only the counterexample: not who plays a part, what was critical, and what would have saved it.")
  var quick = false

  @Option(help: "text, or json: hmmscope list schema documents it.")
  var format: Format = .text

  @Flag(help: "Check again whenever the driver's or the scenario's file changes, until Ctrl-C.")
  var watch = false

  @OptionGroup var display: DisplayOptions

  func run() throws {
    if let bug {
      guard scenario == nil, options.isEmpty else {
        throw failure("--bug brings its own scenario, driver and edition", Status.usage)
      }
      return try checkBug(bug)
    }
    guard let name = self.scenario else { throw failure("check what? A scenario, or --bug ID", Status.usage) }
    var finder = try Subject.Finder(display)
    try options.apply(to: &finder)
    let source = ScenarioSource(name: name, options: options, finder: finder)
    if watch { try self.watch(source) }
    try check(try finder.scenarioOnly(name))
  }

  /// Checks a scenario and prints what comes of it; throws the status, unless it passes.
  private func check(_ scenario: Scenario) throws {
    let report = try report(scenario)
    output(format == .json ? try report.json() : try report.text())
    try keep(report.diagnoses.first)
    switch report.findings.verdict {
    case .passes: if !report.idle.isEmpty { throw Status.failed }
    case .fails: throw Status.failed
    case .undecided(.interrupted): throw Status.interrupted
    case .undecided: throw Status.bound
    }
  }

  /// Checks again and again; ends with Ctrl-C, or where there is no file that could change.
  private func watch(_ source: ScenarioSource) throws -> Never {
    let files = source.files
    while true {
      let scenario = try told { try source.read() }
      guard !files.isEmpty else {
        throw failure("--watch wants a file that can change: --driver FILE, or a scenario's file", Status.usage)
      }
      if let scenario { try told { try check(scenario) } }
      complain("hmmscope: waiting for \(files.names) to change; Ctrl-C ends it")
      while !files.haveChanged() { usleep(UInt32(WatchedFiles.interval) * 1000) }
      output("")
    }
  }

  /// Does some work; nil where it has ended with a status, whose reason was told: the next text may do better.
  @discardableResult
  private func told<Result>(_ work: () throws -> Result) throws -> Result? {
    do {
      return try work()
    } catch let status as ExitCode where status != Status.interrupted && status != Status.noInput {
      return nil
    }
  }

  /// Checks a scenario, and asks of what was found why it comes about.
  func report(_ scenario: Scenario) throws -> CheckReport {
    var scenario = scenario
    if noTimeouts { scenario.world.hasTimeouts = false }
    let program = try compile(scenario)
    let findings = try exploring.explore(program, scenario)
    let diagnoses = findings.violations.map {
      quick ? Diagnosis(unasked: $0, scenario, program) : Diagnosis($0, scenario, program)
    }
    return CheckReport(
      scenario: scenario, program: program, findings: findings, bounds: bounds, diagnoses: diagnoses, isWhole: steps)
  }

  /// Saves the first counterexample, and the twin that passes, where that was asked for.
  func keep(_ diagnosis: Diagnosis?) throws {
    if let save {
      guard let diagnosis else { return complain("there is no counterexample to save in \(save)") }
      try write(try diagnosis.recording.text(), to: save)
      complain("the counterexample is in \(save): hmmscope replay \(save) --at fail")
    }
    if let saveTwin {
      guard let twin = diagnosis?.twinRecording else { return complain("there is no twin to save in \(saveTwin)") }
      try write(try twin.text(), to: saveTwin)
      complain("the twin that passes is in \(saveTwin): hmmscope replay \(saveTwin)")
    }
  }

  private var bounds: [String] {
    var bounds: [String] = []
    if noTimeouts { bounds.append("no wait runs out of time") }
    if let depth = exploring.maxDepth { bounds.append("at most \(depth) interleaving steps") }
    return bounds
  }

  private func compile(_ scenario: Scenario) throws -> Program {
    do {
      return try RunTimeline.compile(scenario)
    } catch {
      complain(error.description)
      throw Status.badData
    }
  }
}
