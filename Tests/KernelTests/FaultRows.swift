import Machine

@testable import Kernel

/// Rows for sections 5.6 and 5.7 of the reference: what faults for a device come to.
extension OneCall {
  static let deviceFaults: [OneCall] = retries + singleFaults + oldFaults + mapped + unmapped + entries

  private static func number(_ value: Int) -> Value { .constant(value, name: nil) }
  private static let readOnly = PageContent.present(frame: "1a0", isWritable: false)
  private static let writable = PageContent.present(frame: "1a1", isWritable: true)
  private static let pair = World.pages([.none, writable])

  // MARK: 5.6

  /// The second page is in swap, found in the cache, and somebody else has it locked. It is faulted in because the
  /// first one is (B9b).
  private static let busy = World.pages([.none, .swap(slot: "3")])
  private static func lockSwapped(_ setup: inout Setup) {
    setup.set("swap", 1, "page", to: .number(3))
    for (field, value) in ["owner": 1, "count": 1, "lock": 2] { setup.set("frame", 3, field, to: .number(value)) }
  }
  private static func unlock(_ run: Run) { run.set("frame", 3, "lock", to: 0) }

  /// The other thread drops pages, and has got as far as the end of the start of its section.
  private static func open(_ run: Run) { run.run("other", through: "IS5") }
  private static let opened = [
    "mm->mmap_sem.readers 1 ⇒ 3", "mm->srcu 0 ⇒ 1", "hmm[0].kref 2 ⇒ 3", "hmm[0].notifiers 0 ⇒ 1",
    "range->vma 0 ⇒ 1", "range->valid 1 ⇒ 0",
  ]
  private static let bothHold = ["mmap_sem R caller", "mmap_sem R other"]

  private static let retries = [
    fault(
      "FA7 RETRY: -EAGAIN, mmap_sem is dropped", returns: -11, held: [],
      changed: ["mm->mmap_sem.readers 1 ⇒ 0", "range->vma 0 ⇒ 1"], busy, cells: lockSwapped
    ).meanwhile("SW6", unlock),
    fault(
      "FA7 RETRY, block: the same (B10)", returns: -11, held: [],
      changed: ["mm->mmap_sem.readers 1 ⇒ 0", "range->vma 0 ⇒ 1"], busy, block: true, cells: lockSwapped
    ).meanwhile("SW6", unlock),
    fault(
      "FA7 RETRY, B10 mended: the same without block", returns: -11, held: [],
      changed: ["mm->mmap_sem.readers 1 ⇒ 0", "range->vma 0 ⇒ 1"], busy, fixes: ["B10"], cells: lockSwapped
    ).meanwhile("SW6", unlock),
    fault(
      "FA9 block, B10 mended: it sleeps with mmap_sem held", returns: 2,
      changed: ["range->vma 0 ⇒ 1", "range->pfns[0] 0 ⇒ 33", "range->pfns[1] 0 ⇒ 25"], busy, block: true,
      fixes: ["B10"], cells: lockSwapped
    ).meanwhile("SW8", unlock),
    fault(
      "FA7 -EBUSY: INVALID when the fault is done, mmap_sem is held", returns: -16, held: bothHold,
      changed: opened,
      pair
    ).beside(.dontneed(0..<2)).meanwhile("VF4", open),
    fault(
      "FA7 -EBUSY, B1 mended: INVALID and valid again", returns: -16, changed: ["range->vma 0 ⇒ 1"], pair,
      fixes: ["B1"]
    ).beside(.dontneed(0..<1)).meanwhile("VF7") { $0.finish("other") },
    fault(
      "FA6 nothing has hit the range, B1 mended", returns: 2,
      changed: ["range->vma 0 ⇒ 1", "range->pfns[0] 0 ⇒ 33", "range->pfns[1] 0 ⇒ 19"], pair, fixes: ["B1"]),
    fault(
      "FA6 a copy on write: its own section is over before the fault is (T8)", returns: 2,
      changed: ["range->vma 0 ⇒ 1", "range->pfns[0] 0 ⇒ 35", "range->pfns[1] 0 ⇒ 11"], .pages([readOnly, readOnly]),
      asks: 3),
    fault(
      "FA7 -EBUSY: the section of its copy is over, another is open (T9)", returns: -16, held: bothHold,
      changed: opened,
      .pages([readOnly, readOnly]), asks: 3
    ).beside(.dontneed(1..<2)).meanwhile("WC6", open),
    fault(
      "FA7 -EINVAL: a huge page of hugetlbfs that is not whole", returns: -22, changed: ["range->vma 0 ⇒ 1"],
      partOfHugetlb, shift: 21, cells: { $0.set("pmd", 1, "none", to: .number(0)) }),
    fault(
      "FA7 -EBUSY: a pagemap that is gone", returns: -16, changed: ["range->vma 0 ⇒ 1", "range->valid 1 ⇒ 0"],
      .pages([.devmap(frame: "1a0", isWritable: true)]), cells: { $0.set("frame", 1, "owner", to: .number(0)) }
    ).meanwhile("FA6") { $0.set("range", 1, "valid", to: 0) },
    fault(
      "FA2 INVALID when the second vma comes: mmap_sem is dropped", returns: -11, held: [],
      changed: [
        "mm->mmap_sem.readers 1 ⇒ 0", "range->vma 0 ⇒ 1", "range->pfns[0] 0 ⇒ 33", "range->valid 1 ⇒ 0",
      ], .pages([.none, writable], vmas: [VmaPiece(0..<1), VmaPiece(1..<2)])
    ).meanwhile("FA8") { $0.set("range", 1, "valid", to: 0) },
  ]

