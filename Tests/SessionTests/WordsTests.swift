import Kernel
import Library
import Replay
import Scenarios
import Scene
import Session
import Testing

/// What the panel Why says of a step must be what the machine did.
@Suite("The words of a step tell what happened, and nothing else")
struct WordsTests {
  struct Said: Sendable, CustomTestStringConvertible {
    let scenario: String
    let thread: String
    let step: String
    var nth = 1
    /// What must stand there.
    var says: [String] = []
    /// What must not.
    var lacks: [String] = []

    var testDescription: String { "\(scenario), \(thread) \(step)\(nth > 1 ? " again" : "")" }
  }

  static let table = [
    // The commit: as the CPU has it, or not.
    Said(
      scenario: "quiet", thread: "gpu", step: "line 26",
      says: ["With update held and range.valid true, this is what the CPU maps now", "002 and 003 stay unmapped"]),
    Said(
      scenario: "aba", thread: "gpu", step: "line 26",
      says: ["update held, range.valid true, yet 001 is not what the CPU maps now: ◦ none. Frame 1a1 is free."],
      lacks: ["stays unmapped", "is what the CPU maps"]),
    Said(
      scenario: "a huge page", thread: "gpu", step: "line 26",
      says: ["the device maps 000 ● 1a0 rw and 001 ● 1a1 rw", "this is what the CPU maps now."]),
    Said(
      scenario: "a huge page", thread: "app", step: "DA2", says: ["The CPU maps the same frame there"]),
    Said(
      scenario: "a page on the device", thread: "app", step: "DA2",
      says: ["The page lives in the device's memory"], lacks: ["does not map that frame"]),
    Said(
      scenario: "migrate-to-device", thread: "gpu", step: "line 26", nth: 3,
      says: ["range.valid true, this is what the CPU's table names now."], lacks: ["is not what the CPU maps"]),
    Said(
      scenario: "before-lock, callback to come", thread: "gpu", step: "line 21",
      says: ["range.valid is true, but update is not held"], lacks: ["read with update held"]),
    Said(
      scenario: "before-lock, callback to come", thread: "gpu", step: "line 26",
      says: ["range.valid is false, yet the device maps", "its callback has not returned yet"],
      lacks: ["range.valid true", "been here"]),
    Said(
      scenario: "before-lock, callback done", thread: "gpu", step: "line 26",
      says: ["range.valid is false, yet the device maps", "The callback of app has been here already"],
      lacks: ["range.valid true", "not returned"]),
    Said(
      scenario: "before-lock, ptes gone", thread: "gpu", step: "line 26",
      says: ["001 is not what the CPU maps now: ◦ none. Frame 1a1 is about to be freed."], lacks: ["is free"]),
    Said(
      scenario: "unchecked", thread: "gpu", step: "line 38",
      says: ["update held, range.valid true, yet 001 is not what the CPU maps now"], lacks: ["recipe", "tested"]),
    // The test, and whether the callback has been here.
    Said(
      scenario: "retry-loop", thread: "gpu", step: "line 21",
      says: ["app has marked it, and its callback has not returned yet"], lacks: ["been here"]),
    Said(
      scenario: "invalidate-before-lock", thread: "gpu", step: "line 21",
      says: ["The callback of kswapd has been here already"], lacks: ["not returned"]),
    // The lock: what the device maps.
    Said(
      scenario: "retry-loop", thread: "gpu", step: "line 22", says: ["the device maps nothing"],
      lacks: ["just mapped"]),
    Said(scenario: "quiet", thread: "gpu", step: "line 28", says: ["what the device maps: 000 and 001"]),
    Said(
      scenario: "retry-loop", thread: "gpu", step: "line 24", says: ["this round is thrown away", "at line 12"],
      lacks: ["nothing changes"]),
    // A section and the ranges.
    Said(scenario: "unrelated-section", thread: "app", step: "IS4", says: ["none is marked"], lacks: ["reads INVALID"]),
    Said(
      scenario: "invalidate-before-lock", thread: "kswapd", step: "IS4",
      says: ["range #0 overlaps [7f0000001000 +1p): INVALID", "reads INVALID"]),
    Said(scenario: "register-inside", thread: "app", step: "IE3", says: ["range #0 becomes valid"], lacks: ["again"]),
    // Tests, both ways.
    Said(
      scenario: "retry-loop", thread: "app", step: "MA2", nth: 2, says: ["a vma holds page 001"], lacks: ["-ENOMEM"]),
    Said(scenario: "nothing there", thread: "app", step: "MA2", nth: 2, says: ["nothing is mapped", "-ENOMEM"]),
    Said(
      scenario: "nothing there", thread: "app", step: "MA8", says: ["nothing more is dropped"], lacks: ["fresh page"]),
    Said(
      scenario: "nothing there", thread: "app", step: "TC3", nth: 2, says: ["no vma allows this access", "SIGSEGV"]),
    Said(scenario: "nothing there", thread: "app", step: "TC7", says: ["ends with an error"], lacks: ["tried again"]),
    Said(scenario: "retry-loop", thread: "app", step: "UM1", says: ["the window is not empty"], lacks: ["-EINVAL"]),
    Said(scenario: "quiet", thread: "gpu", step: "UR1", says: ["range #0 has an hmm"], lacks: ["without a word"]),
    Said(scenario: "quiet", thread: "gpu", step: "RR2", says: ["the window is good"], lacks: ["-EINVAL"]),
    Said(scenario: "quiet", thread: "gpu", step: "RR5", says: ["is alive"], lacks: ["-EFAULT"]),
    Said(scenario: "quiet", thread: "gpu", step: "SN1", says: ["not marked dead"], lacks: ["-EFAULT"]),
    Said(scenario: "quiet", thread: "gpu", step: "SN5", says: ["the page size fits"], lacks: ["-EINVAL"]),
    Said(scenario: "quiet", thread: "gpu", step: "SN6", says: ["may read this vma"], lacks: ["-EPERM"]),
    Said(scenario: "quiet", thread: "gpu", step: "SN9", says: ["nothing is left"], lacks: ["next vma"]),
    Said(scenario: "quiet", thread: "gpu", step: "WP1", says: ["the walk begins"], lacks: ["-EINVAL"]),
    Said(scenario: "quiet", thread: "gpu", step: "WT1", says: ["is alive"], lacks: ["going away"]),
    Said(
      scenario: "invalidate-before-lock", thread: "gpu", step: "SN3", nth: 2,
      says: ["range #0 is INVALID", "-EAGAIN", "mmap_sem stays as it was"]),
    Said(scenario: "exit-while-waiting", thread: "gpu", step: "SN1", says: ["-EFAULT"], lacks: ["alive"]),
    // Who wakes, and why.
    Said(
      scenario: "retry-loop", thread: "gpu", step: "WT3", nth: 2, says: ["gpu goes on: range #0 is valid"],
      lacks: ["dead"]),
    Said(
      scenario: "exit-while-waiting", thread: "gpu", step: "WT3", nth: 2, says: ["gpu goes on: the process is dead"],
      lacks: ["is valid"]),
    // Of several address spaces, what the step worked on.
    Said(scenario: "two-processes", thread: "web", step: "IS1", says: ["kref 2 ⇒ 3"], lacks: ["no hmm"]),
    Said(scenario: "two-processes", thread: "web", step: "IS4", says: ["notifiers 0 ⇒ 1", "range #1 overlaps"]),
    Said(scenario: "two-processes", thread: "web", step: "IS9", says: ["kref 3 ⇒ 2"]),
    Said(scenario: "two-processes", thread: "web", step: "IE1", says: ["kref 2 ⇒ 3"], lacks: ["no hmm"]),
    Said(
      scenario: "two-processes", thread: "web", step: "IE3",
      says: ["notifiers 1 ⇒ 0, no section is open any more, so range #1 becomes valid"]),
    Said(scenario: "two-processes", thread: "web", step: "IE4", says: ["kref 3 ⇒ 2"]),
    Said(scenario: "two-processes", thread: "npu", step: "UR3", says: ["kref 2 ⇒ 1"]),
    Said(scenario: "two-processes", thread: "app", step: "IS4", says: ["notifiers 0 ⇒ 1", "no range overlaps"]),
    // What is mended is not said to be broken.
    Said(
      scenario: "refused, mended", thread: "reaper", step: "OV4", nth: 2,
      says: ["somebody refused", "HMM has no count of this section"], lacks: ["keeps its count"]),
    // The page behind the last one is no page of another process.
    Said(
      scenario: "two-processes", thread: "app", step: "unmap_page_range", says: ["addr is 001, end is 002"],
      lacks: ["end is 000"]),
  ]

