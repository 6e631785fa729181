import Machine
import Testing

@testable import Kernel

/// One call of a function of the kernel: where it begins, what it comes to, who holds what then, which cells differ.
struct OneCall: Sendable, CustomTestStringConvertible {
  /// The step of the reference that the row is for, and what is the case there: `SN1 dead`.
  let testDescription: String
  /// What it returns; nil for a call that returns nothing, or does not get there.
  private(set) var returns: Int?
  /// Why the machine stops in it.
  var stops: Fault?
  var held: [String] = []
  /// Cells of the kernel that differ from before the call: `hmm[0].kref 1 ⇒ 2`.
  var changed: [String] = []
  /// Records, or single fields as `migrate_vma.src`, that are looked at besides those of HMM itself.
  var watched: [String] = []
  /// Entries, frames and slots that differ, in words; nil where nobody looks.
  var memory: [String]?
  /// Whether every law has to hold when it is over.
  var isLawful = false
  /// The step before which it is looked at; nil for the end of the call.
  var end: String?
  var world = World.window()
  var cells: @Sendable (inout Setup) -> Void = { _ in }
  /// What goes before the call.
  var before: @Sendable (Core) -> [Statement] = { _ in [] }
  let call: @Sendable (Core) -> [Statement]
  /// What another thread does, where a row makes it move.
  var others: [Kernel.Operation] = [.read(page: 0)]
  /// What happens when the call is about to make a step for the first time; without a name, when it cannot go on.
  var events: [(step: String, happens: @Sendable (Run) -> Void)] = []
  /// Of the choices that it makes, which alternative it takes; those that are not named are the first.
  var choices: [Int] = []

  init(
    _ name: String, returns: Int?, held: [String] = [], changed: [String] = [], _ world: World = .window(),
    fixes: Set<String> = [], cells: @escaping @Sendable (inout Setup) -> Void = { _ in },
    before: @escaping @Sendable (Core) -> [Statement] = { _ in [] },
    call: @escaping @Sendable (Core) -> [Statement]
  ) {
    testDescription = name
    (self.returns, self.held, self.changed, self.world) = (returns, held, changed, world)
    if !fixes.isEmpty { self.world.edition.fixes = fixes }
    (self.cells, self.before, self.call) = (cells, before, call)
  }

  private func with(_ change: (inout OneCall) -> Void) -> OneCall {
    var copy = self
    change(&copy)
    return copy
  }

  /// What it comes to, with mmap_sem still held.
  func comingTo(_ result: Int?, changed: [String]) -> OneCall {
    with { ($0.returns, $0.held, $0.changed) = (result, Self.mmapSem, changed) }
  }
  func stopping(_ fault: Fault) -> OneCall { with { $0.stops = fault } }
  func watching(_ records: String...) -> OneCall { with { $0.watched += records } }
  func watching(_ records: [String]) -> OneCall { with { $0.watched += records } }
  func memory(_ changes: String...) -> OneCall { with { $0.memory = changes } }
  func memory(_ changes: [String]) -> OneCall { with { $0.memory = changes } }
  /// Every law holds when it is over.
  func lawful() -> OneCall { with { $0.isLawful = true } }
  /// It is looked at before this step, and not at its end.
  func until(_ step: String) -> OneCall { with { $0.end = step } }
  func choosing(_ choices: Int...) -> OneCall { with { $0.choices = choices } }
  /// Another thread, which moves only where an event makes it.
  func beside(_ operations: Kernel.Operation...) -> OneCall { with { $0.others = operations } }
  /// Something happens when the call is about to make this step.
  func meanwhile(_ step: String, _ happens: @escaping @Sendable (Run) -> Void) -> OneCall {
    with { $0.events.append((step, happens)) }
  }
  /// Something happens when the call cannot go on.
  func blocked(_ happens: @escaping @Sendable (Run) -> Void) -> OneCall { meanwhile("", happens) }
}

/// A test that a step made, and how it went.
struct Branch: Hashable, CustomStringConvertible {
  let procedure: String
  /// The step of the reference; empty where it has none.
  let step: String
  /// Its row, as it is printed.
  let text: String
  let isTaken: Bool

  var description: String {
    "\(procedure)\(step.isEmpty ? "" : " \(step)"): \(text) \(isTaken ? "taken" : "not taken")"
  }
}

/// How one call went.
struct CallRun {
  let result: Int?
  let held: [String]
  let changed: [String]
  let memory: [String]
  /// The tests that it made, and all that are in its program.
  let branches: Set<Branch>
  let possible: Set<Branch>
  /// The steps that it made, and all that are in its program, by procedure, name and row.
  let steps: Set<[String]>
  let possibleSteps: Set<[String]>
  let fault: Fault?
  /// The steps at which something was to happen that it never came to.
  let missed: [String]
  /// Where it stands at its end.
  let run: Run

