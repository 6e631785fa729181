import Explorer
import Kernel
import Machine

extension Program {
  /// Lines at which drivers map what they have read, where no interleaving comes to any of a driver's: it does nothing
  /// wrong, and nothing at all. Empty as long as not every interleaving was seen.
  public func neverCommits(_ findings: Findings) -> [String] {
    guard findings.limit == nil, findings.waiting == 0 else { return [] }
    let taken = findings.coverage.wasTaken
    var lines: [String: [String]] = [:]
    var busy: Set<String> = []
    for counter in steps.indices.dropFirst() {
      let step = steps[counter], procedure = procedures[step.procedure].procedure
      guard !procedure.isKernel, step.line != nil else { continue }
      if assigns(step, Driver.name, "dpt") {
        if taken[counter] { busy.insert(procedure.file) }
        lines[procedure.file, default: []].append("\(procedure.file):\(step.line ?? 0)")
      }
    }
    // A text that nobody runs has nothing to say.
    let run = Set(steps.indices.dropFirst().filter { taken[$0] }.map { procedures[steps[$0].procedure].procedure.file })
    return lines.keys.sorted().filter { !busy.contains($0) && run.contains($0) }.flatMap { lines[$0] ?? [] }
  }
}
