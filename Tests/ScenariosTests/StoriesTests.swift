import Machine
import Replay
import Scenarios
import Scene
import Session
import Testing

/// The scenarios T1 to T7 and T11 of the reference, the two that meet munmap, and those of huge pages and of pages that
/// move: what is so at which step.
@Suite("The shipped scenarios tell what the reference says")
struct StoriesTests {
  static let facts = [
    // T15: a page moves to the device while it is mirrored.
    Fact("migrate-to-device", "gpu", "line 26", "driver->dpt[0].frame == 0x1a0", "pte[0].kind == present"),
    Fact("migrate-to-device", "move", "C2", "driver->dpt[0] == 0", "pte[0].kind == present"),
    Fact("migrate-to-device", "move", "M1g", "pte[0].kind == migration", "pmd[0].ptl == move", "frame[0].count == 1"),
    Fact("migrate-to-device", "gpu", "SN10", nth: 3, "range->pfns[0] == 0", "gpu.ret == 0", "pte[0].kind == migration"),
    Fact("migrate-to-device", "move", "M4b", "frame[1].letter == 'A'", "frame[1].lock == move", "frame[1].count == 2"),
    Fact("migrate-to-device", "move", "MX2", "pte[0].kind == device_private", "pte[0].frame == 0xd00", "pte[0].write"),
    Fact("migrate-to-device", "gpu", "line 26", nth: 3, "driver->dpt[0].frame == 0xd00", "driver->dpt[0] & 4"),

    // T16: the CPU touches a page on the device.
    Fact("cpu-touches-device-page", "gpu", "line 26", "driver->dpt[0].frame == 0xd00", "driver->dpt[0] & 4"),
    Fact("cpu-touches-device-page", "app", "DP1", "frame[1].count == 2", "pmd[0].ptl == 0", "frame[1].lock == 0"),
    Fact("cpu-touches-device-page", "app", "C2", "driver->dpt[0] == 0", "pte[0].kind == device_private"),
    Fact("cpu-touches-device-page", "app", "M4b", "frame[0].letter == 'A'", "pte[0].kind == migration"),
    Fact("cpu-touches-device-page", "app", "MX2", "pte[0].kind == present", "pte[0].frame == 0x1b4"),
    Fact("cpu-touches-device-page", "app", "DO1", "frame[1].owner == 0", "frame[1].count == 1"),

    // A driver without room for the second page.
    Fact("migrate-partly", "move", "M1g", nth: 2, "pte[0].kind == migration", "pte[1].kind == migration"),
    Fact("migrate-partly", "app", "PF9", "app.blocked", "pte[1].kind == migration"),
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

    // T14: the document's wrong call, with the driver's lock held.
    Fact("wrong-unregister", "kswapd", "IS6", "hmm->mirrors_sem.readers != 0", "driver->update == gpu"),
    Fact("wrong-unregister", "gpu", "line 26", "kswapd.blocked", "!range->valid", "driver->dpt[1] != 0"),
    Fact("wrong-unregister", "gpu", "MU1", "driver->update == gpu", "kswapd.blocked", "range->registered"),

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

    // The callback only queues a work item, which zaps when it is too late.
    Fact("deferred-zap", "app", "QW1", "driver->dpt[1] >> 3 == 2", "!kwork.finished", "broken == 0"),
    Fact("deferred-zap", "app", "IS8", "!I2", "hmm->notifiers == 1"),
    Fact("deferred-zap", "app", "TF2", "frame[1].owner == 0", "!I11"),
    Fact("deferred-zap", "device", "DA2", "frame[1].letter == 71", "frame[1].owner == 2"),
    Fact("deferred-zap", "kwork", "C2", "driver->dpt[1] == 0", "driver->dpt[0] == 0", "broken == 0"),
    Fact("deferred-zap", "kwork", "WW3", "kwork.finished", "!kwork.blocked", "finished"),

    // T11: exit while the driver waits.
    Fact("exit-while-waiting", "gpu", "WT3", "gpu.blocked", "!hmm->dead", "hmm->notifiers == 1"),
    Fact("exit-while-waiting", "app", "RL2", "hmm->dead"),
    Fact("exit-while-waiting", "app", "RL3", "!range->valid", "!gpu.blocked"),
    Fact("exit-while-waiting", "gpu", "WT4", "!range->valid", "hmm->dead"),
    Fact("exit-while-waiting", "gpu", "line 14", "gpu.ret == -EFAULT"),
    Fact("exit-while-waiting", "gpu", "UR3", "!range->registered"),
    Fact("exit-while-waiting", "app", "ZP2", "pte[0].kind == none", "driver->dpt[0] == 0"),

    // T12: the reaper is refused by a lock, and its count stays.
    Fact(
      "reaper-mirrors-busy", "reaper", "IS4", "hmm->notifiers == 1", "hmm->mirrors_sem.writer == npu",
      "mm->mmap_sem.readers != 0"),
    Fact("reaper-mirrors-busy", "reaper", "OV7", "pte[0].kind == present", "hmm->notifiers == 1"),
    Fact("reaper-mirrors-busy", "reaper", "OT4", "!I3", "hmm->notifiers == 1", "mm->mmap_sem.readers == 0"),
    Fact("reaper-mirrors-busy", "reaper", "IS4", nth: 2, "hmm->notifiers == 2"),
    Fact("reaper-mirrors-busy", "reaper", "IE3", "hmm->notifiers == 1", "pte[0].kind == none"),
    Fact("reaper-mirrors-busy", "gpu", "RR6", "!range->valid", "hmm->notifiers == 1"),
    Fact("reaper-mirrors-busy", "gpu", "line 18", "gpu.ret == -EAGAIN", "gpu.tries == 1"),
    Fact("reaper-mirrors-busy", "gpu", "line 18", nth: 3, "gpu.ret == -EAGAIN", "gpu.tries == 3"),
    Fact("reaper-mirrors-busy", "gpu", "UR3", "!range->registered", "hmm->notifiers == 1"),

    // T13: the reaper does not hear that the driver refuses.
    Fact("reaper-driver-busy", "gpu", "line 26", "driver->update == gpu", "driver->dpt[1].frame == pte[1].frame"),
    Fact("reaper-driver-busy", "reaper", "IS4", "hmm->notifiers == 1", "!range->valid"),
    Fact("reaper-driver-busy", "reaper", "IS9", nth: 2, "driver->dpt[1] != 0", "pte[1].kind == present"),
    Fact("reaper-driver-busy", "reaper", "IE3", "hmm->notifiers == 0", "pte[1].kind == none", "range->valid"),
    Fact("reaper-driver-busy", "reaper", "TF2", "frame[1].owner == 0", "driver->dpt[1] >> 3 == 2", "!I1", "!I11"),
    Fact("reaper-driver-busy", "other", "TK3", "frame[1].letter == 90"),
    Fact("reaper-driver-busy", "device", "DA2", "frame[1].letter == 71", "frame[1].owner == 2"),

    // mprotect and mremap.
    Fact("mprotect", "gpu", "line 26", "(driver->dpt[0] & 2) == 2", "pte[0].write"),
    Fact("mprotect", "app", "IS8", "driver->dpt[0] == 0", "pte[0].write", "hmm->notifiers == 1"),
    Fact("mprotect", "app", "CP6", "!pte[0].write", "pte[1].write", "mm->mmap_sem.writer == app"),
    Fact("mprotect", "app", "IE3", "hmm->notifiers == 0", "!pte[1].write"),
    Fact("mprotect", "app", "CP14", "hmm->notifiers == 0"),
    Fact("mprotect", "gpu", "line 26", nth: 2, "(driver->dpt[0] & 3) == 1", "driver->dpt[0].frame == pte[0].frame"),
    Fact("mremap", "app", "IS8", "driver->dpt[0] == 0", "pte[0].kind == present", "hmm->notifiers == 1"),
    Fact("mremap", "app", "MV6", "pte[0].kind == none", "pte[2].kind == present", "pte[1].kind == present"),
    Fact("mremap", "app", "MV9", "hmm->notifiers == 1", "pte[3].kind == present", "pte[1].kind == none"),
    Fact("mremap", "app", "RM6", "hmm->notifiers == 0"),

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

    // A section inside of a section.
    Fact("huge-split", "app", "SP2", "hmm->notifiers == 1"),
    Fact("huge-split", "gpu", "WT3", "hmm->notifiers == 2", "gpu.blocked", "pmd[0].kind == huge"),
    Fact("huge-split", "app", "SP4", "pmd[0].invalid", "pmd[0].lock == app"),
    Fact("huge-split", "app", "SP5", "pmd[0].kind == 0", "pte[3].frame == 0x1a3", "pte[1].kind == present"),
    Fact("huge-split", "app", "SP8", "hmm->notifiers == 1", "!range->valid", "gpu.blocked"),
    Fact("huge-split", "app", "IE3", nth: 2, "hmm->notifiers == 0", "range->valid", "pte[1].kind == none"),
    Fact("huge-split", "app", "TF2", "frame[1].owner == 0", "frame[2].owner == 1"),

    // The section of a collapse ends before its work is done.
    Fact("collapse", "gpu", "line 26", "driver->dpt[0].frame == 0x1a0", "khp.blocked"),
    Fact("collapse", "khp", "IS8", "driver->dpt[0] == 0", "driver->dpt[1] == 0", "pte[0].kind == present"),
    Fact("collapse", "khp", "IE3", "hmm->notifiers == 0", "pmd[0].none", "mm->mmap_sem.writer == khp"),
    Fact("collapse", "khp", "CO11", nth: 2, "frame[0].owner == 0", "frame[2].letter == 65", "pmd[0].none"),
    Fact("collapse", "khp", "CO13", "pmd[0].kind == huge", "pmd[0].frame == 0x1b0", "pmd[0].write"),

    // Compaction needs no mmap_sem, and puts its page back without a word.
    Fact("migration", "gpu", "line 21", "!range->valid", "gpu.line == 22", "driver->dpt[1] == 0"),
    Fact("migration", "kcd", "MI7", "pte[1].kind == migration", "hmm->notifiers == 1", "gpu.blocked"),
    Fact("migration", "kcd", "IE3", "range->valid", "!gpu.blocked", "pte[1].kind == migration"),
    Fact("migration", "kcd", "MI11", "frame[2].letter == 66", "hmm->notifiers == 0"),
    Fact("migration", "kcd", "MI14", "pte[1].kind == present", "pte[1].frame == 0x1b4", "hmm->notifiers == 0"),
    Fact("migration", "gpu", "line 26", "driver->dpt[1].frame == 0x1b4", "frame[1].owner == 0"),

    // KSM: three sections.
    Fact("ksm", "ksmd", "KW5", "!pte[0].write", "driver->dpt[0] == 0", "driver->dpt[1].frame == 0x1a1"),
    Fact("ksm", "ksmd", "KW5", nth: 2, "!pte[1].write", "driver->dpt[1] == 0", "pte[1].frame == 0x1a1"),
    Fact("ksm", "ksmd", "KR5", "pte[1].frame == 0x1a0", "frame[0].count == 3"),
    Fact("ksm", "ksmd", "KS14", "frame[1].owner == 0", "frame[0].count == 2"),
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
    // How a loop goes that is still to be written, its scenario cannot say.
    let isOpen = story.scenario.expectation.commits
    #expect(isOpen || !story.scenario.schedule.isEmpty)
    #expect(story.scenario.warnings.isEmpty || ["wrong-unregister", "as-documented"].contains(name))
    let expectation = story.scenario.expectation
    #expect(!expectation.end.isEmpty || !expectation.broken.isEmpty)
    let scheduled = try timeline.run.program.choices(of: story.scenario.schedule).count
    #expect(isOpen || scheduled == last, "the schedule tells the whole story")
    #expect(try story.wrong(story.scenario.expectation.end, at: last) == [])
    if !Self.isStuck(story) { #expect(try story.wrong(["finished", "!fault"], at: last) == []) }
    #expect(timeline.brokenSoFar(at: last) == Set(expectation.broken))
  }

  /// Whether a scenario is about threads that never come out again.
  private static func isStuck(_ story: Story) -> Bool { story.scenario.expectation.broken.contains("I7") }

  @Test("Nobody holds a lock at the end, and no section is open", arguments: Shipped.names)
  func clean(_ name: String) throws {
    let story = try Story(name)
    if Self.isStuck(story) { return }
    let locks = ["mm->mmap_sem.writer", "mm->mmap_sem.readers", "driver->update", "mm->rmap.writer"]
    #expect(try story.wrong(locks.map { "\($0) == 0" }, at: story.timeline.last) == [])
    let scene = story.timeline.scene(at: story.timeline.last)
    #expect(scene.notifiers.open.isEmpty)
    #expect(scene.locks.allSatisfy { $0.holders.isEmpty && $0.waiters.isEmpty })
  }

  @Test("Every scenario that the issue names is there") func names() {
    let wanted: Set = [
      "quiet", "invalidate-before-lock", "invalidate-after-commit", "register-inside", "two-sections",
      "unrelated-section", "aba", "exit-while-waiting", "retry-loop", "reaper-mirrors-busy", "reaper-driver-busy",
      "mprotect", "mremap",
    ]
    #expect(wanted.subtracting(Shipped.names) == [])
  }
}