  private static var partOfHugetlb: World {
    var piece = VmaPiece(0..<2)
    piece.isHugetlb = true
    return .pages([.none, .none, .none], vmas: [piece, VmaPiece(2..<3)])
  }

  // MARK: 5.7

  private static func full(_ setup: inout Setup) {
    for row in [3, 4] { setup.set("frame", row, "owner", to: .number(1)) }
  }
  private static let late = World.pages([.none, .none], vmas: [VmaPiece(1..<2)])
  private static let unwritable = World.pages([readOnly], vmas: [VmaPiece(0..<1, isWritable: false)])

  private static let singleFaults = [
    fault(
      "VF1 to read", returns: 1, changed: ["range->vma 0 ⇒ 1", "range->pfns[0] 0 ⇒ 33"], .pages([.none])
    ).memory("pte[0] present 1b4 ro", "frame 1b4 app 1"),
    fault(
      "VF1 to write", returns: 1, changed: ["range->vma 0 ⇒ 1", "range->pfns[0] 0 ⇒ 35"], .pages([.none]), asks: 3
    ).memory("pte[0] present 1b4 rw dirty", "frame 1b4 app 1"),
    fault("VF3 in a gap: the vma is NULL (B16)", returns: nil, changed: ["range->vma 0 ⇒ 1"], late).stopping(
      .nullPointer),
    fault("VF3 in a gap, B16 mended", returns: -14, changed: ["range->vma 0 ⇒ 1"], late, fixes: ["B16"]).memory(),
    fault(
      "VF3 in a vma, B16 mended", returns: 2,
      changed: ["range->vma 0 ⇒ 1", "range->pfns[0] 0 ⇒ 33", "range->pfns[1] 0 ⇒ 19"], pair, fixes: ["B16"]),
    fault("VF6 out of memory", returns: -14, changed: ["range->vma 0 ⇒ 1"], pair, cells: full).memory(),
    fault(
      "FA7 what lies before last stays, what lies behind is NONE", returns: -14,
      changed: ["range->vma 0 ⇒ 1", "range->pfns[0] 5 ⇒ 19", "range->pfns[1] 5 ⇒ 0"], .pages([writable, .none]),
      given: [range.element(\.pfns, 0) <- 5, range.element(\.pfns, 1) <- 5], cells: full),
    fault(
      "VF6 a poisoned page, which is faulted because the one before it is (B9b)", returns: -14,
      changed: ["range->vma 0 ⇒ 1"], .pages([.none, .poison])
    ).memory("pte[0] present 1b4 ro", "frame 1b4 app 1"),
    fault(
      "VF8 to write where nobody may: it goes well and helps nothing (H19)", returns: nil,
      changed: ["range->vma 0 ⇒ 1"], unwritable, asks: 3),
    fault("VF8 the same, H19 mended", returns: -1, changed: ["range->vma 0 ⇒ 1"], unwritable, asks: 3, fixes: ["H19"]),
    fault(
      "VF8 where one may, H19 mended", returns: 1, changed: ["range->vma 0 ⇒ 1", "range->pfns[0] 0 ⇒ 11"],
      .pages([readOnly]), asks: 3, fixes: ["H19"]),
  ]
}
