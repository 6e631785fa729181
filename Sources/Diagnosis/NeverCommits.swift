import Explorer
import Kernel
import Machine
import Scenarios

/// A driver's text that maps nothing, whatever the order: it does nothing wrong, and nothing at all.
public struct IdleDriver: Equatable, Sendable {
  public var file: String
  /// The lines at which it would map what it has read, none of which is ever reached; empty for a text without one.
  public var lines: [Int]

  /// `retry-loop.c:21`, for each line; the file's name where there is none.
  public var places: [String] { lines.isEmpty ? [file] : lines.map { "\(file):\($0)" } }

  /// What is wrong, without the name of it.
  public var sentence: String {
    guard !lines.isEmpty else { return "\(file) has no line that maps what it has read" }
    return "no interleaving brings the driver to map what it has read: \(places.joined(separator: ", ")) "
      + "\(lines.count == 1 ? "is" : "are") never reached"
  }
}

extension Program {
  /// The drivers that map nothing in any interleaving. None as long as not every interleaving was seen.
  ///
  /// A text without any line that maps counts only where the scenario says that its driver commits: there are drivers
  /// that are there for something else.
  public func neverCommits(_ findings: Findings, _ scenario: Scenario) -> [IdleDriver] {
    guard findings.limit == nil, findings.waiting == 0 else { return [] }
    var lines: [String: [Int]] = [:], busy: Set<String> = [], run: Set<String> = []
    for counter in steps.indices.dropFirst() {
      let step = steps[counter], procedure = procedures[step.procedure].procedure
      guard !procedure.isKernel, let line = step.line else { continue }
      let isTaken = findings.coverage.wasTaken[counter]
      // A text that nobody runs has nothing to say.
      if isTaken { run.insert(procedure.file) }
      guard step.name == Driver.commitStep else { continue }
      if isTaken { busy.insert(procedure.file) }
      lines[procedure.file, default: []].append(line)
    }
    guard busy.isEmpty || !scenario.expectation.commits else { return [] }
    return run.subtracting(busy).sorted().compactMap { file in
      guard lines[file] != nil || scenario.expectation.commits else { return nil }
      return IdleDriver(file: file, lines: lines[file] ?? [])
    }
  }
}
