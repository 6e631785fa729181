import Machine

@testable import Kernel

/// Rows for mremap.
extension OperationRow {
  static let remapped = remaps

  private static let shown = PageContent.present(frame: "1a0", isWritable: true)
  private static let other = PageContent.present(frame: "1a1", isWritable: true)

  private static let remaps = [
    OperationRow(
      "mremap: both tables locked, the flush inside of that; the new place raises nothing", .mremap(0..<2, to: 2),
      in: MremapTests.world(isAcross: true), returns: 2,
      """
      vmas 0..<2 rw ⇒ 0..<2 rw, 2..<4 rw | mmap_sem W
      N+ UNMAP 0..<2 | mmap_sem W
      pmd 1 none ⇒ table | mmap_sem W
      pte 2 none ⇒ present 1a0 rw soft_dirty | mmap_sem W, ptl, ptl
      pte 0 present 1a0 rw ⇒ none | mmap_sem W, ptl, ptl
      pte 3 none ⇒ swap 3 | mmap_sem W, ptl, ptl
      pte 1 swap 3 ⇒ none | mmap_sem W, ptl, ptl
      F 0..<2 | mmap_sem W, ptl, ptl
      N- | mmap_sem W
      vmas 0..<2 rw, 2..<4 rw ⇒ 2..<4 rw | mmap_sem W
      N+ UNMAP 0..<2 | mmap_sem W
      N- | mmap_sem W
      pmd 0 table ⇒ none | mmap_sem W
      F 0..<2 | mmap_sem W
      """),
    OperationRow(
      "mremap within a table", .mremap(0..<2, to: 2), in: MremapTests.world(isAcross: false), returns: 2,
      """
      vmas 0..<2 rw ⇒ 0..<2 rw, 2..<4 rw | mmap_sem W
      N+ UNMAP 0..<2 | mmap_sem W
      pte 2 none ⇒ present 1a0 rw soft_dirty | mmap_sem W, ptl
      pte 0 present 1a0 rw ⇒ none | mmap_sem W, ptl
      pte 3 none ⇒ swap 3 | mmap_sem W, ptl
      pte 1 swap 3 ⇒ none | mmap_sem W, ptl
      F 0..<2 | mmap_sem W, ptl
      N- | mmap_sem W
      vmas 0..<2 rw, 2..<4 rw ⇒ 2..<4 rw | mmap_sem W
      N+ UNMAP 0..<2 | mmap_sem W
      N- | mmap_sem W
      F 0..<2 | mmap_sem W
      """),
    OperationRow(
      "mremap of nothing present: no flush", .mremap(1..<2, to: 3), in: MremapTests.world(isAcross: true), returns: 3,
      """
      vmas 0..<2 rw ⇒ 0..<2 rw, 3..<4 rw | mmap_sem W
      N+ UNMAP 1..<2 | mmap_sem W
      pmd 1 none ⇒ table | mmap_sem W
      pte 3 none ⇒ swap 3 | mmap_sem W, ptl, ptl
      pte 1 swap 3 ⇒ none | mmap_sem W, ptl, ptl
      N- | mmap_sem W
      vmas 0..<2 rw, 3..<4 rw ⇒ 0..<1 rw, 3..<4 rw | mmap_sem W
      N+ UNMAP 1..<2 | mmap_sem W
      N- | mmap_sem W
      F 1..<2 | mmap_sem W
      """),
    OperationRow(
      "mremap to a place that is mapped: that goes first", .mremap(0..<1, to: 1), returns: 1,
      """
      vmas 0..<4 rw ⇒ 0..<1 rw, 2..<4 rw | mmap_sem W
      N+ UNMAP 1..<2 | mmap_sem W
      pte 1 present 1a1 rw ⇒ none | mmap_sem W, ptl
      N- | mmap_sem W
      F 1..<2 | mmap_sem W
      free 1a1 | mmap_sem W
      vmas 0..<1 rw, 2..<4 rw ⇒ 0..<1 rw, 1..<2 rw, 2..<4 rw | mmap_sem W
      N+ UNMAP 0..<1 | mmap_sem W
      pte 1 none ⇒ present 1a0 rw soft_dirty | mmap_sem W, ptl
      pte 0 present 1a0 rw ⇒ none | mmap_sem W, ptl
      F 0..<1 | mmap_sem W, ptl
      N- | mmap_sem W
      vmas 0..<1 rw, 1..<2 rw, 2..<4 rw ⇒ 1..<2 rw, 2..<4 rw | mmap_sem W
      N+ UNMAP 0..<1 | mmap_sem W
      N- | mmap_sem W
      F 0..<1 | mmap_sem W
      """),
    OperationRow("mremap onto itself", .mremap(0..<2, to: 1), returns: -22, ""),
    OperationRow("mremap of nothing", .mremap(1..<1, to: 3), returns: -22, ""),
    OperationRow(
      "mremap of more than a vma has", .mremap(0..<2, to: 2),
      in: MremapTests.world(isAcross: false).but { $0.vmas = [VmaPiece(0..<1)] }, returns: -14, ""),
    OperationRow(
      "mremap from before a vma", .mremap(0..<2, to: 2),
      in: MremapTests.world(isAcross: false).but { $0.vmas = [VmaPiece(1..<2)] }, returns: -14, ""),
    OperationRow(
      "mremap behind the last vma", .mremap(1..<2, to: 2),
      in: MremapTests.world(isAcross: false).but { $0.vmas = [VmaPiece(0..<1)] }, returns: -14, ""),
    OperationRow(
      "mremap of hugetlb", .mremap(0..<2, to: 2),
      in: MremapTests.world(isAcross: false).but { $0.vmas[0].isHugetlb = true }, returns: -22, ""),
    OperationRow(
      "mremap of what has no table", .mremap(0..<1, to: 2),
      in: .pages([.none, .none, .none, shown], vmas: [VmaPiece(0..<1), VmaPiece(3..<4)]).at(0x7f00_001f_e000),
      returns: 2,
      """
      vmas 0..<1 rw, 3..<4 rw ⇒ 0..<1 rw, 2..<3 rw, 3..<4 rw | mmap_sem W
      N+ UNMAP 0..<1 | mmap_sem W
      N- | mmap_sem W
      vmas 0..<1 rw, 2..<3 rw, 3..<4 rw ⇒ 2..<3 rw, 3..<4 rw | mmap_sem W
      N+ UNMAP 0..<1 | mmap_sem W
      N- | mmap_sem W
      F 0..<1 | mmap_sem W
      """),
    OperationRow(
      "mremap of special pages and persistent memory", .mremap(0..<2, to: 2),
      in: .pages([.special, .devmap(frame: "1a0", isWritable: true), .none, .none], vmas: [VmaPiece(0..<2)]),
      returns: 2,
      """
      vmas 0..<2 rw ⇒ 0..<2 rw, 2..<4 rw | mmap_sem W
      N+ UNMAP 0..<2 | mmap_sem W
      pte 2 none ⇒ special ro soft_dirty | mmap_sem W, ptl
      pte 0 special ro ⇒ none | mmap_sem W, ptl
      pte 3 none ⇒ devmap 1a0 rw soft_dirty | mmap_sem W, ptl
      pte 1 devmap 1a0 rw ⇒ none | mmap_sem W, ptl
      F 0..<2 | mmap_sem W, ptl
      N- | mmap_sem W
      vmas 0..<2 rw, 2..<4 rw ⇒ 2..<4 rw | mmap_sem W
      N+ UNMAP 0..<2 | mmap_sem W
      N- | mmap_sem W
      F 0..<2 | mmap_sem W
      """),
    OperationRow(
      "mremap of a huge page", .mremap(0..<2, to: 2), in: .movableHuge, returns: 2,
      """
      vmas 0..<2 rw ⇒ 0..<2 rw, 2..<4 rw | mmap_sem W
      N+ UNMAP 0..<2 | mmap_sem W
      pmd 1 none ⇒ huge 1a0 rw | mmap_sem W, pmd lock, pmd lock
      pmd 0 huge 1a0 rw ⇒ none | mmap_sem W, pmd lock, pmd lock
      F 0..<2 | mmap_sem W, pmd lock, pmd lock
      N- | mmap_sem W
      vmas 0..<2 rw, 2..<4 rw ⇒ 2..<4 rw | mmap_sem W
      N+ UNMAP 0..<2 | mmap_sem W
      N- | mmap_sem W
      F 0..<2 | mmap_sem W
      """),
    OperationRow(
      "mremap of a part of a huge page: split inside of the section", .mremap(1..<2, to: 3), in: .movableHuge,
      returns: 3,
      """
      vmas 0..<2 rw ⇒ 0..<2 rw, 3..<4 rw | mmap_sem W
      N+ UNMAP 1..<2 | mmap_sem W
      N+ CLEAR 0..<2 | mmap_sem W
      pmd 0 huge 1a0 rw ⇒ huge 1a0 rw invalid | mmap_sem W, pmd lock
      F 0..<2 | mmap_sem W, pmd lock
      pte 0 none ⇒ present 1a0 rw | mmap_sem W, pmd lock
      pte 1 none ⇒ present 1a1 rw | mmap_sem W, pmd lock
      pmd 0 huge 1a0 rw invalid ⇒ table | mmap_sem W, pmd lock
      N- | mmap_sem W
      pmd 1 none ⇒ table | mmap_sem W
      pte 3 none ⇒ present 1a1 rw soft_dirty | mmap_sem W, ptl, ptl
      pte 1 present 1a1 rw ⇒ none | mmap_sem W, ptl, ptl
      F 1..<2 | mmap_sem W, ptl, ptl
      N- | mmap_sem W
      vmas 0..<2 rw, 3..<4 rw ⇒ 0..<1 rw, 3..<4 rw | mmap_sem W
      N+ UNMAP 1..<2 | mmap_sem W
      N- | mmap_sem W
      F 1..<2 | mmap_sem W
      """),
    OperationRow(
      "mremap across tables that are cut in other places", .mremap(1..<3, to: 3),
      in: .pages([.none, shown, other, .none, .none, .none], vmas: [VmaPiece(1..<3)]).at(0x7f00_001f_e000), returns: 3,
      """
      vmas 1..<3 rw ⇒ 1..<3 rw, 3..<5 rw | mmap_sem W
      N+ UNMAP 1..<3 | mmap_sem W
      pte 3 none ⇒ present 1a0 rw soft_dirty | mmap_sem W, ptl, ptl
      pte 1 present 1a0 rw ⇒ none | mmap_sem W, ptl, ptl
      F 1..<2 | mmap_sem W, ptl, ptl
      pte 4 none ⇒ present 1a1 rw soft_dirty | mmap_sem W, ptl
      pte 2 present 1a1 rw ⇒ none | mmap_sem W, ptl
      F 2..<3 | mmap_sem W, ptl
      N- | mmap_sem W
      vmas 1..<3 rw, 3..<5 rw ⇒ 3..<5 rw | mmap_sem W
      N+ UNMAP 1..<3 | mmap_sem W
      N- | mmap_sem W
      pmd 0 table ⇒ none | mmap_sem W
      F 1..<3 | mmap_sem W
      """),
    OperationRow(
      "mremap to the beginning of a vma", .mremap(0..<1, to: 2),
      in: .pages([shown, .none, .none, .none], vmas: [VmaPiece(0..<1), VmaPiece(2..<4)]), returns: 2,
      """
      vmas 0..<1 rw, 2..<4 rw ⇒ 0..<1 rw, 3..<4 rw | mmap_sem W
      N+ UNMAP 2..<3 | mmap_sem W
      N- | mmap_sem W
      F 2..<3 | mmap_sem W
      vmas 0..<1 rw, 3..<4 rw ⇒ 0..<1 rw, 2..<3 rw, 3..<4 rw | mmap_sem W
      N+ UNMAP 0..<1 | mmap_sem W
      pte 2 none ⇒ present 1a0 rw soft_dirty | mmap_sem W, ptl
      pte 0 present 1a0 rw ⇒ none | mmap_sem W, ptl
      F 0..<1 | mmap_sem W, ptl
      N- | mmap_sem W
      vmas 0..<1 rw, 2..<3 rw, 3..<4 rw ⇒ 2..<3 rw, 3..<4 rw | mmap_sem W
      N+ UNMAP 0..<1 | mmap_sem W
      N- | mmap_sem W
      F 0..<1 | mmap_sem W
      """),
    OperationRow(
      "mremap to two tables, of a page that is there and one that is not", .mremap(0..<2, to: 2),
      in: .pages([shown, .none, .none, .none], vmas: [VmaPiece(0..<2)]).at(0x7f00_001f_d000), returns: 2,
      """
      vmas 0..<2 rw ⇒ 0..<2 rw, 2..<4 rw | mmap_sem W
      N+ UNMAP 0..<2 | mmap_sem W
      pte 2 none ⇒ present 1a0 rw soft_dirty | mmap_sem W, ptl
      pte 0 present 1a0 rw ⇒ none | mmap_sem W, ptl
      F 0..<1 | mmap_sem W, ptl
      pmd 1 none ⇒ table | mmap_sem W
      N- | mmap_sem W
      vmas 0..<2 rw, 2..<4 rw ⇒ 2..<4 rw | mmap_sem W
      N+ UNMAP 0..<2 | mmap_sem W
      N- | mmap_sem W
      F 0..<2 | mmap_sem W
      """),
    OperationRow(
      "mremap of a huge page that is split meanwhile", .mremap(0..<2, to: 2), in: .movableHuge, returns: 2,
      before: "MV10", other: .split(page: 0),
      """
      vmas 0..<2 rw ⇒ 0..<2 rw, 2..<4 rw | mmap_sem W
      N+ UNMAP 0..<2 | mmap_sem W
      meanwhile
      pmd 1 none ⇒ table | mmap_sem W
      pte 2 none ⇒ present 1a0 rw soft_dirty | mmap_sem W, ptl, ptl
      pte 0 present 1a0 rw ⇒ none | mmap_sem W, ptl, ptl
      pte 3 none ⇒ present 1a1 rw soft_dirty | mmap_sem W, ptl, ptl
      pte 1 present 1a1 rw ⇒ none | mmap_sem W, ptl, ptl
      F 0..<2 | mmap_sem W, ptl, ptl
      N- | mmap_sem W
      vmas 0..<2 rw, 2..<4 rw ⇒ 2..<4 rw | mmap_sem W
      N+ UNMAP 0..<2 | mmap_sem W
      N- | mmap_sem W
      pmd 0 table ⇒ none | mmap_sem W
      F 0..<2 | mmap_sem W
      """),
  ]
}
