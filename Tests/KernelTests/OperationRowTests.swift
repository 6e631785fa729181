import Machine
import Testing

@testable import Kernel

/// Section 9 of the reference, operation by operation: which section it raises, in which order with the change of the
/// entries and the flush, with which locks; at least one row for each line of its table and for each remark below it.
@Suite("What each operation of core mm raises")
struct OperationRowTests {
  typealias Row = OperationRow

  static let rows =
    Row.removals + Row.cutFiles + Row.ends + Row.reaper + Row.advice + Row.protections + Row.hints
    + Row.copiedProcesses + Row.cleaned + Row.hugePages + Row.compactions + Row.reclaimed + Row.merged + Row.remapped
    + Row.touches + Row.copiedPages + Row.copiedHugePages

  @Test("It does this, in this order, with these locks held", arguments: rows)
  func row(_ row: OperationRow) throws {
    let story = try OperationStory(row)
    #expect(story.lines == row.story)
    #expect(story.result == row.returns)
    #expect(story.fault == nil)
  }

  /// The procedures of these operations.
  static let functions: Set<String> = [
    "munmap", "do_munmap", "unmap_page_range", "free_pgtables", "tlb_finish_mmu", "mmput", "exit_mmap", "mmdrop",
    "mmu_notifier_invalidate_range_start", "mmu_notifier_invalidate_range_start_nonblock",
    "mmu_notifier_invalidate_range_end", "oom_reap_task", "oom_reap_task_mm", "__oom_reap_task_mm", "oom_reap",
    "madvise_dontneed", "madvise_free", "madvise_free_page_range", "unmap_mapping_pages", "mprotect",
    "change_protection_range", "task_numa_work", "dup_mmap", "copy_page_range", "page_mkclean", "clear_refs_write",
    "__split_huge_pmd", "collapse_huge_page", "unmap_and_move", "reclaim", "try_to_merge_two_pages",
    "write_protect_page", "replace_page", "mremap", "move_page_tables", "do_anonymous_page", "do_swap_page",
    "do_wp_page", "wp_page_copy", "do_huge_pmd_wp_page", "do_huge_pmd_wp_page_fallback", "hugetlb_fault",
    "retract_page_tables",
  ]

  /// What is written inline in many of them, and goes either way in some.
  static let inlined: Set<String> = [
    "put_page", "swap_free", "alloc_page", "find_vma", "flush_tlb_range",
  ]

  /// Branches that no row takes: where they are tested, or why nothing can take them.
  static let elsewhere: [String: String] = [
    // Another thread has to be in the middle of a copy.
    "do_anonymous_page TC14: if (pte[addr].pmd->kind != table) taken": "FaultTests.between",
    // Only a device's fault asks for these; an access of the CPU may always be tried again at first.
    "do_swap_page SW4: if ((flags & FAULT_FLAG_ALLOW_RETRY) != 0) { not taken": "FaultTests.sleeps",
    "do_swap_page SW5: if (!((flags & FAULT_FLAG_RETRY_NOWAIT) != 0)) { not taken": "FaultTests.noWait",
    "reclaim try_to_free_swap: if (slot->page != NULL) { not taken": "the page is what it has just put there",
  ]

  /// Steps that no row makes: somebody else has to unlock the page meanwhile.
  static let stepsElsewhere: [String: String] = [
    "do_swap_page SW6 /* waits until the page is unlocked */": "FaultTests.retry",
    "do_swap_page SW7 return VM_FAULT_RETRY;": "FaultTests.retry",
    "do_swap_page SW8 mutex_lock(&page->lock);": "FaultTests.sleeps",
  ]

  @Test("Each step of these procedures is made in some row, and each test goes either way, those within a step as well")
  func branches() throws {
    var (taken, possible): (Set<Branch>, Set<Branch>) = ([], [])
    var (steps, possibleSteps): (Set<[String]>, Set<[String]>) = ([], [])
    for row in Self.rows {
      let story = try OperationStory(row)
      taken.formUnion(story.branches.map(\.any))
      possible.formUnion(
        story.program.possibleBranches.filter { Self.functions.contains($0.procedure) }.map(\.any))
      steps.formUnion(story.steps)
      let own = story.program.steps.filter { $0.procedure >= 0 }.map(story.program.words)
      possibleSteps.formUnion(own.filter { Self.functions.contains($0[0]) && !Self.inlined.contains($0[1]) })
    }
    #expect(Set(possibleSteps.subtracting(steps).map { $0.joined(separator: " ") }) == Set(Self.stepsElsewhere.keys))
    #expect(Set(possible.map(\.procedure)) == Self.functions)
    let missing = possible.subtracting(taken).filter { !Self.inlined.contains($0.step) }.map(\.description)
    #expect(Set(missing).subtracting(Self.elsewhere.keys) == [])
    #expect(Set(Self.elsewhere.keys).subtracting(missing) == [], "taken by a row after all")
    #expect(Self.ways(taken) == Self.inlined.reduce(into: [:]) { $0[$1] = [false, true] })
  }

  /// Which ways the tests of the inlined functions went.
  private static func ways(_ branches: Set<Branch>) -> [String: Set<Bool>] {
    branches.filter { inlined.contains($0.step) }.reduce(into: [:]) { $0[$1.step, default: []].insert($1.isTaken) }
  }
}
