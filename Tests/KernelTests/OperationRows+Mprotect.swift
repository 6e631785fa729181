import Machine

@testable import Kernel

/// Rows for mprotect.
extension OperationRow {
  static let protections = mprotects

  private static let shown = PageContent.present(frame: "1a0", isWritable: true)
  private static let other = PageContent.present(frame: "1a1", isWritable: true)
  private static let moving = PageContent.migration(frame: "1a0", isWritable: true)

  /// Another kind of huge entry than the fixture's.
  private static func hugeKind(_ kind: Int) -> @Sendable (inout Setup) -> Void {
    { $0.set("pmd", 1, "kind", to: .number(kind)) }
  }

  private static let mprotects = [
    OperationRow(
      "mprotect: the section ends before the flush, mmap_sem is held for writing", .mprotect(0..<2, .readOnly),
      """
      vmas 0..<4 rw ⇒ 0..<2 r, 2..<4 rw | mmap_sem W
      N+ PROTECTION_VMA 0..<2 | mmap_sem W
      pte 0 present 1a0 rw ⇒ present 1a0 ro | mmap_sem W, ptl
      pte 1 present 1a1 rw ⇒ present 1a1 ro | mmap_sem W, ptl
      N- | mmap_sem W
      F 0..<2 | mmap_sem W
      """),
    OperationRow(
      "mprotect from the middle of a vma", .mprotect(1..<4, .readOnly),
      """
      vmas 0..<4 rw ⇒ 0..<1 rw, 1..<4 r | mmap_sem W
      N+ PROTECTION_VMA 1..<4 | mmap_sem W
      pte 1 present 1a1 rw ⇒ present 1a1 ro | mmap_sem W, ptl
      N- | mmap_sem W
      F 1..<4 | mmap_sem W
      """),
    OperationRow(
      "mprotect of the middle, to no access", .mprotect(1..<2, .none), in: .pages([shown, other, .none]),
      """
      vmas 0..<3 rw ⇒ 0..<1 rw, 1..<2 -, 2..<3 rw | mmap_sem W
      N+ PROTECTION_VMA 1..<2 | mmap_sem W
      pte 1 present 1a1 rw ⇒ present 1a1 ro protnone | mmap_sem W, ptl
      N- | mmap_sem W
      F 1..<2 | mmap_sem W
      """),
    OperationRow("mprotect to what is there already", .mprotect(0..<4, .readWrite), ""),
    OperationRow("mprotect of nothing", .mprotect(1..<1, .readOnly), ""),
    OperationRow(
      "mprotect up to a gap", .mprotect(0..<3, .readOnly),
      in: .pages([shown, .none, other], vmas: [VmaPiece(0..<1), VmaPiece(2..<3)]), returns: -12,
      """
      vmas 0..<1 rw, 2..<3 rw ⇒ 0..<1 r, 2..<3 rw | mmap_sem W
      N+ PROTECTION_VMA 0..<1 | mmap_sem W
      pte 0 present 1a0 rw ⇒ present 1a0 ro | mmap_sem W, ptl
      N- | mmap_sem W
      F 0..<1 | mmap_sem W
      """),
    OperationRow(
      "mprotect behind the last vma", .mprotect(1..<2, .readOnly), in: .pages([shown, .none], vmas: [VmaPiece(0..<1)]),
      returns: -12, ""),
    OperationRow(
      "mprotect: the section begins at the first table that is not empty", .mprotect(0..<4, .readOnly),
      in: .pages([.none, .none, shown, other]).at(0x7f00_001f_e000),
      """
      vmas 0..<4 rw ⇒ 0..<4 r | mmap_sem W
      N+ PROTECTION_VMA 2..<4 | mmap_sem W
      pte 2 present 1a0 rw ⇒ present 1a0 ro | mmap_sem W, ptl
      pte 3 present 1a1 rw ⇒ present 1a1 ro | mmap_sem W, ptl
      N- | mmap_sem W
      F 0..<4 | mmap_sem W
      """),
    OperationRow(
      "mprotect of two tables of one pud: one section", .mprotect(0..<3, .readOnly),
      in: .pages([shown, .none, other]).at(0x7f00_001f_f000),
      """
      vmas 0..<3 rw ⇒ 0..<3 r | mmap_sem W
      N+ PROTECTION_VMA 0..<3 | mmap_sem W
      pte 0 present 1a0 rw ⇒ present 1a0 ro | mmap_sem W, ptl
      pte 2 present 1a1 rw ⇒ present 1a1 ro | mmap_sem W, ptl
      N- | mmap_sem W
      F 0..<3 | mmap_sem W
      """),
    OperationRow(
      "mprotect of two puds: a section each, one flush", .mprotect(0..<2, .readOnly),
      in: .pages([shown, other]).at(0x7f00_3fff_f000),
      """
      vmas 0..<2 rw ⇒ 0..<2 r | mmap_sem W
      N+ PROTECTION_VMA 0..<1 | mmap_sem W
      pte 0 present 1a0 rw ⇒ present 1a0 ro | mmap_sem W, ptl
      N- | mmap_sem W
      N+ PROTECTION_VMA 1..<2 | mmap_sem W
      pte 1 present 1a1 rw ⇒ present 1a1 ro | mmap_sem W, ptl
      N- | mmap_sem W
      F 0..<2 | mmap_sem W
      """),
    OperationRow(
      "mprotect of two puds, of which one has no tables", .mprotect(0..<2, .readOnly),
      in: .pages([.none, shown]).at(0x7f00_3fff_f000),
      """
      vmas 0..<2 rw ⇒ 0..<2 r | mmap_sem W
      N+ PROTECTION_VMA 1..<2 | mmap_sem W
      pte 1 present 1a0 rw ⇒ present 1a0 ro | mmap_sem W, ptl
      N- | mmap_sem W
      F 0..<2 | mmap_sem W
      """),
    OperationRow(
      "mprotect of what is on its way, special, in device memory, or persistent", .mprotect(0..<5, .none),
      in: .pages([
        moving, .special, .devicePrivate(frame: "d0", isWritable: true), .devmap(frame: "1a1", isWritable: true),
        .migration(frame: "1a0", isWritable: false),
      ]).but { $0.frames.append(FrameContent("d0", owner: "app", device: "gpu")) },
      """
      vmas 0..<5 rw ⇒ 0..<5 - | mmap_sem W
      N+ PROTECTION_VMA 0..<5 | mmap_sem W
      pte 0 migration 1a0 rw ⇒ migration 1a0 ro | mmap_sem W, ptl
      pte 1 special ro ⇒ special ro protnone | mmap_sem W, ptl
      pte 2 device d0 rw ⇒ device d0 ro | mmap_sem W, ptl
      pte 3 devmap 1a1 rw ⇒ devmap 1a1 ro protnone | mmap_sem W, ptl
      N- | mmap_sem W
      F 0..<5 | mmap_sem W
      """),
    OperationRow(
      "mprotect of what has no page changes nothing, and flushes nothing", .mprotect(2..<4, .readOnly),
      """
      vmas 0..<4 rw ⇒ 0..<2 rw, 2..<4 r | mmap_sem W
      N+ PROTECTION_VMA 2..<4 | mmap_sem W
      N- | mmap_sem W
      """),
    OperationRow(
      "mprotect gives the right to write to what is shared", .mprotect(0..<1, .readWrite),
      in: .pages([.present(frame: "1a0", isWritable: false)], vmas: [VmaPiece(0..<1).with("readonly shared")]),
      """
      vmas 0..<1 r ⇒ 0..<1 rw | mmap_sem W
      N+ PROTECTION_VMA 0..<1 | mmap_sem W
      pte 0 present 1a0 ro ⇒ present 1a0 rw | mmap_sem W, ptl
      N- | mmap_sem W
      F 0..<1 | mmap_sem W
      """),
    OperationRow(
      "mprotect gives it to a page of a file only where it is dirty", .mprotect(0..<2, .readWrite),
      in: .pages(
        [.present(frame: "1a0", isWritable: false), .present(frame: "1a1", isWritable: false)],
        vmas: [VmaPiece(0..<2).with("readonly shared file")]),
      cells: {
        for bit in ["dirty", "soft_dirty"] { $0.set("pte", 1, bit, to: .number(1)) }
        $0.set("pte", 2, "dirty", to: .number(1))
      },
      """
      vmas 0..<2 r ⇒ 0..<2 rw | mmap_sem W
      N+ PROTECTION_VMA 0..<2 | mmap_sem W
      pte 0 present 1a0 ro dirty soft_dirty ⇒ present 1a0 rw dirty soft_dirty | mmap_sem W, ptl
      N- | mmap_sem W
      F 0..<2 | mmap_sem W
      """),
    OperationRow(
      "mprotect of a huge page", .mprotect(0..<2, .readOnly), in: .hugePage,
      """
      vmas 0..<4 rw ⇒ 0..<2 r, 2..<4 rw | mmap_sem W
      N+ PROTECTION_VMA 0..<2 | mmap_sem W
      pmd 0 huge 1a0 rw ⇒ huge 1a0 ro | mmap_sem W, pmd lock
      N- | mmap_sem W
      F 0..<2 | mmap_sem W
      """),
    OperationRow(
      "mprotect of a huge page to no access", .mprotect(0..<2, .none), in: .hugePage,
      """
      vmas 0..<4 rw ⇒ 0..<2 -, 2..<4 rw | mmap_sem W
      N+ PROTECTION_VMA 0..<2 | mmap_sem W
      pmd 0 huge 1a0 rw ⇒ huge 1a0 ro protnone | mmap_sem W, pmd lock
      N- | mmap_sem W
      F 0..<2 | mmap_sem W
      """),
    OperationRow(
      "mprotect of a huge page that is on its way", .mprotect(0..<2, .readOnly), in: .hugePage, cells: hugeKind(2),
      """
      vmas 0..<4 rw ⇒ 0..<2 r, 2..<4 rw | mmap_sem W
      N+ PROTECTION_VMA 0..<2 | mmap_sem W
      pmd 0 migration 1a0 rw ⇒ migration 1a0 ro | mmap_sem W, pmd lock
      N- | mmap_sem W
      """),
    OperationRow(
      "mprotect of a part of a huge page: split before the vma is, its end", .mprotect(1..<4, .readOnly), in: .hugePage,
      """
      N+ CLEAR 0..<2 | mmap_sem W
      pmd 0 huge 1a0 rw ⇒ huge 1a0 rw invalid | mmap_sem W, pmd lock
      F 0..<2 | mmap_sem W, pmd lock
      pte 0 none ⇒ present 1a0 rw | mmap_sem W, pmd lock
      pte 1 none ⇒ present 1a1 rw | mmap_sem W, pmd lock
      pmd 0 huge 1a0 rw invalid ⇒ table | mmap_sem W, pmd lock
      N- | mmap_sem W
      vmas 0..<4 rw ⇒ 0..<1 rw, 1..<4 r | mmap_sem W
      N+ PROTECTION_VMA 1..<4 | mmap_sem W
      pte 1 present 1a1 rw ⇒ present 1a1 ro | mmap_sem W, ptl
      N- | mmap_sem W
      F 1..<4 | mmap_sem W
      """),
    OperationRow(
      "mprotect of a part of a huge page: split before the vma is, its beginning", .mprotect(0..<1, .readOnly),
      in: .hugePage,
      """
      N+ CLEAR 0..<2 | mmap_sem W
      pmd 0 huge 1a0 rw ⇒ huge 1a0 rw invalid | mmap_sem W, pmd lock
      F 0..<2 | mmap_sem W, pmd lock
      pte 0 none ⇒ present 1a0 rw | mmap_sem W, pmd lock
      pte 1 none ⇒ present 1a1 rw | mmap_sem W, pmd lock
      pmd 0 huge 1a0 rw invalid ⇒ table | mmap_sem W, pmd lock
      N- | mmap_sem W
      vmas 0..<4 rw ⇒ 0..<1 r, 1..<4 rw | mmap_sem W
      N+ PROTECTION_VMA 0..<1 | mmap_sem W
      pte 0 present 1a0 rw ⇒ present 1a0 ro | mmap_sem W, ptl
      N- | mmap_sem W
      F 0..<1 | mmap_sem W
      """),
    OperationRow(
      "mprotect of hugetlb", .mprotect(0..<2, .readOnly),
      in: .hugePage.but { $0.vmas = [VmaPiece(0..<2).with("hugetlb")] },
      """
      vmas 0..<2 rw ⇒ 0..<2 r | mmap_sem W
      N+ PROTECTION_VMA 0..<2 | mmap_sem W
      pmd 0 huge 1a0 rw ⇒ huge 1a0 ro | mmap_sem W, pmd lock
      N- | mmap_sem W
      F 0..<2 | mmap_sem W
      """),
  ]
}
