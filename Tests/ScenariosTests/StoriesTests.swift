import Replay
import Scenarios
import Scene
import Session
import Testing

/// The scenarios T1 to T7 and T11 of the reference, and the two that meet munmap: what is so at which step.
@Suite("The shipped scenarios tell what the reference says")
struct StoriesTests {
  static let facts = [
    // T15: a page moves to the device while it is mirrored.
    Fact("migrate-to-device", "gpu", "line 26", "driver->dpt[0].frame == 0x1a0", "pte[0].kind == present"),
    Fact("migrate-to-device", "move", "C2", "driver->dpt[0] == 0", "pte[0].kind == present"),
    Fact("migrate-to-device", "move", "M1g", "pte[0].kind == migration", "pmd[0].ptl == move", "frame[0].count == 1"),
    Fact("migrate-to-device", "gpu", "SN10", nth: 2, "range->pfns[0] == 0", "gpu.ret == 0", "pte[0].kind == migration"),
    Fact("migrate-to-device", "move", "M4b", "frame[1].letter == 'A'", "frame[1].lock == move", "frame[1].count == 2"),
    Fact("migrate-to-device", "move", "MX2", "pte[0].kind == device_private", "pte[0].frame == 0xd00", "pte[0].write"),
    Fact("migrate-to-device", "gpu", "line 26", nth: 3, "driver->dpt[0].frame == 0xd00", "driver->dpt[0] & 4"),

    // T16: the CPU touches a page on the device.
    Fact("cpu-touches-device-page", "gpu", "line 26", "driver->dpt[0].frame == 0xd00", "driver->dpt[0] & 4"),
    Fact("cpu-touches-device-page", "app", "DF1", "frame[1].count == 2", "pmd[0].ptl == 0", "frame[1].lock == 0"),
    Fact("cpu-touches-device-page", "app", "C2", "driver->dpt[0] == 0", "pte[0].kind == device_private"),
    Fact("cpu-touches-device-page", "app", "M4b", "frame[0].letter == 'A'", "pte[0].kind == migration"),
    Fact("cpu-touches-device-page", "app", "MX2", "pte[0].kind == present", "pte[0].frame == 0x1b4"),
    Fact("cpu-touches-device-page", "app", "DM1", "frame[1].owner == 0", "frame[1].count == 1"),

    // A driver without room for the second page.
    Fact("migrate-partly", "move", "M1g", nth: 2, "pte[0].kind == migration", "pte[1].kind == migration"),
    Fact("migrate-partly", "app", "HF6", "app.blocked", "pte[1].kind == migration"),
    Fact("migrate-partly", "move", "MX2", nth: 2, "pte[1].kind == present", "pte[1].frame == 0x1a1"),

    // T1: nothing cuts in.
    Fact("quiet", "gpu", "RR6", "range->valid", "hmm->notifiers == 0", "hmm->kref == 2"),
    Fact("quiet", "gpu", "SN10", "range->pfns[0].frame == pte[0].frame", "range->pfns[2] == 0", "range->pfns[3] == 0"),
    Fact("quiet", "gpu", "line 21", "range->valid", "driver->update == gpu"),
    Fact("quiet", "gpu", "line 26", "driver->dpt[0].frame == pte[0].frame", "driver->dpt[1].frame == pte[1].frame"),
    Fact("quiet", "gpu", "UR3", "hmm->kref == 1", "!range->registered"),

    // T2: the invalidation comes before the lock.
    Fact("invalidate-before-lock", "gpu", "line 13", "mm->mmap_sem.readers != 0", "range->valid"),
    Fact(
      "invalidate-before-lock", "kswapd", "IS4", "hmm->notifiers == 1", "!range->valid", "hmm->kref == 3",
      "pte[1].kind == present", "range->pfns[1].frame == pte[1].frame", "hmm->lock == kswapd"),
    Fact(
      "invalidate-before-lock", "kswapd", "C1", "driver->update == kswapd", "hmm->mirrors_sem.readers != 0",
      "hmm->lock == 0"),
    Fact(
      "invalidate-before-lock", "kswapd", "C2", "gpu.line == 20", "gpu.blocked", "driver->dpt[1] == 0",
      "pte[1].kind == present"),
    Fact("invalidate-before-lock", "gpu", "line 20", "driver->update == gpu", "!range->valid"),
    Fact("invalidate-before-lock", "gpu", "line 21", "gpu.line == 22", "driver->update == gpu", "retries == 0"),
    Fact("invalidate-before-lock", "gpu", "line 24", "retries == 1", "driver->update == 0"),
    Fact("invalidate-before-lock", "gpu", "line 14", nth: 2, "gpu.ret == -EAGAIN", "mm->mmap_sem.readers != 0"),
    Fact("invalidate-before-lock", "gpu", "WT3", "gpu.blocked", "!range->valid", "mm->mmap_sem.readers == 0"),
    Fact("invalidate-before-lock", "kswapd", "TU6", "pte[1].kind == swap", "hmm->notifiers == 1"),
    Fact("invalidate-before-lock", "kswapd", "IE3", "hmm->notifiers == 0", "range->valid", "!gpu.blocked"),
    Fact("invalidate-before-lock", "app", "TC5", "pte[1].kind == present", "!pte[1].write", "pte[1].frame == 0x1b4"),
    Fact(
      "invalidate-before-lock", "gpu", "line 26", "driver->dpt[0] >> 3 == 1", "driver->dpt[1] >> 3 == 3",
      "frame[1].owner == 0", "range->valid"),

    // T3: after the commit.
    Fact("invalidate-after-commit", "gpu", "line 26", "driver->dpt[1].frame == pte[1].frame", "driver->update == gpu"),
    Fact("invalidate-after-commit", "app", "IS4", "!range->valid", "driver->dpt[1] != 0", "driver->update == gpu"),
    Fact("invalidate-after-commit", "gpu", "line 27", "app.blocked", "hmm->notifiers == 1", "pte[1].kind == present"),
    Fact("invalidate-after-commit", "gpu", "line 28", "!app.blocked", "driver->update == 0"),
    Fact("invalidate-after-commit", "app", "C1", "driver->update == app", "driver->dpt[1] != 0"),
    Fact(
      "invalidate-after-commit", "app", "IS8", "driver->dpt[1] == 0", "driver->dpt[0] != 0", "pte[1].kind == present"),
    Fact("invalidate-after-commit", "app", "ZP2", "pte[1].kind == none", "frame[1].owner == 1"),
    Fact("invalidate-after-commit", "app", "IE3", "hmm->notifiers == 0"),

    // T4: registered inside an open section.
    Fact("register-inside", "app", "IS8", "hmm->notifiers == 1"),
    Fact("register-inside", "gpu", "RR6", "!range->valid", "hmm->notifiers == 1"),
    Fact("register-inside", "gpu", "WT3", "gpu.blocked", "mm->mmap_sem.readers == 2", "gpu.line == 10"),
    Fact("register-inside", "app", "ZP2", "pte[1].kind == none", "gpu.blocked"),
    Fact("register-inside", "app", "IE3", "range->valid", "!gpu.blocked", "hmm->notifiers == 0"),
    Fact("register-inside", "gpu", "line 26", "driver->dpt[1] == 0", "driver->dpt[0] >> 3 == 1", "retries == 0"),

    // T5: two overlapping sections.
    Fact("two-sections", "app", "IS4", "hmm->notifiers == 1"),
    Fact("two-sections", "app2", "IS4", "hmm->notifiers == 2"),
    Fact("two-sections", "gpu", "RR6", "!range->valid"),
    Fact("two-sections", "app", "IE3", "hmm->notifiers == 1", "!range->valid", "gpu.blocked"),
    Fact("two-sections", "app2", "IE3", "hmm->notifiers == 0", "range->valid", "!gpu.blocked"),
    Fact("two-sections", "gpu", "line 26", "driver->dpt[0] == 0", "driver->dpt[1] == 0"),

    // T6: a section that does not overlap delays all the same.
    Fact("unrelated-section", "app", "IS4", "hmm->notifiers == 1"),
    Fact("unrelated-section", "gpu", "RR6", "!range->valid", "range->start == 0", "range->end == 2"),
    Fact("unrelated-section", "gpu", "WT3", "gpu.blocked"),
    Fact("unrelated-section", "app", "IE3", "range->valid", "!gpu.blocked"),
    Fact("unrelated-section", "gpu", "line 26", "driver->dpt[0] != 0", "driver->dpt[1] != 0", "driver->dpt[3] == 0"),

    // T7: the flag that comes back.
    Fact("aba", "gpu", "SN10", "range->pfns[1] >> 3 == 2", "range->valid", "hmm->notifiers == 0"),
    Fact("aba", "app", "IS4", "!range->valid", "hmm->notifiers == 1", "driver->dpt[1] == 0"),
    Fact("aba", "app", "ZP2", "pte[1].kind == none", "frame[1].owner == 1"),
    Fact("aba", "app", "IE3", "range->valid", "hmm->notifiers == 0", "range->pfns[1] >> 3 == 2"),
    Fact("aba", "app", "TF2", "frame[1].owner == 0", "frame[1].count == 0"),
    Fact("aba", "gpu", "line 21", "range->valid", "gpu.line == 26", "broken == 0"),
    Fact("aba", "gpu", "line 26", "driver->dpt[1] >> 3 == 2", "!I1", "!I11", "broken == 2"),
    Fact("aba", "other", "TK2", "frame[1].owner == 2", "!I1"),
    Fact("aba", "other", "TK3", "frame[1].letter == 90"),
    Fact("aba", "device", "DA2", "frame[1].letter == 71", "frame[1].owner == 2"),

    // T11: exit while the driver waits.
    Fact("exit-while-waiting", "gpu", "WT3", "gpu.blocked", "!hmm->dead", "hmm->notifiers == 1"),
    Fact("exit-while-waiting", "app", "RL2", "hmm->dead"),
    Fact("exit-while-waiting", "app", "RL3", "!range->valid", "!gpu.blocked"),
    Fact("exit-while-waiting", "gpu", "WT4", "!range->valid", "hmm->dead"),
    Fact("exit-while-waiting", "gpu", "line 14", "gpu.ret == -EFAULT"),
    Fact("exit-while-waiting", "gpu", "UR3", "!range->registered"),
    Fact("exit-while-waiting", "app", "ZP2", "pte[0].kind == none", "driver->dpt[0] == 0"),

    // T8: copy on write inside of hmm_range_fault.
    Fact("cow-in-fault", "gpu", "IS4", "!range->valid", "hmm->notifiers == 1", "mm->mmap_sem.readers != 0"),
    Fact("cow-in-fault", "gpu", "C2", "driver->update == gpu", "pte[0].frame == 0x1a0"),
    Fact("cow-in-fault", "gpu", "WC7", "pte[0].frame == 0x1b4", "pte[0].write", "hmm->notifiers == 1"),
    Fact("cow-in-fault", "gpu", "IE3", "range->valid", "hmm->notifiers == 0"),
    Fact("cow-in-fault", "gpu", "VF7", "range->valid", "range->pfns[0] == 0", "hmm_vma_walk->last == 0"),
    Fact("cow-in-fault", "gpu", "FA9", "range->pfns[0].frame == 0x1b4", "mm->mmap_sem.readers != 0", "retries == 0"),
    Fact("cow-in-fault", "gpu", "line 17", "gpu.ret == 1", "gpu.line == 18"),

    // T9: with another section open.
    Fact("cow-in-fault-with-another-section", "kswapd", "IS8", "!range->valid", "hmm->notifiers == 1"),
    Fact("cow-in-fault-with-another-section", "gpu", "IS4", "hmm->notifiers == 2"),
    Fact("cow-in-fault-with-another-section", "gpu", "IE3", "!range->valid", "hmm->notifiers == 1"),
    Fact(
      "cow-in-fault-with-another-section", "gpu", "line 17", "gpu.ret == -EBUSY", "mm->mmap_sem.readers != 0",
      "range->pfns[0] == 0"),
    Fact("cow-in-fault-with-another-section", "gpu", "WT3", "gpu.blocked", "mm->mmap_sem.readers == 0"),
    Fact("cow-in-fault-with-another-section", "kswapd", "IE3", "range->valid", "!gpu.blocked"),

    // T10: the fault says RETRY.
    Fact("fault-says-retry", "kswapd", "IE3", "range->valid", "pte[1].kind == swap"),
    Fact(
      "fault-says-retry", "gpu", "SW5", nth: 2, "mm->mmap_sem.readers == 0", "gpu.blocked", "frame[0].lock == kswapd"),
    Fact("fault-says-retry", "gpu", "VF5", nth: 2, "range->valid", "mm->mmap_sem.readers == 0"),
    Fact("fault-says-retry", "gpu", "line 17", "gpu.ret == -EAGAIN", "mm->mmap_sem.readers == 0"),
    Fact("fault-says-retry", "gpu", "FA9", "range->pfns[0].frame == pte[0].frame", "range->pfns[1] == 0"),

    // madvise and munmap against the same loop.
    Fact("retry-loop", "app", "IS4", "!range->valid", "hmm->notifiers == 1", "gpu.line == 20"),
    Fact("retry-loop", "gpu", "line 21", "gpu.line == 22", "driver->dpt[1] == 0"),
    Fact("retry-loop", "gpu", "line 14", nth: 2, "gpu.ret == -EAGAIN"),
    Fact("retry-loop", "app", "IE3", "range->valid", "!gpu.blocked", "pte[1].kind == none"),
    Fact("retry-loop", "gpu", "line 26", "driver->dpt[0] >> 3 == 1", "driver->dpt[1] == 0", "retries == 2"),
    Fact("retry-loop", "app", "UM6", "driver->dpt[0] == 0", "pte[0].kind == present"),
    Fact("retry-loop-munmap", "gpu", "line 26", "app.blocked", "hmm->notifiers == 0", "driver->dpt[1] >> 3 == 2"),
    Fact("retry-loop-munmap", "app", "UM3", "mm->mmap_sem.writer == 0", "mm->mmap_sem.readers != 0"),
    Fact("retry-loop-munmap", "app", "UM6", "driver->dpt[0] == 0", "driver->dpt[1] == 0"),
  ]

