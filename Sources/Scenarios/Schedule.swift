import Machine

/// One line of a scenario's schedule: how far a thread runs before the next one does.
public struct ScheduleEntry: Equatable, Sendable {
  public enum Extent: Equatable, Sendable {
    case steps(Int)
    /// Until its next step is the one of this name.
    case to(String)
    /// Until it has run the step of this name.
    case through(String)
    /// Until it has finished or cannot go on.
    case end
    /// Its time-out passes.
    case timeout
  }
  public var thread: String
  public var extent: Extent
  /// Where it stands in the file.
  public var line: Int
  public var column: Int

  /// As it is written: `gpu to SN10`.
  public var text: String {
    switch extent {
    case .steps(let count): "\(thread) \(count)"
    case .to(let name): "\(thread) to \(name)"
    case .through(let name): "\(thread) through \(name)"
    case .end: "\(thread) end"
    case .timeout: "\(thread) timeout"
    }
  }
}

extension Program {
  /// Whether a step goes by a name: `IS4`, `hmm_range_register`, `line 21`.
  public func isNamed(_ step: Step, _ name: String) -> Bool {
    if step.name == name { return true }
    if let line = step.line, name == "line \(line)" { return true }
    return step.procedure >= 0 && step.index == 0 && procedures[step.procedure].name == name
  }

  /// The choices that a schedule stands for, from the first state on; throws the entry that cannot be carried out.
  public func choices(of schedule: [ScheduleEntry]) throws(ScheduleProblem) -> [Choice] {
    var state = initialState()
    var result: [Choice] = []
    for entry in schedule {
      guard let thread = threads.firstIndex(where: { $0.name == entry.thread }) else {
        throw ScheduleProblem(entry: entry, reason: "there is no thread \(entry.thread)")
      }
      try follow(entry, thread, &state, &result)
    }
    return result
  }

  /// That no step at all has the name of an entry; nil if one has.
  private func unknownStep(_ entry: ScheduleEntry) -> String? {
    switch entry.extent {
    case .to(let name), .through(let name):
      steps.contains { isNamed($0, name) } ? nil : "no step is called \(name)"
    default: nil
    }
  }

  private func follow(
    _ entry: ScheduleEntry, _ thread: Int, _ state: inout [UInt8], _ result: inout [Choice]
  ) throws(ScheduleProblem) {
    var count = 0
    while true {
      let next = nextStep(state, thread)
      switch entry.extent {
      case .steps(let limit): if count == limit { return }
      case .to(let name): if let next, isNamed(next, name) { return }
      case .end: if next == nil { return }
      case .through, .timeout: break
      }
      guard let next else {
        throw ScheduleProblem(entry: entry, reason: unknownStep(entry) ?? "\(entry.thread) has finished before")
      }
      let choice = Choice(thread: thread, alternative: entry.extent == .timeout ? 1 : 0)
      guard let after = move(state, choice) else {
        if entry.extent == .end { return }
        throw ScheduleProblem(
          entry: entry, reason: "\(entry.thread) cannot go on at \(next.name ?? text(of: next)) after \(count) steps")
      }
      state = after
      result.append(choice)
      count += 1
      if entry.extent == .timeout { return }
      if case .through(let name) = entry.extent, isNamed(next, name) { return }
      guard count < 10_000 else {
        throw ScheduleProblem(entry: entry, reason: "\(entry.thread) does not come there within 10000 steps")
      }
    }
  }
}

/// A line of a schedule that cannot be carried out.
public struct ScheduleProblem: Error, Equatable, Sendable {
  public var entry: ScheduleEntry
  public var reason: String
}
