import Explorer
import Foundation
import Kernel
import Machine
import Replay
import Scenarios
import Session

/// What a check has found, for other programs: format 2, as `Assets/Formats/check.schema.json` documents it.
///
/// A field is added without a new format; one that goes or changes its meaning makes a new one.
public struct CheckDocument: Encodable {
  var hmmscope = "check"
  var format = 2
  var scenario: String
  var title: String
  var edition: String
  var fixes: [String]
  var verdict: String
  var limit: String?
  var bounds: [String]
  var states: Int
  var transitions: Int
  var depth: Int
  var waiting: Int
  var bytesPerState: Int
  var unreached: [Unreached]
  var neverCommits: [String]
  var causes: [Group]
  var violations: [Item]

  /// Lines of a driver that no interleaving has reached.
  struct Unreached: Encodable {
    var file: String
    var lines: [Int]
  }

  /// Violations, by their places in the list, that come of the same.
  struct Group: Encodable {
    var what: String
    var violations: [Int]
  }

  struct Item: Encodable {
    var law: String
    var what: String
    var id: String
    var steps: Int
    /// Those of them that another thread could tell: the length that is the shortest.
    var interleavingSteps: Int
    var switches: Int
    var threads: [ThreadPart]
    var critical: Critical
    var rules: [Rule]
    var twins: Twins
    var path: [Move]
  }

  struct ThreadPart: Encodable {
    var name: String
    var part: String
    var states: Int?
    var steps: Int?
  }

  struct Critical: Encodable {
    var order: Place?
    /// Why there is no step by order: `noOrder`, `unknown`.
    var orderIs: String
    var rule: Place?
  }

  struct Place: Encodable {
    var step: Int
    var label: String
  }

  struct Rule: Encodable {
    var name: String
    var outcome: String
    var states: Int?
    var steps: Int?
    var step: Int?
    var what: String?
  }

  struct Twins: Encodable {
    var order: Twin?
    var rule: Twin?
  }

  struct Twin: Encodable {
    /// The switch that it needs; nil for none.
    var fix: String?
    /// The first step that differs.
    var differsAt: Int
    var id: String
    var path: [Move]
  }

  struct Move: Encodable {
    var n: Int
    var thread: String
    var step: String
    var alternative: Int
    var what: String
    var because: String
  }

  /// - Parameters:
  ///   - bounds: what was left out, in words.
  ///   - diagnoses: one for each violation of the findings.
  public init(
    _ scenario: Scenario, _ program: Program, _ findings: Findings, bounds: [String], diagnoses: [Diagnosis]
  ) {
    self.scenario = scenario.name
    title = scenario.title
    edition = scenario.world.edition.version
    fixes = scenario.world.edition.fixes.sorted()
    (verdict, limit) =
      switch findings.verdict {
      case .passes: (program.neverCommits(findings, scenario).isEmpty ? "passes" : "fails", nil)
      case .fails: ("fails", nil)
      case .undecided(let limit): ("undecided", "\(limit)")
      }
    self.bounds = bounds
    states = findings.states
    transitions = findings.transitions
    depth = findings.depth
    waiting = findings.waiting
    bytesPerState = findings.stateBytes
    unreached = program.unreachedLines(findings.coverage).map { Unreached(file: $0.file, lines: $0.lines) }
    neverCommits = program.neverCommits(findings, scenario).flatMap(\.places)
    violations = diagnoses.map { Item($0) }
    causes = Cause.group(diagnoses).map { Group(what: $0.words, violations: $0.places) }
  }

  /// As text: keys in order, one field a line.
  public func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

extension CheckDocument.Item {
  fileprivate init(_ diagnosis: Diagnosis) {
    let (program, violation) = (diagnosis.program, diagnosis.violation)
    what = diagnosis.sentence
    law = program.lawName(violation)
    id = diagnosis.id.text
    steps = violation.path.count
    interleavingSteps = violation.length
    switches = violation.switches
    threads = diagnosis.parts.enumerated().map { thread, part in
      let name = program.threads[thread].name
      return switch part {
      case .still: CheckDocument.ThreadPart(name: name, part: "still")
      case .none(let steps): CheckDocument.ThreadPart(name: name, part: "none", steps: steps)
      case .needed(let states): CheckDocument.ThreadPart(name: name, part: "needed", states: states)
      case .unknown(let states): CheckDocument.ThreadPart(name: name, part: "unknown", states: states)
      }
    }
    func place(_ step: Int?) -> CheckDocument.Place? {
      step.map { CheckDocument.Place(step: $0, label: diagnosis.label(of: $0)) }
    }
    let orderIs =
      switch diagnosis.order {
      case .step: "step"
      case .noOrder: "noOrder"
      case .unknown: "unknown"
      }
    critical = CheckDocument.Critical(
      order: place(diagnosis.criticalByOrder), orderIs: orderIs, rule: place(diagnosis.criticalByRule))
    rules = diagnosis.rules.map { CheckDocument.Rule($0) }
    twins = CheckDocument.Twins()
    if case .step(let step, twin: let twin) = diagnosis.order {
      twins.order = CheckDocument.Twin(twin, diagnosis.scenario, program, fix: nil, differsAt: step)
    }
    if let (name, _, rescue) = diagnosis.saving.first {
      twins.rule = CheckDocument.Twin(
        rescue.twin, rescue.scenario, rescue.program, fix: name, differsAt: rescue.shared)
    }
    path = CheckDocument.moves(violation.path, diagnosis.scenario, program)
  }
}

extension CheckDocument.Rule {
  fileprivate init(_ trial: RuleTrial) {
    name = trial.name
    switch trial.outcome {
    case .saves(let states, let rescue):
      (outcome, self.states, step, what) = ("saves", states, rescue.step, rescue.parting)
    case .leaves(let other, let states): (outcome, self.states, what) = ("leaves", states, other)
    case .same(let steps): (outcome, self.steps) = ("same", steps)
    case .unknown(let states): (outcome, self.states) = ("unknown", states)
    }
  }
}

extension CheckDocument.Twin {
  fileprivate init(_ path: [Choice], _ scenario: Scenario, _ program: Program, fix: String?, differsAt: Int) {
    self.fix = fix
    self.differsAt = differsAt
    id = ShortID(path, of: scenario, on: program).text
    self.path = CheckDocument.moves(path, scenario, program)
  }
}

extension CheckDocument {
  fileprivate static func moves(_ path: [Choice], _ scenario: Scenario, _ program: Program) -> [Move] {
    let timeline = RunTimeline.show(Run(program, path), scenario)
    let rows = timeline.account(of: 1..<path.count + 1)
    var state = program.initialState()
    return zip(path, rows).map { choice, row in
      let label = program.nextStep(state, choice.thread).map { program.label(of: $0) } ?? ""
      state = program.move(state, choice) ?? state
      return Move(
        n: row.steps.lowerBound, thread: row.thread, step: label, alternative: choice.alternative, what: row.what,
        because: row.because)
    }
  }
}
