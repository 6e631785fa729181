import Dispatch
import Explorer
import Kernel
import Machine
import Synchronization
import Testing

/// Leaves out every statement of the kernel's procedures, turns every condition round and drops every lock, one at a
/// time: searching some small worlds must come to another answer. What does not is listed, with the reason.
@Suite("Every statement of the kernel matters")
struct MutationTests {
  /// What a search says of a world: another one means that a mutant was noticed.
  private struct Answer: Equatable {
    let states: Int
    let transitions: Int
    let endings: UInt64
    let flaws: Set<Flaw>

    init(_ findings: Findings) {
      states = findings.states
      transitions = findings.transitions
      endings = findings.endingsDigest
      flaws = Set(findings.violations.map(\.flaw))
    }
  }

  private struct Baseline {
    let setup: Setup
    let answer: Answer
    let procedures: Set<ObjectIdentifier>
  }

  @Test("to the answer of a search") func every() throws {
    let baselines = try MutationWorld.all.map { world in
      let program = Program(try world.setup())
      let findings = explore(program, Bounds(endsAtFirstFlaw: false), .plain)
      #expect(findings.limit == nil)
      return (
        program,
        Baseline(
          setup: program.setup, answer: Answer(findings),
          procedures: Set(program.procedures.map { ObjectIdentifier($0.procedure) }))
      )
    }
    var procedures: [(procedure: Procedure, version: String)] = []
    // Of other editions, what they have in common with 5.2 is left out.
    let common = Set(Core.of(.linux5_2).procedures.map { listing($0) })
    for (world, (program, _)) in zip(MutationWorld.all, baselines) {
      let version = world.world.edition.version
      for compiled in program.procedures where compiled.procedure.isKernel {
        if procedures.contains(where: { $0.procedure === compiled.procedure }) { continue }
        if version != "5.2", common.contains(listing(compiled.procedure)) { continue }
        procedures.append((compiled.procedure, version))
      }
    }
    let mutants = procedures.flatMap { procedure, version in
      Mutant.all(of: procedure).map { mutant in
        var copy = mutant
        if version != "5.2" { copy.name = "\(version) \(mutant.name)" }
        return copy
      }
    }
    #expect(mutants.count > 800, "the harness itself must not run dry")
    let worlds = baselines.map { $0.1 }.sorted { $0.answer.states < $1.answer.states }
    let survivors = Mutex<Set<String>>([])
    DispatchQueue.concurrentPerform(iterations: mutants.count) { index in
      if !Self.isNoticed(mutants[index], worlds) { _ = survivors.withLock { $0.insert(mutants[index].name) } }
    }
    let found = survivors.withLock(\.self)
    for name in found.subtracting(Survivors.names).sorted() { Issue.record("nobody notices: \(name)") }
    for name in Survivors.names.subtracting(found).sorted() { Issue.record("is noticed now: \(name)") }
  }

  private static func isNoticed(_ mutant: Mutant, _ worlds: [Baseline]) -> Bool {
    for world in worlds where world.procedures.contains(ObjectIdentifier(mutant.old)) {
      var redirection = Redirection(mutant.old, to: mutant.new)
      let program = Program(redirection.applied(to: world.setup))
      // One state more than there should be is enough to know.
      let findings = explore(program, Bounds(states: world.answer.states + 1, endsAtFirstFlaw: false), .plain)
      if Answer(findings) != world.answer { return true }
    }
    return false
  }
}
