import Explorer
import Machine
import Testing

@Suite("What a counterexample needs")
struct CounterexampleTests {
  private let always = Property("A", "never two", holds: toy.count < 2)
  private let atEnd = Property("E", "both count", onlyAtEnd: true, holds: toy.count == 2)

  private func violation(_ p: Program) throws -> Violation { try #require(explore(p).violations.first) }

  // MARK: Who plays a part

  @Test("a thread without which nothing breaks is needed, and that is proved") func needed() throws {
    let p = program([increment, increment], properties: [always])
    let cast = p.cast(of: try violation(p), states: 1000)
    #expect(cast.parts == [.needed(states: 4), .needed(states: 4)])
  }

  @Test("a thread that does not move plays no part") func still() throws {
    let idle = Procedure("idle") { toy.total <- 1 }
    let p = program([increment, idle, increment], properties: [always])
    let found = try violation(p)
    let cast = p.cast(of: found, states: 1000)
    #expect(cast.parts[1] == .still)
    #expect(cast.violation.path == found.path)
  }

  @Test("a thread that moved but was not needed is left out, where the way stays as short") func leftOut() throws {
    // Any of three can be the second to count; the first two are found.
    let p = program([increment, increment, increment], properties: [always])
    let cast = p.cast(of: try violation(p), states: 1000)
    #expect(cast.violation.depth == 4)
    #expect(Set(cast.violation.path.map(\.thread)).count == 2)
    #expect(cast.parts.filter { $0 == .none(steps: 4) }.count == 2)
  }

  @Test("a thread that only makes it shorter stays, and that is said") func shorter() throws {
    let slow = Procedure("slow") {
      toy.total <- 1
      toy.total <- 2
      toy.total <- 3
      toy.flag <- 1
    }
    let quick = Procedure("quick") { toy.flag <- 1 }
    let flagged = Property("F", "no flag", holds: !toy.flag)
    let p = program([slow, quick], properties: [flagged])
    let cast = p.cast(of: try violation(p), states: 1000)
    #expect(cast.parts == [.still, .none(steps: 4)])
    #expect(cast.violation.depth == 1)
  }

  @Test("a bound that is too small proves nothing") func unknown() throws {
    let p = program([increment, increment], properties: [always])
    #expect(p.cast(of: try violation(p), states: 3).parts == [.unknown(states: 3), .unknown(states: 3)])
  }

  // MARK: Until when the order could have saved it

  @Test("the step before which an order ends well and after which none does") func critical() throws {
    let p = program([increment, increment], properties: [atEnd])
    let found = try violation(p)
    guard case .step(let step, twin: let twin) = p.criticalOrder(of: found.path, states: 1000) else {
      Issue.record("there is a critical step")
      return
    }
    // a reads, b reads: from there on one of the two is lost.
    #expect(step == 2 && found.path[1].thread == 1)
    #expect(Array(twin.prefix(step - 1)) == Array(found.path.prefix(step - 1)))
    #expect(twin[step - 1] != found.path[step - 1])
    var state = p.initialState()
    for choice in twin { state = try #require(p.move(state, choice)) }
    #expect(p.hasEnded(state) && p.value(state, "toy", 1, "count") == 2)
  }

  @Test("every answer agrees with a look at each prefix by itself", arguments: [2, 3]) func everyPrefix(threads: Int)
    throws
  {
    let p = program(
      Array(repeating: increment, count: threads),
      properties: [Property("E", "all count", onlyAtEnd: true, holds: toy.count == Value(integerLiteral: threads))])
    let path = try violation(p).path
    var state = p.initialState(), last = 0
    for (index, choice) in path.enumerated() {
      if case .endsWell(let rest) = p.outlook(from: state, states: 10_000) {
        last = index
        #expect(rest.count > 0)
      }
      state = try #require(p.move(state, choice))
    }
    guard case .step(let step, twin: _) = p.criticalOrder(of: path, states: 10_000) else {
      Issue.record("there is a critical step")
      return
    }
    #expect(step == last + 1)
  }

  @Test("where every order breaks it, none is said to help") func noOrder() throws {
    let p = program([increment], properties: [Property("E", "two", onlyAtEnd: true, holds: toy.count == 2)])
    #expect(p.criticalOrder(of: try violation(p).path, states: 1000) == .noOrder)
    let unlocks = Procedure("unlocks") { mutex_unlock(toy.lock) }
    let fault = program([unlocks])
    #expect(fault.criticalOrder(of: try violation(fault).path, states: 1000) == .noOrder)
  }

  @Test("a deadlock is decided where the second lock is taken") func deadlock() throws {
    let p = program([takes("forth", toy.lock, toy.other), takes("back", toy.other, toy.lock)])
    guard case .step(let step, twin: let twin) = p.criticalOrder(of: try violation(p).path, states: 1000) else {
      Issue.record("there is a critical step")
      return
    }
    #expect(step == 2 && twin.count > 2)
  }

  @Test("a bound that is too small says so") func bounded() throws {
    let p = program([increment, increment], properties: [atEnd])
    guard case .unknown = p.criticalOrder(of: try violation(p).path, states: 2) else {
      Issue.record("two states are not enough to tell")
      return
    }
  }

  // MARK: From another first state

  @Test("a search from a state in the middle sees what is reached from there") func middle() throws {
    let p = program([increment, increment], properties: [atEnd])
    let whole = explore(p)
    let state = try #require(p.move(p.initialState(), Choice(thread: 0)))
    let rest = explore(p.starting(at: state))
    #expect(rest.violations.first?.depth == (whole.violations.first?.depth ?? 0) - 1)
  }

  @Test("a thread that never moves has ended from the beginning") func absent() {
    let p = program([increment, increment]).without(threads: [1])
    #expect(explore(p).states == 4)
    #expect(p.counter(p.initialState(), 1) == 0)
  }
}
