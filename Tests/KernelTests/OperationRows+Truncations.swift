import Machine

@testable import Kernel

/// Rows for truncation of files, and for a huge page of a file that takes the place of small ones.
extension OperationRow {
  static let cutFiles = truncations + retractions

  private static let shown = PageContent.present(frame: "1a0", isWritable: true)
  private static let other = PageContent.present(frame: "1a1", isWritable: true)

  private static let truncations = [
    OperationRow(
      "truncation: no mmap_sem, a section for each mapping of each process", .truncate(0..<3), in: .twoMappings,
      """
      N+ CLEAR 0..<3 | rmap W
      pte 0 present 1a0 rw ⇒ none | rmap W, ptl
      pte 1 present 1a1 ro ⇒ none | rmap W, ptl
      N- | rmap W
      F 0..<3 | rmap W
      free 1a1 | rmap W
      N+ CLEAR 4..<7 untold | rmap W
      pte 4 present 1a0 rw ⇒ none | rmap W, ptl
      N- | rmap W
      F 4..<7 | rmap W
      free 1a0 | rmap W
      """),
    OperationRow(
      "a punched hole", .truncate(1..<2), in: .twoMappings,
      """
      N+ CLEAR 1..<2 | rmap W
      pte 1 present 1a1 ro ⇒ none | rmap W, ptl
      N- | rmap W
      F 1..<2 | rmap W
      free 1a1 | rmap W
      N+ CLEAR 5..<6 untold | rmap W
      N- | rmap W
      F 5..<6 | rmap W
      """),
    OperationRow(
      "truncation: each vma of the file by itself, in the order of the pages; what is no file stays", .truncate(0..<4),
      in: World.pages(
        [shown, other, .none, .present(frame: "1b3", isWritable: true)],
        vmas: [VmaPiece(3..<4).with("file"), VmaPiece(1..<2), VmaPiece(0..<1).with("file")]
      ).but { $0.frames[2].owner = "app" },
      """
      N+ CLEAR 0..<1 | rmap W
      pte 0 present 1a0 rw ⇒ none | rmap W, ptl
      N- | rmap W
      F 0..<1 | rmap W
      free 1a0 | rmap W
      N+ CLEAR 3..<4 | rmap W
      pte 3 present 1b3 rw ⇒ none | rmap W, ptl
      N- | rmap W
      F 3..<4 | rmap W
      free 1b3 | rmap W
      """),
    OperationRow(
      "truncation of a process that is not there yet", .truncate(0..<1),
      in: .family([shown]).but { $0.vmas[0].isFile = true },
      """
      N+ CLEAR 0..<1 | rmap W
      pte 0 present 1a0 rw ⇒ none | rmap W, ptl
      N- | rmap W
      F 0..<1 | rmap W
      free 1a0 | rmap W
      """),
    OperationRow(
      "truncation inside of two vmas", .truncate(1..<4),
      in: .pages(
        [shown, other, .none, .none, .none], vmas: [VmaPiece(0..<2).with("file"), VmaPiece(3..<5).with("file")]),
      """
      N+ CLEAR 1..<2 | rmap W
      pte 1 present 1a1 rw ⇒ none | rmap W, ptl
      N- | rmap W
      F 1..<2 | rmap W
      free 1a1 | rmap W
      N+ CLEAR 3..<4 | rmap W
      N- | rmap W
      F 3..<4 | rmap W
      """),
    OperationRow(
      "truncation of what nobody maps", .truncate(0..<1),
      in: .pages([.none, shown], vmas: [VmaPiece(1..<2).with("file")]), ""),
  ]

  private static func file(_ edition: Edition = .linux5_2) -> World {
    .pages([shown, other], vmas: [VmaPiece(0..<2).with("file shared")]).but { $0.edition = edition }
  }

  private static let retractions = [
    OperationRow(
      "retraction: no section at all (H30)", .retract(0..<2), in: file(),
      """
      pte 0 present 1a0 rw ⇒ none | mmap_sem W, rmap W, ptl
      pte 1 present 1a1 rw ⇒ none | mmap_sem W, rmap W, ptl
      F 0..<2 | mmap_sem W, rmap W
      free 1a0, 1a1 | mmap_sem W, rmap W
      = page 0 is taken away outside of a section
      = page 1 is taken away outside of a section
      = the frame of page 0 is freed, and nobody was told
      = the frame of page 1 is freed, and nobody was told
      """),
    OperationRow(
      "retraction with H30 mended", .retract(0..<2), in: file(Edition(fixes: ["H30"])),
      """
      N+ CLEAR 0..<2 | mmap_sem W, rmap W
      pte 0 present 1a0 rw ⇒ none | mmap_sem W, rmap W, ptl
      pte 1 present 1a1 rw ⇒ none | mmap_sem W, rmap W, ptl
      N- | mmap_sem W, rmap W
      F 0..<2 | mmap_sem W, rmap W
      free 1a0, 1a1 | mmap_sem W, rmap W
      """),
    OperationRow(
      "retraction does not wait for mmap_sem", .retract(0..<2), in: file(),
      cells: { $0.set("mm", 1, "mmap_sem", to: .number(2)) }, ""),
  ]
}
