import Explorer
import Machine
import Replay
import Session

extension Exploring.Outcome {
  /// Adds what was found to the run that was searched, as a branch behind the moment from which it was searched; what
  /// the search has come to, in a line, and which branch it is.
  func future(
    in session: Session, of timeline: RunTimeline, branch: Int, after moment: Int
  ) -> (words: String, branch: Int?) {
    let states = findings.states
    guard let violation else {
      if isStopped { return ("stopped: nothing is wrong in the \(states) states that were seen", nil) }
      if findings.limit != nil { return ("nothing concluded: \(states) states, \(findings.waiting) wait", nil) }
      return ("✓ 0 of \(states) states from step \(moment) fail", nil)
    }
    var notes: [Int: String] = [:]
    switch violation.flaw {
    case .property, .fault, .deadlock, .lostWakeUp: break
    // These show in no panel by themselves.
    default: notes[moment + violation.path.count] = sentence
    }
    if let critical {
      notes[moment + critical] = "critical by order: after this step no choice of thread ends well."
    }
    let future = session.add(future: violation.path, to: branch, after: moment, of: timeline, notes: notes)
    let law = sentence.prefix { $0 != ":" }
    let place = violation.path.count == 0 ? "here" : "in \(violation.path.count) steps, \(violation.switches) switches"
    return (
      "✗ \(law) \(place): branch \(future.name)" + (future.isShown ? ", c goes on to it" : ""),
      timeline.run.branchList.firstIndex { $0.name == future.name }
    )
  }
}
