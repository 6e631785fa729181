import Explorer
import Machine
import Testing

/// A search that is stopped and goes on later must end as one that was never stopped.
@Suite("A search that is kept")
struct KeepingTests {
  private static let lines = ["scenario x 1", "edition 5.2"]

  private static let counting = Procedure("counting") {
    count(i, from: 0, below: 20) {
      toy.count <- i
      n <- n + 1
      mutex_lock(toy.lock)
      toy.total <- toy.total + 1
      mutex_unlock(toy.lock)
    }
  }

  private static let manners = [
    Manner(), Manner(chains: false), Manner(isExact: true), Manner(isExact: true, chains: false), Manner(cores: 2),
  ]

  @Test("comes to the same end, however often it was stopped", arguments: manners, [40, 700])
  func resumed(manner: Manner, first: Int) throws {
    let p = program([Self.counting, Self.counting])
    let whole = explore(p, Bounds(endsAtFirstFlaw: false), manner)
    var bytes: [UInt8] = []
    var bound = first
    func go(_ start: UnsafeRawBufferPointer?) throws -> Findings {
      try explore(
        p, Bounds(states: bound, endsAtFirstFlaw: false), manner,
        keeping: Keeping(lines: Self.lines, start: start) { bytes += $0 })
    }
    var findings = try go(nil)
    #expect(findings.limit == .states(first) && findings.states == first)
    var rounds = 0
    while findings.limit != nil {
      let kept = bytes
      bytes = []
      bound *= 2
      rounds += 1
      findings = try kept.withUnsafeBytes { try go($0) }
    }
    #expect(rounds > 1)
    #expect(findings.states == whole.states && findings.transitions == whole.transitions)
    #expect(findings.depth == whole.depth && findings.endingsDigest == whole.endingsDigest)
    #expect(findings.coverage.wasTaken == whole.coverage.wasTaken)
  }

  @Test("finds later what it would have found") func flaw() throws {
    let small = Property("A", "never so many", holds: toy.total < 30)
    let p = program([Self.counting, Self.counting], properties: [small])
    let whole = try #require(explore(p).violations.first)
    let kept = try stopped(p)
    let resumed = try kept.withUnsafeBytes {
      try explore(p, Bounds(), Manner(), keeping: Keeping(lines: Self.lines, start: $0))
    }
    #expect(resumed.violations.map(\.path) == [whole.path])
  }

  private func stopped(_ p: Program) throws -> [UInt8] {
    var bytes: [UInt8] = []
    _ = try explore(
      p, Bounds(states: 300), Manner(), keeping: Keeping(lines: Self.lines) { bytes += $0 })
    return bytes
  }

  @Test("is refused where it is cut, changed or of something else") func refused() throws {
    let p = program([Self.counting, Self.counting])
    let kept = try stopped(p)
    func problem(_ bytes: [UInt8], _ lines: [String]) -> SavedSearch.Problem? {
      do {
        _ = try bytes.withUnsafeBytes {
          try explore(p, Bounds(), Manner(), keeping: Keeping(lines: lines, start: $0))
        }
        return nil
      } catch { return error as? SavedSearch.Problem }
    }
    #expect(problem(kept, Self.lines) == nil)
    #expect(problem(kept.dropLast(8), Self.lines) == .cut)
    #expect(problem(kept.dropLast(3), Self.lines) == .cut)
    var changed = kept
    changed[kept.count / 2] ^= 1
    #expect(problem(changed, Self.lines) == .cut)
    #expect(
      problem(kept, ["scenario x 1", "edition 5.3"]) == .differs(saved: "edition 5.2", here: "edition 5.3"))
    #expect(problem(Array("title: a scenario\n".utf8), Self.lines) == .notOne)
    #expect(problem([], Self.lines) == .notOne)
  }

  @Test("says which cells only grew, where it was given up") func growth() {
    let p = program([Self.counting, Self.counting])
    let cut = explore(p, Bounds(states: 12_000), Manner(chains: false))
    #expect(cut.verdict == .undecided(.states(12_000)))
    #expect(cut.growing.map(\.cell).contains("toy->total"))
    #expect(explore(p).growing.isEmpty, "what came to its end is not said to have none")
  }

  @Test("a bound of memory ends it with what is known") func memory() {
    let p = program([Self.counting, Self.counting])
    let findings = explore(p, Bounds(memory: 400_000), Manner(chains: false))
    #expect(findings.verdict == .undecided(.memory(400_000)))
    #expect(findings.states > 0 && findings.waiting > 0)
  }

  @Test("walks at random find what is there, the same ones for one seed, and conclude nothing") func walks() throws {
    let both = Property("E", "both count", onlyAtEnd: true, holds: toy.count == 2)
    let p = program([increment, increment], properties: [both])
    let found = walk(p, walks: 100, seed: 3)
    let violation = try #require(found.violations.first)
    #expect(violation.flaw == .property(0) && found.isRandom && !violation.isShortest)
    var state = p.initialState()
    for choice in violation.path { state = try #require(p.move(state, choice)) }
    #expect(state == violation.state)
    #expect(walk(p, walks: 100, seed: 3).violations.map(\.path) == found.violations.map(\.path))
    #expect(walk(program([increment, increment]), walks: 9, seed: 1).verdict == .undecided(.walks(9)))
  }
}