  @Test("at the step", arguments: facts)
  func fact(_ fact: Fact) throws {
    let story = try Story(fact.scenario)
    let moment = try story.after(fact.thread, fact.step, fact.nth)
    #expect(try story.wrong(fact.predicates, at: moment) == [], "step \(moment)")
  }

  @Test("The schedule can be carried out, and ends as its file says", arguments: Shipped.names)
  func ends(_ name: String) throws {
    let story = try Story(name)
    let timeline = story.timeline
    let last = timeline.last
    #expect(!story.scenario.title.isEmpty && !story.scenario.about.isEmpty)
    #expect(!story.scenario.schedule.isEmpty && story.scenario.warnings.isEmpty)
    #expect(!story.scenario.expectation.end.isEmpty)
    let scheduled = try timeline.run.program.choices(of: story.scenario.schedule).count
    #expect(scheduled == last, "the schedule tells the whole story")
    #expect(try story.wrong(story.scenario.expectation.end, at: last) == [])
    #expect(try story.wrong(["finished", "!fault"], at: last) == [])
    let broken = timeline.failure.map { timeline.scene(at: $0).heading.broken } ?? []
    #expect(broken == story.scenario.expectation.broken)
  }

  @Test("Nobody holds a lock at the end, and no section is open", arguments: Shipped.names)
  func clean(_ name: String) throws {
    let story = try Story(name)
    let locks = ["mm->mmap_sem.writer", "mm->mmap_sem.readers", "driver->update", "mm->rmap.writer"]
    #expect(try story.wrong(locks.map { "\($0) == 0" }, at: story.timeline.last) == [])
    let scene = story.timeline.scene(at: story.timeline.last)
    #expect(scene.notifiers.open.isEmpty)
    #expect(scene.locks.allSatisfy { $0.holders.isEmpty && $0.waiters.isEmpty })
  }

  @Test("Every scenario that the issue names is there") func names() {
    let wanted: Set = [
      "quiet", "invalidate-before-lock", "invalidate-after-commit", "register-inside", "two-sections",
      "unrelated-section", "aba", "exit-while-waiting", "retry-loop",
    ]
    #expect(wanted.subtracting(Shipped.names) == [])
  }
}
