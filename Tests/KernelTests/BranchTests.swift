import Machine
import Testing

@testable import Kernel

/// Sections 3 to 8 of the reference, and page faults, function by function: at least one row for each branch, by the
/// name of its step.
@Suite("Every branch of HMM has a row")
struct BranchTests {
  static let rows =
    OneCall.lives + OneCall.switched + OneCall.ranges + OneCall.deviceFaults + OneCall.walks + OneCall.deviceMemory
    + OneCall.migrations + FaultTests.races

  @Test("It returns this, with these locks held, and these cells have changed", arguments: rows)
  func row(_ row: OneCall) throws {
    let run = try CallRun(row)
    #expect(run.result == row.returns)
    #expect(run.held == row.held)
    #expect(run.changed == row.changed)
    #expect(run.fault == row.stops && run.missed == [])
    if let memory = row.memory { #expect(run.memory == memory) }
    if row.isLawful { #expect(run.run.broken == []) }
  }

  /// Rows that tell more, or less, than others, and are run elsewhere.
  static let tables =
    (WalkTests.snapshots + WalkTests.faults).map(\.call)
    + (WalkTableTests.pmds + WalkTableTests.puds + WalkTableTests.hugetlbs).map(\.call)
    + (FaultTests.first + FaultTests.copies + FaultTests.huge).map(\.call)

  /// The functions of these sections.
  static let functions = [
    "hmm_get_or_create", "hmm_free", "hmm_mm_destroy", "hmm_mirror_register", "hmm_mirror_unregister",
    "hmm_mirror_mm_is_alive", "hmm_invalidate_range_start", "hmm_invalidate_range_end", "hmm_release",
    "hmm_range_register", "hmm_range_unregister", "hmm_range_wait_until_valid", "hmm_range_valid",
    "hmm_range_snapshot", "hmm_range_fault", "hmm_vma_do_fault", "hmm_vma_fault", "hmm_vma_range_done",
    "hmm_range_dma_map", "hmm_range_dma_unmap", "hmm_device_entry_to_page", "hmm_device_entry_to_pfn",
    "walk_page_range", "hmm_vma_walk_hole", "hmm_vma_walk_hole_", "hmm_vma_walk_pud", "hmm_vma_walk_huge_pmd",
    "hmm_vma_walk_pmd", "hmm_vma_walk_hugetlb_entry", "hmm_device_entry_from_page", "hmm_device_entry_from_pfn",
    "put_page", "hmm_devmem_add", "hmm_devmem_remove", "hmm_devmem_fault", "device_private_entry_fault",
    "alloc_page_vma", "hmm_vma_alloc_locked_page", "device_alloc_page", "alloc_and_copy_to_device",
    "alloc_and_copy_to_ram", "finalize_and_map", "free", "fault", "migrate_to_device", "devmem_remove",
    "migrate_vma", "migrate_vma_collect", "migrate_vma_prepare", "migrate_vma_unmap", "migrate_vma_restore",
    "migrate_vma_pages", "migrate_vma_insert_page", "migrate_vma_finalize", "try_to_unmap", "remove_migration_ptes",
    "handle_mm_fault", "do_anonymous_page", "do_swap_page", "do_wp_page", "wp_page_copy", "do_huge_pmd_wp_page",
    "do_huge_pmd_wp_page_fallback", "hugetlb_fault", "__split_huge_pmd",
  ]

  /// Branches that one call by itself cannot take: where they are tested, or why nothing can take them.
  static let elsewhere: [String: String] = [
    "hmm_range_dma_map XM2: for (i = 0; i < range->end - range->start; i++) { not taken":
      "a fault for an empty window would not have come to a page",
    "hmm_range_dma_unmap XU2: for (i = 0; i < range->end - range->start; i++) { not taken":
      "XU1 has refused an empty window",
    "walk_page_range: if (next < addr) taken": "a special vma is skipped as far as the piece reaches, not further",
    "hmm_mm_destroy HD2: if (last) taken": "a check of the model itself: the subscription keeps the mm alive",
  ]

  /// A pud that is huge without being a device's: its split waits for ever for the lock that the walk holds.
  static let unmade: Set<String> = ["hmm_vma_walk_pud WU6 spin_unlock(&range->hmm->mm->page_table_lock);"]

  @Test("Each test in these functions goes either way in some row, those inside of a step as well; each step is made")
  func branches() throws {
    var (taken, possible): (Set<Branch>, Set<Branch>) = ([], [])
    var (made, steps): (Set<[String]>, Set<[String]>) = ([], [])
    // For each procedure a row that has it in its program.
    var (examples, known): ([OneCall], Set<String>) = ([], [])
    for row in Self.rows + Self.tables {
      let run = try CallRun(row, notesAll: true)
      taken.formUnion(run.branches)
      possible.formUnion(run.possible)
      made.formUnion(run.steps)
      if row.world.edition == .linux5_2, !run.procedures.isSubset(of: known) {
        examples.append(row)
        known.formUnion(run.procedures)
      }
      steps.formUnion(run.possibleSteps)
    }
    // What a switch changes has its rows as well.
    for bug in Switch.all {
      let edition = bug.isAdded ? Edition(added: [bug.name]) : Edition(fixes: [bug.name])
      for row in examples { possible.formUnion(try CallRun.ways(row, in: edition)) }
    }
    let missing = possible.subtracting(taken).filter { Self.functions.contains($0.procedure) }.map(\.description)
    #expect(Set(missing).subtracting(Self.elsewhere.keys) == [])
    #expect(Set(Self.elsewhere.keys).subtracting(missing) == [], "taken by a row after all")
    #expect(Set(Self.functions).subtracting(steps.map { $0[0] }) == [], "in no program of a row")
    let left = steps.subtracting(made).filter { Self.functions.contains($0[0]) }.map { $0.joined(separator: " ") }
    #expect(Set(left) == Self.unmade)
  }
}
