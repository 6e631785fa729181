import Kernel
import Machine
import Replay
import Scenarios
import Scene

/// A run as a timeline: what the screen, scripts and exports step through.
public final class RunTimeline: Timeline {
  public let run: Run
  let labels: Labels
  /// What the title row says.
  let heading: Heading
  /// What is said before the first step.
  let intro: String
  let loops: DriverLoops
  let inferredLines: [Int: Set<Int>]
  var facts = StepFacts()
  var factsBranch = 0
  /// Which threads could not move after a step; found when a lane asks.
  var standings: [Int: [UInt8]] = [:]
  var scheduler: Scheduler
  /// What the run is of; nil for one that was made without a scenario.
  public internal(set) var scenario: Scenario?
  /// What is to be said at steps of branches that somebody else has found, by branch and step.
  var notes: [Int: [Int: String]] = [:]
  /// Rows of listings at which the session stops; drawn in the margin.
  public var breaks: Set<String> = []

  /// - Parameters:
  ///   - loops: by a driver's procedure name, the lines of its retry loop.
  ///   - inferred: by a driver's procedure name, lines whose meaning was concluded.
  public init(
    _ run: Run, labels: Labels, heading: Heading, intro: String, loops: [String: ClosedRange<Int>],
    inferred: [String: Set<Int>] = [:], scheduler: Scheduler = .steady
  ) {
    self.run = run
    self.labels = labels
    self.heading = heading
    self.intro = intro
    self.scheduler = scheduler
    var lines = DriverLoops()
    var concluded: [Int: Set<Int>] = [:]
    for (index, procedure) in run.program.procedures.enumerated() {
      if let loop = loops[procedure.name] { lines.loops[index] = loop }
      if let set = inferred[procedure.name] { concluded[index] = set }
    }
    self.loops = lines
    inferredLines = concluded
    refreshFacts()
  }

  // MARK: Moments

  public var first: Int { 0 }
  public var last: Int { run.count }
  public var failure: Int? {
    if let failure = facts.failure { return failure }
    return run.program.isStuck(run.state(run.count)) ? run.count : nil
  }

  public func moment(after moment: Int, _ direction: Direction) -> Int? {
    switch direction {
    case .back: return moment > 0 ? moment - 1 : nil
    case .forward:
      if moment < run.count { return moment + 1 }
      guard let choice = proposal(at: moment) else { return nil }
      run.append(choice)
      refreshFacts()
      return run.count
    }
  }

  /// Who moves after a moment: as recorded, or as the scheduler has it.
  func proposal(at moment: Int) -> Choice? {
    if moment < run.count { return run.choice(moment + 1) }
    var copy = scheduler
    let last = moment > 0 ? run.choice(moment) : nil
    let choice = copy.next(run.program, run.state(moment), last: last)
    return choice
  }

  /// Runs on until nobody can move or so many steps are known.
  public func extend(to limit: Int) {
    while run.count < limit {
      let last = run.count > 0 ? run.choice(run.count) : nil
      guard let choice = scheduler.next(run.program, run.state(run.count), last: last) else { break }
      run.append(choice)
    }
    refreshFacts()
  }

  /// Runs on until nobody can move, where a run was led elsewhere: its end is yet to come. A recording ends where it
  /// ends.
  func finishBranch() {
    if run.branchList.contains(where: { $0.isCurrent && $0.fork != nil }) { extend(to: RunTimeline.horizon) }
  }

  func refreshFacts() {
    if factsBranch != run.currentBranch {
      facts = StepFacts()
      standings = [:]
      factsBranch = run.currentBranch
    }
    guard facts.count < run.count else { return }
    var state = run.state(facts.count)
    while facts.count < run.count {
      let choice = run.choice(facts.count + 1)
      guard let next = run.program.move(state, choice) else { return }
      facts.append(run.program, loops: loops, state, choice, next)
      state = next
    }
  }

  func counts(at moment: Int) -> (sections: Int, retries: Int) {
    guard moment > 0 else { return (0, 0) }
    return (Int(facts[moment].sections), Int(facts[moment].retries))
  }

  /// The names of the properties that do not hold at a moment.
  public func broken(at moment: Int) -> [Property] {
    guard moment > 0 else { return [] }
    let bits = facts[moment].broken
    return run.program.properties.enumerated().filter { bits & 1 << UInt32($0.offset) != 0 }.map(\.element)
  }

