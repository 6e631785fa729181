import Explorer
import Library
import Machine
import Scenarios
import Testing

/// Ways of searching that differ must come to one answer.
@Suite("However a search is done")
struct MannerTests {
  private static let everything = Bounds(endsAtFirstFlaw: false)

  /// What must be the same with a reduction and without.
  private struct Answer: Equatable {
    let verdict: Verdict
    let lengths: [[Int]: Int]
    /// 0 where threads that are alike are taken for one another: then endings are too.
    let endings: UInt64
    let untaken: [Coverage.Untaken]

    init(_ program: Program, _ findings: Findings, isWhole: Bool = true) {
      verdict = findings.verdict
      lengths = Dictionary(uniqueKeysWithValues: findings.violations.map { ($0.flaw.key, $0.length) })
      endings = isWhole ? findings.endingsDigest : 0
      untaken = program.untaken(findings.coverage)
    }
  }

  /// Scenarios of which a whole search, without reduction and with states kept whole, takes less than about a second.
  static let scenarios = [
    "aba", "as-documented", "before-the-commit", "collapse", "cow-in-fault", "cow-in-fault-with-another-section",
    "cpu-touches-device-page", "deferred-zap", "device-memory", "exit-with-user", "fault-says-retry", "huge-split",
    "invalidate-after-commit", "invalidate-before-lock", "ksm", "later-fixes", "migrate-partly", "migrate-to-device",
    "migration", "mprotect", "own-loop", "own-notifier", "own-notifier-late", "quiet", "reaper-driver-busy",
    "reaper-end-sleeps", "register-inside", "retry-loop", "retry-loop-munmap", "test-before-lock",
    "unrelated-section", "wrong-unregister",
  ]

  @Test("the verdict, each flaw's length and the endings are the same", arguments: scenarios)
  func scenario(name: String) throws {
    let scenario = try #require(try Scenario.shipped(name, file: Library().bytes))
    try same(Program(try scenario.setup()))
  }

  /// Scenarios that are too large for that. Up to their first flaw they are not, but for two-processes, which without
  /// chains has more than a hundred million states before it.
  static let large = [
    "exit-while-waiting", "fork-cow", "mremap", "reaper-mirrors-busy", "stale-tlb", "two-devices", "two-sections",
  ]

  @Test("of large ones, the first flaw and its length are the same", arguments: large)
  func firstFlaw(name: String) throws {
    let scenario = try #require(try Scenario.shipped(name, file: Library().bytes))
    let p = Program(try scenario.setup())
    let plain = explore(p, Bounds(), Manner(chains: false, symmetry: false))
    for manner in [Manner(symmetry: false), Manner(), Manner(isExact: true), Manner(cores: 2)] {
      let findings = explore(p, Bounds(), manner)
      #expect(findings.verdict == plain.verdict)
      #expect(findings.violations.map(\.flaw.key) == plain.violations.map(\.flaw.key))
      #expect(findings.violations.map(\.length) == plain.violations.map(\.length))
      for violation in findings.violations { check(violation, p) }
    }
  }

  @Test("every shipped scenario is among them") func all() {
    let names = Library().names(in: "Scenarios").map { String($0.dropLast(".yaml".count)) }
    #expect(Set(names) == Set(Self.scenarios + Self.large + ["two-processes"]))
  }

  @Test("that holds of toys too", arguments: Universe.all + Universe.serving + Universe.faulty)
  func universe(universe: Universe) throws { try same(universe.program()) }

