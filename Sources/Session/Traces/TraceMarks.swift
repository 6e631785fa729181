import Scene
import Trace

/// What happened in the whole file, for the scrubber: found from kinds alone, in one quick pass.
struct TraceMarks {
  private(set) var stops: [Stop] = []
  /// What happens on the lines where the story turns: a round begun anew, a commit, lost lines.
  private(set) var turns: [Int: String] = [:]
  /// Events that begin a round anew.
  private(set) var retries: Set<Int> = []

  init(_ trace: Trace) {
    // Where sections are many, their ends would hide the rest of the scrubber and be no place to go to.
    let showsSections = trace.count(of: .mn_itree_inv_end_locked) <= 50
    var rounds: [Int: Int] = [:]
    for i in 0..<trace.count {
      switch trace.kind(of: i) {
      case .dmirror_range_fault, .dmirror_range_snapshot:
        rounds[trace.event(i).task] = 0
      case .mmu_interval_read_begin:
        let task = trace.event(i).task
        guard let begun = rounds[task] else { continue }
        rounds[task] = begun + 1
        if begun > 0 {
          retries.insert(i)
          stops.append(Stop(trace.line(of: i), .retry, note: "round \(begun + 1) begins"))
        }
      case .dmirror_range_fault__return, .dmirror_range_snapshot__return:
        rounds[trace.event(i).task] = nil
      case .dmirror_do_fault:
        stops.append(Stop(trace.line(of: i), .committed, note: "the device's table is filled"))
      case .mn_itree_inv_end_locked where showsSections:
        stops.append(Stop(trace.line(of: i), .sectionClose, note: "a section ends"))
      default: break
      }
    }
    for gap in trace.gaps { stops.append(Stop(trace.line(of: min(gap.event, trace.count - 1)), .gap, note: gap.note)) }
    stops.sort { $0.step < $1.step }
    for stop in stops where stop.kind != .sectionClose { turns[stop.step] = stop.note }
  }
}
