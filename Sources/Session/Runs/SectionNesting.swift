import Kernel
import Machine
import Replay
import Scene

/// Which sections that are open lie inside of which.
extension RunTimeline {
  /// The open sections in the order in which HMM counted them, each as deep as others of its process were open then.
  func nested(_ open: [(row: Int, section: SectionRow)], at moment: Int) -> [SectionRow] {
    let current = run.state(moment)
    let ordered = open.map { (began: began($0.row, at: moment), row: $0.row, section: $0.section) }.sorted {
      ($0.began, $0.row) < ($1.began, $1.row)
    }
    let mm = { (row: Int) in self.run.program.value(current, MmuNotifierRange.name, row, "mm") ?? 0 }
    return ordered.enumerated().map { index, entry in
      var section = entry.section
      section.depth = ordered[..<index].count { mm($0.row) == mm(entry.row) }
      section.inside = outerCall(of: run.program.thread(ofSection: entry.row), current)
      return section
    }
  }

  /// The step that counted a section; one that is not counted yet comes after all others.
  private func began(_ row: Int, at moment: Int) -> Int {
    let phases = run.program.value(run.state(moment), MmuNotifierRange.name, row, "phases") ?? 0
    let thread = run.program.thread(ofSection: row)
    guard phases & 2 != 0 else { return moment + 1 }
    return (1...max(1, moment)).last { facts[$0].thread == UInt8(thread) && facts[$0].marks.contains(.sectionOpen) }
      ?? moment + 1
  }

  /// The call that a section is raised inside of, where it is not the operation itself.
  private func outerCall(of thread: Int, _ state: [UInt8]) -> String {
    let calls = run.program.stack(state, thread).map { run.program.procedures[$0.procedure].name }
    return calls.last { ["hmm_range_fault", "migrate_vma", "exit_mmap"].contains($0) } ?? ""
  }
}
