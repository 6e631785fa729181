import Machine

@testable import Kernel

/// Rows for split and collapse of huge pages.
extension OperationRow {
  static let hugePages = splits + collapses

  private static let shown = PageContent.present(frame: "1a0", isWritable: true)
  private static let read = PageContent.present(frame: "1a0", isWritable: false)

  private static func set(_ record: String, _ row: Int, _ field: String, _ value: Int)
    -> @Sendable (inout Setup) -> Void
  {
    { $0.set(record, row, field, to: .number(value)) }
  }

  private static let splits = [
    OperationRow(
      "split: the entry invalid, flush, the table filled and installed, all under its lock", .split(page: 1),
      in: .hugePage,
      """
      N+ CLEAR 0..<2
      pmd 0 huge 1a0 rw ⇒ huge 1a0 rw invalid | pmd lock
      F 0..<2 | pmd lock
      pte 0 none ⇒ present 1a0 rw | pmd lock
      pte 1 none ⇒ present 1a1 rw | pmd lock
      pmd 0 huge 1a0 rw invalid ⇒ table | pmd lock
      N-
      """),
    OperationRow(
      "split of a huge page with a NUMA hint", .split(page: 1), in: .hugePage, cells: set("pmd", 1, "protnone", 1),
      """
      N+ CLEAR 0..<2
      pmd 0 huge 1a0 rw protnone ⇒ huge 1a0 rw protnone invalid | pmd lock
      F 0..<2 | pmd lock
      pte 0 none ⇒ present 1a0 rw protnone | pmd lock
      pte 1 none ⇒ present 1a1 rw protnone | pmd lock
      pmd 0 huge 1a0 rw protnone invalid ⇒ table | pmd lock
      N-
      """),
    OperationRow(
      "split of a huge page that is on its way", .split(page: 0), in: .hugePage, cells: set("pmd", 1, "kind", 2),
      """
      N+ CLEAR 0..<2
      pmd 0 migration 1a0 rw ⇒ migration 1a0 rw invalid | pmd lock
      F 0..<2 | pmd lock
      pte 0 none ⇒ migration 1a0 rw | pmd lock
      pte 1 none ⇒ migration 1a1 rw | pmd lock
      pmd 0 migration 1a0 rw invalid ⇒ table | pmd lock
      N-
      """),
    OperationRow(
      "split of huge persistent memory: nothing is put in its place", .split(page: 0), in: .hugePage,
      cells: set("pmd", 1, "kind", 3),
      """
      N+ CLEAR 0..<2
      pmd 0 devmap 1a0 rw ⇒ devmap 1a0 rw invalid | pmd lock
      F 0..<2 | pmd lock
      pmd 0 devmap 1a0 rw invalid ⇒ none | pmd lock
      N-
      """),
    OperationRow(
      "split of a table: the section is raised all the same", .split(page: 0),
      """
      N+ CLEAR 0..<4
      N-
      """),
  ]

  private static let collapses = [
    OperationRow(
      "collapse: the section ends before the copy; the huge entry is put in place without one", .collapse(page: 0),
      in: .collapsible,
      """
      take 1b2, 1b3
      N+ CLEAR 0..<2 | mmap_sem W, rmap W
      pmd 0 table ⇒ none | mmap_sem W, rmap W, pmd lock
      F 0..<2 | mmap_sem W, rmap W, pmd lock
      N- | mmap_sem W, rmap W
      pte 0 present 1a0 rw ⇒ none | mmap_sem W, rmap W, ptl
      free 1a0 | mmap_sem W, rmap W, ptl
      pmd 0 none ⇒ huge 1b2 rw | mmap_sem W, rmap W, pmd lock
      = 1b2 app 1 A
      = 1b3 app 1
      """),
    OperationRow(
      "collapse without frames in a row", .collapse(page: 0), in: .collapsible.but { $0.frames[2].owner = "app" }, ""),
    OperationRow(
      "collapse of what a vma has in part", .collapse(page: 0), in: .collapsible.but { $0.vmas = [VmaPiece(0..<1)] },
      """
      take 1b2, 1b3
      free 1b2, 1b3
      """),
    OperationRow(
      "collapse of what is huge", .collapse(page: 0),
      in: .hugePage.but { $0.frames += [FrameContent("1c0"), FrameContent("1c1")] },
      """
      take 1c0, 1c1
      free 1c0, 1c1
      """),
    OperationRow(
      "collapse of a page of swap: the old table is put back", .collapse(page: 0),
      in: .collapsible.but { $0.pages[1] = .swap(slot: "3") },
      """
      take 1b2, 1b3
      N+ CLEAR 0..<2 | mmap_sem W, rmap W
      pmd 0 table ⇒ none | mmap_sem W, rmap W, pmd lock
      F 0..<2 | mmap_sem W, rmap W, pmd lock
      N- | mmap_sem W, rmap W
      pmd 0 none ⇒ table | mmap_sem W, rmap W, pmd lock
      free 1b2, 1b3
      """),
    OperationRow(
      "collapse of what nobody writes to", .collapse(page: 0), in: .collapsible.but { $0.pages[0] = read },
      """
      take 1b2, 1b3
      N+ CLEAR 0..<2 | mmap_sem W, rmap W
      pmd 0 table ⇒ none | mmap_sem W, rmap W, pmd lock
      F 0..<2 | mmap_sem W, rmap W, pmd lock
      N- | mmap_sem W, rmap W
      pmd 0 none ⇒ table | mmap_sem W, rmap W, pmd lock
      free 1b2, 1b3
      """),
    OperationRow(
      "collapse of a page that two map", .collapse(page: 0), in: .collapsible.but { $0.pages[1] = shown },
      """
      take 1b2, 1b3
      N+ CLEAR 0..<2 | mmap_sem W, rmap W
      pmd 0 table ⇒ none | mmap_sem W, rmap W, pmd lock
      F 0..<2 | mmap_sem W, rmap W, pmd lock
      N- | mmap_sem W, rmap W
      pmd 0 none ⇒ table | mmap_sem W, rmap W, pmd lock
      free 1b2, 1b3
      """),
    OperationRow(
      "collapse of a vma that may not be written to", .collapse(page: 0),
      in: .collapsible.but { $0.vmas[0].isWritable = false },
      """
      take 1b2, 1b3
      N+ CLEAR 0..<2 | mmap_sem W, rmap W
      pmd 0 table ⇒ none | mmap_sem W, rmap W, pmd lock
      F 0..<2 | mmap_sem W, rmap W, pmd lock
      N- | mmap_sem W, rmap W
      pte 0 present 1a0 rw ⇒ none | mmap_sem W, rmap W, ptl
      free 1a0 | mmap_sem W, rmap W, ptl
      pmd 0 none ⇒ huge 1b2 ro | mmap_sem W, rmap W, pmd lock
      = 1b2 app 1 A
      = 1b3 app 1
      """),
  ]
}
