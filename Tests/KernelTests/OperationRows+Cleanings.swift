import Machine

@testable import Kernel

/// Rows for writeback (mkclean) and clear_refs.
extension OperationRow {
  static let cleaned = cleanings

  private static let shown = PageContent.present(frame: "1a0", isWritable: true)
  private static let other = PageContent.present(frame: "1a1", isWritable: true)
  private static let moving = PageContent.migration(frame: "1a0", isWritable: true)

  /// Another kind of huge entry than the fixture's.
  private static func hugeKind(_ kind: Int) -> @Sendable (inout Setup) -> Void {
    { $0.set("pmd", 1, "kind", to: .number(kind)) }
  }

  private static let cleanings = [
    OperationRow(
      "mkclean: page lock and rmap; clear, flush, then clean and read-only; for each process", .mkclean(page: 0),
      in: .twoMappings, returns: 2,
      cells: { for bit in ["dirty", "soft_dirty", "protnone"] { $0.set("pte", 1, bit, to: .number(1)) } },
      """
      N+ PROTECTION_PAGE 0..<1 | page lock, rmap R
      pte 0 present 1a0 rw protnone dirty soft_dirty ⇒ none | page lock, rmap R, ptl
      F 0..<1 | page lock, rmap R, ptl
      pte 0 none ⇒ present 1a0 ro protnone soft_dirty | page lock, rmap R, ptl
      N- | page lock, rmap R
      N+ PROTECTION_PAGE 4..<5 untold | page lock, rmap R
      pte 4 present 1a0 rw ⇒ none | page lock, rmap R, ptl
      F 4..<5 | page lock, rmap R, ptl
      pte 4 none ⇒ present 1a0 ro | page lock, rmap R, ptl
      N- | page lock, rmap R
      """),
    OperationRow(
      "mkclean of a page that is clean everywhere", .mkclean(page: 1), in: .twoMappings,
      """
      N+ PROTECTION_PAGE 1..<2 | page lock, rmap R
      N- | page lock, rmap R
      N+ PROTECTION_PAGE 5..<6 untold | page lock, rmap R
      N- | page lock, rmap R
      """),
    OperationRow(
      "mkclean of a dirty page that is read-only", .mkclean(page: 1), in: .twoMappings, returns: 1,
      cells: { $0.set("pte", 2, "dirty", to: .number(1)) },
      """
      N+ PROTECTION_PAGE 1..<2 | page lock, rmap R
      pte 1 present 1a1 ro dirty ⇒ none | page lock, rmap R, ptl
      F 1..<2 | page lock, rmap R, ptl
      pte 1 none ⇒ present 1a1 ro | page lock, rmap R, ptl
      N- | page lock, rmap R
      N+ PROTECTION_PAGE 5..<6 untold | page lock, rmap R
      N- | page lock, rmap R
      """),
    OperationRow("mkclean of what is not there", .mkclean(page: 2), in: .twoMappings, ""),
    OperationRow(
      "mkclean: a private mapping is left alone, and so is one that has another page there", .mkclean(page: 0),
      in: World.twoMappings.but {
        $0.vmas[0].isShared = false
        $0.others[0].pages[0] = .present(frame: "1a1", isWritable: true)
      },
      """
      N+ PROTECTION_PAGE 4..<5 untold | page lock, rmap R
      N- | page lock, rmap R
      """),
    OperationRow(
      "mkclean: no process but one", .mkclean(page: 0),
      in: .family([shown]).but { $0.vmas[0] = VmaPiece(0..<1).with("shared file") }, returns: 1,
      """
      N+ PROTECTION_PAGE 0..<1 | page lock, rmap R
      pte 0 present 1a0 rw ⇒ none | page lock, rmap R, ptl
      F 0..<1 | page lock, rmap R, ptl
      pte 0 none ⇒ present 1a0 ro | page lock, rmap R, ptl
      N- | page lock, rmap R
      """),
    OperationRow(
      "clear_refs: one section over all, and the flush after its end", .clearRefs,
      in: .pages([shown, .none, other], vmas: [VmaPiece(0..<1), VmaPiece(2..<3)]),
      cells: { for row in 1...3 { $0.set("pte", row, "soft_dirty", to: .number(1)) } },
      """
      N+ SOFT_DIRTY 0..<3 | mmap_sem R
      pte 0 present 1a0 rw soft_dirty ⇒ present 1a0 ro | mmap_sem R, ptl
      pte 2 present 1a1 rw soft_dirty ⇒ present 1a1 ro | mmap_sem R, ptl
      N- | mmap_sem R
      F 0..<3 | mmap_sem R
      """),
    OperationRow(
      "clear_refs: special vmas are passed over; special and persistent pages lose the right to write, others do not",
      .clearRefs,
      in: .pages(
        [shown, .special, .devmap(frame: "1a1", isWritable: true), moving],
        vmas: [VmaPiece(0..<1).with("special"), VmaPiece(1..<4)]),
      cells: { $0.set("pte", 2, "write", to: .number(1)) },
      """
      N+ SOFT_DIRTY 0..<4 | mmap_sem R
      pte 1 special rw ⇒ special ro | mmap_sem R, ptl
      pte 2 devmap 1a1 rw ⇒ devmap 1a1 ro | mmap_sem R, ptl
      N- | mmap_sem R
      F 0..<4 | mmap_sem R
      """),
    OperationRow(
      "clear_refs of a huge page", .clearRefs, in: .hugePage,
      """
      N+ SOFT_DIRTY 0..<4 | mmap_sem R
      pmd 0 huge 1a0 rw ⇒ huge 1a0 ro | mmap_sem R, pmd lock
      N- | mmap_sem R
      F 0..<4 | mmap_sem R
      """),
    OperationRow(
      "clear_refs of a huge page that is on its way", .clearRefs, in: .hugePage, cells: hugeKind(2),
      """
      N+ SOFT_DIRTY 0..<4 | mmap_sem R
      N- | mmap_sem R
      F 0..<4 | mmap_sem R
      """),
    OperationRow(
      "clear_refs of a huge page of which a vma has a part", .clearRefs,
      in: .hugePage.but { $0.vmas = [VmaPiece(1..<2)] },
      """
      N+ SOFT_DIRTY 0..<4 | mmap_sem R
      N+ CLEAR 0..<2 | mmap_sem R
      pmd 0 huge 1a0 rw ⇒ huge 1a0 rw invalid | mmap_sem R, pmd lock
      F 0..<2 | mmap_sem R, pmd lock
      pte 0 none ⇒ present 1a0 rw | mmap_sem R, pmd lock
      pte 1 none ⇒ present 1a1 rw | mmap_sem R, pmd lock
      pmd 0 huge 1a0 rw invalid ⇒ table | mmap_sem R, pmd lock
      N- | mmap_sem R
      pte 1 present 1a1 rw ⇒ present 1a1 ro | mmap_sem R, ptl
      N- | mmap_sem R
      F 0..<4 | mmap_sem R
      """),
    OperationRow(
      "clear_refs of nothing", .clearRefs, in: .pages([.none], vmas: []),
      """
      N+ SOFT_DIRTY 0..<1 | mmap_sem R
      N- | mmap_sem R
      F 0..<1 | mmap_sem R
      """),
    OperationRow(
      "clear_refs of a huge page that is split meanwhile", .clearRefs, in: .hugePage, before: "CR8",
      other: .split(page: 0),
      """
      N+ SOFT_DIRTY 0..<4 | mmap_sem R
      meanwhile
      pte 0 present 1a0 rw ⇒ present 1a0 ro | mmap_sem R, ptl
      pte 1 present 1a1 rw ⇒ present 1a1 ro | mmap_sem R, ptl
      N- | mmap_sem R
      F 0..<4 | mmap_sem R
      """),
    OperationRow(
      "clear_refs of what has no table", .clearRefs, in: .pages([.none]),
      """
      N+ SOFT_DIRTY 0..<1 | mmap_sem R
      N- | mmap_sem R
      F 0..<1 | mmap_sem R
      """),
  ]
}
