import Library
import Machine
import Replay
import Scenarios
import Scene
import Session
import Testing

@Suite("Locks that are taken in the wrong order are named, with the places of both orders")
struct LockOrderTests {
  private static func open(_ name: String) throws -> RunTimeline {
    let scenario = try #require(try Scenario.shipped(name, file: Library().bytes))
    return try RunTimeline.open(scenario)
  }

  @Test func theLawBreaksAsSoonAsTheLockIsToBeTakenWhoeverHoldsIt() throws {
    let run = try Self.open("wrong-unregister")
    let moment = try #require((0...run.last).first { run.broken(at: $0).contains { $0.name == "I7" } })
    let words = run.scene(at: moment).why.sentences.filter { $0.kind == .broken }.map(\.text).joined(separator: " ")
    for part in [
      "gpu is to take hmm->mirrors_sem at hmm_mirror_unregister MU2", "holds driver->update",
      "taken at wrong-unregister.c:20", "hmm_invalidate_range_start, IS7",
    ] { #expect(words.contains(part), "\(words)") }
    #expect(run.scene(at: run.last).heading.broken == ["I7"])
  }

  @Test(arguments: ["retry-loop", "two-devices", "device-memory", "fork-cow", "collapse", "migration"])
  func whoKeepsTheOrderBreaksNothing(name: String) throws {
    #expect(!(try Self.open(name)).brokenSoFar(at: try Self.open(name).last).contains("I7"))
  }
}
