import Explorer
import Foundation
import Kernel
import Library
import Machine
import Scenarios
import Session

/// `hmmscope list bugs`: bugs that Linux really had, one by one or all.
struct BugList {
  let finder: Subject.Finder

  /// All of them, in a line each; those that cannot be shown here with the reason.
  ///
  /// - Parameter runs: whether each is checked now, to measure how long that takes.
  func all(runs: Bool) throws {
    output("  \(pad("id", 12))\(pad("title", 52))\(pad("kernels", 20))seen as; steps to it, states seen")
    for summary in try finder.bugs() {
      let bug = summary.bug
      var facts = [bug.isControl ? "a negative control: nothing" : bug.breaks]
      if let steps = bug.steps { facts.append("\(steps) steps") }
      if let states = bug.states { facts.append("\(states) states") }
      if runs { facts.append(try milliseconds(summary.id)) }
      output("  \(pad(summary.id, 12))\(pad(summary.title, 52))\(pad(bug.kernels, 20))\(facts.joined(separator: ", "))")
    }
    let absent = try finder.absentBugs()
    if !absent.isEmpty { output("  Those that cannot be shown here, and why:") }
    for bug in absent {
      output("  \(pad(bug.id, 12))\(pad(bug.title, 52))\(pad(bug.kernels, 20))\(bug.why)")
    }
  }

  /// How long a check of the bug takes, until it is found.
  private func milliseconds(_ id: String) throws -> String {
    let scenario = try finder.bug(id)
    guard let program = try? RunTimeline.compile(scenario) else { throw failure("\(id) cannot be run", Status.badData) }
    let start = ContinuousClock.now
    let findings = explore(program)
    let time = ContinuousClock.now - start
    let milliseconds = Double(time.components.attoseconds) / 1e15 + Double(time.components.seconds) * 1e3
    let isRight = findings.breaches(program, commit: Driver.commitStep).contains(scenario.bug?.breaks ?? "")
    return String(format: "%.1f ms", milliseconds) + (isRight ? "" : ", and it was NOT seen")
  }

  /// One bug: its facts, and its page if it has one.
  func one(_ id: String) throws {
    if let absent = try finder.absentBugs().first(where: { $0.id == id }) {
      output("\(id): \(absent.title)\nLinux \(absent.kernels)\ncannot be shown here: \(absent.why)")
      return
    }
    let scenario = try finder.bug(id)
    guard let bug = scenario.bug else { return }
    output("\(id): \(scenario.title)")
    output("Linux \(bug.kernels)\(bug.commit.map { "; commit \($0)" } ?? "")")
    output("breaks \(bug.rule), seen as: \(bug.breaks)")
    if let steps = bug.steps, let states = bug.states {
      output("shortest counterexample: \(steps) steps, after \(states) states")
    }
    if let states = bug.mendedStates { output("mended: all \(states) states pass") }
    output("")
    output(finder.shipped.text("Bugs/\(id).md") ?? scenario.about)
  }

  /// The statements in which the scenario as it was and its mended form differ.
  func difference(_ id: String) throws {
    let scenario = try finder.bug(id)
    guard let mended = try finder.mended(scenario) else {
      throw failure("\(id) is a negative control: there is nothing to mend", Status.usage)
    }
    output("\(id): \(scenario.title)")
    let texts = try BugDifference(scenario, mended).text
    if texts.isEmpty { output("no statement differs") }
    for text in texts { output(text) }
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
