import Machine
import Testing

@testable import Kernel

/// Sections 3 to 8 of the reference, function by function: at least one row for each branch, by the name of its step.
@Suite("Every branch of HMM has a row")
struct BranchTests {
  static let rows = OneCall.lives + OneCall.ranges + OneCall.deviceFaults + OneCall.walks

  @Test("It returns this, with these locks held, and these cells have changed", arguments: rows)
  func row(_ row: OneCall) throws {
    let run = try CallRun(row)
    #expect(run.result == row.returns)
    #expect(run.held == row.held)
    #expect(run.changed == row.changed)
    #expect(run.fault == row.stops)
    if let memory = row.memory { #expect(run.memory == memory) }
  }

  /// Rows that tell more, or less, than others, and are run elsewhere.
  static let tables =
    (WalkTests.snapshots + WalkTests.faults).map(\.call)
    + (WalkTableTests.pmds + WalkTableTests.puds + WalkTableTests.hugetlbs).map(\.call)

  /// The functions of these sections.
  static let functions = [
    "hmm_get_or_create", "hmm_free", "hmm_mm_destroy", "hmm_mirror_register", "hmm_mirror_unregister",
    "hmm_mirror_mm_is_alive", "hmm_invalidate_range_start", "hmm_invalidate_range_end", "hmm_release",
    "hmm_range_register", "hmm_range_unregister", "hmm_range_wait_until_valid", "hmm_range_valid",
    "hmm_range_snapshot", "hmm_range_fault", "hmm_vma_do_fault", "hmm_vma_fault", "hmm_vma_range_done",
    "hmm_range_dma_map", "hmm_range_dma_unmap", "hmm_device_entry_to_page", "hmm_device_entry_to_pfn",
    "walk_page_range", "hmm_vma_walk_hole", "hmm_vma_walk_hole_", "hmm_vma_walk_pud", "hmm_vma_walk_huge_pmd",
    "hmm_vma_walk_pmd", "hmm_vma_walk_hugetlb_entry", "hmm_device_entry_from_page", "hmm_device_entry_from_pfn",
  ]

  /// Branches that one call by itself cannot take: where they are tested, or why nothing can take them.
  ///
  /// That the reference of a call itself is the last one takes somebody who drops the others meanwhile (B5).
  static let elsewhere: [String: String] = [
    "hmm_invalidate_range_start: if (last) taken": "LifeTests.freed",
    "hmm_invalidate_range_end: if (last) taken": "LifeTests.freed",
    "hmm_release: if (last) taken": "MutationTests",
    "hmm_range_register: if (last) taken": "MutationTests",
    "hmm_mm_destroy HD2: if (last) taken": "a check of the model itself: the subscription keeps the mm alive",
  ]

  @Test("Each test in these functions goes either way in some row, those inside of a step as well") func branches()
    throws
  {
    var (taken, possible): (Set<Branch>, Set<Branch>) = ([], [])
    for row in Self.rows + Self.tables {
      let run = try CallRun(row, notesAll: true)
      taken.formUnion(run.branches)
      possible.formUnion(run.possible)
    }
    let missing = possible.subtracting(taken).filter { Self.functions.contains($0.procedure) }.map(\.description)
    #expect(Set(missing).subtracting(Self.elsewhere.keys) == [])
    #expect(Set(Self.elsewhere.keys).subtracting(missing) == [], "taken by a row after all")
  }
}