  /// The machine of a row: a thread that makes the call, and another one, which stands by.
  private static func setup(_ row: OneCall) throws -> Setup {
    let core = Core.of(row.world.edition)
    let caller = Procedure("caller", isKernel: false) {
      row.before(core)
      step("called") { ret <- 99 }
      row.call(core)
      hold(until: ret == 98, "the test is over").named("end")
    }
    var world = row.world
    // The other holds what a row says is held by somebody else.
    world.threads = [Actor("caller", [.call(caller, [])]), Actor("other", row.others)]
    world.ranges = 1
    var setup = try world.setup()
    row.cells(&setup)
    return setup
  }

  /// - Parameter notesAll: whether conditions inside of a step are told, too.
  init(_ row: OneCall, notesAll: Bool = false) throws {
    var notes = ConditionNotes()
    let setup = try Self.setup(row)
    let run = Run(Program(notesAll ? notes.applied(to: setup) : setup))
    run.run("caller", through: "called")
    let before = run.state
    var branches: Set<Branch> = []
    var steps: Set<[String]> = []
    var (choices, events) = (row.choices[...], row.events)
    for _ in 0..<2000 {
      if let index = events.firstIndex(where: { $0.step == run.program.nextStep(run.state, 0)?.name ?? "none" }) {
        events.remove(at: index).happens(run)
      }
      let old = run.state
      guard let next = run.program.nextStep(old, 0), next.name != row.end ?? "end", next.name != "end" else { break }
      steps.insert(run.program.words(next))
      let isChoice = next.alternatives > 1 && !next.isWait && !choices.isEmpty
      if !run.step("caller", alternative: isChoice ? choices.removeFirst() : 0) {
        if run.fault == nil, let index = events.firstIndex(where: { $0.step.isEmpty }) {
          events.remove(at: index).happens(run)
          continue
        }
        // A wait that nobody ends runs into its time-out.
        if run.fault != nil || !run.step("caller", alternative: 1) { break }
      }
      if let isTaken = run.program.outcome(old, run.state, 0) {
        branches.insert(run.program.branch(next, isTaken))
      }
    }
    fault = run.fault
    missed = events.map(\.step)
    let hasReturned = run.program.nextStep(run.state, 0)?.name == "end"
    let value = hasReturned ? run.program.local(run.state, 0, "ret") : nil
    result = value == 99 ? nil : value
    held = run.held
    let records = [Mm.name, Hmm.name, HmmRange.name, HmmMirror.name] + row.watched
    changed = Self.changes(run.program, records, before, run.state)
    memory = MemoryWords(program: run.program, world: row.world).changes(before, run.state)
    self.run = run
    self.branches = branches.union(notes.branches { run.value(ConditionNotes.record, $0, $1) != 0 })
    self.steps = steps
    possibleSteps = Set(run.program.steps.filter { $0.procedure >= 0 }.map(run.program.words))
    possible = run.program.possibleBranches.union(notes.branches { _, _ in true })
  }

  private static func changes(
    _ program: Program, _ records: [String], _ before: [UInt8], _ after: [UInt8]
  ) -> [String] {
    program.layout.columns.filter {
      !Set(records).isDisjoint(with: [$0.record.name, "\($0.record.name).\($0.field.name)"]) && !$0.field.isGhost
    }.flatMap { column in
      (column.base..<column.base + column.rows * column.stride).compactMap { address in
        guard before[address] != after[address], let cell = program.layout.cell(at: address) else { return nil }
        return "\(cell.name) \(Int8(bitPattern: before[address])) ⇒ \(Int8(bitPattern: after[address]))"
      }
    }
  }
}

extension Program {
  /// Procedure, name and row of a step.
  func words(_ step: Step) -> [String] {
    [procedures[step.procedure].name, step.name ?? "", text(of: step)]
  }

  func branch(_ step: Step, _ isTaken: Bool) -> Branch {
    Branch(
      procedure: procedures[step.procedure].name, step: step.name ?? "", text: text(of: step), isTaken: isTaken)
  }

  /// Either way of each step that is a test.
  var possibleBranches: Set<Branch> {
    steps.reduce(into: []) { branches, step in
      guard case .test = step.kind, step.procedure >= 0 else { return }
      for isTaken in [false, true] { branches.insert(branch(step, isTaken)) }
    }
  }
}
