import Explorer
import Library
import Machine
import Scenarios
import Testing

/// Two independent programs that count the same states: a slip in one of them shows as another number.
@Suite("Spin meets exactly as many states", .enabled(if: Spin.installed != nil, "spin and cc"), .serialized)
struct SpinTests {
  @Test("of small worlds that use every kind of statement", arguments: Universe.all + Universe.serving)
  func universes(universe: Universe) throws {
    let p = universe.program()
    let findings = explore(p, Bounds(endsAtFirstFlaw: false), .plain)
    #expect(findings.limit == nil)
    #expect(!findings.violations.contains { if case .fault = $0.flaw { true } else { false } })
    #expect(findings.states == universe.states, "known answer")
    let answer = try Spin.installed!.explore(promela(p, monitor: false))
    #expect(answer.states == findings.states)
    #expect(answer.transitions == findings.transitions + 1)
    #expect(answer.errors == 0)
  }

  @Test("of the kernel's procedures and a driver's loop", arguments: KernelWorld.all + KernelWorld.works)
  func kernel(world: KernelWorld) throws {
    let p = try world.program()
    let findings = explore(p, Bounds(endsAtFirstFlaw: false), .plain)
    #expect(findings.limit == nil)
    #expect(!findings.violations.contains { if case .fault = $0.flaw { true } else { false } })
    let answer = try Spin.installed!.explore(promela(p, monitor: false))
    #expect(answer.states == findings.states)
    #expect(answer.transitions == findings.transitions + 1)
    #expect(answer.errors == 0)
  }

  @Test("of scenarios that ship, with their drivers in C", arguments: ["invalidate-before-lock", "aba"])
  func shipped(name: String) throws {
    let scenario = try #require(try Scenario.shipped(name, file: Library().bytes))
    let p = Program(try scenario.setup())
    let findings = explore(p, Bounds(states: 2_000_000, endsAtFirstFlaw: false), .plain)
    #expect(findings.limit == nil)
    #expect(!findings.violations.contains { if case .fault = $0.flaw { true } else { false } })
    let answer = try Spin.installed!.explore(promela(p, monitor: false))
    #expect(answer.states == findings.states)
    #expect(answer.transitions == findings.transitions + 1)
    #expect(answer.errors == 0)
  }

  @Test("and stops where the machine stops", arguments: Universe.faulty)
  func faults(universe: Universe) throws {
    let p = universe.program()
    #expect(explore(p).violations.count == 1)
    let answer = try Spin.installed!.explore(promela(p, monitor: true))
    #expect(answer.errors == 1, "\(answer.output)")
  }

  @Test("and sees a deadlock, a broken property and one that is broken at the end") func verdicts() throws {
    let both = Property("E", "both count", onlyAtEnd: true, holds: toy.count == 2)
    let late = program([increment, increment], properties: [both])
    #expect(try Spin.installed!.explore(promela(late, monitor: true)).errors == 1)
    let never = Property("N", "never three", holds: toy.count < 3)
    let fine = program([increment, increment], properties: [never])
    let answer = try Spin.installed!.explore(promela(fine, monitor: true))
    #expect(answer.errors == 0)
    #expect(answer.states == explore(fine, Bounds(), .plain).states, "the monitor adds none")
    let locked = program([takes("forth", toy.lock, toy.other), takes("back", toy.other, toy.lock)])
    #expect(try Spin.installed!.explore(promela(locked, monitor: false), []).errors == 1)
  }

  @Test("and sees a lock that is to be taken out of order; where none is, the question adds no states") func order()
    throws
  {
    func open(_ name: String) throws -> Program {
      Program(try #require(try Scenario.shipped(name, file: Library().bytes)).setup())
    }
    let wrong = try open("wrong-unregister")
    #expect(explore(wrong).violations.map { wrong.sentence($0).prefix(3) } == ["I7:"])
    #expect(try Spin.installed!.explore(promela(wrong, monitor: true)).errors == 1)
    let right = try open("retry-loop-munmap")
    let answer = try Spin.installed!.explore(promela(right, monitor: true))
    #expect(answer.errors == 0)
    #expect(answer.states == explore(right, Bounds(), .plain).states)
  }

  @Test("the text of a model is always the same") func deterministic() {
    for universe in Universe.all + Universe.serving {
      #expect(promela(universe.program(), monitor: true) == promela(universe.program(), monitor: true))
    }
  }
}
