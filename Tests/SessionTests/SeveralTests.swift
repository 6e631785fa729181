import Library
import Scenarios
import Scene
import Session
import Testing

@Suite("Of several processes and devices, each has its own")
struct SeveralTests {
  @Test func locksOfAProcess() throws {
    let play = try Play("two-processes")
    let scene = play.timeline.scene(at: try play.after("web", "IS4"))
    #expect(scene.locks.contains { $0.fullName == "web's hmm->lock" && $0.holders == ["web"] })
    #expect(scene.locks.contains { $0.fullName == "app's hmm->lock" && $0.holders.isEmpty })
    #expect(scene.locks.contains { $0.fullName == "web's mmap_sem" && $0.mode == "R" && $0.holders == ["web"] })
    #expect(scene.notifiers.open.first?.phases[0].detail == "mmap_sem R held")
  }

  @Test func locksOfADevice() throws {
    // As shipped, but kswapd comes to the second callback while npu is at its commit.
    let text = String(decoding: try #require(Play.files.bytes("Scenarios/two-devices.yaml")), as: UTF8.self)
      .replacing("  - npu end\n  - kswapd end\n", with: "  - kswapd to C1\n")
    let play = try Play(
      Scenario.read(Array(text.utf8), file: "two.yaml") { _ in Play.files.bytes("Drivers/retry-loop.c") })
    let after = try play.after("kswapd", "C3")
    let scene = try #require(
      (after..<after + 12).lazy.map { play.timeline.scene(at: $0) }.first { scene in
        scene.threads.contains { $0.name == "kswapd" && $0.says == "waits for npu's update" }
      })
    #expect(scene.locks.filter { $0.name == "update" }.map(\.fullName) == ["gpu's update", "npu's update"])
    let lock = try #require(scene.locks.first { $0.fullName == "npu's update" })
    #expect(lock.holders == ["npu"] && lock.waiters == ["kswapd"])
    #expect(scene.why.sentences.contains { $0.text == "kswapd waits for npu's update, which npu holds." })
  }

  @Test("One process and one device need no names", arguments: ["retry-loop", "fork-cow"])
  func oneOfAKind(_ name: String) throws {
    let locks = try Play(name).timeline.scene(at: 0).locks.map(\.fullName)
    #expect(locks.contains("hmm->lock") && locks.contains("update"))
  }

  @Test func countersAndMirrorsOfEachProcess() throws {
    let play = try Play("two-processes")
    let scene = play.timeline.scene(at: try play.after("web", "IS4"))
    #expect(scene.ranges.owner == "app" && scene.ranges.counters[0].value == "0")
    let web = try #require(scene.ranges.others.first)
    #expect(web.owner == "web" && web.counters[0].before == "0" && web.counters[0].value == "1")
    #expect(scene.notifiers.mirrors == ["app: gpu", "web: npu"])
    #expect(scene.notifiers.open[0].phases[1].detail == "notifiers 0 ⇒ 1")
  }
}
