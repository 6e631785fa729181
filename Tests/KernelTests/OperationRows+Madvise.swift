import Machine

@testable import Kernel

/// Rows for madvise DONTNEED and FREE.
extension OperationRow {
  static let advice = zaps + frees

  private static let shown = PageContent.present(frame: "1a0", isWritable: true)
  private static let other = PageContent.present(frame: "1a1", isWritable: true)

  /// Another kind of huge entry than the fixture's.
  private static func hugeKind(_ kind: Int) -> @Sendable (inout Setup) -> Void {
    { $0.set("pmd", 1, "kind", to: .number(kind)) }
  }

  private static let zaps = [
    OperationRow(
      "DONTNEED: the mapping stays, and mmap_sem is held for reading", .dontneed(0..<2),
      """
      N+ CLEAR 0..<2 | mmap_sem R
      pte 0 present 1a0 rw ⇒ none | mmap_sem R, ptl
      pte 1 present 1a1 rw ⇒ none | mmap_sem R, ptl
      N- | mmap_sem R
      F 0..<2 | mmap_sem R
      free 1a0, 1a1 | mmap_sem R
      """),
    OperationRow(
      "DONTNEED of two vmas: a section each; what is not mapped is told at the end", .dontneed(0..<4),
      in: .pages([shown, .none, other, .none], vmas: [VmaPiece(0..<1), VmaPiece(2..<4)]), returns: -12,
      """
      N+ CLEAR 0..<1 | mmap_sem R
      pte 0 present 1a0 rw ⇒ none | mmap_sem R, ptl
      N- | mmap_sem R
      F 0..<1 | mmap_sem R
      free 1a0 | mmap_sem R
      N+ CLEAR 2..<4 | mmap_sem R
      pte 2 present 1a1 rw ⇒ none | mmap_sem R, ptl
      N- | mmap_sem R
      F 2..<4 | mmap_sem R
      free 1a1 | mmap_sem R
      """),
    OperationRow(
      "DONTNEED of a vma that keeps its pages", .dontneed(0..<1),
      in: .pages([shown], vmas: [VmaPiece(0..<1).with("locked")]), returns: -22, ""),
    OperationRow(
      "DONTNEED where nothing is mapped", .dontneed(2..<3), in: .pages([shown, other, .none], vmas: [VmaPiece(0..<2)]),
      returns: -12, ""),
    OperationRow(
      "DONTNEED up to a vma that is behind it", .dontneed(0..<1), in: .pages([.none, shown], vmas: [VmaPiece(1..<2)]),
      returns: -12, ""),
    OperationRow(
      "DONTNEED of a part of a huge page", .dontneed(0..<1), in: .hugePage,
      """
      N+ CLEAR 0..<1 | mmap_sem R
      N+ CLEAR 0..<2 | mmap_sem R
      pmd 0 huge 1a0 rw ⇒ huge 1a0 rw invalid | mmap_sem R, pmd lock
      F 0..<2 | mmap_sem R, pmd lock
      pte 0 none ⇒ present 1a0 rw | mmap_sem R, pmd lock
      pte 1 none ⇒ present 1a1 rw | mmap_sem R, pmd lock
      pmd 0 huge 1a0 rw invalid ⇒ table | mmap_sem R, pmd lock
      N- | mmap_sem R
      pte 0 present 1a0 rw ⇒ none | mmap_sem R, ptl
      N- | mmap_sem R
      F 0..<1 | mmap_sem R
      free 1a0 | mmap_sem R
      """),
    OperationRow(
      "DONTNEED of a whole huge page", .dontneed(0..<2), in: .hugePage,
      """
      N+ CLEAR 0..<2 | mmap_sem R
      pmd 0 huge 1a0 rw ⇒ none | mmap_sem R, pmd lock
      N- | mmap_sem R
      F 0..<2 | mmap_sem R
      free 1a0, 1a1 | mmap_sem R
      """),
    OperationRow(
      "DONTNEED of what has no table", .dontneed(0..<1), in: .pages([.none]),
      """
      N+ CLEAR 0..<1 | mmap_sem R
      N- | mmap_sem R
      F 0..<1 | mmap_sem R
      """),
    OperationRow(
      "DONTNEED of what a fork shares: the frame stays", .dontneed(0..<1), in: .pages([shown, shown]),
      """
      N+ CLEAR 0..<1 | mmap_sem R
      pte 0 present 1a0 rw ⇒ none | mmap_sem R, ptl
      N- | mmap_sem R
      F 0..<1 | mmap_sem R
      = 1a0 app 1 A
      """),
  ]