  /// What ends a run before its threads have ended, as a broken law: the machine has stopped, or nobody can move.
  func stop(at moment: Int) -> (name: String, sentence: String)? {
    let state = run.state(moment)
    if let fault = run.program.fault(state) {
      let law = Laws.broken(by: fault.fault)
      let who = run.program.threads[fault.thread].name
      return (law?.name ?? "fault", "The machine stops: \(fault.fault.text), by \(who).")
    }
    guard run.program.isStuck(state) else { return nil }
    let waits = run.program.waitsFor(state)
    guard !waits.cycle.isEmpty else { return ("stuck", "Nobody can move again: \(waits.text).") }
    let ring = waits.cycle.map { run.program.threads[$0].name }.joined(separator: " and ")
    let who = waits.cycle.count > 1 ? "\(ring) wait for one another's locks" : "\(ring) waits for its own lock"
    return (Laws.noRing.name, "\(Laws.noRing.name) \(who). Nobody can move again.")
  }

  /// The names of all laws that are broken at a moment or before.
  public func brokenSoFar(at moment: Int) -> Set<String> {
    var names: Set<String> = []
    for step in stride(from: 1, through: moment, by: 1) where facts[step].broken != 0 {
      names.formUnion(broken(at: step).map(\.name))
    }
    if let stop = stop(at: moment) { names.insert(stop.name) }
    return names
  }

  // MARK: Scenes

  func runMoment(_ moment: Int) -> RunMoment {
    let after = run.state(moment)
    let before = moment > 0 ? run.state(moment - 1) : after
    return RunMoment(
      program: run.program, labels: labels, number: moment, before: before, after: after,
      choice: moment > 0 ? run.choice(moment) : nil, touched: run.touched(moment),
      endedRanges: moment > 0 ? facts[moment].endedRanges : [],
      next: proposal(at: moment),
      lastWriter: { [run, facts] address in
        run.lastWriter(of: address, at: moment).map { (Int(facts[$0].thread), Int(facts[$0].counter)) }
      })
  }

  public func scene(at moment: Int) -> Scene {
    let current = runMoment(moment)
    let laws = broken(at: moment)
    let stop = stop(at: moment)
    // A ring of waiting threads and a lock out of order are the same law.
    var names = laws.map(\.name)
    if let stop, !names.contains(stop.name) { names.append(stop.name) }
    var scene = Scene()
    scene.heading = heading
    scene.heading.broken = names
    let tables = current.cpuTables()
    scene.cpu = tables[0]
    scene.otherSpaces = Array(tables.dropFirst())
    let devices = current.deviceTables(broken: names)
    scene.device = devices[0]
    scene.otherDevices = Array(devices.dropFirst())
    scene.ranges = current.rangesScene()
    scene.notifiers = current.notifiersScene(last: lastSection(at: moment)) { nested($0, at: moment) }
    scene.frames = current.framesScene(broken: names)
    scene.threads = current.threadsScene()
    scene.locks = current.locksScene()
    scene.driver = current.driverListing(driverPlace(moment, current), breaks: breaks)
    scene.kernel = current.kernelListing(breaks: breaks)
    scene.why = current.why(broken: laws.map { ($0.name, $0.sentence) }, stop: stop?.sentence, intro: intro)
    if let note = note(at: moment) {
      let place = scene.why.sentences.firstIndex { $0.kind.rawValue > SentenceKind.stop.rawValue }
      scene.why.sentences.insert(Sentence(.stop, note), at: place ?? scene.why.sentences.count)
    }
    scene.time = timeScene(at: moment, current)
    scene.moves = current.movesScene(scene.ranges, scene.device)
    scene.choices = current.choicesScene()
    scene.history = history(moment)
    scene.branches = branchRows()
    return scene
  }

  func history(_ moment: Int) -> [HistoryRow] {
    guard moment > 0 else { return [] }
    return (max(1, moment - 15)...moment).map { step in
      let fact = facts[step]
      let code = run.program.steps[Int(fact.counter)]
      let place = code.line.map { "\($0)" } ?? code.name ?? run.program.procedures[code.procedure].name
      return HistoryRow(
        step: step, thread: run.program.threads[Int(fact.thread)].name,
        line:
          "\(place) \(run.program.text(of: code).withoutSemicolon)",
        isNow: step == moment)
    }
  }

  func branchRows() -> [BranchRow] {
    run.branchList.map { BranchRow(name: $0.name, fork: $0.fork, length: $0.length, isCurrent: $0.isCurrent) }
  }
}
