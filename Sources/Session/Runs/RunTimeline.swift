import Kernel
import Machine
import Replay
import Scene

/// A run as a timeline: what the screen, scripts and exports step through.
public final class RunTimeline: Timeline {
  public let run: Run
  let labels: Labels
  /// What the title row says.
  let heading: Heading
  /// What is said before the first step.
  let intro: String
  private let loops: DriverLoops
  private let inferredLines: [Int: Set<Int>]
  var facts = StepFacts()
  private var factsBranch = 0
  /// Which threads could not move after a step; found when a lane asks.
  var standings: [Int: [UInt8]] = [:]
  private var scheduler: Scheduler
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
  public var failure: Int? { facts.failure }

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
  private func proposal(at moment: Int) -> Choice? {
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

  private func refreshFacts() {
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

  // MARK: Scenes

  func runMoment(_ moment: Int) -> RunMoment {
    let after = run.state(moment)
    let before = moment > 0 ? run.state(moment - 1) : after
    return RunMoment(
      program: run.program, labels: labels, number: moment, before: before, after: after,
      choice: moment > 0 ? run.choice(moment) : nil, touched: run.touched(moment), next: proposal(at: moment))
  }

  public func scene(at moment: Int) -> Scene {
    let current = runMoment(moment)
    let laws = broken(at: moment)
    let names = laws.map(\.name)
    var scene = Scene()
    scene.heading = heading
    scene.heading.broken = current.program.fault(current.after) != nil ? names + ["fault"] : names
    scene.cpu = current.cpuTable()
    scene.device = current.deviceTable(1, broken: names)
    scene.ranges = current.rangesScene()
    scene.notifiers = current.notifiersScene(last: lastSection(at: moment))
    scene.frames = current.framesScene(device: 1, broken: names)
    scene.threads = current.threadsScene()
    scene.locks = current.locksScene()
    scene.driver = current.driverListing(driverPlace(moment, current), breaks: breaks)
    scene.kernel = current.kernelListing(breaks: breaks)
    scene.why = current.why(broken: laws.map { ($0.name, $0.sentence) }, intro: intro)
    scene.time = timeScene(at: moment, current)
    scene.moves = current.movesScene(scene.ranges, scene.device)
    scene.choices = current.choicesScene()
    scene.history = history(moment)
    scene.branches = branchRows()
    return scene
  }

  private func history(_ moment: Int) -> [HistoryRow] {
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

  private func branchRows() -> [BranchRow] {
    run.branchList.map { BranchRow(name: $0.name, fork: $0.fork, length: $0.length, isCurrent: $0.isCurrent) }
  }

  /// The newest section whose operation has ended, with the steps that it took.
  private func lastSection(at moment: Int) -> SectionRow? {
    var step = moment
    while step > 0, !facts[step].marks.contains(.sectionGone) { step -= 1 }
    guard step > 0 else { return nil }
    let thread = Int(facts[step].thread)
    guard var row = runMoment(step - 1).section(thread + 1) else { return nil }
    var begin = step
    while begin > 1 {
      let phases = run.program.value(run.state(begin - 1), MmuNotifierRange.name, thread + 1, "phases") ?? 0
      if phases == 0 { break }
      begin -= 1
    }
    row.span = "steps \(begin) to \(step - 1)"
    for index in row.phases.indices { row.phases[index].mark = .none }
    return row
  }

  /// Where the driver's thread stands: of the thread that ran last if it runs one, else of the first that does.
  private func driverPlace(_ moment: Int, _ current: RunMoment) -> DriverPlace? {
    let program = run.program
    func driverFrame(_ thread: Int) -> StackFrame? {
      program.stack(current.after, thread).last {
        loops.loops[$0.procedure] != nil || current.isDriverText($0.procedure)
      }
    }
    var threads = Array(program.threads.indices)
    if let ran = current.choice?.thread, driverFrame(ran) != nil { threads = [ran] + threads }
    for thread in threads {
      if let frame = driverFrame(thread) { return place(thread, frame, moment, current) }
    }
    // Every driver has finished: its last line is shown.
    var step = moment
    while step > 0 {
      let code = program.steps[Int(facts[step].counter)]
      if code.line != nil, current.isDriverText(code.procedure) {
        var result = DriverPlace(
          thread: Int(facts[step].thread), procedure: code.procedure, line: nil, lastLine: code.line,
          ran: step == moment, round: round(Int(facts[step].thread), moment))
        result.loop = loops.loops[code.procedure]
        result.inferred = inferredLines[code.procedure] ?? []
        return result
      }
      step -= 1
    }
    guard let first = program.procedures.firstIndex(where: { !$0.procedure.text.isEmpty }) else { return nil }
    return DriverPlace(
      thread: 0, procedure: first, line: nil, lastLine: nil, ran: false, round: 1, loop: loops.loops[first])
  }

  private func place(_ thread: Int, _ frame: StackFrame, _ moment: Int, _ current: RunMoment) -> DriverPlace {
    let program = run.program
    var result = DriverPlace(
      thread: thread, procedure: frame.procedure, line: program.steps[frame.counter].line, lastLine: nil, ran: false,
      round: round(thread, moment))
    result.loop = loops.loops[frame.procedure]
    result.inferred = inferredLines[frame.procedure] ?? []
    let isInside = program.stack(current.after, thread).first?.procedure != frame.procedure
    // The last step of this thread in the driver's own text, which may be a call that has returned since.
    var step = moment
    while step > 0 {
      let fact = facts[step]
      let code = program.steps[Int(fact.counter)]
      if Int(fact.thread) == thread, code.procedure == frame.procedure {
        result.lastLine = code.line
        result.ran = step == moment || (current.choice?.thread == thread)
        if let condition = program.condition(of: code) {
          result.value = current.values(condition, run.state(step - 1), thread)
        } else if program.callee(of: code) != nil, !isInside, let into = program.target(of: code) {
          if let value = program.local(current.after, thread, into.name), !into.name.hasPrefix("(") {
            result.value = "\(into.name) = \(current.number(value, .errno))"
          }
        }
        break
      }
      step -= 1
    }
    return result
  }

  /// The round of a driver's loop that a thread is in, from 1.
  private func round(_ thread: Int, _ moment: Int) -> Int {
    guard moment > 0 else { return 1 }
    if run.program.threads.indices.filter({ loops.loops[run.program.threads[$0].procedure] != nil }).count <= 1 {
      return Int(facts[moment].retries) + 1
    }
    return 1 + (1...moment).filter { facts[$0].marks.contains(.retry) && Int(facts[$0].thread) == thread }.count
  }

  // MARK: Moving by calls

  private func depth(_ moment: Int, _ thread: Int) -> Int { run.program.stack(run.state(moment), thread).count }

  public func over(from moment: Int, _ direction: Direction) -> Int? { walk(from: moment, direction, out: false) }
  public func out(from moment: Int, _ direction: Direction) -> Int? { walk(from: moment, direction, out: true) }

  /// Until the acting thread is as deep as now, or one less, after a step of its own; others move as they do.
  private func walk(from moment: Int, _ direction: Direction, out: Bool) -> Int? {
    let acting: Int
    if direction == .forward {
      guard let next = proposal(at: moment) else { return nil }
      acting = next.thread
    } else {
      guard moment > 0 else { return nil }
      acting = Int(facts[moment].thread)
    }
    let limit = max(0, depth(moment, acting) - (out ? 1 : 0))
    var at = moment
    for _ in 0..<100_000 {
      guard let next = self.moment(after: at, direction) else { return at == moment ? nil : at }
      let step = direction == .forward ? next : at
      at = next
      if Int(facts[step].thread) == acting, depth(at, acting) <= limit { return at }
      if direction == .forward, run.program.counter(run.state(at), acting) == 0 { return at }
    }
    return at
  }

  // MARK: Questions

  public func text(at moment: Int) -> String {
    guard moment > 0 else { return intro }
    let current = runMoment(moment)
    guard let step = current.step else { return "" }
    let procedure = run.program.procedures[step.procedure].name
    let changes = run.program.difference(current.before, current.after).map(\.name).joined(separator: " ")
    return "\(current.thread) \(procedure) \(step.name ?? "") \(run.program.text(of: step)) \(changes)"
  }

  public func identity(at moment: Int) -> String {
    let state = String(Program.fingerprint(run.state(moment)), radix: 16)
    guard moment > 0, let step = runMoment(moment).step else { return "\(heading.title), step 0, state \(state)" }
    let thread = run.program.threads[run.choice(moment).thread].name
    return "\(heading.title), step \(moment), \(thread): \(run.program.label(of: step)), state \(state)"
  }

  public func lastWriter(of cell: String, at moment: Int) -> Int? {
    guard let address = run.program.address(named: cell) else { return nil }
    return run.lastWriter(of: address, at: moment)
  }

  public func value(of name: String, at moment: Int) -> Reading? {
    let state = run.state(moment)
    switch name {
    case "step": return .number(moment)
    case "sections": return .number(counts(at: moment).sections)
    case "retries": return .number(counts(at: moment).retries)
    case "round": return .number(counts(at: moment).retries + 1)
    case "broken": return .number(broken(at: moment).count)
    case "finished": return .number(run.program.hasEnded(state) ? 1 : 0)
    case "fault": return .number(run.program.fault(state) == nil ? 0 : 1)
    default: break
    }
    if let property = run.program.properties.firstIndex(where: { $0.name == name }) {
      return .number(state.withUnsafeBufferPointer { run.program.holds(property, $0.baseAddress!) } ? 1 : 0)
    }
    if let frame = labels.frames.firstIndex(of: name) { return .number(frame + 1) }
    if let value = threadValue(name, state) { return .number(value) }
    if let constant = PredicateNames.constants[name] { return .number(constant) }
    return run.program.read(name, state).map { .number($0) }
  }

  /// `gpu.blocked`, `gpu.finished`, `gpu.line`, `gpu.ret`: a thread and what is asked of it.
  private func threadValue(_ name: String, _ state: [UInt8]) -> Int? {
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    guard let thread = run.program.threads.firstIndex(where: { $0.name == parts[0] }) else { return nil }
    guard parts.count == 2 else { return thread + 1 }
    let obstacle = run.program.obstacle(state, thread)
    switch parts[1] {
    case "blocked": return obstacle != nil && obstacle != .ended ? 1 : 0
    case "finished": return obstacle == .ended ? 1 : 0
    case "line": return run.program.stack(state, thread).compactMap { run.program.steps[$0.counter].line }.last ?? 0
    default: return run.program.local(state, thread, parts[1])
    }
  }

  // MARK: Branches

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

  /// Runs whatever must come first, then a step of this thread; the shortest way that the steady scheduler finds.
  public func force(thread: String, at moment: Int) -> Result<Int, Refusal> {
    guard let index = run.program.threads.firstIndex(where: { $0.name == thread }) else {
      return .failure(Refusal("there is no thread \(thread)"))
    }
    var at = moment
    for _ in 0..<1000 {
      if case .success(let next) = choose(thread: thread, alternative: 0, at: at) { return .success(next) }
      let state = run.state(at)
      if run.program.counter(state, index) == 0 { return .failure(Refusal("\(thread) has finished")) }
      var steady = Scheduler.steady
      let last = at > 0 ? run.choice(at) : nil
      guard let other = steady.next(run.program, state, last: last), run.take(other, after: at) else { break }
      refreshFacts()
      at += 1
    }
    return .failure(Refusal("\(thread) cannot be brought to run within 1000 steps"))
  }

  public func branch(_ direction: Direction, at moment: Int) -> Result<Int, Refusal> {
    let count = run.branchList.count
    guard count > 1 else { return .failure(Refusal("there is one branch; t takes another thread and starts one")) }
    run.show(branch: (run.currentBranch + (direction == .forward ? 1 : count - 1)) % count)
    refreshFacts()
    return .success(min(moment, run.count))
  }
}
