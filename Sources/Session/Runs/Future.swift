import Machine
import Replay
import Scene

extension Session {
  /// Adds a future that somebody else has found to a branch of the run, behind one of its steps.
  ///
  /// It is shown at once if the person still looks at a moment before it parts; else it waits as a branch.
  ///
  /// - Parameter notes: what is to be said at some of its steps, with a stop at each.
  /// - Returns: the name of its branch, and whether it is shown.
  public func add(
    future: [Choice], to branch: Int, after step: Int, of timeline: RunTimeline, notes: [Int: String]
  ) -> (name: String, isShown: Bool) {
    let run = timeline.run
    let isHere = run.currentBranch == branch && position <= step
    let index = run.add(future, to: branch, after: step)
    timeline.notes[index] = notes
    if isHere { timeline.show(branch: index) }
    return (run.branchList[index].name, isHere)
  }
}
