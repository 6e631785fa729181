import Machine

@testable import Kernel

/// Rows for write faults on huge pages and on hugetlb.
extension OperationRow {
  static let copiedHugePages = hugeCopies

  private static let write = Operation.write(page: 0, letter: "X")
  private static let hugeRead = [
    PageContent.huge(frame: "1a0", isWritable: false), .huge(frame: "1a1", isWritable: false),
  ]

  private static func full(_ world: inout World) {
    for index in world.frames.indices where world.frames[index].owner == nil { world.frames[index].owner = "app" }
  }

  /// A huge page that two processes share, and free frames.
  private static func sharedHuge(_ free: String..., word: String = "") -> World {
    .pages(hugeRead).but {
      $0.vmas[0] = $0.vmas[0].with(word)
      $0.processes = ["app", "kid"]
      $0.others = [AddressSpace("kid", base: 0x7e00_0000_0000, pages: hugeRead, vmas: [VmaPiece(0..<2)])]
      $0.frames = [
        FrameContent("1a0", owner: "app", letter: "A"), FrameContent("1a1", owner: "app", letter: "B"),
      ]
      $0.frames += free.map { FrameContent($0) }
    }
  }

  private static let hugeCopies = [
    OperationRow(
      "write fault on a huge page that two share: CLEAR over all of it", write, in: sharedHuge("1c0", "1c1"),
      """
      take 1c0, 1c1 | mmap_sem R
      N+ CLEAR 0..<2 | mmap_sem R
      pmd 0 huge 1a0 ro ⇒ none | mmap_sem R, pmd lock
      F 0..<2 | mmap_sem R, pmd lock
      pmd 0 none ⇒ huge 1c0 rw | mmap_sem R, pmd lock
      N- | mmap_sem R
      = 1a0 app 1 A
      = 1a1 app 1 B
      = 1c0 app 1 X
      = 1c1 app 1 B
      """),
    OperationRow(
      "without a huge frame, page by page: the same section", write,
      in: sharedHuge("1c0", "1ff", "1c1").but { $0.frames[3].owner = "kid" },
      """
      take 1c0, 1c1 | mmap_sem R
      N+ CLEAR 0..<2 | mmap_sem R
      pmd 0 huge 1a0 ro ⇒ none | mmap_sem R, pmd lock
      F 0..<2 | mmap_sem R, pmd lock
      pte 0 none ⇒ present 1c0 rw dirty soft_dirty | mmap_sem R, pmd lock
      pte 1 none ⇒ present 1c1 rw dirty soft_dirty | mmap_sem R, pmd lock
      pmd 0 none ⇒ table | mmap_sem R, pmd lock
      N- | mmap_sem R
      = 1a0 app 1 A
      = 1a1 app 1 B
      = 1c0 app 1 X
      = 1c1 app 1 B
      """),
    OperationRow(
      "without frames for all of it: split, then one page", write, in: sharedHuge("1c0"),
      """
      take 1c0 | mmap_sem R
      free 1c0 | mmap_sem R
      N+ CLEAR 0..<2 | mmap_sem R
      pmd 0 huge 1a0 ro ⇒ huge 1a0 ro invalid | mmap_sem R, pmd lock
      F 0..<2 | mmap_sem R, pmd lock
      pte 0 none ⇒ present 1a0 ro | mmap_sem R, pmd lock
      pte 1 none ⇒ present 1a1 ro | mmap_sem R, pmd lock
      pmd 0 huge 1a0 ro invalid ⇒ table | mmap_sem R, pmd lock
      N- | mmap_sem R
      take 1c0 | mmap_sem R
      N+ CLEAR 0..<1 | mmap_sem R
      pte 0 present 1a0 ro ⇒ none | mmap_sem R, ptl
      F 0..<1 | mmap_sem R, ptl
      pte 0 none ⇒ present 1c0 rw dirty soft_dirty | mmap_sem R, ptl
      N- | mmap_sem R
      = 1a0 app 1 A
      = 1c0 app 1 X
      """),
    OperationRow(
      "a huge page that is shared for good is reused", write, in: sharedHuge(word: "shared"),
      """
      pmd 0 huge 1a0 ro ⇒ huge 1a0 rw | mmap_sem R, pmd lock
      = 1a0 app 2 X
      """),
    OperationRow(
      "hugetlb that two share", write, in: sharedHuge("1c0", "1c1", word: "hugetlb"),
      """
      take 1c0, 1c1 | mmap_sem R
      N+ CLEAR 0..<2 | mmap_sem R
      pmd 0 huge 1a0 ro ⇒ none | mmap_sem R, pmd lock
      F 0..<2 | mmap_sem R, pmd lock
      pmd 0 none ⇒ huge 1c0 rw | mmap_sem R, pmd lock
      N- | mmap_sem R
      = 1a0 app 1 A
      = 1a1 app 1 B
      = 1c0 app 1 X
      = 1c1 app 1 B
      """),
    OperationRow("hugetlb without room: it waits", write, in: sharedHuge(word: "hugetlb"), returns: nil, ""),
    OperationRow(
      "first touch of hugetlb", write, in: .pages([.none, .none], vmas: [VmaPiece(0..<2).with("hugetlb")]),
      """
      take 1b3, 1b4 | mmap_sem R
      pmd 0 none ⇒ huge 1b3 rw | mmap_sem R, pmd lock
      = 1b3 app 1 X
      = 1b4 app 1
      """),
    OperationRow(
      "first touch of hugetlb without room", write,
      in: .pages([.none, .none], vmas: [VmaPiece(0..<2).with("hugetlb")]).but(full), returns: -14, ""),
    OperationRow(
      "NUMA hint fault on a huge page", write, in: .hugePage, cells: { $0.set("pmd", 1, "protnone", to: .number(1)) },
      """
      pmd 0 huge 1a0 rw protnone ⇒ huge 1a0 rw | mmap_sem R, pmd lock
      = 1a0 app 1 X
      """),
    OperationRow(
      "a huge page that is split while it is copied: the copy is freed", write, in: sharedHuge("1c0", "1c1", "1c2"),
      before: "HW7", other: .split(page: 0),
      """
      take 1c0, 1c1 | mmap_sem R
      N+ CLEAR 0..<2 | mmap_sem R
      meanwhile
      N- | mmap_sem R
      free 1c0, 1c1 | mmap_sem R
      take 1c2 | mmap_sem R
      N+ CLEAR 0..<1 | mmap_sem R
      pte 0 present 1a0 ro ⇒ none | mmap_sem R, ptl
      F 0..<1 | mmap_sem R, ptl
      pte 0 none ⇒ present 1c2 rw dirty soft_dirty | mmap_sem R, ptl
      N- | mmap_sem R
      = 1a0 app 1 A
      = 1c2 app 1 X
      """),
    OperationRow(
      "the same, page by page", write,
      in: sharedHuge("1c0", "1ff", "1c1", "1fe", "1c2").but {
        $0.frames[3].owner = "kid"
        $0.frames[5].owner = "kid"
      }, before: "HC5", other: .split(page: 0),
      """
      take 1c0, 1c1 | mmap_sem R
      N+ CLEAR 0..<2 | mmap_sem R
      meanwhile
      N- | mmap_sem R
      free 1c0, 1c1 | mmap_sem R
      take 1c2 | mmap_sem R
      N+ CLEAR 0..<1 | mmap_sem R
      pte 0 present 1a0 ro ⇒ none | mmap_sem R, ptl
      F 0..<1 | mmap_sem R, ptl
      pte 0 none ⇒ present 1c2 rw dirty soft_dirty | mmap_sem R, ptl
      N- | mmap_sem R
      = 1a0 app 1 A
      = 1c2 app 1 X
      """),
    OperationRow(
      "first touch of hugetlb that another thread touches meanwhile", write,
      in: .pages([.none, .none], vmas: [VmaPiece(0..<2).with("hugetlb")]).but {
        $0.frames += [FrameContent("1b5"), FrameContent("1b6")]
      }, before: "HT3", other: write,
      """
      take 1b3, 1b4 | mmap_sem R
      meanwhile
      free 1b3, 1b4 | mmap_sem R
      = 1b5 app 1 X
      = 1b6 app 1
      """),
    OperationRow(
      "a write to hugetlb that another thread has made writable", write,
      in: .pages(hugeRead, vmas: [VmaPiece(0..<2).with("hugetlb")]), before: "HT1", other: write,
      """
      meanwhile
      = 1a0 app 1 X
      """),
  ]
}
