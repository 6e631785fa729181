import Machine

/// What every operation calls that raises sections.
struct SectionParts {
  /// `mmu_notifier_invalidate_range_start(range)` and `…_end(range)`.
  let start: Procedure
  let end: Procedure
  /// `__split_huge_pmd(mm, addr)`, which raises one itself.
  let split: Procedure

  init(start: Procedure, end: Procedure) {
    self.start = start
    self.end = end
    split = Core.split_huge_pmd(start, end)
  }
}
