import Explorer
import Kernel
import Library
import Machine
import Scenarios
import Testing

/// Walks at random see what moves show, and not only what states do.
@Suite("Walks at random")
struct WalkTests {
  private func flaws(_ p: Program) -> [Flaw] {
    walk(p, walks: 200, seed: 5, endsAtFirstFlaw: false).violations.map(\.flaw)
  }

  @Test("find a round that nobody else can end, and none where somebody still can") func livelock() throws {
    let spins = Procedure("spins") { loop(!toy.flag) { toy.count <- 1 - toy.count } }
    let p = program([spins, increment])
    let violation = try #require(walk(p, walks: 50, seed: 5).violations.first)
    #expect(violation.flaw == .livelock(thread: 0) && !violation.isShortest)
    #expect(Set(p.choices(violation.state).map(\.thread)) == [0])
    #expect(flaws(program([spins, waker()])).isEmpty)
  }

  @Test("find a cell that is touched bare") func bare() {
    let touches = Procedure("touches") { toy.guarded <- 1 }
    let p = program([increment, touches])
    #expect(flaws(p) == explore(p, Bounds(endsAtFirstFlaw: false)).violations.map(\.flaw))
    #expect(flaws(p).count == 1)
    let locks = Procedure("locks") {
      mutex_lock(toy.lock)
      toy.guarded <- 1
      mutex_unlock(toy.lock)
    }
    #expect(flaws(program([increment, locks])).isEmpty)
  }
}

/// What is done twice that may be done once, and what is left held.
@Suite("Twice, and never")
struct TwiceTests {
  @Test(
    "what is freed, dropped, taken off a list or unlocked twice is a finding, and says so",
    arguments: zip(
      ["freed twice", "dropped", "not listed", "not held"],
      [Fault.freedTwice, .referenceBelowZero, .listLacksIt, .notHeld]))
  func twice(name: String, fault: Fault) throws {
    let universe = try #require(Universe.faulty.first { $0.name == name })
    let violation = try #require(explore(universe.program()).violations.first)
    guard case .fault(fault, _) = violation.flaw else {
      Issue.record("\(universe.program().sentence(violation))")
      return
    }
  }

  @Test("a lock of the driver's own that is held at the end is a leak", arguments: [true, false])
  func leak(unlocks: Bool) throws {
    let driver = """
      struct tables {
        spinlock_t lock;
      };

      static struct tables tables;

      int mirror(struct driver *driver, struct mm_struct *mm)
      {
        spin_lock(&tables.lock);
        \(unlocks ? "spin_unlock(&tables.lock);" : "")
        return 0;
      }
      """
    let text = """
      title: a lock
      edition: "5.2"
      memory: {pages: [1a0 rw], frames: {1a0: app A}}
      devices:
        gpu: {driver: mine.c}
      threads:
        gpu: mirror
      """
    let scenario = try Scenario.read(Array(text.utf8), file: "lock.yaml") { $0 == "mine.c" ? Array(driver.utf8) : nil }
    let p = Program(try scenario.setup())
    #expect(explore(p).violations.map { p.sentence($0).hasPrefix("leak: lock") } == (unlocks ? [] : [true]))
  }
}
