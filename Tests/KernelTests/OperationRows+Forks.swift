import Machine

@testable import Kernel

/// Rows for fork.
extension OperationRow {
  static let copiedProcesses = forks

  private static let shown = PageContent.present(frame: "1a0", isWritable: true)
  private static let other = PageContent.present(frame: "1a1", isWritable: true)
  private static let moving = PageContent.migration(frame: "1a0", isWritable: true)

  /// Another kind of huge entry than the fixture's.
  private static func hugeKind(_ kind: Int) -> @Sendable (inout Setup) -> Void {
    { $0.set("pmd", 1, "kind", to: .number(kind)) }
  }

  private static let forks = [
    OperationRow(
      "fork: both tables locked, and one flush for all of the parent at the end", .fork(child: "child"),
      in: .family([shown, other]),
      """
      vmas 0..<2 rw ⇒ 0..<2 rw, 2..<4 rw | mmap_sem W, mmap_sem W
      N+ PROTECTION_PAGE 0..<2 | mmap_sem W, mmap_sem W
      pmd 1 none ⇒ table | mmap_sem W, mmap_sem W
      pte 0 present 1a0 rw ⇒ present 1a0 ro | mmap_sem W, mmap_sem W, ptl, ptl
      pte 2 none ⇒ present 1a0 ro | mmap_sem W, mmap_sem W, ptl, ptl
      pte 1 present 1a1 rw ⇒ present 1a1 ro | mmap_sem W, mmap_sem W, ptl, ptl
      pte 3 none ⇒ present 1a1 ro | mmap_sem W, mmap_sem W, ptl, ptl
      N- | mmap_sem W, mmap_sem W
      F 0..<2 | mmap_sem W
      = 1a0 app 2 A
      = 1a1 app 2 B
      """),
    OperationRow(
      "fork: a section for each vma that is copied at the next write, none for what is shared", .fork(child: "child"),
      in: .family([shown, other]).but { $0.vmas = [VmaPiece(0..<1), VmaPiece(1..<2).with("shared")] },
      """
      vmas 0..<1 rw, 1..<2 rw ⇒ 0..<1 rw, 1..<2 rw, 2..<3 rw | mmap_sem W, mmap_sem W
      N+ PROTECTION_PAGE 0..<1 | mmap_sem W, mmap_sem W
      pmd 1 none ⇒ table | mmap_sem W, mmap_sem W
      pte 0 present 1a0 rw ⇒ present 1a0 ro | mmap_sem W, mmap_sem W, ptl, ptl
      pte 2 none ⇒ present 1a0 ro | mmap_sem W, mmap_sem W, ptl, ptl
      N- | mmap_sem W, mmap_sem W
      vmas 0..<1 rw, 1..<2 rw, 2..<3 rw ⇒ 0..<1 rw, 1..<2 rw, 2..<3 rw, 3..<4 rw | mmap_sem W, mmap_sem W
      pte 3 none ⇒ present 1a1 rw | mmap_sem W, mmap_sem W, ptl, ptl
      F 0..<2 | mmap_sem W
      = 1a0 app 2 A
      = 1a1 app 2 B
      """),
    OperationRow(
      "fork: swap, pages on their way, device memory, special pages; the zero page is not counted",
      .fork(child: "child"),
      in: .family([
        .swap(slot: "3"), moving, .devicePrivate(frame: "d0", isWritable: true), .special,
        .present(frame: "0", isWritable: false),
      ]).but {
        $0.frames += [FrameContent("d0", owner: "app", device: "gpu"), FrameContent("0", owner: Process.zeroName)]
      },
      """
      vmas 0..<5 rw ⇒ 0..<5 rw, 5..<10 rw | mmap_sem W, mmap_sem W
      N+ PROTECTION_PAGE 0..<5 | mmap_sem W, mmap_sem W
      pmd 1 none ⇒ table | mmap_sem W, mmap_sem W
      pte 5 none ⇒ swap 3 | mmap_sem W, mmap_sem W, ptl, ptl
      pte 1 migration 1a0 rw ⇒ migration 1a0 ro | mmap_sem W, mmap_sem W, ptl, ptl
      pte 6 none ⇒ migration 1a0 ro | mmap_sem W, mmap_sem W, ptl, ptl
      pte 2 device d0 rw ⇒ device d0 ro | mmap_sem W, mmap_sem W, ptl, ptl
      pte 7 none ⇒ device d0 ro | mmap_sem W, mmap_sem W, ptl, ptl
      pte 8 none ⇒ special ro | mmap_sem W, mmap_sem W, ptl, ptl
      pte 9 none ⇒ present 0 ro | mmap_sem W, mmap_sem W, ptl, ptl
      N- | mmap_sem W, mmap_sem W
      F 0..<5 | mmap_sem W
      = d0 app 3
      = swap 3 app 2 D
      """),
    OperationRow(
      "fork of what has no table", .fork(child: "child"),
      in: .family([.none, .none, shown]).but {
        $0.base = 0x7f00_001f_e000
        $0.others[0].base = $0.base
      },
      """
      vmas 0..<3 rw ⇒ 0..<3 rw, 3..<6 rw | mmap_sem W, mmap_sem W
      N+ PROTECTION_PAGE 0..<3 | mmap_sem W, mmap_sem W
      pmd 3 none ⇒ table | mmap_sem W, mmap_sem W
      pte 2 present 1a0 rw ⇒ present 1a0 ro | mmap_sem W, mmap_sem W, ptl, ptl
      pte 5 none ⇒ present 1a0 ro | mmap_sem W, mmap_sem W, ptl, ptl
      N- | mmap_sem W, mmap_sem W
      F 0..<3 | mmap_sem W
      = 1a0 app 2 A
      """),
    OperationRow(
      "fork of a huge page", .fork(child: "child"), in: .hugeFamily(),
      """
      vmas 0..<2 rw ⇒ 0..<2 rw, 2..<4 rw | mmap_sem W, mmap_sem W
      N+ PROTECTION_PAGE 0..<2 | mmap_sem W, mmap_sem W
      pmd 0 huge 1a0 rw ⇒ huge 1a0 ro | mmap_sem W, mmap_sem W, pmd lock, pmd lock
      pmd 1 none ⇒ huge 1a0 ro | mmap_sem W, mmap_sem W, pmd lock, pmd lock
      N- | mmap_sem W, mmap_sem W
      F 0..<2 | mmap_sem W
      = 1a0 app 2 A
      = 1a1 app 2 B
      """),
    OperationRow(
      "fork of a huge page that is shared", .fork(child: "child"), in: .hugeFamily("shared"),
      """
      vmas 0..<2 rw ⇒ 0..<2 rw, 2..<4 rw | mmap_sem W, mmap_sem W
      pmd 1 none ⇒ huge 1a0 rw | mmap_sem W, mmap_sem W, pmd lock, pmd lock
      F 0..<2 | mmap_sem W
      = 1a0 app 2 A
      = 1a1 app 2 B
      """),
    OperationRow(
      "fork of hugetlb: CLEAR", .fork(child: "child"), in: .hugeFamily("hugetlb"),
      """
      vmas 0..<2 rw ⇒ 0..<2 rw, 2..<4 rw | mmap_sem W, mmap_sem W
      N+ CLEAR 0..<2 | mmap_sem W, mmap_sem W
      pmd 0 huge 1a0 rw ⇒ huge 1a0 ro | mmap_sem W, mmap_sem W, pmd lock, pmd lock
      pmd 1 none ⇒ huge 1a0 ro | mmap_sem W, mmap_sem W, pmd lock, pmd lock
      N- | mmap_sem W, mmap_sem W
      F 0..<2 | mmap_sem W
      = 1a0 app 2 A
      = 1a1 app 2 B
      """),
    OperationRow(
      "fork of a huge page that is on its way", .fork(child: "child"), in: .hugeFamily(), cells: hugeKind(2),
      """
      vmas 0..<2 rw ⇒ 0..<2 rw, 2..<4 rw | mmap_sem W, mmap_sem W
      N+ PROTECTION_PAGE 0..<2 | mmap_sem W, mmap_sem W
      pmd 0 migration 1a0 rw ⇒ migration 1a0 ro | mmap_sem W, mmap_sem W, pmd lock, pmd lock
      pmd 1 none ⇒ migration 1a0 ro | mmap_sem W, mmap_sem W, pmd lock, pmd lock
      N- | mmap_sem W, mmap_sem W
      F 0..<2 | mmap_sem W
      """),
  ]
}
