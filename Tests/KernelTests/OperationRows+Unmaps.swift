import Machine

@testable import Kernel

/// Rows for munmap.
extension OperationRow {
  static let removals = unmaps

  private static let shown = PageContent.present(frame: "1a0", isWritable: true)
  private static let other = PageContent.present(frame: "1a1", isWritable: true)

  private static let unmaps = [
    OperationRow(
      "munmap: mmap_sem is downgraded once the vma is cut", .munmap(0..<2),
      """
      vmas 0..<4 rw ⇒ 2..<4 rw | mmap_sem W
      N+ UNMAP 0..<2 | mmap_sem R
      pte 0 present 1a0 rw ⇒ none | mmap_sem R, ptl
      pte 1 present 1a1 rw ⇒ none | mmap_sem R, ptl
      N- | mmap_sem R
      F 0..<2 | mmap_sem R
      free 1a0, 1a1 | mmap_sem R
      """),
    OperationRow(
      "munmap from the middle of a vma: two are left", .munmap(1..<3),
      """
      vmas 0..<4 rw ⇒ 0..<1 rw, 3..<4 rw | mmap_sem W
      N+ UNMAP 1..<3 | mmap_sem R
      pte 1 present 1a1 rw ⇒ none | mmap_sem R, ptl
      N- | mmap_sem R
      F 1..<3 | mmap_sem R
      free 1a1 | mmap_sem R
      """),
    OperationRow(
      "munmap of an end", .munmap(2..<4),
      """
      vmas 0..<4 rw ⇒ 0..<2 rw | mmap_sem W
      N+ UNMAP 2..<4 | mmap_sem R
      pte 3 swap 3 ⇒ none | mmap_sem R, ptl
      N- | mmap_sem R
      F 2..<4 | mmap_sem R
      = swap 3 free
      """),
    OperationRow(
      "munmap of three vmas and a gap, of which two are cut", .munmap(1..<5),
      in: .pages(
        [shown, other, .none, .none, .none, .none], vmas: [VmaPiece(0..<2), VmaPiece(2..<3), VmaPiece(4..<6)]),
      """
      vmas 0..<2 rw, 2..<3 rw, 4..<6 rw ⇒ 0..<1 rw, 5..<6 rw | mmap_sem W
      N+ UNMAP 1..<5 | mmap_sem R
      pte 1 present 1a1 rw ⇒ none | mmap_sem R, ptl
      N- | mmap_sem R
      F 1..<5 | mmap_sem R
      free 1a1 | mmap_sem R
      """),
    OperationRow(
      "munmap of all: swap, device memory and special pages go, and the tables", .munmap(0..<5),
      in: .pages([shown, .swap(slot: "3"), .devicePrivate(frame: "d0", isWritable: true), .special, .poison]).but {
        $0.frames.append(FrameContent("d0", owner: "app", letter: "P", device: "gpu"))
      },
      """
      vmas 0..<5 rw ⇒ none | mmap_sem W
      N+ UNMAP 0..<5 | mmap_sem R
      pte 0 present 1a0 rw ⇒ none | mmap_sem R, ptl
      pte 1 swap 3 ⇒ none | mmap_sem R, ptl
      pte 2 device d0 rw ⇒ none | mmap_sem R, ptl
      free d0 | mmap_sem R, ptl
      pte 3 special ro ⇒ none | mmap_sem R, ptl
      pte 4 poison ⇒ none | mmap_sem R, ptl
      N- | mmap_sem R
      pmd 0 table ⇒ none | mmap_sem R
      F 0..<5 | mmap_sem R
      free 1a0 | mmap_sem R
      = swap 3 free
      """),
    OperationRow(
      "munmap of a slot that two entries name", .munmap(0..<1), in: .pages([.swap(slot: "3"), .swap(slot: "3")]),
      """
      vmas 0..<2 rw ⇒ 1..<2 rw | mmap_sem W
      N+ UNMAP 0..<1 | mmap_sem R
      pte 0 swap 3 ⇒ none | mmap_sem R, ptl
      N- | mmap_sem R
      F 0..<1 | mmap_sem R
      = swap 3 app 1 D
      """),
    OperationRow(
      "munmap of what is in the swap cache", .munmap(0..<1), in: .pages([.swap(slot: "3")]),
      cells: { $0.set("swap", 1, "page", to: .number(1)) },
      """
      vmas 0..<1 rw ⇒ none | mmap_sem W
      N+ UNMAP 0..<1 | mmap_sem R
      free 1a0 | mmap_sem R, ptl
      pte 0 swap 3 ⇒ none | mmap_sem R, ptl
      N- | mmap_sem R
      pmd 0 table ⇒ none | mmap_sem R
      F 0..<1 | mmap_sem R
      = swap 3 free
      """),
    OperationRow("munmap of nothing", .munmap(2..<2), returns: -22, ""),
    OperationRow(
      "munmap of a part of a huge page: it is split in a section of its own", .munmap(1..<2), in: .hugePage,
      """
      vmas 0..<4 rw ⇒ 0..<1 rw, 2..<4 rw | mmap_sem W
      N+ UNMAP 1..<2 | mmap_sem R
      N+ CLEAR 0..<2 | mmap_sem R
      pmd 0 huge 1a0 rw ⇒ huge 1a0 rw invalid | mmap_sem R, pmd lock
      F 0..<2 | mmap_sem R, pmd lock
      pte 0 none ⇒ present 1a0 rw | mmap_sem R, pmd lock
      pte 1 none ⇒ present 1a1 rw | mmap_sem R, pmd lock
      pmd 0 huge 1a0 rw invalid ⇒ table | mmap_sem R, pmd lock
      N- | mmap_sem R
      pte 1 present 1a1 rw ⇒ none | mmap_sem R, ptl
      N- | mmap_sem R
      F 1..<2 | mmap_sem R
      free 1a1 | mmap_sem R
      """),
    OperationRow(
      "munmap of a whole huge page", .munmap(0..<2), in: .hugePage,
      """
      vmas 0..<4 rw ⇒ 2..<4 rw | mmap_sem W
      N+ UNMAP 0..<2 | mmap_sem R
      pmd 0 huge 1a0 rw ⇒ none | mmap_sem R, pmd lock
      N- | mmap_sem R
      F 0..<2 | mmap_sem R
      free 1a0, 1a1 | mmap_sem R
      """),
    OperationRow(
      "munmap of a huge page that is on its way", .munmap(0..<2), in: .hugePage,
      cells: { $0.set("pmd", 1, "kind", to: .number(2)) },
      """
      vmas 0..<4 rw ⇒ 2..<4 rw | mmap_sem W
      N+ UNMAP 0..<2 | mmap_sem R
      pmd 0 migration 1a0 rw ⇒ none | mmap_sem R, pmd lock
      N- | mmap_sem R
      F 0..<2 | mmap_sem R
      """),
    OperationRow(
      "munmap of hugetlb", .munmap(0..<2), in: .hugePage.but { $0.vmas = [VmaPiece(0..<2).with("hugetlb")] },
      """
      vmas 0..<2 rw ⇒ none | mmap_sem W
      N+ UNMAP 0..<2 | mmap_sem R
      pmd 0 huge 1a0 rw ⇒ none | mmap_sem R, pmd lock
      N- | mmap_sem R
      F 0..<2 | mmap_sem R
      free 1a0, 1a1 | mmap_sem R
      """),
    OperationRow(
      "munmap of a process that nobody mirrors", .munmap(0..<1), in: .unmirrored,
      """
      vmas 0..<4 rw ⇒ 1..<4 rw | mmap_sem W
      N+ UNMAP 0..<1 untold | mmap_sem R
      pte 0 present 1a0 rw ⇒ none | mmap_sem R, ptl
      N- | mmap_sem R
      F 0..<1 | mmap_sem R
      free 1a0 | mmap_sem R
      """),
    OperationRow(
      "munmap of a page next to another table of every level", .munmap(0..<1),
      in: .pages([shown, other]).at(0x7eff_ffff_f000),
      """
      vmas 0..<2 rw ⇒ 1..<2 rw | mmap_sem W
      N+ UNMAP 0..<1 | mmap_sem R
      pte 0 present 1a0 rw ⇒ none | mmap_sem R, ptl
      N- | mmap_sem R
      pmd 0 table ⇒ none | mmap_sem R
      F 0..<1 | mmap_sem R
      free 1a0 | mmap_sem R
      """),
    OperationRow(
      "munmap of a huge page that another thread splits meanwhile", .munmap(0..<2), in: .hugePage, before: "ZH2",
      other: .split(page: 0),
      """
      vmas 0..<4 rw ⇒ 2..<4 rw | mmap_sem W
      N+ UNMAP 0..<2 | mmap_sem R
      meanwhile
      pte 0 present 1a0 rw ⇒ none | mmap_sem R, ptl
      pte 1 present 1a1 rw ⇒ none | mmap_sem R, ptl
      N- | mmap_sem R
      pmd 0 table ⇒ none | mmap_sem R
      F 0..<2 | mmap_sem R
      free 1a0, 1a1 | mmap_sem R
      """),
  ]
}
