import Kernel
import Machine
import Replay
import Scene

/// Other choices, and the futures that come of them.
extension RunTimeline {
  public func choose(thread: String, alternative: Int, at moment: Int) -> Result<Int, Refusal> {
    guard let index = run.program.threads.firstIndex(where: { $0.name == thread }) else {
      let names = run.program.threads.map(\.name).joined(separator: ", ")
      return .failure(Refusal("there is no thread \(thread); there are \(names)"))
    }
    let state = run.state(moment)
    guard run.take(Choice(thread: index, alternative: alternative), after: moment) else {
      let why = runMoment(moment).says(index, run.program.obstacle(state, index) ?? .nothingToChoose)
      return .failure(Refusal("\(thread) cannot run here: it \(why)"))
    }
    refreshFacts()
    return .success(moment + 1)
  }

  /// Runs whatever must come first, then a step of this thread; the shortest way that the steady scheduler finds. Where
  /// there is none, nothing is changed.
  public func force(thread: String, at moment: Int) -> Result<Int, Refusal> {
    guard let index = run.program.threads.firstIndex(where: { $0.name == thread }) else {
      return .failure(Refusal("there is no thread \(thread)"))
    }
    var way: [Choice] = []
    var state = run.state(moment), last = moment > 0 ? run.choice(moment) : nil
    let wanted = Choice(thread: index, alternative: 0)
    while run.program.move(state, wanted) == nil {
      if run.program.counter(state, index) == 0 { return .failure(Refusal("\(thread) has finished")) }
      var steady = Scheduler.steady
      guard way.count < 1000, let other = steady.next(run.program, state, last: last),
        let next = run.program.move(state, other)
      else { return .failure(Refusal("\(thread) cannot be brought to run within 1000 steps")) }
      way.append(other)
      (state, last) = (next, other)
    }
    for (offset, choice) in (way + [wanted]).enumerated() { run.take(choice, after: moment + offset) }
    refreshFacts()
    return .success(moment + way.count + 1)
  }

  /// What was said to be worth a stop at a moment of the branch that is shown.
  func note(at moment: Int) -> String? { notes[run.currentBranch]?[moment] }

  func show(branch index: Int) {
    run.show(branch: index)
    refreshFacts()
  }

  public func branch(_ direction: Direction, at moment: Int) -> Result<Int, Refusal> {
    let count = run.branchList.count
    guard count > 1 else { return .failure(Refusal("there is one branch; t takes another thread and starts one")) }
    run.show(branch: (run.currentBranch + (direction == .forward ? 1 : count - 1)) % count)
    refreshFacts()
    return .success(min(moment, run.count))
  }
}
