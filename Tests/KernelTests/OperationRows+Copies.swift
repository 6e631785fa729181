import Machine

@testable import Kernel

/// Rows for write faults that copy.
extension OperationRow {
  static let copiedPages = copies

  private static let read = PageContent.present(frame: "1a0", isWritable: false)
  private static let write = Operation.write(page: 0, letter: "X")

  private static func zero(_ world: inout World) { world.frames.append(FrameContent("0", owner: Process.zeroName)) }

  private static func full(_ world: inout World) {
    for index in world.frames.indices where world.frames[index].owner == nil { world.frames[index].owner = "app" }
  }

  private static let copies = [
    OperationRow(
      "write fault that copies: CLEAR over one page; clear, flush, new pte, all under the lock", write,
      in: .pages([read, read]),
      """
      take 1b4 | mmap_sem R
      N+ CLEAR 0..<1 | mmap_sem R
      pte 0 present 1a0 ro ⇒ none | mmap_sem R, ptl
      F 0..<1 | mmap_sem R, ptl
      pte 0 none ⇒ present 1b4 rw dirty soft_dirty | mmap_sem R, ptl
      N- | mmap_sem R
      = 1a0 app 1 A
      = 1b4 app 1 X
      """),
    OperationRow(
      "write fault on the zero page", write, in: .pages([.present(frame: "0", isWritable: false)]).but(zero),
      """
      take 1b4 | mmap_sem R
      N+ CLEAR 0..<1 | mmap_sem R
      pte 0 present 0 ro ⇒ none | mmap_sem R, ptl
      F 0..<1 | mmap_sem R, ptl
      pte 0 none ⇒ present 1b4 rw dirty soft_dirty | mmap_sem R, ptl
      N- | mmap_sem R
      = 1b4 app 1 X
      """),
    OperationRow(
      "write fault on a special page", write, in: .pages([.special]),
      """
      take 1b4 | mmap_sem R
      N+ CLEAR 0..<1 | mmap_sem R
      pte 0 special ro ⇒ none | mmap_sem R, ptl
      F 0..<1 | mmap_sem R, ptl
      pte 0 none ⇒ present 1b4 rw dirty soft_dirty | mmap_sem R, ptl
      N- | mmap_sem R
      = 1b4 app 1 X
      """),
    OperationRow(
      "write fault without a frame: no section", write, in: .pages([read, read]).but(full), returns: nil, ""),
    OperationRow(
      "write fault on a page that an entry of swap can bring back", write, in: .pages([read, .swap(slot: "3")]),
      cells: {
        $0.set("swap", 1, "page", to: .number(1))
        $0.set("frame", 1, "count", to: .number(2))
      },
      """
      take 1b4 | mmap_sem R
      N+ CLEAR 0..<1 | mmap_sem R
      pte 0 present 1a0 ro ⇒ none | mmap_sem R, ptl
      F 0..<1 | mmap_sem R, ptl
      pte 0 none ⇒ present 1b4 rw dirty soft_dirty | mmap_sem R, ptl
      N- | mmap_sem R
      = 1a0 app 1 A
      = 1b4 app 1 X
      """),
    OperationRow(
      "write fault on the zero page without a frame", write,
      in: .pages([.present(frame: "0", isWritable: false)]).but(zero).but(full), returns: nil, ""),
    OperationRow(
      "write fault on a page that goes meanwhile: the copy is freed", write, in: .pages([read, read]), before: "WC5",
      other: .dontneed(0..<1),
      """
      take 1b4 | mmap_sem R
      N+ CLEAR 0..<1 | mmap_sem R
      meanwhile
      N- | mmap_sem R
      free 1b4 | mmap_sem R
      take 1b4 | mmap_sem R
      pte 0 none ⇒ present 1b4 rw dirty soft_dirty | mmap_sem R, ptl
      = 1a0 app 1 A
      = 1b4 app 1 X
      """),
    OperationRow(
      "write fault on the zero page that goes meanwhile", write,
      in: .pages([.present(frame: "0", isWritable: false)]).but(zero), before: "WC5", other: .dontneed(0..<1),
      """
      take 1b4 | mmap_sem R
      N+ CLEAR 0..<1 | mmap_sem R
      meanwhile
      N- | mmap_sem R
      free 1b4 | mmap_sem R
      take 1b4 | mmap_sem R
      pte 0 none ⇒ present 1b4 rw dirty soft_dirty | mmap_sem R, ptl
      = 1b4 app 1 X
      """),
  ]
}
