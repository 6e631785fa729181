import Scene
import Session
import Testing

/// The named moments of the storyboard: numbers of steps differ, what the panels say does not.
@Suite("The retry loop meets reclaim as the storyboard draws it")
struct StoryboardTests {
  struct Moment: Sendable, CustomTestStringConvertible {
    let thread: String
    let step: String
    var nth = 1
    /// The titles of both listings, and the number of the panel Ranges.
    let driver: String
    let kernel: String
    let ranges: String
    let summary: String
    let facts: [String]

    var testDescription: String { "\(thread) \(step)" }
  }

  static let moments = [
    Moment(
      thread: "gpu", step: "RR6", driver: "retry-loop.c:8, round 1",
      kernel: "gpu: hmm_range_register", ranges: "1/1 valid", summary: "0 sections, 0 retries",
      facts: [
        "notifiers 0", "kref 2", "dead no", "#0 not registered => valid", "pfns 000 -", "pfns 001 -", "cpu 001 1a1 rw",
        "cpu 003 swap 3", "device 001 none", "mmap_sem free", "hmm->lock free", "update free", "gpu ready",
      ]),
    Moment(
      thread: "gpu", step: "SN8", nth: 3, driver: "retry-loop.c:13, round 1",
      kernel: "gpu: hmm_vma_walk_pmd", ranges: "1/1 valid", summary: "0 sections, 0 retries",
      facts: [
        "pfns 000 1a0 rw", "pfns 001 - => 1a1 rw", "pfns 002 -", "#0 valid", "kref 2", "mmap_sem R gpu",
        "cpu 001 1a1 rw",
      ]),
    Moment(
      thread: "kswapd", step: "IS4", driver: "retry-loop.c:14, round 1",
      kernel: "kswapd: hmm_invalidate_range_start", ranges: "0/1 valid", summary: "1 section, 0 retries",
      facts: [
        "notifiers 0 => 1", "kref 3", "#0 valid => INVALID", "pfns 001 1a1 rw", "pfns 002 NONE", "cpu 001 1a1 rw",
        "device 001 none", "kswapd CLEAR [7f0000001000 +1p)", "start done", "counted done", "told next", "pte toCome",
        "end toCome", "flush toCome", "mmap_sem R gpu", "hmm->lock kswapd", "update free", "mirrors_sem free",
        "1a1 app 001 no 'B'", "1b4 free no no -",
      ]),
    Moment(
      thread: "kswapd", step: "C2", driver: "retry-loop.c:20, round 1",
      kernel: "kswapd: sync_cpu_device_pagetables", ranges: "0/1 valid", summary: "1 section, 0 retries",
      facts: [
        "notifiers 1", "#0 INVALID", "device 001 none", "cpu 001 1a1 rw", "told next", "mmap_sem R gpu",
        "update kswapd, wanted by gpu", "mirrors_sem R kswapd", "gpu waits", "kswapd ready",
      ]),
    Moment(
      thread: "gpu", step: "line 21", driver: "retry-loop.c:22, round 1",
      kernel: "kswapd: reclaim", ranges: "0/1 valid", summary: "1 section, 0 retries",
      facts: [
        "kref 2", "#0 INVALID", "pfns 001 1a1 rw", "told done", "pte next", "update gpu", "mmap_sem R gpu",
        "mirrors_sem free", "device 001 none",
      ]),
    Moment(
      thread: "gpu", step: "WT3", driver: "retry-loop.c:17, round 2",
      kernel: "gpu: hmm_range_wait_until_valid", ranges: "0/1 valid", summary: "1 section, 1 retry",
      facts: [
        "notifiers 1", "kref 2", "#0 INVALID", "#0 sleepers gpu", "pfns 000 (1a0 rw)", "pfns 001 (1a1 rw)",
        "pfns 002 (NONE)", "mmap_sem free", "update free", "gpu waits",
      ]),
    Moment(
      thread: "kswapd", step: "IE3", driver: "retry-loop.c:17, round 2",
      kernel: "kswapd: hmm_invalidate_range_end", ranges: "1/1 valid", summary: "1 section, 1 retry",
      facts: [
        "notifiers 1 => 0", "kref 3", "#0 INVALID => valid", "#0 wakes 1", "cpu 001 swap 5", "device 001 none",
        "hmm->lock kswapd", "mmap_sem free", "1a1 app no no 'B'", "swap 5 app 001 - 'B'", "gpu ready",
      ]),
    Moment(
      thread: "gpu", step: "SN8", nth: 8, driver: "retry-loop.c:13, round 3",
      kernel: "gpu: hmm_vma_walk_pmd", ranges: "1/1 valid", summary: "1 section, 2 retries",
      facts: [
        "notifiers 0", "kref 2", "pfns 000 1a0 rw", "pfns 001 (1a1 rw) => 1b4 ro", "pfns 002 (NONE)", "cpu 001 1b4 ro",
        "mmap_sem R gpu", "1a1 free no no -", "1b4 app 001 no 'B'", "kswapd finished", "app finished",
      ]),
    Moment(
      thread: "gpu", step: "line 26", driver: "retry-loop.c:27, round 3",
      kernel: "nobody is inside", ranges: "1/1 valid", summary: "1 section, 2 retries",
      facts: [
        "device 000 none => 1a0 rw", "device 001 none => 1b4 ro", "device 002 none", "device 003 none", "#0 valid",
        "pfns 001 1b4 ro", "update gpu", "mmap_sem R gpu", "1a0 app 000 000 'A'", "1a1 free no no -",
        "1b4 app 001 001 'B'",
      ]),
  ]

