import Machine

@testable import Kernel

/// Rows for what the CPU touches: nothing is taken away.
extension OperationRow {
  static let touches = firsts

  private static let shown = PageContent.present(frame: "1a0", isWritable: true)
  private static let read = PageContent.present(frame: "1a0", isWritable: false)
  private static let write = Operation.write(page: 0, letter: "X")
  private static let hugeRead = [
    PageContent.huge(frame: "1a0", isWritable: false), .huge(frame: "1a1", isWritable: false),
  ]

  private static func zero(_ world: inout World) { world.frames.append(FrameContent("0", owner: Process.zeroName)) }

  private static func full(_ world: inout World) {
    for index in world.frames.indices where world.frames[index].owner == nil { world.frames[index].owner = "app" }
  }

  private static let firsts = [
    OperationRow(
      "first touch to read: no section", .read(page: 0), in: .pages([.none]),
      """
      pmd 0 none ⇒ table | mmap_sem R, pmd lock
      take 1b4 | mmap_sem R
      pte 0 none ⇒ present 1b4 ro | mmap_sem R, ptl
      = 1b4 app 1
      """),
    OperationRow(
      "first touch to write: no section", write, in: .pages([.none]),
      """
      pmd 0 none ⇒ table | mmap_sem R, pmd lock
      take 1b4 | mmap_sem R
      pte 0 none ⇒ present 1b4 rw dirty soft_dirty | mmap_sem R, ptl
      = 1b4 app 1 X
      """),
    OperationRow(
      "first touch to read of the zero page: no section", .read(page: 0), in: .pages([.none]).but(zero),
      """
      pmd 0 none ⇒ table | mmap_sem R, pmd lock
      pte 0 none ⇒ present 0 ro | mmap_sem R, ptl
      """),
    OperationRow(
      "first touch where a table is missing", write, in: .pages([.none, shown]).at(0x7f00_001f_f000),
      """
      pmd 0 none ⇒ table | mmap_sem R, pmd lock
      take 1b4 | mmap_sem R
      pte 0 none ⇒ present 1b4 rw dirty soft_dirty | mmap_sem R, ptl
      = 1b4 app 1 X
      """),
    OperationRow(
      "first touch of a special vma: a signal", .read(page: 0),
      in: .pages([.none], vmas: [VmaPiece(0..<1).with("special")]), returns: -14, ""),
    OperationRow(
      "first touch without a frame: it waits, with nothing held", write, in: .pages([.none]).but(full), returns: nil,
      """
      pmd 0 none ⇒ table | mmap_sem R, pmd lock
      """),
    OperationRow(
      "swap-in to read: no section", .read(page: 0), in: .pages([.swap(slot: "3")]),
      """
      take 1b4 | mmap_sem R
      pte 0 swap 3 ⇒ present 1b4 ro | mmap_sem R, page lock, ptl
      = 1b4 app 1 D
      = swap 3 free
      """),
    OperationRow(
      "swap-in to write: no section", write, in: .pages([.swap(slot: "3")]),
      """
      take 1b4 | mmap_sem R
      pte 0 swap 3 ⇒ present 1b4 rw dirty soft_dirty | mmap_sem R, page lock, ptl
      = 1b4 app 1 X
      = swap 3 free
      """),
    OperationRow(
      "swap-in from the swap cache", .read(page: 0), in: .pages([.swap(slot: "3")]),
      cells: {
        $0.set("swap", 1, "page", to: .number(1))
      },
      """
      pte 0 swap 3 ⇒ present 1a0 ro | mmap_sem R, page lock, ptl
      = swap 3 free
      """),
    OperationRow("swap-in without a frame", .read(page: 0), in: .pages([.swap(slot: "3")]).but(full), returns: nil, ""),
    OperationRow(
      "swap-in of a page that is locked: mmap_sem is dropped", .read(page: 0), in: .pages([.swap(slot: "3")]),
      returns: nil,
      cells: {
        $0.set("swap", 1, "page", to: .number(1))
        $0.set("frame", 1, "lock", to: .number(2))
      },
      """
      = 1a0 app 2 A
      """),
    OperationRow(
      "NUMA hint fault: no section", .read(page: 0), in: .pages([.protnone(frame: "1a0", isWritable: true)]),
      """
      pte 0 present 1a0 rw protnone ⇒ present 1a0 rw | mmap_sem R, ptl
      """),
    OperationRow(
      "a write to a page of its own is reuse: no section", write, in: .pages([read]),
      """
      pte 0 present 1a0 ro ⇒ present 1a0 rw dirty soft_dirty | mmap_sem R, ptl
      = 1a0 app 1 X
      """),
    OperationRow(
      "a write to what is shared for good is reuse: no section", write,
      in: .pages([read, read], vmas: [VmaPiece(0..<2).with("shared")]),
      """
      pte 0 present 1a0 ro ⇒ present 1a0 rw dirty soft_dirty | mmap_sem R, ptl
      = 1a0 app 2 X
      """),
    OperationRow(
      "a write to a huge page of its own is reuse: no section", write, in: .pages(hugeRead),
      """
      pmd 0 huge 1a0 ro ⇒ huge 1a0 rw | mmap_sem R, pmd lock
      = 1a0 app 1 X
      """),
    OperationRow("an access outside of every vma", .read(page: 0), in: .pages([.none], vmas: []), returns: -14, ""),
    OperationRow(
      "a write that the vma forbids", write, in: .pages([read], vmas: [VmaPiece(0..<1).with("readonly")]),
      returns: -14, ""),
    OperationRow(
      "first touch in a table that is there", .read(page: 0), in: .pages([.none, shown]),
      """
      take 1b4 | mmap_sem R
      pte 0 none ⇒ present 1b4 ro | mmap_sem R, ptl
      = 1b4 app 1
      """),
    OperationRow(
      "first touch of what another thread touches meanwhile: its frame goes back", .read(page: 0), in: .pages([.none]),
      before: "TC5", other: write,
      """
      pmd 0 none ⇒ table | mmap_sem R, pmd lock
      take 1b4 | mmap_sem R
      meanwhile
      free 1b4 | mmap_sem R
      = 1b3 app 1 X
      """),
    OperationRow(
      "first touch of the zero page, which another thread writes to meanwhile", .read(page: 0),
      in: .pages([.none]).but(zero), before: "TC5", other: write,
      """
      pmd 0 none ⇒ table | mmap_sem R, pmd lock
      meanwhile
      = 1b4 app 1 X
      """),
    OperationRow(
      "swap-in of a slot that two entries name", .read(page: 0), in: .pages([.swap(slot: "3"), .swap(slot: "3")]),
      """
      take 1b4 | mmap_sem R
      pte 0 swap 3 ⇒ present 1b4 ro | mmap_sem R, page lock, ptl
      = 1b4 app 2 D
      = swap 3 app 1 D 1b4
      """),
    OperationRow(
      "swap-in of what another thread gives up meanwhile: the frame goes back", .read(page: 0),
      in: .pages([.swap(slot: "3")]), before: "TC5",
      other: .dontneed(0..<1),
      """
      take 1b4 | mmap_sem R
      meanwhile
      free 1b4 | mmap_sem R
      take 1b4 | mmap_sem R
      pte 0 none ⇒ present 1b4 ro | mmap_sem R, ptl
      = 1b4 app 1
      = swap 3 free
      """),
    OperationRow(
      "swap-in of what another thread has given up", .read(page: 0), in: .pages([.swap(slot: "3")]),
      before: "SW1", other: .dontneed(0..<1),
      """
      meanwhile
      take 1b4 | mmap_sem R
      pte 0 none ⇒ present 1b4 ro | mmap_sem R, ptl
      = 1b4 app 1
      = swap 3 free
      """),
    OperationRow(
      "a write to a page that goes meanwhile", write, in: .pages([read, read]), before: "WF1", other: .dontneed(0..<1),
      """
      meanwhile
      take 1b4 | mmap_sem R
      pte 0 none ⇒ present 1b4 rw dirty soft_dirty | mmap_sem R, ptl
      = 1a0 app 1 A
      = 1b4 app 1 X
      """),
    OperationRow(
      "a write to a huge page that another thread writes to meanwhile", write, in: .pages(hugeRead), before: "HW1",
      other: write,
      """
      meanwhile
      = 1a0 app 1 X
      """),
  ]
}
