import Explorer
import Machine
import Testing

@Suite("Exact search")
struct SearchTests {
  @Test("meets every combination of threads that do not touch each other once", arguments: 1...4)
  func grid(threads: Int) {
    // Three assignments and the return: five places for each thread.
    let walk = Procedure("walk") {
      i <- 1
      i <- 2
      i <- 3
    }
    let p = program(Array(repeating: walk, count: threads))
    let findings = explore(p, Bounds(), .plain)
    var states = 1
    for _ in 0..<threads { states *= 5 }
    #expect(findings.verdict == .passes)
    #expect(findings.states == states)
    #expect(findings.transitions == threads * 4 * states / 5)
    #expect(findings.depth == 0, "nobody can tell one from the other")
    #expect(findings.waiting == 0)
    #expect(findings.coverage.taken == 4)
    let chained = explore(p)
    #expect(chained.states == 1 && chained.transitions == 0 && chained.verdict == .passes)
    #expect(chained.coverage.taken == 4 && chained.endings == 1)
  }

  @Test("finds the lost update, in the fewest switches") func lostUpdate() throws {
    let both = Property("E", "both count", onlyAtEnd: true, holds: toy.count == 2)
    let p = program([increment, increment], properties: [both])
    let violation = try #require(explore(p).violations.first)
    #expect(violation.flaw == .property(0))
    #expect(violation.length == 4)
    #expect(violation.path.map(\.thread) == [0, 1, 1, 1, 0, 0])
    #expect(violation.switches == 2)
    #expect(p.value(violation.state, "toy", 1, "count") == 1)
    #expect(p.sentence(violation) == "E: both count")
  }

  @Test("a property of every state is found at the first state that breaks it") func always() throws {
    let small = Property("A", "never two", holds: toy.count < 2)
    let violation = try #require(explore(program([increment, increment], properties: [small])).violations.first)
    #expect(violation.length == 4)
    #expect(violation.path.map(\.thread) == [0, 0, 1, 1])
    #expect(violation.switches == 1)
    let never = Property("N", "not even at first", holds: toy.count == 1)
    let first = explore(program([increment], properties: [never]))
    #expect(first.violations.map(\.length) == [0])
    #expect(first.violations.first?.path.isEmpty == true)
    #expect(first.states == 1)
  }

  @Test("names the ring of a deadlock") func deadlock() throws {
    let p = program([takes("forth", toy.lock, toy.other), takes("back", toy.other, toy.lock)])
    let findings = explore(p)
    let violation = try #require(findings.violations.first)
    #expect(findings.verdict == .fails)
    #expect(violation.flaw == .deadlock)
    #expect(violation.path == [Choice(thread: 0), Choice(thread: 1)])
    #expect(violation.waits.cycle == [0, 1])
    #expect(
      p.sentence(violation)
        == "nobody can move: a waits for toy->other, which b has; b waits for toy->lock, which a has")
    #expect(explore(program([takes("x", toy.lock, toy.other), takes("y", toy.lock, toy.other)])).verdict == .passes)
  }

  @Test("finds who sleeps for ever when a wake is left out") func lostWakeUp() throws {
    #expect(explore(program([sleeper, sleeper, waker()])).verdict == .passes)
    let p = program([sleeper, waker(wakes: false)])
    let violation = try #require(explore(p).violations.first)
    #expect(violation.flaw == .lostWakeUp)
    #expect(violation.waits.cycle.isEmpty)
    #expect(p.sentence(violation) == "nobody is left to wake who sleeps: a sleeps on toy->queue")
  }

  @Test("a time-out saves who would sleep for ever, unless time-outs are bounded away") func timeouts() {
    let patient = Procedure("patient") { wait(until: toy.flag, timeout: 1000, on: toy.queue, into: ret) }
    #expect(explore(program([patient])).verdict == .passes)
    #expect(explore(program([patient]) { $0.hasTimeouts = false }).violations.map(\.flaw) == [.lostWakeUp])
  }

  @Test("a fault is a flaw, with the step that ran into it") func fault() throws {
    let wild = Procedure("wild", [item.value]) {
      result()
      item.weight <- 1
    }
    #expect(explore(program([wild])).verdict == .passes)
    let null = Procedure("null", [item.value]) { item.weight <- 1 }
    let p = program([increment, null])
    let violation = try #require(explore(p).violations.first)
    #expect(violation.flaw == .fault(.nullPointer, counter: p.procedures[1].first))
    #expect(violation.path == [Choice(thread: 1)])
    #expect(p.sentence(violation) == "b: a NULL pointer was followed in null, item->weight = 1;")
  }

  @Test("tells which steps no interleaving takes") func coverage() {
    let dead = Procedure("dead") {
      when(toy.count == 9) { toy.total <- 1 }
      result()
    }
    let p = program([dead])
    #expect(p.untaken(explore(p).coverage).map(\.step) == ["toy->total = 1;"])
  }

  @Test("goes on past a flaw if asked to, and reports each flaw once, nearest first") func collects() {
    let properties = [
      Property("B", "never two", holds: toy.count < 2), Property("A", "never one", holds: toy.count != 1),
      Property("E", "both count", onlyAtEnd: true, holds: toy.count == 2),
    ]
    let p = program([increment, increment], properties: properties)
    let all = explore(p, Bounds(endsAtFirstFlaw: false))
    #expect(all.violations.map(\.flaw) == [.property(1), .property(0), .property(2)])
    #expect(all.violations.map(\.length) == [2, 4, 4])
    #expect(all.waiting == 0)
    #expect(all.states == explore(program([increment, increment])).states)
    #expect(explore(p).violations.map(\.flaw) == [.property(1)])
  }

  @Test("tells how far it has come, and what it kept") func progress() {
    let long = Procedure("long") { count(i, from: 0, below: 100) { toy.count <- i } }
    let p = program([long, long])
    var reports: [Progress] = []
    let findings = explore(p, Bounds(), .plain) { reports.append($0) }
    #expect(reports.count == findings.states / 65_536)
    #expect(zip(reports, reports.dropFirst()).allSatisfy { $0.states <= $1.states && $0.depth <= $1.depth })
    #expect(findings.stateBytes == p.size)
    #expect(findings.bytesPerState >= p.size + 8)
    #expect(findings.endings > 0)
  }

  @Test("says which bound was hit, and concludes nothing") func bounds() {
    let p = program([increment, increment])
    let few = explore(p, Bounds(states: 5))
    #expect(few.verdict == .undecided(.states(5)))
    #expect(few.states == 5)
    #expect(few.waiting > 0)
    let shallow = explore(p, Bounds(depth: 2))
    #expect(shallow.verdict == .undecided(.depth(2)))
    #expect(shallow.depth == 2)
    let stop = Interruption()
    stop.interrupt()
    let long = Procedure("long") { count(i, from: 0, below: 100) { toy.count <- i } }
    #expect(explore(program([long, long]), interruption: stop).verdict == .undecided(.interrupted))
  }
}
