import Machine

@testable import Kernel

/// Rows for the end of a process: exit.
extension OperationRow {
  static let ends = exits

  private static let shown = PageContent.present(frame: "1a0", isWritable: true)

  private static let exits = [
    OperationRow(
      "exit: HMM is released first, and is not told of what is unmapped then", .exit,
      """
      release
      N+ UNMAP 0..<4 untold
      pte 0 present 1a0 rw ⇒ none | ptl
      pte 1 present 1a1 rw ⇒ none | ptl
      pte 3 swap 3 ⇒ none | ptl
      N-
      vmas 0..<4 rw ⇒ none
      pmd 0 table ⇒ none
      F 0..<4
      free 1a0, 1a1
      = swap 3 free
      """),
    OperationRow(
      "exit of one of two users of the memory", .exit, cells: { $0.set("mm", 1, "mm_users", to: .number(2)) }, ""),
    OperationRow(
      "exit of a process that nobody mirrors: its structure goes, too", .exit, in: .unmirrored,
      """
      N+ UNMAP 0..<4 untold
      pte 0 present 1a0 rw ⇒ none | ptl
      pte 1 present 1a1 rw ⇒ none | ptl
      pte 3 swap 3 ⇒ none | ptl
      N-
      vmas 0..<4 rw ⇒ none
      pmd 0 table ⇒ none
      F 0..<4
      free 1a0, 1a1
      free mm
      = swap 3 free
      """),
    OperationRow(
      "exit of a victim of the OOM killer: reaped first, without mmap_sem", .exit, in: .pages([shown]),
      cells: { $0.set("mm", 1, "flags", to: .number(4)) },
      """
      release
      N+ UNMAP 0..<1 nonblock untold
      pte 0 present 1a0 rw ⇒ none | ptl
      N-
      F 0..<1
      free 1a0
      N+ UNMAP 0..<1 untold
      N-
      vmas 0..<1 rw ⇒ none
      pmd 0 table ⇒ none
      F 0..<1
      """),
  ]
}
