import Machine

@testable import Kernel

/// Rows for marks for NUMA hints.
extension OperationRow {
  static let hints = marks

  private static let shown = PageContent.present(frame: "1a0", isWritable: true)
  private static let other = PageContent.present(frame: "1a1", isWritable: true)
  private static let moving = PageContent.migration(frame: "1a0", isWritable: true)

  /// Another kind of huge entry than the fixture's.
  private static func hugeKind(_ kind: Int) -> @Sendable (inout Setup) -> Void {
    { $0.set("pmd", 1, "kind", to: .number(kind)) }
  }

  private static let marks = [
    OperationRow(
      "NUMA hints: as mprotect, with mmap_sem for reading; the right to write stays", .numa(0..<4),
      """
      N+ PROTECTION_VMA 0..<4 | mmap_sem R
      pte 0 present 1a0 rw ⇒ present 1a0 rw protnone | mmap_sem R, ptl
      pte 1 present 1a1 rw ⇒ present 1a1 rw protnone | mmap_sem R, ptl
      N- | mmap_sem R
      F 0..<4 | mmap_sem R
      """),
    OperationRow(
      "NUMA hints do not wait for mmap_sem", .numa(0..<4), cells: { $0.set("mm", 1, "mmap_sem", to: .number(2)) }, ""),
    OperationRow(
      "NUMA hints leave some vmas out", .numa(0..<6),
      in: .pages(
        [shown, shown, shown, shown, .none, other],
        vmas: zip(0..., ["none", "special", "hugetlb", "file readonly"]).map { VmaPiece($0..<$0 + 1).with($1) }
          + [VmaPiece(5..<6)]),
      """
      N+ PROTECTION_VMA 5..<6 | mmap_sem R
      pte 5 present 1a1 rw ⇒ present 1a1 rw protnone | mmap_sem R, ptl
      N- | mmap_sem R
      F 5..<6 | mmap_sem R
      """),
    OperationRow(
      "NUMA hints in a part of a vma, a page that is marked, and one that is copied at the next write", .numa(0..<3),
      in: .pages([.protnone(frame: "1a1", isWritable: true), shown, shown, .none]),
      """
      N+ PROTECTION_VMA 0..<3 | mmap_sem R
      N- | mmap_sem R
      """),
    OperationRow(
      "NUMA hints for what is shared for good", .numa(0..<2),
      in: .pages([shown, shown], vmas: [VmaPiece(0..<2).with("shared")]),
      """
      N+ PROTECTION_VMA 0..<2 | mmap_sem R
      pte 0 present 1a0 rw ⇒ present 1a0 rw protnone | mmap_sem R, ptl
      pte 1 present 1a0 rw ⇒ present 1a0 rw protnone | mmap_sem R, ptl
      N- | mmap_sem R
      F 0..<2 | mmap_sem R
      """),
    OperationRow(
      "NUMA hints: a page on its way and one of a device lose the right to write", .numa(0..<2),
      in: .pages([moving, .devicePrivate(frame: "d0", isWritable: true)]).but {
        $0.frames.append(FrameContent("d0", owner: "app", device: "gpu"))
      },
      """
      N+ PROTECTION_VMA 0..<2 | mmap_sem R
      pte 0 migration 1a0 rw ⇒ migration 1a0 ro | mmap_sem R, ptl
      pte 1 device d0 rw ⇒ device d0 ro | mmap_sem R, ptl
      N- | mmap_sem R
      F 0..<2 | mmap_sem R
      """),
    OperationRow(
      "NUMA hints: special pages and persistent memory get none", .numa(0..<2),
      in: .pages([.special, .devmap(frame: "1a0", isWritable: true)]),
      """
      N+ PROTECTION_VMA 0..<2 | mmap_sem R
      N- | mmap_sem R
      """),
    OperationRow(
      "NUMA hint for a huge page", .numa(0..<2), in: .hugePage,
      """
      N+ PROTECTION_VMA 0..<2 | mmap_sem R
      pmd 0 huge 1a0 rw ⇒ huge 1a0 rw protnone | mmap_sem R, pmd lock
      N- | mmap_sem R
      F 0..<2 | mmap_sem R
      """),
    OperationRow(
      "NUMA hint for a huge page that has one", .numa(0..<2), in: .hugePage,
      cells: { $0.set("pmd", 1, "protnone", to: .number(1)) },
      """
      N+ PROTECTION_VMA 0..<2 | mmap_sem R
      N- | mmap_sem R
      """),
    OperationRow(
      "NUMA hint for huge persistent memory", .numa(0..<2), in: .hugePage, cells: hugeKind(3),
      """
      N+ PROTECTION_VMA 0..<2 | mmap_sem R
      N- | mmap_sem R
      """),
    OperationRow(
      "NUMA hints for a part of a huge page: split inside of the section", .numa(1..<2), in: .hugePage,
      """
      N+ PROTECTION_VMA 1..<2 | mmap_sem R
      N+ CLEAR 0..<2 | mmap_sem R
      pmd 0 huge 1a0 rw ⇒ huge 1a0 rw invalid | mmap_sem R, pmd lock
      F 0..<2 | mmap_sem R, pmd lock
      pte 0 none ⇒ present 1a0 rw | mmap_sem R, pmd lock
      pte 1 none ⇒ present 1a1 rw | mmap_sem R, pmd lock
      pmd 0 huge 1a0 rw invalid ⇒ table | mmap_sem R, pmd lock
      N- | mmap_sem R
      pte 1 present 1a1 rw ⇒ present 1a1 rw protnone | mmap_sem R, ptl
      N- | mmap_sem R
      F 1..<2 | mmap_sem R
      """),
    OperationRow(
      "NUMA hint for a huge page that is split meanwhile: its pages get theirs", .numa(0..<2), in: .hugePage,
      before: "CP8", other: .split(page: 0),
      """
      N+ PROTECTION_VMA 0..<2 | mmap_sem R
      meanwhile
      pte 0 present 1a0 rw ⇒ present 1a0 rw protnone | mmap_sem R, ptl
      pte 1 present 1a1 rw ⇒ present 1a1 rw protnone | mmap_sem R, ptl
      N- | mmap_sem R
      F 0..<2 | mmap_sem R
      """),
    OperationRow(
      "NUMA hints behind the last vma", .numa(1..<2), in: .pages([shown, .none], vmas: [VmaPiece(0..<1)]), ""),
  ]
}
