import Machine

@testable import Kernel

/// Rows for KSM.
extension OperationRow {
  static let merged = merges

  private static let read = PageContent.present(frame: "1a0", isWritable: false)

  private static func set(_ record: String, _ row: Int, _ field: String, _ value: Int)
    -> @Sendable (inout Setup) -> Void
  {
    { $0.set(record, row, field, to: .number(value)) }
  }

  private static func twins(_ change: (inout World) -> Void = { _ in }) -> World {
    .window().but {
      $0.frames[1].letter = "A"
      change(&$0)
    }
  }

  private static let merges = [
    OperationRow(
      "KSM: two write-protections and a replacement, a section each", .merge(page: 0, with: 1), in: twins(),
      """
      N+ CLEAR 0..<1 | mmap_sem R, page lock
      pte 0 present 1a0 rw ⇒ none | mmap_sem R, page lock, ptl
      F 0..<1 | mmap_sem R, page lock, ptl
      pte 0 none ⇒ present 1a0 ro | mmap_sem R, page lock, ptl
      N- | mmap_sem R, page lock
      N+ CLEAR 1..<2 | mmap_sem R, page lock
      pte 1 present 1a1 rw ⇒ none | mmap_sem R, page lock, ptl
      F 1..<2 | mmap_sem R, page lock, ptl
      pte 1 none ⇒ present 1a1 ro | mmap_sem R, page lock, ptl
      N- | mmap_sem R, page lock
      N+ CLEAR 1..<2 | mmap_sem R, page lock
      pte 1 present 1a1 ro ⇒ none | mmap_sem R, page lock, ptl
      F 1..<2 | mmap_sem R, page lock, ptl
      pte 1 none ⇒ present 1a0 ro | mmap_sem R, page lock, ptl
      N- | mmap_sem R, page lock
      free 1a1
      = 1a0 app 2 A
      """),
    OperationRow(
      "KSM of pages that differ", .merge(page: 0, with: 1), returns: -14,
      """
      N+ CLEAR 0..<1 | mmap_sem R, page lock
      pte 0 present 1a0 rw ⇒ none | mmap_sem R, page lock, ptl
      F 0..<1 | mmap_sem R, page lock, ptl
      pte 0 none ⇒ present 1a0 ro | mmap_sem R, page lock, ptl
      N- | mmap_sem R, page lock
      N+ CLEAR 1..<2 | mmap_sem R, page lock
      pte 1 present 1a1 rw ⇒ none | mmap_sem R, page lock, ptl
      F 1..<2 | mmap_sem R, page lock, ptl
      pte 1 none ⇒ present 1a1 ro | mmap_sem R, page lock, ptl
      N- | mmap_sem R, page lock
      """),
    OperationRow("KSM of what is not there", .merge(page: 0, with: 2), returns: -14, ""),
    OperationRow(
      "KSM does not wait for the first page", .merge(page: 0, with: 1), in: twins(), returns: -14,
      cells: set("frame", 1, "lock", 2), ""),
    OperationRow(
      "KSM does not wait for the second page", .merge(page: 0, with: 1), in: twins(), returns: -14,
      cells: set("frame", 2, "lock", 2),
      """
      N+ CLEAR 0..<1 | mmap_sem R, page lock
      pte 0 present 1a0 rw ⇒ none | mmap_sem R, page lock, ptl
      F 0..<1 | mmap_sem R, page lock, ptl
      pte 0 none ⇒ present 1a0 ro | mmap_sem R, page lock, ptl
      N- | mmap_sem R, page lock
      """),
    OperationRow(
      "KSM of a first page with a user whom no entry accounts for", .merge(page: 0, with: 1), in: twins(), returns: -14,
      cells: set("frame", 1, "count", 2),
      """
      N+ CLEAR 0..<1 | mmap_sem R, page lock
      N- | mmap_sem R, page lock
      """),
    OperationRow(
      "KSM of such a second page", .merge(page: 0, with: 1), in: twins(), returns: -14,
      cells: set("frame", 2, "count", 2),
      """
      N+ CLEAR 0..<1 | mmap_sem R, page lock
      pte 0 present 1a0 rw ⇒ none | mmap_sem R, page lock, ptl
      F 0..<1 | mmap_sem R, page lock, ptl
      pte 0 none ⇒ present 1a0 ro | mmap_sem R, page lock, ptl
      N- | mmap_sem R, page lock
      N+ CLEAR 1..<2 | mmap_sem R, page lock
      N- | mmap_sem R, page lock
      """),
    OperationRow(
      "KSM of pages that are clean and read-only", .merge(page: 0, with: 1),
      in: twins {
        $0.pages[0] = read
        $0.pages[1] = .present(frame: "1a1", isWritable: false)
      }, cells: set("frame", 1, "count", 2),
      """
      N+ CLEAR 0..<1 | mmap_sem R, page lock
      pte 0 present 1a0 ro ⇒ none | mmap_sem R, page lock, ptl
      F 0..<1 | mmap_sem R, page lock, ptl
      pte 0 none ⇒ present 1a0 ro | mmap_sem R, page lock, ptl
      N- | mmap_sem R, page lock
      N+ CLEAR 1..<2 | mmap_sem R, page lock
      pte 1 present 1a1 ro ⇒ none | mmap_sem R, page lock, ptl
      F 1..<2 | mmap_sem R, page lock, ptl
      pte 1 none ⇒ present 1a1 ro | mmap_sem R, page lock, ptl
      N- | mmap_sem R, page lock
      N+ CLEAR 1..<2 | mmap_sem R, page lock
      pte 1 present 1a1 ro ⇒ none | mmap_sem R, page lock, ptl
      F 1..<2 | mmap_sem R, page lock, ptl
      pte 1 none ⇒ present 1a0 ro | mmap_sem R, page lock, ptl
      N- | mmap_sem R, page lock
      free 1a1
      = 1a0 app 3 A
      """),
    OperationRow(
      "KSM of a page that is written to since it was compared: it is not replaced", .merge(page: 0, with: 1),
      in: twins(), returns: -14, before: "KR3", other: .write(page: 1, letter: "X"),
      """
      N+ CLEAR 0..<1 | mmap_sem R, page lock
      pte 0 present 1a0 rw ⇒ none | mmap_sem R, page lock, ptl
      F 0..<1 | mmap_sem R, page lock, ptl
      pte 0 none ⇒ present 1a0 ro | mmap_sem R, page lock, ptl
      N- | mmap_sem R, page lock
      N+ CLEAR 1..<2 | mmap_sem R, page lock
      pte 1 present 1a1 rw ⇒ none | mmap_sem R, page lock, ptl
      F 1..<2 | mmap_sem R, page lock, ptl
      pte 1 none ⇒ present 1a1 ro | mmap_sem R, page lock, ptl
      N- | mmap_sem R, page lock
      N+ CLEAR 1..<2 | mmap_sem R, page lock
      meanwhile
      N- | mmap_sem R, page lock
      = 1a1 app 1 X
      """),
    OperationRow(
      "KSM of a page that goes meanwhile", .merge(page: 0, with: 1), in: twins(), returns: -14, before: "KW3",
      other: .dontneed(0..<1),
      """
      N+ CLEAR 0..<1 | mmap_sem R, page lock
      meanwhile
      N- | mmap_sem R, page lock
      free 1a0
      """),
  ]
}
