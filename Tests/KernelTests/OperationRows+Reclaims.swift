import Machine

@testable import Kernel

/// Rows for reclaim.
extension OperationRow {
  static let reclaimed = reclaims

  private static func set(_ record: String, _ row: Int, _ field: String, _ value: Int)
    -> @Sendable (inout Setup) -> Void
  {
    { $0.set(record, row, field, to: .number(value)) }
  }

  private static let reclaims = [
    OperationRow(
      "reclaim: page lock and rmap, no mmap_sem; the flush comes after the end", .reclaim(page: 0),
      """
      N+ CLEAR 0..<1 | page lock, rmap R
      pte 0 present 1a0 rw ⇒ swap 5 | page lock, rmap R, ptl
      N- | page lock, rmap R
      F 0..<1 | page lock, rmap R
      free 1a0
      = swap 5 app 1 A
      """),
    OperationRow(
      "reclaim of a page that two processes map: a section for each", .reclaim(page: 0), in: .shared(),
      """
      N+ CLEAR 0..<1 | page lock, rmap R
      pte 0 present 1a0 ro ⇒ swap 4 | page lock, rmap R, ptl
      N- | page lock, rmap R
      F 0..<1 | page lock, rmap R
      N+ CLEAR 2..<3 untold | page lock, rmap R
      pte 2 present 1a0 ro ⇒ swap 4 | page lock, rmap R, ptl
      N- | page lock, rmap R
      F 2..<3 | page lock, rmap R
      free 1a0
      = swap 4 app 2 A
      """),
    OperationRow("reclaim of what is not there", .reclaim(page: 2), ""),
    OperationRow("reclaim without room in swap", .reclaim(page: 0), in: .window().but { $0.slots.removeLast() }, ""),
    OperationRow(
      "reclaim of a page that mlock keeps", .reclaim(page: 0), in: .window().but { $0.vmas[0].isLocked = true },
      """
      N+ CLEAR 0..<1 | page lock, rmap R
      N- | page lock, rmap R
      F 0..<1 | page lock, rmap R
      """),
    OperationRow("reclaim of a page of a file", .reclaim(page: 0), in: .window().but { $0.vmas[0].isFile = true }, ""),
    OperationRow(
      "reclaim after MADV_FREE: nothing goes to swap", .reclaim(page: 0), cells: set("frame", 1, "lazyfree", 1),
      """
      N+ CLEAR 0..<1 | page lock, rmap R
      pte 0 present 1a0 rw ⇒ none | page lock, rmap R, ptl
      N- | page lock, rmap R
      F 0..<1 | page lock, rmap R
      free 1a0
      """),
    OperationRow(
      "reclaim of a page that was written to since MADV_FREE: it is put back", .reclaim(page: 0),
      cells: {
        $0.set("frame", 1, "lazyfree", to: .number(1))
        $0.set("pte", 1, "dirty", to: .number(1))
      },
      """
      N+ CLEAR 0..<1 | page lock, rmap R
      N- | page lock, rmap R
      F 0..<1 | page lock, rmap R
      = 1a0 app 1 A
      """),
    OperationRow(
      "reclaim of a part of a huge page: split first", .reclaim(page: 1), in: .hugePage,
      """
      N+ CLEAR 0..<2 | page lock, rmap W
      pmd 0 huge 1a0 rw ⇒ huge 1a0 rw invalid | page lock, rmap W, pmd lock
      F 0..<2 | page lock, rmap W, pmd lock
      pte 0 none ⇒ present 1a0 rw | page lock, rmap W, pmd lock
      pte 1 none ⇒ present 1a1 rw | page lock, rmap W, pmd lock
      pmd 0 huge 1a0 rw invalid ⇒ table | page lock, rmap W, pmd lock
      N- | page lock, rmap W
      N+ CLEAR 1..<2 | page lock, rmap R
      pte 1 present 1a1 rw ⇒ swap 5 | page lock, rmap R, ptl
      N- | page lock, rmap R
      F 1..<2 | page lock, rmap R
      free 1a1
      = swap 5 app 1 B
      """),
    OperationRow(
      "reclaim of a page that somebody works on: it stays in the swap cache", .reclaim(page: 0),
      cells: set("frame", 1, "count", 2),
      """
      N+ CLEAR 0..<1 | page lock, rmap R
      pte 0 present 1a0 rw ⇒ swap 5 | page lock, rmap R, ptl
      N- | page lock, rmap R
      F 0..<1 | page lock, rmap R
      = swap 5 app 1 A 1a0
      """),
    OperationRow(
      "reclaim of a page that goes before its entry is changed", .reclaim(page: 0), before: "TU4",
      other: .dontneed(0..<1),
      """
      N+ CLEAR 0..<1 | page lock, rmap R
      meanwhile
      N- | page lock, rmap R
      F 0..<1 | page lock, rmap R
      free 1a0
      """),
  ]
}
