import Explorer
import Machine
import Testing

/// What is wrong with moves although the machine makes them: each with a small world that has it and one that has not.
@Suite("Rounds without end, bare touches, laws about the step that comes next")
struct MoveFlawTests {
  private static let manners = [Manner(), Manner(chains: false), .plain, Manner(cores: 2)]

  private func flaws(_ p: Program, _ manner: Manner = Manner()) -> [Flaw] {
    explore(p, Bounds(endsAtFirstFlaw: false), manner).violations.map(\.flaw)
  }

  /// Goes round until the flag is up, and changes a cell in each round.
  private static let spins = Procedure("spins") {
    loop(!toy.flag) {
      toy.count <- 1 - toy.count
      toy.total <- toy.count
    }
  }

  // MARK: Rounds

  @Test("A loop that waits for what nobody will do is a livelock, and its steps are named", arguments: manners)
  func livelock(_ manner: Manner) throws {
    let p = program([Self.spins, increment])
    let violation = try #require(explore(p, Bounds(), manner).violations.first)
    #expect(violation.flaw == .livelock(thread: 0))
    #expect(p.sentence(violation).hasPrefix("a goes round for ever and nobody else can move: "))
    // From there only the one thread moves.
    #expect(Set(p.choices(violation.state).map(\.thread)) == [0])
  }

  @Test("All ways of searching find it after as many steps") func same() {
    let p = program([increment, Self.spins, increment])
    let lengths = Self.manners.map { explore(p, Bounds(), $0).violations.map(\.length) }
    #expect(Set(lengths).count == 1 && lengths[0].count == 1, "\(lengths)")
  }

  @Test("A busy loop that waits for somebody who can still move is none", arguments: manners)
  func busy(_ manner: Manner) {
    #expect(flaws(program([Self.spins, waker()]), manner) == [])
    // Nor one whose waker waits for a lock that the loop gives back.
    let polite = Procedure("polite") {
      loop(!toy.flag) {
        mutex_lock(toy.lock)
        toy.count <- 1 - toy.count
        mutex_unlock(toy.lock)
      }
    }
    let locked = Procedure("locked") {
      mutex_lock(toy.lock)
      toy.flag <- true
      mutex_unlock(toy.lock)
    }
    #expect(flaws(program([polite, locked]), manner) == [])
  }

  @Test("A loop that keeps the lock which its waker needs is a livelock, and no deadlock") func keeps() {
    let greedy = Procedure("greedy") {
      mutex_lock(toy.lock)
      loop(!toy.flag) { toy.count <- 1 - toy.count }
      mutex_unlock(toy.lock)
    }
    let locked = Procedure("locked") {
      mutex_lock(toy.lock)
      toy.flag <- true
      mutex_unlock(toy.lock)
    }
    #expect(flaws(program([greedy, locked])) == [.livelock(thread: 0)])
  }

  @Test("A retry loop whose wait runs out of time again and again is a livelock; a bound on the rounds ends it")
  func retries() {
    let retry = Procedure("retry") {
      loop(!toy.flag) { wait(until: toy.flag, timeout: 1000, on: toy.queue, into: ret) }
    }
    #expect(flaws(program([retry])) == [.livelock(thread: 0)])
    let patient = Procedure("patient") {
      n <- 3
      loop(!toy.flag && n > 0) {
        wait(until: toy.flag, timeout: 1000, on: toy.queue, into: ret)
        n <- n - 1
      }
    }
    #expect(flaws(program([patient])) == [])
  }

  @Test("A free choice that leads out of a round ends it") func choice() {
    let free = Procedure("free") {
      loop(toy.count < 2) {
        choose(n, below: 3)
        toy.count <- n
      }
    }
    #expect(flaws(program([free])) == [])
  }

  // MARK: Cells that a lock guards

  private static let bare = Procedure("bare") { toy.guarded <- 1 }

  @Test("A guarded cell that is touched without its lock is a flaw, with the cell, the lock and the place") func bare()
    throws
  {
    let p = program([increment, Self.bare])
    let violation = try #require(explore(p, Bounds(endsAtFirstFlaw: false)).violations.first)
    #expect(violation.flaw == .bare(counter: p.procedures[1].first))
    #expect(
      p.sentence(violation)
        == "b writes toy->guarded without toy->lock, which guards it, in bare, toy->guarded = 1;")
  }

  @Test("With the lock held, in whatever mode, and where the statement is marked, there is none") func held() {
    let held = Procedure("held") {
      mutex_lock(toy.lock)
      toy.guarded <- 1
      mutex_unlock(toy.lock)
    }
    let reads = Procedure("reads") {
      down_read(toy.sem)
      i <- toy.shared
      up_read(toy.sem)
    }
    let marked = Procedure("marked") { (toy.guarded <- 1).bare }
    #expect(flaws(program([held, reads, reads])) == [])
    #expect(flaws(program([marked, held])) == [])
  }

  @Test("Somebody else's lock does not help", arguments: manners) func others(_ manner: Manner) {
    let holder = Procedure("holder") {
      mutex_lock(toy.lock)
      mutex_unlock(toy.lock)
    }
    let p = program([holder, Self.bare])
    #expect(flaws(p, manner) == [.bare(counter: p.procedures[1].first)])
  }

  // MARK: Laws about the step that comes next

  /// Nobody takes the mutex, or sleeps, while the flag is up.
  private static let quick = Property("quick", "As long as the flag is up nobody waits.") { approach in
    switch approach {
    case .lock(.mutexLock, _), .sleep: !toy.flag
    case .lock: nil
    }
  }

  private func hurried(_ procedures: [Procedure]) -> Program { program(procedures, properties: [Self.quick]) }

  @Test("Who may not wait takes no lock that he may have to wait for, be it free or not", arguments: manners)
  func waits(_ manner: Manner) throws {
    let helper = Procedure("helper") {
      mutex_lock(toy.lock)
      mutex_unlock(toy.lock)
    }
    let caller = Procedure("caller") {
      toy.flag <- true
      call(helper)
      toy.flag <- false
    }
    #expect(flaws(hurried([caller]), manner) == [.property(0)])
    #expect(flaws(hurried([helper]), manner) == [])
    let tries = Procedure("tries") {
      toy.flag <- true
      mutex_trylock(toy.lock, into: ret)
      when(ret == 1) { mutex_unlock(toy.lock) }
      toy.flag <- false
    }
    #expect(flaws(hurried([tries]), manner) == [])
  }
}
