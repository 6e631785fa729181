import Machine
import Replay
import Scene

extension RunTimeline {
  /// How many steps on each side of now the lanes tell of.
  static let laneReach = 256

  func timeScene(at moment: Int, _ current: RunMoment) -> Time {
    var time = Time()
    time.now = moment
    time.last = run.count
    time.isComplete = current.program.choices(run.state(run.count)).isEmpty
    let low = max(1, moment - Self.laneReach)
    let high = max(low, min(run.count, moment + Self.laneReach))
    time.window = low...high
    let program = run.program
    let (sections, retries) = counts(at: moment)
    time.summary =
      "\(sections) section\(sections == 1 ? "" : "s"), \(retries) \(retries == 1 ? "retry" : "retries")"
    for thread in program.threads.indices {
      let row = current.threadsScene()[thread]
      var marks: [LaneMark] = []
      if run.count > 0 { for step in low...high { marks.append(lane(step, thread, now: moment)) } }
      time.lanes.append(
        Lane(name: row.name, state: row.state, ran: row.ran, isNext: row.isNext, marks: marks))
    }
    for step in low...high where run.count > 0 {
      let marks = facts[step].marks
      if marks.contains(.breaks) || marks.contains(.harm) {
        time.stops.append(Stop(step, .broken))
      } else if marks.contains(.committed) {
        time.stops.append(Stop(step, .committed))
      } else if marks.contains(.retry) {
        time.stops.append(Stop(step, .retry))
      } else if marks.contains(.sectionClose) {
        time.stops.append(Stop(step, .sectionClose))
      }
    }
    for (step, note) in notes[run.currentBranch] ?? [:]
    where !time.stops.contains(where: { $0.step == step && $0.kind == .broken }) {
      time.stops.removeAll { $0.step == step }
      time.stops.append(Stop(step, .stop, note: note))
    }
    time.stops.sort { $0.step < $1.step }
    return time
  }

  private func lane(_ step: Int, _ thread: Int, now: Int) -> LaneMark {
    let fact = facts[step]
    if Int(fact.thread) == thread {
      if fact.marks.contains(.breaks) || fact.marks.contains(.harm) { return .broken }
      if fact.marks.contains(.committed) { return .committed }
      if fact.marks.contains(.retry) { return .retry }
      if step > now {
        return fact.marks.contains(.sectionOpen)
          ? .sectionOpen : fact.marks.contains(.sectionClose) ? .sectionClose : .future
      }
      if fact.marks.contains(.sectionOpen) { return .sectionOpen }
      if fact.marks.contains(.sectionClose) { return .sectionClose }
      return .ran
    }
    if step > now { return .blank }
    switch standing(step)[thread] {
    case 1: return .waits
    case 2: return .blank
    default: return .idle
    }
  }

  /// What each thread could do after a step: 0 go on, 1 wait, 2 nothing any more.
  private func standing(_ step: Int) -> [UInt8] {
    if let known = standings[step] { return known }
    let state = run.state(step)
    let result = run.program.threads.indices.map { index -> UInt8 in
      switch run.program.obstacle(state, index) {
      case nil: 0
      case .ended, .rests: 2
      default: 1
      }
    }
    standings[step] = result
    return result
  }
}