  @Test("after", arguments: table)
  func after(_ wanted: Said) throws {
    let play = try Self.play(wanted.scenario)
    let scene = play.timeline.scene(at: try play.after(wanted.thread, wanted.step, wanted.nth))
    let text = scene.why.sentences.filter { $0.kind == .happened || $0.kind == .more }.map(\.text)
      .joined(separator: " ")
    for part in wanted.says { #expect(text.contains(part), "\(text)") }
    for part in wanted.lacks { #expect(!text.contains(part), "\(text)") }
  }

  @Test(
    "The page behind the last one is never the first of another process",
    arguments: ["two-processes", "fork-cow", "cow-in-fault", "cow-in-fault-with-another-section"])
  func ends(_ name: String) throws {
    let play = try Play(name)
    var tests = 0
    for moment in 1...play.timeline.last {
      let scene = play.timeline.scene(at: moment)
      for text in scene.why.sentences.map(\.text) + scene.kernel.rows.map(\.value) {
        #expect(!text.contains("end is 000") && !text.contains("end = 000") || text.contains("hmm_update"), "\(text)")
        if text.contains("end is 001") || text.contains("end is 002") { tests += 1 }
      }
    }
    #expect(tests > 0)
  }

  @Test("What comes next is a verb, and no wait where there is nothing to wait for", arguments: Play.names)
  func intentions(_ name: String) throws {
    let play = try Play(name)
    for moment in 0...play.timeline.last {
      let scene = play.timeline.scene(at: moment)
      for thread in scene.threads where thread.state == .ready {
        let words = thread.says
        #expect(!["goto", "hmm_", "if ", "return ", "waits for a "].contains { words.hasPrefix($0) }, "\(words)")
        #expect(!words.contains("++") && !words.contains(" = "), "\(words)")
      }
    }
  }

  @Test("What a run that breaks nothing commits is never called other than what the CPU maps", arguments: Play.names)
  func commits(_ name: String) throws {
    guard try Play.scenario(name).expectation.broken.isEmpty else { return }
    let play = try Play(name)
    for moment in 0...play.timeline.last {
      let sentences = play.timeline.scene(at: moment).why.sentences.filter { $0.kind == .happened }.map(\.text)
      #expect(!sentences.contains { $0.contains("is not what the CPU maps now") }, "\(name), step \(moment)")
    }
  }

  /// A shipped scenario, or one of our own.
  static func play(_ name: String) throws -> Play {
    if name == "refused, mended" {
      return try Play(Play.scenario("reaper-driver-busy").with(Edition(fixes: ["B2a", "B2b"])))
    }
    guard let (text, driver) = own[name] else { return try Play(name) }
    return try Play(
      Scenario.read(Array(text.utf8), file: "\(name).yaml") { _ in Play.files.bytes("Drivers/\(driver)") })
  }

  private static func scenario(_ app: String, _ schedule: String...) -> String {
    """
    title: words
    about: Words.
    edition: "5.2"
    memory:
      base: 0x7f0000000000
      pages: [1a0 rw, 1a1 rw]
      vmas: [000-001 rw]
      frames: {1a0: app A, 1a1: app B}
      processes: [app, other]
    devices:
      gpu: {driver: driver.c}
    threads:
      gpu: mirror
      app: \(app)
    schedule: [\(schedule.joined(separator: ", "))]

    """
  }

  private static let own: [String: (text: String, driver: String)] = [
    "before-lock, callback to come": (
      scenario("madvise 001 DONTNEED", "gpu to line 25", "app to IS5", "gpu through line 26"), "test-before-lock.c"
    ),
    "before-lock, callback done": (
      scenario("madvise 001 DONTNEED", "gpu to line 25", "app to MA5", "gpu through line 26"), "test-before-lock.c"
    ),
    "before-lock, ptes gone": (
      scenario("madvise 001 DONTNEED", "gpu to line 25", "app to MA7", "gpu through line 26"), "test-before-lock.c"
    ),
    "unchecked": (
      scenario("madvise 001 DONTNEED", "gpu to line 37", "app end", "gpu through line 38"), "unchecked.c"
    ),
    "a huge page": (
      scenario("load gpu 001", "gpu end", "app end").replacing("0x7f0000000000", with: "0x7f0000200000")
        .replacing("1a0 rw, 1a1 rw", with: "huge 1a0 rw, huge 1a1 rw"), "retry-loop.c"
    ),
    "a page on the device": (
      scenario("load gpu 000", "gpu end", "app end").replacing("pages: [1a0 rw", with: "pages: [private d00 rw")
        .replacing("{1a0: app A, ", with: "{")
        .replacing("driver: driver.c", with: "driver: driver.c, memory: {d00: app A}"), "retry-loop.c"
    ),
    "nothing there": (
      scenario("[munmap 000-001, madvise 001 DONTNEED, read 001]", "app end", "gpu end"), "retry-loop.c"
    ),
  ]
}
