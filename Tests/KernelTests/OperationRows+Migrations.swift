import Machine

@testable import Kernel

/// Rows for compaction.
extension OperationRow {
  static let compactions = migrations

  private static func set(_ record: String, _ row: Int, _ field: String, _ value: Int)
    -> @Sendable (inout Setup) -> Void
  {
    { $0.set(record, row, field, to: .number(value)) }
  }

  private static let migrations = [
    OperationRow(
      "compaction: page lock and rmap, no mmap_sem; putting the page back raises nothing", .migrate(page: 0),
      """
      take 1b4
      N+ CLEAR 0..<1 | page lock, rmap R
      pte 0 present 1a0 rw ⇒ none | page lock, rmap R, ptl
      F 0..<1 | page lock, rmap R, ptl
      pte 0 none ⇒ migration 1a0 rw | page lock, rmap R, ptl
      N- | page lock, rmap R
      pte 0 migration 1a0 rw ⇒ present 1b4 rw | page lock, rmap R, ptl
      free 1a0
      = 1b4 app 1 A
      """),
    OperationRow(
      "compaction of a page that two processes map: a section for each", .migrate(page: 0), in: .shared(),
      """
      take 1b5
      N+ CLEAR 0..<1 | page lock, rmap R
      pte 0 present 1a0 ro ⇒ none | page lock, rmap R, ptl
      F 0..<1 | page lock, rmap R, ptl
      pte 0 none ⇒ migration 1a0 ro | page lock, rmap R, ptl
      N- | page lock, rmap R
      N+ CLEAR 2..<3 untold | page lock, rmap R
      pte 2 present 1a0 ro ⇒ none | page lock, rmap R, ptl
      F 2..<3 | page lock, rmap R, ptl
      pte 2 none ⇒ migration 1a0 ro | page lock, rmap R, ptl
      N- | page lock, rmap R
      pte 0 migration 1a0 ro ⇒ present 1b5 ro | page lock, rmap R, ptl
      pte 2 migration 1a0 ro ⇒ present 1b5 ro | page lock, rmap R, ptl
      free 1a0
      = 1b5 app 2 A
      """),
    OperationRow(
      "compaction without a free frame", .migrate(page: 0), in: .window().but { $0.frames.removeLast() }, ""),
    OperationRow("compaction of what is not there", .migrate(page: 2), ""),
    OperationRow(
      "compaction of a page that somebody works on: it stays", .migrate(page: 0), cells: set("frame", 1, "count", 2),
      """
      take 1b4
      N+ CLEAR 0..<1 | page lock, rmap R
      pte 0 present 1a0 rw ⇒ none | page lock, rmap R, ptl
      F 0..<1 | page lock, rmap R, ptl
      pte 0 none ⇒ migration 1a0 rw | page lock, rmap R, ptl
      N- | page lock, rmap R
      pte 0 migration 1a0 rw ⇒ present 1a0 rw | page lock, rmap R, ptl
      free 1b4
      """),
    OperationRow(
      "compaction of a part of a huge page: split first, with the rmap for writing", .migrate(page: 0), in: .hugePage,
      """
      take 1b4
      N+ CLEAR 0..<2 | page lock, rmap W
      pmd 0 huge 1a0 rw ⇒ huge 1a0 rw invalid | page lock, rmap W, pmd lock
      F 0..<2 | page lock, rmap W, pmd lock
      pte 0 none ⇒ present 1a0 rw | page lock, rmap W, pmd lock
      pte 1 none ⇒ present 1a1 rw | page lock, rmap W, pmd lock
      pmd 0 huge 1a0 rw invalid ⇒ table | page lock, rmap W, pmd lock
      N- | page lock, rmap W
      N+ CLEAR 0..<1 | page lock, rmap R
      pte 0 present 1a0 rw ⇒ none | page lock, rmap R, ptl
      F 0..<1 | page lock, rmap R, ptl
      pte 0 none ⇒ migration 1a0 rw | page lock, rmap R, ptl
      N- | page lock, rmap R
      pte 0 migration 1a0 rw ⇒ present 1b4 rw | page lock, rmap R, ptl
      free 1a0
      = 1b4 app 1 A
      """),
    OperationRow(
      "compaction past frames of a device", .migrate(page: 0),
      in: .window().but { $0.frames.append(FrameContent("d0", device: "gpu")) },
      """
      take 1b4
      N+ CLEAR 0..<1 | page lock, rmap R
      pte 0 present 1a0 rw ⇒ none | page lock, rmap R, ptl
      F 0..<1 | page lock, rmap R, ptl
      pte 0 none ⇒ migration 1a0 rw | page lock, rmap R, ptl
      N- | page lock, rmap R
      pte 0 migration 1a0 rw ⇒ present 1b4 rw | page lock, rmap R, ptl
      free 1a0
      = 1b4 app 1 A
      """),
    OperationRow(
      "compaction of a page that goes before its entry is made", .migrate(page: 0), before: "MI5",
      other: .dontneed(0..<1),
      """
      take 1b4
      N+ CLEAR 0..<1 | page lock, rmap R
      meanwhile
      N- | page lock, rmap R
      free 1a0, 1b4
      """),
    OperationRow(
      "compaction of a page that goes before it is put back", .migrate(page: 0), before: "MI13",
      other: .dontneed(0..<1),
      """
      take 1b4
      N+ CLEAR 0..<1 | page lock, rmap R
      pte 0 present 1a0 rw ⇒ none | page lock, rmap R, ptl
      F 0..<1 | page lock, rmap R, ptl
      pte 0 none ⇒ migration 1a0 rw | page lock, rmap R, ptl
      N- | page lock, rmap R
      meanwhile
      free 1a0, 1b4
      """),
    OperationRow(
      "compaction of a page that goes while it is on its way", .migrate(page: 0), before: "MI12", other: .munmap(0..<1),
      """
      take 1b4
      N+ CLEAR 0..<1 | page lock, rmap R
      pte 0 present 1a0 rw ⇒ none | page lock, rmap R, ptl
      F 0..<1 | page lock, rmap R, ptl
      pte 0 none ⇒ migration 1a0 rw | page lock, rmap R, ptl
      N- | page lock, rmap R
      meanwhile
      free 1a0, 1b4
      """),
  ]
}
