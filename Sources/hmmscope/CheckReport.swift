import Diagnosis
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
  /// Of every violation why it comes about.
  var diagnoses: [Diagnosis]
  /// Every step in a row of its own.
  var isWhole = false

  // MARK: Text

  func text() throws -> String {
    var lines: [String] = []
    lines += causeLines
    lines += neverCommits
    lines.append(verdict)
    let isWhole = findings.waiting == 0 && findings.limit == nil
    let extent = isWhole ? "every interleaving" : "as far as it went"
    lines.append(
      "\(findings.states) states, \(findings.transitions) transitions, at most \(findings.depth) interleaving steps, "
        + "\(findings.stateBytes) bytes a state; \(extent)")
    lines.append(manner)
    lines += growth
    lines.append(
      [
        counted(program.threads.count, "thread"), counted(scenario.world.pages.count, "page"),
        counted(scenario.world.frames.count, "frame"),
      ].joined(separator: ", ")
        + (bounds.isEmpty ? "" : "; bounds: \(bounds.joined(separator: ", "))"))
    if findings.verdict == .passes {
      let untaken = unreachedLines
      if !untaken.isEmpty {
        lines.append(
          "△ never reached: \(untaken.joined(separator: ", ")): no interleaving comes there, which alone breaks no law")
      }
    }
    return lines.joined(separator: "\n")
  }

  /// Why it looks as if there were no end.
  private var growth: [String] {
    switch findings.verdict {
    case .undecided(.states), .undecided(.memory): break
    default: return []
    }
    if findings.growing.isEmpty { return ["no cell was seen to grow without end: there may only be much to see"] }
    return findings.growing.prefix(4).map { growing in
      let values = growing.values.map(String.init).joined(separator: ", ")
      return "it looks unbounded: \(growing.cell) only grows, at most \(values) whenever the states had doubled"
    }
  }

  /// How the search was done, and what doubt that leaves.
  private var manner: String {
    let manner = findings.manner
    var steps =
      manner.chains ? "what a thread does on its own stack alone runs on with its step before" : "no chaining"
    for group in findings.alike {
      let names = group.map { program.threads[$0].name }.joined(separator: ", ")
      steps += "; \(names) are alike: which of them is where counts once"
    }
    if findings.isRandom { return "walks at random: what is found is real, but no way is a shortest one" }
    guard !manner.isExact else { return "every state kept whole; \(steps)" }
    let doubt = String(format: "%.1g", findings.omission)
    return "fingerprints of 64 bits: a state was left out with a probability of at most \(doubt); \(steps)"
  }

  /// `1 page`, `2 pages`.
  private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

  /// Lines of drivers of which no step was ever taken: `retry-loop.c:15,18`.
  private var unreachedLines: [String] {
    program.unreachedLines(findings.coverage).map { "\($0.file):\($0.lines.map(String.init).joined(separator: ","))" }
  }

  /// A driver that maps nothing in any interleaving is a finding, though it breaks no law.
  var idle: [IdleDriver] { program.neverCommits(findings, scenario) }

  private var neverCommits: [String] {
    idle.flatMap { ["✗ never commits: \($0.sentence)", ""] }
  }

  private var verdict: String {
    switch findings.verdict {
    case .passes: "\(idle.isEmpty ? "passes" : "fails"): \(scenario.name), \(edition)"
    case .fails: "fails: \(scenario.name), \(edition)"
    case .undecided(.states(let states)):
      "nothing concluded: \(states) states were seen, \(findings.waiting) still wait to be looked at"
    case .undecided(.depth(let depth)): "nothing concluded: nothing is wrong within \(depth) interleaving steps"
    case .undecided(.memory(let bytes)):
      "nothing concluded: \(bytes >> 20) MiB are full after \(findings.states) states, "
        + "\(findings.waiting) still wait to be looked at"
    case .undecided(.walks(let walks)):
      "nothing concluded: nothing is wrong in \(walks) walks at random"
    case .undecided(.interrupted):
      "interrupted: nothing is wrong in what was seen, \(findings.waiting) states still wait to be looked at"
    }
  }

  private var edition: String {
    "Linux \(scenario.world.edition.words)"
  }

  /// The causes of what was found, each with its nearest counterexample; of the others what they break and how far.
  private var causeLines: [String] {
    let causes = Cause.group(diagnoses)
    var lines: [String] = []
    for (index, cause) in causes.enumerated() {
      if causes.count > 1 || cause.diagnoses.count > 1 {
        lines.append("cause \(index + 1) of \(causes.count): \(cause.words)")
      }
      lines += cause.example.text(isWhole: isWhole)
      for other in cause.diagnoses.dropFirst() {
        lines.append(
          "✗ \(other.sentence)  (of the same cause: \(other.violation.path.count) steps, "
            + "\(other.violation.switches) switches, id \(other.id.text))")
      }
      lines.append("")
    }
    return lines
  }

  func json() throws -> String {
    try CheckDocument(scenario, program, findings, bounds: bounds, diagnoses: diagnoses).text()
  }
}
