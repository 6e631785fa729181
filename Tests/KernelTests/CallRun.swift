import Machine

@testable import Kernel

/// A test that a step made, and how it went.
struct Branch: Hashable, CustomStringConvertible {
  let procedure: String
  /// The step of the reference; empty where it has none.
  let step: String
  /// Its row, as it is printed.
  let text: String
  /// Which of those with this row in this step it is, from 1; 0 for any of them.
  var number = 0
  var isTaken: Bool

  /// The same with the next number.
  func numbered(_ numbers: inout [Branch: Int]) -> Branch {
    numbers[self, default: 0] += 1
    var copy = self
    copy.number = numbers[self] ?? 0
    return copy
  }

  /// The same without its number: of another edition than 5.2 as it is, where numbers may mean others.
  var any: Branch {
    var copy = self
    copy.number = 0
    return copy
  }

  var description: String {
    let place = "\(procedure)\(step.isEmpty ? "" : " \(step)"): \(text)\(number > 1 ? " (\(number))" : "")"
    return "\(place) \(isTaken ? "taken" : "not taken")"
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
  var procedures: Set<String> { Set(run.program.procedures.map(\.name)) }
  let fault: Fault?
  /// The steps at which something was to happen that it never came to.
  let missed: [String]
  /// Where it stands at its end.
  let run: Run

  /// Every way that a test of a row's program can go, in another edition; the call is not made.
  static func ways(_ row: OneCall, in edition: Edition) throws -> Set<Branch> {
    var row = row
    row.world.edition = edition
    var notes = ConditionNotes()
    let program = Program(notes.applied(to: try setup(row)))
    return Set(program.possibleBranches.union(notes.branches { _, _ in true }).map(\.any))
  }

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
    let all = branches.union(notes.branches { run.value(ConditionNotes.record, $0, $1) != 0 })
    let isPlain = row.world.edition == .linux5_2
    self.branches = isPlain ? all.union(all.map(\.any)) : Set(all.map(\.any))
    self.steps = steps
    possibleSteps = Set(run.program.steps.filter { $0.procedure >= 0 }.map(run.program.words))
    let ways = run.program.possibleBranches.union(notes.branches { _, _ in true })
    possible = isPlain ? ways : Set(ways.map(\.any))
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
    let procedure = procedures[step.procedure]
    var branch = Branch(procedure: procedure.name, step: step.name ?? "", text: text(of: step), isTaken: isTaken)
    branch.number = steps[procedure.first..<procedure.first + step.index + 1].count {
      guard case .test = $0.kind else { return false }
      return $0.name == step.name && text(of: $0) == branch.text
    }
    return branch
  }

  /// Either way of each step that is a test.
  var possibleBranches: Set<Branch> {
    steps.reduce(into: []) { branches, step in
      guard case .test = step.kind, step.procedure >= 0 else { return }
      for isTaken in [false, true] { branches.insert(branch(step, isTaken)) }
    }
  }
}