  private func same(_ p: Program) throws {
    let plain = explore(p, Self.everything, .plain)
    let prints = explore(p, Self.everything, Manner(chains: false, symmetry: false))
    #expect(prints.states == plain.states, "fingerprints lose no state")
    #expect(prints.transitions == plain.transitions)
    #expect(prints.violations.map(\.path) == plain.violations.map(\.path))
    let chained = explore(p, Self.everything, Manner(symmetry: false))
    let exact = explore(p, Self.everything, Manner(isExact: true, symmetry: false))
    #expect(chained.states == exact.states && chained.transitions == exact.transitions)
    #expect(chained.states <= plain.states)
    #expect(Answer(p, plain) == Answer(p, prints))
    #expect(Answer(p, plain) == Answer(p, chained))
    for manner in [Manner(symmetry: false, cores: 2), Manner(isExact: true, chains: false, symmetry: false, cores: 2)] {
      let single = manner.chains ? chained : plain
      let both = explore(p, Self.everything, manner)
      #expect(both.states == single.states && both.transitions == single.transitions)
      #expect(Answer(p, both) == Answer(p, single))
      #expect(both.violations.map(\.path) == single.violations.map(\.path), "the same ways on two cores as on one")
    }
    let alike = explore(p, Self.everything, Manner())
    #expect(Answer(p, alike, isWhole: false) == Answer(p, plain, isWhole: false))
    #expect(alike.states == explore(p, Self.everything, Manner(isExact: true)).states)
    #expect(alike.alike.isEmpty ? alike.states == chained.states : alike.states < chained.states)
    for findings in [plain, chained, alike] { for violation in findings.violations { check(violation, p) } }
  }

  /// A way runs step by step, has the length that is said, and ends where the flaw can be seen.
  private func check(_ violation: Violation, _ p: Program) {
    var state = p.initialState()
    var length = 0
    for choice in violation.path {
      let step = p.nextStep(state, choice.thread)
      guard let next = p.move(state, choice) else {
        Issue.record("\(p.sentence(violation)): a step of the way cannot be taken")
        return
      }
      if step?.isLocal == false { length += 1 }
      state = next
    }
    #expect(length == violation.length, "\(p.sentence(violation))")
    #expect(state == violation.state)
    switch violation.flaw {
    case .property(let number): #expect(!state.withUnsafeBufferPointer { p.holds(number, $0.baseAddress!) })
    case .fault(let fault, _): #expect(p.fault(state)?.fault == fault)
    case .deadlock, .lostWakeUp: #expect(p.choices(state).isEmpty && !p.hasEnded(state))
    default: break
    }
  }

  @Test("a circle that touches nothing is a finding, not a hang", arguments: [true, false])
  func circle(chains: Bool) throws {
    let spins = Procedure("spins") {
      toy.count <- 1
      i <- 0
      loop(i < 9) { i <- (i + 1) & 7 }
    }
    let p = program([increment, spins])
    let findings = explore(p, Self.everything, Manner(chains: chains))
    let violation = try #require(findings.violations.first { if case .circle = $0.flaw { true } else { false } })
    #expect(violation.length == 1)
    #expect(p.sentence(violation) == "a thread goes round in spins for ever and touches nothing: while (i < 9) {")
    #expect(findings.limit == nil && findings.waiting == 0)
    let counts = Procedure("counts") {
      count(i, from: 0, below: 100) { n <- n + 1 }
      toy.count <- n
    }
    #expect(explore(program([counts]), Self.everything, Manner(chains: chains)).verdict == .passes)
  }

  @Test("a cell that a property looks at is seen in each of its values, though nothing else moves") func values() throws
  {
    let flips = Procedure("flips") {
      i <- 1
      toy.count <- i
      i <- 2
      toy.count <- i
      i <- 3
      toy.count <- i
    }
    for value in 1...3 {
      let never = Property("N", "never", holds: !(toy.count == .constant(value, name: nil)))
      let p = program([flips, increment], properties: [never])
      #expect(explore(p).violations.map(\.length) == [value])
      #expect(explore(p, Bounds(), .plain).violations.map(\.length) == [value])
    }
  }

  @Test("the doubt that fingerprints leave is told, and none is left without them") func omission() {
    let findings = explore(program([increment, increment]))
    #expect(findings.omission > 0 && findings.omission < 1e-15)
    #expect(explore(program([increment, increment]), Bounds(), .plain).omission == 0)
  }
}

extension Flaw {
  /// The flaw as something to look up.
  fileprivate var key: [Int] {
    switch self {
    case .property(let number): [0, number]
    case .fault(let fault, let counter): [1, counter, Int(fault.rawValue)]
    case .deadlock: [2]
    case .lostWakeUp: [3]
    case .circle(let counter): [4, counter]
    // Of several that are alike, whichever.
    case .livelock: [5]
    case .bare(let counter): [6, counter]
    }
  }
}
