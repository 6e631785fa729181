import Explorer
import Foundation
import Kernel
import Machine
import Replay
import Scenarios
import Scene
import Session

/// What a check has to say, as text or as JSON.
struct CheckReport {
  var scenario: Scenario
  var program: Program
  var findings: Findings
  /// What was left out, in words.
  var bounds: [String]

  // MARK: Text

  func text() throws -> String {
    var lines: [String] = []
    for violation in findings.violations {
      lines += counterexample(violation)
      lines.append("")
    }
    lines.append(verdict)
    let extent = findings.waiting > 0 ? "as far as it went" : "every interleaving"
    lines.append(
      "\(findings.states) states, \(findings.transitions) transitions, at most \(findings.depth) interleaving steps, "
        + "\(findings.stateBytes) bytes a state; \(extent)")
    lines.append(manner)
    if findings.verdict == .fails, scenario.world.edition.fixes.isEmpty, scenario.world.edition.bugs.contains("B1") {
      lines.append(
        "is a known bug the cause? hmmscope check \(scenario.name) --fix B1; hmmscope list switches names all")
    }
    lines.append(
      "\(program.threads.count) thread\(program.threads.count == 1 ? "" : "s"), "
        + "\(scenario.world.pages.count) pages, \(scenario.world.frames.count) frames"
        + (bounds.isEmpty ? "" : "; bounds: \(bounds.joined(separator: ", "))"))
    if findings.verdict == .passes {
      let untaken = unreachedLines
      if !untaken.isEmpty { lines.append("never reached: \(untaken.joined(separator: ", "))") }
    }
    return lines.joined(separator: "\n")
  }

  /// How the search was done, and what doubt that leaves.
  private var manner: String {
    let manner = findings.manner
    let steps =
      manner.chains ? "what a thread does on its own stack alone runs on with its step before" : "no reduction"
    guard !manner.isExact else { return "every state kept whole; \(steps)" }
    let doubt = String(format: "%.1g", findings.omission)
    return "fingerprints of 64 bits: a state was left out with a probability of at most \(doubt); \(steps)"
  }

  /// Lines of drivers of which no step was ever taken: `retry-loop.c:15-18`.
  private var unreachedLines: [String] {
    var result: [String] = []
    for procedure in program.procedures where !procedure.procedure.text.isEmpty {
      let counters = procedure.first..<procedure.first + procedure.count
      let all = Set(counters.compactMap { program.steps[$0].line })
      let taken = Set(counters.filter { findings.coverage.wasTaken[$0] }.compactMap { program.steps[$0].line })
      let lines = all.subtracting(taken).sorted()
      guard !lines.isEmpty else { continue }
      result.append("\(procedure.procedure.file):\(lines.map(String.init).joined(separator: ","))")
    }
    return result
  }

  private var verdict: String {
    switch findings.verdict {
    case .passes: "passes: \(scenario.name), \(edition)"
    case .fails: "fails: \(scenario.name), \(edition)"
    case .undecided(.states(let states)):
      "nothing concluded: \(states) states were seen, \(findings.waiting) still wait to be looked at"
    case .undecided(.depth(let depth)): "nothing concluded: nothing is wrong within \(depth) interleaving steps"
    case .undecided(.memory(let bytes)):
      "nothing concluded: \(bytes >> 20) MiB are full after \(findings.states) states, "
        + "\(findings.waiting) still wait to be looked at"
    case .undecided(.interrupted):
      "interrupted: nothing is wrong in what was seen, \(findings.waiting) states still wait to be looked at"
    }
  }

  private var edition: String {
    "Linux \(scenario.world.edition.words)"
  }

  /// What is wrong, with the law that it breaks.
  private func sentence(_ violation: Violation) -> String {
    let sentence = program.sentence(violation)
    switch violation.flaw {
    case .deadlock where !violation.waits.cycle.isEmpty: return "\(Laws.noRing.name): \(sentence)"
    case .fault(let fault, _): return (Laws.broken(by: fault).map { "\($0.name): " } ?? "") + sentence
    default: return sentence
    }
  }

  /// The steps in a line each, steps of one call in one line.
  private func counterexample(_ violation: Violation) -> [String] {
    var lines = ["✗ \(sentence(violation))"]
    lines.append(
      "  \(violation.path.count) steps, \(violation.depth) of them interleaving, \(violation.switches) thread "
        + "switches; no way has fewer interleaving steps, and of those none fewer switches")
    guard let timeline = try? timeline(violation) else { return lines }
    var last = ""
    for step in 1...max(1, violation.path.count) where !violation.path.isEmpty {
      let why = timeline.scene(at: step).why
      let thread = program.threads[violation.path[step - 1].thread].name
      let number = "\(step)"
      let head = thread == last ? String(repeating: " ", count: thread.count) : thread
      last = thread
      let place = why.title.split(separator: ":", maxSplits: 1).last.map { String($0.drop { $0 == " " }) } ?? ""
      let what = why.short.split(separator: ":", maxSplits: 1).last.map { String($0.drop { $0 == " " }) } ?? ""
      lines.append(
        "  \(String(repeating: " ", count: max(0, 4 - number.count)))\(number)  "
          + padded(head, 7) + padded(place, 44) + what
      )
    }
    let sentences = timeline.scene(at: violation.path.count).why.sentences
    lines += sentences.filter { $0.kind == .broken }.map { "  ✗ \($0.text)" }
    return lines
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  func timeline(_ violation: Violation) throws -> RunTimeline {
    let run = Run(program)
    for choice in violation.path { run.append(choice) }
    return RunTimeline.show(run, scenario)
  }

  // MARK: JSON

  private struct Document: Encodable {
    var format = 1
    var scenario: String
    var edition: String
    var fixes: [String]
    var verdict: String
    var states: Int
    var moves: Int
    var depth: Int
    var waiting: Int
    var bytesPerState: Int
    var bounds: [String]
    var violations: [Item]

    struct Item: Encodable {
      var what: String
      var steps: Int
      var interleavingSteps: Int
      var switches: Int
      var path: [Move]
    }
    struct Move: Encodable {
      var thread: String
      var step: String
      var alternative: Int
    }
  }

  /// Format 1: scenario, edition, fixes, verdict (passes, fails, undecided), the counts, and for each violation its
  /// sentence, its lengths and its path by thread, step and alternative.
  func json() throws -> String {
    let verdict =
      switch findings.verdict {
      case .passes: "passes"
      case .fails: "fails"
      case .undecided: "undecided"
      }
    let document = Document(
      scenario: scenario.name, edition: scenario.world.edition.version,
      fixes: scenario.world.edition.fixes.sorted(), verdict: verdict, states: findings.states,
      moves: findings.transitions, depth: findings.depth, waiting: findings.waiting,
      bytesPerState: findings.stateBytes, bounds: bounds, violations: findings.violations.map { item($0) })
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(document), as: UTF8.self)
  }

  private func item(_ violation: Violation) -> Document.Item {
    var state = program.initialState()
    let path = violation.path.map { choice -> Document.Move in
      let label = program.nextStep(state, choice.thread).map { program.label(of: $0) } ?? ""
      state = program.move(state, choice) ?? state
      return Document.Move(
        thread: program.threads[choice.thread].name, step: label, alternative: choice.alternative)
    }
    return Document.Item(
      what: sentence(violation), steps: violation.path.count, interleavingSteps: violation.depth,
      switches: violation.switches, path: path)
  }
}