  private static let frees = [
    OperationRow(
      "FREE: pages stay, clean; swap goes; the flush is in the section", .free(0..<4),
      cells: { for bit in ["dirty", "soft_dirty"] { $0.set("pte", 1, bit, to: .number(1)) } },
      """
      N+ CLEAR 0..<4 | mmap_sem R
      pte 0 present 1a0 rw dirty soft_dirty ⇒ present 1a0 rw soft_dirty | mmap_sem R, ptl
      pte 3 swap 3 ⇒ none | mmap_sem R, ptl
      F 0..<4 | mmap_sem R
      N- | mmap_sem R
      = 1a0 app 1 A lazyfree
      = 1a1 app 1 B lazyfree
      = swap 3 free
      """),
    OperationRow(
      "FREE of two vmas and a gap", .free(0..<3),
      in: .pages([shown, .none, other], vmas: [VmaPiece(0..<1), VmaPiece(2..<3)]),
      returns: -12,
      """
      N+ CLEAR 0..<1 | mmap_sem R
      F 0..<1 | mmap_sem R
      N- | mmap_sem R
      N+ CLEAR 2..<3 | mmap_sem R
      F 2..<3 | mmap_sem R
      N- | mmap_sem R
      = 1a0 app 1 A lazyfree
      = 1a1 app 1 B lazyfree
      """),
    OperationRow(
      "FREE of a file", .free(0..<1), in: .pages([shown], vmas: [VmaPiece(0..<1).with("file")]), returns: -22, ""),
    OperationRow(
      "FREE of a huge page", .free(0..<2), in: .hugePage,
      """
      N+ CLEAR 0..<2 | mmap_sem R
      F 0..<2 | mmap_sem R
      N- | mmap_sem R
      = 1a0 app 1 A lazyfree
      """),
    OperationRow(
      "FREE of a huge page that is on its way", .free(0..<2), in: .hugePage, cells: hugeKind(2),
      """
      N+ CLEAR 0..<2 | mmap_sem R
      F 0..<2 | mmap_sem R
      N- | mmap_sem R
      """),
    OperationRow(
      "FREE of a part of a huge page", .free(0..<1), in: .hugePage,
      """
      N+ CLEAR 0..<1 | mmap_sem R
      N+ CLEAR 0..<2 | mmap_sem R
      pmd 0 huge 1a0 rw ⇒ huge 1a0 rw invalid | mmap_sem R, pmd lock
      F 0..<2 | mmap_sem R, pmd lock
      pte 0 none ⇒ present 1a0 rw | mmap_sem R, pmd lock
      pte 1 none ⇒ present 1a1 rw | mmap_sem R, pmd lock
      pmd 0 huge 1a0 rw invalid ⇒ table | mmap_sem R, pmd lock
      N- | mmap_sem R
      F 0..<1 | mmap_sem R
      N- | mmap_sem R
      = 1a0 app 1 A lazyfree
      """),
    OperationRow(
      "FREE of what has no table", .free(0..<1), in: .pages([.none]),
      """
      N+ CLEAR 0..<1 | mmap_sem R
      F 0..<1 | mmap_sem R
      N- | mmap_sem R
      """),
    OperationRow(
      "FREE of a huge page that is split meanwhile", .free(0..<2), in: .hugePage, before: "FP5", other: .split(page: 0),
      """
      N+ CLEAR 0..<2 | mmap_sem R
      meanwhile
      F 0..<2 | mmap_sem R
      N- | mmap_sem R
      = 1a0 app 1 A lazyfree
      = 1a1 app 1 B lazyfree
      """),
    OperationRow(
      "FREE behind the last vma", .free(1..<2), in: .pages([shown, .none], vmas: [VmaPiece(0..<1)]), returns: -12, ""),
    OperationRow(
      "FREE up to a vma that is behind it", .free(0..<1), in: .pages([.none, shown], vmas: [VmaPiece(1..<2)]),
      returns: -12, ""),
  ]
}
