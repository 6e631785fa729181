import Machine

extension Laws {
  /// Not of the reference: every operation takes the entry away before it frees the frame.
  static let noFreedPage = Property(
    "PTE", "A freed frame is in no CPU page table.",
    holds: every(row, implies(isPresent, row.frame.owner != Process.free))
      && every(row, implies(row.pmd.isSet && row.pmd.kind == TableKind.huge, hugeFrame.owner != Process.free)))

  private static var isPresent: Value { (row.kind == PteKind.present || row.kind == PteKind.devmap) && row.frame.isSet }
  private static var hugeFrame: Pointer<Frame> { Pointer<Frame>(row.pmd.frame.value + page - row.pmd.start) }
}