  @Test("after", arguments: moments)
  func moment(_ wanted: Moment) throws {
    let play = try Play("invalidate-before-lock")
    let scene = play.timeline.scene(at: try play.after(wanted.thread, wanted.step, wanted.nth))
    #expect(scene.driver.title == wanted.driver)
    #expect(scene.kernel.title == wanted.kernel)
    #expect(scene.ranges.count == wanted.ranges)
    #expect(scene.time.summary == wanted.summary)
    let facts = scene.facts
    let missing = wanted.facts.filter { !facts.contains($0) }
    #expect(missing == [], "the scene says \(facts)")
  }

  @Test("the callback is listed with its steps, the next one marked") func callback() throws {
    let play = try Play("invalidate-before-lock")
    let rows = play.timeline.scene(at: try play.after("kswapd", "C2")).kernel.rows
    #expect(rows.contains { $0.label == "C1" && $0.text.contains("mutex_lock(&mirror->driver->update)") })
    #expect(rows.filter(\.isNext).map(\.label) == ["C3"])
    #expect(rows.contains { $0.ran })
  }

  @Test("before the first step") func start() throws {
    let scene = try Play("invalidate-before-lock").session.scene()
    #expect(scene.heading.title == "the retry loop meets reclaim" && scene.heading.edition == "Linux 5.2")
    #expect(scene.cpu.count == "2/4 present" && scene.device.count == "0 mapped" && scene.ranges.count == "none")
    #expect(
      scene.cpu.captions.map(\.text) == [
        "pgd[0fe] › pud[000] › pmd[000]", "vma 7f0000000000 +4p rw- anon",
      ])
    #expect(scene.why.title == "nothing has happened yet")
    #expect(scene.notifiers.mirrors == ["gpu"])
    #expect(scene.driver.title == "retry-loop.c:7, round 1")
    #expect(scene.threads.map(\.name) == ["gpu", "kswapd", "app"])
    #expect(scene.time.now == 0 && scene.moves.isEmpty && scene.history.isEmpty)
  }

  @Test("the section is over, with the steps that it took") func last() throws {
    let play = try Play("invalidate-before-lock")
    let scene = play.timeline.scene(at: try play.after("gpu", "line 26"))
    let section = try #require(scene.notifiers.last)
    #expect(scene.notifiers.open.isEmpty && section.event == "CLEAR" && section.thread == "kswapd")
    #expect(section.phases.allSatisfy { $0.state == .done })
    #expect(section.span == "steps \(try play.after("kswapd", "TU3")) to \(try play.after("kswapd", "TU9"))")
  }
}

@Suite("The flag that comes back as the storyboard draws it")
struct FlagStoryboardTests {
  private let play: Play

  init() throws { play = try Play("aba") }

  private func missing(_ thread: String, _ step: String, _ wanted: [String]) throws -> [String] {
    let facts = play.timeline.scene(at: try play.after(thread, step)).facts
    return wanted.filter { !facts.contains($0) }
  }

  @Test("marked INVALID, but nobody looks") func marked() throws {
    #expect(try missing("app", "C2", ["notifiers 1", "#0 INVALID", "pfns 001 1a1 rw", "cpu 001 1a1 rw"]) == [])
  }

  @Test("the flag comes back true") func back() throws {
    #expect(
      try missing(
        "app", "IE3",
        [
          "notifiers 1 => 0", "#0 INVALID => valid", "pfns 001 1a1 rw", "cpu 001 none", "1a1 app no no 'B'",
        ]) == [])
  }

  @Test("the driver is told true, and maps a freed frame") func commit() throws {
    #expect(
      try missing(
        "gpu", "line 26",
        [
          "device 000 none => 1a0 rw", "device 001 none => 1a1 rw broken", "cpu 001 none", "1a1 free no 001 -",
          "update gpu",
        ]) == [])
    let scene = play.timeline.scene(at: try play.after("gpu", "line 26"))
    #expect(scene.heading.broken == ["I1", "I11"])
    #expect(scene.why.sentences.filter { $0.kind == .broken }.count == 2)
    #expect(scene.frames[1].isBroken)
    #expect(play.timeline.failure == (try play.after("gpu", "line 26")))
  }

  @Test("the device writes into a frame of somebody else") func harm() throws {
    #expect(try missing("device", "DA2", ["1a1 other no 001 'G'", "device 001 1a1 rw broken"]) == [])
    let scene = play.timeline.scene(at: try play.after("device", "DA2"))
    #expect(scene.heading.broken == ["I1"])
    #expect(scene.frames[1].dataBefore == "'Z'")
    #expect(scene.moves.isEmpty)
  }
}
