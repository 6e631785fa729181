import Machine
import Testing

@testable import Kernel

/// One call of a function of HMM's core: where it begins, what it comes to, who holds what then, which cells differ.
struct OneCall: Sendable, CustomTestStringConvertible {
  /// The step of the reference that the row is for, and what is the case there: `SN1 dead`.
  let testDescription: String
  /// What it returns; nil for a call that returns nothing.
  let returns: Int?
  /// Why the machine stops in it.
  var stops: Fault?
  var held: [String] = []
  /// Cells of the kernel that differ from before the call: `hmm[0].kref 1 ⇒ 2`.
  var changed: [String] = []
  var world = World.window()
  var cells: @Sendable (inout Setup) -> Void = { _ in }
  /// What goes before the call.
  var before: @Sendable (Core) -> [Statement] = { _ in [] }
  let call: @Sendable (Core) -> [Statement]

  init(
    _ name: String, returns: Int?, held: [String] = [], changed: [String] = [], _ world: World = .window(),
    fixes: Set<String> = [], cells: @escaping @Sendable (inout Setup) -> Void = { _ in },
    before: @escaping @Sendable (Core) -> [Statement] = { _ in [] },
    call: @escaping @Sendable (Core) -> [Statement]
  ) {
    testDescription = name
    (self.returns, self.held, self.changed, self.world) = (returns, held, changed, world)
    self.world.edition.fixes = fixes
    (self.cells, self.before, self.call) = (cells, before, call)
  }
}

/// A test that a step made, and how it went.
struct Branch: Hashable, CustomStringConvertible {
  let procedure: String
  /// Its row, as it is printed.
  let text: String
  let isTaken: Bool

  var description: String { "\(procedure): \(text) \(isTaken ? "taken" : "not taken")" }
}

/// How one call went.
struct CallRun {
  let result: Int?
  let held: [String]
  let changed: [String]
  let branches: Set<Branch>
  let fault: Fault?

  /// The machine of a row: a thread that makes the call, and another one, which stands by.
  static func program(_ row: OneCall) throws -> Program {
    let core = Core.of(row.world.edition)
    let caller = Procedure("caller", isKernel: false) {
      row.before(core)
      step("called") { ret <- 99 }
      row.call(core)
      hold(until: ret == 98, "the test is over").named("end")
    }
    var world = row.world
    // The other holds what a row says is held by somebody else.
    world.threads = [Actor("caller", [.call(caller, [])]), Actor("other", [.read(page: 0)])]
    world.ranges = 1
    var setup = try world.setup()
    row.cells(&setup)
    return Program(setup)
  }

  init(_ row: OneCall) throws {
    let run = Run(try Self.program(row))
    run.run("caller", through: "called")
    let before = run.state
    var branches: Set<Branch> = []
    for _ in 0..<2000 {
      let old = run.state
      guard let next = run.program.nextStep(old, 0), next.name != "end" else { break }
      // A wait that nobody ends runs into its time-out.
      if !run.step("caller"), run.fault != nil || !run.step("caller", alternative: 1) { break }
      if let isTaken = run.program.outcome(old, run.state, 0) {
        let name = run.program.procedures[next.procedure].name
        branches.insert(Branch(procedure: name, text: run.program.text(of: next), isTaken: isTaken))
      }
    }
    fault = run.fault
    let hasReturned = run.program.nextStep(run.state, 0)?.name == "end"
    let value = hasReturned ? run.program.local(run.state, 0, "ret") : nil
    result = value == 99 ? nil : value
    held = run.held
    changed = Self.changes(run.program, before, run.state)
    self.branches = branches
  }

  private static func changes(_ program: Program, _ before: [UInt8], _ after: [UInt8]) -> [String] {
    let records = [Mm.name, Hmm.name, HmmRange.name, HmmMirror.name]
    return program.layout.columns.filter { records.contains($0.record.name) && !$0.field.isGhost }.flatMap { column in
      (column.base..<column.base + column.rows * column.stride).compactMap { address in
        guard before[address] != after[address], let cell = program.layout.cell(at: address) else { return nil }
        return "\(cell.name) \(Int8(bitPattern: before[address])) ⇒ \(Int8(bitPattern: after[address]))"
      }
    }
  }
}
